"""What a rule may cost for one problem, known before it begins: what does not fit is left out, the last first, and never waited for.

Only the sizes of the problem's trees count, so that the same is left out in every run.
"""

from __future__ import annotations

import math

MOST_PREDICTED = 60
"""So many wrong answers of one rule are kept for a problem."""

MOST_LEAVES = 12_000
"""Leaves of all wrong answers of one rule together; one is always made.

The lecture's right answers have at most 116 leaves: of those up to 200 all ``MOST_PREDICTED`` fit.
"""

MOST_LOOKED_AT = 4_000
"""So many nodes of f, or of a right form, are looked at by a rule that changes one."""

MOST_SITES = 12
"""Most nodes of a function at which a mal-rule is used alone."""


def most_predicted(largest: int) -> int:
    """Return how many wrong answers of a rule fit if each is as large as the largest right one, which has so many leaves."""
    return max(1, min(MOST_PREDICTED, MOST_LEAVES // largest))


def most_ways_everywhere(leaves: int) -> int:
    """Return how many ways of a mal-rule fit where it is used everywhere, at nodes of up to so many leaves: the k-th is found after k."""
    return math.isqrt(2 * MOST_LEAVES // leaves)


def second_derivative_fits(f: int, first: int) -> bool:
    """Return whether a derivative can be differentiated again, from the leaves of f and of the first one: it grows as much again."""
    return first * first <= MOST_LEAVES * f
