"""Dimensions: ``1 x D``, ``R^{1×D}``, ``(E, D)``, ``M × (M × N)``, ``scalar``.

The answer is a nested list of sizes; brackets group axes but do not change the sizes.  An axis of length 1 counts, except
that a column E × 1 may be called R^E and 1 × 1 a scalar.  Source: the lecture, sections 5.3 and 5.4 (table of gradients).
"""

from __future__ import annotations

import re

from grader.kinds.kind import Judgement, Kind
from grader.model import Diagnostic, Outcome, Problem, Same, Severity, Verdict

_TOKEN = re.compile(
    r"(?P<space>\s+|\\left|\\right|\\[,;:! ]|[$]|\\[()\[\]])"
    r"|(?P<times>\\times|×|⨯|·|\\cdot|\*|,|-by-|\bby\b|(?<=[A-Za-z0-9)])x(?=[A-Za-z0-9(](?![a-z])))"
    r"|(?P<field>\\mathbb\s*\{?\s*R\s*\}?|ℝ|\bR\b(?=\s*\^))"
    r"|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<power>\^|\*\*)"
    r"|(?P<number>[0-9]{1,9})"
    r"|(?P<word>[A-Za-z](?=x[A-Za-z0-9(](?![a-z]))|[A-Za-z]+)"
    r"|(?P<other>.)", re.DOTALL)
_ARTICLES = {"a", "an", "the", "matrix", "vector", "row", "column", "tensor", "dimension", "dim", "size"}
MAX_LENGTH = 200

Axes = tuple[str, ...]


def read_dimension(text: str) -> Axes | Diagnostic:
    """The sizes in order; ``()`` for a scalar.  A Diagnostic ``dimension/…`` says what is not part of a dimension."""
    if len(text) > MAX_LENGTH:
        return Diagnostic("dimension/too-long", "a dimension is short, such as 1 x D", "write only the sizes", (MAX_LENGTH, len(text)))
    sizes: list[str] = []
    depth, expects_size, field = 0, True, False
    text = text.rstrip(" .\n\t")
    for found in _TOKEN.finditer(text):
        kind, value, span = found.lastgroup, found[0], found.span()
        if kind == "space" or (kind == "power" and field and not sizes):
            continue
        if kind == "field" and not sizes and not field:
            field = True
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            if depth < 0:
                return Diagnostic("dimension/bracket", "this bracket closes nothing", "delete it", span)
        elif kind == "times":
            if expects_size:
                return Diagnostic("dimension/missing-size", "a size is missing here", "write a size on both sides of x", span)
            expects_size = True
        elif kind in ("number", "word"):
            problem = _take(value, span, sizes, expects_size)
            if isinstance(problem, Diagnostic):
                return problem
            expects_size = problem
        else:
            return Diagnostic("dimension/unexpected", f"{value!r} is not part of a dimension", "write it as 1 x D", span)
    if depth > 0:
        return Diagnostic("dimension/bracket", "a bracket is never closed", "add it", (0, len(text)))
    if sizes and expects_size:
        return Diagnostic("dimension/missing-size", "a size is missing at the end", "write it as 1 x D", (0, len(text)))
    if sizes == ["scalar"] or (field and not sizes) or sizes in (["1"], ["R"]):
        return ()
    if not sizes:
        return Diagnostic("dimension/missing-size", "a size is missing", "write it as 1 x D", (0, len(text)))
    # R^E is the space of columns: E x 1.
    return (sizes[0], "1") if field and len(sizes) == 1 else tuple(sizes)


def _take(value: str, span: tuple[int, int], sizes: list[str], expects_size: bool) -> bool | Diagnostic:
    """Take a word or number; returns whether a size is still expected."""
    if value.lower() in _ARTICLES:
        return expects_size
    if value in ("x", "X", "times") and not expects_size:
        return True
    if not expects_size:
        return Diagnostic("dimension/missing-times", f"x is missing before {value!r}", "write x between sizes", span)
    if value.lower() == "scalar":
        sizes.append("scalar")
        return False
    sizes.append(value)
    return False


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Compare the sizes with those of the truth."""
    axes, truth = read_dimension(text), read_dimension(problem.truth)
    if isinstance(axes, Diagnostic):
        return Judgement("", Verdict(Outcome.UNREADABLE, messages=(axes,)))
    assert not isinstance(truth, Diagnostic), f"{problem.id}: the bank has read this truth"
    known = {size for size in truth if size.isalpha()}
    if axes == truth or (set(axes) | set(truth)) <= {"1"}:
        return Judgement(show(axes), Verdict(Outcome.CORRECT, evidence=Same()))
    return Judgement(show(axes), Verdict(Outcome.INCORRECT, messages=(_difference(axes, truth, known),)))


def _difference(axes: Axes, truth: Axes, known: set[str]) -> Diagnostic:
    if len(axes) == len(truth) == 2 and axes == truth[::-1]:
        return Diagnostic("shape/transposed", f"{show(axes)} is the transpose (denominator layout)",
                          "the lecture puts functions in rows and variables in columns")
    if tuple(size for size in truth if size != "1") == tuple(size for size in axes if size != "1"):
        return Diagnostic("shape/axis-of-one", "an axis of length 1 is missing or too many", "axes of length 1 count")
    return Diagnostic("shape/mismatch", f"the dimension is not {show(axes)}",
                      "the outputs of f come first, then the variables", severity=Severity.ERROR)


def show(axes: Axes) -> str:
    """``scalar`` or ``1 x D``."""
    return " x ".join(axes) if axes else "scalar"


KIND = Kind("dimension", judge, (
    ("1 x D", r"\mathbb{R}^{1\times D}", "correct"), ("1 x D", "(1, D)", "correct"), ("1 x D", "1-by-D", "correct"),
    ("1 x D", "1xD", "correct"), ("m x n", "mxn", "correct"),
    ("1 x D", "D x 1", "incorrect"), ("1 x D", "D", "incorrect"), ("E x 1", "R^E", "correct"), ("1 x 1", "a scalar", "correct"),
    ("E x D", "ED", "incorrect"), ("E x D", "E x", "unreadable"),
))
