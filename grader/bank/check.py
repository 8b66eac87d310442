"""The files of a bank to checked entries: every fault of every file, each with its line and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.bank.entry import Checked, Entry, VariableEntry, WrongEntry
from grader.bank.files import BankFile, decode
from grader.bank.nodes import Mapping, Node, Scalar, Sequence, is_sound, parse
from grader.bank.read import read_entry
from grader.bank.rules import findings, fraction, not_built
from grader.bank.schema import Finding, misfits
from grader.model import Diagnostic, Severity, Where


@dataclass(frozen=True, slots=True)
class _Problem:
    """A problem as its author wrote it, sound or not."""

    entry: Entry
    is_sound: bool


def check_files(files: Iterable[BankFile]) -> Checked:
    """The sound problems of all files, and all faults; a problem with a fault is left out, and the others stay."""
    entries: list[Entry] = []
    found: list[Diagnostic] = []
    for file in files:
        text, said = decode(file)
        found.extend(said)
        if any(item.severity is Severity.ERROR for item in said):
            continue
        root, faults = parse(text, file.name)
        found.extend(faults)
        for node in _problems(root, file.name, found):
            faults = check_problem(node, file.name)
            found.extend(faults)
            if is_sound(node) and not faults:
                entries.append(entry_of(node, file.name))
    return Checked(tuple(entries), tuple(sorted(found, key=_place)))


def _place(said: Diagnostic) -> tuple[str, int, int]:
    where = said.where or Where("", 0, 0)
    return where.file, where.line, where.column


def _problems(root: Node | None, file: str, found: list[Diagnostic]) -> Iterable[Mapping]:
    items = root.items if isinstance(root, Sequence) else () if root is None else (root,)
    for item in items:
        if isinstance(item, Mapping):
            yield item
        elif is_sound(item):
            found.append(Diagnostic("bank/not-a-problem", "a problem is expected here", "a problem has the fields id, vars, f and wrt",
                                    where=Where(file, item.line, item.column)))
