"""A bank for a page: problems with variants are left out, a student's own variant is a problem like any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.assignment import with_values
from grader.bank import load_bank
from grader.desk import open_desk, page_bank
from grader.model import Bank
from grader.site.views import elsewhere, problem_views


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    (tmp_path / "bank.yaml").write_text("- {id: plain, vars: {x: real}, f: x^2, wrt: x}\n"
                                        '- {id: own, vars: {x: real}, f: "a x^2", wrt: x, variants: {a: [3, 5]}}\n', "utf-8")
    found, faults = load_bank(tmp_path / "bank.yaml")
    assert faults == ()
    return found


def test_a_page_leaves_out_what_it_does_not_know_and_says_so(bank: Bank) -> None:
    for mode in ("practice", "graded"):
        data = page_bank(bank, mode)  # type: ignore[arg-type]
        assert open_desk(data, "salt").problems == ("plain",)
        assert b"own" not in data
    assert [view.id for view in problem_views(bank)] == ["plain"]
    assert elsewhere(bank) == ((2, "own"),)


def test_the_bank_of_one_student_judges_and_reads_by_the_students_variant(bank: Bank) -> None:
    own = with_values(bank, {"own": (("a", "5"),)})
    desk = open_desk(page_bank(own, "practice"), "salt")
    assert desk.problems == ("plain", "own")
    states = [desk.answer({"v": 1, "id": 1, "do": "check", "problem": "own", "answer": text})["shown"]["state"] for text in ("10x", "6x", "2a x")]
    assert states == ["correct", "incorrect", "correct"]
    graded = page_bank(own, "graded")
    assert "10*x" not in json.dumps(graded.decode())
    reply = open_desk(graded, "salt").answer({"v": 1, "id": 1, "do": "read", "problem": "own", "answer": "6x"})
    assert reply["reading"]["state"] == "read"
