"""``grader merge``: two runs of one class become one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.telling import Progress, came_in, done, next_step, pending, stopped, told
from grader.cli.words import counted
from grader.model import printable

if TYPE_CHECKING:
    from grader.batch import Merged


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("other", type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes. [default: one a processor]")
@click.option("--strict", is_flag=True, help="Exit with 3 if answers wait for a person.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def merge(run: Path, other: Path, jobs: int | None, strict: bool, quiet: bool) -> int:
    """Take the students, attempts, verdicts and decisions of the run OTHER into RUN.

    OTHER is only read and stays as it is.  The same people become one person; their attempts are numbered anew.  What is asked and
    how it is marked stays as in RUN.  The same command goes on after Ctrl-C.
    """
    from grader.batch import merge as merged
    from grader.batch import processors

    says = (lambda text: None) if quiet else told
    progress = Progress(quiet)
    summary = merged(run, other, jobs or processors(), progress, lambda came: says("\n".join(_came(came, run, other))))
    progress.close()
    if summary.stopped:
        says(stopped(summary, run))
        return 128 + summary.stopped
    says("\n".join((*done(summary, run), next_step(summary, run))))
    return 3 if strict and pending(summary) else 0


def _came(merged: Merged, run: Path, other: Path) -> list[str]:
    """Who came from the other run, and what with them."""
    here, there, lines = printable(str(run)), printable(str(other)), list[str]()
    if merged.decisions:
        lines.append(f"joined     {counted(merged.decisions, 'decision')} from {there}")
    if merged.verdicts:
        lines.append(f"note       {counted(merged.verdicts, 'verdict')} taken over from {there}, which has the same salt and version")
    if merged.untimed:
        lines.append(f"note       {counted(merged.untimed, 'student has', 'students have')} attempts without a time: those of {there} "
                     f"stand behind those of {here}")
    return came_in(merged.came, run, "", lines)
