"""The files of a bank to checked entries: every fault of every file, each with its line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.bank.entry import Checked, Entry
from grader.bank.files import BankFile, is_course
from grader.bank.parts import findings_of_parts, questions, with_defaults
from grader.bank.problems import problem_of
from grader.bank.rules import findings
from grader.bank.schema import Finding, misfits, misfits_of_course
from grader.bank.written import entry_of
from grader.model import Diagnostic, Severity, Where
from grader.yamlnodes import Mapping, Node, Sequence, decode, is_sound, parse

_NAMING = ("vars", "defs", "alias", "funcs", "indices", "axes", "columns")
"""Formulas are read only where these are sound: a misspelt declaration must not make every formula wrong."""


def check_files(files: Iterable[BankFile]) -> Checked:
    """The sound problems of all files, and all faults; a problem with a fault is left out, and the others stay."""
    entries: list[Entry] = []
    found: list[Diagnostic] = []
    listed = list(files)
    course, said = _course([file for file in listed if is_course(file.name)])
    found.extend(said)
    for file in listed:
        if not is_course(file.name):
            found.extend(sorted(_check_file(file, course, entries), key=_place))
    return Checked(tuple(entries), tuple(found))


def _course(files: list[BankFile]) -> tuple[Mapping | None, list[Diagnostic]]:
    """The defaults of the course, none of them if anything is wrong with the file."""
    if not files:
        return None, []
    text, said = decode(files[0].data, files[0].name, "bank")
    root, faults = parse(text, files[0].name, "bank")
    found = [*said, *faults]
    if isinstance(root, Mapping):
        found += [_diagnostic(finding, files[0].name) for finding in misfits_of_course(root)]
    elif not any(item.severity is Severity.ERROR for item in found):
        found.append(Diagnostic("bank/course", "this file holds the defaults of the course as fields and values",
                                "write a line such as 'layouts: 1/2'", where=Where(files[0].name, 1, 1)))
    is_sound_course = isinstance(root, Mapping) and not any(item.severity is Severity.ERROR for item in found)
    return root if is_sound_course and isinstance(root, Mapping) else None, found


def _check_file(file: BankFile, course: Mapping | None, entries: list[Entry]) -> Iterator[Diagnostic]:
    text, said = decode(file.data, file.name, "bank")
    yield from said
    if any(item.severity is Severity.ERROR for item in said):
        return
    root, faults = parse(text, file.name, "bank")
    yield from faults
    if isinstance(root, Sequence) and not root.items:
        yield Diagnostic("bank/empty-file", "this list holds no problem", "write one, or delete the file", where=_where(file.name, root))
    for item in root.items if isinstance(root, Sequence) else () if root is None else (root,):
        if isinstance(item, Mapping):
            yield from _check_problem(with_defaults(item, course), file.name, entries)
        elif is_sound(item):
            yield Diagnostic("bank/not-a-problem", "a problem is expected here", "a problem has the fields id, vars, f and wrt",
                             where=_where(file.name, item))


def _check_problem(node: Mapping, file: str, entries: list[Entry]) -> Iterator[Diagnostic]:
    misfitting = misfits(node)
    known = {finding.path for finding in misfitting}
    between = [*findings_of_parts(node)]
    has_parts = node.get("parts") is not None
    for finding in (*misfitting, *between):
        yield _diagnostic(finding, file)
    for question in questions(node):
        found = [finding for finding in findings(question.node) if has_parts or finding.path not in known]
        for finding in found:
            yield _diagnostic(finding, file)
        entry = entry_of(question.node, file, question.group, question.part)
        if not found and not misfitting and not between and is_sound(node):
            entries.append(entry)
        elif not has_parts and _names_are_sound(node, (*misfitting, *found)):
            yield from problem_of(entry, sound=False)[1]


def _names_are_sound(node: Mapping, found: Iterable[Finding]) -> bool:
    values = [node.get(name) for name in _NAMING]
    is_misfit = any(item.path[0] in _NAMING for item in found)
    return not is_misfit and all(value is None or is_sound(value) for value in values)


def _diagnostic(finding: Finding, file: str) -> Diagnostic:
    return Diagnostic(finding.code, finding.message, finding.remedy, where=_where(file, finding.at))


def _where(file: str, node: Node) -> Where:
    return Where(file, node.line, node.column)


def _place(said: Diagnostic) -> tuple[int, int]:
    return (said.where.line, said.where.column) if said.where else (0, 0)
