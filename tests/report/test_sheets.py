"""Sheets: gold files, escaping, policies, size."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from browsing import needs_browser, said_in_browser

from grader.bank import load_bank
from grader.kinds import kind_of
from grader.marking import earlier_of, mark
from grader.model import Bank, Mark, Provenance, Sheet, UsageError
from grader.places import place
from grader.record import replace
from grader.report import Sheets, formats, pages, render
from grader.style import LINK, beside, inside, sent

GOLD = Path(__file__).resolve().parents[1] / "gold"
ACTUAL = Path(__file__).resolve().parents[1] / "actual"
ANSWERS = {
    "intro-dot-gradient": "[2x_1; 2x_2]",
    "chain-2x-plus-1": "h'(x) = 4(2x+1)^3 = 4(2x+1)^3.",
    "chain-2x-plus-1-inner": "3",
    "gradient-ex57": r"\begin{bmatrix} 2x_1x_2+x_2^3 & x_1^2+x_1x_2^2 \end{bmatrix}",
    "partial-ex57-x1": "2(x_1 x_2 + x_2^3",
    "power-rule": "n x^{n-1}",
    "book-ex52": "e^(-x)/(1+e^(-x))^2",
    "shape-RD-R": "D x 1",
    "book-example-514": "1/(x-x)",
    "difference-quotient-square": "2x + h + 0*exp(exp(exp(exp(9 + x^2))))",
    "least-squares-gradient": "-2(y-Phi theta)^T Phi = 2y^T Phi",
    "dKdR-tensor": "R_iq if j=p and p!=q; R_ip if j=q and p!=q; 2R_iq if j=p and p=q; 0 otherwise",
    "identity-det": "tr(F^{-1} dF)",
    "practice-chain-in-parts.inner": "2x",
    "practice-chain-in-parts.outer": "cos(x^2+3x)",
    "practice-chain-in-parts.whole": "2x cos(x^2+3x)",
    "practice-least-squares-steps": "dL/dtheta = 2e^T Phi + 2lambda theta^T\n= 2(y-Phi theta)^T Phi + 2lambda theta^T",
    "book-change-of-variables": "[-2, 1; 1, 2]",
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The problems that are answered, and one that is not: what is added to the lecture's bank does not change these sheets."""
    whole = load_bank(place("problem_bank"))[0]
    return Bank(tuple(problem for problem in whole.problems if problem.id in {*ANSWERS, "rule-sum"}), whole.digest)


def sheet_of(bank: Bank, student: str, answers: dict[str, str]) -> Sheet:
    marks: dict[str, Mark] = {}
    for problem in bank.problems:
        marks[problem.id] = mark(problem, answers.get(problem.id, ""), "gold", earlier=earlier_of(problem, bank, marks))
    return Sheet(student, tuple(marks.values()), Provenance("0.0.0", "0" * 64))


@pytest.mark.parametrize(("format", "reveal"), [("txt", "none"), ("txt", "hint"), ("txt", "solution"), ("html", "hint")])
def test_gold(bank: Bank, format: str, reveal: str) -> None:
    """What is accepted stands in ``tests/gold``; a failing page is saved in ``tests/actual`` to look at and to copy over."""
    found = render(sheet_of(bank, "Zoë O'Neill", ANSWERS), bank, format, reveal, "Homework 3")
    found = found.replace(inside("embed"), "STYLE")
    gold = GOLD / f"sheet-{reveal}.{format}"
    if not gold.exists() or gold.read_text("utf-8") != found:
        ACTUAL.mkdir(exist_ok=True)
        (ACTUAL / gold.name).write_text(found, "utf-8")
    assert gold.exists(), f"no gold file yet: look at tests/actual/{gold.name}"
    assert found == gold.read_text("utf-8")


