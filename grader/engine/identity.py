"""The ladder: refute, prove, search, agree, undecided; every verdict carries its evidence.

The rules stand in ``docs/engine.md`` and, bindingly, in the contract: a ball that is disjoint refutes; overlap counts only where it is
narrow, at a precision that lets nothing be absorbed.  NumPy proposes points; balls decide.
"""

from __future__ import annotations

from dataclasses import replace

from flint import arb

from grader.engine.balls import precision
from grader.engine.evidence import Place
from grader.engine.instance import Sample
from grader.engine.proof import ZeroDenominatorError
from grader.engine.prove import as_rational, has_value, with_atoms
from grader.engine.refute import POINTS, REFUTE_BITS, Finding, refute, refuted, undefined
from grader.engine.run import Answer
from grader.engine.search import search
from grader.engine.truth import Key, largest_node
from grader.model import Agreement, Counterexample, Outcome, Proof

AGREE_BITS = 400
MOST_BITS = 1 << 15
CHEAP_BITS = 1 << 13
DIGITS = 90
"""2^-300 relative to 1 + |T| is about 90 decimal digits."""

UNDECIDED = Finding(Outcome.UNDECIDED)


def compare(key: Key, answer: Answer, truth: tuple[int, ...] | None = None) -> Finding:
    """Compare an answer's outputs with the truth's entries at the answer's instance, in order; ``truth`` picks entries by number.

    Nothing is raised for what a student can write; budgets turn what is too large into ``undecided``.
    """
    chosen = truth if truth is not None else tuple(range(len(answer.outputs)))
    finding = _climb(key, answer, chosen)
    if isinstance(finding.evidence, Counterexample) and finding.entry is not None:
        place = key.place(answer.instance, finding.entry)
        return replace(finding, evidence=replace(finding.evidence, entry=place))
    return finding


def _climb(key: Key, answer: Answer, chosen: tuple[int, ...]) -> Finding:
    samples = answer.instance.samples(3)
    if not samples:
        return UNDECIDED
    finding = refute(answer, chosen, samples)
    if finding is not None:
        return finding
    try:
        rational = as_rational(answer, chosen)
        if rational is True:
            return Finding(Outcome.CORRECT, Proof("rational normal form"))
        if isinstance(rational, Place):
            return refuted(answer, chosen, rational, samples[0], AGREE_BITS)
        finding = search(answer, chosen)
        if finding is not None:
            return finding
        if with_atoms(answer, chosen) and has_value(answer, samples):
            return Finding(Outcome.CORRECT, Proof("normal form with atoms"))
    except ZeroDenominatorError:
        return Finding(Outcome.INCORRECT, undefined(answer, samples[0]))
    return _agree(key, answer, chosen)


def _agree(key: Key, answer: Answer, chosen: tuple[int, ...]) -> Finding:
    """Narrow overlapping balls at six random points, at a precision that lets nothing be absorbed.

    The contract asks for that precision at one point; but a tiny slip may be multiplied by zero there (``(n-1)ε`` at n = 1), so that
    it is used at all of them while it is cheap, and at two where it is not.
    """
    good, narrow = 0, True
    bits = agreement_bits(key, answer)
    if bits > MOST_BITS:
        return UNDECIDED
    instance = answer.instance
    wanted = 1 if instance.is_constant else POINTS
    for sample in instance.samples_in_turn(1 if instance.is_constant else 4 * POINTS):
        step = _rounded_up(bits) if good < 2 or bits <= CHEAP_BITS else AGREE_BITS
        found = _agrees_at(answer, chosen, sample, step, 300 if step == AGREE_BITS else step // 2)
        if found is None:
            continue
        if isinstance(found, Place):
            return refuted(answer, chosen, found, sample, step)
        good, narrow = good + 1, narrow and found
        if good == wanted:
            break
    if good < wanted or not narrow:
        return UNDECIDED
    return Finding(Outcome.CORRECT, Agreement(DIGITS, good))


def _rounded_up(bits: int) -> int:
    """A precision of a few steps, so that the truth at it is computed once for many answers."""
    step = AGREE_BITS
    while step < bits:
        step += max(step // 2, 200)
    return step


def _agrees_at(answer: Answer, chosen: tuple[int, ...], sample: Sample, bits: int, narrow: int) -> bool | Place | None:
    """Whether the balls overlap and are narrow; the place where they are disjoint; ``None`` without a finite value."""
    with precision(bits):
        truth, values = answer.instance.truth_of(sample, bits), answer.values(sample, bits)
        tight = True
        for position, number in enumerate(chosen):
            t, s = truth[number], values[position]
            if not s.is_finite() or not t.is_finite():
                return None
            if not t.overlaps(s):
                return Place(number, position)
            tight = tight and bool((t - s).rad() <= (1 + abs(t)) * arb(2) ** -narrow)
        return tight


def agreement_bits(key: Key, answer: Answer) -> int:
    """p = 64 + n·L: n leaves of both trees, L ≥ 8 the largest size |log₂|v|| of a node (contract, "agree")."""
    leaves, largest = key.size(answer.instance)
    sample = answer.instance.samples(1)[0]
    with precision(REFUTE_BITS):
        largest = max(8, largest, largest_node(answer.program, answer.slots(sample, REFUTE_BITS)))
    return 64 + (leaves + answer.program.leaf_count) * largest
