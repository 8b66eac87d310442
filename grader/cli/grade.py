"""``grader grade``: a folder, zip or CSV of submissions to a run folder."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import click

from grader.cli.banks import open_bank
from grader.cli.words import counted
from grader.model import Intake, UsageError, printable


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--bank", type=click.Path(path_type=Path, exists=True), help="A bank file or folder. [default: the lecture's]")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The run folder to write.")
@click.option("--title", default="", help="The assignment's name on the sheets. [default: the name of the submissions]")
@click.option("--reveal", type=click.Choice(["none", "hint", "answer", "solution"]), default="none", show_default=True,
              help="How much of the key the sheets show.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes. [default: one a processor]")
@click.option("--salt", default="", help="Repeat a run's probe points (run.json records the salt).")
@click.option("--strict", is_flag=True, help="Exit with 3 if answers wait for a person, with 4 if files could not be used.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def grade(submissions: Path, bank: Path | None, out: Path, title: str, reveal: str, jobs: int | None, salt: str, strict: bool,
          quiet: bool) -> int:
    """Grade SUBMISSIONS (a folder with a file a student, a zip of one, or a wide CSV) and write a run folder.

    The run folder holds index.html, feedback/, grades.csv, attention.csv, results.json and run.json.  Ctrl-C is safe: the
    same command goes on from there.
    """
    from grader.batch import Settings, processors, run
    from grader.intake import read_submissions

    opened = open_bank(bank)
    intake = read_submissions(submissions, [problem.id for problem in opened.problems])
    say = (lambda text: None) if quiet else _say
    say(f"layout     {intake.layout}: {counted(len(intake.submissions), 'student')}")
    if opened.course:
        say(f"course     {opened.course}")
    if not intake.submissions:
        raise UsageError("\n  ".join((f"{printable(str(submissions))} holds no submission that could be read", *_reasons(intake))))
    if intake.attention:
        say(f"attention  {counted(len(intake.attention), 'file or line was', 'files or lines were')} not used -> {out / 'attention.csv'}")
    settings = Settings(out, title or submissions.resolve().stem, reveal, jobs or processors(), salt, "grade")
    progress = _Progress(quiet)
    summary = run(opened, intake, settings, progress)
    progress.close()
    outcomes = " · ".join(f"{count} {name}" for name, count in summary.outcomes.items() if count)
    if not summary.complete:
        say(f"stopped. {counted(summary.students, 'student is', 'students are')} done and can be read in {out / 'index.html'}.")
        say("Run the same command to continue.")
        return 130
    say(f"graded     {counted(summary.answers, 'answer')} · {outcomes}")
    say(f"scores     mean {summary.mean:.2f} of {summary.out_of:g}")
    pending = summary.outcomes["unreadable"] + summary.outcomes["undecided"]
    if pending:
        say(f"pending    {counted(pending, 'answer waits', 'answers wait')} for a person -> {out / 'attention.csv'}")
    say(f"open {out / 'index.html'}     next: grader export {out} csv")
    if strict and any(item.code != IGNORED for item in intake.attention):
        return 4
    return 3 if strict and pending else 0


IGNORED = "intake/ignored"
"""What systems leave behind in folders is no submission that failed."""

MOST_REASONS = 5


def _say(text: str) -> None:
    # Whether anybody reads what is said does not matter to the work.
    with suppress(OSError):
        click.echo(text)


def _reasons(intake: Intake) -> list[str]:
    """Why files could not be used, where no run is written that would list it."""
    shown = [f"{printable(item.file)}: {printable(item.message)}" for item in intake.attention[:MOST_REASONS]]
    more = len(intake.attention) - MOST_REASONS
    return [*shown, f"and {more} more"] if more > 0 else shown


_WHAT = {"grading": ("distinct answer", "distinct answers"), "following": ("answer beside an earlier one", "answers beside earlier ones"),
         "sheets": ("student", "students")}


class _Progress:
    """A bar on a terminal, a line a phase elsewhere."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._phase = ""
        self._tty = sys.stderr.isatty() and not quiet

    def __call__(self, phase: str, done: int, total: int) -> None:
        if self._tty:
            filled = 30 * done // max(total, 1)
            with suppress(OSError):
                click.echo(f"\r{phase:<10} [{'#' * filled}{'-' * (30 - filled)}] {done}/{total} ", err=True, nl=False)
        elif not self._quiet and phase != self._phase:
            _say(f"{phase:<10} {counted(total, *_WHAT[phase])}")
        self._phase = phase

    def close(self) -> None:
        if self._tty:
            with suppress(OSError):
                click.echo("\r" + " " * 70 + "\r", err=True, nl=False)
