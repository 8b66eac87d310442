"""Every sheet as its pages; rendering is spread over the processes for a large class."""

from __future__ import annotations

from collections.abc import Iterator

from grader.batch.pool import spread
from grader.model import Bank, Gradebook, Sheet
from grader.report import render

Pages = tuple[tuple[str, str], ...]
"""Pairs of a suffix and a page."""

FEW = 50
"""Sheets that are rendered sooner than processes are started."""

CHUNK = 20

_Look = tuple[Bank, str, str]
"""Bank, policy of revealing, assignment."""


def pages(gradebook: Gradebook, bank: Bank, reveal: str, processes: int) -> Iterator[tuple[Sheet, Pages]]:
    """Every sheet with its pages, as they are done."""
    look, sheets = (bank, reveal, gradebook.assignment), gradebook.sheets
    chunks = [sheets[start:start + CHUNK] for start in range(0, len(sheets), CHUNK)]
    if processes > 1 and len(sheets) >= FEW:
        # Should something outside kill a worker, its sheets are rendered below, and look the same.
        done = spread(_render, look, chunks, processes)
    else:
        done = ((chunk, None) for chunk in chunks)
    for chunk, made in done:
        yield from zip(chunk, made or _render(look, chunk), strict=True)


def _render(look: _Look, sheets: tuple[Sheet, ...]) -> list[Pages]:
    bank, reveal, assignment = look
    return [tuple((suffix, render(sheet, bank, suffix, reveal, assignment)) for suffix in ("html", "txt")) for sheet in sheets]
