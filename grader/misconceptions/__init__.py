"""How answers go wrong, and which of these ways explains an answer.

A misconception is a row in the file of its topic (``rules/``), and its plausibility decides its place there.  Every rule predicts wrong
answers from the problem itself (``predict/``), and the table of a problem finds them by value.  An answer that no rule predicts is
compared with the truth, and repaired at one place (``explain/``).  ``diagnosis`` orders the explanations, and ``words`` puts them into
sentences.  An explanation is an identity, confirmed at further points and sizes; there is no similarity score.
"""

from collections.abc import Callable, Mapping

from grader.expr import Expr
from grader.misconceptions.diagnosis import diagnose, prepared, shown
from grader.misconceptions.expectations import expected
from grader.misconceptions.explain.equations import expected_equations, explained_equations
from grader.misconceptions.explain.sets import explained_points
from grader.misconceptions.rule import Example, Rule
from grader.misconceptions.rules import BY_NAME, RULES
from grader.misconceptions.telling import telling_point
from grader.misconceptions.tolerance import too_near
from grader.misconceptions.worked import similar
from grader.model import Diagnosis, Problem

__all__ = [
    "BY_KIND", "BY_NAME", "Example", "RULES", "Rule", "diagnose", "expected", "expected_equations", "prepared", "shown", "similar",
    "telling_point", "too_near",
]

BY_KIND: Mapping[str, Callable[[Problem, str, Expr, str, bool], tuple[Diagnosis, ...]]] = {
    "points": explained_points,
    "equation": explained_equations,
}
"""By the name of a kind whose answers are no formulas: what explains a wrong one, given the problem, the answer's text and tree, the
salt, and whether the wrong answers that the author lists count."""
