"""Parts and follow-through, and the shares of the points: misconception, layout, entries, parts; with the arithmetic as shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from bank_cases import SALT, bank_of

from grader.marking import earlier_of, mark
from grader.model import Mark
from grader.report.view import mark_view

BANK = bank_of("""
- id: chain
  vars: {x: real}
  credit: {sign: 50%}
  parts:
    - {part: inner, f: "x^2 + 3x", wrt: x, truth: "2x + 3", points: 2}
    - {part: outer, asked: value, f: "cos(x^2 + 3x)", truth: "cos(x^2+3x)"}
    - {part: whole, asked: value, f: "outer inner", follow: [inner, outer], follow_credit: 50%, truth: "(2x + 3) cos(x^2 + 3x)", points: 3}
- {id: row, vars: {x: real, y: real}, f: "x^2 y", wrt: [x, y], truth: "[2x y, x^2]", points: 3, partial: entries, layouts: 50%}
- {id: plain, vars: {x: real, y: real}, f: "x^2 y", wrt: [x, y], truth: "[2x y, x^2]", points: 3}
- {id: sine, vars: {x: real}, f: "sin(x)^2", wrt: x, truth: "2 sin(x) cos(x)", points: 2, credit: {sign: 50%, inner-derivative: 25%}}
""")

RIGHT, WRONG, UNREADABLE = "correct", "incorrect", "unreadable"
OUTER = "cos(x^2+3x)"

FOLLOWING = [
    # answers to inner, outer, whole; the outcome and points of the whole; the parts that it follows from
    ("2x+3", OUTER, "(2x+3)cos(x^2+3x)", RIGHT, 3, ""),
    ("2x", OUTER, "2x cos(x^2+3x)", WRONG, Fraction(3, 2), "inner"),
    ("2x", "sin(x^2+3x)", "2x sin(x^2+3x)", WRONG, Fraction(3, 2), "inner, outer"),
    ("-2x-3", OUTER, "-(2x+3)cos(x^2+3x)", WRONG, Fraction(3, 2), "inner"),
    # The names of the parts stand for the right ones.
    ("2x", OUTER, "inner*outer", RIGHT, 3, ""),
    # Right only with something else than the own answer.
    ("2x", OUTER, "3x cos(x^2+3x)", WRONG, 0, ""),
    # An earlier answer that makes the later part trivial earns nothing by it.
    ("2", OUTER, "2cos(x^2+3x)", WRONG, 0, ""),
    ("0", OUTER, "0", WRONG, 0, ""),
    ("2x - x - x", OUTER, "0", WRONG, 0, ""),
    # Nor one that cannot be read, or that was not given.
    ("(2x", OUTER, "2x cos(x^2+3x)", WRONG, 0, ""),
    ("", OUTER, "2x cos(x^2+3x)", WRONG, 0, ""),
]


def chain(inner: str, outer: str, whole: str) -> dict[str, Mark]:
    """The marks of one student for the parts, in order."""
    marks: dict[str, Mark] = {}
    for name, answer in (("inner", inner), ("outer", outer), ("whole", whole)):
        problem = BANK.get(f"chain.{name}")
        assert problem is not None
        marks[problem.id] = mark(problem, answer, SALT, earlier=earlier_of(problem, BANK, marks))
    return marks


@pytest.mark.parametrize(("inner", "outer", "whole", "outcome", "points", "parts"), FOLLOWING)
def test_a_later_part_follows_from_the_own_answers(inner: str, outer: str, whole: str, outcome: str, points: Fraction, parts: str) -> None:
    found = chain(inner, outer, whole)["chain.whole"]
    assert (found.verdict.outcome, found.score) == (outcome, points)
    if not parts:
        assert found.credit is None
        assert "follow/earlier" not in [message.code for message in found.verdict.messages]
        return
    assert found.credit is not None
    assert (found.credit.kind, found.credit.name, found.credit.share) == ("follow", parts, Fraction(1, 2))
    [message] = [message for message in found.verdict.messages if message.code == "follow/earlier"]
    assert message.message.endswith(parts)
    assert found.diagnoses == ()


def test_parts_are_problems_with_the_fields_of_the_whole() -> None:
    parts = [problem for problem in BANK.problems if problem.scheme.group == "chain"]
    assert [(problem.id, problem.scheme.part, problem.points) for problem in parts] == [
        ("chain.inner", "inner", 2), ("chain.outer", "outer", 1), ("chain.whole", "whole", 3)]
    assert {problem.shown.credit for problem in parts} == {(("sign", Fraction(1, 2)),)}


SHARES = [
    # problem, answer, points, kind of the credit, its arithmetic as shown
    ("row", "[2x y, x^2]", 3, "", ""),
    ("row", "[2x y, x]", Fraction(3, 2), "entries", "1 of 2 entries are right: 1/2 × 3 = 1.5"),
    ("row", "[2x y; x^2]", Fraction(3, 2), "layout", "1/2 × 3 = 1.5"),
    ("row", "[2x y; x]", Fraction(3, 4), "entries", "1 of 2 entries are right: 1/4 × 3 = 0.75"),
    ("row", "[y, x]", 0, "entries", ""), ("row", "[y; x]", 0, "entries", ""), ("row", "[2x y; x^2; 0]", 0, "", ""),
    ("plain", "[2x y, x]", 0, "", ""),
    ("plain", "[2x y; x^2]", 3, "", ""),
    ("sine", "2 sin(x)", Fraction(1, 2), "misconception", "1/4 × 2 = 0.5"),
    ("sine", "cos(x)^3", 0, "", ""),
    ("sine", "2 sin(x) cos(x)", 2, "", ""),
    ("chain.inner", "-(2x+3)", 1, "misconception", "1/2 × 2 = 1"),
]


@pytest.mark.parametrize(("name", "answer", "points", "kind", "shown"), SHARES)
def test_a_share_of_the_points_and_its_arithmetic(name: str, answer: str, points: Fraction, kind: str, shown: str) -> None:
    problem = BANK.get(name)
    assert problem is not None
    found = mark(problem, answer, SALT)
    assert (found.score, found.credit.kind if found.credit is not None else "") == (points, kind)
    said = mark_view(found, problem, "none").credit
    assert shown in said
    assert bool(shown) == bool(said)
    if found.credit is not None:
        assert found.credit.share * problem.points == found.score
