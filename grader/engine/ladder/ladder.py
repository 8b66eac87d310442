"""The ladder: refute, prove, search, agree, undecided; every verdict carries its evidence.

The rules stand in ``docs/engine.md`` and, bindingly, in the contract: a ball that is disjoint refutes; overlap counts only where it is
narrow, at a precision that lets nothing be absorbed.  NumPy proposes points; balls decide.
"""

from __future__ import annotations

from dataclasses import replace

from grader.engine.branches.branching import branches
from grader.engine.branches.continuation import Slots, branches_agree
from grader.engine.branches.pieces import analytic_gaps, compare_on_cells
from grader.engine.field.rational import ZeroDenominatorError
from grader.engine.ladder.agree import AGREE_BITS, UNDECIDED, agree, agreement_bits
from grader.engine.ladder.borders import at_borders
from grader.engine.ladder.corners import last_look
from grader.engine.ladder.evidence import EntryAt
from grader.engine.ladder.prove import as_rational, has_value, is_nowhere_equal, with_atoms
from grader.engine.ladder.refute import REFUTE_BITS, Finding, refute, refuted, undefined
from grader.engine.ladder.search import sweep_branch_points, sweep_domain
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.posed import Posed
from grader.engine.values.balls import precision
from grader.model import Counterexample, Diagnostic, Outcome, Proof

NOWHERE = Diagnostic(
    "value/nowhere-equal", "this differs from the right answer at every point, by a term that is too small or too large to be shown",
    "look for a term such as exp(-10^8)")
"""No two values show it: the numerator of the difference has no zero, by its normal form."""

SHORT = 40
"""Steps of an answer that is tried as a rational function before it is computed anywhere."""


def compare(posed: Posed, answer: Compiled, truth: tuple[int, ...] | None = None) -> Finding:
    """Compare an answer's outputs with the truth's entries at the answer's instance, in order; ``truth`` picks entries by number.

    Nothing is raised for what a student can write; budgets turn what is too large into ``undecided``.
    """
    chosen = truth if truth is not None else tuple(range(len(answer.outputs)))
    finding = _climb(posed, answer, chosen)
    if isinstance(finding.evidence, Counterexample) and finding.entry is not None:
        place = posed.place(answer.instance, finding.entry)
        if place != finding.evidence.entry:
            return replace(finding, evidence=replace(finding.evidence, entry=place))
    return finding


def refuted_at_once(answer: Compiled) -> list[int]:
    """The positions of the entries whose balls at the first point are disjoint from the truth's, so that the ladder would refute them."""
    with precision(REFUTE_BITS):
        pairs = [pair for sample in answer.instance.samples(1)
                 for pair in zip(answer.values(sample, REFUTE_BITS), answer.instance.truth_of(sample, REFUTE_BITS), strict=True)]
        return [place for place, (value, truth) in enumerate(pairs) if value.is_finite() and not truth.overlaps(value)]


def _climb(posed: Posed, answer: Compiled, chosen: tuple[int, ...]) -> Finding:
    samples = answer.instance.samples(3)
    if not samples:
        return UNDECIDED
    # Of a short rational function the normal form is found as quickly as its values.
    short = not answer.instance.sizes and len(answer.program.steps) <= SHORT
    finding = None if short else refute(answer, chosen, samples)
    if finding is not None:
        return finding
    try:
        rational = as_rational(answer, chosen)
        if rational is True:
            return Finding(Outcome.CORRECT, Proof("rational normal form"))
        if isinstance(rational, EntryAt):
            return refuted(answer, chosen, rational, samples[0], AGREE_BITS)
        finding = refute(answer, chosen, samples) if short else None
        if finding is not None:
            return finding
        branching = slots_that_branch(answer)
        covered = not any(branching)
        if not covered or answer.instance.has_whole:
            finding, covered = _over_the_domain(posed, answer, chosen, branching)
            if finding is not None:
                return finding
        proved = with_atoms(answer, chosen)
        if proved and has_value(answer, samples):
            return Finding(Outcome.CORRECT, Proof("normal form with atoms"))
    except ZeroDenominatorError:
        return Finding(Outcome.INCORRECT, undefined(answer, samples[0]))
    finding = agree(posed, answer, chosen)
    if finding.outcome is Outcome.INCORRECT or (finding.outcome is Outcome.CORRECT and covered):
        return finding if finding.outcome is Outcome.INCORRECT else at_borders(answer, chosen, finding, branching)
    return at_borders(answer, chosen, _with_more_effort(posed, answer, chosen, finding, branching, proved is not None), branching)


def _with_more_effort(posed: Posed, answer: Compiled, chosen: tuple[int, ...],
                      finding: Finding, branching: Slots, has_form: bool) -> Finding:
    """What becomes of an answer that agrees at random points though not all pieces of the domain are known, or that cannot be compared.

    ``has_form`` tells that the answer has a normal form with atoms.
    """
    if finding.outcome is Outcome.CORRECT:
        if branches_agree(answer, chosen, branching, agreement_bits(posed, answer)):
            return finding
        found = compare_on_cells(posed, answer, chosen, branching, analytic_gaps)
        if found:
            return found if isinstance(found, Finding) else finding
    refuted_there = last_look(answer, chosen, branching)
    if refuted_there is None and finding.outcome is Outcome.UNDECIDED and has_form and is_nowhere_equal(answer, chosen) and \
            has_value(answer, answer.instance.samples(3)):
        return Finding(Outcome.INCORRECT, said=NOWHERE)
    return refuted_there or UNDECIDED


def slots_that_branch(answer: Compiled) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The steps of the truth's program and of the answer's that may meet a branch point in the domain."""
    instance = answer.instance
    known: tuple[int, ...] | None = instance.memory.get("branches")
    if known is None:
        known = instance.memory["branches"] = branches(instance, instance.program)
    return known, branches(instance, answer.program)


def _over_the_domain(posed: Posed, answer: Compiled, chosen: tuple[int, ...],
                     branching: tuple[tuple[int, ...], tuple[int, ...]]) -> tuple[Finding | None, bool]:
    """A refutation from anywhere in the domain; else whether every piece of it between branch points was looked at."""
    finding = sweep_domain(answer, chosen)
    if finding is not None or not any(branching):
        return finding, True
    found = False if answer.instance.sizes else compare_on_cells(posed, answer, chosen, branching)
    if isinstance(found, Finding):
        return found, False
    return (None, True) if found else (sweep_branch_points(answer, chosen, branching), False)
