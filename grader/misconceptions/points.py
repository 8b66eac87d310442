"""Where values are compared: at a few points of the smallest sizes first, then at larger ones."""

from __future__ import annotations

from collections.abc import Sequence

from grader.engine import Instance, Posed, same
from grader.engine.recognise import Ball, Sample

POINTS = 3
"""Points at which values are compared before a claim is looked at closely."""

LOOKED_AT = 64
"""Samples among which one without small whole numbers and negative scalars is searched; the first such one ends the search."""

LOOKED_AT_FOR_SIGNS = 8
"""Samples among which one with a negative scalar is searched."""

Place = tuple[Instance, Sample]
Values = list[Ball]


def near(posed: Posed, what: str) -> Instance | None:
    """Return the problem at the sizes at which answers are looked at first: the smallest ones, since every claim is confirmed at others."""
    instances = posed.instances(what)
    return (posed.smallest(what) if posed.symbolic else None) or (instances[0] if instances else None)


def telling(instance: Instance) -> Sample:
    """Return the sample that tells values apart best: no whole number is small, and as few scalars as possible are negative.

    At n = 1 many formulas agree.  A wrong answer may have a logarithm or a root where the truth has none.
    """
    found = instance.once(_telling)
    if found is None:
        raise ValueError(f"{instance.name}: no point")
    return found


def _telling(instance: Instance) -> Sample | None:
    natural = [variable.name for variable in instance.variables if variable.domain == "natural"]
    scalars = [variable.name for variable, shape, _ in instance.arrays if not shape and variable.domain == "real"]
    found, best = None, (True, len(scalars) + 1)
    for sample in instance.samples_in_turn(LOOKED_AT):
        rank = any(sample.point[name] <= 2 for name in natural), sum(sample.point[name] < 0 for name in scalars)
        if found is None or rank < best:
            found, best = sample, rank
        if best == (False, 0):
            break
    return found


def places(posed: Posed, what: str, points: int = POINTS) -> list[Place]:
    """Return where values are compared first: ``points`` samples at the smallest sizes, the telling one first."""
    instance = near(posed, what)
    if instance is None:
        return []
    first = telling(instance)
    others = [sample for sample in instance.samples(points) if sample is not first]
    return [(instance, sample) for sample in (first, *others[:points - 1])]


def elsewhere(posed: Posed, what: str) -> list[Place]:
    """Return where every claim is confirmed, if sizes are symbolic: a sample at larger sizes, and negative scalars at two choices of them.

    |t|^N is t^N at an even size, and where t is positive at every size.
    """
    instance = near(posed, what)
    others = [other for other in posed.instances(what) if other is not instance][:2]
    return [(other, telling(other)) for other in others[:1]] + [(other, sample) for other in others for sample in _negative(other)]


def _negative(instance: Instance) -> list[Sample]:
    """One of the first samples in which a scalar is negative, if there is one."""
    scalars = [variable.name for variable, shape, _ in instance.arrays if not shape and variable.domain == "real"]
    samples = instance.samples(LOOKED_AT_FOR_SIGNS) if scalars else []
    return [sample for sample in samples if any(sample.point[name] < 0 for name in scalars)][:1]


def alike(sides: tuple[Sequence[Ball], Sequence[Ball]]) -> bool:
    """Whether values are the same, or neither is defined."""
    left, right = sides
    return same(left, right) or not (_are_defined(left) or _are_defined(right))


def _are_defined(values: Sequence[Ball]) -> bool:
    return all(value.is_finite() for value in values)
