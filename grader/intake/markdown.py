"""Markdown: lines as in the text form, and headings that name a problem with the answer below.

Below ``## problem-id`` or ``## problem-id: title`` the answer is the formula between ``$$``, in a fenced or in an indented block; where
there is none, it is the paragraph.  Two different formulas under one heading, or a formula among words, are no answer and say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.intake.entries import PROBLEM_ID, ROW_LIMIT, AnswerFile, Entry, Ids
from grader.intake.lines import head_of
from grader.intake.member import Fault, shown
from grader.intake.textform import read_text
from grader.record import record

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*")
_NUMBERED = re.compile(r"(?:(?:problem|exercise|question|task|aufgabe)\s+)?(?:\(?[0-9]{1,3}[.):]|[0-9]{1,3})?[\s*_`]*", re.IGNORECASE)
_FENCE = re.compile(r"[ \t]*(```+|~~~+)[^`]*")
_RULE = re.compile(r"[ \t]*(?:-[ \t]*){3,}|[ \t]*(?:\*[ \t]*){3,}|[ \t]*(?:_[ \t]*){3,}")
_DISPLAY = re.compile(r"\$\$|(?<!\\)\\[\[\]]")
_INLINE = re.compile(r"\$[^$]*\$|\\\(.{0,500}?\\\)", re.DOTALL)
_PROSE = re.compile(r"(?<![\\A-Za-z])[A-Za-z']{2,}(?:,? +[A-Za-z']{1,}){3}")
"""Four words in a row."""

Line = tuple[int, str]
"""Its number from 1, and the line."""


@record
class _Section:
    """A heading that names a problem, and the lines below it."""

    problem: str
    line: int
    level: int
    lines: list[Line]


def read_markdown(text: str, ids: Ids, with_headings: bool = True) -> AnswerFile:
    """The entries of a text, those under headings beside those in lines of their own."""
    lines = text.split("\n")
    sections, faults, unused = _sections(lines, ids) if with_headings else ([], [], [])
    below: list[Entry] = []
    for section in sections:
        found = _answer(section, ids)
        if isinstance(found, Fault):
            faults.append(found)
            unused.append(section.problem)
        else:
            below.append(found)
    taken = {number for section in sections for number, _ in section.lines}
    rest = ["" if number in taken or _FENCE.fullmatch(line) or _RULE.fullmatch(line) else line for number, line in enumerate(lines, 1)]
    read = read_text("\n".join(rest), ids)
    entries = sorted((*read.entries, *below), key=lambda entry: entry.line)
    return AnswerFile(read.student, tuple(entries), (*read.faults, *faults), unused=(*read.unused, *unused))


def _sections(lines: Sequence[str], ids: Ids) -> tuple[list[_Section], list[Fault], list[str]]:
    """The sections of problems without their lines ``id: answer``, and what is said of headings that name several problems."""
    found: list[_Section] = []
    faults: list[Fault] = []
    unused: list[str] = []
    section: _Section | None = None
    fence, is_line, is_displayed, tried = "", False, False, 0
    for number, line in enumerate(lines, 1):
        fenced = _FENCE.fullmatch(line)
        heading = _HEADING.fullmatch(line) if not fence else None
        if fenced is not None:
            fence = "" if fence and fenced[1].startswith(fence) else fence or fenced[1]
        if heading is not None:
            named = _named(heading[2], ids)
            if not named and tried < ROW_LIMIT:
                named = _misspelt(heading[2], ids)
                tried += 1
            if len(named) > 1:
                message = f"the heading in line {number} names several problems; write a heading for each"
                faults.append(Fault("intake/not-an-answer", message, number))
                unused += named
            if named or section is None or len(heading[1]) <= section.level:
                section = _Section(named[0], number, len(heading[1]), []) if len(named) == 1 else None
                found += [section] if section is not None else []
            is_line = False
            continue
        is_line = not fence and not is_displayed and (_is_head(line, ids) or (is_line and bool(line.strip())))
        is_displayed ^= bool(line.count("$$") % 2) and not fence
        if section is not None and not is_line:
            section.lines.append((number, line))
    return found, faults, unused


def _named(title: str, ids: Ids) -> list[str]:
    """The problems that a heading names: those whose names are no words, and the one with which it begins."""
    begins = title[len(_first(title)):].split()
    first = ids.meant(begins[0].strip("*_`:：,.()")) if begins else ""
    named = {problem for problem in ids.named_in(title) if not problem.isalpha()}
    return sorted(named | ({first} if first else set()))


def _misspelt(title: str, ids: Ids) -> list[str]:
    """The one word of a heading that may be meant for a problem's name."""
    words = title[len(_first(title)):].split()
    word = words[0].strip("*_`:：,.()") if len(words) == 1 else ""
    return [word] if word and not word.isalpha() and PROBLEM_ID.fullmatch(word) and ids.similar(word) else []


