"""How often the machine errs, from a sample that a person has judged: a rate with an interval that holds whatever the true rate is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, fsum, lgamma, log, log1p

from grader.record import record

DOUBT = 0.05
"""How often at most an interval misses the true rate: these are intervals of 95 %."""

_HALVINGS = 60


@record
class Rate:
    """Of the ``of`` verdicts of one kind in a run ``judged`` were judged, and ``wrong`` of these are wrong.  ``unsure`` ones count in none.
    """

    name: str
    wrong: int
    judged: int
    of: int
    unsure: int = 0


def interval(wrong: int, judged: int, doubt: float = DOUBT) -> tuple[float, float]:
    """Return the exact limits of a rate of which ``wrong`` of ``judged`` were seen; (0, 1) where nothing was judged.

    Whatever the true rate is, at most the share ``doubt`` of all samples have limits that miss it.  Source: C. J. Clopper, E. S. Pearson:
    The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26 (1934), 404–413: the lower limit is
    the rate under which ``wrong`` or more are seen with probability ``doubt / 2``, the upper one that under which ``wrong`` or fewer are.
    For samples without replacement, as ours are, the limits are wider than they need to be.

    >>> [round(limit, 4) for limit in interval(1, 10)]
    [0.0025, 0.445]
    """
    low = 0.0 if wrong == 0 else _solved(lambda rate: _at_most(judged - wrong, judged, 1 - rate) < doubt / 2)
    high = 1.0 if wrong == judged else _solved(lambda rate: _at_most(wrong, judged, rate) > doubt / 2)
    return low, high


def together(rates: Sequence[Rate], doubt: float = DOUBT) -> tuple[float, float, float]:
    """Return the rate over several kinds of verdicts with its limits; each kind weighs as much as the run has of it.

    The limits are those of the kinds, each with its part of the doubt, so that all of them hold at once with probability 1 − ``doubt``
    (Bonferroni's inequality).  A kind of which nothing was judged has every rate between 0 and 1, and its own rate counts as 0.
    """
    whole = sum(rate.of for rate in rates)
    limits = [interval(rate.wrong, rate.judged, doubt / len(rates)) for rate in rates]
    weights = [rate.of / whole for rate in rates]
    seen = [rate.wrong / rate.judged if rate.judged else 0.0 for rate in rates]
    return (fsum(weight * each for weight, each in zip(weights, seen, strict=True)),
            fsum(weight * low for weight, (low, _) in zip(weights, limits, strict=True)),
            fsum(weight * high for weight, (_, high) in zip(weights, limits, strict=True)))


def _at_most(most: int, of: int, rate: float) -> float:
    """The probability of at most so many of ``of`` under a rate strictly between 0 and 1 (the binomial distribution)."""
    return fsum(exp(lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(rate) + (of - k) * log1p(-rate)) for k in range(most + 1))


def _solved(is_below: Callable[[float], bool]) -> float:
    """The rate up to which ``is_below`` holds, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2
