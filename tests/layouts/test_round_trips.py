"""A week with each LMS: its download, what people decide, its file back, a second download with late attempts, and back once more.

What the LMS does with a file is told by the importers beside this, which import no room of grader; scores are reckoned here.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
import rosters
from importers import Canvas, Moodle, Outcome
from lecture_class import DUE, ZONE, Attempt, Course, Student, problems
from make import LAYOUTS, packed
from review_class import command
from vendor_importers import Blackboard, Brightspace
from way_back import rows_of

STUDENTS, WAIT, LATE = 300, 40, 20
POINTS, PENALTY = Fraction(7), Fraction(7, 10)
"""Of three problems, and a tenth of them: each late attempt is a day late."""

ASKED = problems(3)
UNREAD = {"power-2": (("(2x + 2", "( 2x + 2"), ("2x + 2)", "2x+2 )")), "minus-2": (("(-4x", "( -4x"), ("-4x]", "-4 x]"))}
"""Two groups of two spellings for each of two problems."""
DECIDED = (Fraction(1, 2), Fraction(1, 4), Fraction(1), Fraction(0))
"""The share of the points that a person gives, group by group."""
SHARES = {text: share for share, group in zip(DECIDED, [group for groups in UNREAD.values() for group in groups], strict=True) for text in group}
GRADED = datetime(2026, 11, 27, 10, 0, tzinfo=ZONE)


def score(answers: Mapping[str, str]) -> Fraction:
    """By the keys of the class and by what people decide."""
    found = Fraction(0)
    for problem in ASKED:
        text = answers.get(problem.id, "")
        found += problem.points * SHARES.get(text, Fraction(text in problem.right))
    return found


def answered(draw: random.Random, at: datetime, **given: str) -> Attempt:
    answers = {problem.id: draw.choice(problem.right if draw.random() < 0.6 else problem.wrong) for problem in ASKED}
    answers = {name: text if text != "=1+1" else "x" for name, text in answers.items()} | {name.replace("_", "-"): text for name, text in given.items()}
    return Attempt(at, answers, score(answers))


def make_class() -> Course:
    """Of 300 students 40 have an answer that cannot be read, ten of each group; two more handed in nothing."""
    draw, made = random.Random(11), []
    spelled = [(name, text) for name, groups in UNREAD.items() for group in groups for text in group]
    for place in range(STUDENTS):
        name, text = spelled[place % len(spelled)]
        given = {name: text} if place < WAIT else {}
        attempt = answered(draw, DUE - timedelta(days=1, minutes=place), **given)
        made.append(Student(place, f"First{place}", f"Last{place}", f"login{place}", f"u{1000000 + place}", "plain", (attempt,)))
    absent = tuple(Student(place, "Nobody", f"Absent{place}", f"absent{place}", f"u{2000000 + place}", "absent", ())
                   for place in range(STUDENTS, STUDENTS + 2))
    return Course(tuple(made), absent, ASKED)


def later(klass: Course) -> Course:
    """The same class after 20 attempts that are a day late: some have the same answers in other words, some another that a person decided."""
    draw, students = random.Random(12), list(klass.students)
    for turn in range(LATE):
        old = students[turn * 13]
        at = DUE + timedelta(hours=12, minutes=turn)
        first = old.attempts[0].answers
        again = {problem.id: next((text for text in problem.right if text != first[problem.id]), "") if first[problem.id] in problem.right
                 else first[problem.id] for problem in ASKED}
        attempt = Attempt(at, again, score(again)) if turn % 5 == 0 else answered(draw, at, **({"power_2": "(2x + 2"} if turn % 5 == 1 else {}))
        students[old.place] = replace(old, attempts=(*old.attempts, attempt))
    return Course(tuple(students), klass.absent, ASKED)


def expected(klass: Course, has_times: bool) -> dict[str, Fraction]:
    """By login what counts; an attempt whose time the LMS does not say costs nothing."""
    return {student.login: max(Fraction(0), student.last_attempt.score - (PENALTY if has_times and student.last_attempt.at > DUE else 0))
            for student in klass.students}


@dataclass(frozen=True)
class Lms:
    """``template`` is its own file as it stands with these grades, ``imported`` what it does with an upload on top of them."""

    layout: str
    file: str
    column: tuple[str, ...]
    template: Callable[[Course, Mapping[str, Fraction]], bytes]
    imported: Callable[[Course, Mapping[str, Fraction], bytes], tuple[dict[str, object], Outcome]]
    decode: Callable[[bytes], list[list[str]]]
    has_times: bool = True
    has_table_of_times: bool = False


def two(value: Fraction) -> str:
    """A grade as LMSs show it."""
    return f"{float(value):.2f}"


def refilled(text: str, sign: str, who: str, column: str, grades: Mapping[str, Fraction], key: Callable[[str], str] = lambda cell: cell,
             graded: str = "", quote: int = csv.QUOTE_MINIMAL) -> list[list[str]]:
    """A table of the LMS with its grades in it."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    at, place = next(at for at, head in enumerate(rows[0]) if head.startswith(who)), next(at for at, head in enumerate(rows[0]) if head.startswith(column))
    for row in rows[1:]:
        if key(row[at]) in grades:
            row[place] = two(grades[key(row[at])])
            if graded:
                row[rows[0].index(graded)] = rosters.userdate(GRADED)
    return rows


