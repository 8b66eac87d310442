"""Two mistakes in one answer: two rules that went wrong at places apart from each other, or one rule and a slip in a term."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import REFUTE_BITS, Laid
from grader.expr import HOLDS_OPERATOR, Add, Expr, Neg, names, replaced
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Beside, Check, Explanation
from grader.misconceptions.explain.confirm import holds, is_equal
from grader.misconceptions.explain.predictions import predicted
from grader.misconceptions.points import Place, Values, alike
from grader.misconceptions.predict.table import Prediction
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import BY_NAME
from grader.misconceptions.rules.slips import negated

MOST_BROKEN = 120
"""Most predictions to which a second mistake is looked for, the most plausible first."""
MOST_TERMS = 6


def two_mistakes(case: Case) -> Iterator[Explanation]:
    """Yield two mistakes that explain an answer together, if there are some; nothing for a number, which many pairs lead to."""
    question = case.question
    is_plain = question.task.asked == "derivative" == case.laid.what and not question.f.holds & HOLDS_OPERATOR
    if is_plain and case.entry is None and names(case.tree) and not case.is_constant:
        found = next(_by_two_rules(case), None) or next(_with_a_slip(case), None)
        if found is not None:
            yield found


def _with_a_slip(case: Case) -> Iterator[Explanation]:
    """Yield a rule that predicts the answer once a term of it has the other sign."""
    terms = case.tree.args if type(case.tree) is Add and len(case.tree.args) <= MOST_TERMS else ()
    for place, term in enumerate(terms):
        tree = replaced(case.tree, (place,), negated(term))
        laid = case.laid_of(tree)
        changed = Case(case.predictions, tree, laid, budget=case.budget) if laid is not None else None
        for prediction in predicted(changed, listed=False) if changed is not None else ():
            if isinstance(prediction.source, Rule) and prediction.source.mal_rule is not None:
                yield Explanation(prediction.source, Beside(BY_NAME["sign-of-a-term"]), (place,), alone=False)


def _by_two_rules(case: Case) -> Iterator[Explanation]:
    """Yield two rules whose errors add up to that of the answer.

    A derivative is linear in those of two parts of f, if none of them stands in the other: there the errors of two rules are added.
    """
    table = case.predictions.of(case.laid.what)
    if table.place is None:
        return
    target = [mine + right for mine, right in zip(*case.sides(table.place), strict=True)]
    for first in [each for each in table.predictions if _is_broken(each)][:MOST_BROKEN]:
        if len(first.values[0]) == len(target):
            for second in table.explain([value - other for value, other in zip(target, first.values[0], strict=True)]):
                if _is_broken(second) and _are_apart(case, first, second) and _add_up(case, first, second):
                    yield Explanation(_rule(first), Beside(_rule(second) if second.source is not first.source else None), alone=False)


def _is_broken(prediction: Prediction) -> bool:
    """Whether a prediction is the derivative by a mal-rule."""
    source = prediction.source
    return isinstance(source, Rule) and source.mal_rule is not None and source.of_multiples and prediction.fits


def _rule(prediction: Prediction) -> Rule:
    assert isinstance(prediction.source, Rule), "only predictions of rules are paired"
    return prediction.source


def _are_apart(case: Case, first: Prediction, second: Prediction) -> bool:
    """Whether two rules went wrong at parts of f of which none stands in the other."""
    broken = [case.question.derivatives.broken_in(_rule(each).mal_rule, each.tree) for each in (first, second)
              if each.tree is not None]
    return len(broken) == 2 and case.question.derivatives.are_apart(*broken)


def _add_up(case: Case, first: Prediction, second: Prediction) -> bool:
    """Whether the answer is the truth with both errors, wherever that is looked at."""
    one, other = first.laid, second.laid
    if one is None or other is None or first.tree is None or second.tree is None:
        return False
    check = _is_sum(case, one, other)
    truth = case.question.derivative(case.question.f, case.question.variables)
    if truth is None or not all(alike(check(place, REFUTE_BITS)) for place in case.places) or not holds(case, check):
        return False
    both: Expr = Add((first.tree, second.tree, Neg(truth)))
    return is_equal(case, both, case.first_laid_of(both))


def _is_sum(case: Case, one: Laid, other: Laid) -> Check:
    def check(place: Place, bits: int) -> tuple[Values, Values]:
        mine, right = case.sides(place, bits)
        sides = zip(case.values_at(place, bits, one), case.values_at(place, bits, other), strict=True)
        return [a + b for a, b in zip(mine, right, strict=True)], [a + b for a, b in sides]

    return check
