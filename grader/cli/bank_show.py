"""``grader bank show``: how a problem was read and what was derived from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from grader.cli.anatomy import Anatomy, anatomy, as_json, witnessed
from grader.cli.banks import close_to, course_option, line_of, opened_for_authors
from grader.cli.words import counted, quoted
from grader.kinds import kind_of
from grader.model import Bank, Problem, UsageError, has_errors, printable
from grader.words import demands

MOST_RULES, MOST_ANSWERS, MOST_RIGHT = 4, 2, 3
"""So many misconceptions, answers of each and right answers are shown without --all."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All wrong answers that are expected, and what SymPy says.")
@click.option("--sizes", is_flag=True, help="Also the sizes at which answers are looked at.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a problem, a line each.")
@course_option
def show(path: Path, ids: tuple[str, ...], everything: bool, sizes: bool, as_lines: bool, course: str) -> int:
    """Show problems of a bank FILE or FOLDER as they were read: f, what is derived, right answers, and the mistakes that are expected.

    \b
      grader bank show hw3.yaml
      grader bank show hw3.yaml product --all
    """
    found, faults = opened_for_authors(path, course)
    for fault in faults:
        click.echo(line_of(fault), err=True)
    problems = chosen(found, ids)
    for number, problem in enumerate(problems):
        seen = anatomy(problem, found)
        if as_lines:
            click.echo(json.dumps(as_json(seen), ensure_ascii=False))
        else:
            click.echo(("\n" if number else "") + "\n".join(map(printable, lines_of(seen, problem, everything, sizes))))
    if not as_lines:
        click.echo(f"{'course':<10} {found.course}\n" if found.course else "", nl=False)
        click.echo(f"{'next':<10} grader bank check {quoted(path)}")
    return 2 if has_errors(faults) else 0


def chosen(bank: Bank, ids: tuple[str, ...]) -> tuple[Problem, ...]:
    """The problems with these ids (of a whole: all its parts), all without any; raises :class:`UsageError` for an unknown one."""
    if not ids:
        return bank.problems
    found = []
    for name in ids:
        named = [problem for problem in bank.problems if name in (problem.id, problem.scheme.group)] or _variant(bank, name)
        if not named:
            raise UsageError(f"there is no problem {printable(name)!r}{close_to(name, bank)}")
        found += named
    return tuple(found)


def _variant(bank: Bank, name: str) -> list[Problem]:
    """The one variant of a problem that is named as ``chain[a=3,b=2]``."""
    found = bank.get(name)
    return [found] if found is not None else []


def lines_of(seen: Anatomy, problem: Problem, everything: bool, sizes: bool) -> Iterator[str]:
    """The lines of one problem."""
    points = f"{seen.points} point{'' if seen.points == '1' else 's'}"
    yield f"{problem.key:<32} {points} · {seen.asked} · kind {seen.kind} · {seen.file}:{seen.line}"
    if problem.variants:
        yield _row("variants", f"{len(problem.variants)} · here {problem.variants[0].key}")
    yield from (_row("define", f"{name} = {text}") for name, text in seen.definitions)
    if seen.f:
        yield _row("f", f"{' '.join(seen.f.split()):<33} read as  {seen.read_as}")
        yield _row("readings", " · ".join(["more than one", *(f"also  {text}" for text in seen.readings)]) if seen.readings else "one")
    heard = witnessed(problem) if everything else ""
    yield _row("derived" if seen.how.startswith(("by", "derived")) else "stated",
               f"{seen.truth or '(no formula)':<33} {seen.how}{f'; {heard}' if heard else ''}")
    if seen.shape:
        yield _row("shape", seen.shape)
    wanted = demands(problem.scheme)
    if wanted:
        yield _row("form", wanted)
    if sizes and seen.sizes:
        yield _row("sizes", " · ".join(seen.sizes))
    if seen.tried:
        yield _row("points", f"{' · '.join(seen.tried)} are tried first")
    if seen.domain:
        yield _row("domain", seen.domain)
    if seen.right:
        yield _row("right", _several(seen.right, everything, MOST_RIGHT))
    if seen.other_layout:
        yield _row("layouts", f"{_several(seen.other_layout, everything, MOST_RIGHT)}   in another layout")
    if seen.mistakes or kind_of(problem.task).trees:
        yield from _predicted(seen, everything)
    yield _row("texts", seen.texts)


def _predicted(seen: Anatomy, everything: bool) -> Iterator[str]:
    count = sum(len(each.answers) for each in seen.mistakes)
    if not count:
        yield _row("predicted", "no wrong answers")
        return
    yield _row("predicted", f"{counted(count, 'wrong answer')} of {counted(len(seen.mistakes), 'misconception')}")
    for each in seen.mistakes if everything else seen.mistakes[:MOST_RULES]:
        yield f"    {each.rule:<28} {_several(each.answers, everything, MOST_ANSWERS)}"
    if not everything and len(seen.mistakes) > MOST_RULES:
        yield f"    {'…':<28} --all shows the rest"


def _several(texts: tuple[str, ...], everything: bool, most: int) -> str:
    shown = texts if everything else texts[:most]
    return "   ·   ".join([*shown, *(["…"] if len(shown) < len(texts) else [])])


def _row(name: str, text: str) -> str:
    return f"  {name:<12} {text}"
