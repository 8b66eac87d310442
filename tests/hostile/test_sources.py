"""What could run a student's text, or show it unescaped, does not stand in the sources at all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "grader").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.j2"))

NEVER = {"eval", "exec", "compile", "__import__", "execfile", "breakpoint", "sympify", "parse_expr", "lambdify", "parse_latex", "parse_mathematica",
         "system", "popen", "Popen", "check_output", "extractall", "unpack_archive", "literal_eval", "setlocale"}
"""Names that are never called, of whatever module they are."""

NEVER_OF = {"yaml": {"load", "load_all", "safe_load", "safe_load_all", "full_load", "full_load_all", "unsafe_load", "unsafe_load_all"},
            "pickle": {"load", "loads", "Unpickler"}, "marshal": {"load", "loads"}, "sympy": {"S", "simplify"}, "random": {"random", "seed"}}
"""Names that are not taken from these modules."""

NEVER_IMPORTED = {"subprocess", "pickle", "marshal", "shelve", "dill", "code", "codeop", "socket", "http", "urllib", "webbrowser", "requests", "shutil", "locale"}

STARTS_A_HELPER = "grader/batch/crew/starting.py"
"""Starts this program, by a list of fixed words; no text of anybody is among them."""

BUILDS_THE_PAGE = {
    "grader/site/build.py": ["import shutil"],
    "grader/site/check.py": ["import http.client", "import urllib.error", "import urllib.parse", "import urllib.request"],
    "grader/site/inside.py": ["compile"],
    "grader/site/parts.py": ["import shutil", "import subprocess"],
    "grader/site/runtime.py": ["import shutil", "import subprocess", "archive.extractall"],
}
"""What an instructor's ``grader site`` needs: it fetches pinned parts by npm and pip, unpacks what has the pinned hash, compiles our own modules,
runs Node on our own scripts, and asks the host that it is told to ask.  No student's text is near.
"""


def breaches(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Import):
            found += [f"{line}: import {alias.name}" for alias in node.names if alias.name.partition(".")[0] in NEVER_IMPORTED]
        elif isinstance(node, ast.ImportFrom):
            head = (node.module or "").partition(".")[0]
            found += [f"{line}: from {head} import {alias.name}" for alias in node.names
                      if head in NEVER_IMPORTED or alias.name in NEVER or alias.name in NEVER_OF.get(head, ())]
        elif isinstance(node, ast.Name) and node.id in NEVER:
            found.append(f"{line}: {node.id}")
        elif isinstance(node, ast.Attribute):
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            # A method may be called compile; re.compile is one of those.
            if (node.attr in NEVER and (node.attr != "compile" or of == "builtins")) or node.attr in NEVER_OF.get(of, ()):
                found.append(f"{line}: {of}.{node.attr}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_can_run_a_text(path: Path) -> None:
    found = breaches(path.read_text("utf-8"))
    if str(path.relative_to(ROOT)) == STARTS_A_HELPER:
        assert [breach.partition(": ")[2] for breach in found] == ["import subprocess", "subprocess.Popen"]
        assert '[sys.executable, "-P", "-m", "grader.batch.crew.helper"]' in path.read_text("utf-8")
    else:
        assert sorted(breach.partition(": ")[2] for breach in found) == sorted(BUILDS_THE_PAGE.get(path.relative_to(ROOT).as_posix(), []))


@pytest.mark.parametrize("source", [
    "eval('1')", "exec(x)", "compile(x, '', 'eval')", "f = eval", "import builtins\nbuiltins.eval(x)", "builtins.compile(x)", "sympy.sympify(x)", "sp.parse_expr(x)",
    "from sympy import lambdify", "from sympy.parsing.latex import parse_latex", "yaml.load(x)", "yaml.safe_load(x)", "from yaml import load",
    "pickle.loads(x)", "import pickle", "from pickle import loads", "import subprocess", "os.system(x)", "os.popen(x)", "archive.extractall(x)",
    "__import__(x)", "import urllib.request", "sympy.S(x)",
])
def test_a_breach_is_seen(source: str) -> None:
    assert breaches(source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_escape_everything(path: Path) -> None:
    # The class page has one script of ours, whose digest its policy names: tests/report/test_class_page.py.
    text = path.read_text("utf-8").replace("<script>{{ script }}</script>", "", path.name == "class.html.j2")
    # The student's page has one script of its own folder, and a policy that allows no other: tests/site.
    text = text.replace('<script defer src="page.js"></script>', "", path.name == "index.html.j2")
    assert not re.search(r"\|\s*safe\b|autoescape|<script|javascript:|\bon[a-z]+\s*=", text)
    # What stands in an attribute stands in quotes; in a link stands only a sheet's own path, a problem's number, or its id that the bank has checked.
    assert not re.search(r"=\s*\{\{", text)
    fixed = {"page.css", "licences/THIRD-PARTY.txt", "data:,", "#p-{{ problem.number }}"} if path.name == "index.html.j2" else set()
    assert set(re.findall(r'(?:href|src)="([^"]*)"', text)) <= fixed | {"attention.csv", "grades.csv", "statistics.csv", "#students", "{{ link.file }}", "{{ student.file }}", "#{{ link.id }}"}
