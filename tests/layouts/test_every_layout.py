"""Every layout there and back by the real command: nobody gets another's grade, and nobody who could be matched gets none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lecture_class import Course, course
from make import LAYOUTS, Layout
from way_back import Compared, compared, rows_of

AT_NIGHT = int(os.environ.get("GRADER_LAYOUTS", "0"))
PACKINGS = [(layout, as_zip) for place, layout in enumerate(LAYOUTS) for as_zip in (True, False)
            if not (layout.is_table and as_zip) and (AT_NIGHT or layout.is_table or as_zip == (place % 2 == 0))]


@pytest.fixture(scope="module")
def klass() -> Course:
    return course(AT_NIGHT, 30) if AT_NIGHT else course(12, 9)


@pytest.fixture(scope="module")
def done() -> dict[str, Compared]:
    return {}


@pytest.mark.parametrize(("layout", "as_zip"), PACKINGS, ids=[f"{layout.name}{', zip' if as_zip else ''}" for layout, as_zip in PACKINGS])
def test_every_grade_reaches_its_student(layout: Layout, as_zip: bool, klass: Course, done: dict[str, Compared], tmp_path: Path) -> None:
    result = done.setdefault(f"{layout.name} {as_zip}", compared(klass, layout, tmp_path, as_zip))
    assert result.wrong == [], result.said
    if layout.unmatchable:
        assert result.right == []
        listed(layout, klass, tmp_path, result)
    else:
        assert len(result.missing) <= 0.01 * (len(result.missing) + len(result.right)), (result.missing, result.said)
    nothing_unread_counts(layout, klass, tmp_path)


def listed(layout: Layout, klass: Course, folder: Path, result: Compared) -> None:
    """Everybody who cannot be matched stands in unmatched.csv, or the export asked and wrote nothing."""
    unmatched = rows_of(folder / "run/export/unmatched.csv") or rows_of(folder / "run/unmatched.csv")
    handed = 1 if "default" in layout.name else len(klass.groups) if layout.teams else sum(
        student.has_text or not layout.is_table for student in klass.students)
    turns = len(klass.students[8].attempts) - 1 if layout.name == "ms forms without e-mails" else 0
    asked = "--layout moodle-team" in result.said
    assert asked or len(unmatched) == handed + turns * len(klass.students) // 12, (unmatched, result.said)


def nothing_unread_counts(layout: Layout, klass: Course, folder: Path) -> None:
    """No score is 0 (nobody's is in this class), and each file that gave nothing is named."""
    graded = rows_of(folder / "run/grades.csv")
    assert graded
    assert [row for row in graded if row.get("score") == "0"] == []
    if layout.is_table or layout.teams:
        return
    rows = rows_of(folder / "run/attention.csv")
    for student in klass.students:
        if not student.has_text and (layout.only is None or student.case in layout.only):
            assert [row for row in rows if row["code"] == "intake/unread-file" and known(student, row)], (student, rows)


def known(student: object, row: dict[str, str]) -> bool:
    """A row names the file of this student: by a number, a login or a name in its path."""
    path = row["file"]
    return any(str(sign) in path for sign in (student.participant, student.canvas, student.login, student.number, student.place + 27001)) or (  # type: ignore[attr-defined]
        "anon_" in path)


def test_the_table(done: dict[str, Compared], capsys: pytest.CaptureFixture[str]) -> None:
    if not done:
        pytest.skip("no layout was tried")
    with capsys.disabled():
        print(f"\n{'layout':34} {'right':>5} {'missing':>8} {'wrong':>6}")
        print("\n".join(result.line for result in done.values()))
        totals = [sum(len(getattr(result, kind)) for result in done.values()) for kind in ("right", "missing", "wrong")]
        print(f"{'together':34} {totals[0]:5} {totals[1]:8} {totals[2]:6}")
    assert totals[2] == 0
