"""The importers of Moodle and Canvas, written again after their own sources: what a file really does when it is uploaded.

Moodle: mod/assign/feedback/offline/importgradeslib.php and locallib.php (``process_import_grades``), lib/csvlib.class.php, ``unformat_float``.
Canvas: lib/gradebook_importer.rb. Imports no room of grader. Every rule has a name and can be switched ``off``, to see that a test needs it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from lecture_class import ZONE
from rosters import LANGUAGES, MONTHS

MOODLE_RULES = ("header", "length", "participant", "equal", "empty", "negative", "stale", "locked", "maximum", "columns", "comma")
CANVAS_RULES = ("header", "section", "separator", "decimal", "quotes", "points", "muted", "read only", "dropped", "student", "assignment", "equal", "excused")


class Refused(Exception):
    """The LMS takes nothing of the file; the message is its own."""


@dataclass
class Outcome:
    """``changed``: the grades that are other ones afterwards; ``skipped``: rows without an effect, and why; ``wiped``: cells of feedback."""

    changed: dict[int | str, Fraction | str] = field(default_factory=dict)
    skipped: dict[int | str, str] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    new_columns: list[str] = field(default_factory=list)


# ---- Moodle

@dataclass
class Moodle:
    """An assignment on a server: who takes part, what is graded when, and in which language the teacher looks at it."""

    participants: Collection[int]
    maximum: Fraction
    language: str = "en"
    grades: Mapping[int, tuple[Fraction, datetime]] = field(default_factory=dict)
    locked: Collection[int] = ()
    off: Collection[str] = ()

    def upload(self, data: bytes, encoding: str = "utf-8", separator: str = ",", even_if_modified: bool = False) -> Outcome:
        rows, words = csv_content(data, encoding, separator, self.off), LANGUAGES[self.language]
        place = {name: at for at, name in enumerate(rows[0])}     # the last column of a name counts
        wanted = (words.identifier, words.grade, words.graded)
        if "header" in self.off:
            wanted = tuple(next((head for head in rows[0] if head.lower() == name.lower()), name) for name in wanted)
        if any(name not in place for name in wanted):
            raise Refused("invalidgradeimport")
        who, grade, graded = (place[name] for name in wanted)
        outcome = Outcome()
        for row in rows[1:]:
            number = self.participant(row[who], words.hidden)
            if number is None:
                outcome.strangers.append(row[who])
                continue
            value = unformat_float(row[grade], self.language, self.off)
            why = self.skips(number, value, strtotime(row[graded]), even_if_modified)
            if why:
                outcome.skipped[number] = why
            else:
                outcome.changed[number] = value if value is not None else Fraction(0)
        return outcome

    def participant(self, cell: str, hidden: str) -> int | None:
        """What is left behind as many bytes as the translated word has; the word itself is not looked at."""
        raw = cell.encode()[len(hidden.encode()):].decode("utf-8", "replace")
        if "length" in self.off:
            raw = re.sub(r"^\D*", "", cell)
        number = int(raw) if re.fullmatch(r" *\d+", raw) else None
        return number if number in self.participants or ("participant" in self.off and number is not None) else None

    def skips(self, number: int, value: Fraction | None, modified: datetime | None, even_if_modified: bool) -> str:
        there = self.grades.get(number)
        stale = there is not None and (modified is None or there[1] > modified + timedelta(seconds=60))
        tried = (
            ("equal", there is not None and there[0] == value),
            ("empty", value is None),
            ("negative", value is not None and value < 0),
            ("stale", stale and not even_if_modified),
            ("locked", number in self.locked),
            ("maximum", value is not None and value > self.maximum),
        )
        return next((name for name, holds in tried if holds and name not in self.off), "")


def csv_content(data: bytes, encoding: str, separator: str, off: Collection[str]) -> list[list[str]]:
    """``load_csv_content``: the mark goes, line ends become one, every row has as many cells as the first one."""
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Refused("invalid characters") from error
    rows = [row for row in csv.reader(io.StringIO(re.sub("\r\n?", "\n", text), newline=""), delimiter=separator) if row]
    if not rows or ("columns" not in off and any(len(row) != len(rows[0]) for row in rows)):
        raise Refused("csvweirdcolumns")
    return rows


def unformat_float(cell: str, language: str, off: Collection[str] = ()) -> Fraction | None:
    """Blanks go, the language's decimal sign becomes a point, and PHP reads as much of a number as there is."""
    text = cell.strip().replace(" ", "")
    if not text:
        return None
    if language != "en" and "comma" not in off:
        text = text.replace(",", ".")
    number = re.match(r"[-+]?\d*\.?\d*", text)
    return Fraction(number[0]) if number and re.search(r"\d", number[0]) else Fraction(0)


