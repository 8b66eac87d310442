"""Why an equation is wrong: equations that mistakes lead to, made from the problem itself, of which one is the answer.

An explanation is an identity: the answer has the solutions of what the mistake predicts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from grader.engine import BudgetError, expanded
from grader.engine.equations import Signature, polynomial, signature, written
from grader.expr import (
    Add,
    Condition,
    Div,
    Expr,
    Matrix,
    Mul,
    Neg,
    Number,
    Operator,
    Symbol,
    build,
    changed_at_one_place,
    fold,
    names,
    postorder,
    shapes,
    substitute,
)
from grader.kinds.decider import value_of
from grader.kinds.equation.judging import posed_of
from grader.kinds.equation.reading import multipliers_of, names_in
from grader.kinds.equation.stating import worked_out
from grader.kinds.formula import equal
from grader.model import Problem, Task
from grader.syntax.equations import equations_of, joined

MOST_PREDICTED = 60

def reasons(problem: Problem, tree: Expr, salt: str) -> Iterator[str]:
    """Yield the names of mistakes in the equation itself whose equation the answer is, the most plausible first."""
    if not equations_of(tree):
        yield from _of_no_equation(problem, tree, salt)
        return
    found = factors(problem, tree, salt)
    rule = None if found is None else _predicted(problem, salt).get(found)
    if rule is not None:
        yield rule


def factors(problem: Problem, tree: Expr, salt: str) -> Signature | None:
    """The factors of equations, by which those with the same solutions are known; ``None`` where they cannot be told."""
    posed = posed_of(problem, salt)
    try:
        return signature(posed, posed.of(tree))
    except (shapes.ShapeError, BudgetError):
        return None


def mistakes(problem: Problem) -> Iterator[tuple[str, Expr]]:
    """Yield wrong equations by the name of their mistake in the equation itself, worked out, the most plausible first."""
    yield from islice(predictions(problem.task), MOST_PREDICTED)


@lru_cache(maxsize=64)
def _predicted(problem: Problem, salt: str) -> dict[Signature, str]:
    """What mistakes lead to, by the factors of the equations; the truth is no mistake, and of two mistakes the first counts."""
    posed, found = posed_of(problem, salt), dict[Signature, str]()
    truth = signature(posed, posed.truth)
    for rule, tree in islice(predictions(problem.task), MOST_PREDICTED):
        name = factors(problem, tree, salt)
        if name is not None and name != truth:
            found.setdefault(name, rule)
    return found


def _of_no_equation(problem: Problem, tree: Expr, salt: str) -> Iterator[str]:
    """A side of the truth, the difference of its sides, or the normal vector of a plane."""
    truth = worked_out(problem.task)
    entries = tree.args if type(tree) is Matrix else ()
    for equation in equations_of(truth) if truth is not None else ():
        left, right = equation.args
        for side in (right, Add((left, Neg(right))), Add((right, Neg(left))), left):
            if type(side) is not Number and _equal(problem.task, side, tree, salt):
                yield "side-only"
        if entries and _is_normal(problem.task, Add((left, Neg(right))), entries):
            yield "normal-and-plane"


def _equal(task: Task, side: Expr, tree: Expr, salt: str) -> bool:
    definitions = expanded(task.definitions)
    try:
        return equal(value_of(task, substitute(side, definitions), salt), substitute(tree, definitions))
    except (shapes.ShapeError, BudgetError):
        return False


def _is_normal(task: Task, difference: Expr, entries: tuple[Expr, ...]) -> bool:
    """Whether numbers are proportional to the coefficients of a linear equation."""
    known = names_in(task)
    terms = polynomial(substitute(difference, expanded(task.definitions)), known)
    numbers = [polynomial(entry, ()) if not names(entry) else None for entry in entries]
    if terms is None or any(sum(exponents) > 1 for exponents in terms) or any(number is None for number in numbers):
        return False
    slopes = [terms.get(tuple([int(at == place) for at in range(len(known))]), 0) for place in range(len(known))]
    given = [next(iter(number.values()), 0) for number in numbers if number is not None]
    wanted = slopes if len(given) == len(known) else [slope for slope in slopes if slope]
    return len(given) == len(wanted) and any(given) and all(
        a * d == b * c for a, c in zip(given, wanted, strict=True) for b, d in zip(given, wanted, strict=True))


# -- what mistakes lead to ------------------------------------------------------------------------------------------


def predictions(task: Task) -> Iterator[tuple[str, Expr]]:
    """Wrong equations by their mistake, the most plausible first; operators inside are worked out by the engine."""
    assert task.f is not None, f"{task.id}: the bank has read these equations"
    yield from _of_expansions(task.f)
    yield from _of_systems(task)
    shown = worked_out(task)
    if shown is not None:
        yield from _of_terms(task, shown)


def _of_expansions(tree: Expr) -> Iterator[tuple[str, Expr]]:
    """A tangent is f(a) + f'(a) (x − a): each of its parts may be forgotten."""
    found = [node for node in postorder(tree) if type(node) is Operator and node.data[0] == "taylor"]
    for node in found[:2]:
        f, *centre = node.args
        by = node.data[1]
        value = Operator("at", by, (f, *centre))
        yield "value-forgotten", _with(tree, node, Add((node, Neg(value))))
        yield "centre-forgotten", _with(tree, node, _not_moved(node))
        slopes = [Mul((Operator("D", (name,), (f,)), Add((Symbol(name), Neg(point))))) for name, point in zip(by, centre, strict=True)]
        yield "gradient-not-put-in", _with(tree, node, Add((value, *slopes)))
        yield "derivative-forgotten", _with(tree, node, value)
        if len(by) == 1 and node.data[2] == 1:
            yield from _of_a_line(tree, node)


