"""Names of people that stand in two columns, or in one with a comma."""

from __future__ import annotations

from grader.people.rows import words


def full_name(last: str, first: str, may_be_whole: bool) -> str:
    """Return the first name before the last, unless that may be a whole name and holds the first and more; empty where there is none.

    >>> full_name("Ada Lovelace", "Ada", True), full_name("Li", "Li", True), full_name("Silva Maria", "Maria", False)
    ('Ada Lovelace', 'Li Li', 'Maria Silva Maria')
    """
    return last if may_be_whole and words(first) < words(last) else " ".join(filter(None, (first, last)))


def turned(name: str) -> tuple[str, ...]:
    """Return a name as it stands, and "Lovelace, Ada" also as "Ada Lovelace"."""
    last, comma, first = name.partition(",")
    return (name, f"{first.strip()} {last.strip()}") if comma and last.strip() and first.strip() and "," not in first else (name,)
