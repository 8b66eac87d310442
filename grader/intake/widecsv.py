"""One wide table: a row a student, a column a problem; the first row names the problems."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from grader.csvtext import Row, delimiter, rows
from grader.intake.classroom import in_order
from grader.intake.decode import decode
from grader.intake.entries import PROBLEM_ID, ROW_LIMIT, Entry, guessed_encoding, responses, unknown_problem
from grader.intake.member import FILE_LIMIT, Fault, Refused, attention, open_regular, shown, too_big
from grader.intake.student import student_id
from grader.model import Attention, Diagnostic, Intake, Submission, UsageError, Where, plain_identity
from grader.record import replace

TABLE_LIMIT = 64 * 1024 * 1024
COLUMN_LIMIT = 1_000
ROWS_LIMIT = 20_000

_STUDENT = {"student", "students", "student id", "id", "name", "user", "username", "user name", "login", "email",
            "e-mail", "email address", "matriculation number", "student number", "sis user id", "sis login id"}


def read_table(path: Path, problems: Collection[str]) -> Intake:
    """The submissions of a table; raises :class:`UsageError` if it is no table of this form or beyond the limits."""
    file = path.name
    with os.fdopen(open_regular(path), "rb") as stream:
        data = stream.read(TABLE_LIMIT + 1)
    try:
        if len(data) > TABLE_LIMIT:
            raise too_big(TABLE_LIMIT)
        text, guessed = decode(data)
        del data
        table = rows(text, delimiter(text))
        columns, faults = _columns(next(table, Row(1, ())), problems)
    except Refused as refused:
        raise UsageError(f"{shown(str(path))}: {refused}") from None
    remarks = (guessed_encoding(file),) * guessed
    submissions, found = _students(table, columns, file, remarks)
    return Intake("csv", submissions, in_order(found + [attention(file, fault) for fault in faults]))


def _columns(head: Row, problems: Collection[str]) -> tuple[tuple[str, ...], list[Fault]]:
    """The problem of each column, empty where it is none, and the faults of the first row."""
    names = [cell.strip() for cell in head.cells]
    while names and not names[-1]:
        names.pop()
    if head.fault or not names or names[0].casefold().replace("_", " ") not in _STUDENT:
        raise Refused("intake/csv-row", "the first column must be headed 'student', and the others by problem ids")
    if len(names) > COLUMN_LIMIT:
        raise Refused("intake/too-many", f"the table has more than {COLUMN_LIMIT} columns, the most that are read")
    columns, faults = [""], list[Fault]()
    for at, name in enumerate(names[1:], 2):
        fault = _column_fault(name, at, columns, problems if len(faults) < ROW_LIMIT else (), problems)
        columns.append("" if fault else name)
        faults.extend([fault] if fault else [])
    if not any(columns):
        reason = f": {faults[0].message}" if faults else ""
        raise Refused("intake/csv-row", f"no column is headed by a problem of the bank{reason}")
    return tuple(columns), faults


def _column_fault(
    name: str, at: int, before: list[str], candidates: Collection[str], problems: Collection[str],
) -> Fault | None:
    if name in before and name:
        return Fault("intake/duplicate-answer", f"column {at}: '{shown(name)}' is column {before.index(name) + 1} already, "
                     "and the first one counts", 1, name)
    if not PROBLEM_ID.fullmatch(name):
        return Fault("intake/not-an-answer", f"column {at}: '{shown(name)}' cannot be a problem's id", 1)
    if problems and name not in problems:
        return unknown_problem(Entry(name, "", 1, at), candidates)
    return None


def _students(
    table: Iterator[Row], columns: tuple[str, ...], file: str, remarks: tuple[Diagnostic, ...],
) -> tuple[tuple[Submission, ...], list[Attention]]:
    named: dict[str, list[Submission]] = {}
    found: list[Attention] = []
    for number, row in enumerate(islice(table, ROWS_LIMIT + 1)):
        if number == ROWS_LIMIT:
            raise UsageError(f"{shown(file)}: the table has more than {ROWS_LIMIT} rows, the most that are read")
        student = row.cells[0] if row.cells else ""
        try:
            submission = _submission(row, columns, file)
        except Refused as refused:
            found.append(attention(file, replace(refused.fault, line=refused.fault.line or row.line), student))
            continue
        if not "".join(row.cells).isascii():
            submission = replace(submission, remarks=remarks)
        named.setdefault(submission.student, []).append(submission)
    for several in named.values():
        found.extend(_twice(several, file))
    return tuple(named[student][0] for student in sorted(named)), found


def _submission(row: Row, columns: tuple[str, ...], file: str) -> Submission:
    if row.fault:
        raise Refused("intake/csv-row", row.fault, row.line)
    if any(cell.strip() for cell in row.cells[len(columns):]):
        raise Refused("intake/csv-row", "the row has more cells than the first one; is there a comma outside quotes?")
    if sum(map(len, row.cells)) > FILE_LIMIT:
        raise too_big(FILE_LIMIT)
    where = Where(shown(file), row.line)
    entries = [Entry(problem, cell, row.line) for problem, cell in zip(columns, row.cells, strict=False) if problem]
    found, _ = responses(entries, file, ())
    return Submission(plain_identity(student_id(row.cells[0])), tuple(found), where)


def _twice(several: list[Submission], file: str) -> list[Attention]:
    if len(several) == 1:
        return []
    first = several[0].where.line
    message = f"{len(several)} rows name this student; the first one, line {first}, counts"
    return [attention(file, Fault("intake/duplicate-student", message, each.where.line), each.student) for each in several]
