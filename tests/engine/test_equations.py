"""Random pairs of equations: S = u·T with a factor of known sign is right, one with a zero is refuted by a point that holds up."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from grader.kinds import kind_of
from grader.model import Apart, Outcome, Problem, Proof, Shown, Task, Variable
from grader.record import replace
from grader.syntax import Scope
from grader.syntax.equations import read_equations

NAMES = ("x", "y", "z")
PAIRS = 500
Poly = dict[tuple[int, int, int], int]


def problem_of(truth: str, number: int, domain: str = "real") -> Problem:
    found = read_equations(truth, Scope(NAMES))
    task = Task(f"pair-{number}", tuple(Variable(name, domain) for name in NAMES), f=found.steps[0], asked="equation")
    return Problem(task, shown=Shown(f_text=truth))


def judged(problem: Problem, text: str):
    return kind_of(problem.task).judge(problem, text, "salt").verdict


def text_of(poly: Poly) -> str:
    terms = ["*".join([str(abs(value)), *[f"{name}^{power}" for name, power in zip(NAMES, powers, strict=True) if power]])
             for powers, value in poly.items()]
    signs = ["-" if value < 0 else "+" for value in poly.values()]
    return " ".join(f"{sign} {term}" for sign, term in zip(signs, terms, strict=True)).removeprefix("+ ") or "0"


def times(a: Poly, b: Poly) -> Poly:
    found: Poly = {}
    for left, m in a.items():
        for right, n in b.items():
            key = tuple(i + j for i, j in zip(left, right, strict=True))
            found[key] = found.get(key, 0) + m * n
    return {key: value for key, value in found.items() if value}


def value_at(poly: Poly, point: dict[str, Fraction]) -> Fraction:
    return sum((value * point["x"] ** i * point["y"] ** j * point["z"] ** k for (i, j, k), value in poly.items()), Fraction(0))


def random_poly(draw: random.Random, degree: int, terms: int) -> Poly:
    """A polynomial that surely has zeros: linear in z with a number, so that it can be solved for z."""
    found = {(draw.randint(0, degree), draw.randint(0, degree), 0): draw.choice((-3, -2, -1, 1, 2, 3)) for _ in range(terms)}
    return {**found, (0, 0, 1): draw.choice((-2, -1, 1, 2))}


POSITIVE: tuple[Poly, ...] = ({(2, 0, 0): 1, (0, 0, 0): 1}, {(2, 0, 0): 1, (0, 2, 0): 2, (0, 0, 0): 3}, {(0, 0, 0): 5}, {(0, 0, 0): -2},
                              {(2, 0, 0): 1, (1, 1, 0): 1, (0, 2, 0): 1, (0, 0, 0): 1}, {(0, 0, 2): 1, (0, 0, 0): 4}, {(0, 4, 0): 1, (0, 0, 0): 2})
WITH_ZEROS: tuple[Poly, ...] = ({(1, 0, 0): 1}, {(1, 0, 0): 1, (0, 1, 0): -1}, {(0, 0, 1): 1, (0, 0, 0): 3}, {(2, 0, 0): 1, (0, 0, 0): -2},
                                {(2, 0, 0): 1, (0, 2, 0): 1, (0, 0, 0): -1}, {(1, 1, 0): 1, (0, 0, 0): -1})


@pytest.mark.parametrize("block", range(10))
def test_multiples_of_a_truth(block: int) -> None:
    draw = random.Random(f"equations {block}")
    for number in range(PAIRS // 10):
        truth = random_poly(draw, 2, draw.randint(1, 3))
        problem = problem_of(f"{text_of(truth)} = 0", block * 100 + number)
        side = random_poly(draw, 1, 2)
        sort = number % 5
        if sort < 2:
            right = times(truth, draw.choice(POSITIVE))
            # Something is added on both sides, so that neither is zero.
            text = f"{text_of(right)} + ({text_of(side)}) = {text_of(side)}"
            found = judged(problem, text)
            assert found.outcome is Outcome.CORRECT, (problem.shown.f_text, text)
            assert isinstance(found.evidence, Proof)
        elif sort == 2:
            found = judged(problem, f"({text_of(truth)})^2 = 0")
            assert (found.outcome, [message.code for message in found.messages]) == (Outcome.CORRECT, ["equation/powers"])
        elif sort == 3:
            divisor = draw.choice(WITH_ZEROS)
            found = judged(problem, f"({text_of(truth)})/({text_of(divisor)}) = 0")
            assert found.outcome is Outcome.CORRECT, (problem.shown.f_text, divisor)
            assert [message.code for message in found.messages] in (["equation/points-left-out"], [])
        else:
            factor = draw.choice(WITH_ZEROS)
            wrong = times(truth, factor)
            found = judged(problem, f"{text_of(wrong)} = 0")
            assert found.outcome is Outcome.INCORRECT, (problem.shown.f_text, factor)
            confirm(found.evidence, wrong, truth)


@pytest.mark.parametrize(("domain", "noted"), [("positive", []), ("real", ["equation/points-left-out"])])
def test_points_are_left_out_only_in_the_domain(domain: str, noted: list[str]) -> None:
    of_reals = problem_of("x = y^2", 0)
    task = replace(of_reals.task, variables=(Variable("x", "real"), Variable("y", domain)))
    found = judged(replace(of_reals, task=task), "1/x = 1/y^2")
    assert (found.outcome, [message.code for message in found.messages]) == (Outcome.CORRECT, noted)


@pytest.mark.parametrize(("truth", "answer", "noted"), [
    ("y = exp(x)", "exp(x)/y = 1", []),
    ("y = tan(x)", "y = sin(x)/cos(x)", []),
    ("y = tan(x)", "y cot(x) = 1", ["equation/points-left-out"]),
    ("y sin(x) = 0", "y tan(x) = 0", ["equation/points-left-out"]),
])
def test_points_are_left_out_only_where_solutions_are(truth: str, answer: str, noted: list[str]) -> None:
    found = judged(problem_of(truth, 0), answer)
    assert (found.outcome, [message.code for message in found.messages]) == (Outcome.CORRECT, noted)


def confirm(evidence: object, answer: Poly, truth: Poly) -> None:
    """The point that refutes, in rational arithmetic of our own; a root is looked at in floats."""
    assert isinstance(evidence, Apart)
    try:
        point = {name: Fraction(value) for name, value in evidence.point}
    except ValueError:
        return
    mine, right = value_at(answer, point), value_at(truth, point)
    assert evidence.exact
    assert (mine == 0, right == 0) == ((True, False) if evidence.holds == "yours" else (False, True))


def test_a_truth_that_is_divided_by_itself_is_refuted() -> None:
    problem = problem_of("x = y", 0)
    for text in ("(x-y)^2/(x-y) = 0", "(x^2 - y^2)/(x-y) = 0"):
        found = judged(problem, text)
        assert found.outcome is Outcome.INCORRECT
        assert isinstance(found.evidence, Apart)


def test_the_domain_counts() -> None:
    assert judged(problem_of("x^2 = x y", 1, "positive"), "x = y").outcome is Outcome.CORRECT
    found = judged(problem_of("x^2 = x y", 1), "x = y")
    assert found.outcome is Outcome.INCORRECT
    assert isinstance(found.evidence, Apart)
    assert found.evidence.holds == "right"
    assert dict(found.evidence.point)["x"] == "0"
