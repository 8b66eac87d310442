"""An assignment as a file again, for a service that has its own dates, attempts and people: what counts for points, and nothing else."""

from __future__ import annotations

from fractions import Fraction

from grader.assignment.drafting import quoted
from grader.model import Assignment, Chosen, printable
from grader.record import field_names

HEAD = "# Written by the grader: what is asked and what it is worth. Dates, lateness, attempts and people are kept elsewhere."

_NO_LOSS = {"problems", "file", "digest", "title", "bank", "reveal", "page", "layouts", "credit", "timezone", "students", "columns",
            "variants", "variants_by", "pins"}
"""Fields that are written, and such as say how another field or a download is read."""


def written(assignment: Assignment, bank: str) -> str:
    """The text of the file; ``bank`` is the bank's path from there."""
    lines, title = [HEAD], printable(assignment.title).strip()
    lines += [f"title: {quoted(title)}"] if title else []
    lines += [f"bank: {quoted(bank)}"]
    lines += ["problems:", *map(_line, assignment.problems)] if assignment.problems else []
    lines += [f"reveal: {assignment.reveal}"]
    lines += [f"layouts: {quoted(_share(assignment.layouts))}"] if assignment.layouts is not None else []
    lines += ["credit:", *(f"  {quoted(slug)}: {quoted(_share(share))}" for slug, share in assignment.credit)] if assignment.credit else []
    return "\n".join(lines) + "\n"


def elsewhere(assignment: Assignment) -> tuple[str, ...]:
    """The names of the fields that are set and not written, in the order of the record."""
    unset = Assignment(())
    return tuple(name for name in field_names(Assignment) if name not in _NO_LOSS and getattr(assignment, name) != getattr(unset, name))


def _line(each: Chosen) -> str:
    points = f": {{points: {quoted(str(each.points))}}}" if each.points is not None else ""
    return f"  - {quoted(each.problem)}{points}"


def _share(share: Fraction) -> str:
    return "none" if not share else str(share)
