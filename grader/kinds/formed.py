"""The form of an answer, looked at once its value is known: a right value in a form that is not allowed is not correct."""

from __future__ import annotations

from math import prod

from grader.engine import BudgetError
from grader.expr import Matrix
from grader.kinds.decider import Attempt
from grader.kinds.kind import Judgement
from grader.kinds.requirements import Misfit, misfit
from grader.model import Diagnostic, Form, Outcome, Severity, Verdict
from grader.record import replace

_OPEN = Diagnostic("form/open", "the value is right; whether it is written in the form that is asked cannot be told",
                   severity=Severity.REMARK)


def formed(judged: Judgement) -> Judgement:
    """Return a judgement in which the form counts, too; raises nothing."""
    verdict, attempt = judged.verdict, judged.attempt
    counts = verdict.outcome is Outcome.CORRECT or (verdict.outcome is Outcome.INCORRECT and Outcome.CORRECT in verdict.entries)
    if attempt is None or judged.tree is None or not counts:
        return judged
    try:
        found = misfit(judged.tree, attempt.decider.posed, attempt.decider.scheme)
    except BudgetError:
        if verdict.outcome is Outcome.INCORRECT:
            return judged
        return replace(judged, verdict=replace(verdict, outcome=Outcome.UNDECIDED, messages=(*verdict.messages, _OPEN)))
    if found is None:
        return judged
    return replace(judged, verdict=_misformed(verdict, found, attempt))


def _misformed(verdict: Verdict, found: Misfit, attempt: Attempt) -> Verdict:
    entries, misformed = _entries(verdict, found, attempt)
    if verdict.outcome is Outcome.INCORRECT:
        return replace(verdict, entries=entries, misformed=misformed)
    said = Diagnostic(found.code, f"the value is right, but {found.broken.said}", found.broken.remedy, found.broken.span)
    return replace(verdict, outcome=Outcome.INCORRECT, evidence=Form(found.code.removeprefix("form/"), found.broken.span), entries=entries,
                   misformed=misformed, messages=(said, *verdict.messages))


def _entries(verdict: Verdict, found: Misfit, attempt: Attempt) -> tuple[tuple[Outcome, ...], int]:
    """The outcomes of the entries where they count one by one, and how many of them have the right value in another form."""
    if attempt.decider.scheme.partial != "entries" or not attempt.decider.posed.axes or attempt.decider.posed.symbolic:
        return verdict.entries, 0
    outcomes = verdict.entries or (Outcome.CORRECT,) * prod(int(factor) for size in attempt.decider.posed.axes for factor in size)
    places = found.entries if found.entries and type(attempt.tree) is Matrix else range(len(outcomes))
    wrong = {number for number in places if outcomes[number] is Outcome.CORRECT}
    return tuple(Outcome.INCORRECT if number in wrong else outcome for number, outcome in enumerate(outcomes)), len(wrong)
