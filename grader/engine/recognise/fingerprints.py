"""Fingerprints: the value at one secret point, rounded, as the name of a bucket; never a verdict."""

from __future__ import annotations

from grader.engine.problem.compiled import Compiled
from grader.engine.recognise.relations import buckets
from grader.engine.values.balls import precision

BITS = 200


def fingerprint(answer: Compiled) -> tuple[str, ...]:
    """The bucket of an answer and, where a value lies near the edge of its bucket, the neighbouring one.

    Empty where the answer has no value at the point.
    """
    samples = answer.instance.samples(1)
    if not samples:
        return ()
    with precision(BITS):
        return buckets(answer.values(samples[0], BITS))
