"""``grader forget``: one student's data leave a run."""

from __future__ import annotations

from pathlib import Path

import click

from grader.model import printable


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("student")
def forget(run: Path, student: str) -> int:
    """Remove all that RUN holds of STUDENT: a name or an id as in grades.csv.

    The sheet, the answers that nobody else gave, the decisions on both, and the rows of all tables go; the class page is made anew.  The
    download itself, the roster and other tables of the assignment, from which a later grade or regrade reads again, comments in
    decisions.yaml, other stores that --replace kept, exports in other folders, and what was handed to an LMS are yours to remove.
    """
    from grader.batch.review import forget as forgotten

    person = forgotten(run, student)
    click.echo(f"wrote      {run / 'index.html'} without {printable(person.who.student)} ({person.person})")
    return 0
