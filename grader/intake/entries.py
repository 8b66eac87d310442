"""What one answer file says, in any notation: entries with their places, and which of them are responses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Sequence

from grader.intake.member import Fault, shown
from grader.model import Diagnostic, Response, Severity, Where
from grader.record import record

ROW_LIMIT = 20
"""Rows for a person that one file may cause; the rest is counted in one more row."""

PROBLEM_ID = re.compile(r"[^\W_][\w.-]{0,99}")
"""What can be a problem's id at all."""


_NAMED = re.compile(rf"({PROBLEM_ID.pattern})\s*\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*=(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]")


def names_problem(text: str) -> bool:
    """Whether a text has the form of a problem's id, perhaps with the values of a variant behind it."""
    return bool(PROBLEM_ID.fullmatch(text) or _NAMED.fullmatch(text))


class Ids:
    """The ids of the problems that a file may name; capitals do not count where only one id can be meant."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = frozenset(known)
        self._folded: dict[str, str] = {}
        for problem in self._known:
            folded = problem.casefold()
            self._folded[folded] = "" if folded in self._folded else problem

    def meant(self, written: str) -> str:
        """Return the id that is meant, nothing if none or several may be."""
        return written if written in self._known else self._folded.get(written.casefold(), "")

    def variant(self, written: str) -> tuple[str, str]:
        """Return the id and the values that ``chain[a=3,b=2]`` names; both empty where it is no such text."""
        found = _NAMED.fullmatch(written.strip()) if "[" in written else None
        problem = self.meant(found[1]) if found is not None else ""
        return (problem, found[2].strip()) if found is not None and problem else ("", "")

    def similar(self, written: str) -> bool:
        """Whether an id that nobody knows is near to one that is known; this is slow."""
        return bool(_similar(written, self._known))

    def named_in(self, text: str) -> frozenset[str]:
        """Return the ids that stand in a text."""
        return named_in([text], self._known)


ANY = Ids()
"""Where nobody knows the ids: only what has the form that is documented is an answer."""


@record
class Entry:
    """An id and the text after it; line and column (from 1) are those of the text's first character.

    ``variant`` are the values of the variant that is named beside the id.
    """

    problem: str
    text: str
    line: int
    column: int = 1
    variant: str = ""


@record
class AnswerFile:
    """Everything in one file: ``student`` is what it says of its author, ``None`` where it says nothing.

    ``unused`` are the texts that are no entries.
    """

    student: Entry | None
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Diagnostic, ...] = ()
    unused: tuple[str, ...] = ()


def responses(
    entries: Iterable[Entry], file: str, problems: Collection[str], others: Collection[str] = (),
) -> tuple[list[Response], list[Fault]]:
    """The responses, and the faults of entries that are none: an unknown problem, or one that has its answer already.

    An entry without text is no response and no fault, so that an empty line of a template may be filled further down.  Answers to
    ``others``, problems that the bank knows and nobody asks for, are one fault together.
    """
    kept: dict[str, Response] = {}
    faults: list[Fault] = []
    not_asked: list[Entry] = []
    for entry in entries:
        problem = entry.problem
        if problem in others:
            not_asked += [entry] if entry.text.strip() else []
        elif problems and problem not in problems:
            # Looking for a similar id is slow: only for rows that will be shown.
            faults.append(unknown_problem(entry, problems if len(faults) < ROW_LIMIT else ()))
        elif problem in kept:
            if entry.text.strip():
                first = kept[problem].where.line
                message = f"'{shown(problem)}' was answered in line {first} already, and the first answer counts"
                faults.append(Fault("intake/duplicate-answer", message, entry.line, problem))
        elif entry.text.strip():
            kept[problem] = Response(problem, entry.text, Where(shown(file), entry.line, entry.column), entry.variant)
    return list(kept.values()), faults + ([not_asked_for(not_asked)] if not_asked else [])


def not_asked_for(entries: Sequence[Entry]) -> Fault:
    """What is said of answers to problems of the bank that the assignment does not ask for."""
    names = list(dict.fromkeys(entry.problem for entry in entries))
    some = ", ".join(f"'{shown(name)}'" for name in names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return Fault("intake/not-asked", f"the assignment does not ask for {some}, so that the answer does not count", entries[0].line)


def unknown_problem(entry: Entry, candidates: Collection[str]) -> Fault:
    """What is said of an id that the bank does not know; one of the candidates may have been meant."""
    near = _similar(entry.problem, candidates)
    hint = f"; did you mean '{near}'?" if near else ""
    message = f"there is no problem '{shown(entry.problem)}'{hint}"
    return Fault("intake/unknown-problem", message, entry.line, entry.problem)


def _similar(problem: str, problems: Collection[str]) -> str:
    """The known id that is nearest, or nothing; case and underscores do not count."""
    folded = {_fold(known): known for known in sorted(problems)}
    near = difflib.get_close_matches(_fold(problem), folded, 1) if len(problem) <= 100 else []
    return folded[near[0]] if near else ""


def limited(faults: Sequence[Fault]) -> list[Fault]:
    """The first faults by line, and one that counts the others."""
    ordered = sorted(faults, key=lambda fault: (fault.line, fault.code, fault.problem))
    rest = len(ordered) - ROW_LIMIT
    if rest <= 0:
        return ordered
    return [*ordered[:ROW_LIMIT], Fault("intake/more", f"{rest} more places of this file are not used", ordered[ROW_LIMIT].line)]


def guessed_encoding(file: str) -> Diagnostic:
    """The remark on a text whose encoding had to be guessed."""
    return Diagnostic(
        "intake/encoding", "the file is not in UTF-8 and was read as Windows-1252",
        "Save it as UTF-8 if a character of an answer looks wrong.", where=Where(shown(file), 1), severity=Severity.REMARK)


def named_in(texts: Iterable[str], problems: Collection[str]) -> frozenset[str]:
    """The problems whose ids stand in texts that are no entries: somebody may have meant to answer them there."""
    words = {_fold(found[0].rstrip(".-")) for text in texts for found in PROBLEM_ID.finditer(text)}
    return frozenset(problem for problem in problems if _fold(problem) in words) if words else frozenset()


def _fold(problem: str) -> str:
    return problem.casefold().replace("_", "-")
