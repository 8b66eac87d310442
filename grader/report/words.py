"""Evidence, outcomes and points as words: data in, sentences out."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from grader.model import Agreement, Counterexample, Evidence, Mark, Outcome, Proof, Same, Sizes, Undefined

SIGNS = {Outcome.CORRECT: "✓", Outcome.INCORRECT: "✗", Outcome.BLANK: "–", Outcome.UNREADABLE: "!", Outcome.UNDECIDED: "?"}
WORDS = {
    Outcome.CORRECT: "correct",
    Outcome.INCORRECT: "not correct",
    Outcome.BLANK: "no answer",
    Outcome.UNREADABLE: "could not be read",
    Outcome.UNDECIDED: "not decided by the machine; a person will look",
}

DECIDED = "✎"
"""The sign of a mark that a person has decided."""

FOUND = {
    Outcome.CORRECT: "The machine found this correct.", Outcome.INCORRECT: "The machine found this not correct.", Outcome.BLANK: "",
    Outcome.UNREADABLE: "The machine could not read this.", Outcome.UNDECIDED: "The machine could not decide this.",
}
"""What the machine had found."""

LINES = {
    Outcome.CORRECT: "right", Outcome.INCORRECT: "not right", Outcome.BLANK: "", Outcome.UNREADABLE: "not read",
    Outcome.UNDECIDED: "not decided",
}


MOST_PLACES = 3
"""Decimal places of points; what needs more stays a fraction."""


def points(value: Fraction | None) -> str:
    """An exact number of points: ``2``, ``18.5``, ``0.125``, ``7 1/3``; ``open`` while nothing is decided.

    >>> points(Fraction(37, 2)), points(Fraction(22, 3)), points(Fraction(1, 16))
    ('18.5', '7 1/3', '1/16')
    """
    if value is None:
        return "open"
    if 10**MOST_PLACES % value.denominator == 0:
        return f"{Decimal(value.numerator) / value.denominator:f}"
    whole, rest = divmod(value, 1)
    return f"{whole} {rest}" if whole else str(rest)


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun: ``1 answer``, ``2 answers``, ``1,200 answers``."""
    return f"{count:,} {one if count == 1 else many}"


def moment(when: datetime) -> str:
    """A time to the minute with its zone: ``2026-11-24 00:12 (Europe/Berlin)``."""
    zone = when.tzinfo.key if isinstance(when.tzinfo, ZoneInfo) else when.strftime("%Z")
    return f"{when:%Y-%m-%d %H:%M}" + (f" ({zone})" if zone else "")


def duration(span: timedelta) -> str:
    """A positive span in its two largest units: ``1 day 2 h``, ``13 min``, ``5 s``."""
    seconds = int(span.total_seconds())
    days = seconds // 86_400
    parts = (days, "day" if days == 1 else "days"), (seconds // 3_600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")
    first = next((at for at, (count, _) in enumerate(parts) if count), 3)
    return " ".join(f"{count} {unit}" for count, unit in parts[first:first + 2] if count) or "less than 1 s"


def as_sentence(text: str) -> str:
    """A message as a sentence: with a capital, unless it begins with a formula or a name, and with a full stop."""
    if not text:
        return ""
    begins = text.split(" ", 1)[0].rstrip(",.:;")
    capital = text[:1].upper() + text[1:] if begins.isalpha() and len(begins) > 1 and begins.islower() else text
    return capital if capital[-1:] in ".!?" else f"{capital}."


def credit(mark: Mark) -> str:
    """Where a part of the points comes from, with the arithmetic: ``4 of 6 entries are right: 2/3 × 3 = 2``."""
    found = mark.credit
    if found is None:
        return ""
    words = {"entries": f"{found.done} of {found.of} entries are right", "lines": f"{found.done} of {found.of} lines count",
             "misconception": f"credit for {found.name}", "layout": f"credit for the {found.name} layout",
             "follow": f"follows from your answer to {found.name}"}
    return f"{words[found.kind]}: {found.share} × {points(mark.out_of)} = {points(mark.score)}"


def sentence(evidence: Evidence | None, shows_key: bool, answer: str = "your answer") -> str:
    """The evidence as a sentence; ``shows_key`` allows the truth's value at a point, ``answer`` is what the reader calls the answer."""
    match evidence:
        case Proof(_, sizes, all_sizes):
            return f"Proved: this is the function that was asked for{_at_sizes(sizes, all_sizes)}."
        case Same():
            return "This is the reference answer itself, up to the order of sums and products."
        case Agreement(digits, count, sizes):
            return f"Agrees to {digits} digits at {count} random point{'s' if count > 1 else ''}{_at_sizes(sizes, False)}."
        case Undefined(point):
            return f"{answer.capitalize()} has no value at {at(point)}, where the function has one."
        case Counterexample():
            return _difference(evidence, shows_key, answer)
    return ""


def _at_sizes(sizes: tuple[Sizes, ...], all_sizes: bool) -> str:
    if not sizes:
        return ""
    if all_sizes:
        return ", for all sizes"
    return ", verified at the sizes " + " and ".join(", ".join(f"{name} = {size}" for name, size in each) for each in sizes)


def _difference(found: Counterexample, shows_key: bool, answer: str) -> str:
    about = "" if found.exact else "about "
    entry = place(found.entry)
    text = f"At {at(found.point)} {answer} gives {about}{found.student}{entry}"
    if shows_key and found.key is not None:
        return f"{text}; the right value is {about}{found.key}."
    return f"{text}, which is not the right value."


def place(entry: tuple[int, ...] | None) -> str:
    """Where an entry stands: `` in row 1, column 2``, `` at the indices 1, 2, 1``, or nothing for a scalar."""
    if entry is None:
        return ""
    if len(entry) == 2:
        return f" in row {entry[0]}, column {entry[1]}"
    return f" at the indices {', '.join(map(str, entry))}"


def at(point: tuple[tuple[str, str], ...]) -> str:
    """A point as text: ``x = 1, y = 2``."""
    return ", ".join(f"{name} = {value}" for name, value in point) or "the only point"
