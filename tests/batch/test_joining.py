"""One student under two layouts: a roster joins them, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch import Settings, open_run, run
from grader.expr import Number, Pow, Symbol
from grader.model import (
    Assignment,
    Bank,
    Chosen,
    Identity,
    Intake,
    Problem,
    Response,
    Row,
    StoreError,
    Submission,
    Task,
    Variable,
    Where,
    person_of,
)

X = Symbol("x")
BANK = Bank((Problem(Task("square", variables=(Variable("x"),), f=Pow(X, Number(2)), wrt=("x",))),), "digest")

ADA = Identity("moodle", "participant", "48001", name="Ada Lovelace")
GRACE = Identity("moodle", "participant", "48002", name="Grace Hopper")
BY_MAIL = Identity("plain", "email", "ADA@uni.example", email="ADA@uni.example")
ROSTER = (Row(2, (("participant", "48001"), ("email", "ada@uni.example"), ("name", "Ada Lovelace"))),
          Row(3, (("participant", "48002"), ("email", "grace@uni.example"), ("name", "Grace Hopper"))))


def handed(who: Identity, text: str) -> Submission:
    where = Where(f"{who.key}.txt", 1)
    return Submission(who, (Response("square", text, where),), where)


def graded(out: Path, roster: tuple[Row, ...], *submissions: Submission) -> dict[str, tuple[int, int]]:
    """By person the score and the number of attempts."""
    settings = Settings(out, "HW", salt="s", assignment=Assignment((Chosen("square"),), roster=roster))
    run(BANK, Intake("any", submissions), settings, lambda *_: None)
    return {result.person: (int(result.score), len(result.attempts)) for result in open_run(out).results}


@pytest.mark.parametrize("times", [1, 3])
def test_an_answer_that_came_another_way_is_a_later_attempt_of_the_same_person(tmp_path: Path, times: int) -> None:
    graded(tmp_path / "run", ROSTER, handed(ADA, "x"), handed(GRACE, "x"))
    for _ in range(times):
        found = graded(tmp_path / "run", ROSTER, handed(BY_MAIL, "2x"))
        assert found == {person_of(ADA): (1, 2), person_of(GRACE): (0, 1)}
    sheets = [path.name for path in (tmp_path / "run/feedback").glob("*.txt")]
    assert sorted(sheets) == [f"ada-lovelace-{person_of(ADA)[:8]}.txt", f"grace-hopper-{person_of(GRACE)[:8]}.txt"]


def test_a_roster_that_comes_later_joins_whoever_is_there(tmp_path: Path) -> None:
    assert len(graded(tmp_path / "run", (), handed(ADA, "x"), handed(GRACE, "x"), handed(BY_MAIL, "2x"))) == 3
    found = graded(tmp_path / "run", ROSTER, handed(GRACE, "2x"))
    assert {person: count for person, (_, count) in found.items()} == {person_of(ADA): 2, person_of(GRACE): 2}


def test_whoever_comes_late_and_alone_is_of_the_class_if_the_roster_says_so(tmp_path: Path) -> None:
    graded(tmp_path / "run", ROSTER, handed(ADA, "x"))
    late = Identity("plain", "email", "grace@uni.example", email="grace@uni.example")
    assert graded(tmp_path / "run", ROSTER, handed(late, "2x")) == {person_of(ADA): (0, 1), person_of(late): (1, 1)}
    with pytest.raises(StoreError, match="none of them is in this download"):
        graded(tmp_path / "run", ROSTER, handed(Identity("plain", "email", "eve@uni.example", email="eve@uni.example"), "2x"))
    other = (Row(2, (("email", "eve@uni.example"),)),)
    with pytest.raises(StoreError, match="none of them is in this download"):
        graded(tmp_path / "run", other, handed(Identity("plain", "email", "eve@uni.example", email="eve@uni.example"), "2x"))


def test_two_of_one_layout_are_never_one(tmp_path: Path) -> None:
    twin = Identity("plain", "name", "Ada", name="Ada", email="ada@uni.example")
    found = graded(tmp_path / "run", ROSTER, handed(ADA, "x"), handed(BY_MAIL, "2x"), handed(twin, "2x"))
    assert found == {person_of(ADA): (0, 1), person_of(BY_MAIL): (1, 1), person_of(twin): (1, 1)}
