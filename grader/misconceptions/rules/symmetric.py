"""The derivative by a symmetric matrix: its entries move two by two, and the diagonal alone."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine.calculus import displayed
from grader.expr import Add, Expr, Transpose
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule
from grader.record import replace


def _as_if_free(question: Question) -> Expr | None:
    """The derivative as if all entries varied freely; ``None`` where the matrix has no symmetry, or no rule gives it."""
    by = question.posed.wrt_array
    if not question.task.symmetric or by is None or by.kind not in ("sym", "spd"):
        return None
    return displayed(question.f, replace(question.task, symmetric=""), question.posed.declared)


def _symmetry_forgotten(question: Question) -> Iterator[Expr]:
    free = _as_if_free(question)
    if free is not None:
        yield free
        yield Transpose(free)


def _diagonal_twice(question: Question) -> Iterator[Expr]:
    free = _as_if_free(question)
    if free is not None:
        yield Add((free, Transpose(free)))


RULES = (
    Rule(
        name="symmetry-forgotten", looks_like="d(a^T S b)/dS = a b^T",
        title="symmetry forgotten",
        message="The matrix is symmetric: its entries do not vary freely, and the derivative must be symmetric too.",
        explanation="The derivative was taken as if all entries varied freely; it depends on how f is written, and is not symmetric.",
        section="5.4",
        predicts=_symmetry_forgotten,
        of_multiples=False,
        examples=(Example("a^T S b", "S", "a b^T", vars="S: {shape: [N, N], kind: sym}, a: [N], b: [N]", symmetric="gradient"),),
    ),
    Rule(
        name="diagonal-twice", looks_like="d(a^T S b)/dS = a b^T + b a^T",
        title="counted twice",
        message="Something is counted twice: the entries beside the diagonal move two by two, those on it alone. Look at which convention "
                "for symmetric matrices is asked.",
        explanation="G + G^T was written, with G the derivative by free entries: it is twice the gradient T, and counts the diagonal "
                    "twice as the slopes by the entries.",
        section="5.4",
        predicts=_diagonal_twice,
        of_multiples=False,
        examples=(Example("a^T S b", "S", "a b^T + b a^T", vars="S: {shape: [N, N], kind: sym}, a: [N], b: [N]", symmetric="gradient"),),
    ),
)
