"""Sheets as one reads them: pages of paper, screens of a phone, nothing cut, and no fault that axe-core finds."""

from __future__ import annotations

import json
import os
import re
import subprocess
from html import escape
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from browsing import BROWSER, needs_browser, said_in_browser
from click.testing import CliRunner

from grader.bank import load_bank
from grader.cli.command import cli
from grader.places import place
from grader.style import inside

MOST_PAGES = 8
MOST_SCREENS = 12
PHONE = (390, 844)

FRAME = """
const frame = document.querySelector("iframe"), seen = frame.contentDocument, box = (node) => node.getBoundingClientRect();
const scrolls = (node) => /auto|scroll/.test(frame.contentWindow.getComputedStyle(node).overflowX);
const isHeld = (node) => { for (let each = node; each !== seen.body; each = each.parentElement) if (scrolls(each)) return true; return false; };
const isCut = (node) => box(node).width && box(node).right > innerWidthOfFrame + 1 && !isHeld(node) && !node.matches(".vh");
const innerWidthOfFrame = frame.contentWindow.innerWidth;
tell({height: seen.documentElement.scrollHeight, width: seen.documentElement.scrollWidth, inner: innerWidthOfFrame,
      cut: Array.from(seen.querySelectorAll("body *")).filter(isCut).map((node) => node.outerHTML.slice(0, 80)),
      closed: seen.querySelectorAll("details:not([open])").length,
      stacked: Array.from(seen.querySelectorAll("main dl > div")).every((div) => !box(div).height || box(div.children[1]).top >= box(div.children[0]).bottom - 1)});
"""


@pytest.fixture(scope="module")
def whole_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example class graded over the whole bank."""
    folder = tmp_path_factory.mktemp("example")
    (folder / "class").mkdir()
    for file in Path(place("submissions_example")).iterdir():
        if file.name != "assignment.yaml":
            (folder / "class" / file.name).write_bytes(file.read_bytes())
    done = CliRunner().invoke(cli, ["grade", str(folder / "class"), "--out", str(folder / "run"), "--jobs", "1", "--salt", "s", "--quiet"])
    assert done.exit_code == 0, done.output
    return folder / "run"


def sheet_of(run: Path, name: str) -> str:
    [file] = (run / "feedback").glob(f"{name}-*.html")
    return file.read_text("utf-8").replace('<link rel="stylesheet" href="sheet.css">', inside("embed"))


def on_phone(page: str, folder: Path) -> dict[str, Any]:
    """What a page is like in a frame as wide as a phone; Chromium has no window as narrow as that."""
    page = page.replace("default-src 'none'", "default-src * 'unsafe-inline'")
    width, height = PHONE
    wrapped = f'<!doctype html><html><body><iframe width="{width}" height="{height}" style="border:0" srcdoc="{escape(page)}"></iframe></body></html>'
    (folder / "phone.html").write_text(wrapped, "utf-8")
    found: dict[str, Any] = said_in_browser(folder / "phone.html", f"document.querySelector('iframe').onload = () => {{ {FRAME} }};")
    return found


def pages_of(page: str, folder: Path) -> int:
    """How many sheets of A4 a page is printed on."""
    (folder / "print.html").write_text(page.replace("@page{", "@page{size:A4;"), "utf-8")
    subprocess.run([str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--user-data-dir={folder / 'profile'}",
                    "--no-pdf-header-footer", f"--print-to-pdf={folder / 'print.pdf'}", f"file://{folder / 'print.html'}"],
                   capture_output=True, timeout=120, check=True)
    return len(re.findall(rb"/Type\s*/Page\b", (folder / "print.pdf").read_bytes()))


@needs_browser
def test_a_sheet_of_the_whole_bank_is_read_to_the_end(whole_bank: Path, tmp_path: Path) -> None:
    page = sheet_of(whole_bank, "grace-okafor")
    assert f"{len(load_bank(place('problem_bank'))[0].problems) - 47} problems without an answer" in page
    assert page.count("<article") + page.count('<details class="correct"') == 47
    assert pages_of(page, tmp_path) <= MOST_PAGES
    seen = on_phone(page, tmp_path)
    assert seen["inner"] == PHONE[0]
    assert seen["height"] <= MOST_SCREENS * PHONE[1]
    assert seen["width"] <= PHONE[0]
    assert seen["cut"] == []
    assert seen["stacked"]


@needs_browser
def test_a_long_sheet_without_styles_would_not_pass(whole_bank: Path, tmp_path: Path) -> None:
    """The measures measure: the same sheet with everything unfolded is longer than a phone's reader has patience for."""
    page = sheet_of(whole_bank, "grace-okafor").replace("<details", "<details open").replace("open open", "open")
    assert on_phone(page, tmp_path)["height"] > MOST_SCREENS * PHONE[1]


@needs_browser
def test_the_class_page_fits_a_phone(whole_bank: Path, tmp_path: Path) -> None:
    seen = on_phone((whole_bank / "index.html").read_text("utf-8"), tmp_path)
    assert (seen["width"] <= PHONE[0], seen["cut"]) == (True, [])


@pytest.fixture(scope="module")
def axe_core() -> str:
    """The script, which the page's own tests fetch and pin."""
    spec = spec_from_file_location("axe_of_the_page", Path(__file__).resolve().parents[1] / "site" / "axe.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    script: str | None = module.axe_core()
    if script is None:
        (pytest.fail if os.environ.get("GRADER_SITE") else pytest.skip)("axe-core is not kept here, and npm cannot fetch it")
    assert script is not None
    return script


AXE = """
axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then((found) => tell(
  [found.passes.length, found.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + ": " + node.target.join(" ") + ": " + node.failureSummary))]));
"""


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["grace-okafor", "kwame", "class"])
def test_axe_finds_nothing(whole_bank: Path, tmp_path: Path, axe_core: str, which: str, scheme: str) -> None:
    """On a long sheet with all that is folded opened, on one with answers that wait, and on the class page."""
    page = (whole_bank / "index.html").read_text("utf-8") if which == "class" else sheet_of(whole_bank, which).replace("<details", "<details open").replace("open open", "open")
    page = re.sub(r'content="default-src[^"]*"', 'content="default-src * \'unsafe-inline\' \'unsafe-eval\' data:"', page)
    if scheme == "dark":
        page = page.replace("screen and (prefers-color-scheme:dark)", "screen")
    (tmp_path / "axe.js").write_text(axe_core, "utf-8")
    (tmp_path / "page.html").write_text(page.replace("</body>", '<script src="axe.js"></script></body>'), "utf-8")
    passed, violations = said_in_browser(tmp_path / "page.html", AXE)
    assert passed > 10
    assert violations == [], json.dumps(violations, indent=1)
