"""The page with the real grader in Chromium, at each look: what a student types, sees and hears."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from axe import axe_core, violations
from click.testing import CliRunner
from conftest import absent
from hosting import Host
from playwright.sync_api import Browser, expect
from student import LOOKS, START, Look, Student, student_at

from grader.cli.command import cli

PICTURES = Path(__file__).resolve().parent.parent / "actual" / "site"
GOLD = PICTURES.parent.parent / "gold" / "page-problem.yaml"
CHAIN, GRADIENT, LEAST = "chain-2x-plus-1", "gradient-ex57", "least-squares-gradient"
INNER, OUTER, WHOLE = (f"practice-chain-in-parts.{part}" for part in ("inner", "outer", "whole"))


@pytest.fixture(scope="module", params=LOOKS, ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    return request.param


@pytest.fixture(scope="module")
def host(practice_site: Path) -> Iterator[Host]:
    host = Host(practice_site)
    yield host
    host.stop()


@pytest.fixture(scope="module")
def visit(browser: Browser, host: Host, look: Look) -> Iterator[Student]:
    """One visit at each look: the grader starts once.  Begins with an answer that is checked before the grader is ready."""
    with student_at(browser, host.url, look) as student:
        verdict = student.check(CHAIN, "8(2x+1)^3")
        expect(verdict).to_have_text("This waits for the grader.")
        expect(verdict).to_contain_text("correct", timeout=START)
        expect(student.field(CHAIN)).to_have_value("8(2x+1)^3")
        yield student


@pytest.fixture
def student(visit: Student) -> Iterator[Student]:
    visit.ready()
    visit.heard()
    visit.page.locator("#clear").click()
    visit.page.wait_for_function("() => window.heard.some(said => said.startsWith('Removed'))")
    visit.heard()
    yield visit
    assert visit.errors == []
    assert not visit.is_too_wide()


def test_three_hints_then_the_answer_is_corrected(student: Student) -> None:
    verdict = student.check(CHAIN, "4(2x+1)^3")
    expect(verdict.locator(".word")).to_have_text(re.compile("not yet$"))
    expect(verdict).to_contain_text("yours gives 108, the right value is 216")
    expect(verdict).to_contain_text("Inner derivative forgotten.")
    student.field(CHAIN).press("Alt+h")
    expect(verdict.locator("mark")).to_have_text("4")
    verdict.get_by_role("button", name="Next hint (3 of 3)").click()
    expect(verdict).to_contain_text("f = (3x + 1)^5")
    expect(verdict.get_by_role("button")).to_have_count(0)
    student.field(CHAIN).fill("8(2x+1)^3")
    expect(verdict).to_have_class(re.compile("old"))
    expect(verdict).to_contain_text("checked before:")
    expect(verdict.locator(".hint")).to_have_count(0)
    student.field(CHAIN).press("Enter")
    expect(verdict.locator(".word")).to_have_text(re.compile("correct$"))
    expect(student.page.locator("#counted")).to_have_text(re.compile(r"^1 of \d+ correct$"))


def squeezed(text: str) -> str:
    return "".join(text.casefold().replace("′", "'").replace("\u2061", "").replace("\u2062", "").split())


def test_the_words_are_those_of_check(student: Student) -> None:
    said = CliRunner().invoke(cli, ["check", "--problem", CHAIN, "--answer", "4(2x+1)^3", "--hint", "3"]).output
    [head, *others] = [line.strip() for line in said.splitlines()]
    expect(student.check(CHAIN, "4(2x+1)^3").locator(".word")).to_be_visible()
    for level in (2, 3):
        student.verdict(CHAIN).get_by_role("button", name=f"Next hint ({level} of 3)").click()
    expect(student.verdict(CHAIN).get_by_role("button")).to_have_count(0)
    shown = student.words(CHAIN)
    assert "not yet" in head
    assert "not yet" in shown
    assert len(others) >= 9
    # Formulas in hints are typeset, without the blanks of the terminal.
    assert [line for line in others if line != "^" and squeezed(line) not in squeezed(shown)] == []


def test_the_tree_of_one_problem_for_a_screen_reader(student: Student) -> None:
    expect(student.check(CHAIN, "4(2x+1)^3").locator(".word")).to_be_visible()
    tree = student.section(CHAIN).aria_snapshot() + "\n"
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / GOLD.name).write_text(tree, "utf-8")
    assert tree == GOLD.read_text("utf-8")


def test_the_file_goes_to_check_and_comes_back(student: Student, tmp_path: Path) -> None:
    texts = {CHAIN: "8(2x+1)^3", GRADIENT: "[2x1x2 + x2^3;\n x1^2 + 3x1x2^2]", OUTER: "cos(x^2 + 3x)"}
    for problem, text in texts.items():
        student.field(problem).fill(text)
    student.page.locator("#student").fill("Ada")
    with student.page.expect_download() as downloading:
        student.page.locator("#download").click()
    file = tmp_path / "answers.txt"
    file.write_bytes(Path(downloading.value.path()).read_bytes())
    checked = CliRunner().invoke(cli, ["check", str(file)])
    assert "3 correct" in checked.output
    student.page.locator("#clear").click()
    file.write_text(file.read_text("utf-8") + "chian-2x-plus-1: 3\n", "utf-8")
    student.page.locator("#file").set_input_files(str(file))
    expect(student.page.locator("#loaded")).to_contain_text("Loaded 3 answers from answers.txt.")
    expect(student.page.locator("#loaded")).to_contain_text(re.compile(r"line \d+: there is no problem 'chian-2x-plus-1'; did you mean 'chain-2x-plus-1'"))
    expect(student.page.locator("#student")).to_have_value("Ada")
    for problem, text in texts.items():
        expect(student.field(problem)).to_have_value("\n".join(line.strip() for line in text.split("\n")))
    student.page.locator("#file").set_input_files({"name": "essay.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 \x00\xff"})
    expect(student.page.locator("#loaded")).to_contain_text("essay.pdf")


def test_an_unclosed_bracket_is_no_mistake_while_keys_fall(student: Student) -> None:
    student.field(OUTER).click()
    student.page.keyboard.type("e^(-x)/(1 + e^(-x)^2")
    trouble = student.section(OUTER).locator(".trouble")
    expect(trouble).to_be_hidden()
    assert student.heard() == []
    expect(trouble).to_be_visible()
    expect(trouble.locator("mark")).to_have_text("(")
    assert student.page.evaluate("document.querySelector('.trouble:not([hidden]) mark').previousSibling.data") == "e^(-x)/"
    expect(student.field(OUTER)).to_have_attribute("data-state", "unreadable")
    assert "never closed" in student.hears()


@pytest.mark.parametrize("text", ["h'(x", r"\begin{bma", r"-\mathbf", "1 if x", "sum(m,", "x + X + 1", "x^2 + [1, 2]"])
def test_what_is_wrong_is_said_when_the_keys_rest(student: Student, text: str) -> None:
    trouble = student.section(OUTER).locator(".trouble")
    student.field(OUTER).click()
    student.page.keyboard.type(text)
    # Longer than it takes to read, shorter than the rest.
    student.page.wait_for_timeout(500)
    expect(trouble).to_be_hidden(timeout=1)
    expect(trouble).to_be_visible()
    student.page.keyboard.type("+")
    expect(trouble).to_be_hidden(timeout=300)


def test_a_place_counts_code_points(student: Student) -> None:
    student.check(OUTER, "𝑥 + @")
    expect(student.section(OUTER).locator(".trouble mark").first).to_have_text("@")


def test_a_sign_of_the_key_row_is_undone_as_a_typed_one(student: Student) -> None:
    field, section = student.field(CHAIN), student.section(CHAIN)
    field.click()
    student.page.keyboard.type("8(2x+1)")
    section.locator(".toggle").click()
    section.locator(".keys button", has_text="^").click()
    student.page.keyboard.type("3")
    expect(field).to_have_value("8(2x+1)^3")
    student.page.keyboard.press("Control+z")
    expect(field).to_have_value("8(2x+1)")
    student.page.keyboard.press("Control+z")
    expect(field).to_have_value("8(2x+1")
    student.page.keyboard.press("Escape")
    expect(section.locator(".keys")).to_be_hidden()


def test_a_text_too_long_to_be_read_is_not_shown_again(student: Student) -> None:
    field = student.field(CHAIN)
    field.evaluate("field => { field.value = 'x+\\n'.repeat(5000); field.dispatchEvent(new Event('input', { bubbles: true })); }")
    field.press("Enter")
    expect(student.verdict(CHAIN).locator(".word")).to_contain_text("cannot be read")
    expect(student.section(CHAIN).locator(".trouble")).to_contain_text("at most 2000 are read")
    assert student.section(CHAIN).bounding_box()["height"] < 1500


def test_another_layout_is_correct_by_name(student: Student) -> None:
    verdict = student.check(GRADIENT, "[2x1x2 + x2^3; x1^2 + 3x1x2^2]")
    expect(verdict.locator(".word")).to_have_text(re.compile(r"correct \(denominator layout\)$"))
    expect(student.section(GRADIENT).locator(".shape")).to_have_text("a 2 × 1 column")


def test_what_is_said_of_a_reading_stands_there_once(student: Student) -> None:
    expect(student.check(LEAST, "-2 Phi (y - Phi theta)")).to_contain_text("not yet")
    expect(student.section(LEAST).locator(".trouble")).to_contain_text("is not defined: an N × D matrix times an N × 1 column")
    expect(student.section(LEAST).get_by_text("is not defined")).to_have_count(1)
    expect(student.section(LEAST).locator(".line math")).to_be_visible()


def test_what_is_read_is_shown_with_its_shape_at_every_key(student: Student) -> None:
    student.field(GRADIENT).fill("[x1; x2; 1]")
    section = student.section(GRADIENT)
    expect(section.locator(".line math")).to_be_visible()
    expect(section.locator(".shape")).to_have_text("a 3 × 1 column; a 1 × 2 row is asked")
    expect(section.locator("#" + student.field(GRADIENT).get_attribute("aria-describedby").split()[0])).to_have_text(re.compile("^read as .*a 3 × 1 column"))
    assert section.locator("[style]").count() == 0
    expect(student.verdict(GRADIENT)).to_be_empty()


def test_a_derivation_in_three_lines_and_parts(student: Student) -> None:
    field = student.field(CHAIN)
    field.click()
    for line in ("h' = 4(2x+1)^3 * 2", "= 2 * 4(2x+1)^3"):
        student.page.keyboard.type(line)
        student.page.keyboard.press("Shift+Enter")
    student.page.keyboard.type("= 8(2x+1)^3")
    assert student.page.evaluate("document.activeElement.rows") == 3
    student.page.keyboard.press("Enter")
    expect(student.verdict(CHAIN).locator(".word")).to_have_text(re.compile("correct"))
    student.check(INNER, "2x")
    expect(student.verdict(INNER)).to_contain_text("not yet")
    verdict = student.check(WHOLE, "2x cos(x^2 + 3x)")
    expect(verdict).to_contain_text("follows")
    expect(verdict).to_contain_text("inner")
    # The part is mended: what followed from it is judged anew.
    student.check(INNER, "2x + 3")
    expect(student.verdict(INNER)).to_contain_text("correct")
    expect(verdict).not_to_contain_text("follows")


def test_one_sentence_a_verdict_and_none_while_typing(student: Student) -> None:
    number = student.section(CHAIN).get_attribute("data-number")
    student.field(CHAIN).click()
    student.page.keyboard.type("4(2x+1)^3", delay=20)
    assert student.heard() == []
    student.page.keyboard.press("Enter")
    assert student.hears().startswith(f"Problem {number}: not yet. At x = 1")
    # Longer than the rest after which a reading is spoken.
    student.page.wait_for_timeout(1300)
    assert student.heard() == []
    student.page.keyboard.type("+1")
    assert student.hears() == "read as 4(2x + 1)^3 + 1, a scalar"


def test_hostile_texts_end_in_a_reply(student: Student) -> None:
    for text in ("(" * 1999, "x^" * 900 + "2", "9" * 2000, "sin(" * 300 + "x" + ")" * 300, "x^(10^9)", "((((2^9)^9)^9)^9)^9", "\u202e8(2x+1)^3\u0000", "<script>alert(1)</script>",
                 "x" * 2001, "1/0", "-" * 1500 + "x", "[" + "1;" * 900 + "1]"):
        verdict = student.check(CHAIN, text)
        expect(verdict.locator(".word")).to_be_visible(timeout=3000)
        expect(verdict.locator(".word")).not_to_have_text(re.compile(r" correct$"))
        student.page.locator("#clear").click()
        expect(verdict).to_be_empty()


def test_the_keyboard_reaches_everything_in_order(student: Student) -> None:
    page = student.page
    page.locator("#a-1").focus()
    page.keyboard.press("Shift+Tab")
    reached: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        at = page.evaluate("() => document.activeElement === document.body ? '' : (document.activeElement.id || document.activeElement.className)")
        if not at:
            break
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", at
        reached.append(at)
    count = page.locator(".problem").count()
    assert reached[:3 * count] == [name for number in range(1, count + 1) for name in (f"a-{number}", "toggle", "button")]
    assert [name for name in reached if name in ("student", "download", "load", "print", "clear", "shared")] == ["student", "download", "load", "print", "clear", "shared"]
    student.field(CHAIN).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(student.section(CHAIN).locator(".keys")).to_be_visible()
    expect(student.field(CHAIN)).to_be_focused()
    student.section(CHAIN).locator("[data-key='(']").click()
    expect(student.field(CHAIN)).to_have_value("(")
    student.section(CHAIN).get_by_role("button", name="new line").click()
    expect(student.field(CHAIN)).to_have_value("(\n")
    expect(student.field(CHAIN)).to_be_focused()
    page.keyboard.press("Escape")
    expect(student.section(CHAIN).locator(".keys")).to_be_hidden()


def states(student: Student) -> Iterator[tuple[str, str]]:
    """Bring the page into each state after the other; gives its name and the problem to look at."""
    student.field(CHAIN).fill("8(2x+1)^3")
    expect(student.section(CHAIN).locator(".line math")).to_be_visible()
    yield "read", CHAIN
    expect(student.check(CHAIN, "8(2x+1)^3").locator(".word")).to_be_visible()
    yield "correct", CHAIN
    expect(student.check(CHAIN, "4(2x+1)^3").locator(".word")).to_be_visible()
    for name in ("Next hint (2 of 3)", "Next hint (3 of 3)"):
        student.verdict(CHAIN).get_by_role("button", name=name).click()
    expect(student.verdict(CHAIN).get_by_role("button")).to_have_count(0)
    yield "incorrect", CHAIN
    student.field(CHAIN).fill("8(2x+1)^2")
    expect(student.verdict(CHAIN)).to_contain_text("checked before:")
    yield "changed", CHAIN
    student.check(OUTER, "e^(-x)/(1 + e^(-x)^2")
    expect(student.section(OUTER).locator(".trouble")).to_be_visible()
    yield "unreadable", OUTER
    student.field(GRADIENT).fill("[x1; x2; 1]")
    expect(student.section(GRADIENT).locator(".shape")).to_contain_text("is asked")
    student.section(GRADIENT).locator(".toggle").click()
    yield "another-shape", GRADIENT
    student.page.locator("#download").click()
    expect(student.page.locator("#loaded")).to_be_visible()
    yield "file", ""


def test_eight_states_have_no_fault_of_accessibility_and_fit(student: Student, look: Look) -> None:
    if axe_core() is None:
        absent("axe-core is not kept, and npm cannot fetch it")
    PICTURES.mkdir(parents=True, exist_ok=True)
    faults = {}
    for name, problem in chain([("empty", CHAIN)], states(student)):
        (student.section(problem) if problem else student.page.locator("footer")).scroll_into_view_if_needed()
        student.page.screenshot(path=str(PICTURES / f"{name}-{look}.png"), animations="disabled")
        faults[name] = violations(student.page)
        assert not student.is_too_wide(), name
        small = student.page.evaluate("() => [...document.querySelectorAll('button, textarea, #student, footer a, .switch label')].filter(each => each.offsetParent && each.getBoundingClientRect().height < 44).map(each => each.outerHTML)")
        assert small == [], name
    assert {name: found for name, found in faults.items() if found} == {}
    assert len(faults) == 8


def test_the_page_never_scrolls_sideways_when_narrow_or_enlarged(student: Student, look: Look) -> None:
    list(states(student))
    try:
        # 200 % of 640 px are the 320 px of WCAG's reflow.
        for width in (320, 390, look.width // 2):
            student.page.set_viewport_size({"width": max(width, 320), "height": look.height})
            assert not student.is_too_wide(), width
    finally:
        student.page.set_viewport_size({"width": look.width, "height": look.height})


def test_print_keeps_statements_answers_and_verdicts(student: Student) -> None:
    expect(student.check(CHAIN, "4(2x+1)^3").locator(".word")).to_be_visible()
    student.page.emulate_media(media="print")
    try:
        assert student.page.locator("button:visible").count() == 0
        for place in (".statement", "textarea", ".line math", ".verdict .word"):
            expect(student.section(CHAIN).locator(place)).to_be_visible()
    finally:
        student.page.emulate_media(media="screen")


def test_the_picture_for_the_readme(student: Student, look: Look) -> None:
    """``docs/page.png`` is this picture in the light theme (docs/programs.md)."""
    student.page.set_viewport_size({"width": 860, "height": 1180})
    try:
        expect(student.check(CHAIN, "4(2x+1)^3").locator(".word")).to_be_visible()
        expect(student.check(GRADIENT, "[2x1x2 + x2^3; x1^2 + 3x1x2^2]").locator(".word")).to_be_visible()
        student.field(GRADIENT).press("Escape")
        student.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        student.page.mouse.move(0, 0)
        student.page.screenshot(path=str(PICTURES / f"page-{look.theme}.png"), animations="disabled")
    finally:
        student.page.set_viewport_size({"width": look.width, "height": look.height})


def test_every_request_stays_in_the_folder(visit: Student, host: Host, practice_site: Path) -> None:
    """Last of this module: all that the visits before have asked, with the method, the address and the length of the body."""
    names = {str(path.relative_to(practice_site)) for path in practice_site.rglob("*") if path.is_file()}
    assert {(method, length) for method, _, length in host.asked} == {("GET", 0)}
    assert {path for _, path, _ in host.asked} <= {"/", *(f"/{name}" for name in names)}
    loaded = visit.page.evaluate("() => performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)")
    assert set(loaded) == {visit.page.evaluate("() => location.origin")}
