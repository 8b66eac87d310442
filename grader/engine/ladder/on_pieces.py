"""The rung *pieces*: compare both sides on every piece of the domain between branch points, where the pieces are known."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from fractions import Fraction

from grader.engine.branches.analytic import UnresolvedError
from grader.engine.branches.branching import Slots
from grader.engine.branches.pieces import Gap, Gaps, analytic_gaps, polynomial_gaps
from grader.engine.ladder import piecewise
from grader.engine.ladder.agree import MOST_BITS, agrees_at, exact_bits
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import EntryAt, Finding
from grader.engine.ladder.refute import refuted, undefined
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.domain import interval
from grader.engine.problem.points import RUN, Point
from grader.engine.program.program import Program
from grader.engine.values.draws import Stream
from grader.engine.values.precision import AGREE_BITS, REFUTE_BITS, precision
from grader.model import Outcome, Proof

TRIES = 4
"""Points of a piece that are tried for one where the truth has a value."""
GOOD = 2
"""Points of a piece at which both sides must agree."""
SEEN_BITS = 2_048
"""Precision at which a value of the truth is looked for where few bits show none: a piece may be very narrow."""


def between_zeros_of_polynomials(comparison: Comparison) -> Finding | None:
    """Compare both sides on the pieces between the zeros of polynomials, where these are found, and note whether they are all."""
    pieces = list[_Piece]()
    found = _on_all(comparison, polynomial_gaps, pieces)
    comparison.is_covered = found is True
    if comparison.is_covered and comparison.has_cases and all(piecewise.is_proved_at(comparison, *piece) for piece in pieces):
        return Finding(Outcome.CORRECT, Proof(f"normal form on each of {len(pieces)} pieces" if len(pieces) > 1 else "normal form"))
    return found if isinstance(found, Finding) else None


def between_zeros_of_functions(comparison: Comparison) -> Finding | bool:
    """Return a refutation from a piece between the zeros of analytic functions; else whether both sides were compared on all of them."""
    return _on_all(comparison, analytic_gaps)


_Piece = tuple[Sample, frozenset[str]]
"""A point of a piece, and the variables that are positive on it."""


def _on_all(comparison: Comparison, find: Callable[[Instance, tuple[Program, Program], Slots], Gaps],
            seen: list[_Piece] | None = None) -> Finding | bool:
    """Return a refutation from one of the pieces; else whether both sides were compared on all of them, which are then ``seen``."""
    instance = comparison.instance
    try:
        gaps = find(instance, (instance.program, comparison.answer.program), comparison.branching)
    except UnresolvedError:
        return False
    stream = Stream(instance.salt, f"{instance.purpose}|cells")
    covered = True
    for piece in itertools.product(*gaps.values()):
        found = _on_piece(comparison, dict(zip(gaps, piece, strict=True)), stream, seen)
        if isinstance(found, Finding):
            return found
        covered = covered and found
    return covered


def _on_piece(comparison: Comparison, piece: dict[str, Gap], stream: Stream, seen: list[_Piece] | None) -> Finding | bool:
    posed, answer, chosen = comparison.posed, comparison.answer, comparison.chosen
    good, silent, without = 0, False, list[Sample]()
    wanted = RUN if any(interval(variable).whole for variable in answer.instance.variables if variable.name in piece) else GOOD
    for sample in _samples(answer.instance, piece, stream):
        if sample is None:
            silent = True
            continue
        bits = exact_bits(posed, answer, sample)
        # Beyond the limit of precision a point can still refute.
        step = bits if bits <= MOST_BITS else AGREE_BITS
        found = agrees_at(answer, chosen, sample, step)
        if isinstance(found, EntryAt):
            return refuted(answer, chosen, found, sample, step)
        silent = silent or found is None or bits > MOST_BITS
        if found is None:
            with precision(REFUTE_BITS):
                without += [sample] if answer.is_undefined(sample) else []
            if len(without) == GOOD:
                return Finding(Outcome.INCORRECT, undefined(answer, sample))
        good += found is True and bits <= MOST_BITS
        if good == wanted:
            if seen is not None:
                seen.append((sample, frozenset(name for name, gap in piece.items() if gap.low is not None and gap.low >= 0)))
            return True
    # Where the truth has no value on a piece, there is nothing to compare.
    return good > 0 or not silent


def _samples(instance: Instance, piece: dict[str, Gap], stream: Stream) -> Iterator[Sample | None]:
    """Points of a piece where the truth has a value; the variables that no branch point depends on are as at random points.

    ``None`` is a point where it is not known whether the truth has one.
    Natural variables run through numbers in a row, so that no period hides.
    """
    whole = {variable.name for variable in instance.variables if variable.domain == "natural"} & piece.keys()
    bases, shift = instance.samples(TRIES), stream.bits(32)
    for number in range(RUN if whole else TRIES):
        base = bases[number % len(bases)]
        moved: Point = dict(base.point)
        for name, gap in piece.items():
            value = _whole_inside(gap, shift + number) if name in whole else _inside(gap, number, stream)
            if value is None:
                return
            moved[name] = value
        sample = None
        for bits in (REFUTE_BITS, SEEN_BITS):
            sample = instance.sample(moved, base.family, bits)
            if sample is not None or _has_no_value(instance, moved, base, bits):
                break
        else:
            yield None
        if sample is not None:
            yield sample


def _has_no_value(instance: Instance, point: Point, base: Sample, bits: int) -> bool:
    """Whether f certainly has no value at a point, with the functions of another one."""
    with precision(bits):
        return Compiled(instance, instance.program).is_undefined(Sample(point, base.family))


def _inside(gap: Gap, number: int, stream: Stream) -> Fraction:
    """A random number of a gap, at several distances where an end is open."""
    low, high = _ends(gap, Fraction(10) ** (number % 2 * 3))
    return low + (high - low) * stream.unit()


def _ends(gap: Gap, reach: Fraction) -> tuple[Fraction, Fraction]:
    if gap.low is None:
        return (-reach, reach) if gap.high is None else (gap.high - reach * (1 + abs(gap.high)), gap.high)
    return gap.low, gap.low + reach * (1 + abs(gap.low)) if gap.high is None else gap.high


def _whole_inside(gap: Gap, number: int) -> Fraction | None:
    """The natural number of a gap that a number stands for, ``None`` if there is none."""
    low, high = _ends(gap, Fraction(2))
    first, last = max(math.floor(low) + 1, 1), math.ceil(high) - 1
    return Fraction(first + number % (last - first + 1)) if first <= last else None
