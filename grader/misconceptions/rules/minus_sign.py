"""A minus sign is missing or too many inside of the answer, where no term of a sum begins."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Call, Expr, Neg, Pow
from grader.misconceptions.rule import Example, Rule

NEITHER_ODD_NOR_EVEN = ("exp", "log", "sqrt", "sigmoid", "acos", "acosh")
"""Of an odd function the minus in the argument is the minus of the value, and of an even one there is none."""


def edits(node: Expr) -> Iterator[Expr]:
    """The argument of a function or the exponent of a power with the other sign."""
    if type(node) is Call and node.data in NEITHER_ODD_NOR_EVEN and not node.is_array:
        yield node.with_args((negated(node.args[0]),))
    elif type(node) is Pow and not node.is_array:
        yield Pow(node.args[0], negated(node.args[1]))


def negated(node: Expr) -> Expr:
    return node.args[0] if type(node) is Neg else Neg(node)


RULE = Rule(
    name="minus-sign",
    title="a minus sign missing or too many",
    message="A minus sign is missing or too many in an exponent or in the argument of a function.",
    explanation="The argument of a function or an exponent has the opposite sign; the rest of the right answer is there.",
    section="5.1.2",
    edits=edits,
    examples=(Example("exp(-x^2) + x", "x", "-2x exp(x^2) + 1"),
              Example("x^(-1) + 1", "x", "-x^2"),),
)
