"""``grader bank export``: the problems for other programs, a line of JSON each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from grader.cli.banks import course_option, opened_for_authors
from grader.cli.words import counted
from grader.cli.writing import write_new
from grader.model import Problem, printable


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--format", "form", type=click.Choice(("jsonl",)), default="jsonl", show_default=True, help="One JSON object a line.")
@click.option("--with-answers", is_flag=True, help="Also f, the truth, the lists of answers, hints and solutions: the key.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A new file; without it the lines go to standard output.")
@course_option
def export(path: Path, form: str, with_answers: bool, out: Path | None, course: str) -> int:
    """Write the problems of a bank FILE or FOLDER: ids, statements, points, sections; the key only with --with-answers.

    \b
      grader bank export hw3.yaml
      grader bank export hw3.yaml --with-answers --out key.jsonl
    """
    bank, _ = opened_for_authors(path, course)
    lines = [json.dumps(_fields(problem, number, with_answers), ensure_ascii=False) for number, problem in enumerate(bank.problems, 1)]
    if out is None:
        click.echo("\n".join(lines))
        return 0
    write_new(out, "".join(f"{line}\n" for line in lines))
    key = "with the key" if with_answers else "without the key"
    click.echo(f"{'wrote':<10} {printable(str(out))} · {counted(len(lines), 'problem')}, {key}")
    return 0


def _fields(problem: Problem, number: int, with_answers: bool) -> dict[str, Any]:
    """One problem; texts are as on a terminal."""
    from grader.report import asked

    view = asked(problem, number)
    made: dict[str, Any] = {
        "id": problem.id, "title": view.title.plain, "section": view.section, "statement": view.statement.plain,
        "points": str(problem.points), "asked": problem.task.written or problem.task.asked, "names": view.names,
        "tags": list(problem.shown.tags)}
    return {**made, **_key(problem)} if with_answers else made


def _key(problem: Problem) -> dict[str, Any]:
    from grader.kinds import kind_of, truth_of
    from grader.words import filled

    scheme, shown = problem.scheme, problem.shown
    wrong = [{"answer": each.answer, "misconception": filled(each.misconception, problem.task), "rule": each.rule}
             for each in scheme.wrong]
    return {"f": shown.f_text, "wrt": list(problem.task.wrt), "truth": truth_of(problem).text,
            "stated": kind_of(problem.task).is_stated(problem), "accept": list(scheme.accept), "other_layout": list(scheme.other_layout),
            "wrong": wrong, "hints": [filled(hint, problem.task) for hint in shown.hints], "solution": filled(shown.solution, problem.task)}
