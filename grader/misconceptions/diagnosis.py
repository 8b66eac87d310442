"""Which misconceptions explain a wrong answer, the most plausible first, and which part of the answer each is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from grader.engine import REFUTE_BITS, Budget, BudgetError, precision
from grader.engine.recognise import Written
from grader.expr import HOLDS_DIFFERENTIAL, Expr, Operator, Shapes, names, shapes
from grader.kinds import Attempt, Decider
from grader.misconceptions.explain.assumptions import assumptions, symmetric
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Explanation, Predicted, Terms
from grader.misconceptions.explain.entries import are_written_out, by_entries
from grader.misconceptions.explain.multiples import by_a_relation
from grader.misconceptions.explain.predictions import multiple_of_one, predicted, verbatim
from grader.misconceptions.explain.repair import by_a_slip
from grader.misconceptions.explain.two_mistakes import two_mistakes
from grader.misconceptions.predict.plan import plan_text
from grader.misconceptions.predict.table import Prediction, Predictions
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import BY_NAME
from grader.misconceptions.words import LISTED, Wording
from grader.model import NO_TABLES, Diagnosis, Diagnostic, Line, Mark, Outcome, Tables, WrongAnswer

MOST_SHOWN = 2

ASSUMPTIONS = ("symmetric-only", "commuting-only", "numbers-only")
"""Rules that are shown beside any reason."""


def diagnose(attempt: Attempt, listed: bool = True, tables: Tables = NO_TABLES) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of a wrong answer; none where nothing is recognised.

    ``listed`` is whether the author's own wrong answers count; they come first.  ``tables`` are those of :func:`prepared`, which save
    time.  Nothing is raised for what a student can write.
    """
    predictions = predictions_of(attempt.decider, tables)
    explanations: list[Explanation] = []
    # What cannot be computed is not explained; the verdict holds without it.
    with suppress(BudgetError, shapes.ShapeError), precision(REFUTE_BITS):
        explanations.extend(_explanations(predictions, attempt, listed))
    return _each_once(map(Wording(predictions.question, attempt.tree).of, explanations))


def shown(mark: Mark) -> tuple[Diagnosis, ...]:
    """Return the diagnoses that a student sees: the first, and one that does not contradict it.

    Two reasons for one place contradict each other.  A reason for another place does not, and neither does an assumption.  Whoever had it
    right in a line before knows the rule: of a later line only what is different is said.
    """
    found = mark.diagnoses
    if _was_right(mark.verdict.lines):
        found = tuple(each for each in found if each.rule not in BY_NAME or not BY_NAME[each.rule].is_reason)
    others = [each for each in found[1:] if each.rule in ASSUMPTIONS or _are_elsewhere(found[0], each)]
    return (*found[:1], *others)[:MOST_SHOWN]


def _was_right(lines: Iterable[Line]) -> bool:
    """Whether a line that says what is asked is right, above the first one that is not."""
    said = [line.outcome for line in lines if not line.name]
    return Outcome.INCORRECT in said and Outcome.CORRECT in said[:said.index(Outcome.INCORRECT)]


def _are_elsewhere(first: Diagnosis, second: Diagnosis) -> bool:
    """Whether two diagnoses are about parts of an answer that have nothing in common."""
    a, b = first.span, second.span
    return a is not None and b is not None and (a[1] <= b[0] or b[1] <= a[0])


def predictions_of(decider: Decider, tables: Tables = NO_TABLES) -> Predictions:
    """Return all predictions of a decider's problem, made once, with the tables that were prepared for it."""
    predictions = decider.once(Predictions)
    predictions.prepared = predictions.prepared or tables
    return predictions


def prepared(decider: Decider) -> dict[str, str]:
    """Return the table of wrong answers as text without points, by what may be asked of a problem; for ``Bank.tables``."""
    posed = decider.posed
    asked = ["differential"] if posed.task.asked == "derivative" and posed.wrt_array is not None else []
    plans = {what: predictions_of(decider).of(what).plan for what in (posed.task.asked, *asked)}
    return {what: plan_text(plan) for what, plan in plans.items() if plan is not None}


