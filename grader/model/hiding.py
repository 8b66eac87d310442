"""What of a mark a student must not see before the key is shown."""

from __future__ import annotations

from grader.model.sheet import Mark
from grader.model.verdict import Apart, Counterexample, Evidence, Picked
from grader.record import replace


def without_key(found: Mark) -> Mark:
    """Return a mark without the key, which is the value of a constant truth, or right choices, and without values of factors."""
    decided, verdict = found.decided, found.verdict
    if any(diagnosis.detail for diagnosis in decided.diagnoses):
        decided = replace(decided, diagnoses=tuple(replace(diagnosis, detail="") for diagnosis in decided.diagnoses))
    if any(map(_tells_key, (verdict.evidence, *(line.evidence for line in verdict.lines)))):
        lines = tuple(replace(line, evidence=_hidden(line.evidence)) for line in verdict.lines)
        decided = replace(decided, verdict=replace(verdict, evidence=_hidden(verdict.evidence), lines=lines))
    return found if decided is found.decided else replace(found, decided=decided)


def _tells_key(evidence: Evidence | None) -> bool:
    if isinstance(evidence, Picked):
        return evidence != Picked()
    if isinstance(evidence, Apart):
        return not evidence.key_varies and bool(evidence.left or evidence.point)
    return isinstance(evidence, Counterexample) and not evidence.key_varies and evidence.key is not None


def _hidden(evidence: Evidence | None) -> Evidence | None:
    if isinstance(evidence, Picked):
        return Picked()
    if not _tells_key(evidence):
        return evidence
    if isinstance(evidence, Apart):
        return replace(evidence, point=evidence.point if evidence.holds == "yours" else (), left="", right="")
    if isinstance(evidence, Counterexample):
        return replace(evidence, key=None, exact_side="" if evidence.exact_side == "key" else evidence.exact_side)
    return evidence
