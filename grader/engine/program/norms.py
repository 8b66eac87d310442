"""Norms, largest values, and absolute values and roots whose branches are known, since the structure gives their arguments' signs."""

from __future__ import annotations

from grader.engine.program.blocks import ZERO, Block, Lowering
from grader.engine.program.builder import rational
from grader.engine.program.definite import factors_of, is_not_negative, is_rarely_zero
from grader.expr import Call, Expr


def squares(low: Lowering, slots: list[int]) -> int:
    """The sum of the squares of some slots."""
    return low.total([low.mul(slot, slot) for slot in slots])


def root_of_even_power(low: Lowering, power: Expr) -> Block | None:
    """The root of u^(2k) for a u that is not negative."""
    base, value = power.args[0], rational(power.args[1])
    if value is None or value % 2 or value <= 0 or low.shapes.of(base) is not None or not is_not_negative(base, low.shapes.declared.kinds):
        return None
    low.builder.has_idle_steps = True
    return low.each(low.of(base), 1, 1, lambda slots: [low.builder.rational_power(low.real(slots[0]), value / 2)])


def norm(low: Lowering, node: Expr, block: Block) -> Block:
    """The length of a vector or matrix, the absolute value of a number."""
    inner, kinds = node.args[0], low.shapes.declared.kinds
    if low.shapes.of(inner) is None:
        if is_not_negative(inner, kinds):
            return block
        return low.each(block, 1, 1, lambda slots: [low.builder.step("abs", low.real(slots[0]))])
    total = low.each(block, 1, 1, lambda slots: [squares(low, slots)])
    if is_rarely_zero(factors_of(inner), kinds) and block.size > 1:
        low.builder.positive.update([slot for slot in total.slots if slot < ZERO])
    return low.each(total, 1, 1, lambda slots: [low.builder.step("sqrt", low.real(slots[0]))])


def scalar_power(low: Lowering, node: Expr, block: Block) -> Block:
    """An even power of a norm is a power of the sum of squares, with no root in it."""
    base, exponent = node.args
    value = rational(exponent) if exponent.is_plain else None
    if type(base) is Call and base.data in ("norm", "abs") and value is not None and value % 2 == 0:
        inside = low.of(base.args[0])
        if low.shapes.of(base.args[0]) is not None and (base.data == "norm" or 1 in (inside.rows, inside.columns)):
            lengths = low.each(inside, 1, 1, lambda slots: [squares(low, slots)])
            half, low.builder.has_idle_steps = int(value) // 2, True
            if half == 1:
                return lengths
            return low.each(lengths, 1, 1, lambda slots: [low.builder.step("ipow", low.real(slots[0]), None, half)])
    other = low.of(exponent) if not exponent.is_plain else Block((), 1, 1, [low.builder.scalar(exponent)])
    return low.elementwise(block, other, lambda a, b: low.builder.power(node, [low.real(a), low.real(b)]))


def sum_of_sizes(low: Lowering, node: Expr, block: Block) -> Block:
    """‖v‖₁, the sum of the absolute values."""
    return low.each(block, 1, 1, lambda slots: [low.total([low.builder.step("abs", low.real(slot)) for slot in slots])])


def largest_size(low: Lowering, node: Expr, block: Block) -> Block:
    """‖v‖_∞, the largest absolute value."""
    def largest(slots: list[int]) -> list[int]:
        return [low.builder.extreme("max", [low.builder.step("abs", low.real(slot)) for slot in slots])]

    return low.each(block, 1, 1, largest)


def extreme(low: Lowering, node: Expr, block: Block) -> Block:
    """The largest entry of a vector, or of several arrays entry by entry."""
    if len(node.args) == 1:
        return low.each(block, 1, 1, lambda slots: [low.builder.extreme(node.data, map(low.real, slots))])
    for arg in node.args[1:]:
        block = low.elementwise(block, low.of(arg), lambda a, b: low.builder.extreme(node.data, (low.real(a), low.real(b))))
    return block
