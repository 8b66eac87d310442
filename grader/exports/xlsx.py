"""A workbook for Excel and its like: the class, the problems, and the answers that wait, as text and numbers and never as formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any

from grader.exports.export import Export, Exported, File, Options
from grader.exports.neutral import HEAD, Value, absent_rows, rows_of
from grader.exports.run import Run, counted
from grader.model import Mark, Outcome, Result, Sheet, StoreError, UsageError, printable

NAME = "xlsx"

PROBLEMS = ("problem", "points", "students", "decided", "waiting", *(outcome.value for outcome in Outcome), "mean", "facility")
"""``mean`` is the mean of the points and ``facility`` that of their share, of those who do not wait."""

WAITING = ("student", "login", "email", "number", "problem", "outcome", "answer", "reason", "file", "line")

_CELL = 32_767
"""Characters that a cell of Excel holds; a longer text would be left out of it in silence."""

_CREATED = datetime(1980, 1, 1)
"""The same run gives the same bytes."""


def write(run: Run, options: Options) -> Exported:
    """``grades.xlsx`` with the sheets Grades (as ``grades.csv``), Problems and Waiting; of the students' sheets one is in memory at a time.

    Raises :class:`UsageError` where the package that writes workbooks is not installed, and :class:`StoreError` where no room is left for
    what it writes meanwhile.
    """
    module, made, absent = _module(), BytesIO(), absent_rows(run, options)
    try:
        with TemporaryDirectory() as folder:        # whatever happens, no rows of students stay behind
            book = module.Workbook(made, {"constant_memory": True, "tmpdir": folder})
            book.set_properties({"title": _text(run.title), "created": _CREATED})
            count, waiting, told = _fill(book, run, options, absent)
            book.close()
    except (OSError, module.exceptions.FileCreateError) as error:
        raise StoreError(f"the workbook cannot be written: {error}") from None
    said = counted(count, "student") + (f", and {len(absent):,} of whom nothing came" if absent else "")
    said += f", {counted(waiting, 'answer waits', 'answers wait')}"
    left = tuple(("left", f"{printable(student)}: not done yet") for student in run.left_out)
    return Exported((File("grades.xlsx", made.getvalue(), said),), count, left, told)


def _module() -> Any:
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise UsageError("a workbook needs a package that is not installed; install it with: pip install xlsxwriter "
                         "(or the grader with its extra: pip install '.[xlsx]')") from None
    return xlsxwriter


def _fill(book: Any, run: Run, options: Options, absent: Sequence[tuple[Value, ...]]) -> tuple[int, int, tuple[str, ...]]:
    """Write all three sheets in one pass; return how many students and waiting answers there are, and whose grades were written."""
    grades, problems, waiting = (_Page(book, name, head) for name, head in (
        ("Grades", (*HEAD, *run.problems)), ("Problems", PROBLEMS), ("Waiting", WAITING)))
    counts = [_Counts() for _ in run.problems]
    told = []
    for result, sheet in zip(run.results, run.sheets(), strict=True):
        for each, mark in zip(counts, sheet.marks, strict=True):
            each.add(mark)
        if options.changed_only and not run.is_news(NAME, result.person):
            continue
        told.append(result.person)
        for row in rows_of(result, options.include_pending):
            grades.write(row)
        for mark in sheet.marks:
            if mark.score is None:
                waiting.write(_waiting(result, sheet, mark))
    count = grades.rows
    for row in absent:
        grades.write(row)
    for problem, each in zip(run.problems, counts, strict=True):
        problems.write((problem, *each.row()))
    return count, waiting.rows, tuple(told)


class _Page:
    """A sheet of the workbook that grows by whole rows; ``rows`` counts those below the first one."""

    def __init__(self, book: Any, name: str, head: Sequence[str]) -> None:
        self._sheet = book.add_worksheet(name)
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_column(0, 0, 24)
        bold = book.add_format({"bold": True})
        for column, text in enumerate(head):
            self._sheet.write_string(0, column, _text(text), bold)
        self.rows = 0

    def write(self, row: Sequence[Value]) -> None:
        self.rows += 1
        for column, value in enumerate(row):
            if isinstance(value, str) and value:
                self._sheet.write_string(self.rows, column, _text(value))
            elif isinstance(value, int | Fraction):
                self._sheet.write_number(self.rows, column, float(value))


class _Counts:
    """What became of one problem, student by student."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.decided, self.earned, self.out_of = 0, Fraction(0), Fraction(0)

    def add(self, mark: Mark) -> None:
        self.outcomes[mark.verdict.outcome] += 1
        self.out_of = mark.out_of
        if mark.score is not None:
            self.decided += 1
            self.earned += mark.score

    def row(self) -> tuple[Value, ...]:
        """Everything of a row of Problems behind the problem's name."""
        students = self.outcomes.total()
        mean = self.earned / self.decided if self.decided else None
        facility = mean / self.out_of if mean is not None and self.out_of else None
        outcomes = [self.outcomes[outcome] for outcome in Outcome]
        return (self.out_of, students, self.decided, students - self.decided, *outcomes, mean, facility)


def _waiting(result: Result, sheet: Sheet, mark: Mark) -> tuple[Value, ...]:
    reason = mark.verdict.messages[0].message if mark.verdict.messages else ""
    file, line = (mark.where.file, mark.where.line) if mark.where else ("", None)
    who = result.who
    return (result.student, who.login, who.email, who.number, mark.problem, mark.verdict.outcome.value, mark.answer, reason, file, line)


def _text(text: str) -> str:
    """A text that a workbook can hold: signs that XML cannot carry are replaced, and what is too long ends with a remark."""
    clean = "".join(character if _is_xml(ord(character)) else "\N{REPLACEMENT CHARACTER}" for character in text)
    if len(clean) <= _CELL:
        return clean
    remark = f"… ({len(clean):,} characters)"
    return clean[:_CELL - len(remark)] + remark


def _is_xml(code: int) -> bool:
    return code in (9, 10) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


EXPORT = Export(NAME, "grades.xlsx: the class, the problems, and the answers that wait, for Excel", False, write)
