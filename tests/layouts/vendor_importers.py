"""The importers of Brightspace and Blackboard, whose sources are not public, written after the vendors' pages and those of universities.

Brightspace: https://community.d2l.com/brightspace/kb/articles/3538-importing-grades, https://www.brightspacehelp.usc.edu/instructors/import-grades,
https://kb.wisc.edu/page.php?id=4330 (the signs ``#``).
Blackboard: "Uploading External Grade Center Items" (http://library.blackboard.com/ref/36ba3329-e441-488a-93ce-7a55543cc999/) and
https://tips.uark.edu/uploading-your-grade-center/ (``Incomplete``; columns without changes).  What the pages do not say happens here in the worst way: an empty cell takes a grade away.
Imports no room of grader. Every rule has a name and can be switched ``off``, to see that a test needs it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from importers import Outcome, Refused

BLACKBOARD_RULES = ("separator", "login", "number", "column", "computed", "equal", "incomplete", "text", "shown")
BRIGHTSPACE_RULES = ("ids", "end", "line", "pound", "others", "item", "number", "capped")


@dataclass
class Brightspace:
    """A course: users by OrgDefinedId, with their logins, and items by title, with their maxima."""

    users: Mapping[str, str]
    items: Mapping[str, Fraction]
    comma: bool = False
    off: Collection[str] = ()

    def upload(self, data: bytes, title: str) -> Outcome:
        """What becomes of the points of one item; a student is known here by the login."""
        head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        ids = [name for name in head[:2] if name in ("OrgDefinedId", "Username")]
        if (not ids or head[:len(ids)] != ids) and "ids" not in self.off:
            raise Refused("the ids must come first")
        if head[-1] != "End-of-Line Indicator" and "end" not in self.off:
            raise Refused("the last column must be the End-of-Line Indicator")
        outcome = Outcome()
        for at, name in enumerate(head[len(ids):-1], len(ids)):
            found = re.fullmatch(r"(.+) Points Grade( <.*>)?", name)
            if not found and "others" not in self.off:
                raise Refused(f"{name} must not be imported")
            if found and found[1] not in self.items and "item" not in self.off:
                outcome.new_columns.append(name)
            elif found and (found[1] == title or "item" in self.off):
                for row in rows:
                    self.row(row, len(head), ids, at, self.items[title], outcome)
        return outcome

    def row(self, row: list[str], width: int, ids: list[str], at: int, maximum: Fraction, outcome: Outcome) -> None:
        if (len(row) != width or row[-1] != "#") and "line" not in self.off:
            raise Refused("the end of a line was not found")
        said = dict(zip(ids, (cell if "pound" in self.off else cell.removeprefix("#") for cell in row), strict=False))
        by_login = {login: login for login in self.users.values()}
        who = self.users.get(said.get("OrgDefinedId", "")) or by_login.get(said.get("Username", ""))
        if who is None:
            outcome.strangers.append(",".join(said.values()))
            return
        number = re.fullmatch(r"\d+(\.\d+)?", row[at].replace(",", ".") if self.comma else row[at])
        if row[at] and not number and "number" not in self.off:
            outcome.skipped[who] = "number"
        elif not number:
            outcome.changed[who] = ""
        else:
            value = Fraction(number[0])
            outcome.changed[who] = min(value, maximum) if "capped" not in self.off else value


BLACKBOARDS_OWN = ("Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability", "Grading Notes", "Notes Format",
                   "Feedback to Learner", "Feedback Format")


@dataclass
class Blackboard:
    """A course: user names, columns by number with title, maximum and how they are shown, and what each cell says in a download."""

    users: Collection[str]
    columns: Mapping[int, tuple[str, Fraction, str]]
    cells: Mapping[tuple[str, int], str] = field(default_factory=dict)
    comma: bool = False
    off: Collection[str] = ()

    def upload(self, data: bytes, column: int) -> Outcome:
        """What becomes of the grades of one column, under user names; ``new_columns`` are made of every header that is not known."""
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        sign = next((sign for sign in "\t,;" if sign in text.partition("\n")[0]), "")
        if sign not in "\t," and "separator" not in self.off:
            raise Refused("the delimiter is neither a tab nor a comma")
        head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign or ",")
        outcome, places = Outcome(), dict[int, int]()
        for at, name in enumerate(head):
            found = re.fullmatch(r".*\|(\d+)", name)
            if found and int(found[1]) in self.columns and "number" not in self.off:
                places[int(found[1])] = at
            elif name not in BLACKBOARDS_OWN and "column" not in self.off:
                outcome.new_columns.append(name)
        if "Username" not in head and "login" not in self.off:
            raise Refused("there is no user name")
        if column in places and ("computed" in self.off or "up to" not in head[places[column]]):
            who = head.index("Username") if "Username" in head else 0
            for row in rows:
                self.row(row[who].lower(), row[places[column]].strip(), column, outcome)
        return outcome

    def row(self, user: str, cell: str, column: int, outcome: Outcome) -> None:
        old, number = self.cells.get((user, column), ""), re.fullmatch(r"\d+(\.\d+)?", cell.replace(",", ".") if self.comma else cell)
        if user not in self.users:
            outcome.strangers.append(user)
        elif cell == old and "equal" not in self.off:
            outcome.skipped[user] = "equal"
        elif cell == "" or (cell == "Incomplete" and "incomplete" not in self.off):
            outcome.changed[user] = ""
        elif not number and "text" not in self.off:
            outcome.skipped[user] = "text"
        else:
            percents = self.columns[column][2] == "Percentage" and "shown" not in self.off
            value = Fraction(number[0]) if number else Fraction(0)
            outcome.changed[user] = value * self.columns[column][1] / 100 if percents else value
