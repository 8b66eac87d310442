"""What lateness costs: tables of cases, against a second reckoning in whole seconds, and against clocks that jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from assignment_bank import Read
from hypothesis import given
from hypothesis import strategies as st

from grader.assignment import lateness
from grader.model import Assignment, Extension, Late, Lateness, Named, Where

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 23, 23, 59, tzinfo=BERLIN)
TEN = Late(timedelta(minutes=15), Fraction(1, 10), True, "day", Fraction(1, 2), "maximum", datetime(2026, 11, 30, 23, 59, tzinfo=BERLIN))
MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)


def late(by: timedelta, rule: Late = TEN, raw: int = 8, out_of: int = 14, due: datetime = DUE) -> Lateness:
    return lateness(Assignment((), due=due, late=rule), (), due + by, Fraction(raw), Fraction(out_of))


@pytest.mark.parametrize(("by", "penalty"), [
    (-DAY, "0"), (timedelta(0), "0"), (14 * MINUTE + 59 * SECOND, "0"), (15 * MINUTE, "0"), (15 * MINUTE + SECOND, "7/5"), (DAY, "7/5"),
    (DAY + SECOND, "14/5"), (2 * DAY, "14/5"), (2 * DAY + SECOND, "21/5"), (4 * DAY + SECOND, "7"), (6 * DAY, "7"), (7 * DAY, "7"),
])
def test_ten_per_cent_a_started_day(by: timedelta, penalty: str) -> None:
    found = late(by)
    assert (found.penalty, found.refused, found.code) == (Fraction(penalty), False, "")
    assert found.late_by == max(by, timedelta(0))


@pytest.mark.parametrize(("rule", "by", "penalty"), [
    (Late(each=Fraction(1, 2), is_share=False, per="hour"), 3 * MINUTE, "1/2"),
    (Late(each=Fraction(1, 2), is_share=False, per="hour"), timedelta(hours=30), "15"),
    (Late(each=Fraction(1, 2), is_share=False, per="hour", most=Fraction(1, 4)), timedelta(hours=30), "7/2"),
    (Late(each=Fraction(1, 2), is_share=False, per="hour", most=Fraction(1, 4), of="score"), timedelta(hours=30), "2"),
    (Late(each=Fraction(1, 10), of="score"), DAY, "4/5"), (Late(each=Fraction(1, 3), per="week"), 8 * DAY, "28/3"),
    (Late(each=Fraction(1, 4), per="once"), SECOND, "7/2"), (Late(each=Fraction(1, 4), per="once"), 90 * DAY, "7/2"),
    (Late(), 90 * DAY, "0"), (Late(grace=DAY, each=Fraction(1, 10)), DAY + SECOND, "14/5"),
])
def test_other_rules(rule: Late, by: timedelta, penalty: str) -> None:
    assert late(by, rule).penalty == Fraction(penalty)


def test_after_until_nothing_counts_and_raw_is_kept() -> None:
    at, after = late(7 * DAY), late(7 * DAY + SECOND)
    assert (at.refused, after.refused) == (False, True)
    assert (after.penalty, after.late_by) == (8, 7 * DAY + SECOND)
    alone = lateness(Assignment((), late=TEN), (), DUE + 8 * DAY, Fraction(8), Fraction(14))
    assert (alone.refused, alone.late_by) == (True, DAY)


@pytest.mark.parametrize(("rule", "is_late", "code"), [
    (TEN, None, "late/unknown-time"), (TEN, True, "late/unknown-time"), (TEN, False, ""), (Late(), True, ""),
    (Late(until=TEN.until), None, "late/unknown-time"),
])
def test_no_time_is_known(rule: Late, is_late: bool | None, code: str) -> None:
    """Canvas says that somebody was late and not by how much: no penalty, and a person looks."""
    found = lateness(Assignment((), due=DUE, late=rule), (), None, Fraction(8), Fraction(14), is_late)
    assert (found.penalty, found.refused, found.late_by, found.code) == (0, False, None, code)


def test_nobody_is_late_where_nothing_is_due() -> None:
    assert lateness(Assignment(()), (), DUE, Fraction(8), Fraction(14)) == Lateness(DUE)
    assert lateness(Assignment(()), (), None, Fraction(8), Fraction(14)) == Lateness()


def test_a_clock_that_goes_back() -> None:
    """2026-10-25: 02:30 exists twice.  The earlier one was handed in, the later one is due: in time by whatever reading."""
    due = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN, fold=1)
    rule = Late(each=Fraction(1, 10), per="hour")
    for fold, hours in ((0, 0), (1, 0)):
        found = lateness(Assignment((), due=due, late=rule), (), datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold), Fraction(8), Fraction(14))
        assert (found.penalty, found.late_by) == (0, timedelta(hours=hours))
    # Four hours on the clock are five that pass, three are four: periods count what passes.
    before = datetime(2026, 10, 25, 0, 30, tzinfo=BERLIN)
    found = lateness(Assignment((), due=before, late=rule), (), datetime(2026, 10, 25, 4, 30, tzinfo=BERLIN), Fraction(8), Fraction(14))
    assert (found.late_by, found.penalty) == (timedelta(hours=5), 7)
    spring = datetime(2026, 3, 29, 1, 0, tzinfo=BERLIN)
    found = lateness(Assignment((), due=spring, late=rule), (), datetime(2026, 3, 29, 4, 0, tzinfo=BERLIN), Fraction(8), Fraction(14))
    assert (found.late_by, found.penalty) == (timedelta(hours=2), Fraction(14, 5))


def extension(due: datetime, until: datetime | None = None) -> Extension:
    return Extension(Named("ada", Where("e.csv", 2)), due, until)


def test_an_extension_holds_in_place_of_the_date() -> None:
    assignment = Assignment((), due=DUE, late=TEN)

    def of(submitted: datetime, *own: Extension) -> tuple[Fraction, bool]:
        found = lateness(assignment, own, submitted, Fraction(8), Fraction(14))
        return found.penalty, found.refused

    assert of(DUE + 2 * DAY, extension(DUE + 2 * DAY)) == (0, False)
    assert of(DUE + 2 * DAY + 16 * MINUTE, extension(DUE + 2 * DAY)) == (Fraction(7, 5), False)
    assert of(DUE + 3 * DAY, extension(DUE + 2 * DAY, DUE + 2 * DAY + MINUTE)) == (8, True)
    # A time due after the time until which all count moves that time too: nobody is refused before the own date.
    assert of(DUE + 10 * DAY, extension(DUE + 10 * DAY)) == (0, False)
    assert of(DUE + 10 * DAY + SECOND, extension(DUE + 10 * DAY)) == (8, True)
    # A group has the extensions of its members: the latest holds.
    assert of(DUE + 3 * DAY, extension(DUE + DAY), extension(DUE + 3 * DAY)) == (0, False)
    assert lateness(Assignment((), late=Late(each=Fraction(1, 10))), (extension(DUE),), DUE + DAY, Fraction(8), Fraction(14)).penalty == Fraction(7, 5)


@given(by=st.integers(-10**6, 2 * 10**6), grace=st.integers(0, 10**5), per=st.sampled_from(["hour", "day", "week", "once"]),
       each=st.fractions(0, 1, max_denominator=20), most=st.none() | st.fractions(0, 1, max_denominator=20), of=st.sampled_from(["maximum", "score"]),
       raw=st.integers(0, 20))
def test_the_same_by_whole_seconds(by: int, grace: int, per: str, each: Fraction, most: Fraction | None, of: str, raw: int) -> None:
    started = 0
    size = {"hour": 3600, "day": 86400, "week": 604800}.get(per, 10**9)
    while by > grace and started * size < by:
        started += 1
    base = 20 if of == "maximum" else raw
    expected = min(started * each * base, (most if most is not None else 10**6) * base)
    found = late(timedelta(seconds=by), Late(timedelta(seconds=grace), each, True, per, most, of), raw, 20, DUE.astimezone(UTC))
    assert found.penalty == expected


def test_the_design_table(read: Read) -> None:
    """The rows of the issue's table, from the text of an assignment to the penalty."""
    opened = read("timezone: Europe/Berlin\ndue: 2026-11-23T23:59\n"
                  "late: {grace: 15 min, each: 10 %, per: day, most: 50 %, of: maximum, until: 2026-11-30T23:59}\n")
    assert opened.assignment is not None

    def final(submitted: datetime) -> Fraction:
        found = lateness(opened.assignment or Assignment(()), (), submitted, Fraction(14), Fraction(14))
        return Fraction(0) if found.refused else (14 - found.penalty) / 14

    assert [final(DUE + by) for by in (14 * MINUTE + 59 * SECOND, 15 * MINUTE + SECOND, DAY + SECOND, 7 * DAY + SECOND)] == [
        1, Fraction(9, 10), Fraction(8, 10), 0]
