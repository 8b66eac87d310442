"""Which misconceptions explain a wrong answer, the most plausible first, and which part of the answer each is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from grader.engine import REFUTE_BITS, BudgetError, Laid, precision
from grader.engine.recognise import Written
from grader.expr import HOLDS_DIFFERENTIAL, Expr, Shapes, shapes
from grader.kinds import Attempt, Decider
from grader.misconceptions.explain.assumptions import assumptions, symmetric
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Explanation
from grader.misconceptions.explain.entries import are_written_out, by_entries
from grader.misconceptions.explain.multiples import by_a_relation
from grader.misconceptions.explain.predictions import explained_by, multiple_of_one, predicted, verbatim
from grader.misconceptions.explain.repair import by_a_slip
from grader.misconceptions.locate import Difference
from grader.misconceptions.predict.plan import plan_text
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Prediction, table_of
from grader.misconceptions.rule import Rule
from grader.misconceptions.words import LISTED, worded
from grader.model import NO_TABLES, Diagnosis, Diagnostic, Tables, WrongAnswer

MOST_SHOWN = 2

ASSUMPTIONS = ("symmetric-only", "commuting-only", "numbers-only")
"""What may be said beside any reason."""


def diagnose(attempt: Attempt, listed: bool = True, tables: Tables = NO_TABLES) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of a wrong answer; none where nothing is recognised.

    ``listed`` is whether the author's own wrong answers count; they come first.  ``tables`` are those of :func:`prepared`, which save
    time.  Nothing is raised for what a student can write.
    """
    question = question_of(attempt.decider, tables)
    tree, full, found = attempt.tree, attempt.full, attempt.laid_out
    difference = Difference(question, tree)
    explanations = list(verbatim(question, full, difference)) if listed else []
    if not isinstance(found, Diagnostic):
        # What cannot be computed is not explained; the verdict holds without it.
        with suppress(BudgetError, shapes.ShapeError), precision(REFUTE_BITS):
            explanations += (_of_laid(question, tree, found, difference, listed) if found
                             else _of_another_shape(question, full, difference, listed))
    return _each_once(worded(question, tree, explanation) for explanation in explanations)


def shown(found: tuple[Diagnosis, ...]) -> tuple[Diagnosis, ...]:
    """What a student is told of it: one reason, since two for one thing would contradict each other; a second one for another place.

    What would have to be assumed is no other reason.
    """
    first = found[0] if found else None
    others = [each for each in found if first is not None and (each.rule in ASSUMPTIONS or _are_elsewhere(first, each))]
    return tuple([first, *[each for each in others if each is not first]][:MOST_SHOWN]) if first is not None else ()


def _are_elsewhere(first: Diagnosis, second: Diagnosis) -> bool:
    """Whether two diagnoses are about parts of an answer that have nothing in common."""
    a, b = first.span, second.span
    return a is not None and b is not None and (a[1] <= b[0] or b[1] <= a[0])


def question_of(decider: Decider, tables: Tables = NO_TABLES) -> Question:
    """Return the question of a decider, made once, with the tables that were prepared for it."""
    question = decider.once(Question)
    question.prepared = question.prepared or tables
    return question


def prepared(decider: Decider) -> dict[str, str]:
    """By what may be asked of a problem, the text of its table of wrong answers, without points; for ``Bank.tables``."""
    posed = decider.posed
    asked = ["differential"] if posed.task.asked == "derivative" and posed.wrt_array is not None else []
    tables = {what: table_of(question_of(decider), what) for what in (posed.task.asked, *asked)}
    return {what: plan_text(table.plan) for what, table in tables.items() if table.plan is not None}


def _each_once(diagnoses: Iterable[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return the first diagnosis of each rule, and all of an author's own words."""
    kept: dict[tuple[str, str], Diagnosis] = {}
    for diagnosis in diagnoses:
        kept.setdefault((diagnosis.rule, diagnosis.message if diagnosis.rule == LISTED else ""), diagnosis)
    return tuple(kept.values())


def _of_laid(question: Question, tree: Expr, found: list[Laid], difference: Difference, listed: bool) -> Iterator[Explanation]:
    """Yield what explains an answer: predictions in the first layout where there are any, else what explains the first layout."""
    cases = [Case(question.posed, tree, laid) for laid in found]
    for case in cases:
        predictions = _telling(case, list(predicted(question, case, listed)))
        if predictions:
            yield from _of_predictions(question, case, predictions, difference)
            return
    for case in cases[:2]:
        relations = list(by_a_relation(case))
        if relations:
            yield from relations
            return
    first = cases[0]
    if first.is_long:
        return
    explanations = [*by_entries(question, first), *(() if are_written_out(first) else by_a_slip(first, question.forms)),
                    *assumptions(question, first)]
    yield from explanations or multiple_of_one(question, first, difference)


def _of_predictions(question: Question, case: Case, predictions: list[Prediction], difference: Difference) -> Iterator[Explanation]:
    """Yield the author's own wrong answers, then the rules; between them an assumption, if no rule gives a reason."""
    own = [each for each in predictions if isinstance(each.source, WrongAnswer)]
    yield from (explained_by(each.source, difference) for each in own)
    if all(each.source.is_slip for each in predictions if isinstance(each.source, Rule)):
        yield from symmetric(question, case)
    yield from (explained_by(each.source, difference) for each in predictions if each not in own)


def _telling(case: Case, predictions: list[Prediction]) -> list[Prediction]:
    """If the truth is a number, drop slips: any number is another one changed."""
    others = [each for each in predictions if not isinstance(each.source, Rule) or not each.source.is_slip]
    if len(others) == len(predictions) or len(case.truth[0]) > 1 or len(case.places) < 2 or not case.is_constant:
        return predictions
    return others


def _of_another_shape(question: Question, full: Expr, difference: Difference, listed: bool) -> Iterator[Explanation]:
    """Yield what explains an answer that has not the truth's shape in any layout."""
    posed = question.posed
    if not posed.instances() or full.holds & HOLDS_DIFFERENTIAL:
        return
    for prediction in table_of(question, posed.task.asked).explain_shape(Written(full, Shapes(full, posed.declared))):
        if listed or not isinstance(prediction.source, WrongAnswer):
            yield explained_by(prediction.source, difference)
