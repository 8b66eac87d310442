"""Files to a bank: from the lock where nothing has changed, else checked, and every formula read."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader.bank.entry import Checked
from grader.bank.files import BankFile, Source, open_source
from grader.bank.lock import read_lock, write_lock
from grader.bank.problems import problem_of
from grader.bank.tables import read_tables
from grader.model import Bank, Diagnostic, Problem, Severity, Tables, Where
from grader.record import replace

_Found = tuple[Problem, Where]
"""A problem and the place of its id."""


def load_bank(path: Path | Sequence[Path], wanted: Callable[[str], bool] | None = None,
              advise: bool = False) -> tuple[Bank, tuple[Diagnostic, ...]]:
    """The bank in a file or folder, or in several, and everything that is wrong with it.

    A broken problem costs itself and not the bank; each Diagnostic names file, line and column.  A bank without errors leaves a
    lock file (``.bank-lock.json``) behind that makes the next loading fast.  ``wanted`` says by its id whether a problem is needed,
    or by the id of the whole a problem with parts; of the others only the ids are read.  ``advise`` asks for warnings about what the
    author may not have meant: texts with two readings, variables that stand nowhere.  Raises :class:`UsageError` only if a path
    does not exist.
    """
    sources = [open_source(Path(each)) for each in ([path] if isinstance(path, str | Path) else path)]
    found: list[_Found] = []
    said: list[Diagnostic] = []
    fresh: list[tuple[Source, Checked]] = []
    others: list[str] = []
    tables: dict[str, Tables] = {}
    for source in sources:
        checked, chosen = read_lock(source, wanted), wanted
        if checked is None:
            # A bank that has changed is read whole, once.
            chosen = None
            checked = check_files(source.files)
            fresh.append((source, checked))
        said.extend(_shown(item, source) for item in source.found + checked.found)
        others.extend(checked.others)
        tables = {**read_tables(source, chosen), **tables}
        found.extend(_problems(checked, source, advise, said))
    problems = _unique(found, said)
    if not any(item.severity is Severity.ERROR for item in said):
        for source, checked in fresh:
            write_lock(source, checked)
    course = next((source.course for source in sources if source.course), "")
    opened = Bank(tuple(problems), _digest(sources), others=tuple(others), course=course, tables=tables)
    return opened, tuple(_in_order(said, sources))


def _problems(checked: Checked, source: Source, advise: bool, said: list[Diagnostic]) -> Iterator[_Found]:
    """Yield the problems of a source whose formulas can be read; add to ``said`` what is found in them."""
    parts: dict[str, dict[str, Problem]] = {}
    for entry in checked.entries:
        problem, remarks = problem_of(entry, source.prefix, earlier=parts.get(entry.group), advise=advise)
        said.extend(remarks)
        if problem is not None:
            if entry.group:
                parts.setdefault(entry.group, {})[entry.part] = problem
            yield problem, Where(source.prefix + entry.file, entry.id.line, entry.id.column)


def check_files(files: tuple[BankFile, ...]) -> Checked:
    """See ``grader.bank.check``: only a bank that has changed waits for that half of the room to be imported."""
    checked: Checked = importlib.import_module("grader.bank.check").check_files(files)
    return checked


def _shown(item: Diagnostic, source: Source) -> Diagnostic:
    return item if item.where is None else replace(item, where=replace(item.where, file=source.prefix + item.where.file))


def _unique(found: list[_Found], said: list[Diagnostic]) -> list[Problem]:
    """The problems without those whose id was there before."""
    places: dict[str, Where] = {}
    problems = []
    for problem, where in found:
        first = places.setdefault(problem.id, where)
        if first is where:
            problems.append(problem)
        else:
            said.append(Diagnostic("bank/same-id", f"the id {problem.id!r} stands at {first.file}:{first.line}:{first.column} already",
                                   "give every problem an id of its own", where=where))
    return problems


def _in_order(said: list[Diagnostic], sources: list[Source]) -> list[Diagnostic]:
    """What was found, file by file and from top to bottom."""
    files = [source.prefix + file.name for source in sources for file in source.files]
    names = {name: number for number, name in enumerate(files)}
    return sorted(said, key=lambda item: (names.get(item.where.file, -1), item.where.line, item.where.column) if item.where else (-1, 0, 0))


def _digest(sources: Sequence[Source]) -> str:
    """The digest of the one source, or of all digests in order."""
    if len(sources) == 1:
        return sources[0].digest
    return hashlib.sha256("".join(source.digest for source in sources).encode("ascii")).hexdigest()
