"""A set of points as it is read and shown, before anything is decided."""

from __future__ import annotations

from grader.expr import Points, plain
from grader.kinds.kind import Truth
from grader.kinds.points.reading import read_set
from grader.kinds.points.seeking import parameters, shown
from grader.kinds.points.written import wrong_count
from grader.kinds.question import Look, Question
from grader.model import Diagnostic, Problem


def look(question: Question, text: str) -> Look:
    """Read a set of points without the key."""
    reading = read_set(text, question.wrt, parameters(question.wrt, question.scope))
    if isinstance(reading, Diagnostic):
        return Look(messages=(reading,))
    count = len(reading.points)
    told = "no point" if not count else "1 point" if count == 1 else f"{count} points"
    misfit = wrong_count(question.wrt, reading)
    if misfit is not None:
        text = ", ".join(plain(Points(len(point.coordinates), point.coordinates)) for point in reading.points)
        return Look(text, None, "", (*reading.notes, misfit))
    tree = Points(len(question.wrt), [tree for point in reading.points for tree in point.coordinates])
    return Look(plain(tree), tree, told, reading.notes)


def truth(problem: Problem) -> Truth:
    """Return the points as they are shown."""
    text, tree = shown(problem)
    return Truth(text, tree)
