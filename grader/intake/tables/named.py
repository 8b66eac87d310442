"""Which problem a column asks for: the one that the assignment says, else the one that its header or its question names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from grader.intake.entries import PROBLEM_ID, ROW_LIMIT, Entry, unknown_problem
from grader.intake.member import Fault, Refused, shown
from grader.intake.tables.layout import Asked
from grader.intake.tables.sheet import column_of
from grader.record import record

LONGEST = 10_000
"""Characters of a question in which a problem is looked for."""

_WORD = re.compile(PROBLEM_ID.pattern)
_SHOWN = 10
_MARKS = "[({\"'`«“„‘"


@record
class Answers:
    """The problem of each column that holds answers, by the column's place, and what is said of the others."""

    problems: dict[int, str]
    faults: tuple[Fault, ...] = ()


def answers(header: Sequence[str], places: Iterable[int], asked: Asked, asks: Sequence[str] = ()) -> Answers:
    """Give each of the columns at ``places`` its problem; what the assignment says of columns wins.

    ``asks`` are the questions, if they are not the header.  Where no problems are known every header that can be a problem's id is one.
    Raises :class:`Refused` if a column that the assignment names is not there, or if no column has a problem.
    """
    asks, problems = asks or header, asked.problems
    given = {column_of(header, column): problem for problem, column in asked.columns.problems}
    candidates = [place for place in places if place not in given]
    # A header that is a problem's id and nothing else comes before one that only speaks of it.
    exact = {place for place in candidates
             if asks[place] in problems or (not problems and PROBLEM_ID.fullmatch(asks[place]))}
    found, faults, others = dict(given), list[Fault](), list[str]()
    for place in sorted(exact) + [place for place in candidates if place not in exact]:
        problem = asks[place] if place in exact else named_problem(asks[place], problems)
        first = next((before for before, same in found.items() if same == problem), None)
        other = "" if problem else named_problem(asks[place], asked.others)
        if other:
            others.append(other)
        elif not problem:
            faults.append(_no_problem(header[place], place, problems, len(faults)))
        elif first is None:
            found[place] = problem
        else:
            message = f"column {place + 1}: '{shown(problem)}' is column {first + 1} already, and that one counts"
            faults.append(Fault("intake/duplicate-answer", message, 1, problem))
    faults += not_asked(others)
    if not found:
        reason = f": {faults[0].message}" if faults else ""
        raise Refused("intake/csv-row", f"no column is headed by a problem of the bank{reason}; 'columns:' in assignment.yaml says which "
                      "column is which problem")
    return Answers(dict(sorted(found.items())), tuple(faults))


def not_asked(problems: Collection[str], line: int = 1) -> list[Fault]:
    """What is said of columns with answers to problems that the assignment does not ask: once, for all of them."""
    if not problems:
        return []
    names = ", ".join(sorted(set(problems))[:_SHOWN]) + " …" * (len(set(problems)) > _SHOWN)
    return [Fault("intake/not-asked", f"answers to problems that are not asked here were not graded: {names}", line)]


def named_problem(text: str, problems: Collection[str]) -> str:
    """The one problem that a question names, else nothing.

    An id that looks like a word of the language, such as ``gradient``, is only taken alone or behind a bracket or a quote.
    """
    if text.strip() in problems:
        return text.strip()
    found = set()
    for match in _WORD.finditer(text[:LONGEST]):
        word = match[0].rstrip(".-")
        is_marked = text[match.start() - 1: match.start()] in tuple(_MARKS) if match.start() else False
        if word in problems and (is_marked or re.search(r"[\d._-]", word)):
            found.add(word)
    return found.pop() if len(found) == 1 else ""


def _no_problem(name: str, place: int, problems: Collection[str], before: int) -> Fault:
    if not PROBLEM_ID.fullmatch(name):
        return Fault("intake/not-an-answer", f"column {place + 1}: '{shown(name)}' names no problem, so nothing of it was read", 1)
    # Looking for a similar id is slow: only for rows that will be shown.
    return unknown_problem(Entry(name, "", 1, place + 1), problems if before < ROW_LIMIT else ())
