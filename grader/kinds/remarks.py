"""Remarks about what stands in an answer, whatever it is worth: a condition that says nothing, bars that are a length."""

from __future__ import annotations

from grader.engine import Posed, idle_conditions
from grader.expr import HOLDS_CASES, Call, Expr, Shapes, plain, postorder, shapes
from grader.kinds.decider import Attempt
from grader.model import Diagnostic, Severity

_OTHER_NORMS = ("norm1", "norminf")


def remarks(attempt: Attempt) -> tuple[Diagnostic, ...]:
    """The remarks about an answer; none about most."""
    tree, posed = attempt.tree, attempt.decider.posed
    found = [_idle(condition, always) for condition, always in idle_conditions(posed, attempt.full)] if tree.holds & HOLDS_CASES else []
    if tree.is_array and posed.once(_has_another_norm):
        found += _lengths(posed, tree)
    return tuple(found)


def _idle(condition: Expr, always: bool) -> Diagnostic:
    return Diagnostic("read/case-idle", f"the condition {plain(condition)} holds {'everywhere' if always else 'nowhere'} here",
                      "look at its sign and at its numbers", condition.span, severity=Severity.REMARK)


def _has_another_norm(posed: Posed) -> bool:
    return any(type(node) is Call and node.data in _OTHER_NORMS for node in postorder(posed.f))


def _lengths(posed: Posed, tree: Expr) -> list[Diagnostic]:
    """Bars round a vector, where the function has another norm than the length."""
    bars = [node for node in postorder(tree) if type(node) is Call and node.data == "abs" and node.args[0].is_array]
    try:
        known = Shapes(tree, posed.declared) if bars else None
    except shapes.ShapeError:
        return []
    return [Diagnostic("read/length", f"{plain(node.args[0])} in bars is its length, the Euclidean norm",
                       "write ||x||_1 for the sum of the absolute values, ||x||_∞ for the largest", node.span, severity=Severity.REMARK)
            for node in bars if known is not None and known.of(node.args[0]) is not None]
