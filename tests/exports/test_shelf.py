"""The shelf of exports is whole."""

from __future__ import annotations

from pathlib import Path

from grader.exports import EXPORTS


def test_every_module_of_the_shelf_is_listed() -> None:
    shelf = Path(__file__).resolve().parents[2] / "grader" / "exports"
    writers = {path.stem for path in shelf.glob("*.py") if "\nEXPORT = " in path.read_text("utf-8")}
    assert {export.write.__module__.rpartition(".")[2] for export in EXPORTS} == writers
