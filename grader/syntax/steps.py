"""A derivation cut into its statements and members: lines, ``\\\\ &=``, ``f = 2x+1, g = f^4``; what each says is read elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.expr import Span

MOST_MEMBERS = 40

_CUTS = re.compile(
    r"(?P<open>[(\[{]|\\begin\s*\{[a-z*]+\})|(?P<close>[)\]}]|\\end\s*\{[a-z*]+\})"
    r"|(?P<other>[<>!:≤≥≠]=|==)|(?P<equals>=|\\Leftrightarrow|⇔)"
    r"|(?P<end>\\\\(?:\[[0-9a-z.]*\])?|\n|=>|⇒|⟹|→|\\Rightarrow|\\implies|\\to)|(?P<comma>[,;])")
_CONDITIONS = re.compile(r"\b(?:if|otherwise|else|when|falls|wenn|sonst)\b|\\text|cases|\\mathbb\{1\}|𝟙|\[\s*[a-z]\s*=\s*[a-z]\s*\]")
"""In these the equal sign stands between indices."""

_AROUND = re.compile(r"\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|split|eqnarray)\*?\}|\$\$?|\\\[|\\\]|&")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: the spans of its members, which equal signs join."""

    members: tuple[Span, ...]


def statements(text: str) -> tuple[Statement, ...]:
    """The statements of a text in order, blank members left out; all of them in one if there is nothing to cut.

    ``=`` and ends count only outside of brackets; a comma ends a statement if an equal sign stands on one of its sides.
    """
    if _CONDITIONS.search(text):
        return ()
    blank = _AROUND.sub(lambda found: " " * len(found[0]), text)
    found: list[list[Span]] = [[]]
    start, depth, cuts = 0, 0, list(_CUTS.finditer(blank))
    for number, cut in enumerate(cuts):
        kind = cut.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        if depth or kind in ("open", "close", "other") or (kind == "comma" and not _ends_statement(found[-1], blank, cuts, number)):
            continue
        _take(found[-1], blank, start, cut.start())
        if kind != "equals" and not _goes_on(blank, cut.end()):
            found.append([])
        start = cut.end()
    _take(found[-1], blank, start, len(blank))
    kept = [Statement(tuple(members)) for members in found if members]
    return tuple(kept) if sum(len(item.members) for item in kept) <= MOST_MEMBERS else ()


def _ends_statement(members: list[Span], text: str, cuts: list[re.Match[str]], number: int) -> bool:
    """Whether a comma separates statements: an equal sign stands before it, or after it; a decimal comma separates nothing."""
    at = cuts[number].start()
    if text[at - 1:at].isdigit() and text[at + 1:at + 2].isdigit():
        return False
    return bool(members) or _begins_statement(cuts, number)


def _begins_statement(cuts: list[re.Match[str]], number: int) -> bool:
    """Whether an equal sign follows a comma before anything else that ends a statement."""
    depth = 0
    for cut in cuts[number + 1:]:
        if cut.lastgroup == "open":
            depth += 1
        elif cut.lastgroup == "close":
            depth -= 1
        elif depth == 0 and cut.lastgroup != "other":
            return cut.lastgroup == "equals"
    return False


def _goes_on(text: str, at: int) -> bool:
    """Whether the next line begins with an equal sign, so that it belongs to the same chain."""
    return text[at:].lstrip().startswith("=") and not text[at:].lstrip().startswith("=>")


def _take(members: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    kept = piece.strip().rstrip(".,;")
    if kept.strip():
        first = start + len(piece) - len(piece.lstrip())
        members.append((first, first + len(kept.rstrip())))
