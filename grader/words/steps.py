"""A step of the hints: what it says, the part of the answer that it is about, a worked example."""

from __future__ import annotations

from grader.expr import Span
from grader.model import caret, printable
from grader.record import record

HERE = "your answer differs from a right one here:"
"""Stands before the part of an answer in which it differs."""


@record
class Hint:
    """One step: its number from 1, sentences, the ``span`` of the answer in which it differs, and an example: a question and a chain."""

    level: int
    said: tuple[str, ...] = ()
    span: Span | None = None
    example: tuple[str, tuple[str, ...]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.said and self.span is None and self.example is None


def hint_lines(hint: Hint, answer: str) -> list[str]:
    """Return a step as lines of text, safe to print: the place with carets under it, the sentences, the example line by line."""
    lines = []
    if hint.span is not None:
        lines += [HERE, *(f"  {line}" for line in caret(answer, hint.span).split("\n"))]
    lines += map(printable, hint.said)
    if hint.example is not None:
        question, chain = hint.example
        lines += [f"a worked example: {printable(question)}", *(f"  = {printable(member)}" for member in chain)]
    return lines
