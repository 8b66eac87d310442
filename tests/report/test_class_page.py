"""The class page: every number and link that it shows, nobody's text as markup, one script that the policy knows, and its use in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browsing import needs_browser, said_in_browser

from grader.bank import load_bank
from grader.marking import Tally, mark
from grader.model import Attempt, Bank, Identity, Lateness, Mark, Result
from grader.places import place
from grader.record import replace
from grader.report import render_class
from grader.style import shared_font

BAD = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>\x1b\u202e"
WRONG = ("4(2x+1)^3", "4(1+2x)(1+2x)^2", "32x^3+48x^2+24x+4")
"""The same function three times."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    whole = load_bank(place("problem_bank"))[0]
    return Bank(tuple(problem for problem in whole.problems if problem.id in ("chain-2x-plus-1", "rule-sum")), "b" * 64)


@pytest.fixture(scope="module")
def marked(bank: Bank) -> dict[str, Mark]:
    """Answers to the first problem with their marks."""
    problem = bank.get("chain-2x-plus-1")
    assert problem is not None
    return {text: mark(problem, text, "s") for text in ("8(2x+1)^3", *WRONG, "8x", "", "2x(", f"2x({BAD}")}


def result(number: int, student: str, mine: Mark, **changes: object) -> Result:
    raw = mine.score or Fraction(0)
    plain = Result(f"{number:016x}", student, Identity("moodle", "participant", str(48_000 + number), name=student), (), raw, Fraction(0), raw,
                   Fraction(3), int(mine.score is None), (mine.score,), f"feedback/s-{number:08x}.html", (Attempt(1, None, True),))
    return replace(plain, **changes)


def page_of(bank: Bank, pairs: list[tuple[Result, Mark]], attention: int = 0) -> str:
    tally = Tally(bank, "s")
    for each, mine in pairs:
        tally.add(mine, [each.person])
    return render_class("Homework <3>", bank, [each for each, _ in pairs], tally.counts(), attention)


def rows(page: str) -> list[list[str]]:
    """The texts of the cells of the list of students."""
    body = page.split('<table id="students" class="sorts">')[1].split("</table>")[0]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in re.findall(r"<tr>(.*?)</tr>", body)]


def test_a_simple_class_has_three_columns_in_the_order_of_names(bank: Bank, marked: dict[str, Mark]) -> None:
    names = ("Zoë Müller", "zoe muller", "Ébène", "ada", "Ada Lovelace", "Eve")
    page = page_of(bank, [(result(number, name, marked["8x" if number else "2x("]), marked["8x" if number else "2x("]) for number, name in enumerate(names)])
    assert rows(page) == [["Student", "Score", "Waiting"], ["ada", "0", ""], ["Ada Lovelace", "0", ""], ["Ébène", "0", ""], ["Eve", "0", ""],
                          ["Zoë Müller", "0", "1"], ["zoe muller", "0", ""]]
    assert "<h1>Homework &lt;3&gt;</h1>" in page
    assert '<p class="total">6 students · 1 with answers that wait · mean 0.0 and median 0 of 3 points, of 5 students of whom nothing waits</p>' in page
    assert "attention.csv</a>" not in page


@pytest.mark.parametrize(("texts", "said"), [
    (("8(2x+1)^3", "2x("), "2 students · 1 with answers that wait · mean 2.0 and median 2 of 3 points, of 1 student of whom nothing waits"),
    (("2x(", "2x("), "2 students · 2 with answers that wait</p>"), (("8(2x+1)^3", "8x"), "2 students · mean 1.0 and median 1 of 3 points</p>"),
])
def test_what_is_open_is_not_in_the_mean(bank: Bank, marked: dict[str, Mark], texts: tuple[str, ...], said: str) -> None:
    assert said in page_of(bank, [(result(number, f"S{number}", marked[text]), marked[text]) for number, text in enumerate(texts)])


