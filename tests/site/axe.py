"""axe-core, which looks for faults of accessibility: one pinned version from npm, kept beside the pinned parts of the page, never committed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from base64 import b64decode
from functools import cache
from hashlib import sha512
from pathlib import Path
from typing import Any

VERSION = "4.14.1"
INTEGRITY = "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def kept_in() -> Path:
    """The folder in which parts are kept between runs."""
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("GRADER_PARTS") or cache_home / "grader" / "parts")


@cache
def axe_core() -> str | None:
    """The script, fetched once with npm; None where it is not kept and npm or the network is missing."""
    kept = kept_in() / f"axe-core-{VERSION}.tgz"
    if not kept.is_file() and not _fetched(kept):
        return None
    if sha512(kept.read_bytes()).digest() != b64decode(INTEGRITY.removeprefix("sha512-")):
        raise AssertionError(f"{kept} is not the file that the tests were made for")
    with tarfile.open(kept) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()


def _fetched(kept: Path) -> bool:
    npm = shutil.which("npm")
    if npm is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([npm, "pack", "--ignore-scripts", "--json", f"axe-core@{VERSION}"], cwd=folder, capture_output=True, timeout=120)
        if done.returncode:
            return False
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(folder) / json.loads(done.stdout)[0]["filename"], kept)
    return True


def violations(page: Any) -> list[str]:
    """What axe-core finds on a page of Playwright's: one line for each rule and element, nothing if all is well."""
    # The page's own policy holds: the script comes in over the debugger, not over the page.
    page.evaluate(f"() => {{ if (!window.axe) {{ {axe_core()} }} }}")
    found = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] }).then(found => found.violations.flatMap("
                          "rule => rule.nodes.map(node => `${rule.id}: ${rule.help}: ${node.target.join(' ')}: ${node.failureSummary}`)))", RULES)
    return list(found)
