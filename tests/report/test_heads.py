"""The head of a sheet: attempts, lateness, the exact arithmetic of points, and what waits and why, in both formats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from grader.model import Attempt, Bank, Decided, Identity, Lateness, Mark, Outcome, Provenance, Sheet, Verdict
from grader.record import replace
from grader.report import Sheets, render
from grader.report.words import duration, moment

BANK = Bank((), "0" * 64)
BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 23, 23, 59, tzinfo=BERLIN)
RIGHT = Mark("q1", "2x", Decided(Verdict(Outcome.CORRECT)), Fraction(19, 2), Fraction(10))
EMPTY = Mark("q2", "", Decided(Verdict(Outcome.UNREADABLE)), None, Fraction(2))
UNREAD = Mark("q3", "2(x", Decided(Verdict(Outcome.UNREADABLE)), None, Fraction(2))
PLAIN = Sheet("Ada Lovelace", (RIGHT,), Provenance("0.1.0", "b" * 64))
LATE = Lateness(DUE + timedelta(hours=26), DUE, timedelta(hours=26), Fraction(12, 5))
LOOKED = "A person will look; until then this counts neither for nor against you."


def facts(sheet: Sheet, format: str) -> dict[str, str]:
    """What the head of a page says: read from the page, not from its view."""
    head = render(sheet, BANK, format, assignment="Homework 3")
    if format == "txt":
        lines = head.split("\n\n")[0].split("\n")
        return {"": lines[0]} | {line[:15].strip(): line[15:].strip() for line in lines[1:]}
    total = head.split('<p class="total">')[1].split("</p>")[0]
    pairs = head.split('<dl class="facts">')[1].split("</dl>")[0] if '<dl class="facts">' in head else ""
    said = [line.removeprefix("<dt>").removesuffix("</dd>").split("</dt><dd>") for line in pairs.split("\n") if line]
    return {"": f"Homework 3 · {sheet.student}: {total}"} | {label: unescape(text) for label, text in said}


@pytest.mark.parametrize("format", ["txt", "html"])
@pytest.mark.parametrize(("changes", "total", "expected"), [
    ({}, "9.5 of 10 points", {}),
    ({"attempts": (Attempt(1, DUE, True),)}, "9.5 of 10 points", {"Handed in": "2026-11-23 23:59 (Europe/Berlin)"}),
    ({"attempts": (Attempt(1, DUE), Attempt(2, None, True), Attempt(3))}, "9.5 of 10 points",
     {"Handed in": "attempt 2 of 3; this one counts", "Other attempts": "attempt 1, 2026-11-23 23:59 (Europe/Berlin); attempt 3"}),
    ({"lateness": LATE}, "7.1 of 10 points",
     {"Handed in": "2026-11-25 01:59 (Europe/Berlin)",
      "Late": "by 1 day 2 h, after 2026-11-23 23:59 (Europe/Berlin): 2.4 points are taken for that",
      "Points": "9.5 for the answers − 2.4 for lateness = 7.1"}),
    ({"lateness": replace(LATE, submitted=(DUE + timedelta(hours=26)).astimezone(UTC), penalty=Fraction(0)), "attempts": (Attempt(1, DUE.astimezone(UTC)), Attempt(2, None, True))},
     "9.5 of 10 points",
     {"Handed in": "attempt 2 of 2, 2026-11-25 01:59 (Europe/Berlin); this one counts", "Other attempts": "attempt 1, 2026-11-23 23:59 (Europe/Berlin)",
      "Late": "by 1 day 2 h, after 2026-11-23 23:59 (Europe/Berlin): no points are taken for that"}),
    ({"lateness": replace(LATE, penalty=Fraction(1))}, "8.5 of 10 points",
     {"Handed in": "2026-11-25 01:59 (Europe/Berlin)",
      "Late": "by 1 day 2 h, after 2026-11-23 23:59 (Europe/Berlin): 1 point is taken for that",
      "Points": "9.5 for the answers − 1 for lateness = 8.5"}),
    ({"lateness": replace(LATE, penalty=Fraction(12))}, "0 of 10 points",
     {"Handed in": "2026-11-25 01:59 (Europe/Berlin)",
      "Late": "by 1 day 2 h, after 2026-11-23 23:59 (Europe/Berlin): 12 points are taken for that",
      "Points": "9.5 for the answers − 12 for lateness = 0, and never less than 0"}),
    ({"lateness": Lateness(DUE + timedelta(seconds=61), DUE, timedelta(seconds=61))}, "9.5 of 10 points",
     {"Handed in": "2026-11-24 00:00 (Europe/Berlin)",
      "Late": "by 1 min 1 s, after 2026-11-23 23:59 (Europe/Berlin): no points are taken for that"}),
    ({"lateness": Lateness(DUE, DUE, timedelta(0))}, "9.5 of 10 points", {"Handed in": "2026-11-23 23:59 (Europe/Berlin)"}),
    ({"lateness": Lateness(DUE, DUE, timedelta(hours=-3))}, "9.5 of 10 points", {"Handed in": "2026-11-23 23:59 (Europe/Berlin)"}),
    ({"lateness": replace(LATE, refused=True)}, "0 of 10 points",
     {"Handed in": "2026-11-25 01:59 (Europe/Berlin)", "Late": "by 1 day 2 h, after 2026-11-23 23:59 (Europe/Berlin): too late to count",
      "Points": "9.5 for the answers, of which none counts: 0"}),
    ({"lateness": Lateness(code="late/unknown-time")}, "9.5 of 10 points",
     {"Late": "it is not known by how much, so no points are taken for it"}),
    ({"marks": (RIGHT, EMPTY, EMPTY, UNREAD), "unread": ("scan.pdf", "b/scan 2.heic")}, "9.5 of 16 points so far",
     {"Not read": "scan.pdf, scan 2.heic: these files, or parts of them, could not be read",
      "Waiting": "1 answer could not be read or decided by the machine; 2 problems without an answer, since it may be in what was not read. "
                 + LOOKED}),
    ({"unread": ("scan.pdf",)}, "9.5 of 10 points", {"Not read": "scan.pdf: this file, or a part of it, could not be read"}),
    ({"marks": (UNREAD, UNREAD)}, "0 of 4 points so far", {"Waiting": f"2 answers could not be read or decided by the machine. {LOOKED}"}),
    ({"unread": tuple(f"{number}.pdf" for number in range(14))}, "9.5 of 10 points",
     {"Not read": ", ".join(f"{number}.pdf" for number in range(12)) + " and 2 more: these files, or parts of them, could not be read"}),
    ({"who": Identity("moodle", "team", "7", group="Team 7", members=(Identity("moodle", "name", "Ada", name="Ada"), Identity("moodle", "login", "b")))},
     "9.5 of 10 points", {"Group": "Ada, b"}),
])
def test_the_head(format: str, changes: dict[str, Any], total: str, expected: dict[str, str]) -> None:
    assert facts(replace(PLAIN, **changes), format) == {"": f"Homework 3 · Ada Lovelace: {total}", **expected}


def test_names_of_files_and_students_are_escaped_and_safe_to_print() -> None:
    bad = "<img src=x onerror=alert(1)>\x1b[2J\u202e.pdf"
    sheet = replace(PLAIN, student=bad, unread=(bad,), marks=(EMPTY,), who=Identity("moodle", "team", "7", members=(Identity("moodle", "name", bad, name=bad),)))
    html, text = Sheets(BANK, ("html", "txt"), "none", bad).pages(sheet)
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;\\u001b[2J\\u202e.pdf") == 6
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize(("when", "said"), [
    (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), "2026-10-25 02:30 (Europe/Berlin)"),
    (datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC), "2026-01-02 03:04 (UTC)"),
    (datetime.fromisoformat("2026-11-24T10:32+01:00"), "2026-11-24 10:32 (UTC+01:00)"),
    (datetime.fromisoformat("2026-11-24T10:32-03:30"), "2026-11-24 10:32 (UTC-03:30)"),
])
def test_a_time_has_its_zone(when: datetime, said: str) -> None:
    assert moment(when) == said


@pytest.mark.parametrize(("seconds", "said"), [
    (0.4, "less than 1 s"), (5, "5 s"), (60, "1 min"), (61, "1 min 1 s"), (3_600, "1 h"), (3_605, "1 h"), (86_400 + 7_200, "1 day 2 h"),
    (10 * 86_400 + 59, "10 days"), (2 * 86_400 - 1, "1 day 23 h"),
])
def test_a_span_has_its_two_largest_units(seconds: float, said: str) -> None:
    assert duration(timedelta(seconds=seconds)) == said
