"""python-flint stands without its door having been run, and is the same package once somebody asks for more of it."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from grader.engine import lean_flint

ENGINE = Path(lean_flint.__file__).parent


def said(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_every_name_that_the_engine_imports_has_a_row() -> None:
    imported = {alias.name for path in ENGINE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.ImportFrom) and node.module == "flint" for alias in node.names}
    assert imported == set(lean_flint._HOMES)


@pytest.mark.parametrize(("then", "expected"), [
    ("print('flint.types.nmod' in sys.modules)", "False"),
    ("import flint; print(flint.nmod(3, 7), flint.fq_default.__name__)", "3 fq_default"),
    ("from flint import *; print(arb is __import__('grader.engine.values.balls', fromlist='x').arb, nmod.__name__)", "True nmod"),
    ("import flint; a = flint.arb; flint.nmod; print(a is flint.arb, '__getattr__' in vars(flint))", "True False"),
    ("import flint; print(hasattr(flint, 'nonsense'), hasattr(flint, 'nonsense'))", "False False"),
    ("import flint.types.acb_mat, flint; print(flint.acb_mat is flint.types.acb_mat.acb_mat)", "True"),
])
def test_the_package_is_whole_for_whoever_asks_for_more(then: str, expected: str) -> None:
    assert said(f"import sys, grader.engine\n{then}") == expected


def test_threads_that_ask_at_once_all_get_what_they_ask_for() -> None:
    assert said("""import threading, grader.engine, flint
failed = []
def ask(name):
    try:
        getattr(flint, name)
    except AttributeError:
        failed.append(name)
threads = [threading.Thread(target=ask, args=(name,)) for name in ["nmod", "arb", "arb_mat", "fmpz_poly", "fq_default", "acb_mat"] * 20]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(failed)""") == "[]"


def test_a_package_that_somebody_imported_before_stays() -> None:
    assert said("import flint, sys, grader.engine; print(sys.modules['flint'] is flint, '__getattr__' in vars(flint))") == "True False"


@pytest.mark.parametrize("module", ["grader.engine.values.contours", "grader.engine.branches.zeros", "grader.engine.ladder.corners",
                                    "grader.engine.values.eigenvalues", "flint.types.acb", "flint.types.arb_mat"])
def test_what_few_answers_need_is_not_loaded_to_begin_with(module: str) -> None:
    assert module not in loaded()


@cache
def loaded() -> frozenset[str]:
    """The modules in a process that is ready to mark."""
    return frozenset(said("import sys, grader.marking, grader.engine.ladder.over_sizes; print(*sys.modules)").split())
