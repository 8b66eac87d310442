"""Assignments are written, with tables beside them, and read against a small bank."""

from __future__ import annotations

from pathlib import Path

import pytest
from assignment_bank import Read, load

from grader.assignment import Opened, read_assignment


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write an assignment and tables beside it, and read it: ``read(text, roster="…")`` writes ``roster.csv``."""
    def written(text: str | bytes, submissions: Path | None = None, **tables: str) -> Opened:
        for name, table in tables.items():
            (tmp_path / f"{name}.csv").write_text(table, "utf-8")
        path = tmp_path / "assignment.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_assignment(path, load, submissions)
    return written
