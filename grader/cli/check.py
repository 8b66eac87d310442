"""``grader check``: one student's answers, at once, kindly and without the key."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from grader.cli.banks import open_bank
from grader.cli.checking import Checker, asked_in
from grader.cli.own_sheet import write_sheet
from grader.model import UsageError, printable

MAX_BYTES = 64 * 1024
"""Of a file of answers."""


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--bank", type=click.Path(path_type=Path, exists=True), help="A bank file or folder. [default: the lecture's]")
@click.option("--problem", help="Check one answer to this problem.")
@click.option("--answer", help="The answer to check, with --problem.")
@click.option("--jsonl", is_flag=True, help='Read lines {"problem": id, "answer": text}; write one JSON mark a line.')
@click.option("--hint", type=click.IntRange(0, 3), default=1, show_default=True,
              help="How much help for a wrong answer: 1 the rule, 2 also the place, 3 also a worked example; with the author's hints.")
@click.option("--watch", is_flag=True, help="Check again whenever FILE is saved, until Ctrl-C.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write a sheet for the browser too.")
@click.option("--salt", default="", help="Repeat the probe points of another run.")
def check(file: Path | None, bank: Path | None, problem: str | None, answer: str | None, jsonl: bool, hint: int, watch: bool,
          page: Path | None, salt: str) -> int:
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
    if jsonl:
        from grader.cli.jsonl import stream

        return stream(file, open_bank(bank, strict=False), salt)
    if watch and file is not None:
        from grader.cli.watching import watched

        return watched(file, Checker(open_bank(bank, strict=False), bank, salt, hint), MAX_BYTES, page)
    data = _read(file) if answer is None else b""
    wanted = asked_in(data) if problem is None else lambda id_: id_ == problem or problem.startswith(f"{id_}.")
    checker = Checker(open_bank(bank, strict=False, wanted=wanted), bank, salt, hint)
    if problem is not None:
        checked = checker.one(problem, answer if answer is not None else data.decode("utf-8", "replace").strip("\r\n"))
    else:
        checked = checker.file(data, "standard input" if str(file) == "-" else str(file))
    said = [*checker.lines(checked), *([checker.counts(checked)] if problem is None else [])]
    click.echo("\n".join(said))
    if page is not None:
        click.echo(write_sheet(page, checker, checked))
    if step := checker.next_step(checked):
        click.echo(step)
    return 0 if checked.is_right else 1


def _refuse(file: Path | None, problem: str | None, answer: str | None, jsonl: bool, watch: bool, page: Path | None) -> None:
    """Raise :class:`UsageError` for options that do not go together."""
    if answer is not None and problem is None:
        raise UsageError("--answer needs --problem")
    if file is None and answer is None:
        raise UsageError("give a FILE with answers (or - for standard input), or --problem and --answer")
    if file is not None and str(file) != "-" and not file.is_file():
        raise UsageError(f"{printable(str(file))}: no such file")
    if watch and (file is None or str(file) == "-" or problem is not None or jsonl):
        raise UsageError("--watch needs a FILE, and goes with neither --problem nor --jsonl")
    if jsonl and (problem is not None or page is not None):
        raise UsageError(f"--jsonl and {'--html' if problem is None else '--problem'} do not go together")
    if page is not None and page.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{printable(str(page))}: the sheet's name must end in .html, so that no file of answers is written over")


def _read(file: Path | None) -> bytes:
    if file is None or str(file) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with file.open("rb") as source:
        return source.read(MAX_BYTES + 1)