def moodle_template(klass: Course, grades: Mapping[str, Fraction]) -> bytes:
    rows = refilled(rosters.moodle(klass).decode("utf-8-sig"), ",", "Username", "Grade", grades, graded="Last modified (grade)")
    return b"\xef\xbb\xbf" + rosters.written(rows)


def moodle_imported(klass: Course, grades: Mapping[str, Fraction], data: bytes) -> tuple[dict[str, object], Outcome]:
    there = {student.participant: (grades[student.login], GRADED) for student in klass.everybody if student.login in grades}
    there |= {student.participant: (Fraction(rosters.OLD_GRADE), rosters.graded_at(student)) for student in klass.absent}
    outcome = Moodle([student.participant for student in klass.everybody], POINTS, grades=there).upload(data)
    return {student.login: outcome.changed[student.participant] for student in klass.everybody if student.participant in outcome.changed}, outcome


def canvas_template(klass: Course, grades: Mapping[str, Fraction]) -> bytes:
    return rosters.written(refilled(rosters.canvas(klass).decode(), ",", "SIS Login ID", "HW 3", grades), end="\r\n")


def canvas_imported(klass: Course, grades: Mapping[str, Fraction], data: bytes) -> tuple[dict[str, object], Outcome]:
    students = {student.canvas: (student.name, f"{student.last}, {student.first}", student.number, student.login) for student in klass.everybody}
    scores = {(student.canvas, 987654): two(grades[student.login]) if student.login in grades else "" if student.attempts else rosters.OLD_GRADE
              for student in klass.everybody}
    outcome = Canvas(students, {987654: "HW 3", 111: "HW 2"}, scores).upload(data, 987654)
    return {student.login: outcome.changed[student.canvas] for student in klass.everybody if student.canvas in outcome.changed}, outcome


def brightspace_template(klass: Course, grades: Mapping[str, Fraction]) -> bytes:
    return rosters.written(refilled(rosters.brightspace(klass).decode(), ",", "Username", "HW 3", grades, lambda cell: cell.removeprefix("#")))


def brightspace_imported(klass: Course, grades: Mapping[str, Fraction], data: bytes) -> tuple[dict[str, object], Outcome]:
    server = Brightspace({student.number: student.login for student in klass.everybody}, {"HW 3": POINTS})
    outcome = server.upload(data, "HW 3")
    return dict(outcome.changed), outcome      # type: ignore[arg-type]


def blackboard_template(klass: Course, grades: Mapping[str, Fraction]) -> bytes:
    rows = refilled(rosters.blackboard(klass).decode("utf-16"), "\t", "Username", "HW 3", grades)
    return b"\xff\xfe" + rosters.written(rows, "\t", "\r\n", csv.QUOTE_ALL).decode().encode("utf-16-le")


def blackboard_imported(klass: Course, grades: Mapping[str, Fraction], data: bytes) -> tuple[dict[str, object], Outcome]:
    cells = {(student.login, 118854): two(grades[student.login]) if student.login in grades else "" if student.attempts else rosters.OLD_GRADE
             for student in klass.everybody}
    outcome = Blackboard({student.login for student in klass.everybody}, {118854: ("HW 3", POINTS, "Score")}, cells).upload(data, 118854)
    return dict(outcome.changed), outcome      # type: ignore[arg-type]


def table(encoding: str, sign: str = ",") -> Callable[[bytes], list[list[str]]]:
    return lambda data: list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=sign))


WAYS = {
    "moodle": Lms("moodle folders, 4.1", "moodle-grades.csv", (), moodle_template, moodle_imported, table("utf-8-sig"),
                  has_table_of_times=True),
    "canvas": Lms("canvas uploads", "canvas-grades.csv", ("--column", "HW 3 (987654)"), canvas_template, canvas_imported, table("utf-8"), False),
    "brightspace": Lms("brightspace login and name", "brightspace-grades.csv", (), brightspace_template, brightspace_imported, table("utf-8-sig")),
    "blackboard": Lms("blackboard", "blackboard-grades.xls", (), blackboard_template, blackboard_imported, table("utf-16", "\t")),
}


