"""``grader assignment``: the file that says what is graded."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assigned import open_assignment
from grader.cli.banks import open_bank
from grader.cli.words import counted, quoted
from grader.model import Bank, Intake, UsageError, person_of, printable

if TYPE_CHECKING:
    from grader.batch import Summary


@click.group()
def assignment() -> None:
    """Say in one file what is graded: problems, points, dates, rules (docs/instructors.md)."""


@assignment.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Check the assignment in FILE, and the tables and the bank that it names.

    Every error is named at once, with its line and column; then the exit code is 2.
    """
    from grader.assignment import described

    read, bank = open_assignment(file)
    click.echo(f"assignment  {described(read, bank)}")
    for word, count, noun in (("roster", len(read.roster), "student"), ("extensions", len(read.extensions), "student"),
                              ("groups", len({each.group for each in read.groups}), "group"), ("times", len(read.times), "student")):
        if count:
            click.echo(f"{word:<10}  {counted(count, noun)}")
    click.echo(f"ok          next: grader grade SUBMISSIONS --assignment {quoted(file)} --out RUN")
    return 0


@assignment.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--bank", type=click.Path(path_type=Path, exists=True), help="A bank file or folder. [default: the lecture's]")
@click.option("--layout", default="", help="The layout of a download. [default: told by the names of its files]")
def new(submissions: Path, bank: Path | None, layout: str) -> int:
    """Print a draft of an assignment for SUBMISSIONS: the problems that a tenth of the students or more answered.

    The rarer ones are below as comments with their counts.  Dates are yours to fill in: grader assignment new class.zip > assignment.yaml
    """
    from grader.assignment import draft

    opened = open_bank(bank)
    answered, students = count_answers(opened, read(submissions, opened, layout))
    click.echo(draft(submissions.resolve().stem, opened, answered, students, str(bank) if bank else ""), nl=False)
    return 0


def read(submissions: Path, bank: Bank, layout: str) -> Intake:
    """The submissions, read for all problems of a bank."""
    from grader.intake import read_submissions

    return read_submissions(submissions, [problem.id for problem in bank.problems], layout=layout)


def count_answers(bank: Bank, intake: Intake) -> tuple[dict[str, int], int]:
    """How many students answered each problem, by its id or that of the whole that has it as a part; and how many there are.

    Raises :class:`UsageError` where there is nobody.
    """
    answered: dict[str, set[str]] = {problem.scheme.group or problem.id: set() for problem in bank.problems}
    students = set()
    for submission in intake.submissions:
        person = person_of(submission.who)
        students.add(person)
        for response in submission.responses:
            problem = bank.get(response.problem)
            if problem is not None and response.text.strip():
                answered[problem.scheme.group or problem.id].add(person)
    if not students:
        raise UsageError("no submission could be read" + "".join(f"\n  {printable(item.file)}: {printable(item.message)}"
                                                                 for item in intake.attention[:5]))
    return {problem: len(persons) for problem, persons in answered.items()}, len(students)


def advice(summary: Summary, submissions: Path, given: Path | None) -> list[str]:
    """What a run without an assignment says last: how many problems were answered by many, and how to ask only these."""
    from grader.assignment import frequent

    answered = summary.answered
    asked = frequent(answered, summary.students)
    if not asked or len(asked) == len(answered):
        return []
    option = f" --bank {shlex.quote(str(given))}" if given else ""
    made = f"grader assignment new {shlex.quote(str(submissions))}{option} > assignment.yaml"
    return [f"note       {len(asked)} of the {counted(len(answered), 'problem')} were answered by a tenth of the students or more",
            f"           {printable(made)}   writes a draft with these {len(asked)}"]