def test_lateness_and_attempts_have_columns_where_there_are_any(bank: Bank, marked: dict[str, Mark]) -> None:
    right = marked["8(2x+1)^3"]
    late = Lateness(late_by=timedelta(hours=26), penalty=Fraction(1, 2))
    pairs = [(result(1, "Ada", right, penalty=Fraction(1, 2), score=Fraction(3, 2), lateness=late, attempts=(Attempt(1), Attempt(2, None, True))), right),
             (result(2, "Bob", right, who=Identity("canvas", "canvas-user", "7", name="Bob", login="bob7"), lateness=Lateness(code="late/unknown-time")), right),
             (result(3, "Eve", right, score=Fraction(0), lateness=Lateness(late_by=timedelta(days=9), refused=True)), right),
             (result(4, "Same", marked[""], is_answered=False), marked[""]), (result(5, "Same", right), right)]
    page = page_of(bank, pairs, 7)
    assert rows(page) == [
        ["Student", "Score", "For answers", "Penalty", "Late by", "Attempts", "Waiting"],
        ["Ada", "1.5", "2", "0.5", "1 day 2 h", "2", ""], ["Bob bob7", "2", "2", "", "time not known", "1", ""],
        ["Eve", "0", "2", "", "9 days, does not count", "1", ""], ["Same 48004 no answer", "0", "0", "", "", "1", ""],
        ["Same 48005", "2", "2", "", "", "1", ""]]
    assert "5 students · 1 without an answer · 3 late · mean 1.1 and median 1.5 of 3 points" in page
    assert '7 things to look at: <a href="attention.csv">' in page
    assert re.findall(r'data-v="([^"]*)"', page)[:6] == ["1.5", "2.0", "0.5", "93600.0", "2", "0"]


def test_groups_link_to_all_their_students(bank: Bank, marked: dict[str, Mark]) -> None:
    pairs = [(result(number, f"S{number:03}", marked[WRONG[number % 3]]), marked[WRONG[number % 3]]) for number in range(100)]
    pairs += [(result(number, f"W{number}", marked["2x("]), marked["2x("]) for number in range(200, 230)]
    page = page_of(bank, pairs)
    wrong = page.split("<h2>Most frequent wrong answers</h2>")[1].split("<h2>")[0]
    assert wrong.count("<details>") == 1
    assert "<summary>100 students</summary>" in wrong
    assert re.findall(r'<a href="feedback/s-([0-9a-f]{8})\.html">(S\d{3})</a>', wrong) == [(f"{number:08x}", f"S{number:03}") for number in range(100)]
    waiting = page.split("<h2>Answers that wait for a person</h2>")[1].split("<h2>")[0]
    assert re.search(r"<h3>chain-2x-plus-1#[0-9a-f]{6}</h3>", waiting)
    assert len(re.findall(r'<a href="feedback/s-[0-9a-f]{8}\.html">W\d{3}</a>', waiting)) == 30
    assert "this bracket is never closed" in waiting


