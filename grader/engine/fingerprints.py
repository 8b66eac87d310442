"""Fingerprints: the value at one secret point, rounded, as the name of a bucket; never a verdict."""

from __future__ import annotations

from flint import arb

from grader.engine.balls import Ball, precision
from grader.engine.run import Answer

BITS = 200
STEPS = 1 << 60
"""Values are rounded to multiples of 2^-60, absolutely, so that values near 0 share a bucket with 0."""


def fingerprint(answer: Answer) -> tuple[str, ...]:
    """The bucket of an answer and, where a value lies near the edge of its bucket, the neighbouring one.

    Empty where the answer has no value at the point.
    """
    samples = answer.instance.samples(1)
    if not samples:
        return ()
    with precision(BITS):
        values = answer.values(samples[0], BITS)
        if not all(value.is_finite() and value.rad() < arb(2) ** -100 for value in values):
            return ()
        first = _bucket(values, arb(0))
        second = _bucket(values, arb(2) ** -20)
    return (first,) if first == second else (first, second)


def _bucket(values: list[Ball], shift: Ball) -> str:
    return ",".join(str((value * STEPS + shift).mid().floor().unique_fmpz()) for value in values)
