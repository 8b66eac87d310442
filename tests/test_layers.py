"""The law of the house: rooms import downward only, by the front door, and outside packages have rooms."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "grader"

STREET = [
    "version", "places", "style", "faults", "files", "once", "record", "csvtext", "workbook", "tables", "moments", "lazily", "nesting", "headers",
    "expr",
    "model",
    "yamlnodes",
    "syntax",
    "words",
    "texts",
    "engine",
    "kinds",
    "misconceptions",
    "people",
    "strangers",
    "desk",
    "batch",
    "site",
    "cli",
]
STRANGERS = {"bank", "intake", "marking", "report", "exports", "assignment", "decisions", "store"}
"""Rooms that never meet: none of them imports another."""

OUTSIDE = {
    "numpy": {"engine"}, "sympy": {"engine"}, "flint": {"engine"},
    "yaml": {"yamlnodes", "intake"},
    "jinja2": {"report"}, "markupsafe": {"report"},
    "markdown_it": {"texts"}, "mdit_py_plugins": {"texts"}, "math_core": {"texts"},
    "xlsxwriter": {"exports"},
    "click": {"cli"},
    "msgspec": {"record", "model"},
    "orjson": {"cli", "batch", "report", "store"},
    "sqlite3": {"store"},
    "multiprocessing": {"batch"}, "concurrent": {"batch"},
    "distributed": {"batch"},
}
LAZY = {"numpy", "sympy", "jinja2", "markupsafe", "yaml", "xlsxwriter", "markdown_it", "mdit_py_plugins", "math_core"}
"""Slow to import, or an extra, and not needed by most answers: may be imported inside a function, in one module each."""

LAZY_ROOMS = {("marking", "misconceptions"), ("kinds", "kinds"), ("engine", "engine")}
"""A room that an answer needs only if it is wrong: 50 ms of a check that is right; and what only one kind, or only a bank, needs of a kind, and
what only a problem with a relation needs of the engine."""

DOORS = {"bank": {"kinds.requirements"}, "kinds": {"engine.forms", "engine.systems", "engine.equations", "syntax.equations"},
         "misconceptions": {"engine.forms", "engine.recognise", "engine.calculus"}, "cli": {"batch.review"}}
"""Further front doors of a room, by the only room that comes in there."""

SUBROOMS = {"engine": ["values", "operators", "program", "field", "calculus", "sizes", "problem", "branches", "systems", "ladder", "forms",
                       "recognise", "equations"],
            "batch": ["crew", "review"]}
"""Rooms inside a room, from the bottom up: each imports those before it only."""

TOP = {"__init__", "__main__"}


HOUSE = PACKAGE.parent / "docs" / "house.md"


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
    """What is wrong with each import of a module, with its place."""
    return [f"{path.relative_to(PACKAGE.parent)}:{line}: {wrong}" for name, _names, line, inside in imports(ast.parse(source))
            for wrong in faults_of_import(path, name, inside)]


def faults_of_import(path: Path, name: str, inside: bool) -> list[str]:
    head, _, rest = name.partition(".")
    if name.startswith("."):
        return ["relative import"]
    if head == "grader":
        return list(faults_inside_the_house(path, rest, inside))
    if head in sys.stdlib_module_names and head not in OUTSIDE:
        return []
    if head not in OUTSIDE:
        return [f"{head} is not on the list of outside packages"]
    if room_of(path) not in OUTSIDE[head]:
        return [f"{head} belongs to {sorted(OUTSIDE[head])}, not to {room_of(path)}"]
    return [f"{head} is imported inside a function"] if inside and head not in LAZY else []


def faults_inside_the_house(path: Path, rest: str, inside: bool) -> Iterator[str]:
    """What is wrong with an import of ``grader.rest``."""
    room, target = room_of(path), rest.split(".")[0]
    if room in TOP:
        return
    if not target:
        yield "imports the package's own front door"
    elif target != room:
        if level(target) >= level(room):
            yield f"{room} imports {target}, which is not lower down the street"
        if "." in rest and rest not in DOORS.get(room, ()):
            yield f"imports grader.{rest}, not the front door grader.{target}"
    elif climbs(path, rest):
        yield f"imports grader.{rest}, which is further up in the room"
    if inside and room != "cli" and (room, target) not in LAZY_ROOMS:
        yield f"imports grader.{rest} inside a function"


def test_the_page_about_the_house_has_every_room() -> None:
    rooms = {room for room in (*STREET, *STRANGERS) if room != "strangers"} | {room for inner in SUBROOMS.values() for room in inner}
    said = HOUSE.read_text("utf-8")
    assert {room for room in rooms if f"`{room}/`" not in said and f"`{room}.py`" not in said and f"`{room}`" not in said} == set()


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

TREES = {path: ast.parse(path.read_text("utf-8")) for path in modules()}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def arrows(trees: dict[Path, ast.Module]) -> dict[str, set[str]]:
    """Under each module those of ours that it imports, wherever in it."""
    known = {name_of(path) for path in trees}
    found: dict[str, set[str]] = {}
    for path, tree in trees.items():
        wanted = set()
        for module, names, _line, _inside in imports(tree):
            inner = {f"{module}.{name}" for name in names} & known
            wanted |= inner or ({module} & known)
        found[name_of(path)] = wanted - {name_of(path)}
    return found


def circles(graph: dict[str, set[str]]) -> list[str]:
    """What is left when modules that import nothing that is left, or that nothing left imports, are taken away, again and again."""
    left = dict(graph)
    while free := [module for module, wanted in left.items()
                   if not wanted & left.keys() or not any(module in others for others in left.values())]:
        for module in free:
            del left[module]
    return sorted(left)


def test_no_module_imports_itself_by_a_detour() -> None:
    assert circles(arrows(TREES)) == []


def test_a_detour_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["b", "c"]


MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 40
LONG: dict[str, str] = {}
"""Modules and functions that are longer, each with the reason."""


def long_things(trees: dict[Path, ast.Module]) -> set[str]:
    found = set()
    for path, tree in trees.items():
        if path.read_text("utf-8").count("\n") > MOST_LINES:
            found.add(name_of(path))
        found |= {f"{name_of(path)}.{node.name}" for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                  and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION}
    return found


def test_what_is_long_has_a_reason() -> None:
    assert long_things(TREES) == set(LONG)


def doors() -> list[Path]:
    return [path for path in TREES if path.name == "__init__.py" and path.parent != PACKAGE]


@pytest.mark.parametrize("door", doors(), ids=name_of)
def test_no_name_of_a_door_hides_a_module_of_its_room(door: Path) -> None:
    room = name_of(door)
    beside = {path.stem for path in door.parent.glob("*.py")} | {path.name for path in door.parent.iterdir() if path.is_dir()}
    taken = {name for module, names, *_ in imports(TREES[door]) for name in names if not (module == room and name in beside)}
    assert taken & beside == set()


@cache
def used_names() -> frozenset[str]:
    """(module, name) of every import from a door by another room, by the tests, or by the package's own door."""
    found: set[str] = set()
    for path in [*TREES, *Path(__file__).parent.rglob("*.py")]:
        tree = TREES[path] if path in TREES else ast.parse(path.read_text("utf-8"))
        found |= {f"{module}.{name}" for module, names, *_ in imports(tree) for name in names
                  if path not in TREES or not f"{name_of(path)}.".startswith(f"{module}.")}
    return frozenset(found)


