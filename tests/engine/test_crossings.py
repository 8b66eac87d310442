"""Sign changes of branching arguments: searched once for each argument of a problem."""

from __future__ import annotations

import pytest

from grader.engine.ladder import search
from grader.engine.program.builder import compile_trees
from grader.engine.program.program import alone
from grader.expr import Expr
from grader.kinds import kind_of, scope_of
from grader.misconceptions import Example
from grader.misconceptions.worked import task_of
from grader.model import Outcome, Problem
from grader.syntax import Reading, read

ARGUMENT = "4a c - b^2"
PROBLEM = Problem(task_of(Example(f"2 arctan((2a x + b)/sqrt({ARGUMENT}))/sqrt({ARGUMENT})", "x", "", "x: real, a: real, b: real, c: real")))
FORMS = (f"4a/({ARGUMENT} + (2a x + b)^2)", f"4a/(({ARGUMENT}) (1 + ((2a x + b)/sqrt({ARGUMENT}))^2))",
         f"2 a/sqrt({ARGUMENT})/(1 + ((b + 2a x)/sqrt({ARGUMENT}))^2) * 2/sqrt({ARGUMENT})")


def _tree(problem: Problem, text: str) -> Expr:
    reading = read(text, scope_of(problem.task))
    assert isinstance(reading, Reading)
    return reading.tree


@pytest.mark.parametrize("text", ["sqrt(4a c - b^2) + x", "x + b + sqrt(4a c - b^2)", "c/a - x sqrt(4a c - b^2)"])
def test_equal_parts_of_programs_are_equal_programs_alone(text: str) -> None:
    wanted = compile_trees([_tree(PROBLEM, "sqrt(4a c - b^2)")])
    program = compile_trees([_tree(PROBLEM, text)])
    slot = next(slot for slot, step in enumerate(program.steps, len(program.leaves)) if step[0] == "sqrt")
    assert alone(program, slot) == alone(wanted, wanted.outputs[0])


def test_crossings_are_searched_once_for_each_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = list[tuple[object, str]]()
    crossings = search.columns.crossings

    def counted(*args: object) -> object:
        searched.append((args[1], str(args[3])))
        return crossings(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(search.columns, "crossings", counted)
    for text in FORMS:
        judgement = kind_of(PROBLEM.task).judge(PROBLEM, text, "crossings")
        assert judgement.verdict.outcome is Outcome.CORRECT
    assert searched
    assert len(set(searched)) == len(searched)
