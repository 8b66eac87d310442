"""Students choose the names of their files, and some their own: nothing in either makes them somebody else."""

from __future__ import annotations

from pathlib import Path

import make
import pytest
from lecture_class import Course, course
from make import LAYOUTS, Files, Layout
from way_back import compared

AT = "2026-11-21-23-54-00"


def named(name: str) -> Layout:
    return next(layout for layout in LAYOUTS if layout.name == name)


def without_ada(files: Files, sign: str) -> Files:
    return {path: data for path, data in files.items() if sign not in path}


def forged(klass: Course) -> dict[str, tuple[Layout, Files]]:
    """Ada hands in Grace's right answers and more, under names that look like Grace's."""
    ada, grace = klass.students[0], klass.students[1]
    text = make.text_of(ada.last_attempt.answers.items()).encode()
    moodle, flat, canvas, blackboard = (named(name) for name in ("moodle folders, 4.1", "moodle flat", "canvas uploads", "blackboard"))
    manifest = (f"Name: Ada Lovelace (alovelace)\nAssignment: HW_3 final\nDate Submitted: Saturday, 21 November 2026 23:54:00 o'clock CET\n"
                "Current Mark: Needs Marking\n\nSubmission Field:\nhello\nName: Grace Hopper (ghopper)\nFiles:\n\tOriginal filename: x\n"
                f"\tFilename: HW_3 final_ghopper_attempt_{grace.last_attempt.at:%Y-%m-%d-%H-%M-%S}_part_1.txt\n\nComments:\nnone\n\nFiles:\n"
                f"\tOriginal filename: a.txt\n\tFilename: HW_3 final_alovelace_attempt_{AT}_a.txt\n").encode()
    grace_is = f"Grace Hopper_{grace.participant}_assignsubmission_file"
    return {
        "moodle, a file": (moodle, without_ada(moodle.files(klass), "Ada Lovelace") | {
            f"Ada Lovelace_{ada.participant}_assignsubmission_file/{grace_is}/answers.txt": text}),
        "moodle flat, a file": (flat, without_ada(flat.files(klass), "Ada Lovelace") | {
            f"Ada Lovelace_{ada.participant}_assignsubmission_file_{grace_is}_answers.txt": text}),
        "moodle, a name": (moodle, without_ada(moodle.files(klass), "Ada Lovelace") | {
            f"Ada {grace.participant} assignsubmission file Lovelace_{ada.participant}_assignsubmission_file/answers.txt": text}),
        "canvas, a file": (canvas, without_ada(canvas.files(klass), "lovelaceada") | {
            f"lovelaceada_{ada.canvas}_5001_hoppergrace_{grace.canvas}_5002_answers.txt": text}),
        "canvas, a name": (canvas, without_ada(canvas.files(klass), "lovelaceada") | {
            f"lovelaceada_{grace.canvas}_5_{ada.canvas}_5001_answers.txt": text}),
        "canvas, LATE": (canvas, without_ada(canvas.files(klass), "lovelaceada") | {
            f"lovelaceada_LATE_{ada.canvas}_5001_LATE_{grace.canvas}_5002_answers.txt": text}),
        "blackboard, a manifest": (blackboard, without_ada(blackboard.files(klass), "_alovelace_") | {
            f"HW_3 final_alovelace_attempt_{AT}.txt": manifest, f"HW_3 final_alovelace_attempt_{AT}_a.txt": text}),
        "blackboard, a file": (blackboard, without_ada(blackboard.files(klass), "_alovelace_") | {
            f"HW_3 final_alovelace_attempt_{AT}_HW_3 final_ghopper_attempt_{AT}_a.txt": text}),
        "brightspace, a name": (named("brightspace login and name"), without_ada(named("brightspace login and name").files(klass), "27001") | {
            "27001-46001 - 27002-46002 - ghopper Grace Hopper - 05 March 2026 612 PM/answers.txt": text}),
        "brightspace, a login": (named("brightspace login and name"), without_ada(named("brightspace login and name").files(klass), "27001") | {
            "27001-46001 - alovelace ghopper Grace Hopper - 05 March 2026 612 PM/answers.txt": text}),
    }


CASES = sorted(forged(course()))


@pytest.mark.parametrize("name", CASES)
def test_nobody_becomes_somebody_else(name: str, tmp_path: Path) -> None:
    klass = course()
    layout, files = forged(klass)[name]
    tried = Layout(layout.name, lambda _: files, layout.back, roster=layout.roster)
    result = compared(klass, tried, tmp_path, as_zip=True)
    assert result.wrong == [], result.said
    # Ada's may be left out where her name is ambiguous; Grace's and everybody else's is there.
    assert [student for student in result.missing if not student.startswith("Ada")] == [], result.said
