"""What stands at the top of the checkout, what the wheel carries, and what a command imports before it has anything to do."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ALLOWED = {"grader", "problem_bank", "submissions_example", "templates", "tests", "setup.cfg", "README.md", "CHANGELOG.md", "LICENSE",
           "docs", "pyproject.toml"}
"""Besides names that begin with a dot."""

MADE = {"build", "dist", "run", "site"}
"""Folders that commands of the README make and git ignores."""


def names_at_the_top() -> set[str]:
    """What git keeps or would keep; without git, everything that no command has made."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True,
                                text=True, check=True)
        return {name.partition("/")[0] for name in listed.stdout.split("\0") if name}
    return {path.name for path in ROOT.iterdir() if path.name not in MADE and path.suffix != ".egg-info"}


def test_the_top_level_holds_only_what_belongs_there() -> None:
    assert {name for name in names_at_the_top() if not name.startswith(".")} <= ALLOWED


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "LICENSE", "setup.cfg", "pyproject.toml", ".ci/run", "problem_bank",
                                  "templates", "submissions_example", "docs/problem.schema.json",
                                  "docs/assignment.schema.json"])
def test_what_must_be_there_is_there(name: str) -> None:
    path = ROOT / name
    assert path.is_dir() or path.stat().st_size > 0


@pytest.mark.parametrize("name", ["run", "nightly"])
def test_the_checks_of_everything_can_be_run(name: str) -> None:
    assert os.access(ROOT / ".ci" / name, os.X_OK)
    assert "set -euo pipefail" in (ROOT / ".ci" / name).read_text("utf-8")


def setup() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", "utf-8")
    return found


def test_the_wheel_carries_every_package() -> None:
    listed = set(setup()["options"]["packages"].split())
    packages = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in (ROOT / "grader").rglob("__init__.py")}
    assert packages | {"grader.problem_bank", "grader.submissions_example", "grader.templates"} == listed


def test_the_wheel_carries_every_file_that_is_no_module() -> None:
    patterns = {package: patterns.replace(",", " ").split() for package, patterns in setup()["options.package_data"].items()}
    homes = {"grader.templates": ROOT / "templates", "grader.site": ROOT / "grader" / "site"}
    left = [path.relative_to(ROOT).as_posix() for package, home in homes.items()
            for path in set(home.rglob("*")) - {found for pattern in patterns[package] for found in home.glob(pattern)}
            if path.is_file() and path.suffix not in (".py", ".pyc")]
    assert left == []


def test_outside_packages_are_declared() -> None:
    needed = {line.split(">")[0] for line in setup()["options"]["install_requires"].split()}
    assert needed == {"sympy", "numpy", "python-flint", "pyyaml", "jinja2", "click", "orjson", "msgspec",
                      "markdown-it-py", "mdit-py-plugins", "math-core"}
    extras = {name: {line.split(">")[0] for line in lines.split()} for name, lines in setup()["options.extras_require"].items()}
    assert extras["xlsx"] == {"xlsxwriter"} <= extras["test"]


# -- what is imported -------------------------------------------------------------------------------------------

SLOW = ("sympy", "numpy", "markdown_it", "math_core", "flint", "jinja2", "yaml", "xlsxwriter", "multiprocessing", "grader.intake",
        "grader.misconceptions", "grader.marking.proof", "grader.report", "grader.batch")


def imported(folder: Path, *arguments: str) -> tuple[int, set[str]]:
    """The exit code of the command in a process of its own, and which of the slow packages and rare rooms it has imported."""
    program = ("import sys\nfrom grader.cli.command import run\nsys.argv[1:] = " + repr(list(arguments)) + "\ncode = run()\n"
               f"print('imported', *sorted(set({SLOW!r}) & set(sys.modules)))\nsys.exit(code)")
    done = subprocess.run([sys.executable, "-P", "-c", program], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True, encoding="utf-8", check=False)
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "imported", done.stderr
    return done.returncode, set(last[1:])


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("-h",)])
def test_help_imports_nothing_slow(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert imported(tmp_path, *arguments) == (0, set())


@pytest.mark.parametrize("command", ["check", "grade", "export", "site"])
def test_the_help_of_a_command_imports_nothing_slow(tmp_path: Path, command: str) -> None:
    assert imported(tmp_path, command, "--help") == (0, set())


@pytest.mark.parametrize(("answer", "code"), [("n x^(n-1)", 0), ("n x^n", 1), ("n x^(n-1", 1)])
def test_a_check_needs_flint_alone_once_the_lock_exists(tmp_path: Path, answer: str, code: int) -> None:
    shutil.copytree(ROOT / "problem_bank", tmp_path / "bank", ignore=shutil.ignore_patterns(".*"))
    command = ("check", "--bank", "bank", "--problem", "power-rule", "--answer")
    _, first = imported(tmp_path, *command, answer)
    assert "yaml" in first, "a bank without a lock is checked"
    assert (tmp_path / "bank" / ".bank-lock.json").exists()
    done, second = imported(tmp_path, *command, answer)
    assert done == code
    assert second == {"flint"} | ({"grader.misconceptions"} if answer == "n x^n" else set())