class Tags(HTMLParser):
    """Collects the pairs (tag, attribute) of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, "")} | {(tag, name) for name, _ in attrs}


def tags(page: str) -> set[tuple[str, str]]:
    parser = Tags()
    parser.feed(page)
    return parser.found


HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</pre></article><iframe src=//evil>", "{{ 7*7 }}", "{% raw %}",
           "&lt;b&gt;", "]]><svg/onload=alert(1)>", "x\u202e<b>",
           "=HYPERLINK(\"//evil\")", "\\href{javascript:alert(1)}{x}", "' onmouseover='a",
           "<!--", "\x00<b>"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_student_writes_becomes_markup(bank: Bank, text: str) -> None:
    benign = tags(render(sheet_of(bank, "Ada", {**ANSWERS, "book-ex51": "2 + foo"}), bank, "html", "solution"))
    answers = dict.fromkeys([problem.id for problem in bank.problems], text)
    page = render(sheet_of(bank, text, answers), bank, "html", "solution")
    assert tags(page) <= benign
    assert "49" not in page.split("<body")[1].split("<main>")[0]
    assert "\u202e" not in page
    assert "\x00" not in page


@pytest.mark.parametrize("reveal", ["none", "hint"])
def test_a_sheet_does_not_hold_the_key(bank: Bank, reveal: str) -> None:
    """Neither the truth nor an accepted form stands on a sheet that may not show it, unless the student wrote it."""
    sheet = sheet_of(bank, "Ada", dict.fromkeys([problem.id for problem in bank.problems], "5"))
    page = render(sheet, bank, "txt", reveal)
    for problem in bank.problems:
        block = page.split(f" {problem.id} [")[1].split("\n\n")[0]
        for form in (problem.scheme.truth, *problem.scheme.accept):
            if len(form) > 3 and kind_of(problem.task).trees:
                assert form not in block, problem.id


def test_policies_show_more_and_more(bank: Bank) -> None:
    sheet = sheet_of(bank, "Ada", {"chain-2x-plus-1": "x"})
    sizes = [len(render(sheet, bank, "txt", reveal)) for reveal in ("none", "hint", "answer", "solution")]
    assert sizes == sorted(set(sizes))


def test_a_page_needs_no_network_and_no_script_and_is_small(bank: Bank) -> None:
    page = render(sheet_of(bank, "Ada", ANSWERS), bank, "html", "solution")
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page
    assert '<html lang="en">' in page
    assert len(page.encode()) <= 60_000 + 3_000 * len(bank.problems)
    assert len(render(Sheet("Ada", (), Provenance("0", "0")), bank).encode()) <= 60_500
    [frame] = Sheets(bank, ("html",)).pages(Sheet("Ada", (), Provenance("0", "0")))
    assert len(frame.encode()) <= 6_000


def test_style_and_font_lie_beside_the_sheets_of_a_run_and_leave_with_them_the_font_only_if_it_is_asked_for(bank: Bank) -> None:
    """What a student wrote is never taken for the link to them."""
    sheet = sheet_of(bank, LINK, {"power-rule": LINK})
    [page] = Sheets(bank, ("html",), alone=False).pages(sheet)
    assert page.count(LINK) == 1
    assert "<style>" not in page
    assert f'<link rel="stylesheet" href="{min(beside())}">' == LINK
    rules = beside()["sheet.css"].decode().split("\n", 1)
    assert rules[0].split('"')[3] == max(beside())
    bare = sent(page.encode(), "none").decode()
    assert bare == page.replace(LINK, f'<style>\n@font-face{{font-family:M;src:local("STIX Two Math")}}\n{rules[1]}</style>')
    assert sent(page.encode(), "embed").decode() == render(sheet, bank) == page.replace(LINK, inside("embed"))
    assert 'local("STIX Two Math"),url("data:font/woff2;base64,d09GMg' in inside("embed")


STYLED = """
document.fonts.ready.then(() => tell([
  getComputedStyle(document.querySelector("article")).borderLeftWidth, getComputedStyle(document.querySelector("dd math")).mathStyle,
  Array.from(document.fonts, (font) => font.family + " " + font.status), document.querySelectorAll("article dd math").length]));
