"""The version, in a leaf module that anything may import, and what memos of a bank hold for."""

import os
from functools import cache
from pathlib import Path

VERSION = "0.1.0"


@cache
def build() -> str:
    """Return the version, and in a checkout also when its source was last changed: what another grammar has read is no memo of this one."""
    home = Path(__file__).parent
    return f"{VERSION}+{_last_change(home)}" if (home.parent / "setup.cfg").exists() else VERSION


def _last_change(folder: str | os.PathLike[str]) -> int:
    """Return the latest time, in nanoseconds, at which a module in a folder or below was changed."""
    found = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                found = max(found, entry.stat().st_mtime_ns)
            elif entry.is_dir() and not entry.name.startswith("__"):
                found = max(found, _last_change(entry.path))
    return found
