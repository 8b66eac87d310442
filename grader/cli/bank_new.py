"""``grader bank new``: a first problem to change, or problems from a table."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.problem_table import Table, problems_of
from grader.cli.words import counted, quoted
from grader.cli.writing import write_new
from grader.model import UsageError, printable
from grader.places import place


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--asked", "asked", metavar="NAME", help="What the problem asks for. [default: derivative]")
@click.option("--from", "table", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="A table (CSV) with the columns id, vars, f, wrt, and as you like asked, title, section, statement, points, truth.")
def new(file: Path, asked: str | None, table: Path | None) -> int:
    """Write FILE with a first problem, and show how it is read; a file that is there is left alone.

    \b
      grader bank new hw3.yaml
      grader bank new hw3.yaml --asked hessian
      grader bank new hw3.yaml --from problems.csv
    """
    from grader.kinds import ASKED

    if table is not None and asked is not None:
        raise UsageError("--asked and --from do not go together: a table has a column asked")
    if asked is not None and asked not in ASKED:
        raise UsageError(f"{printable(asked)!r} cannot be asked; there are {', '.join(ASKED)}")
    if file.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"{printable(str(file))}: the name of a bank's file ends in .yaml")
    made = _from_table(table) if table is not None else Table(first_problem(asked or ASKED[0]), ())
    for fault in made.faults:
        click.echo(fault, err=True)
    if not made.text:
        click.echo(f"{'next':<10} mend {printable(str(table))}, then the same command: nothing was written")
        return 2
    write_new(file, made.text)
    click.echo(f"{'wrote':<10} {printable(str(file))}")
    if made.faults:
        click.echo(f"{'left out':<10} {counted(len(made.faults), 'row')} of {printable(str(table))}")
    return max(_looked_at(file, is_long=table is not None), 2 if made.faults else 0)


def first_problem(asked: str) -> str:
    """Return a commented smallest problem that asks for something."""
    return (place("templates") / "new" / f"{asked}.yaml").read_text("utf-8")


def _looked_at(file: Path, is_long: bool) -> int:
    """Show what was written; 2 if something of it cannot be read."""
    from grader.bank import load_bank
    from grader.cli.anatomy import anatomy
    from grader.cli.bank_show import lines_of
    from grader.cli.banks import line_of
    from grader.model import has_errors

    bank, faults = load_bank(file)
    for fault in faults:
        click.echo(line_of(fault), err=True)
    if is_long:
        click.echo(f"{'read':<10} {counted(len(bank.problems), 'problem')}")
    else:
        for problem in bank.problems:
            click.echo("\n".join(map(printable, lines_of(anatomy(problem, bank), problem, False, False))))
    shown = printable(str(file))
    if has_errors(faults):
        click.echo(f"{'next':<10} mend {shown}, then: grader bank check {quoted(file)}")
        return 2
    click.echo(f"{'next':<10} change {shown}, then: grader bank {'check' if is_long else 'show'} {quoted(file)}")
    return 0


def _from_table(path: Path) -> Table:
    from grader.files import read_regular

    read = read_regular(path, MOST_BYTES)
    if isinstance(read, str):
        raise UsageError(f"{printable(str(path))}: {read}")
    return problems_of(read[0], printable(str(path)))


MOST_BYTES = 1 << 20
"""Of a table."""