"""


@needs_browser
@pytest.mark.parametrize("kind", ["run", "alone", "zip"])
def test_a_browser_finds_style_and_font(bank: Bank, tmp_path: Path, kind: str) -> None:
    """Beside a sheet of a run, within one that stands alone; one in a zip has the reader's own font, if there is one."""
    sheet = sheet_of(bank, "Ada", ANSWERS)
    [page] = Sheets(bank, ("html",), alone=kind == "alone").pages(sheet)
    for name, data in beside().items():
        if kind == "run":
            (tmp_path / name).write_bytes(data)
    page = sent(page.encode(), "none").decode() if kind == "zip" else page
    (tmp_path / "sheet.html").write_text(page.replace("default-src 'none'", "default-src 'none'; script-src 'unsafe-inline'"), "utf-8")
    border, style, found, read = said_in_browser(tmp_path / "sheet.html", STYLED)
    assert (border, style) == ("5px", "normal")
    assert found == ["M loaded"] or (kind == "zip" and found == ["M error"])
    assert read >= 8


@pytest.mark.parametrize("reveal", ["none", "solution"])
def test_a_class_has_the_sheets_that_each_student_would_have_alone(bank: Bank, reveal: str) -> None:
    """Fragments are shared by equal answers, and by nobody else: same text to two problems, same answer after other earlier ones."""
    wrong_before = {**ANSWERS, "practice-chain-in-parts.inner": "2x+1", "practice-chain-in-parts.whole": "(2x+1) cos(x^2+3x)"}
    answers = [ANSWERS, {}, wrong_before, dict.fromkeys(ANSWERS, "2x"), {**ANSWERS, "chain-2x-plus-1": "2x"}, wrong_before]
    sheets = [sheet_of(bank, f"student {number}", each) for number, each in enumerate(answers)]
    shared = Sheets(bank, ("txt", "html"), reveal, "Homework 3")
    for sheet in sheets:
        text, page = shared.pages(sheet)
        assert [text, sent(page.encode(), "embed").decode()] == [render(sheet, bank, format, reveal, "Homework 3") for format in ("txt", "html")]


def test_one_answer_with_two_marks_is_shown_to_each_student_with_his_own(bank: Bank) -> None:
    full = sheet_of(bank, "Ada", ANSWERS)
    half = replace(full, student="Bob", marks=tuple(replace(mark, score=mark.out_of / 2) for mark in full.marks))
    shared = Sheets(bank, ("txt",))
    for sheet in (full, half, full):
        assert list(shared.pages(sheet)) == [render(sheet, bank, "txt")]


def test_formats_are_found_by_file_name_and_others_refused(bank: Bank) -> None:
    assert formats() == ("html", "txt")
    sheet = sheet_of(bank, "Ada", {})
    with pytest.raises(UsageError, match="no template"):
        render(sheet, bank, "pdf")
    with pytest.raises(UsageError, match="no policy"):
        render(sheet, bank, "html", "everything")


def test_a_template_that_names_what_is_not_there_fails() -> None:
    with pytest.raises(jinja2.UndefinedError):
        pages._environment(True).from_string("{{ sheet.nothing }}").render(sheet=object())


def test_templates_mark_as_safe_only_our_own_mathematics() -> None:
    for path in place("templates").glob("*.j2"):
        text = path.read_text("utf-8")
        assert "|safe" not in text.replace(" ", ""), path.name
        assert "autoescape" not in text, path.name
        for filtered in text.split("|math")[:-1]:
            assert filtered.endswith(("mark.math", "mark.truth_math", "evidence.math", "group.math", "view.f_math", "view.truth_math")), path.name
        # What the room of texts has written: tests/texts holds it to its tags.
        for filtered in text.split("|typeset")[:-1]:
            assert filtered.endswith((".html", "_html", ".begun")), path.name
