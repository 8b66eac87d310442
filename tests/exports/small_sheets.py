"""The people, marks and sheets of the small class of the exports."""

from __future__ import annotations

from fractions import Fraction

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
