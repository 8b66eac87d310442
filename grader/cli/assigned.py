"""Opening an assignment for a command: the file that is named or found, all its errors, and the bank that it asks."""

from __future__ import annotations

import os
from pathlib import Path

import click

from grader.cli.banks import line_of, open_bank
from grader.cli.words import counted
from grader.model import FAMILY_OF_NOBODY, Assignment, Bank, Diagnostic, Intake, UsageError, printable
from grader.places import place
from grader.record import record


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


@record
class Asked:
    """What a run is about: the bank as it is asked, the title and how much of the key is shown; and the assignment, if there is one."""

    bank: Bank
    title: str
    reveal: str
    assignment: Assignment | None = None

    @property
    def line(self) -> str:
        """What the run says first."""
        from grader.assignment import described

        if self.assignment is not None:
            return described(self.assignment, self.bank)
        return f"none: all {counted(len(self.bank.problems), 'problem')} of the bank count"


def asked(submissions: Path, file: Path | None, bank: Path | None, title: str | None, reveal: str | None, layout: str = "") -> Asked:
    """What is asked of SUBMISSIONS: by the assignment in ``file``, else by the one beside or in them, else by a bank.

    The options of runs without an assignment are errors beside one.
    """
    from grader.assignment import find_assignment

    found = find_assignment(submissions, file, _is_plain(submissions, layout))
    if found is None:
        return Asked(open_bank(bank), title or submissions.resolve().stem, reveal or "none")
    for option, value in (("title", title), ("reveal", reveal), ("bank", bank)):
        if value is not None:
            raise UsageError(f"--{option} is for runs without an assignment: write '{option}: {printable(str(value))}' in {found}")
    assignment, applied = open_assignment(found, submissions)
    return Asked(applied, assignment.title or submissions.resolve().stem, assignment.reveal, assignment)


def _is_plain(submissions: Path, layout: str) -> bool:
    """Whether a folder with an assignment in it is a teacher's own, and not what an LMS wrote: then a student could have put it there."""
    from grader.assignment import NAME
    from grader.intake import layout_of

    return not os.path.lexists(submissions / NAME) or layout_of(submissions, layout) == FAMILY_OF_NOBODY


def read_class(what: Asked, submissions: Path, layout: str = "") -> Intake:
    """The submissions, read as the assignment says: its zone, its kind of bare names, its groups; what it does not ask is left out."""
    from zoneinfo import ZoneInfo

    from grader.intake import read_submissions

    known, ids = what.assignment or Assignment(()), [problem.id for problem in what.bank.problems]
    zone = ZoneInfo(known.timezone) if known.timezone else None
    groups = {row.group for row in known.roster if row.group} | {each.group for each in known.groups}
    return read_submissions(submissions, ids, layout=layout, timezone=zone, students=known.students, groups=groups,
                            columns=known.columns, others=what.bank.others)
