"""Which problem a column asks for: the one that the assignment says, else the one that its header or its question names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from grader.intake.entries import PROBLEM_ID, ROW_LIMIT, Entry, unknown_problem
from grader.intake.member import Fault, Refused, shown
from grader.intake.tables.sheet import column_of
from grader.record import record

LONGEST = 10_000
"""Characters of a question in which a problem is looked for."""

_WORD = re.compile(PROBLEM_ID.pattern)
_MARKS = "[({\"'`«“„‘"


@record
class Answers:
    """The problem of each column that holds answers, by the column's place, and what is said of the others."""

    problems: dict[int, str]
    faults: tuple[Fault, ...] = ()


def answers(header: Sequence[str], places: Iterable[int], problems: Collection[str], said: Iterable[tuple[str, str]],
            asks: Sequence[str] = ()) -> Answers:
    """Give each of the columns at ``places`` its problem; ``said`` are pairs of a problem and a column from the assignment, and win.

    ``asks`` are the questions, if they are not the header.  Where ``problems`` is empty every header that can be a problem's id is one.
    Raises :class:`Refused` if a column that the assignment names is not there, or if no column has a problem.
    """
    asks = asks or header
    given = {column_of(header, column): problem for problem, column in said}
    candidates = [place for place in places if place not in given]
    # A header that is a problem's id and nothing else comes before one that only speaks of it.
    exact = {place for place in candidates
             if asks[place] in problems or (not problems and PROBLEM_ID.fullmatch(asks[place]))}
    found, faults = dict(given), list[Fault]()
    for place in sorted(exact) + [place for place in candidates if place not in exact]:
        problem = asks[place] if place in exact else named_problem(asks[place], problems)
        first = next((other for other, same in found.items() if same == problem), None)
        if not problem:
            faults.append(_no_problem(header[place], place, problems, len(faults)))
        elif first is None:
            found[place] = problem
        else:
            message = f"column {place + 1}: '{shown(problem)}' is column {first + 1} already, and that one counts"
            faults.append(Fault("intake/duplicate-answer", message, 1, problem))
    if not found:
        reason = f": {faults[0].message}" if faults else ""
        raise Refused("intake/csv-row", f"no column is headed by a problem of the bank{reason}; 'columns:' in assignment.yaml says which "
                      "column is which problem")
    return Answers(dict(sorted(found.items())), tuple(faults))


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
