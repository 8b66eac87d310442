"""Runs inside the browser's own Python when a site is built: imports what the desk needs, and packs it, compiled.

``compile.mjs`` calls :func:`pack`; nothing here is imported by our rooms, and it imports none of them but those that it packs.
"""

from __future__ import annotations

import ast
import importlib
import importlib._bootstrap_external as bootstrap
import importlib.util
import json
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import CodeType

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of all members: the same files make the same archive."""

ALWAYS = ("encodings.ascii", "encodings.cp1252", "encodings.cp437", "encodings.idna", "encodings.latin_1", "encodings.utf_16",
          "encodings.utf_16_be", "encodings.utf_16_le", "encodings.utf_8_sig", "secrets", "traceback")
"""Modules of the standard library that are asked for by a name that no import statement says, or once something has gone wrong."""

Members = dict[str, bytes]


def pack(work: str) -> None:
    """Import what ``plan.json`` in the folder ``work`` names, and write the archives into its folder ``packed``.

    The plan holds our ``modules`` for each archive, the ``standard`` modules that they may ask for later, and the names of ``flint``.
    """
    folder = Path(work)
    source, packed = folder / "source", folder / "packed"
    plan = json.loads((folder / "plan.json").read_bytes())
    sys.path.insert(0, str(source))
    door = source / "flint" / "__init__.py"
    door.write_text(narrow_door(door.read_text("utf-8"), frozenset(plan["flint"])), "utf-8")
    for module in (*(module for modules in plan["modules"].values() for module in modules), "msgspec"):
        importlib.import_module(module)
    # Its door may wait for names to be asked for.
    for name in plan["flint"]:
        getattr(importlib.import_module("flint"), name)
    missing = [module for module in (*ALWAYS, *plan["standard"]) if not _can_import(module)]
    for archive, modules in plan["modules"].items():
        _write(packed / archive, _of_modules(modules, source))
    _write(packed / "flint.zip", {**_of_modules(_imported("flint"), source), **_libraries(source)})
    _write(packed / "msgspec.zip", _of_modules(_imported("msgspec"), source))
    _write(packed / "stdlib.zip", _of_standard())
    (packed / "missing.json").write_text(json.dumps(missing), "utf-8")


def narrow_door(door: str, names: frozenset[str]) -> str:
    """Return the statements of a package's ``__init__`` that bring these names, in their order; the others would load what nobody asks for.

    >>> narrow_door("from .a import b, c\\nfrom .d import e\\n", frozenset({"c"}))
    'from .a import c\\n'
    """
    kept = []
    for node in ast.parse(door).body:
        if isinstance(node, ast.ImportFrom):
            wanted = ", ".join(alias.name for alias in node.names if alias.name in names and alias.asname is None)
            if wanted:
                kept.append(f"from {'.' * node.level}{node.module} import {wanted}\n")
    return "".join(kept)


def compiled(source: bytes, name: str) -> bytes:
    """Return a module without docstrings as bytecode that is never compared with its source; ``name`` stands for its file."""
    code = _without_lines(compile(source, name, "exec", dont_inherit=True, optimize=2))
    made: bytes = vars(bootstrap)["_code_to_hash_pyc"](code, importlib.util.source_hash(source), False)
    return made


def _without_lines(code: CodeType) -> CodeType:
    """Code whose instructions stand in no line; the places are a third of its bytes, and no traceback of a page is ever shown.

    An entry of the table of places (CPython's ``InternalDocs/code_objects.md``) is for up to eight units of code; kind 15 has no place.
    """
    inner = tuple(_without_lines(each) if isinstance(each, CodeType) else each for each in code.co_consts)
    whole, rest = divmod(len(code.co_code) // 2, 8)
    nowhere = 0x80 | 15 << 3
    return code.replace(co_consts=inner, co_linetable=bytes([nowhere | 7] * whole + [nowhere | rest - 1] * bool(rest)))


def _can_import(module: str) -> bool:
    """Whether this system has a module of the standard library, and if so import it."""
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def _imported(package: str) -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == package]


def _of_modules(names: Iterable[str], source: Path) -> Members:
    """Return the files of modules: compiled, and extension modules as they are."""
    members = {}
    for name in names:
        path = Path(str(sys.modules[name].__file__))
        members.update(_member(path.relative_to(source).as_posix(), path.read_bytes()))
    return members


def _of_standard() -> Members:
    """Return what was imported of the archive of the standard library, the runtime's own modules with it."""
    members = {}
    [archive] = [path for path in sys.path if path.endswith(".zip")]
    with zipfile.ZipFile(archive) as library:
        for module in list(sys.modules.values()):
            path = getattr(module, "__file__", None) or ""
            if path.startswith(f"{archive}/"):
                place = path.removeprefix(f"{archive}/")
                members.update(_member(place, library.read(place)))
    return members


def _member(place: str, data: bytes) -> Members:
    return {f"{place}c": compiled(data, place)} if place.endswith(".py") else {place: data}


def _libraries(source: Path) -> Members:
    """Return the shared libraries that the extension modules are linked to."""
    return {path.relative_to(source).as_posix(): path.read_bytes() for path in source.glob("*.libs/*.so")}


def _write(path: Path, members: Members) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, members[name])
