"""Which decision holds: the student's own for the text that was seen, else the one on the text; never one about somebody else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from decision_texts import ADA, ONE

from grader.decisions import index, joined
from grader.model import PSEUDONYM, Decision, Identity, Where, text_digest
from grader.record import replace

PEOPLE = {
    "a": (Identity("moodle", "participant", "48001", "Ada Lovelace"), Identity("plain", "login", "ada", login="ada", email="Ada@uni.example")),
    "g": (Identity("moodle", "participant", "48002", "Grace Hopper"), Identity("", PSEUDONYM, "S-00000002")),
    "s": (Identity("moodle", "participant", "48003", "John Smith"),), "t": (Identity("moodle", "participant", "48004", "John Smith"),),
    "e": (Identity("moodle", "team", "7", group="Team 7"), Identity("plain", "login", "emmy", login="emmy")),
}


def of(who: Identity, score: int = 1, text: str = "", **rest: str) -> Decision:
    return Decision(rest.pop("problem", "p"), (), who, Fraction(score), Fraction(2), answer=text_digest(text) if text else "", where=Where("d", score + 1), **rest)


@pytest.mark.parametrize(("who", "person", "reason"), [
    (ADA, "a", ""), (Identity("", "participant", "48001"), "a", ""), (Identity("", "login", "ADA", login="ADA"), "a", ""), (Identity("", "email", "ada@uni.example"), "a", ""),
    (Identity("", "name", "Ada  Lovelace"), "a", ""), (Identity("", PSEUDONYM, "S-00000002"), "g", ""), (Identity("", "team", "7"), "e", ""),
    (Identity("", "participant", "48001", "Grace Hopper"), None, "the participant's number is that of 'Ada Lovelace', and the name is another"),
    (Identity("", "participant", "48001", login="grace"), None, "the participant's number is that of 'Ada Lovelace', and the login is another"),
    (Identity("", "name", "John Smith"), None, "2 students here fit: 'John Smith', 'John Smith'"), (Identity("", "participant", "48003", "John Smith"), "s", ""),
    (Identity("", "number", "48001"), None, "nobody here has this number"), (Identity("", "login", "48001", "Alan"), None, "nobody here has this login or name"),
    (Identity("", PSEUDONYM, "Ada Lovelace"), None, "nobody here has the pseudonym 'Ada Lovelace'; a name is written as {name: …}"),
    (Identity("", "number", "12", "John Smith"), None, "2 students here fit: 'John Smith', 'John Smith'"),
])
def test_whom_an_entry_is_about(who: Identity, person: str | None, reason: str) -> None:
    found = index([of(who)], PEOPLE)
    assert [each for each in PEOPLE if found.on(each, "p", "x")] == ([person] if person else [])
    assert [said for _, said in found.strays] == ([reason] if reason else [])
    assert found.faults == ()


def test_precedence() -> None:
    text, early, late, blank = ONE, of(ADA, 0, "x"), of(ADA, 2, "y"), Decision("", (), ADA, unanswered="blank", answer=text_digest("a.pdf 7"))
    found = index([text, early, late, blank], PEOPLE)
    assert found.faults == ()
    assert (found.on("a", "p", " x\r\n"), found.on("a", "p", "y"), found.on("a", "p", "z")) == (early, late, None)
    assert (found.on("g", "p", "x"), found.on("g", "p", "X"), found.on("g", "q", "x"), found.on("g", "p", "y")) == (text, None, None, None)
    assert (found.stale("a", "p", "x"), found.stale("a", "p", "z"), found.stale("a", "q", "z"), found.stale("g", "p", "z")) == ((), (early, late), (), ())
    assert (found.blank("a", "a.pdf 7"), found.blank("a", "b.pdf 7"), found.blank("g", "a.pdf 7")) == (blank, None, None)
    assert (found.own("a"), found.own("g")) == ((early, late, blank), ())
    assert (found.stale("a", "", "a.pdf 7"), found.stale("a", "", "b.pdf 7")) == ((), (blank,))


def test_without_a_digest_a_students_decision_holds_for_every_text() -> None:
    entry = of(ADA)
    found = index([ONE, entry], PEOPLE)
    assert (found.on("a", "p", "x"), found.on("a", "p", "other"), found.on("a", "p", ""), found.stale("a", "p", "z")) == (entry, entry, entry, ())


def test_contradictions_that_only_the_class_shows() -> None:
    other = of(Identity("", "login", "ada", login="ada"), 2)
    assert joined([of(ADA)], [other]).against == ()
    [fault] = index([of(ADA), other, of(Identity("", "login", "ada"), 2, problem="q")], PEOPLE).faults
    assert (fault.code, fault.where, fault.message) == (
        "decision/contradiction", Where("d", 3), "p 'ada' has 2 of 2 points here and 1 of 2 in line 2, where the same student has another id")
    assert index([of(ADA), replace(other, score=Fraction(1)), of(PEOPLE["g"][0], 2)], PEOPLE).faults == ()


def test_two_markers_are_joined() -> None:
    other, half = replace(ONE, answers=("y",), score=Fraction(2)), replace(ONE, score=Fraction(2), out_of=Fraction(4), by="hopper")
    against = replace(ONE, answers=("z", "x"), score=Fraction(0))
    new, blank = replace(ONE, answers=("x", "w")), Decision("", (), ADA, unanswered="blank")
    found = joined([ONE, blank], [half, other, against, new, replace(blank, by="hopper"), replace(blank, answer="00000000"), other])
    assert (found.added, found.same, found.against) == ((other, new), 4, ((ONE, against),))
    login = of(Identity("", "login", "ada", login="ada"), 2)
    assert joined([of(ADA)], [login]).added == (login,)
    assert joined([of(ADA)], [login], PEOPLE).against == ((of(ADA), login),)
