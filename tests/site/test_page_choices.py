"""Choices on the page: buttons write into the field, the field sets the buttons, and nobody is told what is right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import axe_core, violations
from click.testing import CliRunner
from hosting import Host
from playwright.sync_api import Browser, expect
from student import LOOKS, Look, Student, student_at

from grader.cli.command import cli

BANK = """
- id: nature
  vars: {x: real, y: real}
  f: "x^2 - y^2"
  wrt: [x, y]
  at: {x: 0, y: 0}
  asked: nature
  self_check: true
- id: convex
  statement: "Which of these are convex on R?"
  asked: choice
  pick: several
  choices: {a: "$x^2$", b: "$|x|$", c: "$x^3$"}
  truth: [a, b]
- id: points
  statement: "What are these points?"
  asked: choice
  pick: match
  items: {p1: "(0,0)", p2: "(1,1)"}
  choices: [minimum, maximum, saddle]
  truth: {p1: saddle, p2: minimum}
- id: hyphens
  statement: "What is the derivative of each?"
  asked: choice
  pick: match
  items: {p: "x^2", q: "sin x", q-2: "-sin x"}
  choices: [two-x, cosine, minus-cosine]
  truth: {p: two-x, q: cosine, q-2: minus-cosine}
- id: commas
  statement: "Which of these?"
  asked: choice
  pick: several
  choices: {"a, b": one, c: two, d: three}
  truth: ["a, b", c]
- id: claim
  statement: "Every critical point is an extremum. True or false, and why?"
  asked: choice
  choices: [true, false]
  truth: false
  reason: true
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, parts: Path | None) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("choices")
    (folder / "bank.yaml").write_text(BANK, "utf-8")
    done = CliRunner().invoke(cli, ["site", str(folder / "bank.yaml"), "--out", str(folder / "site")], standalone_mode=False)
    assert done.exception is None, done.output
    host = Host(folder / "site")
    yield host
    host.stop()


@pytest.fixture(scope="module", params=LOOKS, ids=str)
def student(browser: Browser, host: Host, request: pytest.FixtureRequest) -> Iterator[Student]:
    look: Look = request.param
    with student_at(browser, host.url, look) as student:
        yield student.ready()
        assert student.errors == []


def test_buttons_and_field_say_the_same(student: Student) -> None:
    section = student.section("convex")
    for label in ("c", "a"):
        section.locator(f"input[value={label}]").check()
    expect(student.field("convex")).to_have_value("a, c")
    student.field("convex").fill("b, c")
    expect(section.locator("input[value=b]")).to_be_checked()
    expect(section.locator("input[value=a]")).not_to_be_checked()


def test_pairs_are_chosen_from_lists(student: Student) -> None:
    section = student.section("points")
    section.locator("select").nth(1).select_option("minimum")
    expect(student.field("points")).to_have_value("p2: minimum")
    student.field("points").fill("p1 = saddle; p2 - maximum")
    expect(section.locator("select").nth(0)).to_have_value("saddle")
    section.locator("select").nth(1).select_option("minimum")
    expect(student.field("points")).to_have_value("p1: saddle, p2: minimum")


def test_a_label_may_hold_a_hyphen_or_a_comma(student: Student) -> None:
    section = student.section("hyphens")
    for place, label in enumerate(("two-x", "cosine", "minus-cosine")):
        section.locator("select").nth(place).select_option(label)
    expect(student.field("hyphens")).to_have_value("p: two-x, q: cosine, q-2: minus-cosine")
    for place, label in enumerate(("two-x", "cosine", "minus-cosine")):
        expect(section.locator("select").nth(place)).to_have_value(label)
    section = student.section("commas")
    for label in ("a, b", "d"):
        section.locator(f"input[value='{label}']").check()
    expect(student.field("commas")).to_have_value("a, b, d")
    expect(section.locator("input[value='a, b']")).to_be_checked()


def test_a_choice_in_capitals_is_changed_and_its_reason_stays(student: Student) -> None:
    student.field("claim").fill("False: because of |x|")
    expect(student.section("claim").locator("input[value=false]")).to_be_checked()
    student.section("claim").locator("input[value=true]").check()
    expect(student.field("claim")).to_have_value("true: because of |x|")


def test_a_reason_stays_beside_the_choice(student: Student) -> None:
    student.field("claim").fill("true, because it is so")
    student.section("claim").locator("input[value=false]").check()
    expect(student.field("claim")).to_have_value("false, because it is so")


def test_a_choice_is_kept_and_one_for_self_check_is_judged(student: Student) -> None:
    expect(student.check("convex", "a, b")).to_contain_text("kept until you hand in")
    expect(student.check("nature", "Sattelpunkt")).to_contain_text("correct")
    expect(student.check("nature", "minimum")).to_contain_text("signs of the eigenvalues")


def test_the_choices_are_accessible_and_fit(student: Student) -> None:
    if axe_core() is not None:
        assert violations(student.page) == []
    assert not student.is_too_wide()
