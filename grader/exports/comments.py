"""What stands in an LMS's cell for feedback: the total, and what became of each problem, as HTML; and how a person's decision is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape

from grader.exports.decimals import decimal
from grader.exports.run import Run
from grader.model import Mark, Sheet, printable
from grader.words import headline

OURS = "Graded automatically: "
"""How a comment of the grader begins; others were written by a person, and stay."""


def comment(sheet: Sheet) -> str:
    """Feedback as HTML: the total, and the outcome of each problem; no answer and no name, since both are students' text."""
    items = "".join(f"<li>{escape(mark.problem)}: {_outcome(mark)}</li>" for mark in sheet.marks)
    late = f" ({decimal(sheet.raw)} without the points for being late)" if sheet.score != sheet.raw else ""
    return f"<p>{OURS}{decimal(sheet.score)} of {decimal(sheet.out_of)}{late}</p><ul>{items}</ul>"


def _outcome(mark: Mark) -> str:
    return escape(headline(mark).text) if mark.ruling is None else "<br>".join(map(escape, decided(mark)))


def decided(mark: Mark) -> list[str]:
    """What is told of a mark that a person made, line by line: the points, and the person's comment."""
    if mark.ruling is None:
        return []
    said = mark.ruling.decision.comment.splitlines()
    points = f"{decimal(mark.score or 0)} of {decimal(mark.out_of)} points, decided by a person."
    return [points, *(printable(line) for line in said if line.strip())]


def comments(run: Run, places: Mapping[str, Collection[int]]) -> dict[int, str]:
    """The feedback for each place of a table, those of a person being given; of the sheets one is in memory at a time."""
    return {at: comment(each) for result, each in zip(run.results, run.sheets(), strict=True) for at in places.get(result.person, ())}
