"""What the page keeps, in which tab, and what it forgets; the file out and in; a grader that hangs or fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from light import light_site
from playwright.sync_api import Browser, BrowserContext, expect
from student import Student, opened, student_at

from grader.intake import read_answers

CHAIN, GRADIENT, LEAST = "chain-2x-plus-1", "gradient-ex57", "least-squares-gradient"
REFUSED = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


@pytest.fixture(scope="module")
def url(practice_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from hosting import Host

    host = Host(light_site(practice_site, tmp_path_factory.mktemp("light") / "site", offline=False))
    yield host.url
    host.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = opened(browser)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, url: str) -> Callable[[], Student]:
    return lambda: Student(context.new_page(), url).ready()


def saved(student: Student) -> Any:
    student.page.evaluate("save()")
    return json.loads(student.page.evaluate("localStorage.getItem(KEY)") or "null")


def test_a_reload_keeps_answers_name_and_verdicts(visit: Callable[[], Student]) -> None:
    student = visit()
    expect(student.check(CHAIN, "right 1")).to_contain_text("correct")
    expect(student.check(GRADIENT, "other")).to_contain_text("not yet")
    student.field(LEAST).fill("a +\n b")
    student.page.locator("#student").fill("Ada")
    student.page.reload()
    student.ready()
    expect(student.field(CHAIN)).to_have_value("right 1")
    expect(student.field(LEAST)).to_have_value("a +\n b")
    expect(student.page.locator("#student")).to_have_value("Ada")
    expect(student.verdict(CHAIN)).to_contain_text("correct")
    expect(student.verdict(GRADIENT)).to_contain_text("not yet")
    expect(student.page.locator("#counted")).to_have_text(re.compile("^1 of "))
    kept = saved(student) or json.loads(student.page.evaluate("localStorage.getItem(KEY)"))
    assert kept == {"v": 1, "student": "Ada", "answers": {CHAIN: "right 1", GRADIENT: "other", LEAST: "a +\n b"},
                    "checked": {CHAIN: {"text": "right 1", "outcome": "correct"}, GRADIENT: {"text": "other", "outcome": "incorrect"}}}


def test_two_tabs_have_the_same_answers(visit: Callable[[], Student]) -> None:
    one, two = visit(), visit()
    one.field(CHAIN).fill("first")
    expect(two.field(CHAIN)).to_have_value("first")
    # A field in use is left alone, and what it holds does not cost the other tab its answers.
    two.field(GRADIENT).focus()
    one.field(GRADIENT).fill("theirs")
    one.field(LEAST).fill("kept")
    expect(two.field(LEAST)).to_have_value("kept")
    expect(two.field(GRADIENT)).to_have_value("")
    two.field(GRADIENT).fill("mine")
    expect(one.field(LEAST)).to_have_value("kept")
    assert saved(two)["answers"] == {CHAIN: "first", GRADIENT: "mine", LEAST: "kept"}
    one.check(CHAIN, "right")
    expect(two.verdict(CHAIN)).to_contain_text("correct")
    expect(two.page.locator("#counted")).to_have_text(re.compile("^1 of "))


@pytest.mark.parametrize("script", [REFUSED, FULL], ids=["refused", "full"])
def test_storage_that_is_refused_or_full_is_said(browser: Browser, url: str, script: str) -> None:
    with student_at(browser, url, script=script) as student:
        student.ready()
        expect(student.check(CHAIN, "right")).to_contain_text("correct")
        expect(student.page.locator("#kept")).to_have_text("Answers are not kept here; download them.")


def test_a_shared_computer_keeps_nothing(visit: Callable[[], Student]) -> None:
    student = visit()
    student.field(CHAIN).fill("secret")
    assert saved(student)["answers"] == {CHAIN: "secret"}
    student.page.get_by_label("This is a shared computer").check()
    expect(student.page.locator("#kept")).to_contain_text("Nothing is kept")
    student.field(GRADIENT).fill("secret too")
    student.page.evaluate("save()")
    assert student.page.evaluate("Object.values(localStorage).concat(Object.values(sessionStorage)).join().includes('secret')") is False
    student.page.reload()
    expect(student.page.get_by_label("This is a shared computer")).to_be_checked()
    expect(student.field(CHAIN)).to_have_value("")


def test_clear_is_one_press_and_says_what_it_removed(visit: Callable[[], Student]) -> None:
    student = visit()
    student.page.locator("#student").fill("Ada")
    student.field(CHAIN).fill("one")
    expect(student.check(GRADIENT, "right")).to_contain_text("correct")
    student.page.evaluate("save()")
    student.page.locator("#clear").click()
    expect(student.page.locator("#loaded")).to_have_text("Removed from this browser: 2 answers, your name, and what was checked.")
    expect(student.verdict(GRADIENT)).to_be_empty()
    student.page.reload()
    expect(student.field(CHAIN)).to_have_value("")
    assert student.page.evaluate("Object.keys(localStorage).length") == 0


def test_answers_to_an_earlier_version_are_offered(context: BrowserContext, url: str) -> None:
    student = Student(context.new_page(), url)
    older = {"v": 1, "student": "Ada", "answers": {CHAIN: "old", "gone": "x"}, "checked": {CHAIN: {"text": "old", "outcome": "correct"}}}
    name = student.page.evaluate("site.id").rsplit("-", 1)[0]
    others = {f"grader:{name}-{'0' * 12}": older, f"grader:{name}-two-{'0' * 12}": {**older, "answers": {CHAIN: "another course"}}}
    for key, value in others.items():
        student.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, json.dumps(value)])
    student.page.reload()
    offer = student.page.locator("#offer")
    expect(offer).to_contain_text("You have answers to an earlier version. Use them?")
    expect(student.field(CHAIN)).to_have_value("")
    offer.get_by_role("button", name="Use them").click()
    expect(student.field(CHAIN)).to_have_value("old")
    expect(student.page.locator("#counted")).to_have_text(re.compile("^0 of "))
    student.page.evaluate("save()")
    student.page.reload()
    expect(student.field(CHAIN)).to_have_value("old")
    expect(offer).to_be_hidden()


@pytest.mark.parametrize("text", ["not json", '{"v": 2}', '{"v": 1, "answers": [1, 2], "checked": {"chain-2x-plus-1": 3}, "student": {}}', '{"v": 1, "answers": {"chain-2x-plus-1": 5}}'])
def test_what_is_kept_and_damaged_is_passed_over(visit: Callable[[], Student], text: str) -> None:
    student = visit()
    student.page.evaluate("text => localStorage.setItem(KEY, text)", text)
    student.page.reload()
    student.ready()
    expect(student.field(CHAIN)).to_have_value("")
    assert student.errors == []


TEXTS = ["8(2x+1)^3", "a\nb\nc", "a,\n  b", "# no comment", "x: y", "student: Eve", "chain-2x-plus-1: 1", "a\n# b", "\ta\tb", "a\u2028b", "x" * 2000, "", "  a  ", "a\n\n\nb", "a\r\nb",
         "'quoted'", '"a"', "[1, 2;\n3, 4]", "𝑥²", "\\frac{1}{2}", "a\\nb", "{{ 7 * 7 }}", "<b>x</b>", "=1+1", "- a", "1. x", "1. id: x", "- id: x", "id = x", "Name: Ada", "```", "---", "%",
         "\u00a0x", "x\u00a0y", "…", "gradient-ex57:\n x", "a: b: c", "?", "δ_ik x_l", "null"]


def told(text: str) -> str:
    """An answer as the file holds it: lines without white space around and without blank ones."""
    return "\n".join(filter(None, (line.strip() for line in text.replace("\r\n", "\n").split("\n"))))


def test_the_file_is_read_back_as_it_was_written(visit: Callable[[], Student]) -> None:
    student = visit()
    student.page.locator("#student").fill("Ada: Lovelace")
    ids = student.page.evaluate("problems.map(each => each.id)")
    assert len(TEXTS) >= 40
    for start in range(0, len(TEXTS), len(ids)):
        texts = dict(zip(ids, TEXTS[start:start + len(ids)] + [""] * len(ids), strict=False))
        for id_, text in texts.items():
            student.page.evaluate("([id, text]) => problems.find(each => each.id === id).set(text)", [id_, text])
        with student.page.expect_download() as downloading:
            student.page.locator("#download").click()
        assert downloading.value.suggested_filename == "answers.txt"
        data = Path(downloading.value.path()).read_bytes()
        assert data.startswith(b"# Homework 3, bank ")
        assert b"\r" not in data
        read = read_answers(data, "answers.txt", ids)
        assert read.attention == ()
        [submission] = read.submissions
        assert submission.who.student == "Ada: Lovelace"
        assert {response.problem: response.text for response in submission.responses} == {id_: told(text) for id_, text in texts.items() if text}


def test_a_file_is_loaded_and_another_text_asks_first(visit: Callable[[], Student]) -> None:
    student = visit()
    student.field(CHAIN).fill("mine")

    def load(text: str, name: str = "answers.txt") -> None:
        student.page.locator("#file").set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})

    load(f"{CHAIN}: theirs\n{GRADIENT}: more\nchian: 3\n")
    box = student.page.locator("#loaded")
    expect(box).to_contain_text("Replace 1 answer?")
    expect(box).to_contain_text("line 2: there is no problem 'chian'")
    expect(student.field(GRADIENT)).to_have_value("")
    box.get_by_role("button", name="Keep mine").click()
    expect(student.field(CHAIN)).to_have_value("mine")
    load(f"{CHAIN}: theirs\n")
    box.get_by_role("button", name="Replace 1 answer").click()
    expect(student.field(CHAIN)).to_have_value("theirs")
    expect(student.page.locator("#student")).to_have_value("Ada")
    load("x" * 65_537, "large.txt")
    expect(box).to_have_text("large.txt has more than 64 KiB; nothing of it was read.")


def test_a_grader_that_hangs_is_ended_and_the_next_answer_judged(browser: Browser, url: str) -> None:
    with student_at(browser, url) as student:
        student.page.clock.install()
        student.page.reload()
        student.ready()
        verdict = student.check(CHAIN, "loop")
        student.page.clock.run_for(9_000)
        expect(verdict).to_be_empty()
        expect(student.page.locator("body[data-grader=busy]")).to_be_attached()
        student.page.clock.run_for(1_500)
        expect(verdict).to_contain_text("not decided")
        expect(verdict).to_contain_text("too long to be checked here; hand it in")
        student.page.clock.resume()
        expect(student.check(GRADIENT, "right")).to_contain_text("correct")


def test_a_fault_of_the_program_is_not_decided(visit: Callable[[], Student]) -> None:
    student = visit()
    expect(student.check(CHAIN, "fault")).to_contain_text("not decided")
    expect(student.check(CHAIN, "right")).to_contain_text("correct")


def test_only_mathml_of_our_printer_becomes_elements(visit: Callable[[], Student]) -> None:
    student = visit()
    made = student.page.evaluate("""() => { const box = document.createElement("p"); document.body.append(box);
        box.append(mathematics('<math onclick="a()" class="b" style="color:red"><mi href="javascript:1">x</mi><mtext><img src=x onerror=a()><b>y</b></mtext>'
          + '<annotation-xml encoding="text/html"><script>a()</' + 'script></annotation-xml><maction><mi>z</mi></maction></math><script>b()</' + 'script>'));
        return box.innerHTML; }""")
    assert re.findall(r"<(\w+)", made) == ["math", "mi", "mtext"]
    assert re.findall(r"[\w-]+(?==)", made) == ["class"]


def test_a_graded_page_reads_and_does_not_judge(browser: Browser, graded_site: Path, tmp_path: Path, serve: Callable[..., Any]) -> None:
    host = serve(light_site(graded_site, tmp_path / "site", offline=False))
    with student_at(browser, host.url) as student:
        student.ready()
        expect(student.page.get_by_role("button", name="Check")).to_have_count(0)
        student.field(CHAIN).fill("4(2x+1)^3")
        student.field(CHAIN).press("Enter")
        expect(student.section(CHAIN).locator(".shape")).to_have_text("a scalar; it is judged after you hand it in")
        expect(student.verdict(CHAIN)).to_be_empty()
        expect(student.page.locator("#counted")).to_have_text(re.compile("^1 of .* written$"))
        assert "judged after you hand them in" in student.page.locator("header").inner_text()
