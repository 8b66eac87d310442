"""A mark in words for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from grader.model import Mark, Outcome, caret, printable
from grader.words import headline, one_line, said, sentence


def lines_of_mark(mark: Mark, hints: Iterable[str] = ()) -> list[str]:
    """One line for the outcome, then what helps, with the hints that were asked for; never the key."""
    headed = headline(mark)
    head = f"  {headed.sign} {printable(mark.key):<28} {headed.text}"
    lines = [f"{head:<48} read as  {printable(mark.read_as)}" if mark.read_as else head]
    found = sentence(mark.verdict.evidence).text
    if found and mark.verdict.outcome is not Outcome.CORRECT:
        lines.append(f"      {found}")
    for message in mark.verdict.messages:
        lines.append(f"      {one_line(message)}")
        span = said(message).span
        if span is not None and mark.answer:
            lines += [f"        {line}" for line in caret(mark.answer, span).split("\n")]
    lines += [f"      {hint}" for hint in hints]
    return lines
