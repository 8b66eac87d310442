"""Answers that are equations: text to steps, each an equation or a system of them as a tree.

An equation is a condition with the sign ``=`` on two formulas, a system one with ``and``.
"""

from __future__ import annotations

from grader.expr import Condition, Expr, Span, Symbol
from grader.model import Diagnostic
from grader.record import record, replace
from grader.syntax.formula import Reading, read_formula
from grader.syntax.layout.approximations import aside_in
from grader.syntax.layout.enumerations import as_number, counting, number_in_front, without_dashes
from grader.syntax.layout.equations import Cut, Sides, cut_equations, end_of_called, height_named
from grader.syntax.layout.restrictions import Restriction
from grader.syntax.lexicon import Lexicon, lexicon
from grader.syntax.messages.hints import explain
from grader.syntax.reading import BULLETS, COUNTED
from grader.syntax.scope import Scope
from grader.syntax.tokens.tokens import MAX_LENGTH, UnreadableError


@record
class Equations:
    """An answer of equations: the system of each step, in order; formulas that stand alone, without an equal sign.

    ``conditions`` are what is said about the values of declared names, ``choices`` the kinds of choice between two readings that were met.
    """

    steps: tuple[Expr, ...]
    alone: tuple[Expr, ...] = ()
    conditions: tuple[Restriction, ...] = ()
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
        return Diagnostic("equation/relation", "this is an inequality, and equations are read here", "leave it out, or write an equation",
                          cut.relations[0])
    made = _assembled(cut, scope, second)
    aside = aside_in(text, lexicon(scope)) if isinstance(made, Equations) and made.alone else None
    if aside is not None:
        # Without the number behind the sign x - 2y ≈ 1 is no equation.
        return Diagnostic("syntax/unexpected", "this holds only approximately, and equations are read here", "write = between both sides",
                          aside)
    return replace(made, choices=made.choices | chosen) if chosen and isinstance(made, Equations) else made


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
    alone = list[Expr]()
    for span in cut.alone:
        tree = formula(span)
        if isinstance(tree, Diagnostic):
            return tree
        alone.append(tree)
    if not steps and not alone:
        return Diagnostic("syntax/empty", "there is nothing here that can be read", "write the answer", (0, len(cut.text)))
    return Equations(tuple(steps), tuple(alone), cut.conditions, tuple(dict.fromkeys(notes)), frozenset(choices))
