"""A small class for the exports: one student is done, one waits for a person, one has a hostile name."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.exports import Run
from grader.model import Counterexample, Decided, Diagnosis, Gradebook, Mark, Outcome, Provenance, Sheet, Verdict

RIGHT = Mark("q1", "2x", Decided(Verdict(Outcome.CORRECT), "2*x"), Fraction(2), Fraction(2))
HALF = Mark("q2", "cos(2x)", Decided(Verdict(Outcome.INCORRECT, evidence=Counterexample((("x", "0"),), "1", "2")), "cos(2*x)",
                                     (Diagnosis("inner-derivative", "The inner factor is missing."),)), Fraction(1, 3), Fraction(1))
UNREAD = Mark("q2", "2(x", Decided(Verdict(Outcome.UNREADABLE)), None, Fraction(1))


def sheet(student: str, *marks: Mark) -> Sheet:
    return Sheet(student, marks, Provenance("0.1.0", "sha256:b"))


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Run]:
    """A run of the students named; of those named ``pending`` the second answer waits for a person."""

    def make(*students: str, pending: tuple[str, ...] = (), html: bool = True) -> Run:
        (tmp_path / "feedback").mkdir(exist_ok=True)
        sheets = tuple(sheet(student, RIGHT, UNREAD if student in pending else HALF) for student in students)
        files = tuple((student, f"feedback/s{number}.html") for number, student in enumerate(students)) if html else ()
        for student, file in files:
            (tmp_path / file).write_text(f"<!DOCTYPE html><title>{len(student)}</title>", "utf-8")
        return Run(Gradebook("HW 3", sheets), ("q1", "q2"), tmp_path, files)

    return make
