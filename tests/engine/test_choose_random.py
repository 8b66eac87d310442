"""Random functions of cases, max and min in two variables: nothing is correct that differs on a grid whose points are on the borders."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from flint import fmpq
from test_choose import program_of, tree

from grader.engine.calculus import derivative
from grader.engine.problem.asked import truth_values
from grader.engine.program.program import Program, evaluate
from grader.engine.values.rationals import RATIONALS, NotRationalError
from grader.expr import plain
from grader.kinds import decide, decider_of
from grader.model import Outcome, Problem, Scheme, Shown, Task, Variable

GRID = [(Fraction(a, 2), Fraction(b, 2)) for a in range(-5, 6) for b in range(-5, 6)]
LINES = ("x", "y", "x-1", "y+1", "x-y", "x+y", "2x-y", "x^2-1", "x^2+y^2-1", "x y", "1-x", "-y")


def condition(drawn: random.Random) -> str:
    found = f"{drawn.choice(LINES)} {drawn.choice(('<', '<=', '>', '>='))} {drawn.choice('01yx0')}"
    if drawn.random() < 0.2:
        found += f" {drawn.choice(('and', 'or'))} {drawn.choice(LINES)} {drawn.choice(('<', '>=', '≠'))} 0"
    return found


def function(drawn: random.Random, depth: int = 0) -> str:
    kind = drawn.random()
    if depth > 2 or kind < 0.35:
        return drawn.choice(("x", "y", "1", "0", "x+y", "2x", "x^2", "x y", "-x", "3"))
    if kind < 0.6:
        return f"{'max' if kind < 0.5 else 'min'}({function(drawn, depth + 1)}, {function(drawn, depth + 1)})"
    if kind < 0.75:
        return f"relu({function(drawn, depth + 1)})"
    if kind < 0.9:
        return f"cases({function(drawn, depth + 1)} if {condition(drawn)}; {function(drawn, depth + 1)})"
    return f"({function(drawn, depth + 1)} + {function(drawn, depth + 1)})"


def changed(drawn: random.Random, text: str) -> str:
    kind = drawn.random()
    if kind < 0.4:
        old, new = drawn.choice((("<=", "<"), (">=", ">"), ("max", "min"), ("min", "max")))
        return text.replace(old, new, 1)
    if kind < 0.6:
        return f"cases({text} if {condition(drawn)}; {text})"
    return f"cases({drawn.choice(('0', 'x', 'y'))} if {drawn.choice(LINES)} = 0; {text})" if kind < 0.8 else text


def value(program: Program, point: tuple[Fraction, Fraction], asked: str = "value") -> fmpq | None:
    values = {name: fmpq(number.numerator, number.denominator) for name, number in zip("xy", point, strict=True)}
    try:
        if asked == "value":
            return evaluate(program, RATIONALS.table, RATIONALS.leaf, values)[0]
        return truth_values(program, RATIONALS, values, asked, ("x",))[0]
    except (NotRationalError, ZeroDivisionError):
        return None


@pytest.mark.parametrize("asked", ["value", "derivative"])
def test_no_random_answer_is_correct_that_differs_on_the_grid(asked: str) -> None:
    correct = 0
    for number in range(150):
        drawn = random.Random(f"{asked} {number}")
        f = function(drawn)
        answer = changed(drawn, f if asked == "value" else plain(derivative(tree(f), "x")))
        task = Task(f"random {number}", (Variable("x"), Variable("y")), f=tree(f), asked=asked, wrt=() if asked == "value" else ("x",))
        outcome = decide(decider_of(Problem(task, Scheme(), Shown()), "salt"), tree(answer)).outcome
        right, mine = program_of(f), program_of(answer)
        pairs = [(value(right, point, asked), value(mine, point)) for point in GRID]
        differs = any(a is not None and b is not None and a != b for a, b in pairs)
        assert not (outcome is Outcome.CORRECT and differs), (f, answer)
        correct += outcome is Outcome.CORRECT
    assert correct >= 90
