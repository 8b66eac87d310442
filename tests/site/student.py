"""A student at the page: opens it at one of the looks, writes, checks, and hears what a screen reader would."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, expect


class Look(NamedTuple):
    width: int
    height: int
    theme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}"


_ALL = [Look(390, 844, "light"), Look(1280, 800, "dark"), Look(390, 844, "dark"), Look(1280, 800, "light")]
LOOKS = _ALL if os.environ.get("GRADER_SITE_NIGHT") else _ALL[:2]
"""One theme a width; at night each of both."""

START = 180_000
"""Milliseconds that the grader may take to start: other work may run beside."""

HEARD = """addEventListener("DOMContentLoaded", () => {
  window.heard = [];
  new MutationObserver(() => { const said = document.getElementById("spoken").textContent; if (said) window.heard.push(said); })
    .observe(document.getElementById("spoken"), { childList: true, characterData: true, subtree: true });
});"""


class Student:
    """One tab of the page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(url)

    def section(self, problem: str) -> Any:
        return self.page.locator(f'[data-id="{problem}"]')

    def field(self, problem: str) -> Any:
        return self.section(problem).locator("textarea")

    def verdict(self, problem: str) -> Any:
        return self.section(problem).locator(".verdict")

    def ready(self) -> Student:
        expect(self.page.locator("body[data-grader=ready]")).to_be_attached(timeout=START)
        return self

    def check(self, problem: str, answer: str) -> Any:
        """Write an answer and press Enter; gives the place of the verdict."""
        self.field(problem).fill(answer)
        self.field(problem).press("Enter")
        return self.verdict(problem)

    def heard(self) -> list[str]:
        return list(self.page.evaluate("window.heard.splice(0)"))

    def hears(self) -> str:
        """Wait until something is said; gives it, and nothing else may have been said."""
        self.page.wait_for_function("() => window.heard.length > 0")
        [said] = self.heard()
        return str(said)

    def words(self, problem: str) -> str:
        """What stands in a verdict, with its formulas as plain text."""
        return str(self.verdict(problem).evaluate("""verdict => { const copy = verdict.cloneNode(true);
            for (const each of copy.querySelectorAll("math")) each.replaceWith(each.getAttribute("alttext") ?? each.textContent);
            return [...copy.querySelectorAll("p, pre, li")].map(each => each.textContent).join("\\n"); }"""))

    def is_too_wide(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def opened(browser: Browser, look: Look = _ALL[0], **options: Any) -> BrowserContext:
    """A browser's profile of its own, as new."""
    context = browser.new_context(viewport={"width": look.width, "height": look.height}, color_scheme=look.theme,
                                  accept_downloads=True, **options)
    context.add_init_script(HEARD)
    context.set_default_timeout(20_000)
    return context


@contextmanager
def student_at(browser: Browser, url: str, look: Look = _ALL[0], script: str = "", **options: Any) -> Iterator[Student]:
    """A student with a profile of their own; ``script`` runs before the page's."""
    context = opened(browser, look, **options)
    try:
        if script:
            context.add_init_script(script)
        yield (student := Student(context.new_page(), url))
        assert student.errors == []
    finally:
        context.close()
