"""Sets of points behind the desk of a page: read, marked, hinted, in either mode."""

from __future__ import annotations

from desks import SALT, bank_of

from grader.desk import open_desk, page_bank

BANK = """
id: critical
vars: {x: real, y: real}
f: "x^4 + y^4 - 4 x y"
wrt: [x, y]
asked: critical-points
"""


def test_a_page_reads_a_set_and_marks_it() -> None:
    desk = open_desk(page_bank(bank_of(BANK), "practice"), SALT)
    found = desk.answer({"v": 1, "id": 1, "do": "check", "problem": "critical", "answer": "(0,0), (1,1), (1,-1)", "earlier": {}})
    assert "fault" not in found, found
    assert found["mark"]["outcome"] == "incorrect"
    assert found["reading"]["plain"] == "(0, 0), (1, 1), (1, -1)"
    assert "<math" in found["reading"]["math"]
    assert "∂f/∂x = 8, not 0" in found["shown"]["evidence"]


def test_a_page_that_only_reads_says_how_many_points_it_read() -> None:
    desk = open_desk(page_bank(bank_of(BANK), "graded"), SALT)
    assert desk.read("critical", "±(1,1)")["shape"] == "2 points"
    assert desk.read("critical", "none")["shape"] == "no point"
    assert [each["text"] for each in desk.read("critical", "(1, 1, 1)")["said"]] == ["Each point has two coordinates."]
    assert desk.read("critical", "(1,1")["state"] == "unreadable"
