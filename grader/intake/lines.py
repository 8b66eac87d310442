"""How one line names a problem or its author: ``id: answer``, and what students write in its place where only one thing can be meant.

``- id: …``, ``1. id: …``, ``**id:** …``, ``"id": "…",`` and ``id = …`` are read where the bank has the id; ``Name: …`` is a line
``student:``.  A line that may be something else as well is no answer, and says so.
"""

from __future__ import annotations

import re

from grader.intake.entries import PROBLEM_ID, Ids
from grader.intake.member import shown
from grader.record import record

_STRICT = re.compile(rf"({PROBLEM_ID.pattern})\s*[:：]")
_LOOSE = re.compile(rf"""(?:(?:[-*+•]|\(?[0-9]{{1,3}}[.)]|\(?[A-Za-z]\))\s+)?(?P<wrap>\*\*|__|[`"']|)(?P<id>{PROBLEM_ID.pattern}?)"""
                    r"""(?:(?P<within>[:：])(?P=wrap)(?:\s*[:：])?|(?P=wrap)\s*(?P<sign>[:：]|:?=)(?!=))""")
_VARIANT = re.compile(r"(?:(?:[-*+•]|\(?[0-9]{1,3}[.)])\s+)?(?P<wrap>\*\*|`|)"
                      r"(?P<named>[^\s\[\]]{1,100}\s*\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\])(?P=wrap)\s*[:：]")
_AUTHOR = re.compile(r"(?:student(?:'?s)?[ _-]+)?name|student", re.IGNORECASE)
_AUTHOR_LINE = re.compile(r"(?P<wrap>\*\*|)(?:student(?:'?s)?\s+)name\s*(?P<within>:?)(?P=wrap)\s*[:：]?", re.IGNORECASE)
_QUOTED = re.compile(r"""(["'])(.*)\1\s*,?\s*""", re.DOTALL)
_BACKSLASHES = re.compile(r"\\+")
_BRACKET = re.compile(r"\\(begin|end)\b|[()\[\]{}]")
_SHORT = 2
"""Letters of an id that may be the name of a function as well: ``f = …`` is no answer to a problem called f."""

STUDENT, NAME = "student", "name"


@record
class Head:
    """What a line begins with: the ``problem`` that it names, with a variant's values (``chain[a=3]``) if they stand there, or ``student``
    or ``name`` for its ``author``; where the text begins.

    ``quote`` is the sign in which the id stands; ``doubt`` says why the line is no answer though it may be meant as one.
    """

    problem: str = ""
    author: str = ""
    at: int = 0
    quote: str = ""
    doubt: str = ""


def head_of(line: str, ids: Ids) -> Head | None:
    """Return what a line, without white space around, begins with; nothing for a line that names nothing."""
    strict = _STRICT.match(line)
    if strict is not None:
        return Head(strict[1], _author(strict[1], ids), strict.end())
    variant = _VARIANT.match(line) if "[" in line else None
    if variant is not None and ids.variant(variant["named"])[0]:
        return Head(variant["named"], "", variant.end())
    named = _AUTHOR_LINE.match(line)
    if named is not None and named[0].rstrip("*").rstrip().endswith((":", "：")):
        return Head(author=NAME, at=named.end())
    return _loose(line, ids)


def _loose(line: str, ids: Ids) -> Head | None:
    found = _LOOSE.match(line)
    if found is None:
        return None
    written, wrap = found["id"], found["wrap"]
    author, quote = _author(written, ids), wrap if wrap in ('"', "'") else ""
    if author:
        return Head(written, author, found.end(), quote)
    problem = ids.meant(written)
    if not problem:
        return None
    is_short = found["sign"] in ("=", ":=") and len(problem) <= _SHORT
    return Head(problem, "", found.end(), quote, f"this may be the answer to '{shown(problem)}' or a line of a formula; "
                f"write '{shown(problem)}: …' for an answer" if is_short else "")


def _author(word: str, ids: Ids) -> str:
    if word.casefold() == STUDENT:
        return STUDENT
    return NAME if _AUTHOR.fullmatch(word) is not None and not ids.meant(word) else ""


def unquoted(text: str) -> str | None:
    """Return a text without the quotes in which it stands; nothing where a backslash in them may be meant in two ways.

    JSON writes every backslash twice.  A single one is no JSON, so that all are meant as they stand.
    """
    found = _QUOTED.fullmatch(text)
    if found is None:
        return text
    runs = [len(run) for run in _BACKSLASHES.findall(found[2])]
    return None if runs and all(run % 2 == 0 for run in runs) else found[2]


def open_brackets(text: str) -> int:
    """Return how many brackets and LaTeX environments are open behind a text, 0 if more are closed than opened."""
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += 1 if found[0] in "([{" or found[1] == "begin" else -1
        if depth < 0:
            return 0
    return depth
