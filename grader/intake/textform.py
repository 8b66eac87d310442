"""The text form: ``problem-id: answer`` lines with nothing to quote; what is indented below a line belongs to it.

A line with ``#`` in column 1 is a comment, blank lines are ignored, and ``student:`` names the author::

    student: ada
    # I worked with Bob on the first one.
    chain-2x-plus-1: 8(2x+1)^3
    jacobian-arrangement: [[1, 2y],
                           [x, 1]]

Lines below a bracket that is still open belong to it too, up to the one that closes it; so do lines directly below an ``id:`` with nothing
after it, as a file to fill in has them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from grader.intake.entries import ANY, AnswerFile, Entry, Ids
from grader.intake.lines import NAME, Head, head_of, open_brackets, unquoted
from grader.intake.member import Fault, shown
from grader.record import record

MOST_JOINED = 50
"""Lines among which the end of an open bracket is looked for."""

_BRACES = re.compile(r"[{}]\s*,?|[\"']?answers[\"']?\s*:\s*\{?", re.IGNORECASE)
"""Lines that only surround answers, as in JSON and in YAML."""

Line = tuple[int, int, str]
"""Its number, the column of its text and the text without white space around, both from 1."""


@record
class _Block:
    """A line with what it begins with, and the lines below that belong to it."""

    indent: int
    head: Head | None
    lines: list[Line] = field(default_factory=list)


def read_text(text: str, ids: Ids = ANY) -> AnswerFile:
    """The entries of a text; a line that fits nothing is a fault ``intake/not-an-answer`` and the others go on."""
    said: list[tuple[Head, Entry]] = []
    entries: list[Entry] = []
    faults: list[Fault] = []
    unused: list[str] = []
    for block in _blocks(text, ids):
        entry = _entry(block)
        if isinstance(entry, Fault):
            faults.append(entry)
            unused += [body for _, _, body in block.lines]
        elif block.head is not None and block.head.author:
            said.append((block.head, entry))
            # Who writes more than a name there may mean an answer.
            unused += [entry.text] if block.head.author == NAME else []
        else:
            entries.append(entry)
    student, others = _student(said)
    return AnswerFile(student, tuple(entries), (*faults, *others), unused=tuple(unused))


def _student(said: Sequence[tuple[Head, Entry]]) -> tuple[Entry | None, list[Fault]]:
    """The line that names the author, and what is said of the others: ``student:`` comes before ``Name:``, the first before a later one."""
    own = [entry for head, entry in said if head.author != NAME]
    names = [entry for head, entry in said if head.author == NAME]
    named = next((entry for entry in (*own, *names) if entry.text), own[0] if own else None)
    faults = []
    for entry in (*own, *names):
        is_same = named is not None and (entry is named or " ".join(entry.text.split()) == " ".join(named.text.split()))
        if named is not None and entry.text and not is_same:
            message = f"the student is named in line {named.line} already, and that line counts"
            faults.append(Fault("intake/duplicate-answer", message, entry.line))
    return named, faults


def _blocks(text: str, ids: Ids) -> list[_Block]:
    blocks: list[_Block] = []
    lines = [(number, len(line) - len(line.lstrip()) + 1, line.strip()) for number, line in enumerate(text.split("\n"), 1)
             if line.strip() and not line.startswith("#")]
    block, at = None, 0
    while at < len(lines):
        indent, body = lines[at][1] - 1, lines[at][2]
        following = lines[at:at + MOST_JOINED]
        taken = 0 if block is None else 1 if indent > block.indent else _below(block, following, ids) or _closing(block, following, ids)
        if not taken and _BRACES.fullmatch(body) and not ids.meant("answers"):
            # What is indented behind it belongs to nothing before it.
            block, at = None, at + 1
            continue
        if block is None or not taken:
            block = _Block(indent, head_of(body, ids))
            blocks.append(block)
        block.lines.extend(lines[at:at + max(taken, 1)])
        at += max(taken, 1)
    return blocks


def _below(block: _Block, following: Sequence[Line], ids: Ids) -> int:
    """How many lines stand directly below the name of a problem with nothing after it, and name nothing themselves."""
    if block.head is None or block.head.author or len(block.lines) > 1 or block.lines[0][2][block.head.at:].strip():
        return 0
    first, count = block.lines[0][0], 0
    for number, _, body in following:
        if number != first + count + 1 or head_of(body, ids) is not None or _BRACES.fullmatch(body):
            break
        count += 1
    return count


def _closing(block: _Block, following: Sequence[Line], ids: Ids) -> int:
    """How many of the lines that follow close the brackets that a block leaves open; 0 if it leaves none open, or they do not."""
    if block.head is None or block.head.author:
        return 0
    written = "\n".join(body for _, _, body in block.lines)
    if not open_brackets(written):
        return 0
    for count, (_, _, body) in enumerate(following, 1):
        if head_of(body, ids) is not None:
            return 0
        written += f"\n{body}"
        if not open_brackets(written):
            return count
    return 0


def _entry(block: _Block) -> Entry | Fault:
    number, column, line = block.lines[0]
    head = block.head
    if head is None:
        return _not_an_answer(block)
    if head.doubt:
        return Fault("intake/not-an-answer", f"line {number}: {head.doubt}", number, head.problem)
    rest = line[head.at:].lstrip()
    first = [(number, column + len(line) - len(rest), rest)] if rest else []
    lines = first + block.lines[1:] or [(number, column + len(line), "")]
    text = "\n".join(body for _, _, body in lines)
    plain = unquoted(text) if head.quote else text
    if plain is None:
        message = f"line {number}: a doubled backslash in quotes can be meant in two ways; write '{shown(head.problem)}: …' without quotes"
        return Fault("intake/not-an-answer", message, number, head.problem)
    return Entry(head.problem, plain, lines[0][0], lines[0][1] + (plain != text))


def _not_an_answer(block: _Block) -> Fault:
    first, last, line = block.lines[0][0], block.lines[-1][0], block.lines[0][2]
    place = f"line {first} is no answer" if first == last else f"lines {first} to {last} are no answer"
    cut = line if len(line) <= 40 else line[:40] + "…"
    message = f"{place}: '{shown(cut)}'; write 'problem-id: answer', and indent the lines on which an answer goes on"
    return Fault("intake/not-an-answer", message, first)
