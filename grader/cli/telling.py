"""What the commands that write a run say while they work and at their end."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from grader.cli.words import counted, quoted

if TYPE_CHECKING:
    from grader.batch import Came, Summary


NAMES = {"decided": "decided by a person"}
"""What is said of outcomes, where that is not their name."""


def told(text: str) -> None:
    """Print a text."""
    # Whether anybody reads what is said does not matter to the work.
    with suppress(OSError):
        click.echo(text)


def came_in(came: Came, run: Path, kept: str, notes: Iterable[str]) -> list[str]:
    """Return who is in a run and who of them is new, a line each; ``kept`` is said of them too, and the notes before who has no row."""
    said = [f"{came.new:,} new" if came.new else "", f"{came.again:,} with another attempt" if came.again else "", kept]
    lines = [f"students   {came.students:,} in the run: {', '.join(text for text in said if text) or 'nothing new'}", *notes]
    lost = counted(came.unmatched, "student is", "students are")
    return [*lines, f"unmatched  {lost} not in the roster -> {run / came.file}"] if came.unmatched else lines


def done(summary: Summary, out: Path) -> list[str]:
    """Return what a run has done, a line each."""
    lines = []
    if summary.attention:
        lines.append(f"attention  {counted(summary.attention, 'row')} to look at -> {out / 'attention.csv'}")
    outcomes = " · ".join(f"{count} {NAMES.get(name, name)}" for name, count in summary.outcomes.items() if count)
    lines.append(f"graded     {counted(summary.answers, 'answer')} · {outcomes}")
    known = summary.students - summary.open
    others = f", of {counted(known, 'student')}; {summary.open:,} more {'waits' if summary.open == 1 else 'wait'}" if summary.open else ""
    lines.append(f"scores     mean {summary.mean:.2f} of {summary.out_of:g}{others}" if known or not summary.open else
                 f"scores     none yet, of {summary.out_of:g}: {counted(summary.open, 'student waits', 'students wait')}")
    if summary.absent:
        lines.append(f"missing    nothing came of {summary.absent:,} of the {counted(summary.roster, 'student')} in the roster -> "
                     f"{out / 'grades.csv'}")
    if waiting := pending(summary):
        lines.append(f"pending    {counted(waiting, 'answer waits', 'answers wait')} for a person -> {out / 'attention.csv'}")
    lines += [f"changed    removed {out / 'export' / name}, which told old scores: export again" for name in summary.withdrawn]
    lines += [f"changed    {out / 'export' / name} was changed by hand and tells old scores" for name in summary.changed]
    return lines


def next_step(summary: Summary, out: Path) -> str:
    """Return the last line: what to look at, and the command that goes on."""
    then = f"review {quoted(out)}" if pending(summary) else f"export {quoted(out)} csv"
    return f"next       open {out / 'index.html'}, then: grader {then}"


def pending(summary: Summary) -> int:
    """Return how many answers wait for a person."""
    return summary.pending


def stopped(summary: Summary, out: Path) -> str:
    """Return what is said at the end of a run that was stopped."""
    return (f"stopped. {counted(summary.students, 'student is', 'students are')} done and can be read in {out / 'index.html'}.\n"
            "Run the same command to continue.")


_WHAT = {"grading": ("distinct answer", "distinct answers"), "following": ("answer beside an earlier one", "answers beside earlier ones"),
         "sheets": ("student", "students"), "folders": ("student", "students")}


_WIDTH = 78
"""Of the line with the bar, which the next one covers."""

_SOON = 5.0
"""Seconds after which it can be told how long a phase takes."""


def left(seconds: float, done: int, total: int) -> str:
    """Return about how long a phase still takes that has taken so many seconds; nothing where it is too early to tell.

    >>> left(10, 100, 300), left(60, 100, 2000), left(2, 1, 9)
    (', about 20 s left', ', about 19 min left', '')
    """
    if seconds < _SOON or not 0 < done < total:
        return ""
    rest = seconds * (total - done) / done
    return f", about {rest:.0f} s left" if rest < 90 else f", about {rest / 60:.0f} min left"


class Progress:
    """A bar on a terminal, a line a phase elsewhere."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._phase, self._began = "", 0.0
        self._tty = sys.stderr.isatty() and not quiet

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show how far a phase is."""
        if phase != self._phase:
            self._began = monotonic()
        if self._tty:
            filled = 30 * done // max(total, 1)
            line = f"{phase:<10} [{'#' * filled}{'-' * (30 - filled)}] {done}/{total}{left(monotonic() - self._began, done, total)}"
            with suppress(OSError):
                click.echo(f"\r{line:<{_WIDTH}}", err=True, nl=False)
        elif not self._quiet and phase != self._phase:
            told(f"{phase:<10} {counted(total, *_WHAT[phase])}")
        self._phase = phase

    def close(self) -> None:
        """Take the bar away."""
        if self._tty:
            with suppress(OSError):
                click.echo("\r" + " " * _WIDTH + "\r", err=True, nl=False)
