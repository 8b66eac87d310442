"""The grader's own readers say what the importers do, on random files; each rule of theirs, taken out of the source, is missed here."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime
from fractions import Fraction
from types import ModuleType

from importers import Canvas, Moodle, Refused, canvas_context
from lecture_class import ZONE
from mutants import mutants, noticed
from rosters import LANGUAGES, userdate, written

from grader.exports import canvas_reader, moodle_reader
from grader.model import UsageError

# ---- Moodle: who is left out in silence

def moodle_files(draw: random.Random) -> tuple[bytes, bytes, Moodle, str]:
    """A worksheet as it was downloaded, the same with new grades, and the server that made it."""
    language = draw.choice(list(LANGUAGES))
    words, maximum = LANGUAGES[language], draw.choice(("10.00", "20.00"))
    head = [words.identifier, words.name, "ID number", words.email, words.status, words.grade, words.maximum, words.changeable, words.submitted,
            words.graded, words.feedback]
    before, after, grades, locked = [head], [head], {}, set()
    for number in range(48001, 48013):
        old = draw.choice(("", "", "7.00", "9.50"))
        day = draw.randrange(1, 28)
        at = draw.choice(("-", userdate(moment(day)), f"Freitag, {day}. November 2026, 09:00")) if old else "-"
        if language == "de" and old:
            at = draw.choice((at, f"Freitag, {day}. November 2026, 09:00"))
        is_locked = draw.random() < 0.2
        if old:
            grades[number] = (Fraction(old), moment(day))
        if is_locked:
            locked.add(number)
        # A negative grade is never ours; in other languages it would hide which column is the grade's.
        new = draw.choice(("", "-1" if language == "en" else "", "0", "7", "9.5", "10", "10.01", "20", "21"))
        row = [f"{words.hidden}{number}", f"Name {number}", f"u{number}", f"e{number}@uni.example", "x", old, maximum, words.no if is_locked else words.yes,
               userdate(moment(1)), at, ""]
        before.append(row)
        after.append([*row[:5], new, *row[6:]])
    server = Moodle(range(48001, 48013), Fraction(maximum), language, grades, locked)
    return written(before), written(after), server, language


def moment(day: int) -> datetime:
    return datetime(2026, 11, day, 9, 0, tzinfo=ZONE)


def moodle_differences(reader: ModuleType, rounds: int) -> list[str]:
    """Rows of random worksheets of which the reader says another thing than the importer does."""
    draw, found = random.Random(5), []
    for turn in range(rounds):
        before, after, server, language = moodle_files(draw)
        one, two = reader.read_worksheet(before), reader.read_worksheet(after)
        places = set(two.places)
        said = {*reader.refusals(one, two, places), *reader.untimed(one, places)}
        left = {two.numbers[two.places.index(place)] for place in said}
        skipped = set(server.upload(after).skipped)
        found += [f"{turn} {language} {number}" for number in sorted(left ^ skipped)]
    return found


def test_moodles_silent_refusals_are_known() -> None:
    assert moodle_differences(moodle_reader, 60) == []


def test_each_rule_about_moodle_is_needed() -> None:
    survived = [label for label, mutant in (*mutants(moodle_reader, "_refusal"), *mutants(moodle_reader, "untimed"))
                if not noticed(moodle_differences, mutant, 60)]
    assert survived == []


# ---- Canvas: what is accepted, and what changes

HEADS = (["Student", "ID"], ["Student", "ID"], ["Student", "ID"], ["LastName", "FirstName", "ID"], ["Name", "ID"], ["Student", "Number"])
MIDDLES = (["SIS Login ID"], ["SIS User ID", "SIS Login ID"], ["SIS User ID", "SIS Login ID", "Integration ID"], [], ["SIS User ID"],
           ["SIS User ID", "SIS Login ID", "Root Account"], ["SIS Login ID", "SIS User ID"])
PAIRS = (("HW 3 (987654)", "HW 2 (111)"), ("HW 2 (111)", "HW 3 (987654)"), ("HW 3", "Current Score"), ("Final Score (987654)", "HW 2 (111)"))
CELLS = ("", "-", "7", "7.00", "7,5", "3.333", "3.33", "EX", "ex", "1,234", "12%")


def canvas_file(draw: random.Random) -> tuple[bytes, str]:
    """A random gradebook that may be none, and its separator."""
    head = [*draw.choice(HEADS), *draw.choice(MIDDLES), *([draw.choice(("Section", "Section", "Section", "Group"))]), *draw.choice(PAIRS)]
    separator = draw.choice(",,,;")
    rows = [head]
    if draw.random() < 0.5:
        rows.append([""] * (len(head) - 1) + ["Manual Posting"])
    if draw.random() < 0.6:
        rows.append(["    Points Possible", *[""] * (len(head) - 3), *(draw.choice(("10", "10", "(read only)")) for _ in range(2))])
    for place in range(3):
        name = "A\nB" if draw.random() < 0.2 else f"Name {place}"
        rows.append([name, str(1001 + place), *["x"] * (len(head) - 4), *(draw.choice(CELLS) for _ in range(2))])
    if head[:2] == ["LastName", "FirstName"]:
        rows = [rows[0], *([row[0], "F", *row[1:2], *row[3:]] if row[1:2] and row[1].isdigit() else row for row in rows[1:])]
    data = written(rows if draw.random() < 0.9 else [["x", *[""] * (len(head) - 1)], *rows], separator)
    how = draw.random()
    if how < 0.15:
        data = b"\xef\xbb\xbf" + data
    elif how < 0.25:
        data = b"\xff\xfe" + data.decode().encode("utf-16-le")
    return data, separator


def canvas_differences(reader: ModuleType, rounds: int) -> list[str]:
    draw, found = random.Random(6), []
    students = {1001 + place: (f"Name {place}", "", "", "") for place in range(3)}
    for turn in range(rounds):
        data, separator = canvas_file(draw)
        try:
            rows = Canvas(students, {987654: "HW 3", 111: "HW 2"}).upload(data, 987654)
            taken = True
        except (Refused, IndexError):
            rows, taken = None, False
        try:
            upload = reader.read_upload(data)
            ours = True
        except UsageError:
            upload, ours = None, False
        if taken != ours:
            found.append(f"{turn}: {'taken' if taken else 'refused'} by Canvas {data[:120]!r}")
        elif rows is not None and upload is not None:
            empty = reader.read_upload(cleared(data, separator))
            known = {column.at for column in upload.columns if column.id == "987654" or (not column.id and column.title == "HW 3")}
            changes = {row for row, at in reader.difference(empty, upload) if at in known}
            if len(changes) != len(rows.changed):
                found.append(f"{turn}: {len(changes)} changes here, {len(rows.changed)} there {data!r}")
    return found


def cleared(data: bytes, separator: str) -> bytes:
    """The gradebook before: the same file without scores."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))
    return written([[*row[:-2], "", ""] if row[1].isdigit() or row[2].isdigit() else row for row in rows], separator)


