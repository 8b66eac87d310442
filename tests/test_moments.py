"""Times as downloads write them: each text with its instant, or with none where it has two readings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.moments import LONGEST, day_first, in_zone, moment

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(("text", "expected"), [
    # ISO, and what programs make of it
    ("2026-10-04T10:15:00Z", "2026-10-04T10:15:00+00:00"),
    ("2026-10-04 10:15", "2026-10-04T08:15:00+00:00"),
    ("2026-10-04 10:15:30.250+02:00", "2026-10-04T08:15:30+00:00"),
    ("2026-10-04 10:15-05", "2026-10-04T15:15:00+00:00"),
    ("2026-10-04 10:15 -0500", "2026-10-04T15:15:00+00:00"),
    ("2024-02-03 04:05:06 UTC", "2024-02-03T04:05:06+00:00"),          # Canvas
    ("2026-03-05-18-12-07", "2026-03-05T17:12:07+00:00"),              # Blackboard
    ("2026/10/04 10:15:00 AM GMT+5:30", "2026-10-04T04:45:00+00:00"),  # Google
    ("2026/10/04 12:15:00 AM GMT-4", "2026-10-04T04:15:00+00:00"),
    # numbers
    ("10/26/2026 23:25:41", "2026-10-26T22:25:41+00:00"),
    ("26/10/2026 23:25:41", "2026-10-26T22:25:41+00:00"),
    ("4/4/2026 0:05", "2026-04-03T22:05:00+00:00"),
    ("04.08.2026 23:25:41", "2026-08-04T21:25:41+00:00"),
    ("04.08.2026, 23.25", "2026-08-04T21:25:00+00:00"),
    ("10/26/26 9:00 PM", "2026-10-26T20:00:00+00:00"),                 # Microsoft
    # English names
    ("Wednesday, 15 October 2025, 10:15 AM", "2025-10-15T08:15:00+00:00"),
    ("Wednesday, October 15, 2025, 10:15 PM", "2025-10-15T20:15:00+00:00"),
    ("15 October 2025  10:15 AM", "2025-10-15T08:15:00+00:00"),        # Moodle's quizzes
    ("05 March 2026 612 PM", "2026-03-05T17:12:00+00:00"),             # Brightspace
    ("Jul 30, 2026 1053 PM", "2026-07-30T20:53:00+00:00"),
    ("Jul 30, 2026 at 10:53pm", "2026-07-30T20:53:00+00:00"),
    ("1 Sept. 2026 08:00", "2026-09-01T06:00:00+00:00"),
    # Moodle in other languages
    ("Mittwoch, 15. Oktober 2025, 10:15", "2025-10-15T08:15:00+00:00"),
    ("5. Ma\u0308rz 2026  18:12", "2026-03-05T17:12:00+00:00"),
    ("22. Dez. 2026, 09:20", "2026-12-22T08:20:00+00:00"),
    ("mercredi 15 octobre 2025, 22:15", "2025-10-15T20:15:00+00:00"),
    ("1er août 2026 à 09:00", "2026-08-01T07:00:00+00:00"),
    ("miércoles, 15 de octubre de 2025, 10:15", "2025-10-15T08:15:00+00:00"),
    ("mercoledì, 15 ottobre 2025, 10:15", "2025-10-15T08:15:00+00:00"),
    ("segunda-feira, 23 de março de 2026 às 10:00", "2026-03-23T09:00:00+00:00"),
    ("woensdag, 15 oktober 2025, 10:15", "2025-10-15T08:15:00+00:00"),
    *[(f"{day} 15 ottobre 2025 10:15", "2025-10-15T08:15:00+00:00") for day in ("Mi.,", "mer.", "mié", "ter,", "sáb.", "za", "So", "giovedì")],
    # an hour that exists twice is the earlier one, for the student
    ("2026-10-25 02:30", "2026-10-25T00:30:00+00:00"),
])
def test_times_that_are_read(text: str, expected: str) -> None:
    found = moment(text, BERLIN)
    assert found is not None
    assert found.astimezone(UTC).replace(microsecond=0).isoformat() == expected


@pytest.mark.parametrize("text", [
    "", "-", "yesterday", "2026-10-04", "10:15", "2026-13-04 10:15", "2026-02-30 10:15", "2026-10-04 25:00", "2026-10-04 10:61",
    "2026-10-04 13:00 PM", "2026-10-04 0:30 AM", "2026-10-04 10:15 EST", "2026-10-04 10:15+99:00", "0001-01-01 00:00", "9999-12-31 23:59",
    "8/4/2026 23:25:41", "08-04-2026 23:25", "26/10/20 10:00", "4/4/26 10:00", "15 Octember 2025 10:15",
    "mercredi 15 octember 2025, 10:15", "Mittwoch, 15. Oktober, 10:15", "Mi, 15. Oktober 25, 10:15", "15. de 2025 10:15", "30 July 2026 612", "2026-10-04 10:15 2026-10-04 10:15",
    "2026-03-29 02:30", "2026-10-04 10:15" + " " * LONGEST, "bis 3. Mai 2026 10:00", "not 3 May 2026 10:00", "Dezember 3 März 2026 10:00",
])
def test_what_is_no_time_or_has_two_readings_is_none(text: str) -> None:
    assert moment(text, BERLIN) is None


def test_without_a_zone_only_a_time_with_an_offset_is_one() -> None:
    assert moment("2026-10-04 10:15", None) is None
    assert moment("2026-10-04 10:15Z", None) == datetime(2026, 10, 4, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(("texts", "told"), [
    ([], None), (["8/4/2026 1:00", "9/4/2026 1:00"], None), (["8/4/2026 1:00", "8/14/2026 1:00"], False),
    (["8/4/2026 1:00", "14/8/2026 1:00"], True), (["8/14/2026 1:00", "14/8/2026 1:00"], None),
    (["14.08.2026 1:00", "2026-08-14 1:00"], None), (["31/31/2026 1:00"], None),
])
def test_a_column_tells_whether_the_day_is_first(texts: list[str], told: bool | None) -> None:
    assert day_first(texts) is told


@pytest.mark.parametrize(("is_day_first", "expected"), [(True, (4, 8)), (False, (8, 4))])
def test_what_the_column_tells_is_used(is_day_first: bool, expected: tuple[int, int]) -> None:
    found = moment("8/4/2026 10:00", BERLIN, is_day_first)
    assert found is not None
    assert (found.month, found.day) == expected


WRITTEN = ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%d.%m.%Y %H:%M:%S", "%d %B %Y %H:%M:%S", "%b %d, %Y %I:%M:%S %p"]


@given(st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 31)).map(lambda when: when.replace(microsecond=0)), st.sampled_from(WRITTEN))
def test_what_was_written_is_read_back(when: datetime, form: str) -> None:
    found = moment(when.strftime(form), BERLIN)
    assert found == in_zone(when, BERLIN)
    assert found is None or found.utcoffset() in (timedelta(hours=1), timedelta(hours=2))


@given(st.text(alphabet="0123456789/:-. APMTZ+,janJuly", max_size=LONGEST))
def test_nothing_raises(text: str) -> None:
    found = moment(text, BERLIN, True)
    assert found is None or found.tzinfo is not None
