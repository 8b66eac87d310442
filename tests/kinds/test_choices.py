"""Choices: what is read is exact, the key stays hidden, shares are exact, a reason waits; the nature of a point agrees with its Hessian."""

from __future__ import annotations

import json
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader import load_bank
from grader.desk import open_desk, page_bank
from grader.kinds import truth_of
from grader.kinds.choice.reading import Selection, read_choices
from grader.marking import Work, decide_unit, mark
from grader.model import Bank, Choices, Diagnostic, Outcome, Picked, Problem, mark_to_json, without_key
from grader.report import asked
from grader.words import sentence

SALT = "choices"

CONVEX = """
id: convex
statement: "Which of these are convex?"
asked: choice
pick: several
choices: {a: "$x^2$", b: "$|x|$", c: "$x^3$", d: "$e^x$"}
truth: [a, b, d]
partial: entries
points: 3
wrong: [{answer: "c", misconception: "Look at the second derivative."}]
"""
MATCH = """
id: points
statement: "What are these points?"
asked: choice
pick: match
items: {p1: "(0,0)", p2: "(1,1)", p3: "(2,0)"}
choices: [minimum, maximum, saddle]
truth: {p1: saddle, p2: minimum, p3: saddle}
partial: entries
points: 3
"""
NATURE = """
id: nature
vars: {x: real, y: real}
f: "x^2 - y^2"
wrt: [x, y]
at: {x: 0, y: 0}
asked: nature
"""


def bank_of(text: str, folder: Path) -> Bank:
    path = folder / "bank.yaml"
    path.write_text(text, "utf-8")
    bank, faults = load_bank(path)
    assert not faults
    return bank


def problem_of(text: str, folder: Path) -> Problem:
    return bank_of(text, folder).problems[0]


# -- reading --------------------------------------------------------------------------------------------------------------

LABELS = st.lists(st.from_regex(r"[b-z][a-z]{0,5}", fullmatch=True).filter(lambda label: label not in (
    "all", "alle", "and", "und", "or", "oder", "none", "keine", "the", "der", "die", "das", "ein", "eine", "is", "ist", "da", "weil", "denn",
    "has", "hat", "t", "f", "w", "y", "n", "j", "min", "max", "no", "yes", "ja", "nein", "true", "false", "wahr", "row", "since", "option",
    "answer", "wegen", "keiner", "sattel", "saddle", "skalar", "scalar", "zahl", "zeile", "falsch", "number", "keins", "keines", "spalte")),
    min_size=2, max_size=8, unique=True)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(LABELS, st.data())
def test_what_was_read_reads_back(labels: list[str], data: st.DataObject) -> None:
    options = tuple((label, label) for label in labels)
    chosen = data.draw(st.lists(st.sampled_from(labels), min_size=1, unique=True))
    for separator in (", ", "; ", " and ", "\n", " und "):
        found = read_choices(separator.join(chosen), Choices(options, "several"))
        assert isinstance(found, Selection)
        assert set(found.labels) == set(chosen)
        assert read_choices(found.text, Choices(options, "several")) == found
    one = read_choices(chosen[0].upper(), Choices(options))
    assert isinstance(one, Selection)
    assert one.labels == (chosen[0],)
    two = read_choices(f"{chosen[0]} or {labels[-1] if labels[-1] != chosen[0] else labels[0]}", Choices(options))
    assert isinstance(two, Diagnostic)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(LABELS, st.data())
def test_a_matching_reads_back_in_any_order(labels: list[str], data: st.DataObject) -> None:
    items = tuple((f"p{number}", f"({number},0)") for number in range(4))
    choices = Choices(tuple((label, label) for label in labels), "match", items)
    pairs = [(label, data.draw(st.sampled_from(labels))) for label, _ in data.draw(st.permutations(items))]
    texts = [f"{dict(items)[item] if data.draw(st.booleans()) else item}{data.draw(st.sampled_from((': ', ' - ', ' = ', ' → ')))}{label}"
             for item, label in pairs]
    found = read_choices(", ".join(texts), choices)
    assert isinstance(found, Selection)
    assert {one[0]: one[1] for one in found.chosen} == dict(pairs)
    assert read_choices(found.text, choices) == found


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    for choices in (Choices((("a", "$x^2$"), ("b", "a saddle point"))), Choices((("a", "x"), ("b", "y")), "several"),
                    Choices((("a", "x"), ("b", "y")), "match", (("p", "q"), ("r", "s"))), Choices((("true", "true"), ("false", "false")), reason=True)):
        assert isinstance(read_choices(text or " ", choices), Selection | Diagnostic)


