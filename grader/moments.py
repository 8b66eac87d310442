"""The times that downloads hold as text: ISO, numeric, and with the names of months in seven languages; what has two readings has none.

A text without an offset is in the zone of the assignment.  A time that exists twice there, when the clock goes back, is the
earlier one, which is never to a student's harm; one that does not exist is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from grader.record import record

LONGEST = 80
"""Characters of a text that can be a time at all."""

_MONTHS = {name: at for at, names in enumerate((
    "jan january januar jänner janvier janv enero gennaio janeiro januari",
    "feb february februar février févr febrero febbraio fevereiro februari",
    "mar march märz mrz mär mars marzo março maart",
    "apr april avril avr abril aprile",
    "may mai mayo maggio maio mei",
    "jun june juni juin junio giugno junho",
    "jul july juli juillet juil julio luglio julho",
    "aug august août agosto augustus",
    "sep sept september septembre septiembre settembre setembro",
    "oct october okt oktober octobre octubre ottobre outubro",
    "nov november novembre noviembre novembro",
    "dec december dez dezember déc décembre diciembre dicembre dezembro"), 1) for name in names.split()}
"""No name is another month's in another language: English, German, French, Spanish, Italian, Portuguese, Dutch."""

_TIME = (r"(?P<hour>\d\d?)(?:(?P<colon>[:.-])(?P<minute>\d\d)(?:(?P=colon)(?P<second>\d\d)(?:[.,]\d{1,9})?)?|(?P<bare>\d\d)(?=\s?[ap]\.?m))"
         r"(?:\s?(?P<half>[ap])\.?m\.?)?(?:\s?(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d\d?(?::?\d\d)?))?")
_BETWEEN = r"(?:t|,?\s+at\s+|[\s,-]\s*)"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<dash>[-/.])(?P<month>\d\d?)(?P=dash)(?P<day>\d\d?){_BETWEEN}{_TIME}", re.I)
_YEAR_LAST = re.compile(rf"(?P<one>\d\d?)(?P<dash>[-/.])(?P<two>\d\d?)(?P=dash)(?P<year>\d{{4}}|\d\d){_BETWEEN}{_TIME}", re.I)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_OTHER_WEEKDAYS = (
    "mo(?:ntag)? di(?:enstag)? mi(?:ttwoch)? do(?:nnerstag)? fr(?:eitag)? sa(?:mstag)? sonnabend so(?:nntag)? "
    "lun(?:di)? mar(?:di)? mer(?:credi)? jeu(?:di)? ven(?:dredi)? sam(?:edi)? dim(?:anche)? "
    "lunes martes mi[eé](?:rcoles)? jue(?:ves)? vie(?:rnes)? s[aá]b(?:ado)? dom(?:ingo)? "
    "luned[iì] marted[iì] mercoled[iì] gio(?:ved[iì])? venerd[iì] sabato domenica "
    "(?:seg(?:unda)?|ter(?:ça)?|qua(?:rta)?|qui(?:nta)?|sex(?:ta)?)(?:-feira)? "
    "ma(?:andag)? dinsdag wo(?:ensdag)? donderdag vr(?:ijdag)? za(?:terdag)? zo(?:ndag)?").replace(" ", "|")
_OTHER_WEEKDAY = rf"(?:(?:{_OTHER_WEEKDAYS})\.?,?\s)?"
"""Of the languages of the months; another word there, such as "until", may turn the meaning."""
_NAMED = (
    re.compile(rf"{_WEEKDAY}(?P<day>\d\d?)\s(?P<name>[a-z]{{3,9}})\.?,?\s(?P<year>\d{{4}}){_BETWEEN}{_TIME}", re.I),
    re.compile(rf"{_WEEKDAY}(?P<name>[a-z]{{3,9}})\.?\s(?P<day>\d\d?),?\s(?P<year>\d{{4}}){_BETWEEN}{_TIME}", re.I),
    re.compile(rf"{_OTHER_WEEKDAY}(?P<day>\d\d?)(?:\.|er|º)?\s(?:de\s)?(?P<name>[^\W\d_]{{3,10}})\.?,?\s(?:de\s)?(?P<year>\d{{4}})"
               rf"(?:,?\s(?:às|um|à|alle|om)\s|{_BETWEEN}){_TIME}", re.I),
)


