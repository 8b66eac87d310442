"""The ladder: refute, prove, search, agree, undecided; every verdict carries its evidence.

The rules stand in ``docs/engine.md`` and, bindingly, in the contract: a ball that is disjoint refutes; overlap counts only where it is
narrow, at a precision that lets nothing be absorbed.  NumPy proposes points; balls decide.
"""

from __future__ import annotations

from dataclasses import replace

from grader.engine.agree import AGREE_BITS, UNDECIDED, agree
from grader.engine.evidence import Place
from grader.engine.proof import ZeroDenominatorError
from grader.engine.prove import as_rational, has_value, with_atoms
from grader.engine.refute import Finding, refute, refuted, undefined
from grader.engine.run import Answer
from grader.engine.search import search
from grader.engine.truth import Key
from grader.model import Counterexample, Outcome, Proof


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
    return agree(key, answer, chosen)