@pytest.mark.parametrize(("options", "text", "chosen"), [
    ({"a": "minimum", "b": "saddle point"}, "a saddle point", None),
    ({"a": "saddle point", "b": "minimum"}, "a saddle point", "a"),
    ({"a": "saddle point", "b": "minimum"}, "a) saddle point", "a"),
    ({"a": "saddle point", "b": "minimum"}, "b saddle point", None),
    ({"i": "[0,1]", "j": "(0,1)"}, "(0,1)", "j"),
    ({"i": "$x - y$", "j": "$xy$"}, "x-y", "i"),
    ({"i": "$x - y$", "j": "$xy$"}, "x y", "j"),
    ({"a": "convex", "b": "not convex"}, "nicht konvex", None),
    ({"a": "convex", "b": "not convex"}, "not convex", "b"),
    ({"a": "x", "b": "y"}, "b, not a", None),
    ({"a": "x", "b": "y"}, "a b", None),
])
def test_two_candidates_are_unreadable(options: dict[str, str], text: str, chosen: str | None) -> None:
    found = read_choices(text, Choices(tuple(options.items())))
    assert (found.labels[0] if isinstance(found, Selection) else None) == chosen


# -- points -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "score"), [
    ("a, b, d", Fraction(3)), ("a, b", Fraction(2)), ("a, b, c", Fraction(1)), ("a, c", Fraction(0)), ("all", Fraction(2)),
    ("none", Fraction(0)), ("c", Fraction(0)), ("a", Fraction(1)), ("a, 3", None),
])
def test_each_right_choice_earns_its_share_and_each_wrong_one_costs_one(answer: str, score: Fraction | None, tmp_path: Path) -> None:
    assert mark(problem_of(CONVEX, tmp_path), answer, SALT).score == score


@pytest.mark.parametrize(("answer", "score"), [
    ("p1: saddle, p2: minimum, p3: saddle", 3), ("p1: saddle, p2: minimum", 2), ("p1: saddle, p2: saddle, p3: saddle", 2), ("p2: saddle", 0),
])
def test_each_item_earns_its_share(answer: str, score: int, tmp_path: Path) -> None:
    assert mark(problem_of(MATCH, tmp_path), answer, SALT).score == score


def test_without_partial_credit_all_or_nothing(tmp_path: Path) -> None:
    problem = problem_of(CONVEX.replace("partial: entries\n", ""), tmp_path)
    assert mark(problem, "a, b", SALT).score == 0


def test_a_reason_leaves_the_points_open_and_the_choice_decided(tmp_path: Path) -> None:
    problem = problem_of('id: r\nstatement: "True?"\nasked: choice\nchoices: [true, false]\ntruth: true\nreason: true\n', tmp_path)
    for answer, outcome in (("true, because it is", Outcome.CORRECT), ("false, because it is not", Outcome.INCORRECT)):
        found = mark(problem, answer, SALT)
        assert (found.verdict.outcome, found.score) == (Outcome.UNDECIDED, None)
        assert found.verdict.entries == (outcome, Outcome.UNDECIDED)


# -- the key ------------------------------------------------------------------------------------------------------------------


def test_a_sheet_says_only_right_or_not_before_the_key_is_shown(tmp_path: Path) -> None:
    found = mark(problem_of(NATURE, tmp_path), "minimum", SALT)
    evidence = found.verdict.evidence
    assert isinstance(evidence, Picked)
    assert sentence(evidence).text == ""
    assert sentence(evidence, reveals=True).text == "The eigenvalues of the Hessian there, -2 and 2, have different signs."
    hidden = without_key(found)
    assert hidden.verdict.evidence == Picked()
    assert mark_to_json(hidden)["evidence"] == {"kind": "chosen", "right": [], "wrong": [], "missing": [], "because": ""}
    assert mark_to_json(found)["evidence"]["missing"] == ["saddle"]


