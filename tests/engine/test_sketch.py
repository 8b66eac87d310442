"""Floats that look first: what they tell is true to far more digits than two values are told apart by, whatever cancels; balls are the oracle."""

from __future__ import annotations

import math
from random import Random

import pytest
from expressions import VARIABLES, expression
from problems import problem, tree

from grader.engine import Instance, Posed, Sketch, may_be, precision
from grader.engine.problem.compiled import Compiled
from grader.engine.program.builder import compile_trees
from grader.engine.recognise.sketch import DIFFERENT
from grader.expr import Expr, paths, replaced
from grader.model import Task

BITS = 700
ASKED = Task(id="sketch", variables=VARIABLES, f=tree("x*y*a*p*n*u"), asked="value")

CANCELLING = (
    "(x + 10^9 - 10^9) - x", "((x + 1000 - 1000) + 1000 - 1000)*10^6 - 10^6*x", "sin(10^9 x)", "cos(10^16 x) + 1", "tan(10^4 p)", "e^(x^2) - e^(x^2)",
    "log(1 + 10^(-14)x^2)*10^14", "exp(x + 10^12 - 10^12)", "1/(x - x + 10^(-20))", "sqrt((x + 10^8)^2 - (x + 10^8)^2 + 1)", "(1 + 10^(-13))^(10^13 p)",
    "x^(10^4)", "p^(10^5 + y - 10^5)", "(1 + x - x)^(10^4)", "(x - 1)^(1/3)", "(x*x - x^2)/(y - y)", "sin(x - x + 3.14159265358979323846)*10^17", "10^400 x/10^400", "10^(-400)x*10^400",
    "10^(-200)x*10^(-200)/10^(-400)", "abs(x)^(1/10^9)", "(0*x)^(x - x)", "sqrt(x)", "log(x - 10)", "asin(1 + x - x)",
    "acos(1 - 10^(-16))", "acosh(1 + 10^(-15))", "atanh(1 - 10^(-15))", "tanh(40)", "tan(1.5707963267948)", "tan(1.57 + x - x)", "1/cos(1.5707963267948966)", "sec(1.5707963267948966)", "tanh(10^(-5)p)/p", "sinh(30) - cosh(30)",
)


def point() -> tuple[Instance, Sketch]:
    instance = Posed(ASKED, "salt").instances()[0]
    with precision(BITS):
        return instance, Sketch(instance, instance.samples(1)[0], {})


def is_told_truly(instance: Instance, told: float, of: Expr) -> bool:
    """Whether a float is the value up to a hundredth of what two values are told apart by, or balls see no value there."""
    with precision(BITS):
        [ball] = Compiled(instance, compile_trees((of,))).values(instance.samples(1)[0], BITS)
        return bool(not ball.is_finite() or abs(float((ball - told) / ball)) < DIFFERENT / 100)


def test_what_is_told_of_any_expression_is_true() -> None:
    rng, told = Random(7), 0
    for _ in range(1500):
        instance, sketch = point()
        of = expression(rng)
        value = sketch.of(of)
        if math.isfinite(value) and value:
            assert is_told_truly(instance, value, of), of
            told += 1
    assert told > 500


@pytest.mark.parametrize("text", CANCELLING)
def test_what_cannot_be_told_may_be_anything(text: str) -> None:
    instance, sketch = point()
    of = tree(text)
    value = sketch.of(of)
    assert may_be(value, 1.25) or is_told_truly(instance, value, of)


def test_a_changed_tree_has_the_value_that_it_has_alone() -> None:
    rng, compared = Random(8), 0
    for _ in range(60):
        _, sketch = point()
        of, new = expression(rng), expression(rng, 1)
        for path, _ in paths(of):
            value, alone = sketch.changed(of, path, new), point()[1].of(replaced(of, path, new))
            assert value == alone or (math.isnan(value) and math.isnan(alone))
            compared += math.isfinite(value)
    assert compared > 100


def test_definitions_have_the_values_of_their_trees() -> None:
    asked = problem("(2x+1)^3", declared="x")
    instance = Posed(asked.task, "salt").instances()[0]
    with precision(BITS):
        sketch = Sketch(instance, instance.samples(1)[0], {"u": tree("2x+1")})
    assert sketch.of(tree("u^2")) == sketch.of(tree("(2x+1)^2"))
    assert not may_be(sketch.of(tree("u^2")), sketch.of(tree("u^3")))
    assert may_be(sketch.of(tree("u + y", "u y")), 1.0)
