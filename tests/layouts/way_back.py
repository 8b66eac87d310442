"""One layout through the real command: graded, exported into the LMS's own file, read by the LMS's rules, and compared with the class."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import rosters
from importers import Canvas, Moodle
from lecture_class import Course, Student
from make import Layout, packed
from vendor_importers import Blackboard, Brightspace

ROOT = Path(__file__).resolve().parents[2]
HERE = {**os.environ, "PYTHONPATH": str(ROOT)}


@dataclass
class Compared:
    """Students by what came back: their own score, none although they handed in text, or one that is not theirs."""

    layout: str
    right: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    said: str = ""
    folder: Path = Path()

    @property
    def line(self) -> str:
        return f"{self.layout:34} {len(self.right):5} {len(self.missing):8} {len(self.wrong):6}"


def command(cwd: Path, *args: str, timeout: int = 600) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, env=HERE, capture_output=True, text=True, timeout=timeout,
                          check=False)


def expected(course: Course, layout: Layout) -> list[tuple[Student, Fraction | None]]:
    """The score of everybody who handed in text that can be matched; None where the LMS must keep what it has."""
    scores: dict[str, Fraction | None] = {student.login: None for student in course.everybody}
    if layout.teams and layout.name.startswith("moodle default team"):
        for member in course.students[2:5] if layout.groups else ():
            scores[member.login] = course.students[2].last_attempt.score
    elif layout.teams:
        for group in course.groups:
            for member in group.members:
                scores[member.login] = group.hands_in.last_attempt.score if group.hands_in.has_text else None
    else:
        for student in course.students:
            if student.has_text and (layout.only is None or student.case in layout.only):
                scores[student.login] = student.last_attempt.score
    return [(student, None if layout.unmatchable else scores[student.login]) for student in course.everybody]


def roster_of(course: Course, layout: Layout, template: bytes) -> bytes | None:
    made = {"back": lambda: template, "none": lambda: None, "blind": lambda: rosters.moodle(course, blind=True),
            "teams": lambda: rosters.moodle(course, teams=True), "brightspace": lambda: rosters.brightspace(course),
            "blackboard": lambda: rosters.blackboard(course), "gradescope": lambda: rosters.gradescope(course),
            "github": lambda: rosters.github(course)}
    return made[layout.roster]()


def template_of(course: Course, layout: Layout) -> bytes:
    if layout.back in (made := {"canvas": rosters.canvas, "brightspace": rosters.brightspace, "blackboard": rosters.blackboard}):
        return made[layout.back](course)
    return rosters.moodle(course, blind=layout.roster == "blind", teams=layout.roster == "teams")


def prepare(course: Course, layout: Layout, folder: Path, as_zip: bool, more: str = "") -> list[str]:
    """Writes all that an instructor has on the disk; gives the arguments of ``grade``."""
    template = template_of(course, layout)
    (folder / "bank.yaml").write_text(course.bank(), "utf-8")
    (folder / "template.csv").write_bytes(template)
    lines = ['title: "Homework 3"', "bank: bank.yaml", "timezone: Europe/Berlin", more]
    roster = roster_of(course, layout, template)
    if roster is not None:
        (folder / "roster.csv").write_bytes(roster)
        lines.append("roster: roster.csv")
    if layout.who:
        lines.append(f"students: {layout.who}")
    if layout.groups:
        who = "login" if layout.back == "canvas" else "email"      # Canvas's gradebook has no addresses
        (folder / "groups.csv").write_bytes(rosters.groups(course, layout.groups.strip("*"), who))
        lines.append("groups: groups.csv")
    if layout.columns:
        lines.append("columns:")
        lines += [f"  {problem.id}: {json.dumps(layout.columns(place))}" for place, problem in enumerate(course.problems, 1)]
    (folder / "assignment.yaml").write_text("\n".join(line for line in lines if line) + "\n", "utf-8")
    source = packed(layout.files(course), folder, "Download", as_zip)
    return [source.name, "--assignment", "assignment.yaml", "--salt", "s", "--jobs", "1", *layout.options]


def imported(course: Course, layout: Layout, data: bytes, template: bytes) -> Mapping[str, object]:
    """What the LMS has for whom after the upload, where that is another grade than before."""
    if layout.back == "canvas":
        students = {student.canvas: (student.name, f"{student.last}, {student.first}", student.number, student.login) for student in course.everybody}
        scores = {(student.canvas, 987654): "" if student.attempts else rosters.OLD_GRADE for student in course.everybody}
        changed = Canvas(students, {987654: "HW 3", 111: "HW 2"}, scores).upload(data, 987654).changed
        return {student.login: changed[student.canvas] for student in course.everybody if student.canvas in changed}
    if layout.back == "brightspace":
        server = Brightspace({student.number: student.login for student in course.everybody}, {"HW 3": Fraction(course.maximum)})
        return server.upload(data, "HW 3").changed      # type: ignore[return-value]
    if layout.back == "blackboard":
        cells = {(student.login, 118854): "" if student.attempts else rosters.OLD_GRADE for student in course.everybody}
        board = Blackboard({student.login for student in course.everybody}, {118854: ("HW 3", Fraction(course.maximum), "Score")}, cells)
        return board.upload(data, 118854).changed       # type: ignore[return-value]
    moodle = Moodle([student.participant for student in course.everybody], Fraction(course.maximum),
                    grades={student.participant: (Fraction(rosters.OLD_GRADE), rosters.graded_at(student)) for student in course.absent})
    outcome = moodle.upload(data)
    return {student.login: outcome.changed[student.participant] for student in course.everybody if student.participant in outcome.changed}


def compared(course: Course, layout: Layout, folder: Path, as_zip: bool) -> Compared:
    result = Compared(layout.name + (" (zip)" if as_zip else ""), folder=folder)
    graded = command(folder, "grade", *prepare(course, layout, folder, as_zip), "--out", "run")
    result.said = graded.stdout + graded.stderr
    back: Mapping[str, object] = {}
    if graded.returncode == 0:
        column = ("--column", "HW 3 (987654)") if layout.back == "canvas" else ()
        exported = command(folder, "export", "run", layout.back, "--template", "template.csv", *column)
        result.said += exported.stdout + exported.stderr
        made = folder / f"run/export/{layout.back}-grades.{'xls' if layout.back == 'blackboard' else 'csv'}"
        if made.exists():
            back = imported(course, layout, made.read_bytes(), (folder / "template.csv").read_bytes())
    for student, score in expected(course, layout):
        got = back.get(student.login)
        if got is not None and (score is None or abs(Fraction(got) - score) > Fraction(1, 100)):     # type: ignore[arg-type]
            result.wrong.append(f"{student.name} ({student.case}): {got} in place of {score}")
        elif got is None and student.has_text and (score is not None or layout.unmatchable):
            result.missing.append(f"{student.name} ({student.case})")
        elif got is not None:
            result.right.append(student.name)
    return result


def rows_of(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