def _of_a_line(tree: Expr, node: Expr) -> Iterator[tuple[str, Expr]]:
    """The derivative alone, as a function or as a number, and the line at right angles."""
    f, point = node.args
    by = node.data[1]
    slope = Operator("D", by, (f,))
    there = Operator("at", by, (slope, point))
    yield "slope-for-tangent", _with(tree, node, slope)
    yield "slope-for-tangent", _with(tree, node, there)
    yield "normal-for-tangent", _with(tree, node, Add((Operator("at", by, (f, point)), Neg(Div(Add((Symbol(by[0]), Neg(point))), there)))))


def _not_moved(node: Expr) -> Expr:
    """The polynomial of an expansion with x in the place of x − a."""
    f, *centre = node.args
    by = node.data[1]
    if node.data[2] != 1:
        return node
    slopes = [Mul((Operator("at", by, (Operator("D", (name,), (f,)), *centre)), Symbol(name))) for name in by]
    return Add((Operator("at", by, (f, *centre)), *slopes))


def _with(tree: Expr, old: Expr, new: Expr) -> Expr:
    """The tree with another node in the place of one."""
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        return new if node is old else node.with_args(args)

    return fold(tree, step)


def _of_systems(task: Task) -> Iterator[tuple[str, Expr]]:
    """A system without its constraint, or without its multiplier."""
    assert task.f is not None
    found, multipliers = equations_of(task.f), multipliers_of(names_in(task))
    used = [name for name in multipliers if any(name in names(equation) for equation in found)]
    if len(found) < 2 or not used:
        return
    free = [equation for equation in found if names(equation).isdisjoint(used)]
    bound = [equation for equation in found if not names(equation).isdisjoint(used)]
    if free and bound:
        yield "constraint-missing", joined(bound)
    yield "multiplier-missing", substitute(task.f, {name: Number(1) for name in used})


def _other_sign(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        for place, term in enumerate(node.args):
            yield Add((*node.args[:place], build.neg(term), *node.args[place + 1:]))


def _one_lost(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        yield from (build.add([*node.args[:place], *node.args[place + 1:]]) for place in range(len(node.args)))


def _of_terms(task: Task, tree: Expr) -> Iterator[tuple[str, Expr]]:
    """One monomial with the other sign, or lost; one term of a sum inside, likewise."""
    assert task.f is not None
    for rule, edit in (("equation-sign", _other_sign), ("equation-term-lost", _one_lost)):
        yield from ((rule, changed) for changed in changed_at_one_place(task.f, edit, MOST_PREDICTED))
    known = names_in(task)
    found = equations_of(tree)
    for at, equation in enumerate(found):
        left, right = equation.args
        terms = polynomial(substitute(Add((left, Neg(right))), expanded(task.definitions)), known)
        for exponents, value in (terms or {}).items():
            assert terms is not None
            for rule, new in (("equation-sign", {**terms, exponents: -value}),
                              ("equation-term-lost", {other: each for other, each in terms.items() if other != exponents})):
                changed = Condition("=", (written(new, known), Number(0)))
                yield rule, joined([*found[:at], changed, *found[at + 1:]])
