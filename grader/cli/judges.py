"""Which bank answers are checked against: the one that is named, the one that was handed out with them, else the lecture's."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from grader.cli.banks import open_bank
from grader.cli.checking import Checker, Judge
from grader.cli.keyless import Reader
from grader.files import read_regular
from grader.model import Bank, Problem, StoreError, UsageError, printable
from grader.record import record, replace

HANDED_OUT = "bank.json"
"""The name of the bank in the folder that students get."""

_NAME = b"grader page "
_BEGINS = b'["' + _NAME
_MOST = 1 << 26


@record
class Opened:
    """Who checks, and what is said first of the bank where nobody has named it."""

    judge: Judge
    head: str = ""

    @property
    def is_keyless(self) -> bool:
        """Whether answers are only read."""
        return isinstance(self.judge, Reader)


def opened(bank: Path | None, file: Path | None, salt: str, hint: int, wanted: Callable[[str], bool] | None = None) -> Opened:
    """Return who checks the answers in a file (``None`` or ``-``: those that are typed).

    ``wanted`` says of which problems more than the id is needed.  Raises :class:`UsageError` for a bank that cannot be used.
    """
    folder = Path() if file is None or str(file) == "-" else file.parent
    path = bank or folder / HANDED_OUT
    data = _handed_out(path)
    if data is not None:
        judge = _of_page(path, data, salt, hint)
        said = "answers are read, and judged after you hand them in" if isinstance(judge, Reader) else "for practice"
        return Opened(judge, "" if bank else f"asked by {printable(str(path))}: {said}")
    head = _passed_over(path) if bank is None and os.path.lexists(path) else ""
    found = open_bank(bank, strict=False, wanted=wanted)
    whole = found.problems

    def problems() -> tuple[Problem, ...]:
        nonlocal whole
        if found.others and whole is found.problems:
            whole = open_bank(bank, strict=False, tells=False).problems
        return whole

    return Opened(Checker(found, salt, hint, problems, is_asked=bank is not None), head)


def asking(bank: Bank, salt: str, hint: int) -> Opened:
    """Return who checks answers to a bank that is at hand, all of which is asked."""
    return Opened(Checker(bank, salt, hint, lambda: bank.problems, is_asked=True))


def in_variant(found: Opened, values: str) -> Opened:
    """Return who checks in the variant of these values; raises :class:`UsageError` where there is none."""
    from grader.cli.variants import of_values

    if not isinstance(found.judge, Checker):
        raise UsageError("--variant is for answers that are judged; here they are only read")
    return replace(found, judge=found.judge.asked_in(of_values(found.judge.bank, values)))


def _handed_out(path: Path) -> bytes | None:
    """The bytes of a bank that was handed out; ``None`` for all else, such as a bank as its author writes it."""
    if path.suffix != ".json":
        return None
    read = read_regular(path, _MOST)
    return read[0] if not isinstance(read, str) and read[0].startswith(_BEGINS) else None


def _passed_over(path: Path) -> str:
    """Return what is said of a file with the name of a bank that was handed out, which another program has written.

    Raises :class:`UsageError` for one that is damaged: with another bank the same names may ask for something else.
    """
    read = read_regular(path, _MOST)
    try:
        is_ours = isinstance(read, str) or _NAME in read[0][:200] or not isinstance(json.loads(read[0]), list | dict)
    except (ValueError, RecursionError):
        is_ours = True
    if is_ours:
        raise UsageError(f"{printable(str(path))} is not as it was handed out; ask for a new one, or name a bank with --bank")
    return f"{printable(str(path))} is from another program: answers are checked with the lecture's bank"


def _of_page(path: Path, data: bytes, salt: str, hint: int) -> Judge:
    from grader.desk import open_desk

    try:
        desk = open_desk(data, salt)
    except StoreError as error:
        raise UsageError(f"{printable(str(path))}: {error}; ask for a new one, or name a bank with --bank") from None
    return Reader(desk) if desk.mode == "graded" else Checker(desk.bank, salt, hint, lambda: desk.bank.problems, is_asked=True)
