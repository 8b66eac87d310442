"""What explains a wrong answer; the only door from marking to the misconceptions, which are imported when a first answer is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from grader.kinds import Attempt, Decider, Judgement, decider_of, kind_of, scope_of
from grader.model import NO_TABLES, Diagnosis, Form, Mark, Outcome, Problem, Tables, Verdict
from grader.syntax import Reading, read

SHOWN_RULES = 2
"""So many misconceptions are named of those that are right by accident."""


def diagnoses(problem: Problem, text: str, judged: Judgement, salt: str, tables: Tables = NO_TABLES) -> tuple[Diagnosis, ...]:
    """Return what explains a wrong answer, the most plausible first; nothing for any other outcome.

    ``tables`` are those that the bank has kept for the problem: they save time.
    """
    kind = kind_of(problem.task)
    if not is_wrong(judged.verdict) or any(message.code.startswith("number/") for message in judged.verdict.messages):
        return ()
    if not kind.trees:
        return _of_others(problem, text, judged, salt)
    whole, attempt = judged.attempt, judged.wrong or judged.attempt
    if attempt is None or whole is None:
        return ()
    return explained(attempt, tables=tables if attempt.decider is whole.decider else NO_TABLES)


def is_wrong(verdict: Verdict) -> bool:
    """Whether the value is wrong, and not only the form in which it is written."""
    return verdict.outcome is Outcome.INCORRECT and not isinstance(verdict.evidence, Form)


def _of_others(problem: Problem, text: str, judged: Judgement, salt: str, listed: bool = True) -> tuple[Diagnosis, ...]:
    """Return what explains a wrong answer that is no formula."""
    found = kind_of(problem.task).explain(problem, text, judged, salt)
    if not found and judged.attempt is not None:
        return explained(judged.attempt, listed=False)
    if not found and judged.tree is not None:
        from grader.misconceptions import BY_KIND

        explain = BY_KIND.get(kind_of(problem.task).name)
        return explain(problem, text, judged.tree, salt, listed) if explain is not None else ()
    return found


def recognised(problem: Problem, text: str, salt: str) -> tuple[Diagnosis, ...]:
    """Return what explains a wrong answer that the author lists, as if it were not listed; nothing for one that cannot be read."""
    kind = kind_of(problem.task)
    if not kind.trees:
        return _of_others(problem, text, kind.judge(problem, text, salt), salt, listed=False)
    reading = read(text, scope_of(problem.task))
    return explained(Attempt(decider_of(problem, salt), reading.tree), listed=False) if isinstance(reading, Reading) else ()


def explained(attempt: Attempt, listed: bool = True, tables: Tables = NO_TABLES) -> tuple[Diagnosis, ...]:
    """See :func:`grader.misconceptions.diagnose`."""
    from grader.misconceptions import diagnose

    return diagnose(attempt, listed, tables)


def shown(mark: Mark) -> tuple[Diagnosis, ...]:
    """See :func:`grader.misconceptions.shown`."""
    if len(mark.diagnoses) + len(mark.verdict.lines) < 2:
        return mark.diagnoses
    from grader.misconceptions import shown as chosen

    return chosen(mark)


def explains(found: tuple[Diagnosis, ...]) -> bool:
    """Whether the first diagnosis says why, and not only what is different."""
    if not found:
        return False
    from grader.misconceptions import BY_NAME

    rule = BY_NAME.get(found[0].rule)
    return rule is None or rule.is_reason


def untelling(problem: Problem, salt: str) -> str:
    """What is said of a point at which too many of the predicted wrong answers are right; empty where it tells, or none is asked."""
    from grader.misconceptions import telling_point

    found = telling_point(problem.task, salt) if kind_of(problem.task).trees else None
    if found is None or found.is_telling:
        return ""
    some = ", ".join(found.rules[:SHOWN_RULES])
    others = f"; at {found.other} {found.fewer or 'none'} {'is' if found.fewer < 2 else 'are'}" if found.other else ""
    return f"at {found.point}, {found.right} of {found.count} predicted wrong answers are right (among them {some}){others}"


def too_near(problem: Problem, salt: str) -> tuple[str, ...]:
    """The misconceptions whose answers a tolerance lets count as right; see :func:`grader.misconceptions.too_near`."""
    if problem.scheme.tolerance is None or not kind_of(problem.task).trees:
        return ()
    from grader.misconceptions import too_near as found

    return found(decider_of(problem, salt))


def worked_example(decider: Decider, rule: str, others: Iterable[Problem]) -> tuple[str, tuple[str, ...]] | None:
    """A worked example for a problem and a rule: what is asked, and the chain; see :func:`grader.misconceptions.similar`."""
    from grader.misconceptions import BY_NAME, similar

    worked = similar(decider, BY_NAME.get(rule), others)
    return (worked.question, worked.chain) if worked is not None else None
