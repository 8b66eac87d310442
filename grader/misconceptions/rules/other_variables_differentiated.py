"""Partial derivative: other variables are differentiated too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.engine import Calculus, NoRuleError
from grader.expr import Add, Call, Expr, Mul, Pow, names
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    """Inside of a part that varies, other names vary too."""
    if of.name in of.declared.arrays or type(node) not in (Pow, Mul, Add, Call) or of.shape(node) is not None:
        return
    others = sorted(names(node) - {of.name} - set(of.declared.arrays))
    for other in others:
        try:
            yield Add((of.by_rules(node), Calculus(of.declared, other).differential(node)))
        except NoRuleError:
            continue
    if others and type(node) is Mul:
        yield Mul([_by_all(of, factor) for factor in node.args])


def _by_all(of: Calculus, factor: Expr) -> Expr:
    """A factor differentiated by whatever is in it."""
    slopes = [Calculus(of.declared, name).differential(factor) for name in sorted(names(factor) - set(of.declared.arrays))]
    return Add(slopes) if len(slopes) > 1 else slopes[0] if slopes else factor


def predicts(question: Question) -> Iterator[Expr]:
    scalars = [name for name in question.others if name not in question.posed.declared.arrays]
    if len(question.variables) != 1 or not scalars or question.task.wrt_is_list:
        return
    own = question.derivative(question.f, question.variables)
    others = [question.derivative(question.f, (name,)) for name in scalars]
    for other in others:
        if own is not None and other is not None:
            yield Add((own, other))


RULE = Rule(
    name="other-variables-differentiated",
    title="other variables not held constant",
    message=(
        "In a partial derivative all other variables are held constant; here another one was differentiated as well "
        "(section 5.2)."),
    explanation="y was treated as if it depended on x, with derivative one.",
    section="5.2 (5.39)",
    breaks=breaks,
    predicts=predicts,
    examples=(Example("(x+2y^3)^2", "x", "2(x+2y^3)(1+6y^2)", "x: real, y: real"),),
)
