"""Moodle's grading worksheet in any language: its columns are found by what stands in them, since every header is translated.

Source of the order of columns: ``mod/assign/gradingtable.php`` of moodle/moodle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from grader.headers import Columns, columns, folded
from grader.model import Key, Row, printable
from grader.record import record

PARTICIPANT = re.compile(r"(?P<word>\D*?)\s*(?P<number>[0-9]{1,18})")
"""Moodle cuts the translated word off by its length; only in English does it end with a blank: ``Teilnehmer/in48000``."""

_FIRST = (Columns(()), Columns((("number", 0),)))
"""What the first header may be: "Group 7" under a header that says so is no participant, but ``Identifier`` may mean a number elsewhere."""

_ENOUGH = 0.5
_MARKUP = re.compile(r"<[^>]*>")
"""Old releases mark suspended users by HTML in the cell of the name."""

Cells = Sequence[tuple[int, Sequence[str]]]
"""The rows of a table: the line where each begins, and its cells."""


@record
class Shape:
    """The places of a worksheet's columns, ``None`` where there is none, and its rows: place in the table, number of the participant.

    ``word`` is the translated ``Participant``.  ``faults`` are lines and reasons, in words, for which Moodle would read other students
    than the file means.
    """

    word: str
    people: tuple[tuple[int, str], ...]
    name: int | None
    email: int | None
    number: int | None
    login: int | None
    group: int | None
    faults: tuple[tuple[int, str], ...] = ()


def shape(table: Cells) -> Shape | None:
    """Return the shape of a worksheet, or nothing if the first column does not hold participants' numbers behind one word."""
    header, *body = [cells for _, cells in table] or [()]
    found = {place: match for place, cells in enumerate(body, 1)
             if cells and (match := PARTICIPANT.fullmatch(cells[0].strip())) and match["word"].strip()}
    count = Counter(match["word"].strip() for match in found.values())
    word = count.most_common(1)[0][0] if count else ""
    if not _is_participant(word) or len(header) < 4 or columns(header[:1]) not in _FIRST or len(found) < _ENOUGH * len(body):
        return None
    people = tuple((place, match["number"]) for place, match in found.items() if match["word"].strip() == word)
    taken = {place for place, _ in people}
    faults = tuple((line, f"'{printable(''.join(cells[:1]))}' is where other rows have '{printable(word)}' and a number")
                   for place, (line, cells) in enumerate(table[1:], 1)
                   if any(cell.strip() for cell in cells) and place not in taken)
    twice = Counter(number for _, number in people)
    faults += tuple((table[place][0], f"'{printable(word)} {number}' is in another row too")
                    for place, number in people if twice[number] > 1)
    known = columns(header)
    places = {kind: place for kind, place in reversed(known.ids) if place}
    email = places.get("email", _addresses(body))
    name = places.get("name", _names(header, body, email))
    return Shape(word, people, name, email, places.get("number"), places.get("login"), known.group, faults)


def _is_participant(word: str) -> bool:
    """Whether it may be ``Participant`` in some language: the "u" of a login and the "#" of a number are no word."""
    return any(character.isalpha() for character in word) and (len(word) > 4 or not word.isascii())


def worksheet_rows(table: Cells, form: Shape) -> tuple[Row, ...]:
    """Return the students of a worksheet in its order."""
    submitted = _submitted([cells for _, cells in table])
    return tuple(_row(table[place], number, form, submitted) for place, number in form.people)


def _row(row: tuple[int, Sequence[str]], number: str, form: Shape, submitted: int | None) -> Row:
    line, cells = row

    def cell(place: int | None) -> str:
        return cells[place].strip() if place is not None and place < len(cells) else ""

    keys: list[Key] = [("participant", number)]
    for kind, place in (("number", form.number), ("login", form.login), ("email", form.email)):
        if value := cell(place):
            keys.append((kind, value))
    if name := " ".join(_MARKUP.sub(" ", cell(form.name)).split()):
        keys.append(("name", name))
    time = cell(submitted)
    return Row(line, tuple(keys), cell(form.group), "" if time == "-" else time)


def _addresses(body: Sequence[Sequence[str]]) -> int | None:
    """The first column in which addresses stand."""
    for place in range(1, max(map(len, body), default=0)):
        cells = [text for cells in body if place < len(cells) and (text := cells[place].strip())]
        if cells and sum("@" in text and " " not in text for text in cells) >= _ENOUGH * len(cells):
            return place
    return None


def _names(header: Sequence[str], body: Sequence[Sequence[str]], email: int | None) -> int | None:
    """The column behind the participant's number, unless the marking is blind: then a state stands there, the same in many rows."""
    cells = [cells[1].strip() for cells in body if len(cells) > 1]
    is_blind = email == 1 or folded(header[0]) == "identifier" or len(set(cells)) <= _ENOUGH * len(cells)
    return None if is_blind else 1


def _submitted(table: Sequence[Sequence[str]]) -> int | None:
    """The column of the last submission: by its English header, else the one behind the maximum and whether a grade can be changed."""
    header = [folded(cell) for cell in table[0]]
    if "last modified (submission)" in header:
        return header.index("last modified (submission)")
    grades = grade_columns(table)
    return grades[0][2] + 1 if len(grades) == 1 and grades[0][2] + 1 < len(header) else None


def grade_columns(table: Sequence[Sequence[str]]) -> tuple[tuple[int, int, int], ...]:
    """Return where the grade, its maximum, and whether it can be changed may stand: the second is one repeated number, behind which come
    at most two words; with a workflow, its state stands between them.  More than one place, or none, tells nothing.
    """
    width, body = len(table[0]), table[1:]
    values = [{cells[place].strip() for cells in body if any(cells) and place < len(cells)} for place in range(width)]
    found = []
    for place in range(2, width - 1):
        if len(values[place]) == 1 and _is_number(next(iter(values[place]))):
            behind = next((at for at in (place + 1, place + 2) if at < width and _are_words(values[at])), None)
            if behind is not None and all(_is_number(value) for value in values[place - 1] - {"", "-"}):
                found.append((place - 1, place, behind))
    return tuple(found)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", text))


def _are_words(values: set[str]) -> bool:
    return 0 < len(values) <= 2 and all(value and value.replace(" ", "").isalpha() for value in values)
