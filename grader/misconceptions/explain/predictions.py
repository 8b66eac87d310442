"""Whether the answer is what a rule predicts or an author lists, or a number times that."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grader.engine import REFUTE_BITS, Laid, same
from grader.engine.recognise import exact_ball, number, ratio
from grader.expr import Add, Expr, Matrix, Neg, Number, order_keys
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Check, Explanation, Predicted
from grader.misconceptions.explain.confirm import BRANCHING_POINTS, holds, holds_in_every_branch, is_equal
from grader.misconceptions.explain.multiples import scaled
from grader.misconceptions.locate import leaves_of, ones_of
from grader.misconceptions.points import Place, Values, alike
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Prediction, Table
from grader.misconceptions.rule import Rule


def verbatim(question: Question, full: Expr) -> Iterator[Explanation]:
    """Yield a listed answer that is this one, up to the order of sums and products; it need not have a value, or shapes that fit."""
    wrong = question.listed.get(order_keys(full)[id(full)]) if question.may_be_listed(full) else None
    if wrong is not None:
        yield Explanation(wrong, Predicted())


def predicted(case: Case, listed: bool) -> Iterator[Prediction]:
    """Yield the predictions that are the answer, or its entry, the author's own first."""
    table = case.predictions.of(case.laid.what)
    if not case.places or table.place is None:
        return
    values = case.values_at(table.place)
    if case.entry is None and same(values, table.truth):
        other = _beside(case, table)
        if other is None or other.place is None:
            return
        table, values = other, case.values_at(other.place)
    close = table.explain(values) if case.entry is None else table.explain_entry(case.entry, values[0])
    for prediction in close:
        source = prediction.source
        if isinstance(source, Rule) and prediction.is_edit and (not _is_written_alike(case, prediction) or _has_one_more(case, prediction)):
            case.suspected.add(source.name)
        elif (source.suits(case.part) if isinstance(source, Rule) else listed) and _is_predicted(case, table, prediction):
            yield prediction


def _beside(case: Case, table: Table) -> Table | None:
    """The table at the first sample where the answer is not right; ``None`` where none is found."""
    instance = table.instance
    if instance is None:
        return None
    samples = instance.samples(BRANCHING_POINTS)
    at = next((at for at, sample in enumerate(samples) if not same(*case.sides((instance, sample)))), None)
    return None if at is None else case.predictions.beside(case.laid.what, at)


def _is_predicted(case: Case, table: Table, prediction: Prediction) -> bool:
    """Whether the answer is the prediction: at the table's second probe, at other sizes, and wherever a sign or a parity matters."""
    instance = table.instance
    if instance is None:
        return False
    if case.entry is None and prediction.tree == case.laid.written.tree:
        return True
    sample, bits = table.probes[1]
    if not alike((case.values_at((instance, sample), bits), case.chosen(prediction.values[1]))):
        return False
    laid = prediction.laid
    if laid is None or prediction.tree is None:
        return False
    check = _is_multiple(case, laid)
    if table.is_kept and not alike(check((instance, sample), bits)):
        # The plan was made when the rule predicted something else.
        return False
    if case.bits_at(instance, sample) > bits and not holds(case, check):
        return False
    return (all(alike(check(place, REFUTE_BITS)) for place in case.elsewhere) and holds_in_every_branch(case, check, laid)
            and is_equal(case, prediction.tree, laid))


def _is_written_alike(case: Case, prediction: Prediction) -> bool:
    """Whether a changed right answer has the leaves of the answer, so that what was changed can be seen there."""
    mine, tree = case.laid.written.tree, prediction.tree
    if case.entry is None or tree is None:
        # In a number nobody sees the sum of numbers that was changed.
        is_hidden = type(tree) is Add and type(mine.args[0] if type(mine) is Neg else mine) is Number
        return mine == tree or (case.leaves == prediction.leaves and not is_hidden)
    if all(type(each) is Matrix and len(each.args) == len(mine.args) for each in (mine, tree)):
        mine, tree = mine.args[case.entry], tree.args[case.entry]
    return leaves_of(mine) == leaves_of(tree)


def _has_one_more(case: Case, prediction: Prediction) -> bool:
    """Whether a term is said to be lost where the answer has a one more than the prediction: then it was added."""
    is_lost = isinstance(prediction.source, Rule) and prediction.source.name == "term-lost"
    return is_lost and prediction.tree is not None and ones_of(case.part) > ones_of(prediction.tree)


def multiple_of_one(case: Case) -> Iterator[Explanation]:
    """Yield the first prediction of which the answer is a multiple, where that is no accident: the prediction varies."""
    table = case.predictions.of(case.laid.what)
    for prediction in table.explain_multiple(case.values_at(table.place)) if table.place is not None else ():
        if prediction.is_edit or (isinstance(prediction.source, Rule) and not prediction.source.of_multiples):
            continue
        laid = prediction.laid
        theirs = case.values_of(laid)
        if laid is None or theirs is None or prediction.tree is None or all(same(theirs[0], values) for values in theirs[1:]):
            continue
        ratios = [ratio(mine, other) for mine, other in zip(case.values, theirs, strict=True)]
        numbers = {None if ball is None else number(ball) for ball in ratios}
        c = numbers.pop() if len(numbers) == 1 else None
        if c is not None and holds(case, _is_multiple(case, laid, c)) and is_equal(case, scaled(prediction.tree, c), laid):
            yield Explanation(prediction.source, Predicted(is_multiple=True), alone=False)
            return


def _is_multiple(case: Case, laid: Laid, c: Fraction = Fraction(1)) -> Check:
    def check(place: Place, bits: int) -> tuple[Values, Values]:
        theirs = case.values_at(place, bits, laid)
        return case.values_at(place, bits), theirs if c == 1 else [exact_ball(c) * value for value in theirs]

    return check
