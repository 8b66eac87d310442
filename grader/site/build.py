"""The folder of a student's page: written beside its place, rehearsed there, moved in one stroke; the same bytes whenever it is built."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import secrets
import shutil
from base64 import b64encode
from collections.abc import Callable, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from grader.desk import Mode, open_desk, page_bank, rehearsal
from grader.files import read_regular
from grader.model import Bank, StoreError, printable
from grader.places import place
from grader.record import record
from grader.report import laid_out, typeset_texts
from grader.site.licences import licences
from grader.site.parts import find_parts
from grader.site.runtime import HERE, Node, find_node, run_node, runtime
from grader.site.views import POLICY, PageView, elsewhere, problem_views
from grader.style import beside, style
from grader.version import VERSION

LIST = "site.json"
COPIED = ("page.js", "worker.js", "start.js", "sw.js")
"""Scripts that are the same in every folder, but for the mark of the build in the last one."""
MARK = b"@BUILD@"
SALT = "rehearsal"
LONG = 500
"""Requests of a rehearsal that take more than some seconds."""
MOST_BYTES = 1 << 20
"""Of a list of files that is read back."""

Tell = Callable[[str], None]


@record
class Page:
    """What a page is made of: ``name`` becomes a part of its id, ``mode`` is one of :data:`grader.model.PAGE_MODES`."""

    bank: Bank
    title: str
    name: str
    mode: Mode
    offline: bool = True


@record
class Built:
    """What was written: the number of files, their bytes, and about how many of these travel where the host compresses."""

    files: int
    bytes: int
    compressed: int


def build_site(page: Page, out: Path, parts: Path | None, tell: Tell) -> Built:
    """Write the folder of a page to ``out``, an older one of ours in its place, and say what it is made of.

    Raises :class:`UsageError` where a program is missing, and :class:`StoreError` where a part cannot be had, the folder cannot be
    written, or the page would answer otherwise than this program.  Then nothing has changed.
    """
    _check_place(out)
    node, found = find_node(), find_parts(parts)
    tell(found.line)
    files = _files(page, runtime(found.data, page.mode, node, tell), found.data)
    # Where a link leads, the folder is written: the link stays.
    target = out.resolve()
    draft = target.parent / f".{target.name}.{secrets.token_hex(4)}.tmp"
    folder = draft / "site"
    try:
        folder.mkdir(parents=True)
        # Node takes .js for modules where a package.json around them says so.
        (draft / "package.json").write_text('{"type": "module"}', "utf-8")
        _write(folder, files)
        tell(_rehearse(page, files["run/bank.json"], folder, node, tell))
        _move(folder, target, draft / "before")
    except OSError as error:
        raise StoreError(f"{printable(str(out))} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Built(len(files), sum(map(len, files.values())), sum(len(gzip.compress(data, 6)) for data in files.values()))


def _check_place(out: Path) -> None:
    """Raise :class:`StoreError` unless ``out`` is free, empty, or a folder that this program wrote."""
    if not os.path.lexists(out):
        return
    if out.is_dir() and (not any(out.iterdir()) or _is_ours(out)):
        return
    raise StoreError(f"{printable(str(out))} is not empty and was not written by grader site; choose another folder")


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds the list of its files, and no other file."""
    read = read_regular(folder / LIST, MOST_BYTES)
    try:
        files = json.loads(read[0])["files"] if not isinstance(read, str) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    if not isinstance(files, dict):
        return False
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}
    return there <= {*files, LIST}


def _files(page: Page, run: Mapping[str, bytes], parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """All files of the folder by their names, in order; the list of them is the last."""
    templates = place("templates") / "site"
    bank = page_bank(page.bank, page.mode, typeset_texts(page.bank))
    digest = hashlib.sha256(bank).hexdigest()[:12]
    view = PageView(f"{_slug(page.name)}-{digest}", page.title, page.mode, digest, VERSION, POLICY, problem_views(page.bank),
                    elsewhere(page.bank))
    font = 'local("STIX Two Math"),url("font/stix.woff2") format("woff2")'
    files = {name: (templates / name).read_bytes() for name in COPIED}
    files["index.html"] = laid_out("site/index.html.j2", page=view).encode()
    files["page.css"] = f"{style(font)}\n{(templates / 'page.css').read_text('utf-8')}".encode()
    files["font/stix.woff2"] = beside()["stix-two-math.woff2"]
    files |= {f"run/{name}": data for name, data in run.items()}
    files["run/bank.json"] = bank
    files |= {f"licences/{name}": text for name, text in licences(parts).items()}
    # A browser looks for a newer page by the bytes of sw.js, so these change with any file.
    others = json.dumps(_listed({name: data for name, data in files.items() if name != "sw.js"})).encode()
    files["sw.js"] = files["sw.js"].replace(MARK, hashlib.sha256(others).hexdigest()[:16].encode())
    files = dict(sorted(files.items()))
    files[LIST] = (json.dumps(_list(view, page.offline, files), ensure_ascii=False, indent=1) + "\n").encode()
    return files


def _list(view: PageView, offline: bool, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {"v": 1, "id": view.id, "title": view.title, "mode": view.mode, "bank": view.bank, "grader": view.grader,
            "offline": offline, "problems": [problem.id for problem in view.problems], "files": _listed(files)}


def _listed(files: Mapping[str, bytes]) -> dict[str, tuple[int, str]]:
    """Under the name of each file its bytes and its hash, as the attribute ``integrity`` has it."""
    return {name: (len(data), integrity(data)) for name, data in sorted(files.items())}


def integrity(data: bytes) -> str:
    """Return the SHA-256 of some bytes as a browser writes it."""
    return f"sha256-{b64encode(hashlib.sha256(data).digest()).decode('ascii')}"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "page"


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _rehearse(page: Page, bank: bytes, folder: Path, node: Node, tell: Tell) -> str:
    """Let the written page answer what this program answers too, and say so.  Raises :class:`StoreError` where the replies differ."""
    requests = rehearsal(page.bank, page.mode)
    if len(requests) >= LONG:
        tell(f"rehearsing {len(requests):,} requests, here and in the page")
    desk = open_desk(bank, SALT)
    here = [desk(request) for request in requests]
    asked = folder.parent / "requests"
    asked.write_text("".join(f"{request}\n" for request in requests), "ascii")
    there = run_node(node, [str(HERE / "rehearse.mjs"), str(folder), SALT, str(asked)]).split("\n")[:-1]
    for request, expected, reply in zip_longest(requests, here, there, fillvalue=""):
        if reply != expected:
            raise StoreError("the page answers otherwise than this program, which is a fault of the program: "
                             f"{printable(request)[:200]} gives {printable(reply)[:300]}; nothing was written")
    count = len(page.bank.problems) - len(page.bank.families)
    noun, verb = "problem" if count == 1 else "problems", "judged" if page.mode == "practice" else "read"
    return f"self-test  {count} of {count} {noun} {verb} as here"


def _move(draft: Path, out: Path, before: Path) -> None:
    """Put the new folder in its place; what was there comes back if that fails."""
    if out.is_dir():
        os.rename(out, before)
        try:
            os.rename(draft, out)
        except OSError:
            os.rename(before, out)
            raise
    else:
        os.rename(draft, out)