def _each_once(diagnoses: Iterable[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return the first diagnosis of each rule, and all of an author's own words."""
    kept: dict[tuple[str, str], Diagnosis] = {}
    for diagnosis in diagnoses:
        kept.setdefault((diagnosis.rule, diagnosis.message if diagnosis.rule == LISTED else ""), diagnosis)
    return tuple(kept.values())


def _explanations(predictions: Predictions, attempt: Attempt, listed: bool) -> Iterator[Explanation]:
    """Yield what explains an answer, the most plausible first: a listed answer as it is written, then by values."""
    found = attempt.laid_out
    if listed:
        yield from verbatim(predictions.question, attempt.full)
    if isinstance(found, Diagnostic):
        return
    if found:
        budget = Budget(is_for_claims=True)
        yield from _of_laid([Case(predictions, attempt.tree, laid, budget=budget) for laid in found], listed)
    else:
        yield from _of_another_shape(predictions, attempt.full, listed)


def _of_laid(cases: list[Case], listed: bool) -> Iterator[Explanation]:
    """Yield the predictions in the first layout that has any; else the relations, or all that explains the first layout."""
    for case in cases:
        found = _without_slips(case, list(predicted(case, listed)))
        if found:
            yield from _reasons_of_entries(case, found)
            yield from _of_predictions(case, found)
            return
    if _is_no_value(cases[0]):
        yield Explanation(BY_NAME["point-not-put-in"], alone=False)
        return
    for case in cases[:2]:
        relations = list(by_a_relation(case))
        if relations:
            yield from relations
            return
    first = cases[0]
    if not first.is_long:
        explanations = [*by_entries(first), *(() if are_written_out(first) else by_a_slip(first)), *assumptions(first)]
        explanations = explanations or list(multiple_of_one(first))
        if all(_is_of_numbers(each) for each in explanations):
            explanations = list(two_mistakes(first)) or explanations
        yield from explanations


def _is_of_numbers(explanation: Explanation) -> bool:
    """Whether only the numbers before terms of the whole answer are known to be wrong, and these not by their signs alone.

    Of a single number nothing else is looked for: that it is wrong is certain, two mistakes that lead to it are not.
    """
    source, seen = explanation.source, explanation.seen
    if explanation.entry is not None or not isinstance(source, Rule) or (type(seen) is Terms and seen.count == 1):
        return False
    return source.name == "coefficient-wrong" or (source.name == "sign-of-a-term" and not explanation.alone)


def _reasons_of_entries(case: Case, predictions: list[Prediction]) -> list[Explanation]:
    """Return what is said of entries where a slip is all that is predicted of the whole answer, and rules explain each wrong entry."""
    are_slips = all(isinstance(each.source, Rule) and each.source.is_slip for each in predictions)
    # Of an entry that is zero it is not known whether it was lost or differentiated wrong.
    is_dropped = any(each.source is BY_NAME["entry-dropped"] for each in predictions)
    if is_dropped or not are_slips or case.posed.symbolic or len(case.truth[0]) < 2:
        return []
    found = list(by_entries(case))
    return found if all(isinstance(each.source, Rule) and each.source.is_reason for each in found) else []


def _is_no_value(case: Case) -> bool:
    """Whether a variable is left in an answer in which the point has another value for it."""
    f = case.question.f
    if not case.question.is_at_a_point or not isinstance(f, Operator):
        return False
    _, *point = f.args
    return not names(case.laid.written.tree) & set(f.data[1]) <= set().union(*map(names, point))


def _of_predictions(case: Case, predictions: list[Prediction]) -> Iterator[Explanation]:
    """Yield the author's own wrong answers, then the rules; between them an assumption, if no rule gives a reason."""
    own = [each.source for each in predictions if isinstance(each.source, WrongAnswer)]
    rules = [each.source for each in predictions if isinstance(each.source, Rule)]
    yield from (Explanation(source, Predicted()) for source in own)
    if all(rule.is_slip for rule in rules):
        yield from symmetric(case)
    yield from (Explanation(source, Predicted()) for source in rules)


def _without_slips(case: Case, predictions: list[Prediction]) -> list[Prediction]:
    """Drop slips if the truth is a number, since every number is another one changed; else return all predictions."""
    others = [each for each in predictions if not isinstance(each.source, Rule) or not each.source.is_slip]
    if len(others) == len(predictions) or len(case.truth[0]) > 1 or len(case.places) < 2 or not case.is_constant:
        return predictions
    return others


def _of_another_shape(predictions: Predictions, full: Expr, listed: bool) -> Iterator[Explanation]:
    """Yield what explains an answer that has the truth's shape in no layout."""
    posed = predictions.question.posed
    if not posed.instances() or full.holds & HOLDS_DIFFERENTIAL:
        return
    for prediction in predictions.of(posed.task.asked).explain_shape(Written(full, Shapes(full, posed.declared))):
        if listed or not isinstance(prediction.source, WrongAnswer):
            yield Explanation(prediction.source, Predicted())
