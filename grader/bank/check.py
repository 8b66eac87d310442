"""The files of a bank to problems: every fault of every file, each with its line and column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from grader.bank.advice import advice
from grader.bank.combining import combinations
from grader.bank.families import Family, family_of, faults_of_same
from grader.bank.fields import FIELDS, read_problem
from grader.bank.files import BankFile, is_course
from grader.bank.forms import Finding, Reader
from grader.bank.lock import Checked, Kept
from grader.bank.parts import findings_of_parts, questions, with_defaults
from grader.bank.problems import problem_of
from grader.bank.rules import DECLARING, findings, idle_conventions, meaningful_names
from grader.bank.statements import of_statement
from grader.bank.texts import slips
from grader.bank.variant_forms import Ranges
from grader.model import Diagnostic, Problem, Severity, Values, Where, has_errors
from grader.yamlnodes import Mapping, Node, Scalar, Sequence, decode, is_sound, parse, parse_entries

_NAMING = (*DECLARING, "axes")
"""Formulas are read only where these are sound: a misspelt declaration must not make every formula wrong."""


def check_files(files: Iterable[BankFile], advise: bool = False) -> Checked:
    """The sound problems of all files, and all faults; a problem with a fault is left out, and the others stay.

    ``advise`` asks for what authors may not have meant, too.
    """
    kept: list[Kept] = []
    found: list[Diagnostic] = []
    listed = list(files)
    course, said = _course([file for file in listed if is_course(file.name)])
    found.extend(said)
    for file in listed:
        if not is_course(file.name):
            found.extend(sorted(_check_file(file, course, advise, kept), key=_place))
    found.extend(faults_of_same([(each.problem, each.at) for each in kept]))
    return Checked(tuple(kept), tuple(found))


def _course(files: list[BankFile]) -> tuple[Mapping | None, list[Diagnostic]]:
    """The defaults of the course, none of them if anything is wrong with the file."""
    if not files:
        return None, []
    text, said = decode(files[0].data, files[0].name, "bank")
    root, faults = parse(text, files[0].name, "bank")
    found = [*said, *faults]
    if isinstance(root, Mapping):
        reader = Reader(files[0].name)
        read_problem(root, reader, "course")
        found += [_diagnostic(finding, reader.file) for finding in reader.found]
    elif not has_errors(found):
        found.append(Diagnostic("bank/course", "this file holds the defaults of the course as fields and values",
                                "write a line such as 'layouts: 1/2'", where=Where(files[0].name, 1, 1)))
    is_sound_course = isinstance(root, Mapping) and not has_errors(found)
    return root if is_sound_course and isinstance(root, Mapping) else None, found


def _check_file(file: BankFile, course: Mapping | None, advise: bool, kept: list[Kept]) -> Iterator[Diagnostic]:
    text, said = decode(file.data, file.name, "bank")
    yield from said
    if has_errors(said):
        return
    root, faults = parse_entries(text, file.name, "bank", "id")
    yield from faults
    if isinstance(root, Sequence) and not root.items:
        yield Diagnostic("bank/empty-file", "this list holds no problem", "write one, or delete the file", where=_where(file.name, root))
    for item in root.items if isinstance(root, Sequence) else () if root is None else (root,):
        if isinstance(item, Mapping) and is_sound(item) and _is_around(item):
            name = item.pairs[0][0].text[:40]
            inner = item.pairs[0][1]
            entry = "-" if isinstance(inner, Mapping) and inner.key("id") is not None else f"- id: {name}"
            way = f"delete '{name}:'" if isinstance(inner, Sequence) else f"write '{entry}' in place of '{name}:'"
            yield Diagnostic("bank/not-a-problem", f"{name!r} stands around what should be a problem",
                             f"a file is a problem or a list of problems: {way}",
                             where=_where(file.name, item))
        elif isinstance(item, Mapping):
            yield from _check_problem(item, course, file.name, advise, kept)
        elif is_sound(item):
            yield Diagnostic("bank/not-a-problem", "a problem is expected here", "a problem has the fields id, vars, f and wrt",
                             where=_where(file.name, item))


def _check_problem(own: Mapping, course: Mapping | None, file: str, advise: bool, kept: list[Kept]) -> Iterator[Diagnostic]:
    reader, node = Reader(file), with_defaults(own, course)
    values = read_problem(node, reader)
    # What the course says of symmetric matrices holds where there are such.
    known, between = {finding.path for finding in reader.found}, [*findings_of_parts(node), *idle_conventions(own)]
    has_parts, earlier = node.get("parts") is not None, defaultdict[Values, dict[str, Problem]](dict)
    is_told = any(finding.path[0] == "variants" for finding in reader.found)
    family = _family(values, between) if "variants" in values and not is_told else None
    advised = (*slips(node), *meaningful_names(node), *_single_values(values.get("variants"))) if advise else ()
    for finding in (*reader.found, *between, *advised):
        yield _diagnostic(finding, file)
    for question in questions(node):
        found = [finding for finding in findings(question.node, question.told) if has_parts or finding.path not in known]
        for finding in found:
            yield _diagnostic(finding, file)
        if has_parts:
            values = read_problem(question.node, Reader(file))
        if not found and not reader.found and not between and is_sound(node):
            problem, said = (problem_of(question, values, file, earlier=earlier[()]) if family is None else
                             family_of(question, values, file, family, earlier))
            if problem is None:
                yield from said
                continue
            kept.append(Kept(problem, _where(file, question.node.get("id") or node), said,
                             tuple(_advice(problem, values, question.node, file, family)) if advise else None))
            for each in problem.variants or (problem,):
                earlier[each.variant] |= {question.part: each} if question.part else {}
        elif not has_parts and _names_are_sound(node, (*reader.found, *between, *found)):
            given = {"put": family.given(family.variants[0])} if family is not None else {}
            yield from problem_of(question, {**values, **given}, file, sound=False)[1]


def _is_around(node: Mapping) -> bool:
    """Return whether each key, none of which is a field, stands for a problem or a list of them."""
    known = {field.name for field in FIELDS}
    inside = [each for _, value in node.pairs for each in (value.items if isinstance(value, Sequence) else (value,))]
    return bool(inside) and all(isinstance(each, Mapping) for each in inside) and not known & {key.text for key, _ in node.pairs}


def _family(values: dict[str, Any], found: list[Finding]) -> Family | None:
    """The variants of a problem; where there are none, that is found."""
    variants, faults = combinations(str(values.get("id", "")), values["variants"])
    found += faults
    return Family(values["variants"], variants) if variants else None


def _single_values(ranges: Ranges | None) -> Iterator[Finding]:
    """Warn of a name of ``variants`` that does not vary, as with the formula ``2-9`` where a range was meant."""
    for name, texts in ranges.values if ranges is not None else ():
        if len(texts) == 1:
            yield Finding(("variants", name), texts[0], "bank/variants",
                          f"{name} has one value only, {texts[0].text[:40]!r}: it does not vary",
                          "write a range as 2..9 and a list as [2, 3, 5], or the value itself in place of the name", Severity.WARNING)


def _advice(problem: Problem, values: dict[str, Any], node: Mapping, file: str, family: Family | None) -> Iterator[Diagnostic]:
    """What the author may not have meant; of a family, by its first variant."""
    statement, first = node.get("statement"), problem
    if family is not None:
        first = problem.variants[0]
        values = {**values, "put": family.given(first.variant)}
    yield from advice(first, values, file)
    if isinstance(statement, Scalar) and values.get("f") is not None:
        yield from of_statement(first, statement, values["f"], file)


def _names_are_sound(node: Mapping, found: Iterable[Finding]) -> bool:
    values = [node.get(name) for name in _NAMING]
    is_misfit = any(item.path[0] in _NAMING for item in found)
    return not is_misfit and all(value is None or is_sound(value) for value in values)


def _diagnostic(finding: Finding, file: str) -> Diagnostic:
    return Diagnostic(finding.code, finding.message, finding.remedy, where=_where(file, finding.at), severity=finding.severity)


def _where(file: str, node: Node) -> Where:
    return Where(file, node.line, node.column)


def _place(said: Diagnostic) -> tuple[int, int]:
    return (said.where.line, said.where.column) if said.where else (0, 0)
