"""``grader check``: one student's answers, at once, kindly and without the key."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from grader.cli.banks import close_to, open_bank
from grader.cli.words import lines_of_mark
from grader.model import Bank, Mark, Outcome, Problem, UsageError, printable
from grader.record import replace

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
@click.option("--salt", default="", help="Repeat the probe points of another run.")
def check(file: Path | None, bank: Path | None, problem: str | None, answer: str | None, jsonl: bool, hint: int, salt: str) -> int:
    """Check your own answers before handing in.

    FILE holds lines "problem-id: answer"; - reads standard input.  The key is never shown.  Exit code 1 means that
    something is not correct yet.

    \b
      grader check answers.txt
      grader check --problem gradient-ex57 --answer "[2x1x2 + x2^3, x1^2 + 3x1x2^2]"
      echo "3x^2" | grader check - --problem power-rule
    """
    if answer is not None and problem is None:
        raise UsageError("--answer needs --problem")
    if file is None and answer is None:
        raise UsageError("give a FILE with answers (or - for standard input), or --problem and --answer")
    if file is not None and str(file) != "-" and not file.is_file():
        raise UsageError(f"{printable(str(file))}: no such file")
    salt = salt or _fresh_salt()
    if jsonl:
        from grader.cli.jsonl import stream

        return stream(file, open_bank(bank, strict=False), salt)
    data = _read(file) if answer is None else b""
    opened = open_bank(bank, strict=False, wanted=_asked(data, problem))
    marks, remarks = _marks(file, data, opened, problem, answer, salt, explained=hint > 0)
    for remark in remarks:
        click.echo(f"  ! {remark}")
    helper = _Hints(opened, bank, salt)
    for mark in marks:
        for line in lines_of_mark(mark, helper.lines(mark, hint)):
            click.echo(line)
    _last_line(marks, opened, single=problem is not None)
    step = helper.next_step(marks, hint)
    if step is not None:
        click.echo(f"next: the same command with --hint {step} {'says more' if hint else 'looks for the reason'}")
    return 0 if all(mark.verdict.outcome is Outcome.CORRECT for mark in marks) and marks else 1


class _Hints:
    """The hints for the marks of one command; the whole bank is read only if an example is looked for."""

    def __init__(self, bank: Bank, path: Path | None, salt: str) -> None:
        self._bank = bank
        self._path = path
        self._salt = salt
        self._whole: tuple[Problem, ...] = ()

    def lines(self, mark: Mark, level: int) -> list[str]:
        """The hints up to a level; where the program fails over them, that is said, and the mark stands."""
        from grader.marking import guarded, hints

        asked = self._bank.get(mark.problem)
        if asked is None:
            return []
        return guarded(lambda: list(hints(asked, mark, level, self._salt, self._problems)), lambda reason: [reason])

    def next_step(self, marks: list[Mark], level: int) -> int | None:
        """The first level at which more is said about one of the marks."""
        from grader.marking import guarded, next_step

        return guarded(lambda: next_step(self._asked(marks), level, self._salt, self._problems), lambda reason: None)

    def _asked(self, marks: list[Mark]) -> Iterator[tuple[Problem, Mark]]:
        for mark in marks:
            problem = self._bank.get(mark.problem)
            if problem is not None:
                yield problem, mark

    def _problems(self) -> tuple[Problem, ...]:
        if not self._whole:
            self._whole = open_bank(self._path, strict=False).problems if self._bank.others else self._bank.problems
        return self._whole


def _mark(bank: Bank, problem: Problem, text: str, salt: str, marks: Mapping[str, Mark], explained: bool) -> Mark:
    """Return the mark of one response, beside the marks of earlier parts; an error of the program costs this mark alone."""
    from grader.marking import Work, decide_unit, earlier_of

    earlier = tuple((part.id, answer) for part, answer in earlier_of(problem, bank, marks))
    [mark] = decide_unit(bank, Work(bank.digest, salt, problem.id, (text,), earlier, explained))
    return mark


def _fresh_salt() -> str:
    return os.urandom(16).hex()


def _asked(data: bytes, problem: str | None) -> Callable[[str], bool]:
    """Whether a problem may be meant, told at a glance: the problems that nobody answered need not be read."""
    if problem is not None:
        return lambda id_: id_ == problem or problem.startswith(f"{id_}.")
    if b"\0" in data:
        return lambda id_: True
    text = data.decode("utf-8", "replace").casefold().replace("_", "-")
    return lambda id_: id_.casefold() in text


def _marks(file: Path | None, data: bytes, bank: Bank, problem: str | None, answer: str | None,
           salt: str, explained: bool) -> tuple[list[Mark], list[str]]:
    if problem is not None:
        asked = bank.get(problem)
        if asked is None:
            raise UsageError(f"there is no problem {printable(problem)!r}{close_to(problem, bank)}")
        if answer is None:
            answer = data.decode("utf-8", "replace").strip("\r\n")
        return [_mark(bank, asked, answer, salt, {}, explained)], []
    from grader.intake import read_answers

    ids = [item.id for item in bank.problems]
    found = read_answers(data, "standard input" if str(file) == "-" else str(file), [*ids, *bank.others])
    remarks = [f"{printable(item.file)}:{item.line}: {printable(item.message)}" for item in found.attention]
    marks: dict[str, Mark] = {}
    order = {id_: number for number, id_ in enumerate(ids)}
    responses = [response for submission in found.submissions for response in submission.responses if response.problem in order]
    for response in sorted(responses, key=lambda item: order[item.problem]):
        asked = bank.get(response.problem)
        if asked is not None:
            marks[asked.id] = replace(_mark(bank, asked, response.text, salt, marks, explained), where=response.where)
    return list(marks.values()), remarks


def _read(file: Path | None) -> bytes:
    if file is None or str(file) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with file.open("rb") as source:
        return source.read(MAX_BYTES + 1)


def _last_line(marks: list[Mark], bank: Bank, single: bool) -> None:
    counts = {outcome: sum(mark.verdict.outcome is outcome for mark in marks) for outcome in Outcome}
    wrong = counts[Outcome.INCORRECT]
    said = [f"{counts[Outcome.CORRECT]} correct", f"{wrong} to improve" if wrong else "",
            f"{counts[Outcome.UNREADABLE]} unreadable" if counts[Outcome.UNREADABLE] else "",
            f"{counts[Outcome.UNDECIDED]} for your instructor" if counts[Outcome.UNDECIDED] else "",
            f"{counts[Outcome.BLANK]} blank" if counts[Outcome.BLANK] else ""]
    if not single:
        missing = len(bank.problems) + len(bank.others) - len({mark.problem for mark in marks})
        said.append(f"{missing} not answered" if missing else "")
        click.echo(" · ".join(part for part in said if part))
