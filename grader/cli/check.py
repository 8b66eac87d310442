"""``grader check``: one student's answers, at once, kindly and without the key."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from grader.cli.checking import asked_in
from grader.cli.judges import Opened, asking, in_variant, opened
from grader.cli.own_sheet import write_sheet
from grader.model import UsageError, printable

MAX_BYTES = 64 * 1024
"""Of a file of answers."""


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--bank", type=click.Path(path_type=Path, exists=True),
              help="A bank file or folder. [default: bank.json beside FILE, else the lecture's]")
@click.option("--problem", help="Check one answer to this problem.")
@click.option("--answer", help="The answer to check, with --problem.")
@click.option("--jsonl", is_flag=True, help='Read lines {"problem": id, "answer": text}; write one JSON mark a line.')
@click.option("--hint", type=click.IntRange(0, 3), default=1, show_default=True,
              help="How much help for a wrong answer: 1 the rule, 2 also the place, 3 also a worked example; with the author's hints.")
@click.option("--variant", help="Your variant of the problems that have some, such as a=3,b=2. [default: as the answers name it]")
@click.option("--student", help="Your id: check the variants that the assignment gives you.")
@click.option("--assignment", type=click.Path(path_type=Path, exists=True),
              help="With --student: who has which variant. [default: assignment.yaml beside FILE or around it]")
@click.option("--watch", is_flag=True, help="Check again whenever FILE is saved, until Ctrl-C.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write a sheet for the browser too.")
@click.option("--salt", default="", help="Repeat the probe points of another run.")
def check(file: Path | None, bank: Path | None, problem: str | None, answer: str | None, jsonl: bool, hint: int,
          variant: str | None, student: str | None, assignment: Path | None, watch: bool, page: Path | None, salt: str) -> int:
    """Check your own answers before handing in.

    FILE holds lines "problem-id: answer"; - reads standard input.  The key is never shown.  Exit code 1 means that
    something is not correct yet.

    \b
      grader check answers.txt
      grader check answers.txt --watch
      grader check answers.txt --html feedback.html
      grader check --problem gradient-ex57 --answer "[2x1x2 + x2^3, x1^2 + 3x1x2^2]"
      echo "3x^2" | grader check - --problem power-rule
    """
    _refuse(file, problem, answer, jsonl, watch, page)
    salt = salt or os.urandom(16).hex()
    data = b"" if answer is not None or jsonl or watch else _read(file)
    wanted = None if jsonl or watch else asked_in(data) if problem is None else lambda id_: id_ == problem or problem.startswith(f"{id_}.")
    found = _opened(bank, file, salt, hint, wanted, variant, student, assignment)
    if found.is_keyless and (jsonl or page is not None):
        raise UsageError(f"{'--jsonl' if jsonl else '--html'} needs marks, and this assignment is judged after you hand it in")
    if jsonl:
        from grader.cli.jsonl import stream

        return stream(file, found.judge.bank, salt)
    if watch and file is not None:
        from grader.cli.watching import watched

        return watched(file, found, MAX_BYTES, page, hint)
    if problem is not None:
        checked = found.judge.one(problem, answer if answer is not None else data.decode("utf-8", "replace").strip("\r\n"))
    else:
        checked = found.judge.file(data, "standard input" if str(file) == "-" else str(file))
    click.echo("\n".join(line for line in (found.head, checked.text) if line))
    if page is not None:
        click.echo(write_sheet(page, found.judge.bank, checked, hint))
    if checked.next_step:
        click.echo(checked.next_step)
    return 2 if checked.asks else 0 if checked.is_right else 1


def _opened(bank: Path | None, file: Path | None, salt: str, hint: int, wanted: Callable[[str], bool] | None, variant: str | None,
            student: str | None, assignment: Path | None) -> Opened:
    """Who checks: against the bank, in the variant that is meant if an option says it."""
    if (student is None and assignment is not None) or (student is not None and (bank is not None or variant is not None)):
        raise UsageError("--student goes with --assignment, and with neither --bank nor --variant")
    if student is not None:
        from grader.cli.variants import of_student

        return asking(of_student(student, assignment, file), salt, hint)
    found = opened(bank, file, salt, hint, wanted)
    return found if variant is None else in_variant(found, variant)


def _refuse(file: Path | None, problem: str | None, answer: str | None, jsonl: bool, watch: bool, page: Path | None) -> None:
    """Raise :class:`UsageError` for options that do not go together."""
    if answer is not None and problem is None:
        raise UsageError("--answer needs --problem")
    if answer is not None and file is not None:
        raise UsageError(f"--answer is checked in place of a file: leave out {printable(str(file))}, or --answer")
    if file is None and answer is None:
        raise UsageError("give a FILE with answers (or - for standard input), or --problem and --answer")
    if file is not None and str(file) != "-" and not file.is_file():
        raise UsageError(f"{printable(str(file))}: {_no_file(file)}")
    if watch and (file is None or str(file) == "-" or problem is not None or jsonl):
        raise UsageError("--watch needs a FILE, and goes with neither --problem nor --jsonl")
    if jsonl and (problem is not None or page is not None):
        raise UsageError(f"--jsonl and {'--html' if problem is None else '--problem'} do not go together")
    if page is not None and page.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{printable(str(page))}: the sheet's name must end in .html, so that no file of answers is written over")


def _no_file(file: Path) -> str:
    """What is said of a file that is none: a folder, or a name that is not there and may be misspelt."""
    if file.is_dir():
        return f"this is a folder; name the file with your answers, such as {printable(str(file / 'answers.txt'))}"
    import difflib

    folder = file.parent
    close = difflib.get_close_matches(file.name, sorted(path.name for path in folder.iterdir()), 1) if folder.is_dir() else []
    return f"no such file{f' (did you mean {printable(str(folder / close[0]))}?)' if close else ''}"


def _read(file: Path | None) -> bytes:
    if file is None or str(file) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with file.open("rb") as source:
        return source.read(MAX_BYTES + 1)
