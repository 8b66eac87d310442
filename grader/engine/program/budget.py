"""The budget of judging: every computation has a price, entries × bits × steps, that is known before it is done.

An answer also pays for what another answer has left in memory, so that it has one outcome in every command and in every order.
The price bounds the memory too: a step over balls keeps at most an eighth of a byte for each bit of its price.
"""

from __future__ import annotations

from grader.engine.program.program import BudgetError

MOST_WORK = 3_000_000_000
"""Bits times steps that an answer may take, over all layouts, sizes and points: a third of a second."""

STEP_BITS = 1_000
"""A step costs as much as so many bits of its numbers, however few they have."""

COLUMN_BITS = 32
"""A number in a column of floats costs as much as so many bits of a ball."""

COLUMN_STEPS = 25
"""To draw a column of points, or to compare two columns, costs as much as so many steps over columns."""

LOWERED_BITS = 50_000
"""To make a step of a program costs as much as so many bits."""

RANGE_BITS = 100_000
"""To bound the range of a step costs as much as so many bits."""


class SpentError(BudgetError):
    """Internal: an answer would take more than its budget; leads to ``undecided`` at all sizes and in all layouts."""


class Budget:
    """What is left for one answer, or for all claims about one: of a claim it only counts whether it is right, not what refutes it."""

    __slots__ = ("left", "is_for_claims")

    def __init__(self, left: int = MOST_WORK, *, is_for_claims: bool = False) -> None:
        self.left = left
        self.is_for_claims = is_for_claims

    def spend(self, steps: int, bits: int) -> None:
        """Pay for steps over numbers of so many bits; raises SpentError if too little is left."""
        self.left -= steps * (STEP_BITS + bits)
        if self.left < 0:
            raise SpentError
