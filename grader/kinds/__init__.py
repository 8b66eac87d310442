"""What may fill a slot: an open shelf.  A kind reads a response and decides it; ``KINDS`` is the whole list."""

from functools import lru_cache

from grader.expr import Expr
from grader.kinds import antiderivative, choice, dimension, equation, points, response
from grader.kinds.antiderivative.reasons import REASONS
from grader.kinds.by_operators import derivative_of, normalised, operated
from grader.kinds.decider import Attempt, Decider, decider_of, value_of
from grader.kinds.equation import (
    Factors,
    are_right_equations,
    differences_of_equations,
    equations_as_text,
    factors_of_equations,
    mistakes_in_equations,
    reasons_of_equations,
)
from grader.kinds.fitting import Fit, fit_of_formula
from grader.kinds.formula import FirstLook, decide, equal, verdict_of
from grader.kinds.kind import Fields, Judgement, Kind, Truth
from grader.kinds.points import basis_of_points, key_of_points, points_of, reasons_of_points
from grader.kinds.question import Look, Question, asked_in, look_at
from grader.kinds.scopes import author_scope, scope, scope_of
from grader.kinds.sizes import read_dimension
from grader.model import Diagnostic, Form, Outcome, Problem, Task
from grader.record import replace
from grader.syntax import Reading, Scope, narrowed

KINDS: tuple[Kind, ...] = (response.KIND, equation.KIND, dimension.KIND, points.KIND, choice.KIND, antiderivative.KIND)
"""In the order of the manual."""

_BY_ASKED = {asked: kind for kind in KINDS for asked in kind.fields}
_BY_NAME = {kind.name: kind for kind in KINDS}

ASKED = tuple(_BY_ASKED)
"""What a problem may ask for; the first is meant where it does not say."""

SPECIAL = frozenset(name for kind in KINDS for fields in kind.fields.values() for name in fields.allowed)
"""Fields that mean something only for what allows or needs them."""


def kind_of(task: Task) -> Kind:
    """Return the kind that reads and decides the answers to a task."""
    return _BY_ASKED[task.asked]


def is_kind(name: str) -> bool:
    """Return whether a kind has this name."""
    return name in _BY_NAME


def fields_asked(asked: str) -> Fields:
    """Return which fields of a problem something asked needs."""
    return _BY_ASKED[asked].fields[asked]


def question_of(problem: Problem) -> Question:
    """Return what the answers to a problem are read by, without anything that gives the right one away."""
    return asked_in(problem, kind_of(problem.task).name)


def read_relation(text: str, scope: Scope) -> Reading | Diagnostic:
    """Read the equation of an author that always holds."""
    from grader.kinds.equation import stating

    return stating.read_relation(text, scope)


@lru_cache(maxsize=1_000)
def truth_of(problem: Problem) -> Truth:
    """Return the right answer to a problem as it is shown."""
    return kind_of(problem.task).truth(problem)


@lru_cache(maxsize=1_000)
def key_of(problem: Problem) -> Truth:
    """Return the right answer as students may see it: the derived one where the author's text is wrong."""
    kind, stated = kind_of(problem.task), problem.scheme.truth
    verdict = kind.judge(problem, stated, "").verdict if stated else None
    if verdict is None or verdict.outcome is not Outcome.INCORRECT or isinstance(verdict.evidence, Form):
        return truth_of(problem)
    if kind.is_stated(problem):
        return Truth()
    return kind.truth(replace(problem, task=replace(problem.task, truth_tree=None), scheme=replace(problem.scheme, truth="")))


def look_again(question: Question, read_as: str, tree: Expr | None, messages: tuple[Diagnostic, ...] = ()) -> Look:
    """Return the look at an answer that was read already."""
    if tree is None or not _BY_NAME[question.kind].trees:
        return Look(read_as, tree, messages=messages)
    return look_at(question, tree, messages)


def fit(problem: Problem, found: Look, salt: str) -> Fit:
    """Return whether an answer that was only read has the shape that is asked; nothing is told of what has none."""
    return fit_of_formula(problem, found, salt) if kind_of(problem.task).trees else Fit()


def look(question: Question, text: str) -> Look:
    """Return one answer as it is read, before anything is decided; raises for no text."""
    return _BY_NAME[question.kind].look(question, narrowed(text))


__all__ = [
    "ASKED", "Attempt", "Decider", "Factors", "FirstLook", "Fit", "Judgement", "Look", "Question", "REASONS", "SPECIAL", "Truth",
    "are_right_equations", "author_scope", "basis_of_points", "decide", "decider_of", "derivative_of", "differences_of_equations", "equal",
    "equations_as_text", "factors_of_equations", "fields_asked", "fit", "is_kind", "key_of", "key_of_points", "kind_of", "look",
    "look_again", "mistakes_in_equations", "normalised", "operated", "points_of", "question_of", "read_dimension", "read_relation",
    "reasons_of_equations", "reasons_of_points", "scope", "scope_of", "truth_of", "value_of", "verdict_of",
]
