"""Opening an assignment for a command: the file that is named or found, all its errors, and the bank that it asks."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.banks import line_of
from grader.cli.words import counted
from grader.model import Assignment, Bank, Diagnostic, UsageError, printable
from grader.places import place


def open_assignment(path: Path, submissions: Path | None = None) -> tuple[Assignment, Bank]:
    """The assignment and its bank, or exit code 2 with every error of both and of the tables that it names."""
    from grader.assignment import read_assignment

    opened = read_assignment(path, _load, submissions)
    for fault in opened.faults:
        click.echo(line_of(fault), err=True)
    if opened.assignment is None or opened.bank is None:
        raise UsageError(f"{counted(len(opened.errors), 'error')}. Nothing was graded.")
    return opened.assignment, opened.bank


def _load(path: Path | None) -> tuple[Bank, tuple[Diagnostic, ...]]:
    from grader.bank import load_bank

    return load_bank(path if path is not None else place("problem_bank"))


def refuse_options(given: dict[str, object], assignment: Path) -> None:
    """Raise :class:`UsageError` for options that an assignment says itself."""
    for option, value in given.items():
        if value is not None:
            raise UsageError(f"--{option} is for runs without an assignment: write '{option}: {printable(str(value))}' in {assignment}")