def test_what_canvas_takes_is_taken_here() -> None:
    assert canvas_differences(canvas_reader, 400) == []


def test_each_rule_about_canvas_is_needed() -> None:
    names = ("read_upload", "_section", "_name_columns")
    survived = [label for label, mutant in mutants(canvas_reader, *names) if not noticed(canvas_differences, mutant, 400)]
    # Without its sentence about the first row, the one about Section refuses the same files.
    assert survived == ["not names"]


# ---- Canvas: whose submission gets a file of an uploaded zip

PIECES = ("anon", "LATE", "1001", "1002", "55", "56", "a", "x7", "link", "link.html", "f.html", "._a", "7")


def feedback_differences(reader: ModuleType, rounds: int) -> list[str]:
    draw, found = random.Random(9), []
    users, anonymous = {"1001": {"55"}, "1002": {"56", "1001"}}, {"x7": "1001", "1002": "1002"}
    for _ in range(rounds):
        name = "_".join(draw.choice(PIECES) for _ in range(draw.randrange(1, 6)))
        theirs = canvas_context(f"zip/{name}", users, anonymous)
        who, attachment = reader.feedback_of(f"zip/{name}") or ("", "")
        user = anonymous.get(who) if "anon" in name.replace("LATE_", "").split("_")[:1] else who
        ours = user if user in users and attachment in users[user] else None
        if ours != theirs:
            found.append(name)
    return found


def test_canvas_gives_a_file_to_whom_it_was_made_for() -> None:
    assert feedback_differences(canvas_reader, 5000) == []


def test_each_rule_about_a_files_name_is_needed() -> None:
    survived = [label for label, mutant in mutants(canvas_reader, "feedback_of") if not noticed(feedback_differences, mutant, 5000)]
    assert survived == []
