"""What explains a wrong answer; the only door from marking to the misconceptions, which are imported when a first answer is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from grader.engine import Posed
from grader.expr import Expr
from grader.kinds import Judgement, pose
from grader.model import Diagnosis, Outcome, Problem


def diagnoses(problem: Problem, judged: Judgement, salt: str) -> tuple[Diagnosis, ...]:
    """What explains a wrong answer, the most plausible first; nothing for any other outcome."""
    if judged.verdict.outcome is not Outcome.INCORRECT or judged.tree is None:
        return ()
    return explained(*judged.wrong) if judged.wrong is not None else explained(pose(problem, salt), judged.tree)


def explained(posed: Posed, tree: Expr, listed: bool = True) -> tuple[Diagnosis, ...]:
    """See :func:`grader.misconceptions.diagnose`."""
    from grader.misconceptions import diagnose

    return diagnose(posed, tree, listed)


def shown(found: tuple[Diagnosis, ...]) -> tuple[Diagnosis, ...]:
    """See :func:`grader.misconceptions.shown`."""
    if len(found) < 2:
        return found
    from grader.misconceptions import shown as chosen

    return chosen(found)


def explains(found: tuple[Diagnosis, ...]) -> bool:
    """Whether the first diagnosis says why, and not only what is different."""
    if not found:
        return False
    from grader.misconceptions import BY_NAME

    rule = BY_NAME.get(found[0].rule)
    return rule is None or rule.is_reason


def worked_example(posed: Posed, rule: str, others: Iterable[Problem]) -> tuple[str, tuple[str, ...]] | None:
    """A worked example for a problem and a rule: what is asked, and the chain; see :func:`grader.misconceptions.similar`."""
    from grader.misconceptions import BY_NAME, similar

    worked = similar(posed, BY_NAME.get(rule), others)
    return (worked.question, worked.chain) if worked is not None else None
