"""Opening an assignment for a command: the file that is named or found, all its errors, and the bank that it asks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.banks import line_of, named, open_bank
from grader.cli.words import counted, quoted
from grader.model import FAMILY_OF_NOBODY, Assignment, Bank, Diagnostic, Intake, Severity, UsageError, printable
from grader.places import place
from grader.record import record

if TYPE_CHECKING:
    from grader.batch import Sources


def open_assignment(path: Path, submissions: Path | None = None, nothing: str = "graded") -> tuple[Assignment, Bank]:
    """The assignment and its bank, or exit code 2 with every error of both and of the tables that it names; then ``nothing`` was done."""
    from grader.assignment import read_assignment

    opened = read_assignment(path, _load, submissions)
    for fault in opened.faults:
        click.echo(line_of(fault), err=True)
    if opened.assignment is None or opened.bank is None:
        raise UsageError(f"{counted(len(opened.errors), 'error')}. Nothing was {nothing}.")
    return opened.assignment, opened.bank


def _load(path: Path | None) -> tuple[Bank, tuple[Diagnostic, ...]]:
    from grader.bank import load_bank

    return load_bank(path if path is not None else place("problem_bank"))


@record
class Asked:
    """What a run is about: the bank as it is asked, the title and how much of the key is shown; and the assignment, if there is one.

    ``page`` is one of :data:`grader.model.PAGE_MODES`: what students are handed.
    """

    bank: Bank
    title: str
    reveal: str
    assignment: Assignment | None = None
    page: str = "practice"

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


def handed_out(path: Path, page: str | None) -> Asked:
    """What students are handed: the assignment in ``path``, else the bank there; ``page`` may only ask for less than the assignment gives.

    A file that is a mapping and no problem is an assignment, and a folder that has one in it is taken for that one; all else is a bank.
    """
    from grader.assignment import NAME

    if not path.exists():
        raise UsageError(f"there is no assignment and no bank at {printable(str(path))}")
    found = path / NAME if path.is_dir() else path
    if not _is_assignment(found):
        opened = open_bank(path)
        return Asked(opened, opened.title or named(path), "none", page=page or "practice")
    assignment, applied = open_assignment(found, nothing="written")
    if page == "practice" and assignment.page == "graded":
        raise UsageError(f"the assignment says 'page: graded': {printable(str(found))}")
    return Asked(applied, assignment.title or found.resolve().stem, assignment.reveal, assignment, page or assignment.page)


def _is_assignment(path: Path) -> bool:
    """Whether a file is a mapping and no problem; what cannot be read is none, and whoever reads it as a bank says why."""
    from grader.assignment import is_assignment

    return path.is_file() and is_assignment(path)


def sources(what: Asked, bank: Path | None) -> Sources:
    """Where the bank and the assignment of a run lie, for those who grade it again."""
    from grader.batch import Sources

    if what.assignment is not None:
        return Sources(assignment=os.path.abspath(what.assignment.file))
    return Sources(bank=os.path.abspath(bank) if bank is not None else "")


def asked_again(known: Sources, file: Path | None, bank: Path | None) -> tuple[Asked, Sources]:
    """What is asked of a run that is graded again: by the assignment or the bank that is named, else by those that it was graded by."""
    path = file or (Path(known.assignment) if known.assignment and bank is None else None)
    if path is not None:
        if not path.is_file():
            raise UsageError(f"{printable(str(path))}, by which this run was graded, is not there: say where it is with --assignment FILE")
        assignment, applied = open_assignment(path)
        what = Asked(applied, assignment.title or known.title, assignment.reveal, assignment)
        return what, sources(what, None)
    if known.assignment:
        raise UsageError("--bank is for runs without an assignment: write "
                         f"'bank: {printable(str(bank))}' in {printable(known.assignment)}")
    place_of_bank = bank or (Path(known.bank) if known.bank else None)
    if place_of_bank is not None and not place_of_bank.exists():
        raise UsageError(f"the bank {printable(str(place_of_bank))} is not there: say where it is with --bank")
    what = Asked(open_bank(place_of_bank), known.title, known.reveal)
    return what, sources(what, place_of_bank)


def read_again(known: Sources) -> tuple[Bank, str]:
    """The bank as it is asked today and the digest of the assignment, empty for none, without a word on the terminal.

    Raises :class:`UsageError` where they cannot be read.
    """
    from grader.assignment import read_assignment

    for option, path in (("assignment", known.assignment), ("bank", known.bank)):
        if path and not Path(path).exists():
            raise UsageError(f"{printable(path)} is not there: grader regrade with --{option} says where it is now")
    if known.assignment:
        opened = read_assignment(Path(known.assignment), _load)
        if opened.assignment is None or opened.bank is None:
            errors = counted(len(opened.errors), "error")
            raise UsageError(f"{printable(known.assignment)} has {errors}, which this names: grader assignment check "
                             f"{quoted(Path(known.assignment))}")
        return opened.bank, opened.assignment.digest
    bank, faults = _load(Path(known.bank) if known.bank else None)
    wrong = sum(fault.severity is Severity.ERROR for fault in faults)
    if wrong:
        bank_file = Path(known.bank) if known.bank else place("problem_bank")
        raise UsageError(f"the bank has {counted(wrong, 'error')}, which this names: grader bank check {quoted(bank_file)}")
    return bank, ""


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
                            columns=known.columns, others=what.bank.others, roster=known.roster)
