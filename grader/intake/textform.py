"""The text form: ``problem-id: answer`` lines with nothing to quote; what is indented below a line belongs to it.

A line with ``#`` in column 1 is a comment, blank lines are ignored, and ``student:`` names the author::

    student: ada
    # I worked with Bob on the first one.
    chain-2x-plus-1: 8(2x+1)^3
    jacobian-arrangement: [[1, 2y],
                           [x, 1]]
"""

from __future__ import annotations

import re
from dataclasses import field

from grader.intake.entries import PROBLEM_ID, AnswerFile, Entry
from grader.intake.member import Fault, shown
from grader.record import record

_HEAD = re.compile(rf"({PROBLEM_ID.pattern})\s*:")


@record
class _Block:
    """A line and the more indented lines below it, each as (line, column, text) without white space around."""

    indent: int
    lines: list[tuple[int, int, str]] = field(default_factory=list)


def read_text(text: str) -> AnswerFile:
    """The entries of a text; a line that fits nothing is a fault ``intake/not-an-answer`` and the others go on."""
    student: Entry | None = None
    entries: list[Entry] = []
    faults: list[Fault] = []
    unused: list[str] = []
    for block in _blocks(text):
        entry = _entry(block)
        if entry is None:
            faults.append(_not_an_answer(block))
            unused += [body for _, _, body in block.lines]
        elif entry.problem.casefold() != "student":
            entries.append(entry)
        elif student is None:
            student = entry
        else:
            message = f"'student:' is in line {student.line} already, and the first one counts"
            faults.append(Fault("intake/duplicate-answer", message, entry.line))
    return AnswerFile(student, tuple(entries), tuple(faults), unused=tuple(unused))


def _blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    for number, line in enumerate(text.split("\n"), 1):
        body = line.strip()
        if not body or line.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        if not blocks or indent <= blocks[-1].indent:
            blocks.append(_Block(indent))
        blocks[-1].lines.append((number, indent + 1, body))
    return blocks


def _entry(block: _Block) -> Entry | None:
    number, column, line = block.lines[0]
    head = _HEAD.match(line)
    if not head:
        return None
    rest = line[head.end():].lstrip()
    first = [(number, column + len(line) - len(rest), rest)] if rest else []
    lines = first + block.lines[1:] or [(number, column + len(line), "")]
    return Entry(head[1], "\n".join(body for _, _, body in lines), lines[0][0], lines[0][1])


def _not_an_answer(block: _Block) -> Fault:
    first, last, line = block.lines[0][0], block.lines[-1][0], block.lines[0][2]
    place = f"line {first} is no answer" if first == last else f"lines {first} to {last} are no answer"
    cut = line if len(line) <= 40 else line[:40] + "…"
    message = f"{place}: '{shown(cut)}'; write 'problem-id: answer', and indent the lines on which an answer goes on"
    return Fault("intake/not-an-answer", message, first)
