"""The content security policy, sent as a header too, so that it holds for the worker: the grader runs, and asks nobody but its own host."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect
from student import START, student_at

from grader.site.views import POLICY


def test_the_grader_runs_under_the_policy_and_stays_at_home(browser: Browser, practice_site: Path, serve: Callable[..., Any]) -> None:
    host = serve(practice_site, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"})
    with student_at(browser, host.url) as student:
        asked: list[tuple[str, str]] = []
        student.page.on("request", lambda request: asked.append((request.method, request.url)))
        student.page.reload()
        expect(student.check("chain-2x-plus-1", "8(2x+1)^3")).to_contain_text("correct", timeout=START)
        assert asked
        assert [(method, url) for method, url in asked if method != "GET" or not url.startswith((host.url, "data:")) or "?" in url] == []
    assert {(method, length) for method, _, length in host.asked} == {("GET", 0)}


def test_the_policy_allows_no_text_to_become_program() -> None:
    directives = {name: values for name, *values in (part.split() for part in POLICY.split(";"))}
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert {value for values in directives.values() for value in values} == {"'none'", "'self'", "'wasm-unsafe-eval'", "data:"}
