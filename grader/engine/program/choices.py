"""Cases by conditions on numbers, such as ``x if x > 0; -x otherwise``: a step chooses between two values by the sign of a third."""

from __future__ import annotations

from collections.abc import Mapping

from grader.engine.program.blocks import Block, Lowering
from grader.engine.program.builder import Builder
from grader.engine.program.program import Step
from grader.expr import Expr, Number, sides
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
    pair: tuple[int, int] | None = (greater, less)
    while pair is not None:
        (greater, less), pair = pair, _inside(low.builder, *pair)
    return low.builder.step(name, low.builder.difference(greater, less), (a, b))


def _inside(builder: Builder, greater: int, less: int) -> tuple[int, int] | None:
    """Take an increasing function off both sides, as x^3 > y^3 says x > y: return the slots inside, or None.

    Their difference has the sign that it had before.  The function has a value everywhere, so that the condition has one where it had one.
    """
    return _terms(builder, greater, less) or _arguments(builder, greater, less) or _argument_beside_zero(builder, greater, less)


def _terms(builder: Builder, greater: int, less: int) -> tuple[int, int] | None:
    """Compare the terms of a difference that is compared with zero: a - b > 0 says a > b."""
    zero = _zero(builder)
    if less == zero and (terms := _difference(builder, greater)) is not None:
        return terms
    if greater == zero and (terms := _difference(builder, less)) is not None:
        return terms[1], terms[0]
    return None


def _arguments(builder: Builder, greater: int, less: int) -> tuple[int, int] | None:
    """Compare the arguments where both slots are values of one function that grows, or are negatives."""
    (name, a, b, k), (other, c, d, m) = _step(builder, greater), _step(builder, less)
    if name == other == "neg":
        return c, a
    if (name, k) == (other, m) and _is_increasing(name, k):
        return a, c
    have_one_base = name == other == "pow" and a == c and _is_above_one(builder, a)
    return (b, d) if have_one_base and type(b) is int and type(d) is int else None


def _argument_beside_zero(builder: Builder, greater: int, less: int) -> tuple[int, int] | None:
    """Compare an argument with zero where its function has its sign: x^3 > 0 says x > 0."""
    zero = _zero(builder)
    if less == zero and _has_sign_of_argument(builder, greater):
        return builder.steps[greater][1], less
    if greater == zero and _has_sign_of_argument(builder, less):
        return greater, builder.steps[less][1]
    return None


def _zero(builder: Builder) -> int | None:
    return builder.leaf_slots.get((Number, (0, None)))


def _step(builder: Builder, slot: int) -> Step:
    """Return the step that makes a slot; one without a name for a leaf."""
    return builder.steps[slot] if slot >= 0 else ("", slot, None, None)


def _difference(builder: Builder, slot: int) -> tuple[int, int] | None:
    """Return the slots of a and b if a slot is a - b, which is made as a + (-b)."""
    name, a, b, _ = _step(builder, slot)
    if name != "add" or type(b) is not int:
        return None
    sign, subtracted, _, _ = _step(builder, b)
    return (a, subtracted) if sign == "neg" else None


def _is_above_one(builder: Builder, slot: int) -> bool:
    leaf = builder.leaves[-slot - 1] if slot < 0 else None
    return type(leaf) is Number and leaf.data[0] > 1


def _has_sign_of_argument(builder: Builder, slot: int) -> bool:
    name, _, _, k = _step(builder, slot)
    return name != "exp" and _is_increasing(name, k)


def _is_increasing(name: object, k: int | None) -> bool:
    return name in _INCREASING or (name in ("ipow", "root") and k is not None and k > 0 and k % 2 == 1)


_INCREASING = frozenset(("exp", "sinh", "tanh", "asinh", "atan"))
"""Functions that have a value everywhere and grow with their argument; all but exp are zero at zero alone."""
