"""Lateness from the download to the LMS's file: raw, penalty and final apart, and no penalty where no time is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_class import ALL, attention, export, grade, grades, worksheet

ADA = (48001, "Ada Lovelace", "1001", "ada", "ada@uni.example")
RULE = "due: 2026-11-23T23:59\nlate: {grace: 15 min, each: 10 %, per: day, most: 50 %, of: maximum, until: 2026-11-30T23:59}\n"


def form(stamp: str) -> str:
    return "Timestamp,Email Address," + ",".join(line.split(":")[0] for line in ALL.splitlines()) + f"\n{stamp},ada@uni.example," + ",".join(
        line.split(": ")[1] for line in ALL.splitlines()) + "\n"


@pytest.mark.parametrize(("stamp", "penalty", "score"), [
    ("2026-11-23 23:58:59", "0", "511"), ("2026-11-24 00:13:59", "0", "511"), ("2026-11-24 00:14:00", "0", "511"),
    ("2026-11-24 00:14:01", "51.1", "459.9"), ("2026-11-24 23:59:01", "102.2", "408.8"), ("2026-11-30 23:58:00", "255.5", "255.5"),
    ("2026-11-30 23:59:01", "511", "0"),
])
def test_started_days_count_from_the_due_date(tmp_path: Path, stamp: str, penalty: str, score: str) -> None:
    worksheet(tmp_path, ADA)
    grade(tmp_path, {"form.csv": form(stamp)}, RULE)
    [row] = grades(tmp_path)
    assert (row["raw"], row["penalty"], row["score"]) == ("511", penalty, score)
    assert {who: str(float(grade)) for who, grade in export(tmp_path)[1].items()} == {"48001": str(float(score))}


def test_an_hour_that_is_there_twice_is_the_earlier_one(tmp_path: Path) -> None:
    grade(tmp_path, {"form.csv": form("2026-10-25 02:30:00")}, "due: 2026-10-25T02:45\nlate: {each: 10 %}\n")
    assert [(row["penalty"], row["score"]) for row in grades(tmp_path)] == [("0", "511")]


def test_canvas_says_late_but_not_by_how_much(tmp_path: Path) -> None:
    grade(tmp_path, {"lovelaceada_LATE_1001_5001_a.txt": ALL, "hoppergrace_1002_5002_a.txt": ALL}, RULE)
    assert [(row["penalty"], row["score"]) for row in grades(tmp_path)] == [("0", "511"), ("0", "511")]
    [row] = attention(tmp_path, "late/unknown-time")
    assert "times" in row["message"] + row.get("remedy", "")


def test_a_table_of_times_and_an_extension(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("student,submitted\nada@uni.example,2026-11-24T12:00\ngrace@uni.example,2026-11-24T12:00\n")
    (tmp_path / "extensions.csv").write_text("student,due\ngrace@uni.example,2026-11-25T12:00\n")
    worksheet(tmp_path, ADA, (48002, "Grace Hopper", "1002", "grace", "grace@uni.example"))
    grade(tmp_path, {"ada@uni.example/a.txt": ALL, "grace@uni.example/a.txt": ALL},
          RULE + "times: times.csv\nextensions: extensions.csv\nroster: worksheet.csv\n")
    assert {who: float(grade) for who, grade in export(tmp_path)[1].items()} == {"48001": 459.9, "48002": 511.0}
