"""``grader review``: what waits for a person, decided key by key in a terminal; or a sample of the machine's verdicts, judged."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.auditing import Audit
from grader.cli.reviewing import Talk, say_head
from grader.cli.screen import Keys, signature
from grader.cli.telling import Progress, done, pending
from grader.cli.words import counted, quoted
from grader.model import StoreError, UsageError


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--by", help="Who decides. [default: the login name]")
@click.option("--sample", type=click.IntRange(1, 10_000), help="Judge so many of the machine's verdicts, drawn by chance -> audit.csv.")
@click.option("--seed", default="", help="With --sample: draw another sample. [default: the same one for a run]")
def review(run: Path, by: str | None, sample: int | None, seed: str) -> int:
    """Decide what waits for a person in RUN, equal answers at once.

    Type points or a letter, then Enter.  Each decision is in RUN/decisions.yaml before the next answer is shown; at the end the sheets are
    written anew.  Several people may review one run at the same time.

    \b
      grader review hw3
      grader review hw3 --sample 50      judge the machine: how often is it wrong?
    """
    from grader.batch import held, number_of

    if seed and sample is None:
        raise UsageError("--seed goes with --sample")
    signed = signature(by)
    with held() as heard:
        keys = Keys(heard)
        try:
            changes = _audit(run, keys, signed, sample, seed) if sample is not None else _review(run, keys, signed)
        except KeyboardInterrupt as interruption:
            click.echo(f"\nstopped. What was decided is in {run / 'decisions.yaml'}; grader regrade {quoted(run)} writes the sheets.")
            return 128 + number_of(interruption)
    return write_sheets(run) if changes else 0


def _review(run: Path, keys: Keys, by: str) -> int:
    """Go through what waits, and return how many changes were written."""
    from grader.batch.review import open_waiting

    with keys.heard():
        waiting = open_waiting(run)
    if not waiting.items:
        click.echo(f"{run}: nothing waits for a person\nnext       grader export {quoted(run)} csv")
        return 0
    say_head(str(run), waiting)
    talk = Talk(waiting, keys, by)
    talk.run()
    click.echo(f"left       {counted(talk.left, 'group waits', 'groups wait')}{f': grader review {quoted(run)}' * bool(talk.left)}")
    return talk.written


def _audit(run: Path, keys: Keys, by: str, sample: int, seed: str) -> int:
    """Judge a sample, and return how many changes of decisions were written."""
    with keys.heard():
        audit = Audit(run, keys, by, sample, seed)
    audit.run()
    return audit.written


def write_sheets(run: Path, is_short: bool = False) -> int:
    """Write the sheets and the class by the decisions, say what that did and what comes next, and return the exit code."""
    from grader.batch.review import rewrite

    progress = Progress(quiet=is_short)
    later = f"what was decided is in {run / 'decisions.yaml'}; grader regrade {quoted(run)} writes the sheets"
    try:
        summary = rewrite(run, progress)
    except StoreError as error:
        raise StoreError(f"{error}\n  {later}") from None
    progress.close()
    if summary.stopped:
        click.echo(f"stopped. {later}")
        return 128 + summary.stopped
    waiting, lines = pending(summary), done(summary, run)
    click.echo("\n".join([*(line for line in lines if not is_short or line.startswith("changed")),
                          f"next       grader review {quoted(run)}" if waiting else f"next       grader export {quoted(run)} csv"]))
    return 0
