"""The page built once a session, a host for it, and the browser; what is missing skips a test, and is an error where GRADER_SITE is set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner
from hosting import Host

from grader.cli.command import cli
from grader.model import GraderError

PROBLEMS = """\
  - chain-2x-plus-1: {points: 2}
  - gradient-ex57: {points: 2}
  - least-squares-gradient
  - shape-ls
  - dKdR-tensor
  - practice-chain-in-parts
"""
"""Eight, as the last one has three parts."""


def absent(reason: str) -> NoReturn:
    """Skip the test, or fail it where everything that it needs must be there."""
    if os.environ.get("GRADER_SITE"):
        pytest.fail(f"{reason}, and GRADER_SITE is set")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def parts() -> Path | None:
    """The folder to give as ``--parts``, ``None`` where the cache has the parts."""
    from grader.site import find_parts

    if shutil.which("node") is None:
        absent("node is not installed")
    given = os.environ.get("GRADER_PARTS")
    try:
        find_parts(Path(given) if given else None)
    except GraderError as error:
        absent(f"the third-party parts are not here: {error}")
    return Path(given) if given else None


def built(folder: Path, mode: str, problems: str = PROBLEMS, *options: str) -> Path:
    """The folder of a page of these problems, written by the command."""
    asked = folder / "hw3.yaml"
    asked.write_text(f"title: Homework 3\npage: {mode}\nproblems:\n{problems}", "utf-8")
    done = CliRunner().invoke(cli, ["site", str(asked), "--out", str(folder / "site"), *options], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    assert done.return_value == 0, done.output
    return folder / "site"


@pytest.fixture(scope="session")
def practice_site(tmp_path_factory: pytest.TempPathFactory, parts: Path | None) -> Path:
    return built(tmp_path_factory.mktemp("practice"), "practice")


@pytest.fixture(scope="session")
def graded_site(tmp_path_factory: pytest.TempPathFactory, parts: Path | None) -> Path:
    return built(tmp_path_factory.mktemp("graded"), "graded")


@pytest.fixture
def serve() -> Iterator[Callable[..., Host]]:
    """A function from a folder, and what else a ``Host`` takes, to a host that runs until the test ends."""
    hosts: list[Host] = []

    def start(folder: Path, **said: Any) -> Host:
        hosts.append(Host(folder, **said))
        return hosts[-1]

    yield start
    for host in hosts:
        host.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, or the one that GRADER_BROWSER names, driven by Playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("playwright is not installed")
    path = os.environ.get("GRADER_BROWSER") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        absent("there is no Chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()
