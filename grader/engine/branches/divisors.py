"""What a program divides by, and whether its form shows that this is zero at single places alone, or everywhere."""

from __future__ import annotations

from grader.engine.program.program import Program, below
from grader.engine.values.functions import FUNCTIONS

ENTIRE = frozenset(("add", "mul", "neg", "ipow", "exp", "sin", "cos", "sinh", "cosh", "tanh", "atan", "asinh"))
"""Steps that are power series around each real number: what is made of them alone is zero along no part, or everywhere."""

_AS_ARGUMENT = frozenset(("abs", "sqrt", "root", "neg", "ipow"))
"""Steps that are zero where their argument is."""


def divisors(program: Program) -> list[int]:
    """Return the slots that are divided by; of the tangent, its argument."""
    return [b if name == "div" and b is not None else a for name, a, b, k in program.steps
            if name == "div" or (name == "ipow" and k is not None and k < 0) or _is_ratio(name)]


def _is_ratio(name: object) -> bool:
    return name in FUNCTIONS and FUNCTIONS[str(name)].ratio is not None


def is_zero_at_places(program: Program, slot: int) -> bool:
    """Return whether it is seen that a slot is zero along no part of the domain, unless it is zero everywhere: not so x + |x|."""
    first = len(program.leaves)
    if slot < first:
        return True
    name, a, b, _ = program.steps[slot - first]
    if name in _AS_ARGUMENT or name == "div":
        return is_zero_at_places(program, a)
    if name == "mul" and b is not None:
        return is_zero_at_places(program, a) and is_zero_at_places(program, b)
    return _is_entire(program, a if name == "log" or _is_ratio(name) else slot)


def _is_entire(program: Program, slot: int) -> bool:
    first = len(program.leaves)
    steps = [program.steps[each - first] for each in below(program, [slot]) if each >= first]
    return all(name in ENTIRE and (name != "ipow" or (k is not None and k >= 0)) for name, _, _, k in steps)
