"""The step ``choose`` in each table of numbers against a plain ``if``, at 1,000 points with all borders; and what is made of it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from flint import arb, fmpq

from grader.engine.branches.branching import ranges
from grader.engine.calculus.by_sympy import sympy_numbers
from grader.engine.field.atoms import Facts
from grader.engine.field.elementary import ElementaryField
from grader.engine.program.builder import compile_trees
from grader.engine.program.program import Program, evaluate
from grader.engine.values.balls import FAST, PATIENT, constant
from grader.engine.values.duals import Dual, duals_over
from grader.engine.values.floats import floats
from grader.engine.values.lists import Column, table
from grader.engine.values.numbers import CHOOSING, Numbers
from grader.engine.values.rationals import RATIONALS, NotRationalError
from grader.expr import Call, Expr, Symbol
from grader.model import Variable
from grader.syntax import Scope, read

Triple = tuple[Fraction, Fraction, Fraction]
BALLS = Numbers(FAST, constant, arb)


def points() -> list[Triple]:
    """1,000 choices of c, a and b; at every fourth c is zero."""
    drawn = random.Random("choices")
    return [(Fraction(0) if number % 4 == 0 else Fraction(drawn.randint(-9, 9), drawn.randint(1, 9)),
             Fraction(drawn.randint(-99, 99), drawn.randint(1, 9)), Fraction(drawn.randint(-99, 99), drawn.randint(1, 9)))
            for number in range(1_000)]


def by_if(name: str, c: Fraction, a: Fraction, b: Fraction) -> Fraction | None:
    """The value of the step; ``None`` where it has none."""
    if c == 0:
        return {1: a, -1: b, 0: None}[CHOOSING[name]]
    return a if c > 0 else b


def flint(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def in_rationals(name: str, c: Fraction, a: Fraction, b: Fraction) -> Fraction | None:
    try:
        found = RATIONALS.table[name](*map(flint, (c, a, b)))
    except NotRationalError:
        return None
    return Fraction(int(found.p), int(found.q))


def in_balls(name: str, c: Fraction, a: Fraction, b: Fraction, steps: Any = FAST) -> Fraction | None:
    found = steps[name](arb(flint(c)), arb(flint(a)), arb(flint(b)))
    if not isinstance(found, arb) or not found.is_finite():
        return None
    assert found.contains(flint(a)) or found.contains(flint(b))
    return a if found.contains(flint(a)) else b


def in_floats(name: str, c: Fraction, a: Fraction, b: Fraction, steps: Any = None) -> Fraction | None:
    [found] = (steps or floats().table)[name](*[Column([float(value)]) if steps else np.array([float(value)]) for value in (c, a, b)])
    return None if math.isnan(found) else a if found == float(a) else b


def in_sympy(name: str, c: Fraction, a: Fraction, b: Fraction) -> Fraction | None:
    found = sympy_numbers().table[name](*[sympy.Rational(value.numerator, value.denominator) for value in (c, a, b)])
    return Fraction(int(found.p), int(found.q))


@pytest.mark.parametrize("name", CHOOSING)
@pytest.mark.parametrize("values", [in_rationals, in_balls, in_floats])
def test_a_choice_is_an_if_in_every_table(name: str, values: Callable[..., Fraction | None]) -> None:
    for c, a, b in points():
        assert values(name, c, a, b) == by_if(name, c, a, b), (c, a, b)


@pytest.mark.parametrize("name", ["choose", "choose="])
def test_a_choice_is_a_piecewise_of_sympy(name: str) -> None:
    for c, a, b in points()[:200]:
        assert in_sympy(name, c, a, b) == by_if(name, c, a, b), (c, a, b)


@pytest.mark.parametrize("name", CHOOSING)
def test_a_choice_over_lists_and_patient_balls_is_the_same(name: str) -> None:
    lists = table()
    for c, a, b in points():
        assert in_floats(name, c, a, b, lists) == by_if(name, c, a, b)
        assert in_balls(name, c, a, b, PATIENT) == by_if(name, c, a, b)


@pytest.mark.parametrize("name", CHOOSING)
def test_the_slope_of_a_choice_is_that_of_the_branch_and_none_at_the_border(name: str) -> None:
    steps = duals_over(RATIONALS).table
    for c, a, b in points():
        args = [Dual(flint(value), {"": flint(value * 3)}) for value in (c, a, b)]
        if c == 0:
            with pytest.raises(NotRationalError):
                steps[name](*args)
        else:
            found = steps[name](*args)
            assert (found.value, found.slopes[""]) == (flint(a if c > 0 else b), flint((a if c > 0 else b) * 3))


def test_of_the_branch_that_is_not_taken_no_value_is_needed() -> None:
    nothing = arb("nan")
    for name in CHOOSING:
        assert FAST[name](arb(1), arb(2), nothing) == 2
        assert FAST[name](arb(-1), nothing, arb(2)) == 2
        assert not FAST[name](arb(0, 1), arb(2), arb(2)).is_finite()
        assert not FAST[name](nothing, arb(2), arb(2)).is_finite()


def test_the_range_of_a_choice_holds_every_value() -> None:
    drawn = random.Random("ranges")
    for _ in range(300):
        ends = [sorted(drawn.sample(range(-9, 10), 2)) for _ in "cab"]
        program = program_of("cases(a if c>0; b)")
        domains = {name: interval(name, *pair) for name, pair in zip("cab", ends, strict=True)}
        [found] = [ranges(program, domains)[output] for output in program.outputs]
        for _ in range(10):
            c, a, b = [drawn.uniform(*pair) for pair in ends]
            assert found.low <= (a if c > 0 else b) <= found.high


def interval(name: str, low: int, high: int) -> Variable:
    return Variable(name, "interval", tree(str(low)), tree(str(high)))


def tree(text: str) -> Expr:
    reading = read(text, Scope(names=("a", "b", "c", "x", "y")))
    found: Expr = reading.tree  # type: ignore[union-attr]
    return found


def program_of(text: str) -> Program:
    from grader.engine.program.builder import Builder
    from grader.engine.program.lower import lower
    from grader.expr import Declared, Shapes

    builder, found = Builder(), tree(text)
    return builder.program(lower(found, builder, Shapes(found, Declared()), {}, {}).slots, found.leaves)


SAME = {
    "|x|": ("max(x, -x)", "x if x >= 0; -x otherwise", "x sign(x)", "relu(x) + relu(-x)", "-min(x, -x)", "norm1(x)", "norminf(x)"),
    "max(x, y)": ("x if x > y; y otherwise", "(x + y + |x - y|)/2", "y + relu(x - y)", "-min(-x, -y)", "max(y, x)", "max(x, y, x)"),
    "sign(x)": ("1 if x > 0; -1 if x < 0; 0 otherwise", "[x>0] - [x<0]"),
    "relu(x)": ("max(0, x)", "max(x, 0)", "(x + |x|)/2", "x [x>0]", "x if x>0; 0 otherwise", "(x)_+"),
    "min(x, y)": ("y if x > y; x otherwise", "(x + y - |x - y|)/2", "x - relu(x - y)"),
}


@pytest.mark.parametrize("text", SAME)
def test_functions_of_cases_written_in_several_ways_are_equal(text: str) -> None:
    for other in SAME[text]:
        for x, y, _ in points():
            values = {"x": flint(x), "y": flint(y)}
            one, two = [evaluate(program_of(each), RATIONALS.table, RATIONALS.leaf, values) for each in (text, other)]
            assert one == two, (other, x, y)


def test_a_choice_in_normal_form_is_a_formula_in_the_sign() -> None:
    field = ElementaryField(("x", "y"), Facts(frozenset()))
    for text, others in SAME.items():
        if text != "sign(x)":
            first = field.run(program_of(text), field.variables)[-1]
            for other in others[:5]:
                # Of nested signs the field knows too little.
                program = program_of(other)
                assert field.equal(first, field.run(program, field.variables)[program.outputs[0]]), other


def test_the_step_has_no_value_at_zero() -> None:
    program = compile_trees([Call("heaviside", (Symbol("x"),))])
    assert evaluate(program, RATIONALS.table, RATIONALS.leaf, {"x": fmpq(1, 2)}) == [1]
    assert evaluate(program, RATIONALS.table, RATIONALS.leaf, {"x": fmpq(-1, 2)}) == [0]
    with pytest.raises(NotRationalError):
        evaluate(program, RATIONALS.table, RATIONALS.leaf, {"x": fmpq(0)})
