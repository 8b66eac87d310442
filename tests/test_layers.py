"""The law of the house: rooms import downward only, by the front door, and outside packages have rooms."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "grader"

STREET = ["version", "places", "files", "once", "record", "expr", "model", "syntax", "engine", "kinds", "misconceptions", "strangers", "batch", "cli"]
STRANGERS = {"bank", "intake", "marking", "report", "exports"}
"""Rooms that never meet: none of them imports another."""

OUTSIDE = {
    "numpy": {"engine"}, "sympy": {"engine"}, "flint": {"engine"},
    "yaml": {"bank", "intake"}, "pydantic": {"bank"}, "jinja2": {"report"}, "markupsafe": {"report"},
    "click": {"cli"}, "msgspec": {"record"}, "orjson": {"cli", "batch", "report", "store"}, "multiprocessing": {"batch"}, "concurrent": {"batch"},
}
LAZY = {"numpy", "sympy", "pydantic", "jinja2", "markupsafe", "yaml"}
"""Slow to import and not needed by most answers: may be imported inside a function, in one module each."""

LAZY_ROOMS = {("marking", "misconceptions")}
"""A room that an answer needs only if it is wrong: 50 ms of a check that is right."""

DOORS = {"misconceptions": {"engine.recognise", "engine.calculus"}}
"""Further front doors of a room, by the only room that comes in there."""

SUBROOMS = {"engine": ["values", "program", "field", "calculus", "sizes", "problem", "branches", "ladder", "recognise"]}
"""Rooms inside a room, from the bottom up: each imports those before it only."""

TOP = {"__init__", "__main__"}


def level(room: str) -> int:
    return STREET.index("strangers" if room in STRANGERS else room)


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    part = path.relative_to(PACKAGE).parts[0]
    return part.removesuffix(".py")


def imports(tree: ast.AST) -> list[tuple[str, tuple[str, ...], int, bool]]:
    """(module, names, line, inside a function or not) of every import that runs (``TYPE_CHECKING`` blocks too)."""
    found: list[tuple[str, tuple[str, ...], int, bool]] = []

    def visit(node: ast.AST, inside: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend((alias.name, (), child.lineno, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                name = "." * child.level + (child.module or "")
                found.append((name, tuple(alias.name for alias in child.names), child.lineno, inside))
            visit(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))

    visit(tree, False)
    return found


def climbs(path: Path, rest: str) -> bool:
    """Whether a module in a sub-room imports from one further up."""
    room, *inner = path.relative_to(PACKAGE).parts
    order, target = SUBROOMS.get(room, []), rest.split(".")[1:]
    return len(inner) > 1 and bool(target) and inner[0] in order and target[0] in order and order.index(target[0]) > order.index(inner[0])


def breaches(path: Path, source: str) -> list[str]:
    room, wrong = room_of(path), []
    for name, _names, line, inside in imports(ast.parse(source)):
        place = f"{path.relative_to(PACKAGE.parent)}:{line}: "
        head, _, rest = name.partition(".")
        if name.startswith("."):
            wrong.append(place + "relative import")
        elif head == "grader":
            target = rest.split(".")[0]
            if room in TOP:
                continue
            if not target:
                wrong.append(place + "imports the package's own front door")
            elif target != room:
                if level(target) >= level(room):
                    wrong.append(place + f"{room} imports {target}, which is not lower down the street")
                if "." in rest and rest not in DOORS.get(room, ()):
                    wrong.append(place + f"imports {name}, not the front door grader.{target}")
            elif climbs(path, rest):
                wrong.append(place + f"imports {name}, which is further up in the room")
            if inside and room != "cli" and room not in TOP and (room, target) not in LAZY_ROOMS:
                wrong.append(place + f"imports {name} inside a function")
        elif head not in sys.stdlib_module_names or head in OUTSIDE:
            if head not in OUTSIDE:
                wrong.append(place + f"{head} is not on the list of outside packages")
            elif room not in OUTSIDE[head]:
                wrong.append(place + f"{head} belongs to {sorted(OUTSIDE[head])}, not to {room}")
            elif inside and head not in LAZY:
                wrong.append(place + f"{head} is imported inside a function")
    return wrong


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_the_street(path: Path) -> None:
    assert breaches(path, path.read_text("utf-8")) == []


@pytest.mark.parametrize(("room", "source"), [
    ("syntax/x.py", "from grader.engine import decide"),
    ("bank/x.py", "import grader.intake"),
    ("report/x.py", "import sympy"),
    ("expr/x.py", "import requests"),
    ("kinds/x.py", "from grader.engine.values.balls import arb"),
    ("engine/x.py", "from . import balls"),
    ("kinds/x.py", "from grader.engine.recognise import number"),
    ("engine/values/x.py", "from grader.engine.problem.posed import Posed"),
    ("model/x.py", "def f():\n    from grader.expr import Expr"),
])
def test_a_breach_is_seen(room: str, source: str) -> None:
    assert breaches(PACKAGE / room, source)


def test_every_module_says_what_it_is_for() -> None:
    without = [path for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert without == []
