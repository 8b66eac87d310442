"""``grader export``: a run's scores and sheets in the form that an LMS takes."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import click

from grader.cli.words import size
from grader.exports import BESIDE, EXPORTS, FEEDBACK, NOBODY, SHOWN, Export, Options
from grader.files import read_regular
from grader.model import UsageError, printable
from grader.style import FONTS

MAX_TEMPLATE = 64 << 20

_FORMATS = "\n".join(f"  {export.name:<12} {export.summary}" for export in EXPORTS)
_HELP = f"""Hand a run's scores and sheets back in the FORMAT of an LMS, or as a plain table.

\b
{_FORMATS}

\b
  grader export run canvas --template 2026-11-24T1032_Grades-VC.csv --column "HW 3 (987654)"
  grader export run moodle --template Grades-VC2026-HW3-48211.csv"""


@click.command(help=_HELP)
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("format", metavar="FORMAT", type=click.Choice([export.name for export in EXPORTS]))
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="The LMS's own export (gradebook of Canvas, Brightspace or Blackboard, grading worksheet of Moodle), which is filled.")
@click.option("--column", default="", help="The column to fill, where there is a choice.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write. [default: RUN/export]")
@click.option("--include-pending", is_flag=True, help="Write what is decided of students whose answers wait for a person.")
@click.option("--comments", is_flag=True, help="Fill the comments of Moodle and Blackboard too.")
@click.option("--feedback", is_flag=True, help="Make the zip of sheets for Canvas's Upload Submissions too.")
@click.option("--font", type=click.Choice(FONTS), default="none", show_default=True,
              help="The font of the formulas: none (browsers have one) or embed (it is in each sheet of a zip, 54 kB).")
@click.option("--split", default="50MB", show_default=True, help="The largest size of a zip; sheets beyond it go into another.")
@click.option("--student", default="", help="One student (Gradescope, json).")
@click.option("--scale", is_flag=True, help="Where the LMS has another maximum: turn scores into its points.")
@click.option("--as-is", is_flag=True, help="Where the LMS has another maximum: write scores as they are.")
@click.option("--changed-only", is_flag=True,
              help="Write only scores that the template does not have, and sheets that have changed since this export wrote them.")
@click.option("--partial", is_flag=True, help="Go on although the run is not complete, without the students who are not done.")
@click.option("--late-twice", is_flag=True, help="Go on although Canvas may take points for being late too.")
def export(run: Path, format: str, template: Path | None, out: Path | None, partial: bool, **asked: Any) -> int:
    """Hand a run's scores and sheets back in the form of an LMS, or as a plain table."""
    from grader.batch import Pieces, exported, open_run, write_file

    chosen = next(item for item in EXPORTS if item.name == format)
    if asked["scale"] and asked["as_is"]:
        raise UsageError("--scale and --as-is say opposite things: give one of them")
    data = _template(chosen, template)
    # The file of an LMS is filled by the ids in it.
    opened = open_run(run, partial, chosen.needs_template)
    made = chosen.write(opened, Options(template=data, **asked | {"split": size(asked["split"])}))
    folder = out or run / "export"
    for name in {path.name for path in map(folder.joinpath, BESIDE) if _is_ours(path)} - {file.path for file in made.files}:
        # An earlier export named somebody there, and this one has nobody to name.
        write_file(folder, name, NOBODY)
    data_of = {file.path: file.data if file.pieces is None else Pieces(file.pieces) for file in made.files}
    for file in made.files:
        write_file(folder, file.path, data_of[file.path])
        click.echo(f"{'wrote':<10} {folder / file.path}{'   ' * bool(file.said)}{file.said}")
    handed = {name: {person: opened.digests[person] for person in people if person in opened.digests}
              for name, people in ((chosen.name, made.people), (FEEDBACK, made.fed))}
    exported(run, data, data_of if out is None else {}, opened.results, handed)
    for word, texts in groupby(made.lines, key=itemgetter(0)):
        shown = [text for _, text in texts]
        for text in shown[:SHOWN]:
            click.echo(f"{word:<10} {text}")
        if len(shown) > SHOWN:
            click.echo(f"{word:<10} … and {len(shown) - SHOWN} more")
    return 0


def _is_ours(path: Path) -> bool:
    """Whether a file is one that an earlier export wrote; a person may have one of that name."""
    found = read_regular(path, MAX_TEMPLATE)
    return not isinstance(found, str) and found[0].startswith(NOBODY)


def _template(chosen: Export, template: Path | None) -> bytes | None:
    if template is None:
        if chosen.needs_template:
            raise UsageError(f"{chosen.name} needs --template: {chosen.summary}")
        return None
    if not template.is_file():
        raise UsageError(f"{printable(str(template))} is no plain file")
    if template.stat().st_size > MAX_TEMPLATE:
        raise UsageError(f"{printable(str(template))} is larger than {MAX_TEMPLATE >> 20} MiB")
    return template.read_bytes()
