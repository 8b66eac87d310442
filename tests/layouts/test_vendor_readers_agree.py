"""The grader's readers say what the importers of Brightspace and Blackboard do, on random files; each rule taken out is missed here."""

from __future__ import annotations

import csv
import io
import random
from contextlib import suppress
from fractions import Fraction
from types import ModuleType

from importers import Refused
from mutants import mutants, noticed
from rosters import written
from vendor_importers import Blackboard, Brightspace

from grader.exports import blackboard_reader, brightspace_reader
from grader.model import UsageError

ITEM = "HW 3 Points Grade <Numeric MaxPoints:10 Weight:5>"
USERS = {f"00{place}": f"u{place}" for place in range(1, 5)}


def brightspace_file(draw: random.Random) -> list[list[str]]:
    """A file for Brightspace that may break a rule."""
    both, item = draw.random() < 0.5, draw.choice((ITEM, ITEM, ITEM, ITEM.replace("3", "4", 1)))
    head = [*(["OrgDefinedId", "Username"] if both else ["Username"]), item, draw.choice(("End-of-Line Indicator",) * 5 + ("End",))]
    rows = [[*([f"#{number}", f"#{login}"] if both else [f"#{login}"]), draw.choice(("0", "7.5", "10")), "#"] for number, login in USERS.items()]
    how = draw.choice(("good", "good", "name first", "name", "no end", "long", "no id"))
    if how == "name first":
        head, rows = ["Name", *head], [["Ada", *row] for row in rows]
    elif how == "name":
        head, rows = [*head[:-2], "Last Name", *head[-2:]], [[*row[:-2], "Ada", *row[-2:]] for row in rows]
    elif how == "no end":
        rows[2][-1] = ""
    elif how == "long":
        rows[1].append("#")
    elif how == "no id":
        rows[0][:-2] = ["#"] * len(rows[0][:-2])
    return [head, *rows]


def brightspace_differences(reader: ModuleType, rounds: int) -> list[str]:
    """Random files that one of the two takes as it stands, and the other does not; and scores that would become others."""
    draw, found = random.Random(7), []
    server = Brightspace(USERS, {"HW 3": Fraction(10)})
    for turn in range(rounds):
        rows = brightspace_file(draw)
        header = tuple(ITEM if name.startswith("HW") else "End-of-Line Indicator" if name == "End" else name for name in rows[0])
        try:
            outcome = server.upload(written(rows), "HW 3")
            theirs = outcome.changed if not outcome.new_columns and not outcome.strangers else {}
        except Refused:
            theirs = {}
        try:
            taken = reader.read_upload(written(rows), header)
            ours = {ids[-1]: Fraction(value) for ids, value in taken.items()}
        except UsageError:
            ours = {}
        if ours != theirs:
            found.append(f"{turn}: {rows}")
        value = draw.choice(("", "7", "10", "10.01", "x", "12"))
        came = server.upload(written([["Username", ITEM, "End-of-Line Indicator"], ["u1", value, "#"]]), "HW 3")
        if bool(reader.refusal(value, Fraction(10))) != (not came.changed.get("u1") or came.changed["u1"] != Fraction(value)):
            found.append(f"{turn}: {value!r}")
    return found


def test_what_brightspace_takes_is_taken_here() -> None:
    assert brightspace_differences(brightspace_reader, 300) == []


def test_each_rule_about_brightspace_is_needed() -> None:
    names = ("read_upload", "refusal", "_is_head")
    assert [label for label, mutant in mutants(brightspace_reader, *names) if not noticed(brightspace_differences, mutant, 300)] == []


# ---- Blackboard

HW = "HW 3 [Total Pts: 10 Score] |118854"
HEADS = (HW,) * 6 + ("HW 3 [Total Pts: 10 Score]", "HW 3 [Total Pts: up to 10 Score] |118854", "HW 3 [Total Pts: 10 Percentage] |118854",
                     "HW 3", "HW 4 [Total Pts: 10 Score] |118855")
