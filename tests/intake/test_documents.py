"""Answers in Markdown with headings, in LaTeX and in notebooks, and one sentence for every other kind of file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake import read_answers, read_submissions
from grader.model import Intake

KNOWN = ("chain-2x", "power-rule", "slope", "jac.row")


def read(text: str, file: str = "ada.md") -> Intake:
    return read_answers(text.encode(), file, KNOWN)


def answers(intake: Intake) -> dict[str, str]:
    return {response.problem: response.text for submission in intake.submissions for response in submission.responses}


def places(intake: Intake) -> dict[str, int]:
    return {response.problem: response.where.line for submission in intake.submissions for response in submission.responses}


def messages(intake: Intake) -> str:
    return " | ".join(row.message for row in intake.attention)


# -- Markdown -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected", "lines"), [
    ("# Homework 3\n\n## power-rule\n\n$$ n x^{n-1} $$\n", {"power-rule": "n x^{n-1}"}, {"power-rule": 5}),
    ("## power-rule: the rule\nn x^(n-1)\n## chain-2x\n2x\n", {"power-rule": "n x^(n-1)", "chain-2x": "2x"}, {"power-rule": 2, "chain-2x": 4}),
    ("### 3. power-rule\n```\nn x^(n-1)\n```\n", {"power-rule": "n x^(n-1)"}, {"power-rule": 3}),
    ("## Problem 3: power-rule\n```python\nn*x**(n-1)\n```\n", {"power-rule": "n*x**(n-1)"}, {"power-rule": 3}),
    ("## power-rule\nBy the rule that we know well we get\n\n    n x^(n-1)\n\nas asked.", {"power-rule": "n x^(n-1)"}, {"power-rule": 4}),
    ("## **power-rule**\nSo I find the following\n$$\nn x^n/x\n= n x^(n-1)\n$$", {"power-rule": "n x^n/x\n= n x^(n-1)"}, {"power-rule": 4}),
    ("## `Power-Rule` ##\n$n x^{n-1}$", {"power-rule": "$n x^{n-1}$"}, {"power-rule": 2}),
    ("## power-rule\n\\[ n x^{n-1} \\]", {"power-rule": "n x^{n-1}"}, {"power-rule": 2}),
    ("## power-rule\n### my solution\n$$2x$$\n## Thanks\nto Bob: a lot\n", {"power-rule": "2x"}, {"power-rule": 3}),
    ("## power-rule\n$$2x$$\nagain:\n$$ 2x $$", {"power-rule": "2x"}, {"power-rule": 2}),
    ("## slope\n$$\nslope = 7\n$$", {"slope": "slope = 7"}, {"slope": 3}),
    ("student: Ada\n\n---\n\npower-rule: 2x\n```\nchain-2x: 3\n```\n", {"power-rule": "2x", "chain-2x": "3"}, {"power-rule": 5, "chain-2x": 7}),
    ("## power-rule\npower-rule: 2x", {"power-rule": "2x"}, {"power-rule": 2}),
    ("## jac.row\n[1, 2]", {"jac.row": "[1, 2]"}, {"jac.row": 2}),
    ("```\n## power-rule\n```\nslope: 1", {"slope": "1"}, {"slope": 4}),
])
def test_below_a_heading_stands_the_answer(text: str, expected: dict[str, str], lines: dict[str, int]) -> None:
    intake = read(text)
    assert answers(intake) == expected
    assert places(intake) == lines


@pytest.mark.parametrize(("text", "said"), [
    ("## power-rule\n$$2x$$\nor\n$$3x$$", "below the heading 'power-rule' has several formulas, and nobody can say which is the answer; keep one"),
    ("## power-rule\nThe answer is $2x$ of course.", "put the answer on a line of its own, between $$"),
    ("## power-rule\nI could not solve this one", "put the answer on a line of its own, between $$"),
    ("## power-rule\nfirst\n\nsecond", "has several paragraphs"),
    ("## power-rule\n```\n2x\n", "begins a formula and does not end it"),
    ("## power-rule\n$$ 2x\n", "begins a formula and does not end it"),
    ("## power-rule and chain-2x\n$$2x$$", "names several problems"),
    ("## power-rul\n$$2x$$", "there is no problem 'power-rul'; did you mean 'power-rule'?"),
])
def test_what_nobody_can_tell_is_no_answer_and_says_so(text: str, said: str) -> None:
    intake = read(text)
    assert answers(intake) == {}
    assert said in messages(intake)


def test_a_heading_with_nothing_below_is_blank() -> None:
    intake = read("## power-rule\n\n## slope\n7\n")
    assert (answers(intake), intake.attention) == ({"slope": "7"}, ())


def test_a_heading_that_uses_a_word_names_no_problem() -> None:
    """``slope`` is a word: only a heading that begins with it is meant."""
    assert answers(read("## About the slope\n7")) == {}


def test_what_a_repository_says_of_itself_holds_the_questions() -> None:
    assert answers(read("## power-rule\n$$ x^n $$", "README.md")) == {}
    assert answers(read("power-rule: 2x", "README.md")) == {"power-rule": "2x"}


# -- LaTeX --------------------------------------------------------------------------------------------------------------------

HEAD = "\\documentclass{article}\n\\newcommand{\\answer}[2]{\\par\\textbf{#1}\\[#2\\]}\n\\begin{document}\n\\student{Ada Lovelace}\n"


@pytest.mark.parametrize(("text", "expected", "lines"), [
    ("\\answer{power-rule}{n x^{n-1}}", {"power-rule": "n x^{n-1}"}, {"power-rule": 1}),
    (HEAD + "\\answer{power-rule}{n x^{n-1}}\n\\answer{slope}\n{ 7 }\n\\end{document}", {"power-rule": "n x^{n-1}", "slope": "7"},
     {"power-rule": 5, "slope": 7}),
    ("% \\answer{slope}{6}\n\\answer{slope}{7 % no, 6\n+ 1}", {"slope": "7\n+ 1"}, {"slope": 2}),
    ("\\answer{slope}{7 \\% \\{ 1 \\}}", {"slope": "7 \\% \\{ 1 \\}"}, {"slope": 1}),
    ("\\answer{ Slope }{\n  \\begin{align*}\n  a &= 1 \\\\\n  &= 2\n  \\end{align*}\n}", {"slope": "\\begin{align*}\na &= 1 \\\\\n&= 2\n\\end{align*}"},
     {"slope": 2}),
    ("\\answer{slope}{}\\answer{chain-2x}{1}", {"chain-2x": "1"}, {"chain-2x": 1}),
])
def test_latex_is_read_between_braces(text: str, expected: dict[str, str], lines: dict[str, int]) -> None:
    intake = read(text, "ada.tex")
    assert (answers(intake), places(intake), intake.attention) == (expected, lines, ())
    assert [each.student for each in intake.submissions] == ["Ada Lovelace" if text.startswith(HEAD) else "ada"]


@pytest.mark.parametrize(("text", "said"), [
    ("\\answer{slope}{7", "the answer to 'slope' has no second pair of braces that closes"),
    ("\\answer{slope} 7", "the answer to 'slope' has no second pair of braces that closes"),
    ("\\begin{document}\\end{document}\n\\answer{slope}{7}", "stands behind \\end{document}"),
    ("\\answer{slop}{7}", "did you mean 'slope'?"),
    ("slope: 7", "no answers were found; a .tex file needs \\answer{problem-id}{…}"),
])
def test_latex_that_is_not_used_says_why(text: str, said: str) -> None:
    intake = read(text, "ada.tex")
    assert answers(intake) == {}
    assert said in messages(intake)


def test_an_answer_that_does_not_close_costs_no_other() -> None:
    assert answers(read("\\answer{slope}{7\n\\answer{chain-2x}{1}", "ada.tex")) == {"chain-2x": "1"}


# -- notebooks ----------------------------------------------------------------------------------------------------------------


def notebook(*cells: tuple[str, str] | tuple[str, str, str], **fields: object) -> str:
    """A notebook of cells: kind, text, and the id in its metadata."""
    made = [{"cell_type": kind, "metadata": {"grader": {"id": rest[0]}} if rest else {}, "source": text.splitlines(keepends=True),
             **({"outputs": [{"output_type": "stream", "text": ["slope: 9\n"]}]} if kind == "code" else {})} for kind, text, *rest in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **fields}, indent=1)


@pytest.mark.parametrize(("text", "expected"), [
    (notebook(("markdown", "# Homework\nName: Ada\n"), ("markdown", "## power-rule\n\n$$n x^{n-1}$$")), {"power-rule": "n x^{n-1}"}),
    (notebook(("code", "# power-rule\nn*x**(n-1)  # a power\n"), ("code", "import os\nos.remove('x')")), {"power-rule": "n*x**(n-1)  # a power"}),
    (notebook(("raw", "2x", "power-rule"), ("code", "7", "Slope")), {"power-rule": "2x", "slope": "7"}),
    (notebook(("markdown", "power-rule: 2x\n\nslope: 7\n\nSome words about it.")), {"power-rule": "2x", "slope": "7"}),
    (notebook(("code", "# slope\n# first I tried 6\n7")), {"slope": "7"}),
    (notebook(("code", "slope = 7\nslope: 7\n{'slope': '7'}")), {}),
])
def test_notebooks_are_read_and_never_run(text: str, expected: dict[str, str]) -> None:
    intake = read(text, "ada.ipynb")
    assert answers(intake) == expected
    assert all(text.split("\n")[line - 1].strip().strip('",').removesuffix("\\n").strip() in expected[problem]
               or expected[problem] in text.split("\n")[line - 1] for problem, line in places(intake).items())


@pytest.mark.parametrize(("text", "said"), [
    ("{", "this notebook cannot be read"), ("[]", "this is no notebook of version 4"), ('{"cells": 3, "nbformat": 4}', "no notebook of version 4"),
    (notebook(("code", "# slope\n7"), nbformat=3), "no notebook of version 4"),
    ('{"nbformat": 4, "cells": [1, {"source": 3}, {"cell_type": "code", "source": [null, "7"], "metadata": []}]}',
     "no answers were found; a notebook needs cells that begin with '# problem-id'"),
    (notebook(("markdown", "## slope\n\nI think that it is $7$ or so")), "cell 1: what stands below the heading 'slope' has words beside the answer"),
    ("[" * 60_000, "this notebook cannot be read"),
    (notebook(("markdown", "## slope\n```")), "cell 1: what stands below the heading 'slope' begins a formula and does not end it"),
])
def test_a_notebook_that_is_not_used_says_why(text: str, said: str) -> None:
    intake = read(text, "ada.ipynb")
    assert answers(intake) == {}
    assert said in messages(intake)


# -- all of them --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "kind"), [
    ("hw.pdf", "a PDF"), ("hw.DOCX", "a Word document"), ("hw.jpg", "a picture"), ("hw.webp", "a picture"), ("hw.html", "a web page"),
    ("hw.py", "a program"), ("hw.xlsx", "a spreadsheet"), ("hw.zip", "an archive inside"), ("hw.pptx", "a presentation"),
])
def test_any_other_kind_of_file_gets_one_sentence(file: str, kind: str) -> None:
    for data in (b"%PDF-1.7 \x00\xff", b"power-rule: 2x"):
        intake = read_answers(data, file, KNOWN)
        assert intake.submissions == ()
        [row] = intake.attention
        assert row.code == "intake/not-text"
        assert row.message == f"{kind} is not read; write the answers into a file that ends in .txt, .md, .tex, .ipynb, .yaml or .yml"


def test_a_class_hands_in_what_a_student_checks(tmp_path: Path) -> None:
    """The same reader stands behind the check and behind the class."""
    files = {"ada.md": "## power-rule\n$$2x$$", "bob.tex": "\\answer{power-rule}{2x}", "cyd.ipynb": notebook(("code", "# power-rule\n2x")),
             "dan.txt": "- Power-Rule = 2x\n", "eve.txt": "Name: Eve Adams\npower-rule: 2x"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    found = read_submissions(tmp_path, KNOWN)
    assert {each.student: {one.problem: one.text for one in each.responses} for each in found.submissions} == {
        name: {"power-rule": "2x"} for name in ("ada", "bob", "cyd", "dan", "Eve Adams")}
    assert found.attention == ()


def test_what_may_be_an_answer_waits_for_a_person(tmp_path: Path) -> None:
    for name, text in {"ada.md": "## power-rule\n$$2x$$\nor\n$$3x$$", "bob.tex": "\\answer{power-rule}{2x", "cyd.tex": "hello"}.items():
        (tmp_path / name).write_text(text, "utf-8")
    codes = {each.student: [file.code for file in each.files] for each in read_submissions(tmp_path, KNOWN).submissions}
    assert codes == {"ada": ["intake/no-answers"], "bob": ["intake/no-answers"], "cyd": ["intake/no-answers"]}


@pytest.mark.parametrize(("line", "waits", "code"), [
    # About the student or the course: nothing is said, and nothing waits.
    ("Matrikelnummer: 0310004", False, None), ("Matr.-Nr.: 7", False, None), ("E-Mail: a@b.de", False, None), ("Vorname: Ada", False, None),
    ("Gruppe: 7", False, None), ("Datum: 3.4.2026", False, None), ("Date: April 3", False, None), ("Tutor: Meier", False, None),
    # What may be an answer all the same.
    ("Gruppe: slope", True, "intake/unknown-problem"), ("Datum: 2x^2", True, "intake/unknown-problem"), ("Slopes: 7", True, "intake/unknown-problem"),
    ("Gruppe: 2x + 1", True, "intake/unknown-problem"), ("Term: 3x", True, "intake/unknown-problem"),
    # A number in the place of an id.
    ("Aufgabe 2: 7", True, "intake/not-an-answer"), ("Problem 2) 2x", True, "intake/not-an-answer"), ("Question 2a: 7", True, "intake/not-an-answer"),
    ("Exercise 1.2: 7", True, "intake/not-an-answer"), ("Teil b: 2x", True, "intake/not-an-answer"), ("b) 2x", True, "intake/not-an-answer"),
    ("(2) 7", True, "intake/not-an-answer"), ("**Aufgabe 2:** 7", True, "intake/not-an-answer"), ("Task 2 - 7", True, "intake/not-an-answer"),
    ("**Aufgabe 2:**", False, "intake/not-an-answer"), ("3. Dezember 2026", False, "intake/not-an-answer"),
    ("See problem 2: it was hard.", False, "intake/not-an-answer"), ("Hello!", False, "intake/not-an-answer"),
])
def test_a_line_about_the_student_is_no_answer_and_one_under_a_number_may_be(tmp_path: Path, line: str, waits: bool, code: str | None) -> None:
    (tmp_path / "ada.txt").write_text(f"{line}\npower-rule: 2x\n", "utf-8")
    [found] = read_submissions(tmp_path, KNOWN).submissions
    assert ([row.code for row in found.attention], [bool(file.code) for file in found.files]) == ([code] if code else [], [waits])
    assert {one.problem: one.text for one in found.responses} == {"power-rule": "2x"}


@pytest.mark.parametrize(("lines", "waits"), [
    ("Aufgabe 2\n7", True), ("Aufgabe 1\nAufgabe 2", False), ("Aufgabe 2:\nThat was hard.", False), ("7\nAufgabe 2", False),
])
def test_what_stands_below_a_number_may_be_an_answer(tmp_path: Path, lines: str, waits: bool) -> None:
    (tmp_path / "ada.txt").write_text(f"{lines}\npower-rule: 2x\n", "utf-8")
    [found] = read_submissions(tmp_path, KNOWN).submissions
    assert [bool(file.code) for file in found.files] == [waits]


SIGNS = "ab12=:(){}[]\\\"'#-*. $%_"
WRITTEN = st.lists(st.text(st.sampled_from(SIGNS), min_size=1, max_size=14).map(str.strip).filter(bool), min_size=1, max_size=4)


@given(st.lists(WRITTEN, min_size=len(KNOWN), max_size=len(KNOWN)))
def test_what_a_program_writes_in_the_documented_form_comes_back(texts: list[list[str]]) -> None:
    """Whatever is read besides, ``id: answer`` with indented lines below is that: the student's page writes such files."""
    file = "".join(f"{problem}: {''.join(f'{line}{chr(10)}  ' for line in lines).rstrip()}{chr(10)}" for problem, lines in zip(KNOWN, texts, strict=True))
    assert answers(read(file, "a.txt")) == {problem: "\n".join(lines) for problem, lines in zip(KNOWN, texts, strict=True)}


