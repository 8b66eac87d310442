"""Index formulas: two indices are exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from grader.expr import Entry, Expr, Index, fold, paths, postorder, replaced
from grader.misconceptions.rule import Example, Rule, holds

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    names = [name for name, _ in question.task.indices]
    for form in question.forms:
        held = {node.data for node in postorder(form) if type(node) is Index}
        for first, second in combinations([name for name in names if name in held], 2):
            yield exchanged(form, first, second)
        for _, node in paths(form):
            if type(node) is Entry:
                yield from _turned(form, node)


def _turned(form: Expr, entry: Expr) -> Iterator[Expr]:
    """One entry with its indices the other way round."""
    if len(entry.args) == 3:
        base, first, second = entry.args
        for path, node in paths(form):
            if node is entry:
                yield replaced(form, path, Entry(base, (second, first)))


def exchanged(tree: Expr, first: str, second: str) -> Expr:
    """The tree with two index names exchanged."""
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if type(node) is Index:
            return Index({first: second, second: first}.get(node.data, node.data), node.span)
        return node.with_args(args) if args else node

    return fold(tree, step)


RULE = Rule(
    name="indices-exchanged",
    title="indices exchanged",
    message="Two indices are exchanged in your answer (section 5.4).",
    explanation="The formula is right up to the names of two indices; where the sizes differ it does not even fit.",
    section="5.4",
    predicts=predicts,
    slip=True,
    needs=holds(Entry, Index),
    examples=(
        Example("x[i] y[j]", "", "x[j] y[i]", "x: [N], y: [N]", "", "i: N, j: N", "i, j", "value"),
    ),
)
