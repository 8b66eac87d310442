"""Whether a tree has a value where some of the variables have given values: a common factor that is not cancelled has none there."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from grader.engine.problem.at_sizes import Sample
from grader.engine.problem.laid import Written
from grader.engine.problem.posed import Posed
from grader.engine.program.program import BudgetError
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.expr import Expr, Shapes

POINTS = 4
"""The other variables are at so many random points."""


def has_value_at(posed: Posed, tree: Expr, values: Mapping[str, Fraction]) -> bool:
    """Return whether a tree with all definitions put in has a value where these scalar variables have these values.

    Raises BudgetError where balls can tell neither that it has one at some point, nor that it has none at all of them.
    """
    instances = posed.instances()
    if not instances:
        raise BudgetError
    answer = Written(tree, Shapes(tree, posed.declared)).at(posed, instances[0])[0]
    samples = [Sample({**sample.point, **values}, sample.family) for sample in instances[0].samples(POINTS)]
    with precision(REFUTE_BITS):
        if any(all(value.is_finite() for value in answer.values(sample, REFUTE_BITS)) for sample in samples):
            return True
        if samples and all(answer.is_undefined(sample) for sample in samples):
            return False
    raise BudgetError