class Week:
    """The folder of an instructor."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self.lms = folder, name, WAYS[name]
        (folder / "bank.yaml").write_text(Course((), (), ASKED).bank(), "utf-8")
        (folder / "assignment.yaml").write_text("title: Homework 3\nbank: bank.yaml\ntimezone: Europe/Berlin\ndue: 2026-11-23T23:59\n"
                                                "late: {each: 10 %, per: day}\nroster: template.csv\n"
                                                + "times: times.csv\n" * self.lms.has_table_of_times)

    def times(self, klass: Course) -> None:
        """Moodle's downloads have no times: the instructor takes them from the page of submissions."""
        rows = [f"{student.login},{student.last_attempt.at.isoformat()}" for student in klass.students]
        (self.folder / "times.csv").write_text("\n".join(["student,submitted", *rows]) + "\n")

    def say(self, *args: str) -> str:
        done = command(*args, cwd=self.folder)
        assert done.returncode == 0, (args, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def grade(self, klass: Course, grades: Mapping[str, Fraction], download: str) -> str:
        (self.folder / "template.csv").write_bytes(self.lms.template(klass, grades))
        if self.lms.has_table_of_times:
            self.times(klass)
        made = next(layout for layout in LAYOUTS if layout.name == self.lms.layout).files(klass)
        (self.folder / download).mkdir()
        return self.say("grade", str(packed(made, self.folder / download, "Download", True)), "--assignment", "assignment.yaml", "--out", "run",
                        "--salt", "s", "--jobs", "1")

    def decide(self) -> None:
        """All groups that wait, each with one command."""
        groups = sorted({row["group"] for row in rows_of(self.folder / "run/attention.csv") if row["group"]})
        assert len(groups) == len(DECIDED)
        shares = {name: SHARES[text] for name, text in self.texts().items()}
        for at, group in enumerate(groups):
            points = next(problem.points for problem in ASKED if group.startswith(problem.id))
            last = ["--no-sheets"] * (at < len(groups) - 1)
            self.say("decide", "run", "--group", group, "--score", str(shares[group] * points), "--by", "knuth", *last)

    def texts(self) -> dict[str, str]:
        """One spelling of each group, by what the sheets of the students say whom attention.csv lists."""
        found = {}
        for row in rows_of(self.folder / "run/attention.csv"):
            if row["group"]:
                sheet = (self.folder / "run" / row["sheet"]).with_suffix(".txt").read_text()
                found[row["group"]] = next(text for text in sorted(SHARES, key=len, reverse=True) if text in sheet)
        return found

    def export(self, *more: str) -> tuple[str, bytes]:
        said = self.say("export", "run", self.name, "--template", "template.csv", *self.lms.column, *more)
        return said, (self.folder / "run/export" / self.lms.file).read_bytes()

    def in_zips(self) -> set[int]:
        """The participants whose sheets are in Moodle's zips."""
        found = set[int]()
        for path in (self.folder / "run/export").glob("moodle-feedback*.zip"):
            with zipfile.ZipFile(path) as archive:
                found |= {int(name.split("_")[1]) for name in archive.namelist()}
        return found


def close(found: Mapping[str, object], wanted: Mapping[str, Fraction]) -> bool:
    """Whether the LMS has these grades, up to the fourth decimal."""
    return found.keys() == wanted.keys() and all(abs(Fraction(str(found[who])) - wanted[who]) < Fraction(1, 10_000) for who in wanted)


@pytest.mark.parametrize("name", WAYS)
def test_a_week(name: str, tmp_path: Path) -> None:
    week, klass = Week(tmp_path, name), make_class()
    lms, first = week.lms, expected(klass, week.lms.has_times)
    said = week.grade(klass, {}, "monday")
    assert f"pending    {WAIT} answers wait" in said
    waiting = {student.login for student in klass.students[:WAIT]}
    changed, outcome = lms.imported(klass, {}, week.export()[1])
    assert close(changed, {who: value for who, value in first.items() if who not in waiting})
    week.decide()
    assert all(row["pending"] == "0" for row in rows_of(tmp_path / "run/grades.csv"))
    said, data = week.export()
    changed, outcome = lms.imported(klass, {}, data)
    assert close(changed, first)
    assert (outcome.strangers, outcome.new_columns) == ([], [])
    assert int(re.findall(r"will accept (\d+)", said)[0]) == STUDENTS
    assert name != "moodle" or week.in_zips() == {student.participant for student in klass.students}

    more = later(klass)
    second = expected(more, lms.has_times)
    news = {who: value for who, value in second.items() if two(value) != two(first[who])}
    again = {student.login for student in more.students if len(student.attempts) > 1}
    assert len(again) == LATE
    assert LATE // 2 < len(news) <= LATE
    assert news.keys() <= again
    said = week.grade(more, first, "friday")
    assert f"{LATE} with another attempt" in said
    assert "pending" not in said
    before = lms.template(more, first)
    extra = ("--late-twice",) if name == "canvas" and not lms.has_times and "--late-twice" in said else ()
    said, data = week.export("--changed-only", *extra)
    changed, outcome = lms.imported(more, first, data)
    assert close(changed, news)
    assert differing(lms, before, data) == len(news)
    assert name != "moodle" or week.in_zips() == {student.participant for student in more.students if student.login in again}
    # Once more, with what the LMS has now: nothing is left to hand back.
    (tmp_path / "template.csv").write_bytes(lms.template(more, second))
    said, data = week.export("--changed-only", *extra)
    assert lms.imported(more, second, data)[0] == {}
    assert differing(lms, lms.template(more, second), data) == 0


def differing(lms: Lms, before: bytes, after: bytes) -> int:
    """How many rows of the upload are other ones than in the LMS's own file; one that holds rows with scores only holds no others."""
    old, new = lms.decode(before), lms.decode(after)
    return len(new) - 1 if len(new[0]) < len(old[0]) else sum(one != other for one, other in zip(old, new, strict=True))
