"""A set of points as it was read, and what is said of points that have too many coordinates or too few."""

from __future__ import annotations

from collections.abc import Sequence

from grader.expr import Expr, Span
from grader.model import Diagnostic
from grader.record import record


@record
class Point:
    """A point as it was written: its coordinates, and its place in the text."""

    coordinates: tuple[Expr, ...]
    span: Span


@record
class SetReading:
    """The points of an answer in the order of writing, and remarks about how it was read; what is asked about it if it is not right.

    ``choice`` is the kind of choice by which it is the second of two readings.
    """

    points: tuple[Point, ...]
    notes: tuple[Diagnostic, ...] = ()
    doubt: Diagnostic | None = None
    choice: str = ""


def wrong_count(names: Sequence[str], reading: SetReading) -> Diagnostic | None:
    """Return what is said of the first point that has not as many coordinates as are asked for."""
    for point in reading.points:
        if len(point.coordinates) != len(names):
            told = f"each point has {in_words(len(names))} coordinate{'s' if len(names) > 1 else ''}"
            return Diagnostic("shape/point", told, how_to_write(names), point.span)
    return None


def in_words(count: int) -> str:
    """Return a small number as a word."""
    return ("one", "two", "three", "four", "five")[count - 1] if count <= 5 else str(count)


def how_to_write(names: Sequence[str]) -> str:
    """Return how a point with coordinates of these names is written."""
    return f"write it as ({', '.join(names)})" if len(names) > 1 else "write the numbers alone"
