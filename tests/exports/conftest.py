"""A small class for the exports: one student is done, one waits for a person, one has a hostile name."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from small_sheets import HALF, RIGHT, UNREAD, identity, result, sheet

from grader.exports import Run
from grader.model import Identity, Provenance


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
