"""Which problem a column asks for: the one that the assignment says, else the one that its header or its question names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from grader.intake.entries import PROBLEM_ID, ROW_LIMIT, Entry, not_asked_for, unknown_problem
from grader.intake.member import Fault, Refused, shown
from grader.intake.tables.layout import Asked
from grader.intake.tables.sheet import column_of, folded
from grader.people import columns
from grader.record import record

LONGEST = 10_000
"""Characters of a question in which a problem is looked for."""

_WORD = re.compile(PROBLEM_ID.pattern)
_ABOUT = {"assignment", "class", "comment", "comments", "course", "date", "feedback", "grade", "group", "homework", "id", "mark", "maximum",
          "name", "no", "nr", "number", "percent", "points", "remark", "remarks", "score", "section", "semester", "status", "submitted",
          "time", "total", "university"}
"""Words of short headers below which nobody answers a problem."""

_FEW = 3

_MARKS = "[({\"'`«“„‘"


@record
class Answers:
    """The problem of each column that holds answers, by the column's place, and what is said of the others.

    Two columns may be one problem's; of those, the ones at ``spare`` count only where the others are blank.  ``unread`` are the places of
    columns that may hold answers to problems that have no column.
    """

    problems: dict[int, str]
    faults: tuple[Fault, ...] = ()
    unread: frozenset[int] = frozenset()
    spare: frozenset[int] = frozenset()


def answers(header: Sequence[str], places: Iterable[int], asked: Asked, asks: Sequence[str] = ()) -> Answers:
    """Give each of the columns at ``places`` its problem; what the assignment says of columns wins.

    ``asks`` are the questions, if they are not the header.  Where no problems are known every header that can be a problem's id is one.
    Raises :class:`Refused` if a column that the assignment names is not there, or if no column has a problem.
    """
    asks, problems = asks or header, asked.problems
    given = given_columns(header, asked)
    candidates = [place for place in places if place not in given]
    # A header that is a problem's id and nothing else comes before one that only speaks of it.
    exact = {place for place in candidates
             if asks[place] in problems or (not problems and PROBLEM_ID.fullmatch(asks[place]))}
    found, faults, others, unread, spare = dict(given), list[Fault](), list[Entry](), set[int](), set[int]()
    for place in sorted(exact) + [place for place in candidates if place not in exact]:
        problem = asks[place] if place in exact else named_problem(asks[place], problems)
        first = next((before for before, same in found.items() if same == problem), None)
        other = "" if problem else named_problem(asks[place], asked.others)
        if other:
            others.append(Entry(other, asks[place], 1))
        elif not problem:
            unread.add(place)
            faults.append(_no_problem(header[place], place, problems, len(faults)))
        elif first is None or (first not in given and (first in exact) == (place in exact)):
            found[place] = problem
        else:
            found[place] = problem
            spare.add(place)
            message = f"column {place + 1}: '{shown(problem)}' is column {first + 1} already, which counts wherever it has an answer"
            faults.append(Fault("intake/duplicate-answer", message, 1, problem))
    faults += [not_asked_for(others)] if others else []
    if not found:
        reason = f": {faults[0].message}" if faults else ""
        raise Refused("intake/csv-row", f"no column is headed by a problem of the bank{reason}; 'columns:' in assignment.yaml says which "
                      "column is which problem")
    is_all = set(problems) <= set(found.values())
    return Answers(dict(sorted(found.items())), tuple(faults), frozenset() if is_all else frozenset(unread) - _about(header),
                   frozenset(spare))


def given_columns(header: Sequence[str], asked: Asked) -> dict[int, str]:
    """The columns that the assignment gives to problems; raises :class:`Refused` if one is not there."""
    for problem, _ in asked.columns.problems:
        if asked.problems and problem not in asked.problems:
            raise Refused("intake/column", f"columns: there is no problem '{shown(problem)}'")
    return {column_of(header, column): problem for problem, column in asked.columns.problems}


def _about(header: Sequence[str]) -> set[int]:
    """The columns that say who somebody is, or how good."""
    known = columns(header)
    ids = {place for _, place in known.ids} | {place for place in (known.last, known.first, known.group) if place is not None}
    words = [folded(name).split() for name in header]
    return ids | {place for place, few in enumerate(words) if len(few) <= _FEW and _ABOUT & set(few)}


def named_problem(text: str, problems: Collection[str]) -> str:
    """The one problem that a question names, else nothing.

    An id that looks like a word of the language, such as ``gradient``, is only taken alone or after a bracket or a quote.
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
