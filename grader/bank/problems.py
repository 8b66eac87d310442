"""Entries to problems: formulas become trees, and what cannot be read is said with its place in the file."""

from __future__ import annotations

from dataclasses import replace

from grader.bank.entry import Entry, VariableEntry
from grader.bank.nodes import Scalar
from grader.engine import array_of, expanded, interval
from grader.expr import Expr, substitute
from grader.kinds import read_dimension
from grader.model import Diagnostic, Problem, Severity, Variable, Where, WrongAnswer
from grader.syntax import Scope, read

_OPEN = {"low": ("-oo", "-∞"), "high": ("oo", "+oo", "∞")}


def problem_of(entry: Entry, prefix: str = "") -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The problem of an entry, none if a formula cannot be read; ``prefix`` goes before the file's name."""
    file, said = prefix + entry.file, list[Diagnostic]()
    variables = tuple(_variable(item, file, said) for item in entry.variables)
    definitions = _definitions(entry, file, said)
    f = truth = None
    if entry.asked == "dimension":
        _check_dimension(entry.truth, file, said)
    elif len(definitions) == len(entry.definitions):
        scope = Scope(tuple(variable.name for variable in variables) + tuple(name for name, _ in definitions))
        f = _formula(entry.f, scope, definitions, file, said)
        truth = _formula(entry.truth, scope, definitions, file, said)
        if f is not None and entry.f is not None and entry.asked == "derivative":
            _check_functions(f, entry.f, definitions, file, said)
    if any(item.severity is Severity.ERROR for item in said):
        return None, tuple(said)
    return Problem(
        id=entry.id.text, kind="dimension" if entry.asked == "dimension" else "formula",
        title=entry.title, section=entry.section, statement=entry.statement,
        variables=variables, definitions=definitions, f=f, f_text=entry.f.text.strip() if entry.f else "",
        wrt=entry.wrt, wrt_is_list=entry.wrt_is_list, asked=entry.asked,
        truth=entry.truth.text.strip() if entry.truth else "", truth_tree=truth,
        accept=entry.accept, other_layout=entry.other_layout,
        wrong=tuple(WrongAnswer(item.answer, item.misconception, item.rule, Where(file, item.line, item.column)) for item in entry.wrong),
        points=entry.points, partial=entry.partial, decimals=entry.decimals, layouts=entry.layouts,
        hints=entry.hints, solution=entry.solution, tags=entry.tags, where=Where(file, entry.line, entry.column),
    ), tuple(said)


def _read(text: Scalar, scope: Scope, file: str, said: list[Diagnostic]) -> Expr | None:
    reading = read(text.text, scope)
    if isinstance(reading, Diagnostic):
        said.append(_placed(reading, text, file))
        return None
    said.extend(_placed(note, text, file) for note in reading.notes)
    return reading.tree


def _placed(found: Diagnostic, text: Scalar, file: str) -> Diagnostic:
    """What is said about a text, with its place in the file that holds the text."""
    return replace(found, where=Where(file, text.line, text.column_of(found.span[0] if found.span else 0)))


def _at(code: str, message: str, remedy: str, text: Scalar, file: str) -> Diagnostic:
    return Diagnostic(code, message, remedy, where=Where(file, text.line, text.column))


def _definitions(entry: Entry, file: str, said: list[Diagnostic]) -> tuple[tuple[str, Expr], ...]:
    """The definitions that can be read; each may use the variables and those before it."""
    names, done = tuple(variable.name.text for variable in entry.variables), list[tuple[str, Expr]]()
    for name, text in entry.definitions:
        tree = _formula(text, Scope(names), tuple(done), file, said)
        if tree is None:
            break
        done.append((name, tree))
        names += (name,)
    return tuple(done)


def _formula(text: Scalar | None, scope: Scope, definitions: tuple[tuple[str, Expr], ...], file: str,
             said: list[Diagnostic]) -> Expr | None:
    """The tree of a formula whose shapes fit, nothing else."""
    tree = None if text is None else _read(text, scope, file, said)
    if tree is None or text is None:
        return None
    full = substitute(tree, expanded(definitions))
    array = array_of(full)
    if isinstance(array, Diagnostic):
        # A span within a definition that was put in is no place in this text.
        said.append(_placed(array if full is tree else replace(array, span=None), text, file))
        return None
    return tree


def _check_functions(f: Expr, text: Scalar, definitions: tuple[tuple[str, Expr], ...], file: str, said: list[Diagnostic]) -> None:
    array = array_of(substitute(f, expanded(definitions)))
    if not isinstance(array, Diagnostic) and array.shape is not None and min(array.shape) > 1:
        said.append(_at("bank/not-built", "derivatives of matrices are not built yet; this problem is left out",
                        "write f as a column of functions", text, file))


def _check_dimension(text: Scalar | None, file: str, said: list[Diagnostic]) -> None:
    axes = None if text is None else read_dimension(text.text)
    if text is not None and isinstance(axes, Diagnostic):
        said.append(_placed(axes, text, file))


def _variable(entry: VariableEntry, file: str, said: list[Diagnostic]) -> Variable:
    if entry.low is None or entry.high is None:
        return Variable(entry.name.text, entry.domain)
    before = len(said)
    variable = Variable(entry.name.text, entry.domain, _end(entry.low, "low", file, said), _end(entry.high, "high", file, said))
    if len(said) == before:
        found = interval(variable)
        if not found.low < found.high:
            said.append(_at("bank/domain", f"the domain of {variable.name} holds no number: its ends are no two numbers in order",
                            "write the smaller end first", entry.low, file))
    return variable


def _end(text: Scalar, side: str, file: str, said: list[Diagnostic]) -> Expr | None:
    """The tree of an end without variables, ``None`` if it is open (or cannot be read, which is then said)."""
    if text.text.strip() in _OPEN[side]:
        return None
    if any(text.text.strip() in spellings for spellings in _OPEN.values()):
        said.append(_at("bank/domain", f"a domain cannot {'begin' if side == 'low' else 'end'} with {text.text.strip()}",
                        "an open end is [-oo, b] or [a, oo]", text, file))
        return None
    tree = _read(text, Scope(), file, said)
    if tree is not None and tree.is_array:
        said.append(_at("bank/domain", "an end of a domain must be a number", "write an expression such as pi/2", text, file))
    return tree
