"""Files to a bank: from the lock where nothing has changed, else read and checked."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.bank.files import BankFile, Source, open_source
from grader.bank.lock import Checked, Kept, read_lock, write_lock
from grader.bank.tables import read_tables
from grader.model import Bank, Diagnostic, Problem, Tables, Where, has_errors
from grader.record import replace


def load_bank(path: Path | Sequence[Path], wanted: Callable[[str], bool] | None = None,
              advise: bool = False, with_course: bool = True) -> tuple[Bank, tuple[Diagnostic, ...]]:
    """Return the bank in a file or folder, or in several, and everything that is wrong with it.

    A broken problem costs itself and not the bank; each Diagnostic names file, line and column.  A bank without errors leaves a
    lock file (``.bank-lock.json``) behind that makes the next loading fast.  ``wanted`` says by its id whether a problem is needed,
    or by the id of the whole a problem with parts; of the others only the ids are read.  ``advise`` asks for warnings about what the
    author may not have meant: texts with two readings, variables that nothing uses.  Without ``with_course`` no
    ``course.yaml`` counts.  Raises :class:`UsageError` only if a path
    does not exist.
    """
    sources = [open_source(Path(each), with_course) for each in ([path] if isinstance(path, str | Path) else path)]
    found: list[Kept] = []
    said: list[Diagnostic] = []
    fresh: list[tuple[Source, Checked]] = []
    others: list[str] = []
    tables: dict[str, Tables] = {}
    for source in sources:
        checked, chosen = read_lock(source, wanted), wanted
        if checked is None or (advise and any(each.advice is None for each in checked.problems)):
            # A bank that has changed is read whole, once.
            chosen = None
            checked = check_files(source.files, advise)
            fresh.append((source, checked))
        remarks = [item for each in checked.problems for item in (*each.remarks, *((each.advice or ()) if advise else ()))]
        said.extend(_shown(item, source) for item in (*source.found, *checked.found, *remarks))
        others.extend(checked.others)
        tables = {**read_tables(source, chosen), **tables}
        found.extend(_shown_problem(each, source) for each in checked.problems)
    problems = _unique(found, said)
    if not has_errors(said):
        for source, checked in fresh:
            write_lock(source, checked)
    course = next((source.course for source in sources if source.course), "")
    asked = tuple(problem for problem in problems if not problem.scheme.given)
    given = tuple(problem for problem in problems if problem.scheme.given)
    opened = Bank(asked, _digest(sources), others=tuple(others), course=course, given=given, tables=tables)
    return opened, tuple(_in_order(said, sources))


def check_files(files: tuple[BankFile, ...], advise: bool) -> Checked:
    """See ``grader.bank.check``: only a bank that has changed waits for that half of the room to be imported."""
    checked: Checked = importlib.import_module("grader.bank.check").check_files(files, advise)
    return checked


def _shown(item: Diagnostic, source: Source) -> Diagnostic:
    return replace(item, where=_in_source(item.where, source))


def _shown_problem(kept: Kept, source: Source) -> Kept:
    """A problem whose places name the files as they are shown."""
    problem = _placed(kept.problem, source)
    if problem.variants:
        problem = replace(problem, variants=tuple(_placed(each, source) for each in problem.variants))
    return Kept(problem, replace(kept.at, file=source.prefix + kept.at.file))


def _placed(problem: Problem, source: Source) -> Problem:
    shown = replace(problem.shown, where=_in_source(problem.shown.where, source))
    wrong = tuple(replace(each, where=_in_source(each.where, source)) for each in problem.scheme.wrong)
    return replace(problem, scheme=replace(problem.scheme, wrong=wrong), shown=shown)


def _in_source(where: Where | None, source: Source) -> Where | None:
    return where if where is None else replace(where, file=source.prefix + where.file)


def _unique(found: list[Kept], said: list[Diagnostic]) -> list[Problem]:
    """The problems without those whose id was there before."""
    places: dict[str, Where] = {}
    problems = []
    for kept in found:
        problem, where = kept.problem, kept.at
        first = places.setdefault(problem.id, where)
        if first is where:
            problems.append(problem)
        else:
            said.append(Diagnostic("bank/same-id", f"the id {problem.id!r} is at {first.file}:{first.line}:{first.column} already",
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
