"""Which of our modules a page brings along: all that the desk may import, and nothing that needs what is not there."""

from __future__ import annotations

import marshal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest

from grader.site.inside import compiled, narrow_door
from grader.site.rooms import Rooms, rooms

ABSENT = ("yaml", "numpy", "sympy", "markdown_it", "math_core", "click", "jinja2", "markupsafe", "orjson", "xlsxwriter", "distributed", "sqlite3", "pydantic")
NEVER = ("cli", "batch", "exports", "store", "report", "people", "assignment", "decisions", "yamlnodes", "site")


@pytest.fixture(scope="module")
def needed() -> Rooms:
    return rooms()


def test_rooms_that_no_student_needs_stay_at_home(needed: Rooms) -> None:
    assert [module for module in needed.modules["practice"] if module.split(".")[1:2] and module.split(".")[1] in NEVER] == []


def test_a_page_that_only_reads_brings_no_misconceptions(needed: Rooms) -> None:
    assert set(needed.modules["graded"]) < set(needed.modules["practice"])
    assert [module for module in needed.modules["graded"] if "misconceptions" in module] == []


@pytest.mark.parametrize("module", ["grader.desk", "grader.marking.hinting", "grader.misconceptions", "grader.engine.ladder"])
def test_what_is_imported_late_goes_along(needed: Rooms, module: str) -> None:
    assert module in needed.modules["practice"]


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_they_can_all_be_imported_by_themselves(needed: Rooms, tmp_path: Path, mode: str) -> None:
    for name, source in needed.sources.items():
        if name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in needed.modules[mode]:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(source)
    program = ("import importlib, sys\n"
               f"for name in {ABSENT!r}: sys.modules[name] = None\n"
               f"sys.path.insert(0, {str(tmp_path)!r})\n"
               f"for name in {needed.modules[mode]!r}: importlib.import_module(name)\n"
               "print(importlib.import_module('grader.desk').__file__)")
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)


def test_a_door_is_narrowed_to_the_names_that_are_asked_for() -> None:
    door = "from .pyflint import ctx\n\nfrom .types.arb import arb\nfrom .types.acb import acb\n" \
           "from .base import (\n    A as __A__,\n    Ordering,\n)\n__version__ = '1'\n"
    assert narrow_door(door, frozenset({"arb", "Ordering", "A"})) == "from .types.arb import arb\nfrom .base import Ordering\n"


def test_a_compiled_module_has_no_docstrings_and_no_path() -> None:
    made = compiled(b'"""Said to people."""\ndef f():\n    """And this."""\n    return 1\n', "grader/x.py")
    assert b"Said to people" not in made
    assert b"And this" not in made
    assert b"grader/x.py" in made
    assert made == compiled(b'"""Said to people."""\ndef f():\n    """And this."""\n    return 1\n', "grader/x.py")


@pytest.mark.parametrize("lines", [1, 2, 7, 40])
def test_code_without_lines_runs_and_its_errors_can_be_shown(lines: int) -> None:
    source = "def f(x):\n" + "".join(f"    x = x + {number}\n" for number in range(lines)) + "    return 1 / (x - x)\n"
    space: dict[str, Any] = {}
    exec(marshal.loads(compiled(source.encode(), "grader/x.py")[16:]), space)
    with pytest.raises(ZeroDivisionError) as failed:
        space["f"](1)
    shown = "".join(traceback.format_exception(failed.value))
    assert "grader/x.py" in shown
    assert shown.endswith("ZeroDivisionError: division by zero\n")
    assert {line for *_, line in space["f"].__code__.co_lines()} == {None}
