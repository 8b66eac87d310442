"""The page without its weight: all files but the grader's own, with ``stub.js`` as the worker, for tests that are not about mathematics."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from shutil import copytree, ignore_patterns

STUB = Path(__file__).parent / "stub.js"


def light_site(site: Path, folder: Path, build: str = "one", **changes: object) -> Path:
    """Copy a built folder without ``run/``, as the build of that name; ``changes`` are fields of its ``site.json``."""
    copytree(site, folder, ignore=ignore_patterns("run"))
    (folder / "worker.js").write_bytes(STUB.read_bytes())
    worker = (Path(__file__).resolve().parent.parent.parent / "templates" / "site" / "sw.js").read_text("utf-8")
    (folder / "sw.js").write_text(worker.replace("@BUILD@", build), "utf-8")
    said = json.loads((folder / "site.json").read_text("utf-8"))
    named(folder, {**said, **changes})
    return folder


def named(folder: Path, said: dict[str, object]) -> None:
    """Write ``site.json`` with the files that are there."""
    files = {str(path.relative_to(folder)): [path.stat().st_size, f"sha256-{b64encode(sha256(path.read_bytes()).digest()).decode()}"]
             for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "site.json"}
    (folder / "site.json").write_text(json.dumps({**said, "files": files}), "utf-8")
