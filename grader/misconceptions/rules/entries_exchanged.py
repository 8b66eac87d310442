"""Gradient or Jacobian: entries stand in the wrong places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from grader.expr import Expr, Matrix
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    for form in question.forms:
        if type(form) is Matrix:
            yield from _exchanged(form)


def _exchanged(form: Expr) -> Iterator[Expr]:
    rows, columns = form.data
    table = [list(form.args[i * columns:(i + 1) * columns]) for i in range(rows)]
    for a, b in combinations(range(columns), 2):
        order = [b if j == a else a if j == b else j for j in range(columns)]
        yield form.with_args([row[j] for row in table for j in order])
    for a, b in combinations(range(rows), 2):
        order = [b if i == a else a if i == b else i for i in range(rows)]
        yield form.with_args([entry for i in order for entry in table[i]])
    for a, b in combinations(range(len(form.args)), 2):
        entries = list(form.args)
        entries[a], entries[b] = entries[b], entries[a]
        yield form.with_args(entries)


RULE = Rule(
    name="entries-exchanged",
    title="entries in the wrong places",
    message=(
        "The right entries are there, but not in the right places: mind the order of functions and variables (section "
        "5.3)."),
    explanation="Two entries, rows or columns are exchanged.",
    section="5.2 (5.40), 5.3 (5.57)",
    predicts=predicts,
    slip=True,
    of_entries=False,
    examples=(Example("x^2 y", "x, y", "[x^2, 2x y]", "x: real, y: real"),),
)
