"""Points are not drawn in vain: where f divides by zero everywhere a few draws tell, and where it does not all of them are drawn."""

from __future__ import annotations

import pytest

from grader.engine.ladder.corners import _Fine
from grader.engine.problem.at_sizes import MOST_DRAWN, VAIN, Instance, Sample
from grader.engine.program.program import alone
from grader.kinds import decider_of, kind_of
from grader.misconceptions import Example
from grader.misconceptions.worked import task_of
from grader.model import Outcome, Problem

TALL = "X: [M, N], y: [M], S: {shape: [M, M], kind: sym}, P: {shape: [M, M], kind: spd}"
WIDE = {"M": 3, "N": 4}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Instance]:
    """Every draw, by its instance."""
    found, sample = list[Instance](), Instance.sample

    def counted(self: Instance, *args: object) -> Sample | None:
        found.append(self)
        return sample(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Instance, "sample", counted)
    return found


@pytest.mark.parametrize(("f", "wrt", "answer"), [
    ("(X^T X)^(-1) X^T y", "y", "(X^T X)^(-1) X^T"),
    ("y^T X (X^T X)^(-1) X^T y", "y", "2 y^T X (X^T X)^(-1) X^T"),
    ("log(det(X^T X))", "X", "2 X (X^T X)^(-1)"),
    ("tr((X^T S X)^(-1))", "X", "-2 S X (X^T S X)^(-1) (X^T S X)^(-1)"),
    ("y^T X (X^T P X)^(-1) X^T y", "y", "2 y^T X (X^T P X)^(-1) X^T"),
])
def test_sizes_without_a_value_are_given_up_after_a_few_draws(drawn: list[Instance], f: str, wrt: str, answer: str) -> None:
    problem = Problem(task_of(Example(f, wrt, "", TALL)))
    judgement = kind_of(problem.task).judge(problem, answer, "vain")
    assert judgement.verdict.outcome is Outcome.CORRECT
    wide = [instance for instance in drawn if instance.sizes == WIDE]
    assert len(wide) == VAIN


@pytest.mark.parametrize("f", ["1/((|x| + x) (|y| + y) (|z| + z) (|u| + u))", "sqrt(x) sqrt(y) sqrt(z) arcsin(u)", "log(x)/(|x| + x)"])
def test_functions_that_have_values_here_and_there_are_drawn_on(f: str) -> None:
    problem = Problem(task_of(Example(f, "x", "", "x: real, y: real, z: real, u: real")))
    for salt in range(4):
        [instance] = decider_of(problem, f"draws {salt}").posed.instances("derivative")
        assert instance.samples(3), (f, salt)


def test_what_is_zero_everywhere_only_by_its_signs_takes_all_draws(drawn: list[Instance]) -> None:
    problem = Problem(task_of(Example("1/(|x| - sqrt(x^2))", "x", "", "x: real")))
    assert not decider_of(problem, "draws").posed.instances("derivative")
    assert len(drawn) == MOST_DRAWN


def test_a_minimum_is_looked_for_along_what_it_depends_on() -> None:
    given = "x: [N], y: [N], A: [N, N], B: {shape: [N, N], kind: spd}"
    instance = decider_of(Problem(task_of(Example("sqrt(x^T B x - 1) + y^T A y", "x", "", given))), "minima").posed.instances()[0]
    [slot] = [slot for slot, step in enumerate(instance.program.steps, len(instance.program.leaves)) if step[0] == "sqrt"]
    part = alone(instance.program, instance.program.steps[slot - len(instance.program.leaves)][1])
    [base] = instance.samples(1)
    assert {name[:2] for name in _Fine(instance, part, base, base.point).names} == {"x[", "~B"}