PIECES = st.lists(st.sampled_from(["## power-rule", "# ", "$$", "```", "\\[", "\\]", "    x", "\n", "slope: 7", "slope =", "\\answer{slope}{", "}", "{", "2x", "(",
                                   ")", "student: a", "Name: b", '"slope": "', '"', "\\student{a}", "%", "- ", "\t", "$x$", "\\end{document}"]), max_size=24)


@given(PIECES, st.sampled_from(["a.md", "a.tex", "a.txt", "README.md"]))
def test_any_text_is_read_without_a_fault_of_ours(pieces: list[str], file: str) -> None:
    """And every answer stands in the text: nothing is made up."""
    text = "\n".join(pieces)
    intake = read(text, file)
    squeezed = "".join(text.split())
    for answer in answers(intake).values():
        assert all("".join(line.split()) in squeezed for line in answer.split("\n"))


@given(PIECES)
def test_any_cell_is_read_without_a_fault_of_ours(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    intake = read(notebook(("markdown", text), ("code", text), ("raw", text, "slope")), "a.ipynb")
    assert set(answers(intake)) <= set(KNOWN)


@pytest.mark.parametrize(("text", "file"), [
    ("## power-rul\n" * 5_000, "a.md"), ("## power-rule\n$$\n" * 3_500, "a.md"), ("```\n" * 16_000, "a.md"), ("\\answer{a}{" * 5_900, "a.tex"),
    ("{" * 65_000, "a.tex"), ("## power-rule\n" + "    x\n\n" * 9_000, "a.md"), ("$$" * 32_000, "a.md"), ("slope: (\n" + "x\n" * 30_000, "a.txt"),
    ("## power-rule\n" + "aa " * 21_000, "a.md"), ("\\[" * 30_000, "a.md"), ("## power-rule\n" + "\\[" * 30_000, "a.md"),
    ('"' * 60_000, "a.txt"), ("(" * 60_000, "a.txt"), ("slope: (\n)(\n" * 5_000, "a.txt"), ("## power-rule\n" + "$x" * 30_000, "a.md"),
    (notebook(*[("markdown", "x")] * 600), "a.ipynb"),
], ids=range(16))
def test_hostile_documents_cost_little(text: str, file: str) -> None:
    """Each takes a few hundredths of a second; one that grows with the square of the text would take minutes."""
    assert len(read(text, file).attention) <= 22
