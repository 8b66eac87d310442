"""``grader handout`` where problems have variants: a folder for each student of the roster, and the table of who has which variant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from grader.assignment import Variants, with_values
from grader.cli.assigned import Asked
from grader.cli.telling import Progress
from grader.cli.variants import values_of_row
from grader.cli.words import counted
from grader.cli.writing import writing
from grader.exports import opened_by_people
from grader.files import write_whole
from grader.model import Assignment, StoreError, printable, values_text
from grader.record import replace

HEAD = ("student", "problem", "values")

Files = Callable[[Asked], list[tuple[str, bytes, str]]]
"""The files of a handout, each with its name and what it is for."""


def hand_out(what: Asked, out: Path, files: Files) -> int:
    """Write a folder for each student with the student's own problems, and write down who has which variant beside the assignment.

    A variant that is written down already stays.  Raises :class:`UsageError` where somebody has no variant, and :class:`StoreError` where
    the folder is not empty or cannot be written.
    """
    assignment = what.assignment
    assert assignment is not None, "a bank says nothing of students"
    variants = Variants(assignment, what.bank)
    own = [(row, values_of_row(variants, what.bank, row)) for row in range(len(assignment.roster)) if variants.student(row)]
    names = _folders([variants.student(row) for row, _ in own])
    _make(out)
    progress = Progress(quiet=False)
    for count, ((_, values), name) in enumerate(zip(own, names, strict=True), 1):
        found = files(replace(what, bank=with_values(what.bank, values)))
        _write(out / name, found)
        progress("folders", count, len(own))
    progress.close()
    path = Path(assignment.file).parent / assignment.variants
    new = [(variants.student(row), problem, values_text(chosen)) for row, values in own for problem, chosen in values.items()
           if not variants.is_pinned(row, problem)]
    write_pins(path, [*_written(assignment), *new])
    inside = ", ".join(name for name, _, _ in files(what))
    click.echo(f"{'wrote':<10} {printable(str(out))}: a folder for each of {counted(len(own), 'student')}, with {inside}")
    click.echo(f"{'wrote':<10} {printable(str(path))}: who has which variant, {counted(len(new), 'new line')}")
    without = len(assignment.roster) - len(own)
    if without:
        click.echo(f"{'note':<10} {counted(without, 'student')} of the roster without {assignment.variants_by} got no folder")
    click.echo(f"{'next':<10} give each student the folder of that name; keep {printable(assignment.variants)} beside the assignment")
    return 0


def write_pins(path: Path, rows: list[tuple[str, str, str]]) -> None:
    """Write the table of who has which variant."""
    with writing(path):
        write_whole(path, opened_by_people([HEAD, *rows]))


def _written(assignment: Assignment) -> Iterator[tuple[str, str, str]]:
    """What is written down already, whoever it is about."""
    return ((pin.who.text, pin.problem, values_text(pin.values)) for pin in assignment.pins)


def _folders(students: list[str]) -> list[str]:
    """A folder's name for each student: the id with nothing that a file system minds, numbered where two are alike."""
    found = list[str]()
    for student in students:
        name = re.sub(r"[^a-z0-9@._-]+", "-", student).strip(".-") or "student"
        count = sum(other == name or other.startswith(f"{name}--") for other in found)
        found.append(f"{name}--{count + 1}" if count else name)
    return found


def _make(out: Path) -> None:
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        if next(out.iterdir(), None) is not None:
            raise StoreError(f"{printable(str(out))} is not empty; name a new folder, or remove it first")


def _write(folder: Path, files: list[tuple[str, bytes, str]]) -> None:
    with writing(folder):
        folder.mkdir()
        for name, data, _ in files:
            write_whole(folder / name, data, lasts=False)
