"""``grader handout``: the problem sheet and the file of answers for students, and no key."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.assigned import Asked, handed_out
from grader.cli.judges import HANDED_OUT
from grader.cli.words import counted
from grader.model import PAGE_MODES, StoreError, UsageError, printable
from grader.places import place
from grader.record import replace

NAMES = ("handout.html", "handout.txt", "handout.tex", "answers.txt")
"""The files of a handout; the bank is one more where students need it, or may not have the key."""

FORMATS = ("html", "txt", "tex")


@click.command()
@click.argument("source", metavar="ASSIGNMENT_OR_BANK", type=click.Path(path_type=Path))
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS),
              help="How the sheet is written; may be given again. [default: html and txt]")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write; it must be new or empty.")
@click.option("--mode", "page", type=click.Choice(PAGE_MODES),
              help="practice: students check their answers; graded: no key, check only reads. [default: as the assignment says]")
def handout(source: Path, formats: tuple[str, ...], out: Path, page: str | None) -> int:
    """Write a folder for students: the problem sheet as a page to print and as text (or LaTeX), and answers.txt to fill in.

    For a graded assignment the folder holds bank.json too: with it, grader check says how answers are read, and holds no key.

    Where problems have variants, each student of the roster gets a folder, and the file variants.csv beside the assignment says who
    has which variant; what it says already is not changed.

    \b
      grader handout assignment.yaml --out homework-3
      grader handout problem_bank/5.1-univariate --out practice
      grader handout hw3.yaml --format tex --out print
    """
    what = handed_out(source, page)
    if what.assignment is None and what.bank.families:
        what = _without_variants(what)
    if what.bank.families:
        from grader.cli.variant_handouts import hand_out

        click.echo(f"{'asked':<10} {_described(what)}")
        return hand_out(what, out, lambda own: _files(own, source, formats or FORMATS[:2]))
    files = _files(what, source, formats or FORMATS[:2])
    _write(out, files)
    click.echo(f"{'asked':<10} {_described(what)}")
    for name, _, said in files:
        click.echo(f"{'wrote':<10} {printable(str(out / name)):<32} {said}")
    click.echo(f"{'next':<10} give students the folder {printable(str(out))}; they type: grader check answers.txt")
    return 0


def _without_variants(what: Asked) -> Asked:
    """What of a bank can be handed out to everybody alike; raises :class:`UsageError` where that is nothing."""
    names = ", ".join(dict.fromkeys(family.whole for family in what.bank.families))
    said = "who has which is said by an assignment with seed, roster and variants_by"
    left = tuple(problem for problem in what.bank.problems if not problem.variants)
    if not left:
        raise UsageError(f"all problems have variants ({names}): {said}")
    click.echo(f"{'note':<10} left out, since they have variants: {names}; {said}")
    return replace(what, bank=replace(what.bank, problems=left, _by_id={}))


def _described(what: Asked) -> str:
    points = sum(problem.points for problem in what.bank.problems)
    return (f"{printable(what.title)} · {what.page} · {counted(len(what.bank.problems), 'problem')} · "
            f"{points} point{'' if points == 1 else 's'}")


def _files(what: Asked, source: Path, formats: tuple[str, ...]) -> list[tuple[str, bytes, str]]:
    """The files, each with its name and what it is for."""
    from grader.desk import page_bank
    from grader.report import problem_sheet

    sheet = problem_sheet(what.bank, what.title, what.page)
    written = [(NAMES[0], sheet.page, "the problem sheet, to read or to print"), (NAMES[1], sheet.text, "the same as text"),
               (NAMES[2], sheet.tex, "the problem sheet for LaTeX")]
    found = [(name, text.encode(), said) for name, text, said in written if name.rpartition(".")[2] in formats]
    found.append((NAMES[3], sheet.answers.encode(), "to fill in and to hand in"))
    if what.page == "graded":
        found.append((HANDED_OUT, page_bank(what.bank, "graded"), "with it grader check reads answers and judges none: it holds no key"))
    elif not _is_the_lectures(what, source):
        found.append((HANDED_OUT, page_bank(what.bank, "practice"), "with it grader check judges answers: the key follows from it"))
    return found


def _is_the_lectures(what: Asked, source: Path) -> bool:
    """Whether the problems are those of the lecture, which every student has."""
    bank = Path(what.assignment.bank or place("problem_bank")) if what.assignment is not None else source
    return bank.resolve().is_relative_to(place("problem_bank").resolve())


def _write(out: Path, files: list[tuple[str, bytes, str]]) -> None:
    """Write all files or none; a folder that holds something is left alone: it may be a student's answers."""
    from grader.files import write_whole

    written: list[Path] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        if next(out.iterdir(), None) is not None:
            raise StoreError(f"{printable(str(out))} is not empty; name a new folder, or remove it first")
        for name, data, _ in files:
            write_whole(out / name, data)
            written.append(out / name)
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StoreError(f"{printable(str(out))} cannot be written: {error.strerror}") from None
        raise
