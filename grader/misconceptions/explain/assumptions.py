"""Assumptions under which an answer is right: symmetric matrices, diagonal ones, or sizes of one."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import REFUTE_BITS, BudgetError, Instance, compare, same
from grader.engine.recognise import tensor_values
from grader.kinds import Decider
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Explanation
from grader.misconceptions.explain.confirm import holds
from grader.misconceptions.points import POINTS
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Predictions
from grader.misconceptions.rules import BY_NAME
from grader.model import Outcome
from grader.record import replace


def symmetric(case: Case) -> Iterator[Explanation]:
    """Yield an explanation if the answer is right once all square matrices are symmetric."""
    if case.entry is None and _is_right_assuming(case, "sym"):
        yield Explanation(BY_NAME["symmetric-only"])


def assumptions(case: Case) -> Iterator[Explanation]:
    """Yield an explanation if the answer is right once matrices are symmetric, or diagonal, or all sizes are one."""
    are_symmetric = list(symmetric(case))
    yield from are_symmetric
    if are_symmetric or case.entry is not None:
        return
    if _is_right_assuming(case, "diag"):
        yield Explanation(BY_NAME["commuting-only"])
    elif case.posed.symbolic and _is_right_for_numbers(case):
        yield Explanation(BY_NAME["numbers-only"])


def _is_right_assuming(case: Case, kind: str) -> bool:
    decider = _assuming(case.question, kind)
    if decider is None:
        return False
    predictions = Predictions(decider)
    laid = Case(predictions, case.tree, case.laid).laid_of(case.tree)
    if laid is None:
        return False
    other = Case(predictions, case.tree, laid, budget=case.budget)
    try:
        return bool(other.places) and all(same(mine, right) for mine, right in other.pairs()) and holds(other, other.sides)
    except BudgetError:
        return False


def _assuming(question: Question, kind: str) -> Decider | None:
    """Return the decider of the problem with all square matrices of this kind; ``None`` if there is none to change."""
    if kind not in question.assuming:
        task = question.task
        changed = tuple(replace(variable, kind=kind) if _is_free_square(variable.shape, variable.kind) else variable
                        for variable in task.variables)
        question.assuming[kind] = None if changed == task.variables else Decider(
            replace(task, id=f"{task.id} {kind}", variables=changed, truth_tree=None), question.posed.salt)
    return question.assuming[kind]


def _is_free_square(shape: tuple[str | int, ...], kind: str) -> bool:
    return len(shape) == 2 and shape[0] == shape[1] and kind in ("real", "inv")


def _is_right_for_numbers(case: Case) -> bool:
    posed = case.posed
    try:
        instance = _of_numbers(case.question, case.laid.what)
        samples = instance.samples(POINTS)
        truths = [instance.truth_of(sample, REFUTE_BITS) for sample in samples]
        if all(value.contains(0) for truth in truths for value in truth):
            # Whatever else is zero for numbers is right there, too.
            return False
        looks_right = len(samples) == POINTS and all(
            same(tensor_values(posed, case.laid, instance, sample, REFUTE_BITS), truth)
            for sample, truth in zip(samples, truths, strict=True))
        return looks_right and compare(posed, case.laid.at(posed, instance)).outcome is Outcome.CORRECT
    except BudgetError:
        return False


def _of_numbers(question: Question, what: str) -> Instance:
    """Return the problem with all sizes one; raises BudgetError."""
    if what not in question.of_numbers:
        question.of_numbers[what] = question.posed.at(dict.fromkeys(question.posed.symbolic, 1), what)
    return question.of_numbers[what]
