"""Predicted wrong answers that are so near to a number that the author's tolerance lets them count as right."""

from __future__ import annotations

from fractions import Fraction

from grader.engine import BudgetError
from grader.engine.forms import entry_of_answer, entry_of_truth, truth_is_a_number
from grader.kinds import Decider
from grader.misconceptions.predict.table import Predictions
from grader.misconceptions.rule import Rule


def too_near(decider: Decider) -> tuple[str, ...]:
    """Return the misconceptions whose answers differ from a number, and no more than its tolerance allows; none without a tolerance."""
    tolerance, posed = decider.scheme.tolerance, decider.posed
    if tolerance is None or posed.axes or not truth_is_a_number(posed):
        return ()
    most, is_relative = (tolerance.within, tolerance.is_relative) if tolerance.within else (5 * Fraction(1, 10)**tolerance.digits, True)
    table, found = Predictions(decider).of("value"), list[str]()
    if table.instance is None:
        return ()
    for each in table.predictions:
        if not each.fits or not isinstance(each.source, Rule) or each.laid is None or each.source.name in found:
            continue
        try:
            value, truth = entry_of_answer(each.laid.at(posed, table.instance), 0), entry_of_truth(posed, 0)
        except BudgetError:
            continue
        if value is not None and value.is_within(truth, most, is_relative) and value.is_within(truth, Fraction(0), is_relative) is False:
            found.append(each.source.name)
    return tuple(found)
