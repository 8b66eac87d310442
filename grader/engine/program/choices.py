"""Cases by conditions on numbers, such as ``x if x > 0; -x otherwise``: a step chooses between two values by the sign of a third."""

from __future__ import annotations

from collections.abc import Mapping

from grader.engine.program.blocks import Block, Lowering
from grader.expr import Expr, sides
from grader.record import record


def chosen(low: Lowering, node: Expr) -> Block:
    """The first condition that holds decides; where none does there is no value.  Values that are not taken need none."""
    values, conditions = [low.of(value) for value in node.args[::2]], node.args[1::2]
    compared = [low.of(side) for condition in conditions for side in sides(condition)]
    shape, (rows, columns) = low.shapes.of(node), low.shape(node)
    names = [name for block in (*values, *compared) for name in block.free] + [name for each in conditions for name in _names(low, each)]
    free, slots = low.in_order(tuple(names)), list[int]()
    nothing = low.builder.step("div", low.builder.number(1), low.builder.number(0))
    for assignment in low.assignments(free):
        parts = [_part(low, block, assignment, rows * columns, shape is not None) for block in values]
        for place in range(rows * columns):
            slot = nothing
            for part, condition in reversed(list(zip(parts, conditions, strict=True))):
                slot = _choice(low, condition, _Entry(assignment, place, rows * columns), low.real(part[place]), slot)
            slots.append(slot)
    return Block(free, rows, columns, slots)


def _names(low: Lowering, condition: Expr) -> tuple[str, ...]:
    """The indices of the relations that compare indices."""
    if condition.data in ("and", "or"):
        return tuple(name for arg in condition.args for name in _names(low, arg))
    return () if any(True for _ in sides(condition)) else low.names_in(condition)


def _part(low: Lowering, block: Block, assignment: Mapping[str, int], size: int, is_array: bool) -> list[int]:
    """The slots of a block for an assignment of indices; a number goes with every entry."""
    start, stride = 0, block.size
    for name in reversed(block.free):
        start, stride = start + (assignment[name] - 1) * stride, stride * low.indices[name]
    return block.slots[start:start + block.size] if block.size == size or not is_array else [block.slots[start]] * size


@record
class _Entry:
    """An entry whose case is looked for: the free indices, its place, and how many there are."""

    assignment: Mapping[str, int]
    place: int
    size: int


def _choice(low: Lowering, condition: Expr, entry: _Entry, a: int, b: int) -> int:
    """The slot of a where a condition holds for an entry, else of b."""
    sign = condition.data
    if sign == "and":
        for arg in reversed(condition.args):
            a = _choice(low, arg, entry, a, b)
        return a
    if sign == "or":
        for arg in reversed(condition.args):
            b = _choice(low, arg, entry, a, b)
        return b
    if not any(True for _ in sides(condition)):
        return a if low.holds(condition, entry.assignment) else b
    left, right = [low.real(_part(low, low.of(side), entry.assignment, entry.size, True)[entry.place]) for side in condition.args]
    if sign in ("=", "!="):
        first, other = (a, b) if sign == "=" else (b, a)
        inner = _by_sign(low, "choose=", right, left, first, other)
        return _by_sign(low, "choose=", left, right, inner, other)
    greater, less = (left, right) if sign[0] == ">" else (right, left)
    return _by_sign(low, "choose=" if sign.endswith("=") else "choose", greater, less, a, b)


def _by_sign(low: Lowering, name: str, greater: int, less: int, a: int, b: int) -> int:
    return low.builder.step(name, low.builder.compared(greater, less), (a, b))
