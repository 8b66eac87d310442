"""``grader status``: what a run is at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.words import counted, quoted
from grader.model import Bank, UsageError, dumps, printable

if TYPE_CHECKING:
    from grader.batch import Sources
    from grader.batch.review import Status


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for programs.")
def status(run: Path, as_json: bool) -> int:
    """Say who is in RUN, what waits for a person, and what has changed since RUN was written and since it was handed back."""
    from grader.batch import sources_of
    from grader.batch.review import status_of

    bank, digest, fault = _today(sources_of(run))
    found = status_of(run, bank, digest)
    if as_json:
        click.echo(dumps({**{name: getattr(found, name) for name in _FIELDS}, "out_of": str(found.out_of), "sent": dict(found.sent),
                          "stale": [*found.stale, *fault]}))
        return 0
    click.echo("\n".join(_lines(found, fault, run)))
    return 0


_FIELDS = ("title", "state", "students", "roster", "groups", "alone", "waiting", "decisions", "to_check", "unused")


def _today(sources: Sources) -> tuple[Bank | None, str, list[str]]:
    """The bank and the digest of the assignment as they are today, and what is wrong with them."""
    from grader.cli.assigned import read_again

    try:
        return *read_again(sources), []
    except UsageError as error:
        return None, "", [str(error)]


def _lines(found: Status, fault: list[str], run: Path) -> list[str]:
    of = f" of {found.roster:,} in the roster" if found.roster else ""
    points = f"{found.out_of} {'point' if found.out_of == 1 else 'points'}"
    lines = [f"run        {printable(found.title)} · {found.state} · {counted(found.students, 'student')}{of} · {points}"]
    if found.groups or found.alone:
        alone = f" and {counted(found.alone, 'single mark')}" if found.alone else ""
        lines.append(f"waits      {counted(found.groups, 'group')}{alone}, {counted(found.waiting, 'student')}: "
                     f"grader review {quoted(run)}")
    if found.decisions:
        more = [f"{found.to_check:,} to check" if found.to_check else "", f"{found.unused:,} unused" if found.unused else ""]
        said = ", ".join(text for text in more if text)
        lines.append(f"decisions  {found.decisions:,}{f' ({said})' if said else ''}")
    sent = ", ".join(f"{name} {counted(count, 'student')}" for name, count in found.sent)
    lines.append(f"changed    since the last export: {sent}" if sent else "changed    nothing was exported yet")
    lines += [f"stale      {text}: grader regrade {quoted(run)} --dry-run" for text in found.stale]
    lines += [f"stale      {printable(text)}" for text in fault]
    if found.state != "complete":
        way_on = "run the same grade command again" if found.state == "reading" else f"grader regrade {quoted(run)}"
        lines.append(f"next       the run was stopped while {found.state}: {way_on}")
    return lines
