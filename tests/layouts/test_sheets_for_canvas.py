"""Sheets for a class of Canvas by the real command: each reaches the submission it was made for, and none is handed over twice."""

from __future__ import annotations

import zipfile
from pathlib import Path

from importers import canvas_context
from lecture_class import course
from make import LAYOUTS
from way_back import command, prepare


def test_each_sheet_reaches_its_student(tmp_path: Path) -> None:
    klass = course(12, 9)
    [layout] = [each for each in LAYOUTS if each.name == "canvas uploads"]
    graded = command(tmp_path, "grade", *prepare(klass, layout, tmp_path, True), "--out", "run")
    assert graded.returncode == 0, graded.stderr
    with zipfile.ZipFile(tmp_path / "Download.zip") as archive:
        files = [path.split("_") for path in archive.namelist() if "/" not in path and path[0] != "."]
    handed: dict[str, set[str]] = {}
    for student in klass.students:
        handed[str(student.canvas)] = {piece for pieces in files if str(student.canvas) in pieces for piece in pieces if piece.startswith("500")}
    export = ("export", "run", "canvas", "--template", "template.csv", "--column", "HW 3 (987654)", "--include-pending", "--feedback")
    done = command(tmp_path, *export)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "run/export/canvas-feedback.zip") as archive:
        found = {canvas_context(name, handed, {}): archive.read(name).decode() for name in archive.namelist()}
    assert set(found) == set(handed)
    by_name = {str(student.canvas): student for student in klass.students}
    answers = {user: [text for text in by_name[user].last_attempt.answers.values() if len(text) > 6] for user in found if user}
    assert len([user for user, page in found.items() if user and any(text in page for text in answers[user])]) >= 8
    again = command(tmp_path, *export, "--changed-only")
    assert "12 sheets: an earlier export handed over the same (--changed-only)" in again.stdout
    assert "export/canvas-feedback.zip" not in again.stdout
