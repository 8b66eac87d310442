"""A right answer about abstract functions has a value for every choice of them: what divides by a value at a known place waits."""

from __future__ import annotations

import pytest
from made import made

from grader.expr import Expr, Symbol
from grader.kinds import scope_of
from grader.marking import mark
from grader.model import Outcome, Problem, Variable
from grader.syntax import Reading, read

FUNCTIONS = (("f", 1), ("g", 1))


def problem(f: str, asked: str = "derivative") -> Problem:
    def asking(tree: Expr) -> Problem:
        wrt = ("x",) if asked == "derivative" else ()
        return made(f"functions {f}", variables=(Variable("x"),), functions=FUNCTIONS, f=tree, wrt=wrt, asked=asked)

    reading = read(f, scope_of(asking(Symbol("x")).task))
    assert isinstance(reading, Reading)
    return asking(reading.tree)


PRODUCT, QUOTIENT, LOGARITHM, VALUE = problem("f(x) g(x)"), problem("f(x)/f(0)"), problem("log(f(x))"), problem("f(2)", "value")


@pytest.mark.parametrize(("asked", "answer"), [
    *[(PRODUCT, f"f'(x)g(x) + f(x)g'(x) + {nothing}") for nothing in (
        "0/f(0)", "0/f(3/2)", "0/f(x-x)", "0/f(x-x+3/2)", "0/(f(0)+f(1))", "0/f'(7)", "0/f(g(1))", "0 log(f(2)^2)", "0 sqrt(f(7)^2)", "0 tan(f(2))", "0 max(1/f(2), 0)", "0 f(1)^(-2)")],
    (PRODUCT, "(f'(x)g(x) + f(x)g'(x)) f(5)/f(5)"), (QUOTIENT, "f'(x)/f(0) f(1)/f(1)"), (LOGARITHM, "f'(x)/f(x) + 0/f(1)"),
    (VALUE, "f(2)^2/f(2)"), (VALUE, "f(2) + 0/f(1)"),
])
def test_what_has_no_value_for_some_functions_waits(asked: Problem, answer: str) -> None:
    assert mark(asked, answer, "salt").verdict.outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(("asked", "answer"), [
    *[(PRODUCT, f"f'(x)g(x) + f(x)g'(x) + {nothing}") for nothing in (
        "0", "0 f(7)", "0 exp(f(1))", "0 |f(7)|", "0 sinh(f(1))", "atan(f(0)) - atan(f(0))", "0 root(f(0), 3)", "0/(1 + f(2)^2 - f(2)^2)", "0/(sin(f(1))^2 + cos(f(1))^2)")],
    (PRODUCT, "f(x) g(x) (f'(x)/f(x) + g'(x)/g(x))"),
    # What stands in the problem's own f has a value there.
    (QUOTIENT, "f'(x)/f(0)"), (QUOTIENT, "f'(x) f(0)^(-1)"), (LOGARITHM, "f'(x)/f(x)"), (VALUE, "f(2)"),
])
def test_what_has_a_value_for_all_functions_is_right(asked: Problem, answer: str) -> None:
    assert mark(asked, answer, "salt").verdict.outcome is Outcome.CORRECT
