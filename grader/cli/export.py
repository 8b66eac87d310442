"""``grader export``: a run's scores and sheets in the form that an LMS takes."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.words import size
from grader.exports import EXPORTS, Options, read_run
from grader.font import FONTS
from grader.model import UsageError, printable

MAX_TEMPLATE = 64 << 20


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("format", type=click.Choice([export.name for export in EXPORTS]))
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="The LMS's own export (Canvas gradebook, Moodle grading worksheet), which is filled.")
@click.option("--column", default="", help="The column to fill, where there is a choice.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write. [default: RUN/export]")
@click.option("--include-pending", is_flag=True, help="Write what is decided of students whose answers wait for a person.")
@click.option("--comments", is_flag=True, help="Fill Moodle's feedback comments too.")
@click.option("--font", type=click.Choice(FONTS), default="none", show_default=True,
              help="The font of the formulas: none (browsers have one) or embed (it is in each sheet of a zip, 54 kB).")
@click.option("--split", "most", default="50MB", show_default=True, help="The largest size of a zip; sheets beyond it go into another.")
@click.option("--student", default="", help="One student (Gradescope).")
def export(run: Path, format: str, template: Path | None, column: str, out: Path | None, include_pending: bool, comments: bool,
           font: str, most: str, student: str) -> int:
    """Hand a run's scores and sheets back in the FORMAT of an LMS, or as a plain table.

    \b
      grader export run canvas --template 2026-11-24T1032_Grades-VC.csv --column "HW 3 (987654)"
      grader export run moodle --template Grades-VC2026-HW3-48211.csv
    """
    from grader.batch import write_file

    chosen = next(item for item in EXPORTS if item.name == format)
    if chosen.needs_template and template is None:
        raise UsageError(f"{format} needs --template: {chosen.summary}")
    data = None
    if template is not None:
        if not template.is_file():
            raise UsageError(f"{printable(str(template))} is no plain file")
        if template.stat().st_size > MAX_TEMPLATE:
            raise UsageError(f"{printable(str(template))} is larger than {MAX_TEMPLATE >> 20} MiB")
        data = template.read_bytes()
    made = chosen.write(read_run(run), Options(data, column, include_pending, comments, student, font, size(most)))
    folder = out or run / "export"
    for name, content in made.files:
        write_file(folder, name, content)
        click.echo(f"wrote      {folder / name}")
    for title, lines in (("skipped", made.skipped), ("unmatched", made.unmatched), ("pending", made.pending)):
        for line in lines[:20]:
            click.echo(f"{title:<10} {line}")
        if len(lines) > 20:
            click.echo(f"{title:<10} … and {len(lines) - 20} more")
    click.echo(made.message)
    return 0
