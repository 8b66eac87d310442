"""A few hand-made students through the real command, for one row of the design's tables at a time. Imports no room of grader."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

from way_back import command, rows_of

BANK = "".join(f"- id: {name}\n  points: {points}\n  vars: {{x: real}}\n  f: 'x^2 + {k}x'\n  wrt: x\n"
               for k, (name, points) in enumerate((("one", 1), ("two", 2), ("three", 4), ("four", 8), ("five", 16), ("six", 32),
                                                   ("seven", 64), ("eight", 128), ("nine", 256)), 1))
RIGHT = {name: f"2x + {k}" for k, name in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), 1)}
ALL = "".join(f"{name}: {text}\n" for name, text in RIGHT.items())
HEAD = ["Identifier", "Full name", "ID number", "Username", "Email address", "Status", "Grade", "Maximum grade", "Grade can be changed",
        "Last modified (submission)", "Last modified (grade)", "Feedback comments"]


def answers(*names: str) -> str:
    """The right answers to these problems and wrong ones to all others."""
    return "".join(f"{name}: {text if name in names else 'x'}\n" for name, text in RIGHT.items())


def worksheet(folder: Path, *people: tuple[int, str, str, str, str], maximum: str = "511.00") -> None:
    """Rows of (participant, name, number, login, e-mail)."""
    with (folder / "worksheet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *([f"Participant {who[0]}", *who[1:], "Submitted for grading - ", "", maximum, "Yes", "-", "-", ""]
                                            for who in people)])


def grade(folder: Path, files: dict[str, str | bytes], assignment: str = "", *options: str, code: int = 0) -> str:
    """Writes the files below ``in`` (or one table beside it) and grades them; gives all that was said."""
    for path, data in files.items():
        (folder / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    only = next(iter(files))
    source = f"in/{only}" if len(files) == 1 and only.endswith(".csv") else "in"
    (folder / "bank.yaml").write_text(BANK)
    (folder / "assignment.yaml").write_text("bank: bank.yaml\ntimezone: Europe/Berlin\n" + assignment)
    done = command(folder, "grade", source, "--assignment", "assignment.yaml", "--out", "run", "--salt", "s", "--jobs", "1", *options)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def export(folder: Path, code: int = 0) -> tuple[str, dict[str, Fraction]]:
    """What was said, and the grades in the worksheet by full name and participant's number."""
    done = command(folder, "export", "run", "moodle", "--template", "worksheet.csv")
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr, filled(folder)


def filled(folder: Path) -> dict[str, Fraction]:
    rows = rows_of(folder / "run/export/moodle-grades.csv")
    return {row["Identifier"].split()[-1]: Fraction(row["Grade"]) for row in rows if row["Grade"]}


def unmatched(folder: Path) -> list[dict[str, str]]:
    return rows_of(folder / "run/export/unmatched.csv") or rows_of(folder / "run/unmatched.csv")


def attention(folder: Path, code: str = "") -> list[dict[str, str]]:
    return [row for row in rows_of(folder / "run/attention.csv") if not code or row["code"] == code]


def grades(folder: Path) -> list[dict[str, str]]:
    return rows_of(folder / "run/grades.csv")
