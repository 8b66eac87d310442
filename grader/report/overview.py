"""What the head of a sheet counts and leads to: how many answers of each kind, what cost most, and what is wrong or open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction

from grader.misconceptions import BY_NAME
from grader.model import Mark, Outcome, printable, total
from grader.record import record
from grader.report.words import counted, points
from grader.words import DECIDED, FOLLOWS, SIGNS

CARD, FOLDED, BLANK, LOST = "card", "folded", "blank", "lost"
"""How a sheet shows a mark: whole, folded because it is right, in the list of blanks, or in that of answers that nobody could read yet."""

LISTS = (BLANK, LOST)
"""What stands in a list at the end of a sheet."""

MOST_REASONS = 5

COUNTED = {
    "correct": (SIGNS[Outcome.CORRECT], "correct"), "follows": (FOLLOWS, "follows from an earlier part"),
    "incorrect": (SIGNS[Outcome.INCORRECT], "not yet"), "decided": (DECIDED, "decided by a person"),
    "open": (SIGNS[Outcome.UNDECIDED], "open"), "blank": (SIGNS[Outcome.BLANK], "blank"),
}
"""What a head counts, in this order: the sign and the word."""


@record
class Shown:
    """How one mark stands on the sheet: its problem, its title as HTML, its state, how it is shown, and its text in each format."""

    id: str
    html: str
    state: str
    form: str
    texts: tuple[str, ...]


@record
class Link:
    """An answer to look at: its problem, its title as HTML, and its points."""

    id: str
    html: str
    points: str


@record
class Reason:
    """Why points were lost: what it is called, the points, and how many answers."""

    title: str
    cost: str


@record
class Overview:
    """The counts with their signs, the dearest reasons, the answers that are wrong or open, and what the two lists are headed by."""

    counts: tuple[tuple[str, str, int], ...]
    reasons: tuple[Reason, ...]
    wrong: tuple[Link, ...]
    open: tuple[Link, ...]
    blank: tuple[str, str]
    lost: tuple[str, str]


def overview(marks: Sequence[Mark], shown: Sequence[Shown]) -> Overview:
    """Return what the head says of all marks of a sheet, each ``shown`` in this way."""
    pairs = list(zip(marks, shown, strict=True))
    counts = Counter(_counted_as(mark, each) for mark, each in pairs)
    cards = [(mark, each) for mark, each in pairs if each.form == CARD]
    wrong = tuple(_link(mark, each) for mark, each in cards if mark.score is not None and mark.score < mark.out_of)
    waiting = tuple(_link(mark, each) for mark, each in cards if mark.score is None)
    blank, lost = (_heading([mark for mark, each in pairs if each.form == form]) for form in LISTS)
    said = tuple((*COUNTED[state], counts[state]) for state in COUNTED if counts[state])
    return Overview(said, _reasons(marks), wrong, waiting, blank, lost)


def _counted_as(mark: Mark, shown: Shown) -> str:
    """What an answer is counted as; no kind is counted twice."""
    if mark.score is None:
        return "open"
    return "blank" if shown.form == BLANK else shown.state


def _link(mark: Mark, shown: Shown) -> Link:
    return Link(shown.id, shown.html, said_points(mark))


def said_points(mark: Mark) -> str:
    """Points as a sheet says them: ``1.5 of 2``, ``open, 2 points``."""
    if mark.score is not None:
        return f"{points(mark.score)} of {points(mark.out_of)}"
    return f"open, {points(mark.out_of)} {'point' if mark.out_of == 1 else 'points'}"


def _heading(marks: Sequence[Mark]) -> tuple[str, str]:
    """How many problems stand in a list, and the points that are at stake there."""
    return (counted(len(marks), "problem", "problems"), points(total(mark.out_of for mark in marks))) if marks else ("", "")


def _reasons(marks: Sequence[Mark]) -> tuple[Reason, ...]:
    """The misconceptions by the points that they cost; an answer counts for its first explanation."""
    lost: dict[str, list[Fraction]] = defaultdict(list)
    for mark in marks:
        if mark.score is not None and mark.score < mark.out_of and mark.diagnoses:
            lost[_title(mark)].append(mark.out_of - mark.score)
    ranked = sorted(lost.items(), key=lambda item: (-total(item[1]), -len(item[1]), item[0]))
    return tuple(Reason(title, _cost(each)) for title, each in ranked[:MOST_REASONS])


def _cost(lost: Sequence[Fraction]) -> str:
    cost = total(lost)
    said = f"{points(cost)} {'point' if cost == 1 else 'points'}"
    return said if len(lost) == 1 else f"{said} in {len(lost)} answers"


def _title(mark: Mark) -> str:
    """What the first explanation is called; an author's own begins with its name."""
    first = mark.diagnoses[0]
    title = BY_NAME[first.rule].title if first.rule in BY_NAME else first.message.split(". ", 1)[0].rstrip(".")
    return printable(title[:1].upper() + title[1:])
