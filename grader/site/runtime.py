"""The archives of the page's Python: made by Node from the pinned parts and our modules, and kept under the hash of these."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from grader.files import read_regular, write_whole
from grader.model import PAGE_MODES, StoreError, UsageError, printable
from grader.record import record
from grader.site.parts import ABI, FLINT, MSGSPEC, PYODIDE, cache, names
from grader.site.rooms import Rooms, rooms

HERE = Path(__file__).resolve().parent
SHARED = ("stdlib.zip", "flint.zip", "msgspec.zip")
OURS = "grader.zip"
PACKED = (*SHARED, *(f"{mode}.zip" for mode in PAGE_MODES))
"""The archives that are kept: those of the third parties, and our modules for each mode of a page."""
OLDEST_NODE = 18
PATIENCE = 600
"""Seconds that Node may take."""
MOST_BYTES = 1 << 26

RENAMED = {"pyodide.mjs": "pyodide.js", "pyodide.asm.mjs": "pyodide.asm.js", "pyodide.asm.wasm": "pyodide.asm.wasm"}
"""Files of the runtime that a page needs as they are, and their names there: several hosts serve .mjs as a type that browsers refuse."""
_STARTED = (*RENAMED, "python_stdlib.zip", "pyodide-lock.json")


@record
class Node:
    """The program, and its version in words."""

    path: str
    version: str


def find_node() -> Node:
    """Return the Node that is there.  Raises :class:`UsageError` where there is none, or one that is too old."""
    path = shutil.which("node")
    way_out = f"install Node {OLDEST_NODE} or later; it is needed only to build a site, never to serve or to read it"
    if path is None:
        raise UsageError(f"node was not found; {way_out}")
    said = run_node(Node(path, ""), ["--version"]).strip()
    number = said.removeprefix("v").partition(".")[0]
    if not number.isdecimal() or int(number) < OLDEST_NODE:
        raise UsageError(f"node is {printable(said)[:40]}; {way_out}")
    return Node(path, said.removeprefix("v"))


def run_node(node: Node, arguments: list[str]) -> str:
    """Return what Node writes.  Raises :class:`StoreError` with its last line if it fails, or takes too long."""
    environment = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    try:
        done = subprocess.run([node.path, *arguments], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
                              timeout=PATIENCE, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise StoreError(f"node took more than {PATIENCE} seconds; nothing was written") from None
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()] or [f"it ended with {done.returncode}"]
        raise StoreError(f"the page's Python did not start under node: {printable(lines[-1])[:300]}; nothing was written")
    return done.stdout


def runtime(parts: Mapping[str, bytes], mode: str, node: Node, tell: Callable[[str], None]) -> dict[str, bytes]:
    """Return the files of ``run/`` that do not depend on the bank, by their names; ``parts`` are the pinned archives."""
    published, needed = _published(parts[PYODIDE.name]), rooms()
    files = {RENAMED[name]: data for name, data in published.items() if name in RENAMED}
    info = json.loads(published["pyodide-lock.json"])["info"]
    if info["abi_version"] != ABI:
        raise RuntimeError(f"the runtime has the interface {info['abi_version']}, the wheels have {ABI}: the pins of parts.py differ")
    files["pyodide-lock.json"] = json.dumps({"info": info, "packages": {}}, sort_keys=True).encode()
    kept = cache() / "runtime" / _key(parts, needed)
    found = _kept(kept)
    if found is None:
        tell(f"compiling  {len(needed.sources)} modules of the grader, and what they need, under node {node.version}; kept for next time")
        found = _packed(parts, published, needed, node)
        _keep(kept, found)
    return {**files, **{name: found[name] for name in SHARED}, OURS: found[f"{mode}.zip"]}


def _key(parts: Mapping[str, bytes], needed: Rooms) -> str:
    """The hash of all that the archives are made from."""
    taken = hashlib.sha256()
    programs = {name: (HERE / name).read_bytes() for name in ("inside.py", "compile.mjs")}
    for name, data in sorted({**parts, **needed.sources, **programs}.items()):
        taken.update(f"{name} {len(data)} ".encode() + data)
    taken.update(json.dumps([needed.modules, needed.standard, needed.flint]).encode())
    return taken.hexdigest()[:32]


def _kept(folder: Path) -> dict[str, bytes] | None:
    """The archives of an earlier build, if all are there and whole."""
    found = {}
    for name in PACKED:
        read = read_regular(folder / name, MOST_BYTES)
        if isinstance(read, str) or not zipfile.is_zipfile(io.BytesIO(read[0])):
            return None
        found[name] = read[0]
    return found


def _keep(folder: Path, archives: Mapping[str, bytes]) -> None:
    """Keep the archives for the next build, where that is possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in archives.items():
            write_whole(folder / name, data, lasts=False)
    except OSError:
        # A memo: without it the next build takes some seconds longer.
        shutil.rmtree(folder, ignore_errors=True)


def _packed(parts: Mapping[str, bytes], published: Mapping[str, bytes], needed: Rooms, node: Node) -> dict[str, bytes]:
    """The archives, made anew: the browser's own Python imports what the desk needs, and compiles it."""
    with tempfile.TemporaryDirectory(prefix="grader-site-") as name:
        work = Path(name)
        for folder in ("runtime", "packed", "source"):
            (work / folder).mkdir()
        for member, data in published.items():
            (work / "runtime" / member).write_bytes(data)
        for wheel in (FLINT, MSGSPEC):
            with zipfile.ZipFile(io.BytesIO(parts[wheel.name])) as archive:
                archive.extractall(work / "source")
        for module, data in needed.sources.items():
            path = work / "source" / module
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        modules = {f"{mode}.zip": needed.modules[mode] for mode in PAGE_MODES}
        plan = {"modules": modules, "standard": needed.standard, "flint": needed.flint}
        (work / "plan.json").write_text(json.dumps(plan), "utf-8")
        run_node(node, [str(HERE / "compile.mjs"), str(work), str(HERE / "inside.py")])
        return {member: (work / "packed" / member).read_bytes() for member in PACKED}


def _published(archive: bytes) -> dict[str, bytes]:
    """The files of the runtime that are needed, out of its package."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as package:
        for member in package:
            name = PurePosixPath(member.name).name
            if name in _STARTED and member.name == f"package/{name}" and member.isfile():
                content = package.extractfile(member)
                found[name] = content.read() if content is not None else b""
    missing = set(_STARTED) - set(found)
    if missing:
        raise RuntimeError(f"the package of the runtime lacks {', '.join(sorted(missing))}; {names()}")
    return found
