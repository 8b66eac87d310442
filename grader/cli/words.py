"""A mark in words for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from grader.model import (
    Agreement,
    Counterexample,
    Evidence,
    Mark,
    Outcome,
    Proof,
    Same,
    Severity,
    Undefined,
    UsageError,
    caret,
    printable,
)

SIGNS = {Outcome.CORRECT: "✓", Outcome.INCORRECT: "✗", Outcome.BLANK: "–", Outcome.UNREADABLE: "!", Outcome.UNDECIDED: "?"}
WORDS = {Outcome.CORRECT: "correct", Outcome.INCORRECT: "not yet", Outcome.BLANK: "blank", Outcome.UNREADABLE: "cannot be read",
         Outcome.UNDECIDED: "not decided: your instructor will look"}


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun, or noun and verb: ``1 student``, ``2 students``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


_SIZE = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3}))? *(B|k|kB|KB|M|MB|G|GB|KiB|MiB|GiB)?")
_UNITS = {"B": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9}


def size(text: str) -> int:
    """The bytes of a size such as ``50MB``, ``1.5 GB`` or ``2 MiB``; raises :class:`UsageError` for anything else.

    >>> size("50MB"), size("2 MiB"), size("1500")
    (50000000, 2097152, 1500)
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{printable(repr(text))} is no size such as 50MB")
    unit = found[3] or "B"
    one = 2**(10 * " KMG".index(unit[0])) if unit.endswith("iB") else _UNITS[unit[0]]
    return int(Fraction(f"{found[1]}.{found[2] or 0}") * one)


def lines_of_mark(mark: Mark, hints: Iterable[str] = ()) -> list[str]:
    """One line for the outcome, then what helps, with the hints that were asked for; never the key."""
    outcome = mark.verdict.outcome
    layout = f" ({mark.verdict.layout} layout)" if mark.verdict.layout else ""
    head = f"  {SIGNS[outcome]} {mark.problem:<28} {WORDS[outcome]}{layout}"
    lines = [f"{head:<48} read as  {printable(mark.read_as)}" if mark.read_as else head]
    said = sentence(mark.verdict.evidence)
    if said and outcome is not Outcome.CORRECT:
        lines.append(f"      {said}")
    for message in mark.verdict.messages:
        lines.append(f"      {printable(message.message)}{'; ' + printable(message.remedy) if message.remedy else ''}")
        if message.span is not None and message.severity is Severity.ERROR and mark.answer:
            lines += [f"        {line}" for line in caret(mark.answer, message.span).split("\n")]
    lines += [f"      {hint}" for hint in hints]
    return lines


def sentence(evidence: Evidence | None) -> str:
    """The evidence as a sentence that a student may see."""
    match evidence:
        case Proof():
            return "proved equal"
        case Same():
            return "the same expression as the truth"
        case Agreement(digits, points, _):
            return f"agrees to {digits} digits at {points} random points"
        case Undefined(point):
            return f"your answer has no value at {_at(point)}"
        case Counterexample():
            return _difference(evidence)
    return ""


def _difference(evidence: Counterexample) -> str:
    entry = f", entry ({', '.join(map(str, evidence.entry))})" if evidence.entry else ""
    about = "" if evidence.exact else "about "
    yours = f"at {_at(evidence.point)}{entry}: yours gives {about}{evidence.student}"
    if evidence.key is None or not evidence.key_varies:
        return f"{yours}, which is not the right value"
    return f"{yours}, the right value is {about}{evidence.key}"


def _at(point: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point) or "the only point"
