"""How else a wrong set of points may be meant: other commas part the numbers, brackets mean commas or are missing, a dash is a bullet."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from grader.kinds.points import commas
from grader.kinds.words import without_dash
from grader.lazily import lazily
from grader.model import Diagnostic

MOST_COMMAS = 6

_RUN = lazily(r"(?<![\w.,])[0-9]+(?:,[0-9]+)+(?![\w.,])")
_NUMBERS = lazily(r"[0-9\s(){}\[\]/.,;+−-]*")
_SIDE_BY_SIDE = lazily(r"[)}\]]\s*[({\[0-9]|[0-9]\s*[({\[]")
_BRACKETS = lazily(r"[(){}\[\]]")
_ROUND = lazily(r"\s*\(([^()\[\]{}]*)\)[\s.]*")
_ROW_ENDS = lazily(r"[;\n]")

Other = tuple[str, Diagnostic]
"""A text that may be meant, and what is asked if that is right."""


def others(text: str, names: Sequence[str]) -> Iterator[Other]:
    """Yield what may be meant by a set of points."""
    bare = without_dash(text)
    if bare is not None:
        yield bare
    if len(names) > 1:
        yield from _rows(text, len(names))
    else:
        yield from _groups(text)
        yield from _brackets(text)


def _groups(text: str) -> Iterator[Other]:
    """Each comma between digits parts two numbers or is a decimal one, whatever the others are: ``1,2,1,5`` may be 1, 2 and 1.5."""
    places = [run.start() + at for run in _RUN.finditer(text) for at, sign in enumerate(run[0]) if sign == ","]
    if not places or len(places) > MOST_COMMAS:
        return
    asked = commas.asked_about(places[0])
    for signs in itertools.product((";", "."), repeat=len(places)):
        pieces = list(text)
        for place, sign in zip(places, signs, strict=True):
            pieces[place] = sign
        yield "".join(pieces), asked


def _brackets(text: str) -> Iterator[Other]:
    """Brackets that part numbers, as in ``{1} {2}``, or that hold them all, as in ``(0, 1)``."""
    asked = Diagnostic("set/brackets", "what these brackets mean is not clear", "write the numbers alone, with commas between them",
                       (0, len(text)))
    whole = _ROUND.fullmatch(text)
    if whole is not None and "," in whole[1]:
        yield whole[1], asked
    if _NUMBERS.fullmatch(text) and _SIDE_BY_SIDE.search(text):
        numbers = [part.strip(" ,;\n") for part in _BRACKETS.sub("\n", text).split("\n")]
        yield ", ".join(part for part in numbers if part), asked


def _rows(text: str, count: int) -> Iterator[Other]:
    """Points without brackets, each in a row of its own: ``1,0; -1,0``."""
    rows = [row.strip() for row in _ROW_ENDS.split(text) if row.strip()]
    if rows and not _BRACKETS.search(text) and all(row.count(",") == count - 1 and not re.search("=", row) for row in rows):
        asked = Diagnostic("set/brackets", "a point stands in brackets", "write each point as (1, 2)", (0, len(text)))
        yield "; ".join(f"({row.replace(',', ', ')})" for row in rows), asked
