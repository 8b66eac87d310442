"""Answers that are equations: text to steps, each an equation or a system of them as a tree.

An equation is a condition with the sign ``=`` on two formulas, a system one with ``and``.
"""

from __future__ import annotations

from grader.expr import Cases, Condition, Expr, Span, Symbol
from grader.lazily import lazily
from grader.model import Diagnostic
from grader.record import record, replace
from grader.syntax.formula import Reading, read_formula
from grader.syntax.layout.approximations import aside_in
from grader.syntax.layout.enumerations import as_number, counting, number_in_front, without_dashes
from grader.syntax.layout.equations import Cut, Limit, Sides, cut_equations, end_of_called, height_named
from grader.syntax.layout.restrictions import Restriction
from grader.syntax.lexicon import Lexicon, lexicon
from grader.syntax.messages.hints import explain
from grader.syntax.reading import BULLETS, COUNTED
from grader.syntax.scope import Scope
from grader.syntax.tokens.tokens import MAX_LENGTH, UnreadableError


@record
class Limited:
    """A condition beside equations: what it ``said`` of declared names, if that is all, and the comparisons as a tree, if it has one."""

    said: tuple[Restriction, ...]
    tree: Expr | None = None
    choices: frozenset[str] = frozenset()


@record
class Equations:
    """An answer of equations: the system of each step, in order; formulas that stand alone, without an equal sign.

    ``conditions`` are what is said about values beside them, ``choices`` the kinds of choice between two readings that were met.
    """

    steps: tuple[Expr, ...]
    alone: tuple[Expr, ...] = ()
    conditions: tuple[Limited, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    choices: frozenset[str] = frozenset()

    @property
    def every(self) -> Expr:
        """All equations of all steps as one system."""
        return joined([equation for step in self.steps for equation in equations_of(step)])


def equations_of(tree: Expr) -> tuple[Expr, ...]:
    """The equations of a system, or the one that it is; nothing for any other tree."""
    if type(tree) is not Condition:
        return ()
    return tree.args if tree.data == "and" else (tree,)


def joined(equations: list[Expr] | tuple[Expr, ...]) -> Expr:
    """Several equations as one system; one alone is itself."""
    return equations[0] if len(equations) == 1 else Condition("and", equations)


def read_equations(text: str, scope: Scope, second: frozenset[str] = frozenset()) -> Equations | Diagnostic:
    """Read an answer that consists of equations; ``second`` as in :func:`grader.syntax.read`.

    >>> read_equations("E: z = 4x, y = 1", Scope(("x", "y", "z"))).steps[0].args[1]
    Condition('=', Symbol('y'), Number((1, None)))
    """
    if len(text) > MAX_LENGTH or not text.strip():
        found = read_formula(text, scope, second)
        return found if isinstance(found, Diagnostic) else Equations((), (found.tree,))
    letter = counting(text, lexicon(scope))
    mark = letter or number_in_front(text)
    if mark and COUNTED in second:
        text = " " * len(mark) + text[len(mark):] if letter else as_number(text, mark)
    bare = without_dashes(text)
    chosen = {kind for kind, is_met in ((COUNTED, mark), (BULLETS, bare != text)) if is_met}
    text = bare if BULLETS in second else text
    try:
        cut = cut_equations(text, lexicon(scope))
    except UnreadableError as problem:
        return explain(problem, None, text)
    if cut.relations:
        return _no_equation(cut.relations[0])
    limits = _limits(cut, scope, second)
    if isinstance(limits, Diagnostic):
        return limits
    made = _assembled(cut, scope, second)
    aside = aside_in(text, lexicon(scope)) if isinstance(made, Equations) and made.alone else None
    if aside is not None:
        # Without the number behind the sign x - 2y ≈ 1 is no equation.
        return Diagnostic("syntax/unexpected", "this holds only approximately, and equations are read here", "write = between both sides",
                          aside)
    chosen = chosen.union(*[limit.choices for limit in limits])
    if isinstance(made, Equations) and (chosen or limits):
        return replace(made, choices=made.choices | chosen, conditions=tuple(limits))
    return made


def _no_equation(span: Span) -> Diagnostic:
    return Diagnostic("equation/relation", "this is an inequality, and equations are read here", "leave it out, or write an equation", span)


def _limits(cut: Cut, scope: Scope, second: frozenset[str]) -> list[Limited] | Diagnostic:
    """The conditions beside equations, each read as that of a case."""
    limits = list[Limited]()
    for limit in cut.limits:
        found = read_formula(f"1 if {_comparisons(limit, cut.text)}; 0 otherwise", scope, second)
        tree = found.tree if isinstance(found, Reading) else None
        if isinstance(found, Reading) and type(tree) is Cases and type(tree.args[1]) is Condition:
            limits.append(Limited(limit.said, tree.args[1], found.choices))
        elif limit.said:
            limits.append(Limited(limit.said))
        else:
            return _no_equation(limit.span)
    return limits


_INTERVAL = lazily(r"([\[(])([^,;]+)[,;]([^,;]+)([\])])")
_ENDLESS = frozenset(("oo", "-oo", "+oo", "inf", "-inf", "+inf"))


def _comparisons(limit: Limit, text: str) -> str:
    """A condition as one writes it for a case: ``-1<=x and x<1`` for ``x ∈ [-1, 1)``."""
    found = [(name, _INTERVAL.fullmatch(item.bound)) for item in limit.said if item.sign == "∈" for name in item.names]
    if not found or len(found) < sum(len(item.names) for item in limit.said):
        return text[slice(*limit.span)]
    said = list[str]()
    for name, ends in found:
        if ends is None:
            return text[slice(*limit.span)]
        opens, low, high, closes = ends.groups()
        said += [] if low in _ENDLESS else [f"{low}{'<=' if opens == '[' else '<'}{name}"]
        said += [] if high in _ENDLESS else [f"{name}{'<=' if closes == ']' else '<'}{high}"]
    return " and ".join(said)


def _of_height(cut: Cut, span: Span, words: Lexicon) -> Reading | None:
    """The reading of a side that is ``L(x)`` for y; ``None`` for any other."""
    name = height_named(cut.text, span, words)
    return Reading(Symbol(name, span)) if name else None


def _assembled(cut: Cut, scope: Scope, second: frozenset[str]) -> Equations | Diagnostic:
    notes, choices, words = list[Diagnostic](), set[str](), lexicon(scope)

    def formula(span: Span) -> Expr | Diagnostic:
        if span[0] >= span[1]:
            return Diagnostic("syntax/missing-operand", "a side of this equation is missing", "write it", (span[0], span[0]))
        called = end_of_called(cut.text, span, words)
        if called:
            choices.add("call")
            span = (span[0], called) if "call" not in second else span
        found = _of_height(cut, span, words) or read_formula(" " * span[0] + cut.text[slice(*span)], scope, second)
        if isinstance(found, Reading):
            notes.extend(found.notes)
            choices.update(found.choices)
            return found.tree
        return found

    def equation(sides: Sides) -> Expr | Diagnostic:
        left, right = formula(sides.left), formula(sides.right)
        if isinstance(left, Diagnostic) or isinstance(right, Diagnostic):
            return left if isinstance(left, Diagnostic) else right
        return Condition("=", (left, right), (sides.left[0], sides.right[1]))

    steps = list[Expr]()
    for step in cut.steps:
        found = [equation(sides) for sides in step]
        wrong = next((each for each in found if isinstance(each, Diagnostic)), None)
        if wrong is not None:
            return wrong
        steps.append(joined([each for each in found if not isinstance(each, Diagnostic)]))
    beside = [formula(span) for span in cut.alone]
    alone = [each for each in beside if not isinstance(each, Diagnostic)]
    if len(alone) < len(beside):
        return next(each for each in beside if isinstance(each, Diagnostic))
    if not steps and not alone:
        return Diagnostic("syntax/empty", "there is nothing here that can be read", "write the answer", (0, len(cut.text)))
    return Equations(tuple(steps), tuple(alone), (), tuple(dict.fromkeys(notes)), frozenset(choices))
