"""The problem sheet: what is asked and under which names, never the key, and a file of answers that intake reads as it is meant."""

from __future__ import annotations

from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.model import Bank, Problem
from grader.record import replace
from grader.report import asked, problem_sheet

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bank() -> Bank:
    opened, _ = load_bank(ROOT / "problem_bank")
    return opened


def made(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    (tmp_path / "bank.yaml").write_text(text, "utf-8")
    opened, faults = load_bank(tmp_path / "bank.yaml")
    assert faults == ()
    return opened.problems


def test_every_problem_is_on_the_page_in_the_text_and_in_the_file_of_answers(bank: Bank) -> None:
    sheet = problem_sheet(bank, "Homework 3", "practice")
    for problem in bank.problems:
        assert f"<code>{problem.id}</code>" in sheet.page
        assert f"    answer as {problem.id}\n" in sheet.text
        assert f"\n{problem.id}:\n" in sheet.answers
    assert sheet.page.count("<h2") == len(bank.problems)


def test_nothing_of_the_key_is_handed_out(bank: Bank) -> None:
    """What an author lists as right or wrong is nowhere, but where the statement itself has the same letters."""
    sheet = problem_sheet(bank, "Homework 3", "graded")
    stated = " ".join(f"{problem.shown.title} {problem.shown.statement}" for problem in bank.problems)
    stated = " ".join(stated.split())
    for text in (sheet.text, sheet.answers):
        shown = " ".join(text.replace("\n# ", " ").split())
        for problem in bank.problems:
            scheme = problem.scheme
            secret = [scheme.truth, *scheme.accept, *scheme.other_layout, problem.shown.solution, *problem.shown.hints]
            secret += [part for wrong in scheme.wrong for part in (wrong.answer, wrong.misconception)]
            assert [each for each in secret if len(each) > 8 and each in shown and each not in stated] == []


@pytest.mark.parametrize(("text", "statement", "names"), [
    ('id: a\nvars: {x: real}\nf: "x^2 sin(x)"\nwrt: x', "Let f = x^2*sin(x). Find the derivative of f by x.", "x"),
    ('id: a\nvars: {x: real, y: positive}\nf: "x^2 y"\nwrt: [x, y]', "Let f = x^2*y. Find the derivative of f by (x, y).", "x, y"),
    ('id: a\nvars: {x: real, y: real}\nf: "x^2 y"\nwrt: [x, y]\nasked: hessian', "Let f = x^2*y. Find the Hessian of f by (x, y).", "x, y"),
    ('id: a\nvars: {x: real}\nf: "x^2 sin(x)"\nasked: value', "", "x"),
    ('id: a\nvars: {x: real}\ndefs: {u: "x^2", v: "x"}\nf: "sin(u)"\nwrt: x', "Let f = sin(u) with u = x^2. Find the derivative of f by x.", "x, u, v"),
    ('id: a\nvars: {x: real, y: real}\nf: "x y"\nwrt: [x, y]\nasked: directional\ndirection: "[3/5, 4/5]"\nat: {x: 1, y: 2}',
     "Let f = x*y. Find the directional derivative of f by (x, y) in the direction [3/5, 4/5] at x = 1, y = 2.", "x, y"),
    ('id: a\nvars: {x: positive}\nf: "log(x)"\nwrt: x\nasked: taylor\norder: 2\nat: {x: 1}',
     "Let f = log(x). Find the Taylor polynomial of f by x of order 2 at x = 1.", "x"),
    ('id: a\nvars: {x: real, y: real}\nf: "[x^2; y]"\nwrt: [x, y]\nasked: jacobian-determinant\nat: {x: 2}',
     "Let f = [x^2; y]. Find the determinant of the Jacobian of f by (x, y) at x = 2.", "x, y"),
    ('id: a\nvars: {x: real, y: real}\nf: "D(x^2 y, x)"\nwrt: y\nat: {x: 2}',
     "Let f = D(x^2*y, x). Find the derivative of f by y at x = 2.", "x, y"),
    ('id: a\nvars: {x: real, y: real}\nf: "taylor(x^2 y, [x, y], [1, 1], 2)"\nwrt: [x, y]\nasked: laplacian',
     "Let f = taylor(x^2*y, [x, y], [1, 1], 2). Find the Laplacian of f by (x, y).", "x, y"),
    ('id: a\nvars: {x: real}\nf: "D(x^3, x)"\nasked: value\nat: {x: 2}\nstatement: "What is {@f@}?"', "What is D(x^3, x)?", "x"),
    ('id: a\nvars: {A: [M, N], x: [N]}\nindices: {i: M, k: N}\nf: "A x"\nwrt: x\nstatement: "Find\n  it."', "Find it.",
     "A (M × N), x (N), indices i, k"),
    ('id: a\nvars: {x: real}\nfuncs: {g: 1}\nf: "g(x)"\nwrt: x\nstatement: "Find it."', "Find it.", "x, g (function)"),
])
def test_what_is_asked(tmp_path: Path, text: str, statement: str, names: str) -> None:
    [problem] = made(tmp_path, text)
    view = asked(problem, 3)
    assert (view.number, view.title.plain, view.statement.plain, view.names, view.points) == (3, "a", statement, names, "1 point")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)


def test_what_an_author_writes_is_text_and_stays_in_its_line(bank: Bank) -> None:
    [problem] = [problem for problem in bank.problems if problem.id == "power-rule"]
    hostile = replace(problem, shown=replace(problem.shown, title="</h2><script>x</script>\x1b[31m", statement="a\nstudent: Eve\u2028b: <img>",
                                             points=Fraction(1, 2)))
    sheet = problem_sheet(Bank((hostile,), "0" * 64), "<script>\n# \x07", "graded")
    parser = Tags()
    parser.feed(sheet.page)
    assert {"script", "img"} & set(parser.found) == set()
    assert "\x1b" not in sheet.text + sheet.answers
    assert [line for line in sheet.answers.split("\n") if line and not line.startswith("#")] == ["student:", "power-rule:"]
