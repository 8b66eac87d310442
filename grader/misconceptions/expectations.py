"""The wrong answers that are expected for a problem, for its author."""

from __future__ import annotations

from grader.expr import Expr
from grader.kinds import Decider
from grader.misconceptions.diagnosis import predictions_of
from grader.misconceptions.predict.question import shortened
from grader.misconceptions.rule import Rule
from grader.misconceptions.words import LISTED
from grader.model import NO_TABLES, Tables
from grader.record import record


@record
class Expected:
    """A misconception by its slug and title, and the distinct wrong answers that it gives, the most plausible first."""

    rule: str
    title: str
    answers: tuple[Expr, ...]


def expected(decider: Decider, tables: Tables = NO_TABLES) -> tuple[Expected, ...]:
    """Return what is expected for a problem, the most plausible first; an answer counts for the first misconception that gives it."""
    found: dict[tuple[str, str], dict[Expr, None]] = {}
    seen: set[Expr] = set()
    for prediction in predictions_of(decider, tables).of(decider.posed.task.asked).predictions:
        source = prediction.source
        tree = shortened(prediction.tree) if prediction.tree is not None and isinstance(source, Rule) else prediction.tree
        if tree is not None and tree not in seen:
            seen.add(tree)
            name = (source.name, source.title) if isinstance(source, Rule) else (source.rule or LISTED, "listed by the author")
            found.setdefault(name, {})[tree] = None
    return tuple(Expected(rule, title, tuple(answers)) for (rule, title), answers in found.items())
