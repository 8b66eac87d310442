"""A right value in a form that is not allowed, from the YAML of a bank to points, groups, JSON, sheets and handouts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader import load_bank
from grader.desk import Desk, page_bank
from grader.desk.banks import read_page
from grader.marking import earlier_of, mark, prove
from grader.marking.groups import Alike, wrong_groups
from grader.model import Bank, Form, Mark, Outcome, mark_to_json
from grader.record import replace
from grader.report import asked, mark_view
from grader.words.inserted import with_told

Opened = Callable[[str], Bank]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def of(text: str) -> Bank:
        (tmp_path / "bank.yaml").write_text(text, "utf-8")
        bank, faults = load_bank(tmp_path / "bank.yaml")
        assert faults == ()
        return bank
    return of


MAP = """
id: map
vars: {r: positive, t: real}
statement: "Polar coordinates."
parts:
  - {part: J, given: true, statement: "The Jacobian of {@f@} is J.", f: "[r cos(t); r sin(t)]", wrt: [r, t]}
  - {part: d, statement: "What is its determinant?", f: det(J), asked: value, truth: r, form_credit: 1/2, points: 3}
"""


PLAIN = "Polar coordinates. The Jacobian of [r*cos(t); r*sin(t)] is J. What is its determinant?"


def test_a_given_part_is_told_and_not_asked(opened: Opened) -> None:
    bank = opened(MAP)
    assert ([problem.id for problem in bank.problems], [problem.id for problem in bank.given]) == (["map.d"], ["map.J"])
    [problem] = bank.problems
    assert problem.shown.statement == "Polar coordinates. The Jacobian of {@J.f@} is J. What is its determinant?"
    assert with_told(problem.shown.statement, problem.task) == PLAIN
    assert "J" not in asked(problem, 1).names.split(", ")
    assert prove(bank.given[0], "salt").faults == ()


def test_a_right_value_earns_what_the_author_says(opened: Opened) -> None:
    [problem] = opened(MAP).problems
    found = mark(problem, "det(J)", "salt")
    assert (found.verdict.outcome, found.score, found.diagnoses) == (Outcome.INCORRECT, Fraction(3, 2), ())
    assert found.verdict.evidence == Form("name", (4, 5))
    assert mark_to_json(found)["evidence"] == {"kind": "form", "requirement": "name", "span": [4, 5]}
    view = mark_view(found, problem, "none")
    assert (view.word, view.truth) == ("value right, form wrong", "")
    assert [said.text for said in view.messages] == ["The value is right, but J must be written out."]
    assert mark(problem, "-r", "salt").score == 0


def test_the_page_gives_the_same_points(opened: Opened) -> None:
    bank = opened(MAP)
    desk = Desk(read_page(page_bank(bank, "practice")), "salt")
    reply = desk.answer({"v": 1, "id": 1, "do": "check", "problem": "map.d", "answer": "det(J)"})
    assert (reply["mark"]["score"], reply["shown"]["word"]) == ("3/2", "value right, form wrong")
    assert mark(replace(bank.problems[0], shown=replace(bank.problems[0].shown, form_credit=Fraction(0))), "det(J)", "salt").credit is None


ENTRIES = """
id: gradient
vars: {x: real, y: real}
f: x^2 y + x y^2
wrt: [x, y]
truth: "[2x y + y^2, x^2 + 2x y]"
form: expanded
form_credit: 1/2
partial: entries
layouts: 1/2
points: 4
"""


@pytest.mark.parametrize(("answer", "score"), [
    ("[2x y + y^2, x^2 + 2x y]", 4), ("[y(2x + y), x^2 + 2x y]", 3), ("[y(2x + y), x(x + 2y)]", 2), ("[2x y, x(x + 2y)]", 1), ("[2x y, x^2 + 2x y]", 2),
    ("[y(2x), x^2 + x y]", 0), ("[2x y + y^2; x^2 + 2x y]", 2), ("[x y, x y]", 0),
])
def test_an_entry_whose_form_fails_earns_the_same_share(answer: str, score: int, opened: Opened) -> None:
    [problem] = opened(ENTRIES).problems
    assert mark(problem, answer, "salt").score == score


FOLLOWED = """
id: chain
vars: {x: real}
parts:
  - {part: a, f: x^3 + x, wrt: x}
  - {part: b, f: a sin(x), asked: value, follow: a, without: [a]}
"""


@pytest.mark.parametrize(("answer", "outcome", "follows"), [
    ("(3x^2 + 1) sin x", "correct", ""), ("3x^2 sin x", "incorrect", "a"), ("a sin x", "incorrect", ""), ("3x sin x", "incorrect", ""),
])
def test_the_value_of_an_earlier_answer_counts_where_its_name_does_not(answer: str, outcome: str, follows: str, opened: Opened) -> None:
    bank = opened(FOLLOWED)
    first, problem = bank.problems
    before = mark(first, "3x^2", "salt")
    found = mark(problem, answer, "salt", earlier=earlier_of(problem, bank, {first.id: before}))
    assert (found.verdict.outcome.value, found.decided.follows) == (outcome, follows)


def test_right_values_are_grouped_by_what_is_wrong_with_their_form(opened: Opened) -> None:
    [problem] = opened("{id: p, vars: {x: real}, f: x^2 - 1, asked: value, truth: (x-1)(x+1), form: [factored, exact]}").problems
    marks = [mark(problem, text, "salt") for text in ("x^2 - 1", "x x - 1", "1.0(x-1)(x+1)", "x^2 + 1")]
    groups = wrong_groups(problem, {found.read_as: _alike(found) for found in marks}, "salt")
    assert sorted(len(group.spellings) for group in groups) == [1, 1, 2]


def _alike(found: Mark) -> Alike:
    alike = Alike()
    alike.add(found, ("somebody",), lambda: found)
    return alike


def test_no_echo_of_an_earlier_part_is_right_and_the_lecture_stays() -> None:
    bank, _ = load_bank(Path(__file__).resolve().parents[2] / "problem_bank")
    later = [problem for problem in bank.problems if problem.scheme.without]
    assert [problem.id for problem in later if mark(problem, problem.shown.f_text, "salt").verdict.outcome is Outcome.CORRECT] == []
    followed = [problem for problem in bank.problems if problem.scheme.follow and problem.task.asked == "value"]
    assert followed
    assert [problem.id for problem in followed if mark(problem, problem.shown.f_text, "salt").verdict.outcome is not Outcome.CORRECT] == []


def test_a_truth_is_shown_with_the_digits_that_are_asked_for(opened: Opened) -> None:
    [problem] = opened("{id: n, vars: {x: real}, f: acos(-1/2), asked: value, truth: 2pi/3, decimals: {digits: 3}}").problems
    found = mark(problem, "2.1", "salt")
    assert mark_view(found, problem, "answer").truth == "2pi/3 ≈ 2.09"
    assert mark_view(found, problem, "hint").truth == ""