class Tags(HTMLParser):
    """Counts the tags of a page, each with its attributes, and keeps what stands in scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self.scripts: list[str] = []
        self.headers: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, *(name for name, _ in attrs)))
        if tag == "th":
            self.headers.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and data.strip():
            self.scripts.append(data)


def tags(page: str) -> Tags:
    parser = Tags()
    parser.feed(page)
    return parser


def test_nothing_that_students_or_files_say_becomes_markup(bank: Bank, marked: dict[str, Mark]) -> None:
    def class_of(student: str, unread: str) -> str:
        who = Identity("moodle", "participant", "48001", name=student, login=student, email=student, number=student)
        return page_of(bank, [(result(1, student, marked[unread], who=who), marked[unread]), (result(2, student + "x", marked["8x"], who=who), marked["8x"])])

    honest, hostile = tags(class_of("Ada", "2x(")), tags(class_of(BAD, f"2x({BAD}"))
    assert hostile.found == honest.found
    assert hostile.scripts == honest.scripts
    page = class_of(BAD, f"2x({BAD}")
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_the_policy_allows_our_script_and_no_other(bank: Bank, marked: dict[str, Mark]) -> None:
    page = page_of(bank, [(result(1, "Ada", marked["8x"]), marked["8x"])])
    [script] = tags(page).scripts
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.split("; ") == [
        "default-src 'none'", "style-src 'unsafe-inline'", "font-src 'self' file: data:",
        f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'", "base-uri 'none'", "form-action 'none'"]
    assert len(script) < 4_000
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function|fetch|XMLHttp|import|location|http", script)
    assert f"@font-face{{font-family:M;src:{shared_font('feedback/')}}}" in page


def test_tables_name_their_columns_and_themselves(bank: Bank, marked: dict[str, Mark]) -> None:
    page = page_of(bank, [(result(number, text, marked[text]), marked[text]) for number, text in enumerate(marked)])
    found = tags(page)
    assert all(header.get("scope") == "col" for header in found.headers)
    assert page.count("<table") == page.count("<caption>") == 4
    assert page.count('aria-sort="ascending"') == 1
    assert '<label for="search">Search</label><input id="search"' in page


STEPS = """
const said = [];
const first = () => Array.from(document.querySelectorAll("#students tbody tr:not([hidden])")).slice(0, 3).map((row) => row.cells[0].textContent).join("|");
const search = (text) => { const box = document.getElementById("search"); box.value = text; box.dispatchEvent(new Event("input")); };
const click = (at) => document.querySelectorAll("#students th button")[at].click();
const sorted = () => Array.from(document.querySelectorAll("#students th"), (head) => head.getAttribute("aria-sort") || "-").join();
said.push(first(), document.getElementById("tools").hidden);
search("zoe MÜL"); said.push(first(), document.getElementById("found").textContent);
search("nobody"); said.push(first(), document.getElementById("found").textContent);
search(""); click(1); said.push(first(), sorted());
click(1); said.push(first(), sorted());
click(0); said.push(first(), sorted());
const problems = document.querySelectorAll("table.sorts")[document.querySelectorAll("table.sorts").length - 2];
const names = () => Array.from(problems.tBodies[0].rows, (row) => row.cells[0].lastChild.textContent).join();
said.push(names()); problems.querySelectorAll("th button")[3].click(); said.push(names());
problems.querySelectorAll("th button")[3].click(); said.push(names());
tell(said);
"""


@needs_browser
def test_a_browser_sorts_and_searches(bank: Bank, marked: dict[str, Mark], tmp_path: Path) -> None:
    """The page as it is, but for a policy that lets the steps of this test run as well."""
    names = ["Zoë Müller", "Ada Lovelace", "Émile Zola", "Øystein <b>", "s10", "s9"]
    pairs = [(result(number, name, marked["8x"], score=Fraction(number, 2)), marked["8x"]) for number, name in enumerate(names)]
    page = page_of(bank, pairs)
    (tmp_path / "index.html").write_text(re.sub(r"script-src '[^']*'", "script-src 'unsafe-inline'", page), "utf-8")
    assert said_in_browser(tmp_path / "index.html", STEPS) == [
        "Ada Lovelace|Émile Zola|s10", False, "Zoë Müller", "1 of 6 students", "", "0 of 6 students", "s9|s10|Øystein <b>", "-,descending,-",
        "Zoë Müller|Ada Lovelace|Émile Zola", "-,ascending,-", "Ada Lovelace|Émile Zola|Øystein <b>", "ascending,-,-",
        "chain-2x-plus-1,rule-sum", "chain-2x-plus-1,rule-sum", "rule-sum,chain-2x-plus-1"]


CELLS = 'tell([...new Set([...document.querySelectorAll("th,td")].map(each => getComputedStyle(each).display))]);'


@needs_browser
def test_columns_that_a_phone_leaves_out_are_columns_elsewhere(bank: Bank, marked: dict[str, Mark], tmp_path: Path) -> None:
    """What lets a wide formula be moved in its line must not make a block of a cell."""
    late = Lateness(late_by=timedelta(hours=26), penalty=Fraction(1, 2))
    page = page_of(bank, [(result(1, "Ada", marked["8x"], lateness=late), marked["8x"])])
    (tmp_path / "index.html").write_text(re.sub(r"script-src '[^']*'", "script-src 'unsafe-inline'", page), "utf-8")
    assert said_in_browser(tmp_path / "index.html", CELLS) == ["table-cell"]
