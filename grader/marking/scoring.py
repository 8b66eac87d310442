"""How a verdict becomes points: all, none, or a share for entries, lines, a misconception, another layout, an earlier answer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grader.kinds import kind_of
from grader.model import Credit, Decided, Diagnosis, Form, Mark, Outcome, Picked, Problem, Verdict, Where

PENDING = (Outcome.UNREADABLE, Outcome.UNDECIDED)

Scored = tuple[Fraction | None, Credit | None]
"""Points, ``None`` while a person must look, and where a part of them comes from."""


def scored(problem: Problem, text: str, decided: Decided, earlier: tuple[tuple[str, str], ...] = (), where: Where | None = None) -> Mark:
    """Return the mark of an answer from what was found out about it, with the points that the problem gives for that now."""
    points, credit = score(problem, decided.verdict, decided.diagnoses, decided.follows)
    is_stated = kind_of(problem.task).is_stated(problem)
    return Mark(problem.id, text, decided, points, problem.points, credit, earlier, where, is_stated=is_stated, variant=problem.variant)


def score(problem: Problem, verdict: Verdict, diagnoses: tuple[Diagnosis, ...] = (), follows: str = "") -> Scored:
    """The points for a verdict, exact.

    ``follows`` is the earlier part from which the answer follows.  Of several shares the largest counts.  An undecided entry or line
    makes the whole mark pending where they count one by one.
    """
    if verdict.outcome in PENDING:
        return None, None
    if verdict.outcome is Outcome.CORRECT:
        if verdict.layout is None or problem.shown.layouts == 1:
            return problem.points, None
        return problem.points * problem.shown.layouts, Credit("layout", problem.shown.layouts, name=verdict.layout)
    if _is_open(problem, verdict):
        return None, None
    credits = [*_credits(problem, verdict, diagnoses, follows)]
    best = max(credits, key=lambda credit: credit.share, default=None)
    return (problem.points * best.share, best) if best is not None else (Fraction(0), None)


def _is_open(problem: Problem, verdict: Verdict) -> bool:
    lines = [line.outcome for line in verdict.lines] if problem.scheme.partial == "lines" else []
    return Outcome.UNDECIDED in (*verdict.entries, *lines)


def _of_choices(found: Picked) -> Iterator[Credit]:
    """Each right choice earns its share, and each wrong one costs one."""
    done, of = max(0, len(found.right) - len(found.wrong)), len(found.right) + len(found.missing)
    if of:
        yield Credit("choices", Fraction(done, of), done, of)


def _credits(problem: Problem, verdict: Verdict, diagnoses: tuple[Diagnosis, ...], follows: str) -> Iterator[Credit]:
    """Yield what an answer earns by all that the problem gives points for."""
    shown, scheme = problem.shown, problem.scheme
    if follows:
        yield Credit("follow", shown.follow_share, name=follows)
    if verdict.entries:
        yield _of_entries(problem, verdict)
    elif isinstance(verdict.evidence, Picked) and scheme.partial == "entries":
        yield from _of_choices(verdict.evidence)
    if isinstance(verdict.evidence, Form) and shown.form_credit:
        layout = 1 if verdict.layout is None else shown.layouts
        yield Credit("form", shown.form_credit * layout, name=verdict.evidence.requirement)
    if scheme.partial == "lines" and verdict.lines:
        good = sum(line.outcome is Outcome.CORRECT or line.follows for line in verdict.lines)
        yield Credit("lines", Fraction(good, len(verdict.lines)), good, len(verdict.lines))
    yield from _of_misconceptions(problem, diagnoses)


def _of_entries(problem: Problem, verdict: Verdict) -> Credit:
    """Return the credit for entries or terms that are right; one in a wrong form counts in part."""
    right, count = sum(entry is Outcome.CORRECT for entry in verdict.entries), len(verdict.entries)
    is_transposed = any(message.code == "shape/transposed" for message in verdict.messages)
    layout = problem.shown.layouts if is_transposed else 1
    share = layout * (right + verdict.misformed * problem.shown.form_credit) / count
    return Credit("terms" if problem.scheme.partial == "terms" else "entries", share, right, count)


def _of_misconceptions(problem: Problem, diagnoses: tuple[Diagnosis, ...]) -> Iterator[Credit]:
    """Yield the credit for misconceptions beside which nothing is wrong."""
    shares = dict(problem.shown.credit)
    for diagnosis in [each for each in diagnoses if each.alone]:
        # The slug itself comes first; a word stands for all misconceptions that have it in their slug.
        words = [diagnosis.rule] if diagnosis.rule in shares else [word for word in diagnosis.rule.split("-") if word in shares]
        for word in words:
            yield Credit("misconception", shares[word], name=diagnosis.rule)
