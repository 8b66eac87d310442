"""Which grader this is, to the last line: two that are equal give the same bytes on any machine."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from grader.record import record
from grader.version import VERSION

_DECIDING = ("python-flint", "numpy", "sympy")
"""Packages with another version of which an answer might be decided in other words."""


@record
class Edition:
    """The version, and a digest of the source and of the packages that it decides by."""

    grader: str
    engine: str


@cache
def edition() -> Edition:
    """Return the edition that runs here."""
    home = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*.py")):
        digest.update(f"{path.relative_to(home).as_posix()}\0".encode() + path.read_bytes())
    for package in _DECIDING:
        digest.update(f"{package} {version(package)}\0".encode())
    return Edition(VERSION, digest.hexdigest()[:16])


def difference(there: Edition, here: Edition) -> str:
    """Return in words how two editions differ; empty if they do not."""
    if there.grader != here.grader:
        return f"has grader {there.grader}, here is {here.grader}"
    if there.engine != here.engine:
        return f"has another grader {there.grader} than there is here: its source, or a version of {', '.join(_DECIDING)} differs"
    return ""