def strtotime(text: str) -> datetime | None:
    """English dates only; everything else is false, and false + 60 is the year 1970."""
    found = re.fullmatch(r"\w+day, (\d{1,2}) (\w+) (\d{4}), (\d{1,2}):(\d\d) ([AP])M", text.strip())
    if not found or found[2] not in MONTHS:
        return None
    hour = int(found[4]) % 12 + (12 if found[6] == "P" else 0)
    return datetime(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]), hour, int(found[5]), tzinfo=ZONE)


# ---- Canvas

@dataclass
class Canvas:
    """A course: students by user id, with their names, SIS ids and logins; assignments by id; the scores that are there."""

    students: Mapping[int, tuple[str, str, str, str]]     # name, sortable name, SIS user id, login
    assignments: Mapping[int, str]
    scores: Mapping[tuple[int, int], str] = field(default_factory=dict)
    off: Collection[str] = ()

    def upload(self, data: bytes, column: int) -> Outcome:
        """The scores of the assignment ``column`` that change, in the order of the rows; the last of two rows of a student counts."""
        rows = canvas_rows(data, self.off)
        named = self.header(rows[0])
        ids, assignments = self.columns(rows[0], named)
        outcome = Outcome(new_columns=[rows[0][at] for at, assignment in assignments.items() if assignment is None])
        points: list[str] = []
        for row in rows[1:]:
            if "Points Possible" in row[0] and "points" not in self.off:
                points = row
            elif "muted" in self.off or not all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in row):
                self.student_row(row, ids, assignments, column, outcome)
        at = next((at for at, assignment in assignments.items() if assignment == column), -1)
        if at < 0 or ("read only" not in self.off and at < len(points) and re.search(r"read\s+only", points[at])):
            outcome.changed.clear()
        return outcome

    def header(self, row: list[str]) -> bool:
        """Whether first and last names are apart."""
        together = len(row) > 3 and "Student" in row[0] and "ID" in row[1]
        apart = len(row) > 4 and "LastName" in row[0] and "FirstName" in row[1] and "ID" in row[2]
        if not (together or apart) and "header" not in self.off:
            raise Refused("Invalid header row")
        return row[:2] == ["LastName", "FirstName"]

    def columns(self, row: list[str], apart: bool) -> tuple[dict[str, int], dict[int, int | None]]:
        before, width, row = 4 if apart else 3, len(row), [*row, "", "", "", ""]
        ids = {"id": before - 2, "name": 0}
        count = before
        if re.search(r"SIS\s+Login\s+ID", row[before - 1]):
            ids["login"], count = before - 1, before + 1
        elif re.search(r"SIS\s+User\s+ID", row[before - 1]) and re.search(r"SIS\s+Login\s+ID", row[before]):
            ids |= {"sis": before - 1, "login": before}
            count += 2 + bool(re.search(r"Integration\s+ID", row[before + 1]))
            count += bool(re.search(r"Root\s+Account", row[count - 1]))
        custom = [at for at, head in enumerate(row) if head == "Notes"]
        if "section" not in self.off and "Section" not in row[count - 1]:
            raise Refused("Invalid header row")
        dropped = r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)"
        found: dict[int, int | None] = {}
        for at in range(count, width):
            if at in custom or ("dropped" not in self.off and re.search(dropped, row[at])):
                continue
            named = re.fullmatch(r".*\((\d+)\)\s*", row[at])
            by_id = int(named[1]) if named and int(named[1]) in self.assignments else None
            by_title = next((key for key, title in self.assignments.items() if title == row[at]), None)
            found[at] = by_id if "assignment" not in self.off and by_id is not None else by_title
        return ids, found

    def student_row(self, row: list[str], ids: dict[str, int], assignments: dict[int, int | None], column: int, outcome: Outcome) -> None:
        who = self.student(row, ids)
        if who is None:
            outcome.strangers.append(row[0])
            return
        for at, assignment in assignments.items():
            if assignment == column:
                old, new = self.scores.get((who, column), ""), row[at].strip() if at < len(row) else ""
                if self.same(old, new):
                    outcome.changed.pop(who, None)
                    outcome.skipped[who] = "equal"
                else:
                    outcome.skipped.pop(who, None)
                    outcome.changed[who] = Fraction(new) if re.fullmatch(r"-?\d+(\.\d+)?", new) else new

    def student(self, row: list[str], ids: dict[str, int]) -> int | None:
        number = re.match(r"\s*\d+", row[ids["id"]])       # Ruby's ``to_i``
        if number and int(number[0]) in self.students:
            return int(number[0])
        for place, kind in ((2, "sis"), (3, "login")):
            value = row[ids[kind]] if kind in ids else ""
            found = [who for who, student in self.students.items() if value and student[place] == value]
            if found:
                return found[0]
        named = [who for who, student in self.students.items() if row[0] in student[:2]]
        return named[0] if named and "student" not in self.off else None

    def same(self, old: str, new: str) -> bool:
        if "equal" in self.off:
            return False
        if old == new or (old in ("", "-") and new in ("", "-")):
            return True
        if not old or not new:
            return False
        if "excused" not in self.off and (old.upper() == "EX" or new.upper() == "EX"):
            return old.upper() == new.upper()
        return rounded(old) == rounded(new)


