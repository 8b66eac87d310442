"""Choices that are the larger or the smaller one of two values, or continuous as these are."""

from __future__ import annotations

from grader.engine.program.builder import is_increasing
from grader.engine.program.program import Program, Step
from grader.engine.values.numbers import CHOOSING
from grader.expr import Number

NO_STEP: Step = ("", 0, None, None)
"""In the place of the step of a leaf."""


def is_continuous(program: Program, slot: int) -> bool:
    """Whether a choice is one of two values by their difference, as in max and min, or of F(u) and F(v) by that of u and v."""
    name, c, others, _ = _step(program, slot)
    pair: tuple[int, int] | None = others if name in CHOOSING else None
    while pair is not None:
        a, b = pair
        if _is_difference(program, c, a, b) or _is_difference(program, c, b, a) or _are_even_powers(program, c, a, b):
            return True
        pair = _inside_of_both(program, a, b)
    return False


def is_extreme(program: Program, slot: int) -> tuple[bool, bool]:
    """Whether a choice is the larger one of two values, and whether it is the smaller one."""
    _, c, (a, b), _ = _step(program, slot)
    return _is_difference(program, c, a, b), _is_difference(program, c, b, a)


def compared(program: Program, slot: int) -> tuple[int, int | None]:
    """What has the sign of a slot: another one, or two whose difference has it; x^3 - y^3 has the sign of x - y."""
    name, left, right, k = _step(program, slot)
    if is_increasing(name, k) and name != "exp":
        return compared(program, left)
    minus, b, _, _ = _step(program, right) if name == "add" and type(right) is int else NO_STEP
    if minus != "neg":
        return slot, None
    a, found = left, False
    while True:
        (one, u, left_exponent, k), (other, v, right_exponent, m) = [_step(program, each) for each in (a, b)]
        if one == other == "pow" and u == v and _is_above_one(program, u):
            a, b, found = left_exponent, right_exponent, True
        elif one == other and k == m and is_increasing(one, k):
            a, b, found = u, v, True
        else:
            return (a, b) if found else (slot, None)


def _inside_of_both(program: Program, a: int, b: int) -> tuple[int, int] | None:
    """The slots in which two steps differ that are the same function of each, continuous where it has a value."""
    (name, *first, k), (other, *second, m) = [_step(program, slot) for slot in (a, b)]
    if name != other or k != m or name == "sign" or name in CHOOSING or a == b or not name:
        return None
    unlike = [(mine, theirs) for mine, theirs in zip(first, second, strict=True) if mine != theirs]
    if len(unlike) != 1 or not all(type(slot) is int for slot in unlike[0]):
        return None
    return unlike[0]


def _are_even_powers(program: Program, c: int, a: int, b: int) -> bool:
    """Whether two slots are the same even power of u and v, and the condition is u² − v² or v² − u²."""
    (name, u, _, k), (other, v, _, m) = [_step(program, slot) for slot in (a, b)]
    if not name == other == "ipow" or k != m or k is None or k < 0 or k % 2:
        return False
    plus, left, right, _ = _step(program, c)
    minus, square, _, _ = _step(program, right) if type(right) is int else NO_STEP
    squares = {("ipow", slot, None, 2) for slot in (u, v)}
    return plus == "add" and minus == "neg" and {_step(program, left), _step(program, square)} == squares


def _step(program: Program, slot: int) -> Step:
    count = len(program.leaves)
    return program.steps[slot - count] if slot >= count else NO_STEP


def _is_difference(program: Program, c: int, a: int, b: int) -> bool:
    """Whether one slot is the difference of two others."""
    if c == a and _is_zero(program, b):
        return True
    name, left, right, _ = _step(program, c)
    if name == "neg":
        return left == b and _is_zero(program, a)
    if name != "add":
        return False
    other = _step(program, right) if type(right) is int else NO_STEP
    return left == a and other[0] == "neg" and other[1] == b


def _is_above_one(program: Program, slot: int) -> bool:
    leaf = program.leaves[slot] if slot < len(program.leaves) else None
    return type(leaf) is Number and leaf.data[0] > 1


def _is_zero(program: Program, slot: int) -> bool:
    return slot < len(program.leaves) and program.leaves[slot].data == (0, None)
