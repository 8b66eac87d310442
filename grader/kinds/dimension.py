"""Dimensions: ``1 x D``, ``R^{1×D}``, ``(E, D)``, ``M × (M × N)``, ``scalar``.

The answer is a list of sizes; brackets group axes but do not change the sizes.  An axis of length 1 counts, except that a
column E × 1 may be called R^E and 1 × 1 a scalar.  Source: the lecture, sections 5.3 and 5.4 (table of gradients).
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.kinds.kind import Fields, Judgement, Kind, Truth, unreadable
from grader.kinds.question import Look, Question
from grader.kinds.sizes import Axes, read_dimension
from grader.model import Diagnostic, Outcome, Problem, Same, Severity, Verdict
from grader.record import replace


def judge(problem: Problem, text: str, _salt: str) -> Judgement:
    """Compare the sizes with those of the truth."""
    axes, truth = read_dimension(text), read_dimension(problem.scheme.truth)
    if isinstance(axes, Diagnostic):
        return unreadable(axes)
    assert not isinstance(truth, Diagnostic), f"{problem.id}: the bank has read this truth"
    if axes == truth or (set(axes) | set(truth)) <= {"1"}:
        return Judgement(show(axes), Verdict(Outcome.CORRECT, evidence=Same()))
    return Judgement(show(axes), Verdict(Outcome.INCORRECT, messages=(_difference(axes, truth),)))


def look(_question: Question, text: str) -> Look:
    """Read a dimension: no name that is declared counts."""
    axes = read_dimension(text)
    return Look(messages=(axes,)) if isinstance(axes, Diagnostic) else Look(show(axes))


def _difference(axes: Axes, truth: Axes) -> Diagnostic:
    if len(axes) == len(truth) == 2 and axes == truth[::-1]:
        return Diagnostic("shape/transposed", f"{show(axes)} is the transpose (denominator layout)",
                          "the lecture puts functions in rows and variables in columns")
    if len(axes) != len(truth) and tuple(size for size in truth if size != "1") == tuple(size for size in axes if size != "1"):
        return Diagnostic("shape/axis-of-one", "an axis of length 1 is missing or too many", "axes of length 1 count")
    if len(axes) < len(truth) and sorted("".join(axes)) == sorted("".join(truth)):
        return Diagnostic("shape/flattened", f"{show(axes)} is the size of the derivative flattened to fewer axes",
                          "write x between the sizes of all axes")
    return Diagnostic("shape/mismatch", f"the dimension is not {show(axes)}",
                      "the outputs of f come first, then the variables", severity=Severity.ERROR)


def show(axes: Axes) -> str:
    """``scalar`` or ``1 x D``."""
    return " x ".join(axes) if axes else "scalar"


def truth(problem: Problem) -> Truth:
    """Return the dimension that the author states."""
    return Truth(problem.scheme.truth)


def faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what is wrong with a truth that is no dimension; that there is none is said elsewhere."""
    axes = read_dimension(problem.scheme.truth)
    if problem.scheme.truth and isinstance(axes, Diagnostic):
        yield "truth", axes


def prove(problem: Problem, _salt: str) -> Iterator[Diagnostic]:
    """Yield a fault for a truth that cannot be read, in a problem that no bank has read."""
    for _field, said in faults(problem):
        yield replace(said, code="bank/truth", where=problem.shown.where)


KIND = Kind("dimension", {"dimension": Fields(("truth",), ("vars", "defs", "f", "wrt"))}, judge, look, truth, prove,
            is_stated=lambda _problem: True, faults=faults)
