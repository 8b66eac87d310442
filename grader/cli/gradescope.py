"""``grader gradescope``: the autograder that Gradescope's service runs, and the command that it runs for one submission."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assigned import open_assignment
from grader.cli.banks import open_bank
from grader.cli.words import counted
from grader.cli.writing import writing
from grader.model import Assignment, Bank, Mark, Outcome, Sheet, Submission, UsageError, printable, total
from grader.places import place

if TYPE_CHECKING:
    from grader.exports import Told
    from grader.intake import Metadata

ASSIGNMENT = Path("assignment.yaml")
MOST_METADATA = 64 << 20
"""Bytes; they hold the results of the submission before."""


@click.group()
def gradescope() -> None:
    """Make Gradescope's autograder, and grade there.

    Start with: grader gradescope init --assignment assignment.yaml --out autograder.zip
    """


_ASSIGNMENT = click.option("--assignment", type=click.Path(path_type=Path),
                           help="What is graded. [default: assignment.yaml in this folder, if it is there]")
_BANK = click.option("--bank", type=click.Path(path_type=Path, exists=True), help="Without an assignment: a bank. [default: the lecture's]")


@gradescope.command()
@_ASSIGNMENT
@_BANK
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The zip to write.")
@click.option("--salt", default="", help="Repeat the probe points of another package: the same salt gives the same bytes.")
def init(assignment: Path | None, bank: Path | None, out: Path, salt: str) -> int:
    """Write the zip that Gradescope builds an autograder from.

    It holds this program, the bank with the right answers, and what the assignment asks: hand it to nobody but Gradescope.
    """
    from grader.assignment import elsewhere
    from grader.cli.gradescope_contents import contents
    from grader.exports import package
    from grader.files import write_whole

    asked, opened = _asked(assignment, bank)
    if asked.problems and opened.families:
        raise UsageError(f"{opened.families[0].whole} has variants, and Gradescope does not know who has which: grade its download instead")
    path = bank if bank is not None else Path(asked.bank) if asked.bank else place("problem_bank")
    data = package(contents(asked, opened, path, salt or secrets.token_hex(16)))
    with writing(out):
        write_whole(out, data)
    points = total(problem.points for problem in opened.problems)
    click.echo(f"wrote      {printable(str(out))}   {counted(len(opened.problems), 'problem')}, {points} points, {len(data) / 1e6:.1f} MB")
    click.echo("note       The zip holds the right answers: hand it to nobody but Gradescope.")
    if fields := elsewhere(asked):
        click.echo(f"note       Not in the zip: {', '.join(fields)}. Due dates, the late policy, attempts and people are Gradescope's "
                   "there: set them in the assignment's settings.")
    if asked.reveal in ("answer", "solution"):
        click.echo(f"note       'reveal: {asked.reveal}' shows the key after the due date; until then students do not see their total.")
    click.echo(f"next       Gradescope: Create Assignment, Programming Assignment, Autograder Points {float(points):.10g}; then upload the "
               "zip under Configure Autograder")
    return 0


@gradescope.command()
@click.argument("submission", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--metadata", type=click.Path(path_type=Path), help="Gradescope's submission_metadata.json, which says who handed in.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The results.json to write.")
@_ASSIGNMENT
@_BANK
@click.option("--salt", default="", help="Repeat the probe points of another run.")
@click.option("--strict", is_flag=True, help="Exit with 3 if answers wait for a person.")
def grade(submission: Path, metadata: Path | None, out: Path, assignment: Path | None, bank: Path | None, salt: str, strict: bool) -> int:
    """Grade the one SUBMISSION in a folder, and write its results.json.

    The autograder calls this; what is printed is for the instructor alone.
    """
    from grader.batch import grade as graded
    from grader.batch import write_file
    from grader.exports import results_json
    from grader.intake import read_one

    asked, opened = _asked(assignment, bank)
    said = _metadata(metadata)
    handed = read_one(submission, said.who, [problem.id for problem in opened.problems], opened.others)
    [sheet] = graded(opened, [handed], salt or secrets.token_hex(16), jobs=1).sheets
    remarks = [f"{_place(item.file, item.line)}: {item.message}" for item in handed.attention]
    write_file(out.parent, out.name, results_json(sheet, _told(opened, sheet, asked.reveal), remarks))
    click.echo("\n".join(_lines(handed, said, sheet, remarks, out)))
    return 3 if strict and sheet.pending else 0


def _asked(file: Path | None, bank: Path | None) -> tuple[Assignment, Bank]:
    """What is asked: by the assignment that is named or lies here, else all of a bank; the first line says which."""
    from grader.assignment import described

    path = file or (ASSIGNMENT if bank is None and ASSIGNMENT.is_file() else None)
    if path is None:
        opened = open_bank(bank)
        click.echo(f"assignment  none: all {counted(len(opened.problems), 'problem')} of the bank count")
        return Assignment(()), opened
    if bank is not None:
        raise UsageError(f"--bank is for runs without an assignment: write 'bank: {printable(str(bank))}' in {printable(str(path))}")
    assignment, opened = open_assignment(path)
    click.echo(f"assignment  {described(assignment, opened)}")
    return assignment, opened


def _metadata(path: Path | None) -> Metadata:
    """Who handed in.  Gradescope gives the result to whoever that is: metadata that cannot be read cost nobody a grade."""
    from grader.files import read_regular
    from grader.intake import Metadata, metadata_of

    if path is None:
        return Metadata()
    read = read_regular(path, MOST_METADATA)
    return Metadata(fault=read) if isinstance(read, str) else metadata_of(read[0])


def _told(bank: Bank, sheet: Sheet, reveal: str) -> dict[str, Told]:
    """What is told of each problem besides its mark: what the sheets of a run show under the same policy."""
    from grader.exports import Told
    from grader.report import mark_view

    def told(mark: Mark) -> Told:
        problem = bank.get(mark.problem)
        assert problem is not None, "the sheet is of this bank"
        view = mark_view(mark, problem, reveal)
        return Told(tuple(hint.plain for hint in view.hints), "\n".join(text for text in (view.truth, view.solution.plain) if text))

    return {mark.problem: told(mark) for mark in sheet.marks}


def _lines(handed: Submission, said: Metadata, sheet: Sheet, remarks: list[str], out: Path) -> Iterator[str]:
    """What the instructor reads of one submission."""
    yield f"students   {', '.join(printable(each.student) for each in handed.who.members or (handed.who,))}"
    if said.fault:
        yield f"note       {printable(said.fault)}; the submission was graded all the same"
    counts = ((each.value, sum(mark.verdict.outcome is each for mark in sheet.marks)) for each in Outcome)
    yield " · ".join((f"graded     {counted(len(sheet.marks), 'problem')}", *(f"{count} {name}" for name, count in counts if count)))
    yield f"scores     {float(sheet.score):.10g} of {float(sheet.out_of):.10g}"
    if sheet.pending:
        problems = ", ".join(mark.problem for mark in sheet.marks if mark.score is None)
        yield f"pending    {counted(sheet.pending, 'answer waits', 'answers wait')} for a person: {problems}"
    yield from (f"attention  {each}" for each in remarks)
    if _differs(said.total_points, float(sheet.out_of)):
        yield (f"note       Gradescope has {said.total_points} points for this assignment, and the grader {float(sheet.out_of):.10g}: "
               "unless a part is graded by hand there, set its Autograder Points")
    yield f"wrote      {printable(str(out))}"


def _differs(text: str, points: float) -> bool:
    """Whether Gradescope says a number of points, and another one."""
    try:
        return float(text) != points
    except ValueError:
        return False


def _place(file: str, line: int) -> str:
    return f"{file}:{line}" if line else file
