"""The page's own text: short, without a framework, with no address but its own folder's, and with no way from a text to markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.report import laid_out
from grader.site.views import PageView, ProblemView

SITE = Path(__file__).resolve().parent.parent.parent / "templates" / "site"
SCRIPTS = sorted(SITE.glob("*.js"))
MOST_LINES = 640
"""Of all scripts together, without blank lines and comments."""

TO_MARKUP = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "eval(", "Function(", "runPythonAsync", ".style", '"style"')
OUT = ("http://", "https://", "XMLHttpRequest", "sendBeacon", "WebSocket", "EventSource", "importScripts", "//cdn")


def test_the_scripts_are_short() -> None:
    text = re.sub(r"/\*.*?\*/", "", "\n".join(path.read_text("utf-8") for path in SCRIPTS), flags=re.DOTALL)
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("//")]
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 140


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_names_no_other_place_and_makes_no_markup(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/1998/Math/MathML", "")
    assert [sign for sign in TO_MARKUP + OUT if sign in text] == []


def test_the_page_has_no_script_or_style_inside_and_no_address() -> None:
    page = (SITE / "index.html.j2").read_text("utf-8")
    assert re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page) == []
    assert re.findall(r"(?:src|href)=\"(?!page\.|licences/|data:,|#p-)[^\"]*", page) == []
    assert "url(" not in (SITE / "page.css").read_text("utf-8")


@pytest.mark.parametrize(("problems", "listed"), [(9, 0), (10, 10)])
def test_a_long_page_begins_with_a_list_of_its_problems(problems: int, listed: int) -> None:
    asked = tuple(ProblemView(number, f"p{number}", f"P {number}", f"P <i>{number}</i>", "", "", "", (), "", None)
                  for number in range(3, problems + 3))
    page = laid_out("site/index.html.j2", page=PageView("a-1", "A", "practice", "1", "0", "", asked))
    assert re.findall(r'<li><a href="#p-(\d+)"><span class="number">\1</span>P <i>\1</i></a></li>', page) == [
        str(view.number) for view in asked][:listed]
    assert f"All {problems} problems" in page or not listed
    assert all(f'id="p-{view.number}"' in page for view in asked)


def test_nothing_goes_round_the_escaping() -> None:
    page = (SITE / "index.html.j2").read_text("utf-8")
    assert {*re.findall(r"\|\s*(\w+)", page)} <= {"prose", "length", "typeset"}
    # What is typeset is HTML of our own making.
    assert all(name.endswith(("_html", ".html")) for name in re.findall(r"([\w.]+)\|typeset", page))
