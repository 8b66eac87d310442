"""``results.jsonl``: a sheet on a line, made one after another, with the fields that docs/programs.md lists and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from grader.exports import Options, Run
from grader.exports.json_lines import write
from grader.model import Attempt, Identity, Lateness, Sheet, UsageError
from grader.record import replace

PAGE = (Path(__file__).resolve().parents[2] / "docs/programs.md").read_text("utf-8")
WHEN = datetime(2026, 11, 24, 0, 12, tzinfo=UTC)


def lines(run: Run, student: str = "") -> list[dict[str, Any]]:
    [file] = write(run, Options(student=student)).files
    assert file.pieces is not None
    pieces = list(file.pieces)
    assert all(piece.isascii() and piece.endswith(b"\n") and piece.count(b"\n") == 1 for piece in pieces)
    return [json.loads(piece) for piece in pieces]


def documented(title: str) -> set[str]:
    """The fields that a table of the manual names."""
    table = PAGE.split(f"| {title} |")[1].split("\n\n")[0]
    return {name for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)}


def fields(value: object, name: str = "") -> Iterator[str]:
    """All fields of a line by their dotted names; marks and members are described elsewhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{name}{key}"
            if key not in ("marks", "members"):
                yield from fields(inner, f"{name}{key}.")
    elif isinstance(value, list):
        for inner in value:
            yield from fields(inner, f"{name.removesuffix('.')}[].")


def whole(sheet: Sheet) -> Sheet:
    who = Identity("moodle", "team", "7", group="Team 7", members=(Identity("moodle", "name", "Ada", name="Ada"),))
    return replace(sheet, who=who, person="0" * 16, attempts=(Attempt(1), Attempt(2, WHEN, True)), unread=("scan.pdf",),
                   lateness=Lateness(WHEN, WHEN, timedelta(minutes=13), Fraction(1, 3), code="late/unknown-time"))


def test_the_manual_names_every_field_and_no_other(make_run: Callable[..., Run]) -> None:
    run = make_run("ada")
    [line] = lines(replace(run, sheets=lambda: map(whole, run.sheets())))
    assert set(fields(line)) == documented("field of a line | value")
    assert all(set(mark) == documented("field | value") for mark in line["marks"])
    assert {f"who.{name}" for member in line["who"]["members"] for name in member} == {name for name in documented("field of a line | value") if name.startswith("who.")}


def test_a_line_holds_exact_numbers_and_times(make_run: Callable[..., Run]) -> None:
    run = make_run("ada")
    [line] = lines(replace(run, sheets=lambda: map(whole, run.sheets())))
    assert {name: line[name] for name in ("format", "assignment", "grader", "raw", "penalty", "score", "out_of", "pending", "unread")} == {
        "format": 2, "assignment": "HW 3", "grader": "0.1.0", "raw": "7/3", "penalty": "1/3", "score": "2", "out_of": "3", "pending": 0, "unread": ["scan.pdf"]}
    assert line["attempts"] == [{"number": 1, "submitted": None, "counts": False}, {"number": 2, "submitted": "2026-11-24T00:12:00+00:00", "counts": True}]
    assert line["lateness"] == {"submitted": "2026-11-24T00:12:00+00:00", "due": "2026-11-24T00:12:00+00:00", "late_by": 780.0, "refused": False,
                                "code": "late/unknown-time"}
    assert line["who"]["members"][0]["name"] == "Ada"


def test_sheets_are_asked_for_one_at_a_time(make_run: Callable[..., Run]) -> None:
    run, asked = make_run("ada", "bob", "eve"), []

    def sheets() -> Iterator[Sheet]:
        for sheet in run.sheets():
            asked.append(sheet.student)
            yield sheet

    [file] = write(replace(run, sheets=sheets), Options()).files
    assert (file.path, file.said, asked) == ("results.jsonl", "3 sheets", [])
    assert file.pieces is not None
    pieces = iter(file.pieces)
    next(pieces)
    assert asked == ["ada"]


def test_one_student(make_run: Callable[..., Run]) -> None:
    run = make_run("ada", "</script>\n\u2028")
    assert [line["student"] for line in lines(run)] == ["ada", "</script>\n\u2028"]
    assert [line["student"] for line in lines(run, "ada")] == ["ada"]
    assert [line["student"] for line in lines(run, run.results[1].person)] == ["</script>\n\u2028"]
    with pytest.raises(UsageError, match="no sheet of bob"):
        write(run, Options(student="bob"))
