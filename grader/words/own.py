"""The author's own words inside of sentences of ours: found again there, since only they may hold Markdown and TeX."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from grader.model import Problem
from grader.words.inserted import filled


def own_texts(problem: Problem) -> dict[str, str]:
    """Return the hints and the words about wrong answers under each form in which they are said: filled in, perhaps with a capital."""
    found = {filled(hint, problem.task): hint for hint in problem.shown.hints}
    for wrong in problem.scheme.wrong:
        for text in (wrong.misconception.rstrip("."), _capital(wrong.misconception.rstrip("."))) if wrong.misconception else ():
            found[filled(text, problem.task)] = text
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def own_pieces(sentence: str, own: Collection[str]) -> Iterator[tuple[str, bool]]:
    """Yield a sentence in pieces, each with whether it is one of these texts; the longest text that is found in it is its own."""
    text = max((text for text in own if text in sentence), key=len, default="")
    if not text:
        yield sentence, False
        return
    before, _, after = sentence.partition(text)
    yield from (piece for piece in ((before, False), (text, True), (after, False)) if piece[0])
