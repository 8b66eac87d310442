"""A draft names what was answered by many, is a valid file, and says of rarer problems how rare they are."""

from __future__ import annotations

import pytest
from assignment_bank import BANK, Read, said

from grader.assignment import draft, frequent


@pytest.mark.parametrize(("students", "asked"), [
    (20, {"gradient-ex57", "chain-ex58", "area"}), (30, {"gradient-ex57", "area"}), (31, {"gradient-ex57"}), (500, set())])
def test_a_tenth_of_the_students(read: Read, students: int, asked: set[str]) -> None:
    answered = {"gradient-ex57": 20, "chain-ex58": 2, "area": 3, "far-away": 0}
    assert frequent(answered, students) == asked
    text = draft("It's: #3", BANK, answered, students)
    opened = read(text)
    assert opened.faults == ()
    assert opened.assignment is not None
    assert opened.bank is not None
    assert opened.assignment.title == "It's: #3"
    assert {problem.scheme.group or problem.id for problem in opened.bank.problems} == (asked or {"gradient-ex57", "chain-ex58", "area", "far-away"})
    rare = {"gradient-ex57", "chain-ex58", "area"} - asked
    assert all(f"# - {name} " in text for name in rare)
    assert f"of {students}" in text
    assert "far-away" not in text
    assert opened.assignment.due is None


def test_dates_need_only_be_uncommented(read: Read) -> None:
    text = draft("T", BANK, {"area": 1}, 1).replace("# timezone", "timezone").replace("# due", "due")
    opened = read(text)
    assert said(opened) == []
    assert opened.assignment is not None
    assert opened.assignment.due is not None


def test_hostile_names_of_a_download(read: Read) -> None:
    """The title comes from the name of a file that somebody sent."""
    for name in ("a\nproblems: [x]", "'", "\x1b[31m", "x" * 300, ""):
        opened = read(draft(name, BANK, {"area": 1}, 1))
        assert said(opened) == []
        assert opened.bank is not None
        assert len(opened.bank.problems) == 2
