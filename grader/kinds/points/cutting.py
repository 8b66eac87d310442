"""A set of points cut into its clauses, and a bracket into its parts; places are those of the whole text."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Span
from grader.kinds.points.cleaning import CLOSE, OPEN
from grader.model import Diagnostic
from grader.nesting import CLOSING, deepening, nested
from grader.nesting import closing as closing_of
from grader.record import record

_PAIRS = {**CLOSING, OPEN: CLOSE}
_CLOSING = frozenset(_PAIRS.values())
_DEEPER = deepening(_PAIRS)
SEPARATORS = ",;\n"


@record
class Part:
    """A piece of text, and the separator behind it, empty for the last one."""

    span: Span
    behind: str = ""


def stripped(text: str, span: Span) -> Span:
    """Return a span without the blanks at its ends."""
    start, end = span
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip()) if inner.strip() else start


def unclosed(text: str) -> Diagnostic | None:
    """Return what is wrong with the brackets of a text."""
    waiting = list[int]()
    for at, sign in enumerate(text):
        if sign in _PAIRS:
            waiting.append(at)
        elif sign in _CLOSING:
            if not waiting or _PAIRS[text[waiting[-1]]] != sign:
                return Diagnostic("set/brackets", "this bracket closes none that is open", "write a point as (1, 2)", (at, at + 1))
            waiting.pop()
    if waiting:
        return Diagnostic("set/brackets", "this bracket is never closed", f"add '{_PAIRS[text[waiting[-1]]].replace(CLOSE, '}')}'",
                          (waiting[-1], waiting[-1] + 1))
    return None


def parts(text: str, span: Span, separators: str = SEPARATORS) -> list[Part]:
    """Return what stands between the separators outside of all brackets; empty pieces are left out."""
    found, begin = list[Part](), span[0]
    for at in outside(text, span):
        if text[at] in separators:
            found.append(Part(stripped(text, (begin, at)), text[at]))
            begin = at + 1
    found.append(Part(stripped(text, (begin, span[1]))))
    return [part for part in found if part.span[0] < part.span[1]]


def school_parts(text: str, found: list[Part], count: int) -> tuple[list[Part], str]:
    """Return the coordinates of ``(1|2)`` or ``(1/2)``, of which there are so many, and the sign between them.

    Of any other bracket its parts are returned as they were found.
    """
    for sign in "|/" if len(found) == 1 < count else "":
        pieces = parts(text, found[0].span, sign)
        if len(pieces) == count == 1 + sum(text[at] == sign for at in outside(text, found[0].span)):
            return pieces, sign
    return found, ""


def outside(text: str, span: Span) -> Iterator[int]:
    """Yield the places that are in no bracket, the brackets themselves left out."""
    return (at for at, sign, depth in nested(text[:span[1]], span[0], _DEEPER) if depth == 0 and sign not in _CLOSING)


def closing(text: str, start: int) -> int:
    """Return where the bracket closes that opens here."""
    return closing_of(text, start, _DEEPER)


def is_bracket(text: str, at: int) -> bool:
    """Return whether a bracket opens here."""
    return at < len(text) and text[at] in _PAIRS
