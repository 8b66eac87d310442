"""The grader's readers say what the importers of Brightspace and Blackboard do, on random files; each rule taken out is missed here."""

from __future__ import annotations

import random
from fractions import Fraction
from types import ModuleType

from importers import Refused
from mutants import mutants, noticed
from rosters import written
from vendor_importers import Brightspace

from grader.exports import brightspace_reader
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
        if bool(reader.refusal(value, ".", Fraction(10))) != (not came.changed.get("u1") or came.changed["u1"] != Fraction(value)):
            found.append(f"{turn}: {value!r}")
    return found


def test_what_brightspace_takes_is_taken_here() -> None:
    assert brightspace_differences(brightspace_reader, 300) == []


def test_each_rule_about_brightspace_is_needed() -> None:
    names = ("read_upload", "refusal", "_is_head")
    assert [label for label, mutant in mutants(brightspace_reader, *names) if not noticed(brightspace_differences, mutant, 300)] == []
