"""Which of our modules the browser needs: what the desk imports, wherever it imports it, but for what needs a package that is not there."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from grader.record import record

PACKAGE = "grader"
ROOT = "grader.desk"
OUTSIDE = ("flint", "msgspec")
"""The packages from outside that the page brings along."""

NOT_TO_READ = ("misconceptions",)
"""Rooms that a page which only reads has no use for; their examples are wrong answers, and so close to right ones."""

_HOME = Path(__file__).resolve().parent.parent


@record
class Rooms:
    """Our sources by their files, our modules by the mode of a page, and what they import of the standard library and of flint."""

    sources: dict[str, bytes]
    modules: dict[str, tuple[str, ...]]
    standard: tuple[str, ...]
    flint: tuple[str, ...]


@record
class _Import:
    """One name that is imported (empty for ``import module``): from where, whether at once, and whether only for the type checker."""

    module: str
    name: str
    at_once: bool
    is_typing: bool


def rooms() -> Rooms:
    """Return what the desk needs.  Raises :class:`RuntimeError` if it needs at once a package that the page has not: a fault of ours."""
    named: set[str] = set()
    _follow(ROOT, named)
    kept = sorted(named - _absent(named, set()))
    reading = sorted(named - _absent(named, {module for module in named if module.split(".")[1:2] in [[room] for room in NOT_TO_READ]}))
    if ROOT not in reading:
        raise RuntimeError(f"{ROOT} imports at once what a browser has not")
    every = [each for module in kept for each in _imports(module) if not each.is_typing]
    standard = {name for each in every for name in _standard(each)}
    flint = {each.name for each in every if each.module == "flint" and each.name}
    sources = {_place(module).relative_to(_HOME.parent).as_posix(): _place(module).read_bytes() for module in kept}
    return Rooms(sources, {"practice": tuple(kept), "graded": tuple(reading)}, tuple(sorted(standard)), tuple(sorted(flint)))


def _follow(module: str, found: set[str]) -> None:
    """Take a module, the packages around it, and what they import."""
    if module in found or not module:
        return
    found.add(module)
    _follow(module.rpartition(".")[0], found)
    for each in _imports(module):
        if not each.is_typing:
            _follow_name(each, found)


def _follow_name(each: _Import, found: set[str]) -> None:
    """Take what one import brings; of a door that waits for names to be asked for, only the module that has this one."""
    if each.module.partition(".")[0] != PACKAGE:
        return
    if each.name and _is_module(f"{each.module}.{each.name}"):
        _follow(f"{each.module}.{each.name}", found)
        return
    _follow(each.module, found)
    for later in _imports(each.module):
        if later.is_typing and later.name == each.name:
            _follow_name(later, found)


def _absent(named: set[str], left_out: set[str]) -> set[str]:
    """Return the modules that are left out, and those that cannot be imported without them or without a package that is not there."""
    absent = set(left_out)
    while more := {module for module in named - absent for each in _imports(module)
                   if each.at_once and not each.is_typing and _is_missing(each, absent)}:
        absent |= more
    return absent


def _is_missing(each: _Import, absent: set[str]) -> bool:
    head = each.module.partition(".")[0]
    if head == PACKAGE:
        return bool({each.module, f"{each.module}.{each.name}"} & absent)
    return head not in OUTSIDE and head not in sys.stdlib_module_names


def _standard(each: _Import) -> Iterator[str]:
    head = each.module.partition(".")[0]
    if head in sys.stdlib_module_names and head not in ("__future__",):
        yield each.module


@cache
def _imports(module: str) -> tuple[_Import, ...]:
    found: list[_Import] = []

    def visit(node: ast.AST, at_once: bool, is_typing: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend(_Import(alias.name, "", at_once, is_typing) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                found.extend(_Import(child.module or "", alias.name, at_once, is_typing) for alias in child.names)
            else:
                inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                typing = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
                visit(child, at_once and not inside, is_typing or typing)

    visit(ast.parse(_place(module).read_bytes()), True, False)
    return tuple(found)


def _is_module(module: str) -> bool:
    path = _path(module)
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _place(module: str) -> Path:
    path = _path(module)
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _path(module: str) -> Path:
    return _HOME.joinpath(*module.split(".")[1:])