@record
class _Written:
    """A date and a time as a text has them; ``offset`` is ``None`` where it names no zone."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    offset: timedelta | None


def moment(text: str, zone: ZoneInfo | None, is_day_first: bool | None = None) -> datetime | None:
    """Return the time with its zone, or ``None`` for a text that is no time, has two readings, or needs a zone and has none.

    ``is_day_first`` tells ``8/4/2025`` apart, see :func:`day_first`; dates with dots have the day first everywhere.

    >>> moment("8/16/2025 23:25:41", ZoneInfo("UTC")).isoformat()
    '2025-08-16T23:25:41+00:00'
    """
    written = _written(" ".join(unicodedata.normalize("NFC", text).split()), is_day_first) if len(text) <= LONGEST else None
    if written is None:
        return None
    try:
        local = datetime(written.year, written.month, written.day, written.hour, written.minute, written.second)
        if written.offset is not None:
            return local.replace(tzinfo=timezone(written.offset))
    except ValueError:
        return None
    return in_zone(local, zone) if zone else None


def in_zone(local: datetime, zone: ZoneInfo) -> datetime | None:
    """Return a local time with its zone: the earlier of two, and ``None`` where the clock jumps over it."""
    aware = local.replace(tzinfo=zone, fold=0)
    return aware if aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local else None


def day_first(texts: Iterable[str]) -> bool | None:
    """Return whether a column of numeric dates has the day first, or ``None`` where no date of it tells, or two contradict.

    >>> day_first(["8/4/2025 23:25:41", "8/16/2025 10:00:00"])
    False
    """
    told = set()
    for text in texts:
        found = _YEAR_LAST.fullmatch(" ".join(text.split())) if len(text) <= LONGEST else None
        if found and found["dash"] != "." and (int(found["one"]) > 12) != (int(found["two"]) > 12):
            told.add(int(found["one"]) > 12)
    return told.pop() if len(told) == 1 else None


def _written(text: str, is_day_first: bool | None) -> _Written | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _with_time(found, int(found["year"]), int(found["month"]), int(found["day"]))
    for pattern in _NAMED:
        if (found := pattern.fullmatch(text)) and (month := _MONTHS.get(found["name"].casefold())):
            return _with_time(found, int(found["year"]), month, int(found["day"]))
    found = _YEAR_LAST.fullmatch(text)
    return _numeric(found, is_day_first) if found else None


def _numeric(found: re.Match[str], is_day_first: bool | None) -> _Written | None:
    """Read a date whose year is last: it is the days that tell which of the two numbers is the month."""
    one, two, year = int(found["one"]), int(found["two"]), found["year"]
    if found["dash"] == ".":
        is_day_first = True
    elif (one > 12) != (two > 12):
        is_day_first = one > 12
    elif one == two and len(year) == 4:
        is_day_first = True
    if is_day_first is None or (len(year) == 2 and is_day_first):
        # In 26/10/20 the year may be the first or the last; 10/26/20 has one reading.
        return None
    day, month = (one, two) if is_day_first else (two, one)
    return _with_time(found, int(year) + 2000 * (len(year) == 2), month, day)


def _with_time(found: re.Match[str], year: int, month: int, day: int) -> _Written | None:
    if not 2000 <= year < 2200:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"] or found["bare"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found["half"] in "pP")
    return _Written(year, month, day, hour, minute, second, _offset(found["zone"]))


def _offset(zone: str | None) -> timedelta | None:
    """The offset of ``Z``, ``UTC``, ``GMT+5:30`` or ``+0530``."""
    if zone is None:
        return None
    digits = re.search(r"([+-])(\d\d?):?(\d\d)?$", zone)
    if digits is None:
        return timedelta(0)
    size = timedelta(hours=int(digits[2]), minutes=int(digits[3] or 0))
    return -size if digits[1] == "-" else size
