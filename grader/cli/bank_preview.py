"""``grader bank preview``: a page on which an author sees problems as students do, and under a fold what was made of them."""

from __future__ import annotations

import time
from pathlib import Path

import click

from grader.cli.banks import course_option, line_of, named
from grader.cli.words import counted, quoted
from grader.cli.writing import writing
from grader.model import Bank, Diagnostic, Mark, Problem, Severity, StoreError, printable

PAUSE = 0.4
"""Seconds between two looks at the files of a bank that is watched."""

SALT = "bank preview"


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder for the page, index.html.")
@click.option("--watch", is_flag=True, help="Write the page again whenever a file of the bank is saved, until Ctrl-C.")
@course_option
def preview(path: Path, out: Path, watch: bool, course: str) -> int:
    """Write a page with the problems of a bank FILE or FOLDER as students see them.

    Under a fold stand the answer that was derived, and a sheet for a right and for a wrong answer.
    The page shows the key: it is for authors.

    \b
      grader bank preview hw3.yaml --out preview
      grader bank preview hw3.yaml --out preview --watch
    """
    page = out / "index.html"
    _check_place(page)
    bank, faults = _opened(path, course)
    _write(page, bank, faults, path)
    if not watch:
        click.echo(f"{'next':<10} open {printable(str(page))} in a browser")
        return 2 if _errors(faults) else 0
    try:
        click.echo(f"{'watching':<10} {printable(str(path))}; save a file to see it anew, Ctrl-C ends")
        while True:
            time.sleep(PAUSE)
            again, said = _opened(path, course)
            if (again.digest, said) != (bank.digest, faults):
                bank, faults = again, said
                _write(page, bank, faults, path)
    except KeyboardInterrupt:
        click.echo(f"\nstopped watching. next: grader bank check {quoted(path)}")
    return 130


def _opened(path: Path, course: str) -> tuple[Bank, tuple[Diagnostic, ...]]:
    from grader.bank import load_bank

    return load_bank(path, with_course=course != "none")


def _errors(faults: tuple[Diagnostic, ...]) -> int:
    return sum(fault.severity is Severity.ERROR for fault in faults)


def _check_place(page: Path) -> None:
    """Raise :class:`StoreError` where a page of somebody else's would be written over."""
    from grader.report import MADE_BY_PREVIEW

    if page.is_symlink() or (page.exists() and MADE_BY_PREVIEW.encode() not in page.read_bytes()[:4_000]):
        raise StoreError(f"{printable(str(page))} was not written by grader bank preview; choose another folder")


def _write(page: Path, bank: Bank, faults: tuple[Diagnostic, ...], path: Path) -> None:
    from grader.files import write_whole
    from grader.report import preview_page

    for fault in faults:
        click.echo(line_of(fault), err=True)
    shown = [(problem, *_samples(problem, bank)) for problem in bank.problems]
    text = preview_page(bank, named(path), shown, list(map(line_of, faults)))
    with writing(page):
        page.parent.mkdir(parents=True, exist_ok=True)
        write_whole(page, text.encode())
    errors = f" · {counted(_errors(faults), 'error')}" if _errors(faults) else ""
    click.echo(f"{'wrote':<10} {printable(str(page))} · {counted(len(bank.problems), 'problem')}{errors}")


def _samples(problem: Problem, bank: Bank) -> tuple[Mark | None, Mark | None]:
    """The mark of a right answer and that of a wrong one, where there are such."""
    from grader.kinds import truth_of

    right = next((text for text in (problem.scheme.truth, truth_of(problem).text, *problem.scheme.accept) if text), "")
    wrong = next((each.answer for each in problem.scheme.wrong), "") or _expected(problem, bank)
    return _mark(problem, right, bank), _mark(problem, wrong, bank)


def _expected(problem: Problem, bank: Bank) -> str:
    """A wrong answer that is expected, empty where there is none."""
    from grader.cli.anatomy import first_mistake

    return first_mistake(problem, bank)


def _mark(problem: Problem, answer: str, bank: Bank) -> Mark | None:
    from grader.marking import Work, decide_unit

    if not answer:
        return None
    [mark] = decide_unit(bank, Work(bank.digest, SALT, problem.id, (answer,), (), True))
    return mark
