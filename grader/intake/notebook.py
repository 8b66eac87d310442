"""Notebooks (nbformat 4): Markdown cells are read as Markdown, a code cell as text if it names a problem; no code is run, no output read.

A code cell names a problem in its first line, ``# problem-id``, or in its metadata, ``{"grader": {"id": …}}``; so may a Markdown cell.
Source: https://nbformat.readthedocs.io/en/latest/format_description.html.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from grader.intake.entries import AnswerFile, Entry, Ids
from grader.intake.markdown import read_markdown
from grader.intake.member import Fault, Refused, shown
from grader.model import StoreError, loads
from grader.record import record, replace

NEEDS = "a notebook needs cells that begin with '# problem-id'"


@record
class _Cell:
    """A cell: its number from 1, kind, the id in its metadata, and its lines with their places in the file."""

    number: int
    kind: str
    problem: str
    lines: tuple[str, ...]
    places: tuple[int, ...]


def read_notebook(text: str, ids: Ids) -> AnswerFile:
    """The entries of a notebook; raises :class:`Refused` (``intake/notebook``) for what is none of version 4."""
    try:
        notebook = loads(text)
    except StoreError as error:
        raise Refused("intake/notebook", f"this notebook cannot be read: {shown(str(error))}") from None
    cells = notebook.get("cells") if isinstance(notebook, Mapping) else None
    if not isinstance(cells, list) or not isinstance(notebook, Mapping) or notebook.get("nbformat") != 4:
        raise Refused("intake/notebook", "this is no notebook of version 4; save it with a newer Jupyter")
    parts = [_of_cell(cell, ids) for cell in _cells(cells, text)]
    student = next((part.student for part in parts if part.student is not None and part.student.text), None)
    entries = tuple(entry for part in parts for entry in part.entries)
    return AnswerFile(student, entries, tuple(fault for part in parts for fault in part.faults),
                      unused=tuple(each for part in parts for each in part.unused))


def _cells(cells: list[Any], text: str) -> Iterator[_Cell]:
    """The cells that hold text; the line of each of their lines is where its JSON stands, looked for behind the one before it."""
    at = 0
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, Mapping):
            continue
        source, metadata = cell.get("source"), cell.get("metadata")
        parts = source if isinstance(source, list) else [source]
        whole = "".join(each for each in parts if isinstance(each, str))
        own = metadata.get("grader") if isinstance(metadata, Mapping) else None
        problem = own.get("id") if isinstance(own, Mapping) else None
        lines, places = whole.split("\n"), []
        for line in lines:
            found = max(text.find(json.dumps(line, ensure_ascii=ascii)[1:-1], at) for ascii in (False, True)) if line.strip() else -1
            at = found if found >= 0 else at
            places.append(text.count("\n", 0, at) + 1)
        yield _Cell(number, str(cell.get("cell_type")), problem if isinstance(problem, str) else "", tuple(lines), tuple(places))


def _of_cell(cell: _Cell, ids: Ids) -> AnswerFile:
    """Return what a cell answers: the problem that it is made for, those of its Markdown, or the one in its first comment."""
    if cell.problem:
        return AnswerFile(None, (_answer(cell, cell.problem, 0),))
    if cell.kind == "markdown":
        return _of_markdown(cell, ids)
    first = next((at for at, line in enumerate(cell.lines) if line.strip()), None)
    if first is None:
        return AnswerFile(None, ())
    title = cell.lines[first].strip()
    problem = ids.meant(title.lstrip("#").strip().rstrip(":")) if title.startswith("#") else ""
    if not problem:
        return AnswerFile(None, (), unused=("\n".join(cell.lines),))
    return AnswerFile(None, (_answer(cell, problem, first, is_code=True),))


def _answer(cell: _Cell, problem: str, first: int, is_code: bool = False) -> Entry:
    """Return the lines of a cell as the answer to a problem; of code, those after the first one that are no comment."""
    start = first + 1 if is_code else first
    lines = [(place, line.strip()) for place, line in zip(cell.places[start:], cell.lines[start:], strict=True)]
    body = [(place, line) for place, line in lines if line and not (is_code and line.startswith("#"))]
    return Entry(problem, "\n".join(line for _, line in body), body[0][0] if body else cell.places[first])


def _of_markdown(cell: _Cell, ids: Ids) -> AnswerFile:
    """Return the answers of a cell in Markdown, at the lines of the notebook."""
    read = read_markdown("\n".join(cell.lines), ids)
    faults = tuple(_placed(fault, cell) for fault in read.faults if fault.problem or ids.named_in(fault.message))
    entries = tuple(replace(entry, line=cell.places[entry.line - 1]) for entry in read.entries if ids.meant(entry.problem))
    student = None if read.student is None else replace(read.student, line=cell.places[read.student.line - 1])
    return AnswerFile(student, entries, faults, unused=read.unused)


def _placed(fault: Fault, cell: _Cell) -> Fault:
    return replace(fault, line=cell.places[fault.line - 1] if fault.line else 0, message=f"cell {cell.number}: {fault.message}")
