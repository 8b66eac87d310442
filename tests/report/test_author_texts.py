"""An author's words on sheets and on the student's page: typeset wherever they are said, and escaped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.desk import open_desk, page_bank
from grader.marking import mark
from grader.model import Bank, Provenance, Sheet
from grader.report import asked, render, typeset_texts

TEXT = r"""id: rich
title: "The *chain* rule <i>"
statement: "Let $f(x) = {@f@}$."
vars: {x: real}
f: "sin(x^2)"
wrt: x
hints: ["use $\\frac{df}{du}$ & `u`", "then **{@f@}**"]
wrong: [{answer: "cos(x^2)", misconception: "you forgot $\\frac{du}{dx}$"}]
solution: "f'(x) = 2x cos(x^2)"
"""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    file: Path = tmp_path_factory.mktemp("texts") / "bank.yaml"
    file.write_text(TEXT, "utf-8")
    opened, faults = load_bank(file, advise=True)
    assert faults == ()
    return opened


def test_a_sheet_sets_all_texts(bank: Bank) -> None:
    [problem] = bank.problems
    found = mark(problem, "cos(x^2)", "s")
    page = render(Sheet("Ada", (found,), Provenance("0", "0")), bank, reveal="solution")
    assert "The <em>chain</em> rule &lt;i&gt;" in page
    assert '<p class="why">You forgot <math><mfrac><mrow><mi>d</mi><mi>u</mi></mrow>' in page
    assert "use <math><mfrac>" in page
    assert "&amp; <code>u</code>" in page
    assert "<p>f′(x) = 2x cos(x<sup>2</sup>)</p>" in page
    assert "<math><mi>f</mi>" in page
    assert "{@f" not in page
    text = render(Sheet("Ada", (found,), Provenance("0", "0")), bank, format="txt", reveal="hint")
    assert "Let $f(x) = sin(x^2)$." in text
    assert "hint: then **sin(x^2)**" in text


def test_a_page_gets_the_texts_typeset(bank: Bank) -> None:
    desk = open_desk(page_bank(bank, "practice", typeset_texts(bank)), "s")
    [first] = [json.loads(desk(json.dumps({"v": 1, "id": 1, "do": "check", "problem": "rich", "answer": "cos(x^2)"})))["shown"]["hint"]]
    own, hint = first["pieces"]
    assert [piece["text"] for piece in own] == [r"You forgot $\frac{du}{dx}$", "."]
    assert own[0]["markup"].startswith("You forgot <math><mfrac>")
    assert hint[0]["markup"] == ('use <math><mfrac><mrow><mi>d</mi><mi>f</mi></mrow><mrow><mi>d</mi><mi>u</mi></mrow></mfrac></math> &amp; <code>u</code>')
    assert first["lines"] == ["".join(piece["text"] for piece in line) for line in first["pieces"]]


def test_choices_are_set(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text('id: c\nasked: choice\nstatement: "Which?"\nchoices: {a: "$x^2$ & <b>", b: "no"}\ntruth: a\n', "utf-8")
    offered = asked(load_bank(tmp_path / "bank.yaml")[0].problems[0], 1).choices
    assert offered is not None
    assert [choice.text.html for choice in offered.options] == ["<math><msup><mi>x</mi><mn>2</mn></msup></math> &amp; &lt;b&gt;", "no"]
    assert offered.lines == ("a) $x^2$ & <b>", "b) no")


@pytest.mark.parametrize(("fields", "shown", "hidden"), [
    ('f: "x^2", wrt: x, truth: "3x"', "answer: 2x", "3x"),
    ('f: "x^2", wrt: x, truth: "x + x"', "answer: x + x", "3x"),
    ('f: "x^2", wrt: x, asked: antiderivative, truth: "x^4 + c"', "", "x^4"),
])
def test_a_truth_that_is_not_right_is_never_shown(fields: str, shown: str, hidden: str, tmp_path: Path) -> None:
    file = tmp_path / "bank.yaml"
    file.write_text(f"- {{id: stated, vars: {{x: real}}, {fields}}}\n", "utf-8")
    bank, _ = load_bank(file)
    text = render(Sheet("Ada", (mark(bank.problems[0], "7", "s"),), Provenance("0", "0")), bank, format="txt", reveal="answer")
    assert shown in text
    assert hidden not in text
