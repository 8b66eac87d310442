"""Whose score goes into which row of an LMS's file, and who is left out for which reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from grader.exports.cells import Table, lines_of
from grader.exports.decimals import decimal, decimals_of, read_number, rounded
from grader.exports.export import File
from grader.exports.neutral import opened_by_people
from grader.exports.run import Run, counted
from grader.model import Result, Row, printable
from grader.people import Matching, Unmatched, is_called_otherwise, match
from grader.record import record

_FEW = 3

SHOWN = 20
"""Lines of one kind that a terminal shows; the files name all."""

UNMATCHED = ("person", "layout", "kind", "key", "name", "login", "email", "number", "reason", "similar", "file")


@record
class Placed:
    """Rows by their places with the result that belongs there: those to be written, and those that wait for a person.

    ``nobody`` are the rows for which nothing was handed in.  ``nameless`` counts the results that may be those of a group of which nobody
    names the others.
    """

    matching: Matching
    ready: tuple[tuple[int, Result], ...]
    waiting: tuple[tuple[int, Result], ...]
    nobody: tuple[int, ...]
    nameless: int = 0


def place(run: Run, rows: Sequence[Row], include_pending: bool) -> Placed:
    """Match the results with the rows.

    An undecided answer is worth neither nothing nor everything, so what is decided of such a student is written only if that is asked for,
    and only if anything is.
    """
    matching = match([(result.who, *result.aliases) for result in run.results], rows)
    pairs = [(row, run.results[person]) for person, row in matching.pairs]
    ready = tuple((row, result) for row, result in pairs if not result.pending or (include_pending and _has_decided(result)))
    written = {row for row, _ in ready}
    taken = {row for row, _ in pairs} | {row for lost in matching.unmatched for row in lost.rows}
    return Placed(matching, ready, tuple((row, result) for row, result in pairs if row not in written),
                  tuple(row for row in range(len(rows)) if row not in taken),
                  sum(is_called_otherwise(result.who, rows[row]) for row, result in pairs))


def zeros(run: Run, placed: Placed) -> tuple[tuple[int, ...], str]:
    """Return the rows that get a 0 because nothing was handed in, and why there are none although the assignment asks for them."""
    if run.missing != "zero":
        return (), ""
    why = run.not_zero(len(placed.matching.unmatched), placed.nameless)
    return ((), f"missing: zero was not done: {why}, and a 0 could be theirs") if why else (placed.nobody, "")


def news(scores: Mapping[int, str], cell: Callable[[int], str]) -> dict[int, str]:
    """Return the scores that the LMS's file does not have yet; ``cell`` gives what it says at such a place.

    An LMS shows two decimals of a number that it keeps whole, so its cell is compared to as many as it shows, and two at least.
    """
    return {row: score for row, score in scores.items() if not _is_told(read_number(score), cell(row))}


def _is_told(score: Fraction | None, cell: str) -> bool:
    there = read_number(cell)
    return score is not None and there is not None and rounded(score, max(2, decimals_of(cell))) == there


def replaced(lms: str, table: Table, scores: Mapping[int, str], cell: Callable[[int], str]) -> list[tuple[str, str]]:
    """Return what is said of scores that the LMS has and that others take the place of: a person may have given them there.

    ``scores`` are those that are written, by the place in the table; ``cell`` gives what stands there.
    """
    others = {row: there for row in news(scores, cell) if (there := read_number(cell(row))) is not None}
    if not others:
        return []
    at = lines_of(table)
    shown = ", ".join(f"line {at[row]}: {decimal(there)} -> {scores[row]}" for row, there in list(others.items())[:_FEW])
    shown += " …" * (len(others) > _FEW)
    return [("note", f"{lms} has another score in {counted(len(others), 'row')}, which this file replaces ({shown}). If a person gave it "
                     "there, decide it here too, or it is lost.")]


def lines(run: Run, placed: Placed, left: Sequence[tuple[Result, str]], include_pending: bool, zeroed: int,
          told: int = 0) -> list[tuple[str, str]]:
    """Return what is said of whoever is left out: counts first, then each refused row and each person without one by name.

    ``zeroed`` rows have a 0 for nothing handed in, ``told`` ones have our score already and were not to be written.
    """
    counts = []
    if told:
        counts.append(f"{counted(told, 'row')}: the score is there already (--changed-only)")
    if nobody := len(placed.nobody) - zeroed:
        counts.append(f"{counted(nobody, 'row')}: nothing was handed in{', or it is not done yet' * bool(run.left_out)}")
    if placed.waiting:
        way = "nothing is decided" if include_pending else "--include-pending"
        counts.append(f"{counted(len(placed.waiting), 'row')}: answers wait ({way})")
    if run.left_out:
        counts.append(f"{counted(len(run.left_out), 'student')}: not done yet")
    said = [("left", " · ".join(counts))] if counts else []
    said += [("left", f"{printable(student)}: not done yet") for student in run.left_out]
    said += [("left", f"{printable(result.student)}: {reason}") for result, reason in left]
    written = [result for _, result in placed.ready if result.pending]
    said += [("pending", f"{printable(each.student)}: {each.pending} to be looked at; what is decided is written") for each in written]
    bearers = Counter(lost.who.student for lost in placed.matching.unmatched)
    said += [("unmatched", f"{printable(lost.who.student)}{f' ({printable(lost.who.key)})' * (bearers[lost.who.student] > 1)}: "
                           f"{lost.reason}{_similar(lost)}") for lost in placed.matching.unmatched]
    return said


BESIDE = ("unmatched.csv", "left.csv")
"""The files that name whoever is left out."""

NOBODY = opened_by_people([UNMATCHED])
"""Such a file with nobody in it."""


def beside(run: Run, placed: Placed, left: Sequence[tuple[Result, str]]) -> list[File]:
    """Return the files that name whoever is left out, where anybody is: without a row, and with a row that the LMS would not take."""
    made = [File(BESIDE[0], unmatched_csv(run.results, placed.matching.unmatched), "people without a row")]
    made += [File(BESIDE[1], left_csv(left, run.left_out), "whoever has a row and no score in it")]
    return [file for file, some in zip(made, (placed.matching.unmatched, left or run.left_out), strict=True) if some]


def unmatched_csv(people: Sequence[Result], lost: Sequence[Unmatched]) -> bytes:
    """Return ``unmatched.csv``: whoever has no row, why, and which rows look similar."""
    rows = [(people[each.person].person, each.who.layout, each.who.kind, each.who.key, each.who.name, each.who.login, each.who.email,
             each.who.number, each.reason, " | ".join(each.similar), people[each.person].file) for each in lost]
    return opened_by_people([UNMATCHED, *rows])


def left_csv(people: Sequence[tuple[Result, str]], undone: Sequence[str]) -> bytes:
    """Return ``left.csv``, with the columns of ``unmatched.csv``: whoever has a row that the LMS would not take, or is not done."""
    rows = [(each.person, each.who.layout, each.who.kind, each.who.key, each.who.name, each.who.login, each.who.email, each.who.number,
             reason, "", each.file) for each, reason in people]
    rows += [("", "", "", "", student, "", "", "", "not done yet", "", "") for student in undone]
    return opened_by_people([UNMATCHED, *rows])


def _has_decided(result: Result) -> bool:
    return any(score is not None for score in result.scores)


def _similar(lost: Unmatched) -> str:
    return f" (similar: {'; '.join(lost.similar)})" if lost.similar else ""
