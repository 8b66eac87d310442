"""``grader grade``: a folder, zip or CSV of submissions to a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assigned import asked, read_class, sources
from grader.cli.assignment import advice
from grader.cli.telling import Progress, came_in, done, next_step, pending, stopped, told
from grader.cli.words import counted
from grader.model import Intake, UsageError, printable

if TYPE_CHECKING:
    from grader.batch import Came


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The run folder to write.")
@click.option("--assignment", type=click.Path(path_type=Path), help="What is graded. [default: assignment.yaml in or beside SUBMISSIONS]")
@click.option("--layout", default="", help="The layout of a download. [default: told by the names of its files]")
@click.option("--bank", type=click.Path(path_type=Path, exists=True), help="Without an assignment: a bank. [default: the lecture's]")
@click.option("--title", help="Without an assignment: its name. [default: that of SUBMISSIONS]")
@click.option("--reveal", type=click.Choice(["none", "hint", "answer", "solution"]),
              help="Without an assignment: how much of the key the sheets show. [default: none]")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes. [default: one a processor]")
@click.option("--executor", default="", metavar="dask:ADDRESS",
              help="Let a cluster decide: dask:tcp://HOST:PORT of a Dask scheduler. [default: processes of this machine]")
@click.option("--salt", default="", help="Repeat a run's probe points (run.json records the salt).")
@click.option("--replace", is_flag=True, help="Begin the run anew with SUBMISSIONS; the old store is kept beside the new one.")
@click.option("--strict", is_flag=True, help="Exit with 3 if answers wait for a person, with 4 if files could not be used.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def grade(submissions: Path, out: Path, assignment: Path | None, layout: str, bank: Path | None, title: str | None, reveal: str | None,
          jobs: int | None, executor: str, salt: str, replace: bool, strict: bool, quiet: bool) -> int:
    """Grade SUBMISSIONS (a download, a folder or zip of answer files, or a table) and write a run folder.

    The run folder holds index.html, feedback/, grades.csv, attention.csv, run.json and store.sqlite.  The same command goes on
    after Ctrl-C; with a later download it adds new students and further attempts.
    """
    from grader.batch import Settings, address_of, processors, run

    say = (lambda text: None) if quiet else told
    cluster = address_of(executor)
    what = asked(submissions, assignment, bank, title, reveal, layout)
    say(f"assignment  {what.line}")
    intake = read_class(what, submissions, layout)
    say("\n".join(_found(intake, submissions, what.bank.course)))
    progress = Progress(quiet)
    settings = Settings(out, what.title, what.reveal, jobs or processors(), salt, "grade", what.assignment, replace,
                        sources(what, bank), cluster)
    summary = run(what.bank, intake, settings, progress, lambda came: say("\n".join(_came(came, out))))
    progress.close()
    if summary.stopped:
        say(stopped(summary, out))
        return 128 + summary.stopped
    say("\n".join((*done(summary, out), *(advice(summary, submissions, bank) if what.assignment is None else ()), next_step(summary, out))))
    if strict and (summary.unread or any(item.code != IGNORED for item in intake.attention)):
        return 4
    return 3 if strict and pending(summary) else 0


def _came(came: Came, out: Path) -> list[str]:
    """Who is in the run, and who of the class is new in it."""
    kept = f"{came.kept:,} not in this download and kept (--replace leaves them out)" if came.kept else ""
    back = [f"note       {counted(came.back, 'student has', 'students have')} an earlier attempt as the last one again: was this "
            "download made before the one that was graded last?"] if came.back else []
    return came_in(came, out, kept, back)


IGNORED = "intake/ignored"
"""What systems leave behind in folders is no submission that failed."""

MOST_REASONS = 5


def _found(intake: Intake, submissions: Path, course: str) -> list[str]:
    """What is about to be graded; raises :class:`UsageError` where that is nothing."""
    if not intake.submissions:
        raise UsageError("\n  ".join((f"{printable(str(submissions))} holds no submission that could be read", *_reasons(intake))))
    return [f"layout     {intake.layout}: {counted(len(intake.submissions), 'submission')}", *([f"course     {course}"] if course else [])]


def _reasons(intake: Intake) -> list[str]:
    """Why files could not be used, where no run is written that would list it."""
    shown = [f"{printable(item.file)}: {printable(item.message)}" for item in intake.attention[:MOST_REASONS]]
    more = len(intake.attention) - MOST_REASONS
    return [*shown, f"and {more} more"] if more > 0 else shown