def canvas_context(path: str, users: Mapping[str, Collection[str]], anonymous: Mapping[str, str]) -> str | None:
    """``infer_comment_context_from_filename`` of app/models/abstract_assignment.rb: the user whose submission gets the file as a comment.

    ``users`` have the ids of their attachments, ``anonymous`` are users by their anonymous ids.
    """
    filename = path.split("/")[-1]
    pieces = [piece for piece in filename.split("_") if piece != "LATE"]
    if pieces[:1] == ["anon"]:
        anonymous_id, attachment = (*pieces[1:3], "", "")[:2]
        user = anonymous.get(anonymous_id)
    else:
        user, attachment = (*re.findall(r"(?m)^[0-9]+$", "\n".join(pieces))[:2], "", "")[:2]
    if re.match("link", "".join(pieces[-1:])) or filename.startswith("._"):
        return None
    return user if user in users and attachment in users[user] else None


def rounded(cell: str) -> str:
    try:
        return f"{float(cell):.2f}"
    except ValueError:
        return cell


def canvas_rows(data: bytes, off: Collection[str]) -> list[list[str]]:
    """UTF-8 only; a quote within a bare cell is malformed; ``;`` or ``,``; numbers get a point."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("did not parse cleanly") from error
    lines = text.splitlines(keepends=True)[:3]
    counts = {}
    for sign in ";,":
        sizes = {len(next(csv.reader([line], delimiter=sign), [])) for line in lines}
        broken = any(line.count('"') % 2 for line in lines)      # Ruby reads each line alone and gives up
        counts[sign] = 0 if broken or len(sizes) != 1 else sizes.pop()
    sign = ";" if counts[";"] > counts[","] and "separator" not in off else ","
    if "quotes" not in off and re.search(rf'(?:^|[{sign}\n])[^"{sign}\r\n]+"', re.sub(r'"(?:[^"]|"")*"', "", text)):
        raise Refused("did not parse cleanly")
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign) if row and not re.fullmatch("[;, ]+", sign.join(row))]
    if not rows:
        raise Refused("Invalid header row")
    return rows if "decimal" in off else [[decimal(cell) for cell in row] for row in rows]


def decimal(cell: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *parts, last = re.split("[,.]", cell)
    return f"{''.join(parts)}.{last}" if parts else last
