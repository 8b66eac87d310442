"""The nicest counterexample, and values as people read them: exact where rational, else to six digits."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from flint import arb, fmpq

from grader.engine.balls import Ball, precision
from grader.engine.duals import Numbers, truth_values
from grader.engine.instance import Point, exact
from grader.engine.program import Program, Table
from grader.engine.run import Answer
from grader.engine.truth import Key, Sample
from grader.expr import Expr, Number
from grader.model import Counterexample

DIGITS = 6
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the truth by number, row by row, and its position among the answer's entries."""

    number: int
    position: int


class NotRationalError(Exception):
    """Internal: the value at this point is not found by rational arithmetic."""


def _no(*args: object) -> fmpq:
    raise NotRationalError


def _ipow(x: fmpq, k: int) -> fmpq:
    if abs(k) * (int(x.p).bit_length() + int(x.q).bit_length()) > 4_000:
        raise NotRationalError
    return x**k


EXACT: Table = {
    "add": lambda a, b: a + b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b, "neg": lambda a: -a, "abs": abs,
    "ipow": _ipow, "sign": lambda a: fmpq((a > 0) - (a < 0)),
    **{name: _no for name in ("root", "pow", "sqrt", "exp", "log", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos",
                              "atan", "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh")},
}
"""Rational arithmetic only; anything else gives up."""


def _leaf(leaf: Expr) -> fmpq:
    if type(leaf) is not Number:
        raise NotRationalError
    return fmpq(leaf.value.numerator, leaf.value.denominator)


_RATIONALS = Numbers(EXACT, _leaf, fmpq)


def _exact_truth(key: Key, sample: Sample) -> list[fmpq] | None:
    """The truth's entries at a sample in rational arithmetic, remembered with the sample."""
    if 0 not in sample.truth:
        sample.truth[0] = exact_values(key.program, sample.point, key.problem.asked, key.problem.wrt)
    stored: list[fmpq] | None = sample.truth[0]
    return stored


def exact_values(program: Program, point: Point, asked: str = "value", wrt: tuple[str, ...] = ()) -> list[fmpq] | None:
    """The outputs, or what is asked of them, if rational arithmetic gives them."""
    try:
        return truth_values(program, _RATIONALS, exact(point), asked, wrt)
    except (NotRationalError, ZeroDivisionError):
        return None


def shown_point(point: Point) -> tuple[tuple[str, str], ...]:
    """The coordinates as exact text."""
    return tuple((name, str(value)) for name, value in point.items())


def counterexample(key: Key, answer: Answer, place: Place, sample: Sample, bits: int) -> Counterexample:
    """A point where an entry differs: the first friendly one that separates visibly, else the given sample."""
    for other in key.friendly():
        if _separates(key, answer, place, other, 128):
            shown = _shown(key, answer, place, other, 128)
            if shown.student != shown.key:
                return shown
    if bits > 128:
        for other in itertools.islice(key.friendly(), 3):
            if _separates(key, answer, place, other, bits) or _separates_exactly(key, answer, place, other):
                return _shown(key, answer, place, other, bits)
    return _shown(key, answer, place, sample, bits)


def _separates(key: Key, answer: Answer, place: Place, sample: Sample, bits: int) -> bool:
    with precision(bits):
        value = answer.values(sample, bits)[place.position]
        return bool(value.is_finite()) and not key.truth_of(sample, bits)[place.number].overlaps(value)


def _separates_exactly(key: Key, answer: Answer, place: Place, sample: Sample) -> bool:
    """As above, in rational arithmetic: for differences that balls do not see."""
    truths = _exact_truth(key, sample)
    students = None if truths is None else exact_values(answer.program, sample.point)
    return truths is not None and students is not None and bool(students[place.position] != truths[place.number])


def _shown(key: Key, answer: Answer, place: Place, sample: Sample, bits: int) -> Counterexample:
    truths = _exact_truth(key, sample)
    students = None if truths is None else exact_values(answer.program, sample.point)
    entry = None if key.shape is None else (place.number // key.shape[1] + 1, place.number % key.shape[1] + 1)
    point, varies = shown_point(sample.point), key.varies(place.number)
    if truths is not None and students is not None:
        pair = str(students[place.position]), str(truths[place.number])
        if max(map(len, pair)) <= _LONGEST:
            return Counterexample(point, *pair, entry, True, varies)
        bits = max(bits, 64 + 2 * _size(students[place.position]) + 2 * _size(truths[place.number]))
    with precision(bits):
        truth, value = key.truth_of(sample, bits)[place.number], answer.values(sample, bits)[place.position]
        student, right = rounded(value), rounded(truth)
        if _is_short_integer(value) and _is_short_integer(truth):
            return Counterexample(point, student, right, entry, True, varies)
        if student == right:
            student = f"{right} {'+' if value > truth else '-'} {rounded(abs(value - truth))}"
    return Counterexample(point, student, right, entry, False, varies)


def _size(value: fmpq) -> int:
    return int(value.p).bit_length() + int(value.q).bit_length()


def rounded(ball: Ball) -> str:
    """Six correct digits, or an exact short number."""
    if _is_short_integer(ball):
        return str(int(ball.unique_fmpz()))
    text: str = ball.str(DIGITS, radius=False)
    mantissa, mark, power = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + mark + power


def _is_short_integer(ball: Ball) -> bool:
    return bool(ball.is_exact() and ball.is_integer() and abs(ball) < arb(10) ** 15)
