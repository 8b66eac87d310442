"""Conditions that never hold, or always: the ranges of their two sides tell."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine.branches.branching import ranges
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.posed import SMALLEST_SIZE, Posed
from grader.engine.program.builder import Builder
from grader.engine.program.lower import lower
from grader.engine.program.program import BudgetError
from grader.engine.sizes.turning import last_turn
from grader.engine.values.ranges import Range
from grader.expr import HOLDS_CASES, Add, Condition, Expr, Neg, Shapes, postorder, shapes, sides
from grader.record import replace

_SIGNS = ("=", "!=", "<", "<=", ">", ">=")


def idle_conditions(posed: Posed, tree: Expr) -> Iterator[tuple[Expr, bool]]:
    """Yield the comparisons of numbers in a tree that hold at no point of the domain (``False``), or at all of them (``True``)."""
    if not tree.holds & HOLDS_CASES:
        return
    instances = posed.instances()
    for node in postorder(tree):
        if instances and type(node) is Condition and node.data in _SIGNS and any(True for _ in sides(node)) and _is_told(posed, node):
            always = _always(posed, instances[0], node)
            if always is not None:
                yield node, always


def _is_told(posed: Posed, condition: Expr) -> bool:
    """Whether the first sizes tell of all: no larger or smaller one turns the condition."""
    turn = last_turn(condition) if posed.symbolic else 0
    return turn is not None and turn < SMALLEST_SIZE


def _always(posed: Posed, instance: Instance, condition: Expr) -> bool | None:
    left, right = condition.args
    difference, builder = Add((left, Neg(right))), Builder()
    try:
        block = lower(difference, builder, Shapes(difference, posed.declared), instance.sizes, posed.indices_at(instance.sizes),
                      instance.inverted)
        program = builder.program(block.slots, difference.leaves)
    except (BudgetError, shapes.ShapeError):
        return None
    found = ranges(replace(program, positive=()), {variable.name: variable for variable in instance.variables})
    answers = {_holds(condition.data, found[output]) for output in program.outputs}
    return answers.pop() if len(answers) == 1 else None


def _holds(sign: str, difference: Range) -> bool | None:
    """Whether a difference is as a sign says, at every point or at none; ``None`` where that varies."""
    if difference.poles:
        return None
    if sign in ("=", "!="):
        return (sign == "!=") if difference.nonzero else None
    if sign[0] == "<":
        difference = difference._replace(low=-difference.high, high=-difference.low, low_open=difference.high_open,
                                         high_open=difference.low_open)
    above, below = difference.positive, difference.negative
    if sign.endswith("="):
        return True if above or difference.low >= 0 else False if below else None
    return True if above else False if below or difference.high <= 0 else None
