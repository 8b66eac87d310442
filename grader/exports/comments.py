"""What stands in an LMS's cell for feedback: the total and the outcome of each problem, as HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape

from grader.exports.decimals import decimal
from grader.exports.run import Run
from grader.model import Sheet

OURS = "Graded automatically: "
"""How a comment of the grader begins; others were written by a person, and stay."""


def comment(sheet: Sheet) -> str:
    """Feedback as HTML: the total, and the outcome of each problem; no answer and no name, since both are students' text."""
    items = "".join(f"<li>{escape(mark.problem)}: {mark.verdict.outcome.value}</li>" for mark in sheet.marks)
    late = f" ({decimal(sheet.raw)} without the points for being late)" if sheet.score != sheet.raw else ""
    return f"<p>{OURS}{decimal(sheet.score)} of {decimal(sheet.out_of)}{late}</p><ul>{items}</ul>"


def comments(run: Run, places: Mapping[str, Collection[int]]) -> dict[int, str]:
    """The feedback for each place of a table, those of a person being given; of the sheets one is in memory at a time."""
    return {at: comment(each) for result, each in zip(run.results, run.sheets(), strict=True) for at in places.get(result.person, ())}
