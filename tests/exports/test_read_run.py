"""A run is read from its folder, or refused with the file and the place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.exports import EXPORTS, Run, read_run
from grader.model import Gradebook, StoreError, dumps, gradebook_to_json
from grader.record import replace


@pytest.fixture
def saved(make_run: Callable[..., Run]) -> Run:
    run = make_run("ada", "=cmd|' /C calc'!A0", "Ada Lovelace_48001_assignsubmission_file", "lovelaceada_LATE_1001_678_hw", pending=("ada",))
    gradebook = Gradebook("HW 3", tuple(replace(sheet, who=None) for sheet in run.sheets()))
    (run.folder / "results.json").write_text(dumps(gradebook_to_json(gradebook)), "utf-8")
    files = {result.student: result.file for result in run.results}
    (run.folder / "run.json").write_text(dumps({"salt": "secret", "files": files}), "utf-8")
    return run


def test_it_reads_what_was_written(saved: Run) -> None:
    run = read_run(saved.folder)
    assert run.results[:2] == saved.results[:2]
    assert [(result.who.kind, result.who.key) for result in run.results[2:]] == [("participant", "48001"), ("canvas-user", "1001")]
    assert (run.title, run.problems, run.out_of, run.provenance) == (saved.title, saved.problems, saved.out_of, saved.provenance)
    assert [sheet.marks for sheet in run.sheets()] == [sheet.marks for sheet in saved.sheets()]


@pytest.mark.parametrize(("file", "text", "said"), [
    ("results.json", "", "no JSON"),
    ("results.json", '{"format": 1, "assignment": "x", "gra', "no JSON"),
    ("results.json", '{"format": 99}', "format 99 was written by another version"),
    ("results.json", "[]", "'format'"),
    ("results.json", "[" * 100_000, "nested too deeply"),
    ("run.json", "{}", "'files' is missing"),
    ("run.json", "[]", "'files' is missing"),
    ("run.json", '{"files": ["a"]}', "'files' is missing"),
    ("run.json", '{"files": {"a": 1}}', "no sheet of this run"),
    ("run.json", '{"files": {"a": "/etc/passwd"}}', "no sheet of this run"),
    ("run.json", '{"files": {"a": "feedback/../../x.html"}}', "no sheet of this run"),
    ("run.json", '{"files": {"a": "feedback/.html"}}', "no sheet of this run"),
    ("run.json", '{"files": {"a": "feedback\\\\x.html"}}', "no sheet of this run"),
    ("run.json", '{"files": {"a": "feedback/x.html\\n"}}', "no sheet of this run"),
])
def test_a_damaged_run_is_refused(saved: Run, file: str, text: str, said: str) -> None:
    (saved.folder / file).write_text(text, "utf-8")
    with pytest.raises(StoreError, match=said) as caught:
        read_run(saved.folder)
    assert str(caught.value).startswith(str(saved.folder / file))


@pytest.mark.parametrize("file", ["results.json", "run.json"])
def test_what_is_missing_or_no_text_is_refused(saved: Run, file: str) -> None:
    (saved.folder / file).write_bytes(b"\xff")
    with pytest.raises(StoreError, match="no UTF-8"):
        read_run(saved.folder)
    (saved.folder / file).unlink()
    with pytest.raises(StoreError, match="no such file"):
        read_run(saved.folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file"):
        read_run(tmp_path / "nowhere")


def test_every_module_of_the_shelf_is_listed() -> None:
    shelf = Path(__file__).resolve().parents[2] / "grader" / "exports"
    writers = {path.stem for path in shelf.glob("*.py") if "\nEXPORT = " in path.read_text("utf-8")}
    assert {export.write.__module__.rpartition(".")[2] for export in EXPORTS} == writers
