"""``grader regrade``: a run graded again by its bank, its assignment and its decisions as they are now."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assigned import asked_again
from grader.cli.telling import Progress, done, next_step, stopped, told
from grader.cli.words import counted, quoted
from grader.model import printable
from grader.version import VERSION

if TYPE_CHECKING:
    from grader.batch import Regraded

MOST_NAMED = 3
"""Problems that one line names."""

MOST_LINES = 12
"""Problems of which a line each is said."""


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show the effect for each problem and student, and write nothing but changes.csv.")
@click.option("--assignment", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Another assignment. [default: the one that RUN was graded by]")
@click.option("--bank", type=click.Path(path_type=Path, exists=True),
              help="Without an assignment: another bank. [default: the one that RUN was graded by]")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes. [default: one a processor]")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def regrade(run: Path, dry_run: bool, assignment: Path | None, bank: Path | None, jobs: int | None, quiet: bool) -> int:
    """Grade RUN again: the bank, the assignment or decisions.yaml have changed; the submissions are not needed.

    Only answers to problems that ask something else are decided again.  RUN/changes.csv lists each changed mark with the reason.
    """
    from grader.batch import Basis, processors, sources_of
    from grader.batch import regrade as regraded

    say = (lambda text: None) if quiet else told
    what, sources = asked_again(sources_of(run), assignment, bank)
    say(f"assignment  {what.line}")
    progress = Progress(quiet)
    made = regraded(run, Basis(what.bank, what.assignment, what.title, what.reveal, ""), sources, jobs or processors(), progress, dry_run)
    progress.close()
    if made.stopped:
        say(stopped(made.summary, run) if made.summary is not None else
            f"stopped. {run} is as it was; what was decided is kept, and the same command goes on.")
        return 128 + made.stopped
    again = "".join(f" {name} {quoted(path)}" for name, path in (("--assignment", assignment), ("--bank", bank)) if path is not None)
    say("\n".join([*_effect(made, run), *_last(made, run, again)]))
    return 0


def _last(made: Regraded, run: Path, again: str) -> list[str]:
    """What was written, and the next command; ``again`` are the options of this one."""
    if made.summary is not None:
        return [*done(made.summary, run), next_step(made.summary, run)]
    return [f"note       nothing was written but {run / 'changes.csv'}", f"next       grader regrade {quoted(run)}{again}"]


def _effect(made: Regraded, run: Path) -> list[str]:
    """What changes, a line each."""
    effect, kept = made.effect, max(0, made.distinct - made.decided)
    assert effect is not None, "it is only missing where the work was stopped"
    again = counted(made.decided, "distinct answer is", "distinct answers are")
    lines = [f"changed    {_why(made)}: {again} decided again, {kept:,} are kept"]
    for each in effect.problems[:MOST_LINES]:
        said = [f"{counted(each.gain, 'student')} {_gain(each.least, each.most)}" if each.gain else "0 gain", f"{each.lose:,} lose",
                f"{each.wait:,} now wait", f"{each.settled:,} wait no more"]
        lines.append(f"problem    {each.problem}: {', '.join(said[:2] + [text for text in said[2:] if not text.startswith('0 ')])}"
                     f"        (facility {_share(each.before)} -> {_share(each.after)})")
    if len(effect.problems) > MOST_LINES:
        lines.append(f"problem    … and {len(effect.problems) - MOST_LINES} more")
    more = f", {effect.settled:,} wait no more" if effect.settled else ""
    change = "1 changes" if effect.students == 1 else f"{effect.students:,} change"
    lines.append(f"students   {change}: {effect.up:,} up, {effect.down:,} down, {effect.wait:,} wait{more} -> {run / 'changes.csv'}")
    if made.decisions:
        check = f", {made.to_check:,} to check: grader review {quoted(run)}" if made.to_check else ""
        lines.append(f"decisions  {made.decisions:,} kept{check}")
    return lines


def _why(made: Regraded) -> str:
    """Which problems are asked otherwise, and where that stands."""
    if made.version != VERSION:
        return f"the grader, from {printable(made.version) or 'another version'} to {VERSION}"
    if not made.changed:
        return "no problem asks anything else"
    named = [f"{each.id}{f' in {printable(each.shown.where.file)}' if each.shown.where is not None else ''}"
             for each in made.changed[:MOST_NAMED]]
    more = len(made.changed) - MOST_NAMED
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _gain(least: Fraction, most: Fraction) -> str:
    return f"+{least}" if least == most else f"+{least} to +{most}"


def _share(share: Fraction | None) -> str:
    return "–" if share is None else f"{float(share):.2f}"
