"""``grader bank check``, ``list`` and ``misconceptions``: the bank proves itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.banks import course_option, line_of, open_bank
from grader.cli.words import counted, quoted
from grader.model import Bank, Severity
from grader.places import place

if TYPE_CHECKING:
    from grader.marking import Proved


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--salt", default="bank check", help="Where the probe points come from.", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@course_option
def check(path: Path | None, salt: str, strict: bool, course: str) -> int:
    """Prove a bank FILE or FOLDER (default: the lecture's).

    Every truth and accepted form is right, every wrong answer wrong, other layouts are named, worked solutions hold, and
    SymPy agrees with the derivative.  Exit code 2 with the place of every fault otherwise.

    Of a bank without faults the tables of wrong answers are kept in the file .bank-tables.txt, which makes diagnoses start faster.
    """
    from grader.bank import load_bank, write_tables
    from grader.kinds import decider_of, kind_of
    from grader.misconceptions import prepared

    path = path if path is not None else place("problem_bank")
    opened, faults = load_bank(path, advise=True, with_course=course != "none")
    proved = _proofs(opened, salt)
    found = [*faults, *(fault for item in proved for fault in item.faults)]
    for fault in found:
        click.echo(line_of(fault))
    errors = sum(fault.severity is Severity.ERROR for fault in found)
    warnings = sum(fault.severity is Severity.WARNING for fault in found)
    checked = sum(item.checked for item in proved)
    accepted, sure = sum(item.accepted for item in proved), sum(item.proofs for item in proved)
    variants = sum(len(problem.variants) for problem in opened.families)
    what = counted(len(opened.problems), "problem") + (f" ({counted(variants, 'variant')})" if variants else "")
    judged = f"{what} · {counted(checked, 'listed answer')} judged"
    click.echo(f"{judged} · {sure} of {accepted} accepted forms proved")
    if opened.course:
        click.echo(f"course     {opened.course}")
    if errors or (strict and warnings):
        said = ([counted(errors, "error")] if errors else []) + ([counted(warnings, "warning")] if strict and warnings else [])
        click.echo(f"{', '.join(said)}.")
        return 2
    made = {problem.id: prepared(decider_of(problem, salt)) for problem in opened.problems
            if kind_of(problem.task).trees and not problem.variants}
    write_tables(path, opened.digest, made)
    click.echo(f"ok         next: grader bank preview {quoted(path)}{' --course none' if course == 'none' else ''} --out preview")
    return 0


def _proofs(opened: Bank, salt: str) -> list[Proved]:
    """The proof of every problem; only one with many variants needs several processes."""
    from grader.marking import prove

    if not opened.families:
        return [prove(problem, salt) for problem in (*opened.problems, *opened.given)]
    from grader.batch import processors, proofs

    return [*proofs(opened, salt, processors())]


@click.command("list")
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
def list_(path: Path | None) -> int:
    """List the problems: id, points, section and title."""
    for problem in open_bank(path, strict=False).problems:
        click.echo(f"{problem.id:<34} {problem.points!s:>4}  {problem.shown.section:<28} {problem.shown.title}")
    return 0


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--markdown", is_flag=True, help="The whole page of the manual.")
def misconceptions(path: Path | None, markdown: bool) -> int:
    """List the misconceptions that are recognised: slug, title and section."""
    from grader.bank import load_bank
    from grader.misconceptions import RULES
    from grader.report import misconceptions_page

    if markdown:
        click.echo(misconceptions_page(load_bank(path if path is not None else place("problem_bank"))[0]))
    else:
        for rule in RULES:
            click.echo(f"{rule.name:<32} {rule.title:<48} {rule.section}")
    return 0
