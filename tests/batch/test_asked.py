"""Which changes of a problem ask its answers anew, and which do not: every field is on one of two lists."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from grader.batch.asked import asked_of, earlier_digest
from grader.expr import Condition, Number, Pow, Symbol
from grader.model import Bank, Choices, Problem, Required, Scheme, Shown, Task, Tolerance, Variable, Where, WrongAnswer
from grader.record import field_names, replace

X = Symbol("x")
PROBLEM = Problem(Task("square", variables=(Variable("x"),), f=Pow(X, Number(2)), wrt=("x",)),
                  Scheme("2x", wrong=(WrongAnswer("x", "no factor", "power-factor", Where("a.yaml", 3)),)))

ASKS_ANEW: dict[str, Any] = {
    "task.variables": (Variable("x", "positive"),), "task.functions": (("g", 1),), "task.columns": (("a", "A"),),
    "task.indices": (("i", "n"),), "task.axes": ("i",), "task.sizes": (("n", "<=", 3),), "task.definitions": (("g", X),),
    "task.f": Pow(X, Number(3)), "task.wrt": ("y",), "task.wrt_is_list": True, "task.asked": "value", "task.truth_tree": X,
    "scheme.truth": "x + x", "scheme.accept": ("2*x",), "scheme.other_layout": ("[2x]",), "scheme.wrong": (), "scheme.partial": "lines",
    "scheme.decimals": "rounded", "scheme.group": "g", "scheme.part": "p", "scheme.follow": ("a",), "scheme.topics": ("taylor",),
    "scheme.choices": Choices((("a", "x"),)), "scheme.constant": "required", "scheme.earlier": ("a",), "scheme.form": (Required("factored"),),
    "scheme.given": True, "scheme.self_check": True, "scheme.tolerance": Tolerance(3), "scheme.use": ("x",), "scheme.without": ("x",),
    "task.at": (("x", Number(1)),), "task.on": Condition("=", (X, Number(1))), "task.symmetric": "gradient", "task.written": "laplacian",
    "task.told": (("J.f", (X,)),),
}
ASKS_THE_SAME: dict[str, Any] = {
    "shown.title": "A title", "shown.section": "5.2", "shown.statement": "Find it.", "shown.f_text": "x^2", "shown.hints": ("think",),
    "shown.solution": "2x", "shown.points": Fraction(7), "shown.layouts": Fraction(1, 2), "shown.credit": (("sign", Fraction(1, 2)),),
    "shown.follow_share": Fraction(1, 2), "shown.form_credit": Fraction(1, 2), "shown.where": Where("b.yaml", 9), "shown.tags": ("easy",),
    "shown.places": (("accept", 9, 5),),
}
NAMED = {"task.id"}
"""The name under which a problem's verdicts are kept."""


def changed(field: str, value: object) -> Problem:
    part, _, name = field.partition(".")
    return replace(PROBLEM, **{part: replace(getattr(PROBLEM, part), **{name: value})})


def asked(problem: Problem, salt: str = "s") -> bytes:
    return asked_of(Bank((problem,), "digest"), salt)[problem.id]


def test_every_field_of_a_problem_is_on_a_list() -> None:
    fields = {f"{part}.{name}" for part, kind in (("task", Task), ("scheme", Scheme), ("shown", Shown)) for name in field_names(kind)}
    assert fields == {*ASKS_ANEW, *ASKS_THE_SAME, *NAMED}


@pytest.mark.parametrize("field", ASKS_ANEW)
def test_what_a_verdict_depends_on_asks_anew(field: str) -> None:
    assert asked(changed(field, ASKS_ANEW[field])) != asked(PROBLEM)


@pytest.mark.parametrize("field", ASKS_THE_SAME)
def test_what_is_only_shown_or_scored_asks_the_same(field: str) -> None:
    assert asked(changed(field, ASKS_THE_SAME[field])) == asked(PROBLEM)


def test_where_a_line_stands_in_its_file_asks_the_same() -> None:
    moved = tuple(replace(each, where=Where("a.yaml", 99)) for each in PROBLEM.scheme.wrong)
    assert asked(changed("scheme.wrong", moved)) == asked(PROBLEM)


def test_another_salt_and_another_name_ask_anew() -> None:
    assert asked(PROBLEM, "other") != asked(PROBLEM)
    assert asked(changed("task.id", "other")) != asked(PROBLEM)


def test_earlier_answers_count_with_their_questions() -> None:
    questions, other = {"a": b"1", "b": b"2"}, {"a": b"3", "b": b"2"}
    assert earlier_digest((), questions) == b""
    assert len({earlier_digest(earlier, each) for earlier in ((("a", "x"),), (("a", "y"),), (("b", "x"),), (("a", "x"), ("b", "x")))
                for each in (questions, other)}) == 7