@pytest.mark.parametrize("door", doors(), ids=name_of)
def test_what_a_door_exports_is_used_by_somebody(door: Path) -> None:
    exported = {element.value for node in TREES[door].body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
                for element in ast.walk(node.value) if isinstance(element, ast.Constant)}
    assert {name for name in exported if f"{name_of(door)}.{name}" not in used_names()} == set()


KIND_NAMES = {ast.literal_eval(node.args[0]) for path, tree in TREES.items() if room_of(path) == "kinds" for node in ast.walk(tree)
              if isinstance(node, ast.Call) and ast.unparse(node.func) == "Kind" and node.args}


def named_kinds(tree: ast.AST) -> list[int]:
    """The lines in which something is compared with the name of a kind, or looked up by it."""
    found = []
    for node in ast.walk(tree):
        sides = ([node.left, *node.comparators] if isinstance(node, ast.Compare) else [node.value] if isinstance(node, ast.MatchValue) else
                 [node.slice] if isinstance(node, ast.Subscript) else [])
        asks = {ast.unparse(side).rpartition(".")[2] for side in sides} & {"kind", "asked", "name"} or isinstance(node, ast.MatchValue)
        found += [side.lineno for side in sides if asks and isinstance(side, ast.Constant) and side.value in KIND_NAMES]
    return found


@pytest.mark.parametrize("path", [path for path in modules() if room_of(path) != "kinds"], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_other_room_names_a_kind(path: Path) -> None:
    assert named_kinds(TREES[path]) == []


@pytest.mark.parametrize("source", ["if task.asked == 'dimension': pass", "if 'formula' != kind.name: pass"])
def test_the_name_of_a_kind_is_seen(source: str) -> None:
    assert named_kinds(ast.parse(source)) == [1]


NOT_FROZEN = {
    "grader.batch.effect._Sums": "sums that grow",
    "grader.batch.review.gathering._Written": "gathers who wrote a text",
    "grader.decisions.targets._Seen": "filled entry by entry",
    "grader.engine.sizes.growth.Dependence": "filled step by step in a walk over a tree",
    "grader.marking.chains._Solution": "filled line by line",
    "grader.marking.tally._Lost": "a sum that grows",
    "grader.marking.tally._Problem": "sums that grow",
}
"""Dataclasses that are no frozen records, each with the reason."""


def test_records_are_frozen() -> None:
    loose = {f"{name_of(path)}.{node.name}" for path, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
             for decorator in node.decorator_list
             if (text := ast.unparse(decorator)).startswith("dataclass") and "frozen=True" not in text}
    assert loose == set(NOT_FROZEN)
