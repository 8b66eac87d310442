"""How a wrong equation differs from the right one, seen in the terms of both, all on one side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from grader.engine import expanded
from grader.engine.equations import polynomial
from grader.expr import Add, Expr, Mul, Neg, Number, Operator, Symbol, build, postorder, substitute
from grader.kinds.equation.reading import names_in
from grader.kinds.equation.stating import worked_out
from grader.model import Task
from grader.syntax.equations import equations_of

Terms = Mapping[tuple[int, ...], Fraction]
"""The numbers before the monomials, by the exponents of all variables."""

LEAST_ALIKE = 2
"""So many terms must be alike for another one to be called wrong."""


def differences_seen(task: Task, tree: Expr) -> Iterator[str]:
    """Yield what is wrong with one equation beside the right one: a tangent's slope or value, or one number."""
    truth = worked_out(task)
    if truth is None or len(equations_of(truth)) != 1 or len(equations_of(tree)) != 1:
        return
    mine, right = _terms(task, tree), _terms(task, truth)
    if mine is None or right is None:
        return
    yield from _of_a_tangent(task, mine, right)
    yield from _of_one_number(mine, right)


def _terms(task: Task, tree: Expr) -> Terms | None:
    [equation] = equations_of(tree)
    left, right = (substitute(side, expanded(task.definitions)) for side in equation.args)
    found = polynomial(Add((left, Neg(right))), names_in(task))
    return None if found is None else {exponents: Fraction(str(value)) for exponents, value in found.items() if value}


def _of_a_tangent(task: Task, mine: Terms, right: Terms) -> Iterator[str]:
    """Compare the slopes, and the values at the point of contact, of two lines or planes that are graphs over its variables."""
    tangent, names = _tangent(task), names_in(task)
    if tangent is None or any(sum(exponents) > 1 for exponents in (*mine, *right)):
        return
    units = {name: tuple([int(at == place) for at in range(len(names))]) for place, name in enumerate(names)}
    heights = [name for name in names if name not in tangent.data[1] and units[name] in right]
    if len(heights) != 1 or units[heights[0]] not in mine or task.f is None or {*task.f.args} != {Symbol(heights[0]), tangent}:
        # y = 2 T(x) has not the value of f at the point.
        return
    gap = _gap(mine, right, units[heights[0]])
    if not any(gap.get(units[name], 0) for name in names):
        yield "tangent-beside-point"
    elif _is_zero_at_contact(gap, tangent, units):
        yield "tangent-slope-wrong"


def _tangent(task: Task) -> Operator | None:
    """Return the one Taylor polynomial of first order in an equation, if it has one and no other."""
    found = [node for node in postorder(task.f) if type(node) is Operator and node.data[0] == "taylor"] if task.f is not None else []
    return found[0] if len(found) == 1 and found[0].data[2] == 1 else None


def _gap(mine: Terms, right: Terms, unit: tuple[int, ...]) -> Terms:
    """Return the difference of two equations once the variable with this unit has the same number in both."""
    scale = right[unit] / mine[unit]
    return {exponents: mine.get(exponents, Fraction(0)) * scale - right.get(exponents, Fraction(0)) for exponents in {*mine, *right}}


def _is_zero_at_contact(gap: Terms, tangent: Operator, units: Mapping[str, tuple[int, ...]]) -> bool:
    """Return whether a linear difference vanishes at the point of contact."""
    _, *contact = tangent.args
    slopes = [_monomial(gap.get(units[name], Fraction(0)), value) for name, value in zip(tangent.data[1], contact, strict=True)]
    constant = gap.get((0,) * len(units), Fraction(0))
    at_contact = polynomial(build.add([*slopes, build.number(constant)]), ())
    return at_contact is not None and not any(at_contact.values())


def _monomial(value: Fraction, tree: Expr) -> Expr:
    return Mul((build.number(value), tree)) if value else Number(0)


def _of_one_number(mine: Terms, right: Terms) -> Iterator[str]:
    """Yield that one number is wrong, where all other terms are those of the right equation times a number."""
    if set(mine) != set(right):
        return
    ratios = Counter(mine[exponents] / right[exponents] for exponents in right)
    _, count = ratios.most_common(1)[0]
    if count == len(right) - 1 >= LEAST_ALIKE:
        yield "equation-number"