@pytest.mark.parametrize("text", [CONVEX, MATCH, NATURE])
def test_at_home_a_choice_is_read_and_kept(text: str, tmp_path: Path) -> None:
    bank = bank_of(text, tmp_path)
    [problem] = bank.problems
    right, wrong = truth_of(problem).text, {"convex": "c", "points": "p1: maximum", "nature": "minimum"}[problem.id]
    marks = decide_unit(bank, Work(bank.digest, SALT, problem.id, (right, wrong, "what?"), at_home=True))
    assert [each.verdict.outcome for each in marks] == [Outcome.UNDECIDED, Outcome.UNDECIDED, Outcome.UNREADABLE]
    assert [[message.code for message in each.verdict.messages] for each in marks[:2]] == [["choice/kept"]] * 2
    assert all(each.verdict.evidence is None and each.score is None for each in marks)
    handed_in = decide_unit(bank, Work(bank.digest, SALT, problem.id, (right, wrong)))
    assert [each.verdict.outcome for each in handed_in] == [Outcome.CORRECT, Outcome.INCORRECT]


def test_with_self_check_a_choice_is_judged_at_home(tmp_path: Path) -> None:
    found = mark(problem_of(CONVEX + "self_check: true\n", tmp_path), "a, b, d", SALT, at_home=True)
    assert found.verdict.outcome is Outcome.CORRECT


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_a_page_reads_a_choice_and_holds_no_key(mode: Any, tmp_path: Path) -> None:
    bank = bank_of(CONVEX.replace("truth: [a, b, d]", "truth: [b, d]"), tmp_path)
    data = page_bank(bank, mode)
    assert b"b, d" not in data
    assert b"second derivative" not in data
    desk = open_desk(data, SALT)
    read = desk.answer({"v": 1, "id": 1, "do": "read", "problem": "convex", "answer": "d und b"})
    assert (read["reading"]["state"], read["reading"]["plain"]) == ("read", "b, d")
    checked = json.dumps(desk.answer({"v": 1, "id": 1, "do": "check", "problem": "convex", "answer": "b, d", "earlier": {}}))
    assert ("choice/kept" if mode == "practice" else "desk/no-key") in checked


def test_a_problem_sheet_lists_the_choices_in_order(tmp_path: Path) -> None:
    shown = asked(problem_of(MATCH, tmp_path), 1).choices
    assert shown is not None
    assert shown.how == "Give each item one of the choices, as in p1: minimum"
    assert shown.lines == ("p1) (0,0)", "p2) (1,1)", "p3) (2,0)", "- minimum", "- maximum", "- saddle")


# -- what a point is ----------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@example([1, 0, 0, 1, 0, -1], 0)
@given(st.lists(st.integers(-4, 4), min_size=6, max_size=6), st.integers(-2, 2))
def test_the_nature_of_a_point_follows_from_the_minors(entries: list[int], shift: int) -> None:
    a, b, c, d, e, f = entries
    x, y, z = f"(x - ({shift}))", "y", "z"
    text = f"({a}) {x}^2/2 + ({d}) {y}^2/2 + ({f}) {z}^2/2 + ({b}) {x} {y} + ({c}) {x} {z} + ({e}) {y} {z} + {x}^2 {y} {z}"
    minors = (a, a * d - b * b, a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d))
    problem = quadratic(text, shift)
    found = truth_of(problem).text
    if minors[2] == 0:
        return
    wanted = "minimum" if all(minor > 0 for minor in minors) else "maximum" if minors[0] < 0 < minors[1] and minors[2] < 0 else "saddle"
    assert found == wanted


def quadratic(text: str, shift: int) -> Problem:
    with tempfile.TemporaryDirectory() as folder:
        return problem_of(f'id: q\nvars: {{x: real, y: real, z: real}}\nf: "{text}"\nwrt: [x, y, z]\nat: {{x: {shift}, y: 0, z: 0}}\n'
                          "asked: nature\n", Path(folder))
