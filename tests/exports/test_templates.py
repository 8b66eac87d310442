"""Canvas and Moodle in every dialect: the cells that are filled change, and not one other byte."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from grader.exports import Options, Run
from grader.exports.canvas import EXPORT as CANVAS
from grader.exports.export import Exported
from grader.exports.moodle import EXPORT as MOODLE

ODD = ["", " ", "Müller", "Lovelace, Ada", "a;b", 'the "one"', "two\nlines", "two\r\nlines", "=1+1", "'=1", "0017", "1E5", "𝑥", "e\u0301",
       "\u202e", "\x0b", "<b>", "-", "EX ", "3,5", "1.234,5"]
SCORE = "2.3333"


class Dialect:
    """How one file is written: encoding, mark, separator, line end, and how often cells are quoted."""

    def __init__(self, draw: random.Random, separators: str, encodings: Sequence[tuple[bytes, str]]) -> None:
        self.draw, self.separator, self.end = draw, draw.choice(separators), draw.choice(["\n", "\r\n"])
        self.mark, self.encoding = draw.choice(encodings)
        self.quoted, self.last = draw.choice([0.0, 0.3, 1.0]), draw.choice(["", self.end])

    def cell(self, word: str) -> str:
        if self.draw.random() < self.quoted or any(each in word for each in f'"\r\n{self.separator}'):
            return '"' + word.replace('"', '""') + '"'
        return word

    def filled(self, cell: str) -> str:
        return f'"{SCORE}"' if cell.startswith('"') else SCORE

    def file(self, rows: Sequence[Sequence[str]]) -> bytes:
        return self.mark + (self.end.join(map(self.separator.join, rows)) + self.last).encode(self.encoding)


def written(dialect: Dialect, header: Sequence[str], people: Sequence[Sequence[str]], column: int, known: set[int]) -> tuple[bytes, bytes]:
    """A template and what must become of it: rows whose number is known have their cell of that column filled."""
    rows = [[dialect.cell(word) for word in row] for row in (header, *people)]
    after = [[dialect.filled(cell) if number in known and at == column else cell for at, cell in enumerate(row)]
             for number, row in enumerate(rows)]
    return dialect.file(rows), dialect.file(after)


def unmatched(made: Exported) -> int:
    return sum(word == "unmatched" for word, _ in made.lines)


@pytest.mark.parametrize("seed", range(60))
def test_canvas(seed: int, make_run: Callable[..., Run]) -> None:
    draw = random.Random(seed)
    dialect = Dialect(draw, ",;", [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8")])
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", "HW 3 (987654)", "HW 4 (11)", "Current Score", ""]
    # The first rows have no line break in a cell: Canvas itself finds the separator by them.
    points = ["    Points Possible", "", "", "", "", "", "3", "7", "(read only)", ""]
    people = [[draw.choice(ODD), f"{n}", f"s{n}", draw.choice(["", f"u{n}"]), "A", draw.choice(ODD),
               draw.choice(["", "0", "1.5"]), draw.choice(["", "EX", "4"]), "50", ""] for n in range(2, 12)]
    people[0][0] = people[0][5] = "plain"
    known = {n for n in range(2, 12) if draw.random() < 0.5}
    template, expected = written(dialect, header, [points, *people], 6, known)
    run = make_run(*(draw.choice([f"canvas-user:{n}", f"number:s{n}"]) for n in sorted(known)), "stranger")
    made = CANVAS.write(run, Options(template, "987654", as_is=True))
    assert (made.files[0].data, made.accepted, unmatched(made)) == (expected, len(known), 1)


@pytest.mark.parametrize("seed", range(60))
def test_moodle(seed: int, make_run: Callable[..., Run]) -> None:
    draw = random.Random(seed)
    dialect = Dialect(draw, ",;\t", [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
    header = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
              "Last modified (grade)", "Online text", "Feedback comments", ""]
    people = [[f"Participant {n}", draw.choice(ODD), f"u{n}@uni", "Submitted", draw.choice(["", "0", "-", "1,5"]), "3,00", "Yes",
               "Tuesday, 4 March 2025, 10:00 AM", draw.choice(ODD), draw.choice(ODD), ""] for n in range(1, 12)]
    known = {n for n in range(1, 12) if draw.random() < 0.5}
    template, expected = written(dialect, header, people, 4, known)
    run = make_run(*(draw.choice([f"participant:{n}", f"email:u{n}@uni"]) for n in sorted(known)), "stranger")
    made = MOODLE.write(run, Options(template))
    assert (made.files[0].data, made.accepted, unmatched(made)) == (expected, len(known), 1)
