"""Outcomes in words: what the page, the command and the sheet call a mark, and its sign."""

from __future__ import annotations

from grader.model import Form, Line, Mark, Outcome
from grader.record import record

SIGNS = {Outcome.CORRECT: "✓", Outcome.INCORRECT: "✗", Outcome.BLANK: "–", Outcome.UNREADABLE: "!", Outcome.UNDECIDED: "?"}
WORDS = {Outcome.CORRECT: "correct", Outcome.INCORRECT: "not yet", Outcome.BLANK: "blank", Outcome.UNREADABLE: "cannot be read",
         Outcome.UNDECIDED: "not decided: your instructor will look"}

FOLLOWS = "↳"
"""The sign of what is right with a wrong answer before it."""

DECIDED = "✎"
"""The sign of a mark that a person has decided."""

KEPT = "○"
"""The sign of what is judged after it is handed in."""


@record
class Headline:
    """How a mark is headed.  ``state`` is the outcome, or ``follows`` for what is right with the student's own answer to an earlier part,
    ``decided`` for what a person has decided, or ``kept`` for what is judged later; ``layout`` names another layout than the lecture's.
    """

    state: str
    sign: str
    word: str
    layout: str = ""

    @property
    def text(self) -> str:
        """The word, with the layout behind it: ``correct (denominator layout)``."""
        return f"{self.word} ({self.layout})" if self.layout else self.word


def headline(mark: Mark) -> Headline:
    """Return how a mark is headed: a person's decision comes before what the machine found."""
    verdict = mark.verdict
    layout = f"{verdict.layout} layout" if verdict.layout else ""
    if mark.ruling is not None:
        if mark.ruling.decision.unanswered:
            return Headline("decided", SIGNS[Outcome.BLANK], "blank: a person has looked at what the machine could not read", layout)
        return Headline("decided", DECIDED, "decided by a person", layout)
    if verdict.outcome is Outcome.INCORRECT and mark.decided.follows:
        return Headline("follows", FOLLOWS, _follows(mark.decided.follows), layout)
    if verdict.outcome is Outcome.UNDECIDED and any(message.code == "choice/kept" for message in verdict.messages):
        return Headline("kept", KEPT, "kept until you hand in", layout)
    if isinstance(verdict.evidence, Form):
        return Headline(verdict.outcome.value, SIGNS[verdict.outcome], "value right, form wrong", layout)
    return _of_outcome(verdict.outcome, layout)


def _of_outcome(outcome: Outcome, layout: str = "") -> Headline:
    return Headline(outcome.value, SIGNS[outcome], WORDS[outcome], layout)


def _follows(parts: str) -> str:
    return f"follows from your part{'s' if ', ' in parts else ''} {parts}"


def found_before(mark: Mark) -> str:
    """Return what the machine had found where a person has decided; empty where there is nothing to say."""
    outcome = mark.verdict.outcome
    if mark.ruling is None or mark.ruling.decision.unanswered or outcome is Outcome.BLANK:
        return ""
    return f"The machine found: {WORDS[outcome].partition(':')[0]}."


def line_headline(line: Line) -> Headline:
    """Return how a line of a derivation is headed: ``correct``, ``follows from the line above``, ``g': not yet``."""
    found = _of_outcome(line.outcome)
    if line.follows:
        found = Headline("follows", FOLLOWS, "follows from the line above")
    elif line.outcome is Outcome.UNDECIDED:
        found = Headline(found.state, found.sign, "not decided")
    return Headline(found.state, found.sign, f"{line.name}: {found.word}") if line.name else found