def _first(title: str) -> str:
    numbered = _NUMBERED.match(title)
    return numbered[0] if numbered is not None else ""


def _is_head(line: str, ids: Ids) -> bool:
    head = head_of(line.strip(), ids)
    return head is not None and not head.doubt and bool(head.author or ids.meant(head.problem))


def _answer(section: _Section, ids: Ids) -> Entry | Fault:
    """The one answer in a section, which has no text if nothing stands there."""
    formulas = [*_formulas(section.lines)]
    if any(text is None for _, text in formulas):
        return _fault(section, "begins a formula and does not end it", next(number for number, text in formulas if text is None))
    different = {" ".join((text or "").split()): (number, text or "") for number, text in reversed(formulas)}
    if len(different) > 1:
        return _fault(section, "has several formulas, and nobody can say which is the answer; keep one", section.line)
    if different:
        [(number, text)] = different.values()
        return Entry(section.problem, text, number)
    return _paragraph(section)


def _formulas(lines: Sequence[Line]) -> Iterator[tuple[int, str | None]]:
    """The fenced and indented blocks and what stands between ``$$``, each with its line; ``None`` for one that does not end."""
    rest: list[Line] = []
    at, is_behind_blank = 0, True
    while at < len(lines):
        number, line = lines[at]
        fence = _FENCE.fullmatch(line)
        if fence is not None:
            end = next((to for to in range(at + 1, len(lines)) if lines[to][1].strip().startswith(fence[1])), None)
            yield (number, None) if end is None else (number + 1, _joined(lines[at + 1:end]))
            at = len(lines) if end is None else end + 1
        elif is_behind_blank and line.strip() and _is_indented(line):
            end = next((to for to in range(at, len(lines)) if lines[to][1].strip() and not _is_indented(lines[to][1])), len(lines))
            yield number, _joined(lines[at:end])
            at = end
        else:
            rest.append(lines[at])
            is_behind_blank = not line.strip()
            at += 1
    yield from _displayed(rest)


def _is_indented(line: str) -> bool:
    return line.startswith(("    ", "\t"))


def _displayed(lines: Sequence[Line]) -> Iterator[tuple[int, str | None]]:
    """What stands between ``$$`` or between ``\\[`` and ``\\]``."""
    text = "\n".join(line for _, line in lines)
    spans, ends = _spans(text)
    for start, end in spans:
        inside = text[start:end].strip()
        if inside:
            at = text.count("\n", 0, start + len(text[start:end]) - len(text[start:end].lstrip()))
            yield lines[at][0], "\n".join(line.strip() for line in inside.split("\n"))
    if not ends:
        yield lines[0][0], None


def _spans(text: str) -> tuple[list[tuple[int, int]], bool]:
    """Where the displayed formulas of a text stand, without their signs, and whether the last one ends."""
    found: list[tuple[int, int]] = []
    begin, closing = 0, ""
    for sign in _DISPLAY.finditer(text):
        if closing and sign[0] == closing:
            found.append((begin, sign.start()))
            closing = ""
        elif not closing and sign[0] != "\\]":
            begin, closing = sign.end(), "$$" if sign[0] == "$$" else "\\]"
    return found, not closing


def _joined(lines: Sequence[Line]) -> str:
    return "\n".join(line.strip() for _, line in lines if line.strip())


def _paragraph(section: _Section) -> Entry | Fault:
    """The paragraph of a section without a formula of its own line."""
    text = "\n".join(line.strip() for _, line in section.lines if not _RULE.fullmatch(line) and line.strip() != "$$").strip()
    first = next((number for number, line in section.lines if line.strip()), section.line)
    if "\n\n" in text:
        return _fault(section, "has several paragraphs; put the answer between $$", first)
    among = _INLINE.sub("", text)
    if (among != text and re.search("[A-Za-z]{2,}", among)) or _PROSE.search(text):
        return _fault(section, "has words beside the answer; put the answer on a line of its own, between $$", first)
    return Entry(section.problem, text, first)


def _fault(section: _Section, message: str, line: int) -> Fault:
    return Fault("intake/not-an-answer", f"what stands below the heading '{shown(section.problem)}' {message}", line, section.problem)
