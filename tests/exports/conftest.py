"""A small class for the exports: one student is done, one waits for a person, one has a hostile name."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.exports import Run
from grader.model import (
    Counterexample,
    Decided,
    Diagnosis,
    Identity,
    Mark,
    Outcome,
    Provenance,
    Result,
    Sheet,
    Verdict,
    person_of,
    plain_identity,
)

RIGHT = Mark("q1", "2x", Decided(Verdict(Outcome.CORRECT), "2*x"), Fraction(2), Fraction(2))
HALF = Mark("q2", "cos(2x)", Decided(Verdict(Outcome.INCORRECT, evidence=Counterexample((("x", "0"),), "1", "2")), "cos(2*x)",
                                     (Diagnosis("inner-derivative", "The inner factor is missing."),)), Fraction(1, 3), Fraction(1))
UNREAD = Mark("q2", "2(x", Decided(Verdict(Outcome.UNREADABLE)), None, Fraction(1))


def identity(text: str) -> Identity:
    """Whoever ``kind:key`` or ``kind:key:name`` means; a text alone is a plain name."""
    kind, colon, rest = text.partition(":")
    if not colon:
        return plain_identity(text)
    key, _, name = rest.partition(":")
    layout = {"participant": "moodle", "team": "moodle", "canvas-user": "canvas"}.get(kind, "plain")
    return Identity(layout, kind, key, name=name, group=name if kind == "team" else "")


def sheet(who: Identity, *marks: Mark) -> Sheet:
    return Sheet(who.student, marks, Provenance("0.1.0", "sha256:b"), who=who)


def result(one: Sheet, file: str) -> Result:
    assert one.who is not None
    return Result(person_of(one.who), one.student, one.who, (), one.raw, Fraction(0), one.score, one.out_of, one.pending,
                  tuple(mark.score for mark in one.marks), file)


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Run]:
    """A run of the people named; of those whose text is in ``pending`` the second answer waits for a person."""

    def make(*people: str | Identity, pending: tuple[str, ...] = (), html: bool = True) -> Run:
        (tmp_path / "feedback").mkdir(exist_ok=True)
        sheets = tuple(sheet(who if isinstance(who, Identity) else identity(who), RIGHT, UNREAD if who in pending else HALF) for who in people)
        files = {each.student: f"feedback/s{number}.html" for number, each in enumerate(sheets)} if html else {}
        for student, file in files.items():
            (tmp_path / file).write_text(f"<!DOCTYPE html><title>{len(student)}</title>", "utf-8")
        results = tuple(result(each, files.get(each.student, "")) for each in sheets)
        return Run(tmp_path, "HW 3", ("q1", "q2"), Fraction(3), Provenance("0.1.0", "sha256:b"), results, lambda: iter(sheets))

    return make
