"""The rules of the LMSs' importers, each with a case that needs it: switched off, the case comes out differently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

import pytest
from importers import CANVAS_RULES, MOODLE_RULES, Canvas, Moodle, Outcome, Refused
from lecture_class import ZONE
from rosters import LANGUAGES, written

OLD = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
WRITTEN = "Friday, 20 November 2026, 9:00 AM"


def worksheet(*cells: str, graded: str = WRITTEN, who: str = "", language: str = "en", header: dict[str, str] | None = None) -> bytes:
    """One row for each grade given, of the participants 48001, 48002, …"""
    words = LANGUAGES[language]
    head = [words.identifier, words.name, words.grade, words.maximum, words.graded, words.feedback]
    rows = [[who or f"{words.hidden}{48001 + place}", "Ada", cell, "10.00", graded, ""] for place, cell in enumerate(cells)]
    return written([[(header or {}).get(name, name) for name in head], *rows])


def moodle(off: frozenset[str], language: str = "en", **more: object) -> Moodle:
    return Moodle([48001, 48002, 48003], Fraction(10), language=language, off=off, **more)     # type: ignore[arg-type]


def graded(value: str, at: datetime = OLD) -> dict[int, tuple[Fraction, datetime]]:
    return {48001: (Fraction(value), at)}


Case = Callable[[frozenset[str]], Outcome]
MOODLE: dict[str, tuple[Case, dict[int, Fraction] | str]] = {
    "a first grade": (lambda off: moodle(off).upload(worksheet("7.5", "0")), {48001: Fraction(15, 2), 48002: Fraction(0)}),
    "the header in another case": (lambda off: moodle(off).upload(worksheet("7", header={"Grade": "grade"})), "invalidgradeimport"),
    "in another language than it was downloaded in": (
        lambda off: moodle(off, "de").upload(worksheet("7", language="es")), "invalidgradeimport"),
    "a word of another length": (lambda off: moodle(off).upload(worksheet("7", who="Teilnehmer/in48001")), {}),
    "a word of the same length": (lambda off: moodle(off).upload(worksheet("7", who="Partecipante48001")), {48001: Fraction(7)}),
    "umlauts count in bytes": (lambda off: moodle(off, "fr").upload(worksheet("7", language="fr", who="Participànt48001")), {}),
    "a stranger": (lambda off: moodle(off).upload(worksheet("7", who="Participant 99")), {}),
    "the same grade": (lambda off: moodle(off, grades=graded("7")).upload(worksheet("7.00", "8")), {48002: Fraction(8)}),
    "an empty cell": (lambda off: moodle(off, grades=graded("7")).upload(worksheet("", "8")), {48002: Fraction(8)}),
    "less than nothing": (lambda off: moodle(off).upload(worksheet("-1", "8")), {48002: Fraction(8)}),
    "graded a minute later": (lambda off: moodle(off, grades=graded("3", OLD.replace(minute=1))).upload(worksheet("7")), {48001: Fraction(7)}),
    "graded two minutes later": (lambda off: moodle(off, grades=graded("3", OLD.replace(minute=2))).upload(worksheet("7")), {}),
    "graded, and the file has no time": (lambda off: moodle(off, grades=graded("3")).upload(worksheet("7", graded="-")), {}),
    "graded, and the time is German": (
        lambda off: moodle(off, "de", grades=graded("3")).upload(worksheet("7", graded="Freitag, 20. November 2026, 09:00", language="de")), {}),
    "graded, and the box is ticked": (lambda off: moodle(off, grades=graded("3")).upload(worksheet("7", graded="-"), even_if_modified=True),
                                      {48001: Fraction(7)}),
    "locked": (lambda off: moodle(off, locked={48001}).upload(worksheet("7", "8")), {48002: Fraction(8)}),
    "over the maximum": (lambda off: moodle(off).upload(worksheet("10.01", "10")), {48002: Fraction(10)}),
    "a row with a cell too many": (lambda off: moodle(off).upload(worksheet("7").replace(b",\n", b",,\n", 2)), "csvweirdcolumns"),
    "a decimal comma in German": (lambda off: moodle(off, "de").upload(worksheet("7,5", language="de")), {48001: Fraction(15, 2)}),
    "a decimal point in German": (lambda off: moodle(off, "de").upload(worksheet("7.5", language="de")), {48001: Fraction(15, 2)}),
    "a decimal comma in English": (lambda off: moodle(off).upload(worksheet("7,5")), {48001: Fraction(7)}),
    "semicolons read as commas": (lambda off: moodle(off).upload(worksheet("7").replace(b",", b";")), "invalidgradeimport"),
}


def came_out(case: Case, off: frozenset[str] = frozenset()) -> object:
    try:
        return case(off).changed
    except Refused as refused:
        return str(refused)


@pytest.mark.parametrize("name", MOODLE)
def test_moodle(name: str) -> None:
    case, expected = MOODLE[name]
    assert came_out(case) == expected


@pytest.mark.parametrize("rule", MOODLE_RULES)
def test_each_rule_of_moodle_is_needed(rule: str) -> None:
    assert [name for name, (case, expected) in MOODLE.items() if came_out(case, frozenset({rule})) != expected]


HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,Notes,HW 3 (987654),Current Score\n"
TOP = HEAD + ",,,,,,Manual Posting,\n    Points Possible,,,,,,10,(read only)\n"
STUDENTS = {1001: ("Ada Lovelace", "Lovelace, Ada", "u1", "ada"), 1002: ("Emmy Noether", "Noether, Emmy", "u2", "emmy")}


def canvas(off: frozenset[str], text: str, scores: dict[tuple[int, int], str] | None = None) -> Outcome:
    return Canvas(STUDENTS, {987654: "HW 3", 111: "Final Score of HW 2"}, scores or {}, off).upload(text.encode(), 987654)


CANVAS: dict[str, tuple[Case, dict[int, Fraction | str] | str]] = {
    "by id": (lambda off: canvas(off, TOP + '"Lovelace, Ada",1001,,,S,,7.5,\n'), {1001: Fraction(15, 2)}),
    "by SIS id": (lambda off: canvas(off, TOP + "x,,u1,,S,,7,\n"), {1001: Fraction(7)}),
    "by login": (lambda off: canvas(off, TOP + "x,,,emmy,S,,7,\n"), {1002: Fraction(7)}),
    "by name, if nothing else is known": (lambda off: canvas(off, TOP + "Ada Lovelace,,,,S,,7,\n"), {1001: Fraction(7)}),
    "an id wins over a name": (lambda off: canvas(off, TOP + "Ada Lovelace,1002,u1,ada,S,,7,\n"), {1002: Fraction(7)}),
    "a stranger": (lambda off: canvas(off, TOP + "Nobody,99,,,S,,7,\n"), {}),
    "the last of two rows of one id": (lambda off: canvas(off, TOP + "a,1001,,,S,,7,\nb,1001,,,T,,8,\n"), {1001: Fraction(8)}),
    "no header": (lambda off: canvas(off, "Name,ID,Section,HW 3 (987654)\nA,1001,S,7\n"), "Invalid header row"),
    "no section": (lambda off: canvas(off, "Student,ID,Group,HW 3 (987654)\nA,1001,S,7\n"), "Invalid header row"),
    "an SIS id without a login": (lambda off: canvas(off, "Student,ID,SIS User ID,Section,HW 3 (987654)\nA,1001,u,S,7\n"), "Invalid header row"),
    "semicolons": (lambda off: canvas(off, "Student;ID;Section;HW 3 (987654)\nA;1001;S;7,5\n"), {1001: Fraction(15, 2)}),
    "semicolons, and a cell over two lines": (
        lambda off: canvas(off, 'Student;ID;Section;HW 3 (987654)\n"A\nB";1001;S;7\n'), "Invalid header row"),
    "a decimal comma": (lambda off: canvas(off, TOP + 'A,1001,,,S,,"7,5",\n'), {1001: Fraction(15, 2)}),
    "thousands become a fraction": (lambda off: canvas(off, TOP + 'A,1001,,,S,,"1,234",\n'), {1001: Fraction(1234, 1000)}),
    "a quote in a bare cell": (lambda off: canvas(off, TOP + 'A"da,1001,,,S,,7,\n'), "did not parse cleanly"),
    "a student called as the row of points": (lambda off: canvas(off, TOP + "Points Possible,1001,,,S,,7,\n"), {}),
    "the row of points is no student": (lambda off: canvas(off, TOP.replace("    Points Possible,", "    Points Possible,1001")), {}),
    "the row of muted columns is no student": (lambda off: canvas(off, HEAD + ",,,,,,Muted,\nLovelace,1001,,,S,,7,\n"), {1001: Fraction(7)}),
    "read only": (lambda off: canvas(off, TOP.replace(",10,", ",(read only),") + "A,1001,,,S,,7,\n"), {}),
    "a column that Canvas drops": (
        lambda off: canvas(off, "Student,ID,Section,Final Score (987654)\nA,1001,S,7\n"), {}),
    "by its title": (lambda off: canvas(off, "Student,ID,Section,HW 3\nA,1001,S,7\n"), {1001: Fraction(7)}),
    "equal at two decimals": (lambda off: canvas(off, TOP + "A,1001,,,S,,3.333,\n", {(1001, 987654): "3.33"}), {}),
    "blank over a score clears it": (lambda off: canvas(off, TOP + "A,1001,,,S,,,\n", {(1001, 987654): "3"}), {1001: ""}),
    "a dash over nothing": (lambda off: canvas(off, TOP + "A,1001,,,S,,-,\n"), {}),
    "excused either way": (lambda off: canvas(off, TOP + "A,1001,,,S,,ex,\n", {(1001, 987654): "EX"}), {}),
}


@pytest.mark.parametrize("name", CANVAS)
def test_canvas(name: str) -> None:
    case, expected = CANVAS[name]
    assert came_out(case) == expected


def everything(case: Case, off: frozenset[str] = frozenset()) -> object:
    try:
        outcome = case(off)
    except Refused as refused:
        return str(refused)
    return outcome.changed, outcome.strangers, outcome.new_columns


@pytest.mark.parametrize("rule", CANVAS_RULES)
def test_each_rule_of_canvas_is_needed(rule: str) -> None:
    assert [name for name, (case, _) in CANVAS.items() if everything(case, frozenset({rule})) != everything(case)]
