"""Dimensions: ``1 x D``, ``R^{1×D}``, ``(E, D)``, ``M × (M × N)``, ``scalar``.

The answer is a list of sizes; brackets group axes but do not change the sizes.  An axis of length 1 counts, except that a
column E × 1 may be called R^E and 1 × 1 a scalar.  Source: the lecture, sections 5.3 and 5.4 (table of gradients).
"""

from __future__ import annotations

from grader.kinds.kind import Fields, Judgement, Kind
from grader.kinds.question import Look, Question
from grader.kinds.sizes import Axes, read_dimension
from grader.model import Diagnostic, Outcome, Problem, Same, Severity, Verdict


def judge(problem: Problem, text: str, _salt: str) -> Judgement:
    """Compare the sizes with those of the truth."""
    axes, truth = read_dimension(text), read_dimension(problem.scheme.truth)
    if isinstance(axes, Diagnostic):
        return Judgement("", Verdict(Outcome.UNREADABLE, messages=(axes,)))
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
    if tuple(size for size in truth if size != "1") == tuple(size for size in axes if size != "1"):
        return Diagnostic("shape/axis-of-one", "an axis of length 1 is missing or too many", "axes of length 1 count")
    if len(axes) < len(truth) and sorted("".join(axes)) == sorted("".join(truth)):
        return Diagnostic("shape/flattened", f"{show(axes)} is the size of the derivative flattened to fewer axes",
                          "write x between the sizes of all axes")
    return Diagnostic("shape/mismatch", f"the dimension is not {show(axes)}",
                      "the outputs of f come first, then the variables", severity=Severity.ERROR)


def show(axes: Axes) -> str:
    """``scalar`` or ``1 x D``."""
    return " x ".join(axes) if axes else "scalar"


KIND = Kind("dimension", {"dimension": Fields(("truth",), ("vars", "defs", "f", "wrt"))}, judge, look, examples=(
    ("1 x D", r"\mathbb{R}^{1\times D}", "correct"), ("1 x D", "(1, D)", "correct"), ("1 x D", "1-by-D", "correct"),
    ("1 x D", "1xD", "correct"), ("m x n", "mxn", "correct"),
    ("1 x D", "D x 1", "incorrect"), ("1 x D", "D", "incorrect"), ("E x 1", "R^E", "correct"), ("1 x 1", "a scalar", "correct"),
    ("E x D", "ED", "incorrect"), ("E x D", "E x", "unreadable"),
))
