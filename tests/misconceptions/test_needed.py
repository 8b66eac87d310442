"""An edit that makes a scalar answer right is never ruled out, however its value is absorbed; one that does not is."""

from __future__ import annotations

import pytest
from bank_cases import SALT

from grader.engine import REFUTE_BITS, precision
from grader.expr import Expr, Path, paths, plain, replaced
from grader.kinds import Decider, scope_of
from grader.misconceptions import Example, task_of
from grader.misconceptions.explain.needed import fitting
from grader.misconceptions.points import near, telling
from grader.syntax import Reading, read

VARIABLES = "x: real, y: real, n: natural"

RIGHT_AND_ONE_WRONG = [
    # The truth, and an answer in which a node, and what it must become, are far smaller than what stands beside it.
    ("x + 10^40 - 10^40 + y", "x + 10^40 - 10^40 + 2y", "2y", "y"),
    ("10^-45 x + y", "10^-45 x^2 + y", "x^2", "x"),
    ("exp(60 + x^2) - exp(60 + x^2) + y/10^30", "exp(60 + x^2) - exp(60 + x^2) + y/10^31", "10^31", "10^30"),
    # Beside the node stands a zero, so that it may be anything.
    ("(x - x) y", "(x - x) x", "x", "y"),
    ("y + 0 x", "y + 0 x^3", "x^3", "x"),
    # Through quotients, signs and functions that cannot be solved for.
    ("x/(2 - y/(x + 3))", "x/(2 - x/(x + 3))", "x", "y"),
    ("-(-(x - y)/(x y))", "-(-(x + y)/(x y))", "y", "-y"),
    ("sin(x + cos(y)^2)/y", "sin(x + cos(x)^2)/y", "x", "y"),
    ("x^(n - 1) n", "x^(n + 1) n", "1", "-1"),
    ("sqrt((x + y)^2)/y", "sqrt((x + x)^2)/y", "x", "y"),
]


def tree(text: str) -> Expr:
    reading = read(text, scope_of(task_of(Example("x", "x", "", VARIABLES))))
    assert isinstance(reading, Reading)
    return reading.tree


def fits(truth: str, answer: Expr, edits: list[tuple[Path, Expr]]) -> list[bool]:
    posed = Decider(task_of(Example(truth, "x", "", VARIABLES, asked="value")), SALT).posed
    instance = near(posed, "value")
    assert instance is not None
    probe = telling(instance), REFUTE_BITS
    with precision(REFUTE_BITS):
        value = instance.truth_of(*probe)[0]
    return fitting(posed, answer, value, edits, {}, (instance, probe))


@pytest.mark.parametrize(("truth", "wrong", "node", "becomes"), RIGHT_AND_ONE_WRONG)
def test_what_makes_it_right_fits(truth: str, wrong: str, node: str, becomes: str) -> None:
    right, answer, old, new = map(tree, (truth, wrong, node, becomes))
    edits = [(path, new) for path, each in paths(answer) if each == old]
    made_right = [plain(replaced(answer, path, new)) == plain(right) for path, _ in edits]
    assert any(made_right)
    assert all(fit for fit, is_right in zip(fits(truth, answer, edits), made_right, strict=True) if is_right)


@pytest.mark.parametrize("truth", ["x/(2 - y/(x + 3))", "-(-(x - y)/(x y))", "sin(x + cos(y)^2)/y", "x^(n - 1) n"])
def test_what_makes_it_wrong_does_not_fit(truth: str) -> None:
    answer = tree(truth)
    assert not any(fits(truth, answer, [(path, tree("7 + x + y")) for path, _ in paths(answer)]))
