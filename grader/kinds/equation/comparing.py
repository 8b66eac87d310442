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
    names = names_in(task)
    tangents = [node for node in postorder(task.f) if type(node) is Operator and node.data[0] == "taylor"] if task.f is not None else []
    if len(tangents) != 1 or tangents[0].data[2] != 1 or any(sum(exponents) > 1 for exponents in (*mine, *right)):
        return
    _, *centre = tangents[0].args
    by = tangents[0].data[1]
    units = {name: tuple([int(at == place) for at in range(len(names))]) for place, name in enumerate(names)}
    over = [name for name in names if name not in by and units[name] in right]
    if len(over) != 1 or units[over[0]] not in mine or task.f is None or {*task.f.args} != {Symbol(over[0]), tangents[0]}:
        # y = 2 T(x) has not the value of f at the point.
        return
    scale = right[units[over[0]]] / mine[units[over[0]]]
    scaled = {exponents: value * scale for exponents, value in mine.items()}
    gap = {exponents: scaled.get(exponents, Fraction(0)) - right.get(exponents, Fraction(0)) for exponents in {*scaled, *right}}
    at_point = polynomial(build.add([_monomial(gap.get(units[name], Fraction(0)), value) for name, value in zip(by, centre, strict=True)]
                                    + [build.number(gap.get((0,) * len(names), Fraction(0)))]), ())
    has_slopes = not any(gap.get(units[name], 0) for name in names)
    if has_slopes:
        yield "tangent-beside-point"
    elif at_point is not None and not any(at_point.values()):
        yield "tangent-slope-wrong"


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
