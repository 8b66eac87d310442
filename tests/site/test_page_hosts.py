"""The page on good and bad hosts: without a network, with a newer build, with files that are missing or spoilt, without WebAssembly or script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from light import light_site, named
from playwright.sync_api import Browser, expect
from student import START, Student, opened, student_at

CHAIN, GRADIENT = "chain-2x-plus-1", "gradient-ex57"
OFFLINE = "This page works without a network now."
Serve = Callable[..., Any]


def test_it_judges_with_the_server_stopped(browser: Browser, practice_site: Path, serve: Serve) -> None:
    host = serve(practice_site)
    context = opened(browser)
    try:
        student = Student(context.new_page(), host.url)
        expect(student.page.locator("#status")).to_have_text(OFFLINE, timeout=START)
        host.stop()
        student.page.reload()
        expect(student.check(CHAIN, "8(2x+1)^3")).to_contain_text("correct", timeout=START)
        host.start()
    finally:
        context.close()


def test_a_mistyped_wasm_and_a_path_with_a_blank_work(browser: Browser, practice_site: Path, serve: Serve) -> None:
    host = serve(practice_site, path="/a/b c/", types={".wasm": "application/octet-stream"})
    with student_at(browser, host.url) as student:
        expect(student.check(CHAIN, "4(2x+1)^3")).to_contain_text("not yet", timeout=START)
        assert host.asked
        assert all(path.startswith("/a/b c/") for _, path, _ in host.asked)


@pytest.mark.parametrize(("name", "said"), [("run/flint.zip", "of another version"), ("run/grader.zip", "missing"), ("run/pyodide.asm.wasm", "missing"), ("start.js", "could not be loaded"),
                                            ("worker.js", "could not be loaded"), ("run/pyodide.asm.js", "did not start")])
def test_a_file_that_is_missing_or_spoilt_leaves_the_sheet(browser: Browser, practice_site: Path, serve: Serve, name: str, said: str) -> None:
    host = serve(practice_site, instead={name: b"spoilt" if said == "of another version" else None})
    with student_at(browser, host.url) as student:
        student.check(CHAIN, "8(2x+1)^3")
        status = student.page.locator("#status")
        expect(status).to_contain_text("Checking is not possible here", timeout=START)
        expect(status).to_contain_text(said)
        expect(student.verdict(CHAIN)).to_be_empty()
        expect(student.page.locator("#counted")).to_have_text("1 of 8 written")
        with student.page.expect_download() as downloading:
            student.page.locator("#download").click()
        assert f"{CHAIN}: 8(2x+1)^3" in Path(downloading.value.path()).read_text("utf-8")


def test_a_newer_build_waits_until_it_is_taken(browser: Browser, practice_site: Path, tmp_path: Path, serve: Serve) -> None:
    one, two = light_site(practice_site, tmp_path / "one", "one"), light_site(practice_site, tmp_path / "two", "two")
    page = two / "index.html"
    page.write_text(page.read_text("utf-8").replace("Homework 3</h1>", "Homework 3, corrected</h1>"), "utf-8")
    named(two, json.loads((two / "site.json").read_text("utf-8")))
    host = serve(one)
    context = opened(browser)
    try:
        student = Student(context.new_page(), host.url)
        expect(student.page.locator("#status")).to_have_text(OFFLINE)
        student.page.reload()
        student.ready()
        host.folder = two
        student.field(CHAIN).fill("typed before")
        student.page.evaluate("navigator.serviceWorker.getRegistration().then(each => each.update())")
        offer = student.page.locator("#offer")
        expect(offer).to_contain_text("A newer version is here.")
        expect(student.page.locator("h1")).to_have_text("Homework 3")
        student.page.reload()
        expect(student.page.locator("h1")).to_have_text("Homework 3")
        expect(offer).to_contain_text("A newer version is here.")
        offer.get_by_role("button", name="Reload").click()
        expect(student.page.locator("h1")).to_have_text("Homework 3, corrected")
        expect(student.field(CHAIN)).to_have_value("typed before")
        assert len(student.page.evaluate("caches.keys()")) == 1
    finally:
        context.close()


def test_a_build_that_arrives_in_part_is_not_held(browser: Browser, practice_site: Path, tmp_path: Path, serve: Serve) -> None:
    host = serve(light_site(practice_site, tmp_path / "site"), instead={"licences/THIRD-PARTY.txt": b"another"})
    with student_at(browser, host.url) as student:
        student.ready()
        assert student.page.evaluate("navigator.serviceWorker.register('sw.js').then(each => new Promise(done => {"
                                     "(each.installing ?? each.waiting ?? each.active).addEventListener('statechange', ({ target }) => done(target.state)); }))") == "redundant"
        expect(student.page.locator("#status")).to_have_text("The grader is ready.")
        expect(student.check(CHAIN, "right")).to_contain_text("correct")


def test_a_site_without_offline_removes_what_an_earlier_one_left(browser: Browser, practice_site: Path, tmp_path: Path, serve: Serve) -> None:
    host = serve(light_site(practice_site, tmp_path / "one"))
    context = opened(browser)
    try:
        student = Student(context.new_page(), host.url)
        expect(student.page.locator("#status")).to_have_text(OFFLINE)
        host.folder = light_site(practice_site, tmp_path / "two", "two", offline=False)
        student.page.evaluate("navigator.serviceWorker.getRegistration().then(each => each.update())")
        student.page.locator("#offer").get_by_role("button", name="Reload").click()
        student.ready()
        student.page.wait_for_function("() => navigator.serviceWorker.getRegistrations().then(all => all.length === 0)")
    finally:
        context.close()


@pytest.mark.parametrize("script", ["delete window.WebAssembly;", "delete window.Worker;"])
def test_a_browser_that_cannot_run_the_grader_says_so(browser: Browser, practice_site: Path, serve: Serve, script: str) -> None:
    with student_at(browser, serve(practice_site).url, script=script) as student:
        expect(student.page.locator("#status")).to_contain_text("Checking is not possible here: ")
        expect(student.section(CHAIN).locator(".statement")).to_be_visible()
        student.field(CHAIN).fill("8(2x+1)^3")


def test_without_script_the_statements_and_the_reason_are_there(browser: Browser, practice_site: Path, serve: Serve) -> None:
    with student_at(browser, serve(practice_site).url, java_script_enabled=False) as student:
        expect(student.page.get_by_text("It needs JavaScript")).to_be_visible()
        expect(student.section(CHAIN).locator(".statement")).to_be_visible()
        expect(student.field(CHAIN)).to_be_hidden()


def test_from_the_disk_the_page_says_what_to_do(browser: Browser, practice_site: Path) -> None:
    with student_at(browser, (practice_site / "index.html").as_uri()) as student:
        expect(student.page.locator("#status")).to_contain_text("python -m http.server")
        expect(student.section(CHAIN).locator(".statement")).to_be_visible()
