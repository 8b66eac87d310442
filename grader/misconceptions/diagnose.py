"""Which misconceptions explain a wrong answer, the most plausible first, and which part of the answer each is about."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import REFUTE_BITS, BudgetError, Laid, Posed, precision
from grader.engine.recognise import Written
from grader.expr import HOLDS_DIFFERENTIAL, Expr, Shapes, shapes
from grader.kinds import laid_out_of
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.confirm import LISTED, assumed, multiples, predicted, said, slips, table_of, verbatim, whole
from grader.misconceptions.explain.entries import are_written_out, by_entries
from grader.misconceptions.explain.multiples import symmetric
from grader.misconceptions.predict.plan import plan_text
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Prediction
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import BY_NAME
from grader.model import Diagnosis, Diagnostic, WrongAnswer

MOST_SHOWN = 2

ASSUMPTIONS = ("symmetric-only", "commuting-only", "numbers-only")
"""What may be said beside any reason."""


def diagnose(posed: Posed, tree: Expr, listed: bool = True) -> tuple[Diagnosis, ...]:
    """The diagnoses of a wrong answer, given as its tree as read; none where nothing is recognised.

    ``listed`` is whether the author's own wrong answers count; they come first.  Nothing is raised for what a student can write.
    """
    question = question_of(posed)
    full, found = laid_out_of(posed, tree)
    explained = list(verbatim(question, tree, full)) if listed else []
    if not isinstance(found, Diagnostic):
        try:
            with precision(REFUTE_BITS):
                explained += _of_laid(question, tree, found, listed) if found else _of_another_shape(question, tree, full, listed)
        except (BudgetError, shapes.ShapeError):
            # What could not be computed is not explained; the verdict stands without it.
            return _each_once(explained)
    return _each_once(explained)


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


def question_of(posed: Posed) -> Question:
    """The question of a posed problem, made once."""
    if "question" not in posed.memory:
        posed.memory["question"] = Question(posed)
    question: Question = posed.memory["question"]
    return question


def prepared(posed: Posed) -> dict[str, str]:
    """By what may be asked of a problem, the text of its table of wrong answers, without points; for ``Problem.tables``."""
    asked = ["differential"] if posed.problem.asked == "derivative" and posed.wrt_array is not None else []
    tables = {what: table_of(question_of(posed), what) for what in (posed.problem.asked, *asked)}
    return {what: plan_text(table.plan) for what, table in tables.items() if table.plan is not None}


def _each_once(explained: list[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Each rule once, as it was said first."""
    kept: dict[tuple[str, str], Diagnosis] = {}
    for diagnosis in explained:
        kept.setdefault((diagnosis.rule, diagnosis.message if diagnosis.rule == LISTED else ""), diagnosis)
    return tuple(kept.values())


def _of_laid(question: Question, tree: Expr, found: list[Laid], listed: bool) -> Iterator[Diagnosis]:
    """The first layout that a prediction explains; else what else can be said in the first."""
    cases = [Case(question.posed, tree, form) for form in found]
    for case in cases:
        predictions = _telling(case, list(predicted(question, case, listed)))
        if predictions:
            own = [each for each in predictions if isinstance(each.source, WrongAnswer)]
            yield from (said(question, tree, each) for each in own)
            if all(each.source.is_slip for each in predictions if isinstance(each.source, Rule)):
                yield from (Diagnosis(slug, BY_NAME[slug].message) for slug in symmetric(case))
            yield from (said(question, tree, each) for each in predictions if each not in own)
            return
    for case in cases[:2]:
        relations = list(whole(case))
        if relations:
            yield from relations
            return
    first = cases[0]
    if first.is_long:
        return
    looked = [*by_entries(question, first), *(() if are_written_out(first) else slips(question, first)), *assumed(first)]
    yield from looked or list(multiples(question, first))


def _telling(case: Case, predictions: list[Prediction]) -> list[Prediction]:
    """Of a truth that is a number, what only says what is different says nothing: any number is another one changed."""
    others = [each for each in predictions if not isinstance(each.source, Rule) or not each.source.is_slip]
    if len(others) == len(predictions) or len(case.truth[0]) > 1 or len(case.places) < 2 or not case.is_constant:
        return predictions
    return others


def _of_another_shape(question: Question, tree: Expr, full: Expr, listed: bool) -> Iterator[Diagnosis]:
    """What explains an answer that has not the truth's shape in any layout."""
    posed = question.posed
    if not posed.instances() or full.holds & HOLDS_DIFFERENTIAL:
        return
    for prediction in table_of(question, posed.problem.asked).explain_shape(Written(full, Shapes(full, posed.declared))):
        if listed or not isinstance(prediction.source, WrongAnswer):
            yield said(question, tree, prediction)
