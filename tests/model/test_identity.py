"""Who somebody is, and what a sheet counts after a penalty."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.model import (
    FAMILY_OF_NOBODY,
    KINDS,
    ON_TIME,
    Attempt,
    Decided,
    HandedFile,
    Identity,
    Lateness,
    Mark,
    Outcome,
    Provenance,
    Result,
    Sheet,
    Submission,
    Verdict,
    Where,
    keys_of,
    person_of,
    plain_identity,
)

ADA = Identity("moodle", "participant", "48001", name="Ada Lovelace", login="ada")


@pytest.mark.parametrize(("who", "keys"), [
    (ADA, (("participant", "48001"), ("login", "ada"), ("name", "Ada Lovelace"))),
    (plain_identity("Ada"), (("name", "Ada"),)),
    (Identity("plain", "number", "007", name="Bond"), (("number", "007"), ("name", "Bond"))),
    (Identity("forms", "row", "3", email="a@b.c"), (("row", "3"), ("email", "a@b.c"))),
])
def test_the_keys_of_somebody_stand_in_the_order_of_their_strength(who: Identity, keys: tuple[tuple[str, str], ...]) -> None:
    assert keys_of(who) == keys
    assert [KINDS.index(kind) for kind, _ in keys] == sorted(KINDS.index(kind) for kind, _ in keys)


def test_a_person_is_known_by_family_kind_and_key_alone() -> None:
    others = [Identity("canvas", "participant", "48001"), Identity("moodle", "team", "48001"), Identity("moodle", "participant", "048001"),
              plain_identity("48001"), Identity("moodle", "participant", "4800", "1")]
    assert plain_identity("x").layout == FAMILY_OF_NOBODY
    assert person_of(Identity("moodle", "participant", "48001", name="another name")) == person_of(ADA)
    assert len({person_of(each) for each in (ADA, *others)}) == 6


def sheet(lateness: Lateness) -> Sheet:
    marks = tuple(Mark(name, "", Decided(Verdict(Outcome.CORRECT)), Fraction(2), Fraction(3)) for name in "ab")
    return Sheet("Ada", marks, Provenance("", ""), person_of(ADA), ADA, (Attempt(1, counts=True),), lateness)


@pytest.mark.parametrize(("lateness", "score"), [
    (ON_TIME, Fraction(4)), (Lateness(penalty=Fraction(1, 3)), Fraction(11, 3)), (Lateness(penalty=Fraction(5)), Fraction(0)),
    (Lateness(refused=True), Fraction(0)),
])
def test_a_penalty_is_taken_from_the_raw_score_and_never_gives_less_than_nothing(lateness: Lateness, score: Fraction) -> None:
    late = sheet(lateness)
    assert (late.raw, late.score, late.out_of) == (4, score, 6)
    line = Result(late.person, late.student, ADA, (), late.raw, lateness.penalty, late.score, late.out_of, late.pending, (), "")
    assert line.score == score


def test_a_submission_is_called_by_the_name_of_who_handed_it_in() -> None:
    handed = Submission(Identity("moodle", "team", "77", group="Team 7"), (), Where("x", 1), files=(HandedFile("a.pdf", 1, "intake/not-text"),))
    assert handed.student == "Team 7"
