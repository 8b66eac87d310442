"""The answer is not divided by a norm, a size or a total."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Call, Div, Expr, Filled, Mul, Neg, Number, Pow, Size, Sum, postorder
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Div and _normalises(node.args[1]):
        yield node.args[0]
    elif type(node) is Mul:
        for place, arg in enumerate(node.args):
            is_factor = type(arg) is Div and arg.args[0] == Number(1) and _normalises(arg.args[1])
            if is_factor or (type(arg) is Pow and type(arg.args[1]) is Neg and _normalises(arg.args[0])):
                rest = [*node.args[:place], *node.args[place + 1:]]
                yield rest[0] if len(rest) == 1 else Mul(rest)


def _normalises(node: Expr) -> bool:
    """Whether a denominator is a norm, a size or a total."""
    if type(node) is Pow:
        return _normalises(node.args[0])
    if type(node) is Call:
        return bool(node.data == "norm")
    return type(node) in (Size, Sum) or (not node.is_array and any(
        type(part) is Filled and part.data[0] == "ones" for part in postorder(node)))


RULE = Rule(
    name="not-normalised",
    title="not normalised",
    message="The division by the norm, by the number of entries or by their total is missing (section 5.3).",
    explanation="The derivative of ||x|| was written as xᵀ, a mean was treated like a sum, or a softmax was not divided by its total.",
    section="5.3",
    misreads=edits,
    edits=edits,
    of_multiples=False,
    examples=(Example("||x||", "x", "x^T", "x: [N]"),),
)
