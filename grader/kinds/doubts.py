"""Doubts about what an answer says: which of several is meant, whether a name means what it does in the problem, where the answer holds."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from grader.engine import Budget, Posed, expanded
from grader.expr import ArraySymbol, Expr, Number, Operator, Span, Symbol, fold, postorder, shapes, substitute
from grader.kinds.decider import Decider, value_of
from grader.kinds.derivation import Derivation
from grader.kinds.formula import decide, equal
from grader.kinds.scopes import scope_of
from grader.lazily import lazily
from grader.model import Diagnostic, Outcome, Variable, Verdict
from grader.record import replace
from grader.syntax import FOREIGN_AND, Layout, Reading, Restriction, is_of_diagonal, read

_NAME = lazily(r"\s*\\?[A-Za-z]\w*\s*")
_AND = lazily(rf"\s({'|'.join(FOREIGN_AND)})$")


def doubt(decider: Decider, layout: Layout, reading: Reading, verdict: Verdict, lines: Derivation | None) -> Diagnostic | None:
    """Why an answer cannot be judged although it can be read; ``None`` where nothing is in doubt."""
    posed, is_right, budget = decider.posed, verdict.outcome is Outcome.CORRECT, Budget()
    if reading.beside and not (is_right and all(decide(decider, tree, budget).outcome is Outcome.CORRECT for tree in reading.beside)):
        return _two_answers(posed, layout)
    if not claims_hold(decider, reading):
        return redefined(reading, layout.of("claim")[0].span)
    if is_right:
        return _other_derivative(decider, layout, reading.tree) or _of_another_name(decider, layout, reading.tree)
    if verdict.outcome is not Outcome.INCORRECT:
        return None
    if not all(restates(posed, item) for item in reading.restrictions):
        return restricted(layout.of("condition")[0].span)
    return (_and_or_factor(decider, layout) or _on_diagonal(decider, layout) or _which_entry(posed, layout, verdict)
            or _which_line(decider, layout, verdict, lines) or _which_name(decider, layout))


def _other_derivative(decider: Decider, layout: Layout, tree: Expr) -> Diagnostic | None:
    """A left side that names the derivative by another variable, whose value the right answer is not: ``f_y = 2xy`` for ∂(x²y)/∂x."""
    posed, task = decider.posed, decider.posed.task
    last = layout.answers[-1] if layout.answers else None
    if last is None or last.label is None or len(last.label.by) != 1 or len(task.wrt) != 1 or (task.written or task.asked) != "derivative":
        return None
    [by], numbers = last.label.by, [variable.name for variable in task.variables if not variable.shape]
    asked = posed.f if task.written else Operator("D", task.wrt, (posed.f,))
    if by in task.wrt or by not in numbers or sum(map(_is_derivative, postorder(asked))) != 1:
        return None
    other = fold(asked, lambda node, args: Operator("D", (by,), args) if _is_derivative(node) else node.with_args(args))
    if equal(value_of(task, other, posed.salt), substitute(tree, posed.definitions)):
        return None
    [wanted] = task.wrt
    return Diagnostic("syntax/left-side", f"the left side names the derivative by {by}; the right side is the one by {wanted}",
                      "write what you mean on the left", last.left or last.span)


def _of_another_name(decider: Decider, layout: Layout, tree: Expr) -> Diagnostic | None:
    """A left side that names the derivative of what the answer itself says is another function: ``u = t^2, du/dt = 2t cos(t^2)``."""
    task = decider.posed.task
    last = layout.answers[-1] if layout.answers else None
    label = last.label if last is not None else None
    given = next((item for item in layout.of("definition") if label is not None and item.name == label.of), None)
    if last is None or label is None or given is None or label.by not in (task.wrt, ("'",), ("∇",)):
        return None
    if task.axes or task.asked != "derivative":
        return None
    span = given.members[-1]
    found = read(" " * span[0] + layout.shows(span), scope_of(task))
    if isinstance(found, Diagnostic) or found.tree.is_array:
        return None
    named = Decider(replace(task, id=f"{task.id} {given.name}", f=found.tree, truth_tree=None), decider.posed.salt, decider.unlisted)
    if decide(named, substitute(tree, named.posed.definitions)).outcome is not Outcome.INCORRECT:
        return None
    return Diagnostic("syntax/left-side", f"the left side names the derivative of {given.name}; the right side is the one that is asked",
                      "write what you mean on the left", last.left or last.span)


def _is_derivative(node: Expr) -> bool:
    return type(node) is Operator and node.data[0] == "D"


def _and_or_factor(decider: Decider, layout: Layout) -> Diagnostic | None:
    """Letters between two derivatives that may be factors, or the "and" of another language: ``f_x = 2xy y f_y = x^2``.

    At the end of a line they are factors, unless the answer is right without them.
    """
    for before, after in pairwise(layout.of("partial")):
        found = _AND.search(layout.shows(before.members[-1]))
        if found is not None and after.left is not None and not layout.text[before.span[1]:after.left[0]].strip():
            end = before.span[1]
            begin = end - len(found[1])
            if "\n" in layout.text[end:after.left[0]]:
                without = read(layout.text[:begin] + " " * len(found[1]) + layout.text[end:], scope_of(decider.posed.task))
                if isinstance(without, Diagnostic) or decide(decider, without.tree).outcome is Outcome.INCORRECT:
                    continue
            what = "the letter" if len(found[1]) == 1 else "the letters"
            return Diagnostic("syntax/doubtful", f"{what} {found[1]} here may be a factor, or join two answers",
                              "put a comma between the answers", (begin, end))
    return None


def _on_diagonal(decider: Decider, layout: Layout) -> Diagnostic | None:
    """A left side that names entries with two equal indices alone, ``∂f_i/∂x_i = 2x_i``: of the others the answer says nothing."""
    last = layout.answers[-1] if layout.answers else None
    if last is None or last.left is None or not is_of_diagonal(layout.shows(last.left), scope_of(decider.posed.task)):
        return None
    return Diagnostic("syntax/doubtful", "the left side names only the entries whose indices are equal",
                      "say what the others are too: 3x_i if i=j; 0 otherwise", last.left)


def _which_entry(posed: Posed, layout: Layout, verdict: Verdict) -> Diagnostic | None:
    """Lines that may be meant as entries, and a chain behind a name whose end may be the answer: ``8u^3 with u = 2x+1 = 8(2x+1)^3``."""
    chain = next((item for item in layout.of("definition") if len(item.members) > 1 and item.joined in ("where", "list", "and")), None)
    if chain is not None:
        return Diagnostic("syntax/one-answer", "there are several answers side by side", "keep one", chain.span)
    is_list = posed.axes and len(layout.answers) > 1 and all(item.label is None and len(item.members) == 1 for item in layout.answers)
    return _two_answers(posed, layout) if is_list and any(message.code == "shape/mismatch" for message in verdict.messages) else None


def _two_answers(posed: Posed, layout: Layout) -> Diagnostic:
    span = layout.answers[0].span[0], layout.answers[-1].span[1]
    if posed.axes:
        return Diagnostic("syntax/one-answer", "there are several expressions side by side",
                          "put rows in brackets: [a, b]; a column is [a; b]", span)
    return Diagnostic("syntax/one-answer", "there are several answers side by side", "keep one", span)


def claims_hold(decider: Decider, reading: Reading) -> bool:
    """Whether the declared names that an answer defines again mean there what they mean in the problem."""
    return all(_means(decider, name, tree) for name, tree in reading.claims)


def _means(decider: Decider, name: str, tree: Expr) -> bool:
    posed = decider.posed
    definitions = expanded(posed.task.definitions)
    if name not in definitions:
        return type(tree) in (Symbol, ArraySymbol) and tree.data == name
    try:
        return equal(value_of(posed.task, definitions[name], posed.salt, decider.unlisted), substitute(tree, definitions))
    except shapes.ShapeError:
        return False


def _which_line(decider: Decider, layout: Layout, verdict: Verdict, lines: Derivation | None) -> Diagnostic | None:
    """An earlier line that is right, or cannot be read, above a last one that is wrong; or lines that were meant as a product.

    Where the last line only rounds, ``2π = 6.28``, the earlier one may stand in the same chain.
    """
    if lines is None:
        return None
    if lines.unread is not None:
        return lines.unread
    ends = {step.members[-1] for step in layout.answers[:-1]}
    is_rounded = any(message.code in ("value/rounded", "number/digits", "number/rounding") for message in verdict.messages)
    right = next((line for line in lines.lines
                  if (is_rounded or line.span in ends) and not line.name and line.outcome is Outcome.CORRECT), None)
    if right is not None and decider.scheme.partial != "lines":
        return which_line(right.span)
    if lines.product is not None and decide(decider, lines.product).outcome is Outcome.CORRECT:
        return no_factors((layout.answers[0].span[0], layout.answers[-1].span[1]))
    return None


def _which_name(decider: Decider, layout: Layout) -> Diagnostic | None:
    """A right value with a name in front of ``C = 3``, which may say something beside the answer."""
    last = layout.answers[-1] if layout.answers else None
    if last is None or last.left is None or last.label is not None or not _NAME.fullmatch(layout.shows(last.left)):
        return None
    for span in [item.members[-1] for item in layout.of("definition")]:
        found = read(" " * span[0] + layout.shows(span), scope_of(decider.posed.task))
        if isinstance(found, Reading) and decide(decider, found.tree).outcome is Outcome.CORRECT:
            return which_line(span)
    return None


def redefined(reading: Reading, span: Span | None = None) -> Diagnostic:
    """What is said of an answer that gives a declared name another meaning."""
    return Diagnostic("syntax/redefined", f"{reading.claims[0][0]} means something else in this problem",
                      "use another name, or write the answer without it", span)


def which_line(span: Span | None) -> Diagnostic:
    """What is said of an earlier line that is right above a last one that is wrong."""
    return Diagnostic("line/which", "an earlier line is right and the last one is not: which one do you mean?",
                      "keep one, or mend the last line", span)


def no_factors(span: Span) -> Diagnostic:
    """What is said of lines that would be right as one formula."""
    return Diagnostic("line/product", "several lines are steps, not factors", "put * at the end of a line if you mean a product", span)


def restricted(span: Span | None = None) -> Diagnostic:
    """What is said of a wrong answer with a condition that leaves out a part of the domain."""
    return Diagnostic("syntax/restricted", "the answer is said to hold only under a condition", "write it for all values", span)


def restates(posed: Posed, item: Restriction) -> bool:
    """Whether a condition leaves out nothing of the domain but single points."""
    if item.sign in ("", "≠", "range"):
        return True
    variables = {variable.name: variable for variable in posed.task.variables}
    return all(name not in variables or _includes(variables[name], item) for name in item.names)


_LEAST = {"natural": 1, "positive": 0}


def _includes(variable: Variable, item: Restriction) -> bool:
    """Whether all values of a variable satisfy a condition; sizes and other names are natural numbers."""
    if item.sign == "∈":
        sets = {"natural": "RNZQC", "positive": "RC"}.get(variable.domain, "RC")
        is_part = variable.domain == "real" and not set("+*>0≥").isdisjoint(item.bound)
        return item.bound.lstrip("\\")[:1].translate(_PLAIN) in sets and not is_part
    low = variable.low.data[0] if variable.low is not None and type(variable.low) is Number else None
    least = low if variable.domain == "interval" else _LEAST.get(variable.domain)
    if least is None or not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", item.bound):
        return False
    bound = Fraction(item.bound)
    return item.sign in (">", "≥") and (bound < least or (bound == least and (item.sign == "≥" or variable.domain == "positive")))


_PLAIN = str.maketrans("ℝℕℤℚℂ", "RNZQC")