OLD = ("", "", "Needs Grading", "Needs Grading(3.00)", "5", "In Progress", "In Progress(2.00)", "Exempt")
FIT = ("", "Needs Grading", "Needs Grading(3.00)", "5")


def blackboard_file(draw: random.Random) -> tuple[list[list[str]], str]:
    """A file as somebody may have downloaded and changed it, and its separator; the last column is the one to be filled."""
    head = ["Last Name", "First Name", draw.choice(("Username",) * 6 + ("Person",)), draw.choice(HEADS)]
    rows = [["Name", str(place), f"u{place}", draw.choice(OLD)] for place in range(6)]
    how = draw.choice(("good", "good", "twice", "no name", "long"))
    if how == "twice":
        rows[1][2] = rows[4][2].upper()
    elif how == "no name":
        rows[2][2] = ""
    elif how == "long":
        rows[3].append("x")
    return [head, *rows], draw.choice("\t\t,,,;")


def filled(rows: list[list[str]], separator: str) -> bytes:
    """The file with another grade in each row."""
    return written([rows[0], *([*row[:3], f"{place}.5", *row[4:]] for place, row in enumerate(rows[1:], 1))], separator)


def blackboard_differences(reader: ModuleType, rounds: int) -> list[str]:
    """Random files that one of the two takes as it stands and the other does not, or rows, or changes."""
    draw, found = random.Random(8), []
    for turn in range(rounds):
        rows, separator = blackboard_file(draw)
        shown = "Percentage" if "Percentage" in rows[0][3] else "Score"
        server = Blackboard({f"u{place}" for place in range(6)}, {118854: ("HW 3", Fraction(10), shown)}, {(row[2], 118854): row[3] for row in rows[1:]})
        try:
            outcome = server.upload(filled(rows, separator), 118854)
            is_right = not outcome.new_columns and outcome.changed.get("u5") == Fraction(13, 2)
        except Refused:
            is_right = False
        try:
            download = reader.read_download(written(rows, separator))
            column = reader.choose(download, "HW 3")
        except UsageError:
            column = None
        if is_right != (column is not None):
            found.append(f"{turn}: {rows[0]} {separator!r}")
        elif column is not None:
            found += [f"{turn}: {line}" for line in kept_and_changed(reader, download, column, rows, separator)]
    return found


def kept_and_changed(reader: ModuleType, download: blackboard_reader.Download, column: blackboard_reader.Column, rows: list[list[str]],
                     separator: str) -> list[str]:
    users, found = [row[2].lower() for row in rows[1:]], []
    for place, row in enumerate(rows[1:], 1):
        is_fit = len(row) == 4 and bool(row[2]) and users.count(row[2].lower()) == 1 and row[3] in FIT
        if is_fit == bool(reader.kept(download, place, column)):
            found.append(f"{row}")
    after = reader.read_download(filled(rows, separator))
    told = list(csv.reader(io.StringIO(filled(rows, separator).decode(), newline=""), delimiter=separator))[1:]
    is_once = len(set(users)) == len(users)
    if is_once and reader.changes(download, after) != {(row[2].lower(), "118854"): row[3] for row in told}:
        found.append("other changes")
    with suppress(UsageError):
        reader.changes(download, reader.read_download(filled([[*rows[0][:3], HW.replace("54", "55")], *rows[1:]], separator)))
        found.append("a lost column")
    return found


def test_what_blackboard_takes_is_taken_here() -> None:
    assert blackboard_differences(blackboard_reader, 300) == []


def test_each_rule_about_blackboard_is_needed() -> None:
    names = ("read_download", "choose", "kept", "changes")
    survived = [label for label, mutant in mutants(blackboard_reader, *names) if not noticed(blackboard_differences, mutant, 300)]
    # Without its sentence about attempts that go on, the one about words keeps the same rows.
    assert survived == ["_GOES_ON.fullmatch(old)"]
