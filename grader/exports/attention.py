"""``attention.csv``: what a person must look at, a row each, with the way out, as a spreadsheet opens it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.exports.neutral import opened_by_people
from grader.model import Attention, printable

HEAD = ("file", "line", "student", "problem", "code", "message", "group", "way out", "sheet")

_ASK_AGAIN = "ask for the answers as a text file, or enter the points in the LMS"
_RENAME = "give the file another name and grade again"
_NAME = "write who it is: the file's name, its line student:, or the first cell of the row; then grade again"
_LOOK = "grader review RUN; until it is decided, exports leave the student's score as it is (--include-pending writes the rest)"
_REVIEW = "grader review RUN shows it first"

WAYS_OUT = {
    "assignment/stray": "write the student's number, login, e-mail address or name as the download or the roster has it",
    "assignment/two-spellings": "if it is one group, spell it alike in the roster, and grade again",
    "assignment/unnamed-group": "if it is a group, name its members in the table groups: of the assignment; then: grader regrade RUN",
    "batch/failed": _LOOK,
    "batch/killed": "the same command tries again",
    "decision/check": _REVIEW,
    "decision/differs": _REVIEW,
    "decision/stale": _REVIEW,
    "decision/unused": "mend the entry if it names the wrong thing, or delete it",
    "intake/binary": _ASK_AGAIN,
    "intake/changed": "the same command reads the file again",
    "intake/column": "name the column under columns: of the assignment, if it holds answers",
    "intake/csv-row": "mend the row as the message says, and grade the table again",
    "intake/damaged": "download the archive again",
    "intake/duplicate-answer": "nothing, if the student meant the answer that was used",
    "intake/duplicate-student": "give each student a file, or correct the line student:",
    "intake/encoding": "save the file as UTF-8 and grade again",
    "intake/encrypted": "ask for the file without a password",
    "intake/html": _ASK_AGAIN,
    "intake/ignored": "nothing: systems leave such files behind",
    "intake/layout": "name the folder of the class, or the layout with --layout, or divide the folder",
    "intake/link": "copy the file itself into the folder",
    "intake/missing-file": "download the submissions again, or open the file in Blackboard",
    "intake/more": "divide the folder, or look at the files that are not listed",
    "intake/nested-folder": "move the files further up",
    "intake/no-answers": "look at the file: each answer begins with the problem's id and a colon",
    "intake/no-id": "say who it is, in columns: or groups: of the assignment, or put the file into a folder of the student's name",
    "intake/no-student": "give the entry the name that the LMS gave it, or put the file into a plain folder of the student's name",
    "intake/not-an-answer": "look at the line: each answer begins with the problem's id and a colon",
    "intake/not-asked": "nothing, if the problem is not part of this assignment",
    "intake/not-handed-in": "grade again when the student has handed in",
    "intake/not-read": "grade the newest download that holds this student again (regrade and merge read no files); an attempt that no "
                       "download holds any more: grader decide RUN --student NAME --problem ID --score POINTS",
    "intake/not-text": _ASK_AGAIN,
    "intake/notebook": _ASK_AGAIN,
    "intake/os-error": "mend what the message says and run the same command again",
    "intake/other-student": "look at both students' files: work may have been handed on",
    "intake/special-file": "remove it from the folder",
    "intake/student-id": _NAME,
    "intake/too-big": _ASK_AGAIN,
    "intake/too-many": "look at the files; ask for one file",
    "intake/two-answers": "grader review RUN shows both answers",
    "intake/two-groups": "ask which group the student belongs to, and mend the table groups: of the assignment",
    "intake/unknown-problem": "correct the problem's id in the file, or pass it over",
    "intake/unknown-time": "give the time in the table times: of the assignment",
    "intake/unread-file": "look at the file; if it holds no further answer: grader decide RUN --student NAME --unanswered blank",
    "intake/yaml": "mend the file as the message says, or write a text file",
    "intake/yaml-comment": "put the answer in quotes",
    "intake/zip-bomb": "ask the student for the file itself",
    "intake/zip-name": _RENAME,
    "intake/zip-overlap": "download the archive again",
    "late/unknown-time": "give the time in the table times: of the assignment (columns student, submitted)",
    "variant/gone": "put the values back into the bank's lists and grade again, or decide the answer",
    "variant/other": "ask the student where the answer comes from; the mark stands",
    "variant/other-numbers": "ask both students where the answer comes from; the mark stands",
    "variant/several": "ask which variant the group answered, and decide the answer",
    "variant/unassigned": "grade with an assignment that has seed, roster and variants_by",
    "variant/unknown-student": "write the student's id into the roster and grade again, or decide the answer",
}
"""What to do, by the code; other codes are those of answers that wait."""


def attention_table(rows: Iterable[Attention], sheets: Mapping[str, str]) -> bytes:
    """The table with a row for each; ``sheets`` are the paths of the sheets by person.

    A cell is guarded as in ``grades.csv`` and holds no line end.
    """
    return opened_by_people([HEAD, *(_row(row, sheets.get(row.person, "")) for row in rows)])


def _row(item: Attention, sheet: str) -> tuple[str | int | None, ...]:
    file, student, problem, message, group = map(printable, (item.file, item.student, item.problem, item.message, item.group))
    way = f"grader decide RUN --group {group} --score POINTS, or {_LOOK}" if group else WAYS_OUT.get(item.code, _LOOK)
    return file, item.line or None, student, problem, item.code, message, group, way, sheet
