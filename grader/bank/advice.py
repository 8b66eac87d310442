"""What an author may not have meant: texts with two readings, variables that nothing uses, names of functions; warnings only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from grader.bank.problems import definitions
from grader.engine import Posed, expanded, idle_conditions
from grader.expr import HOLDS_CASES, Call, Div, Expr, Number, Operator, Pow, names, plain, postorder, shapes, substitute
from grader.kinds import author_scope, decide, equal, fields_asked, value_of
from grader.model import Diagnostic, Outcome, Problem, Severity, Task, Where
from grader.record import replace
from grader.syntax import Reading, read, readings, spelling
from grader.yamlnodes import Scalar

_STRUCTURAL = frozenset(("blank", "comma", "line", "wide"))
"""Kinds of choice about rows and entries: a second reading of them has other shapes, and is seen by that."""


def advice(problem: Problem, values: dict[str, Any], file: str) -> Iterator[Diagnostic]:
    """Yield the warnings about a problem with these values of its fields; about one without a function there is one kind."""
    yield from _of_statement(problem, file)
    if problem.task.f is None:
        return
    for text in (*[text for _, text in definitions(values)], values.get("f"), values.get("truth")):
        if text is not None:
            yield from _two_readings(text, problem, file)
    yield from _of_conditions(problem, values.get("f"), file)
    yield from _of_direction(problem, values, file)
    yield from _of_names(problem, [declared.name for declared in values.get("vars", ())], file)
    yield from _of_echoes(problem, values, file)


def _of_statement(problem: Problem, file: str) -> Iterator[Diagnostic]:
    """Warn of a problem that asks nothing: without the author's statement one is made from f, but not where f is the answer."""
    task, where = problem.task, problem.shown.where
    if not problem.shown.statement and not problem.scheme.given and not fields_asked(task.written or task.asked).what:
        yield Diagnostic("bank/no-statement", "students see no question: there is no statement, and none follows from f",
                         "write a statement", where=Where(file, where.line if where else 1, 1), severity=Severity.WARNING)


def _two_readings(text: Scalar, problem: Problem, file: str) -> Iterator[Diagnostic]:
    """A warning where a text has a second reading that is another function of the problem's variables."""
    known = author_scope(problem.task, problem.task.definitions)
    reading = read(text.text, known)
    if not isinstance(reading, Reading):
        return
    choices = frozenset(choice for choice in reading.choices if choice.partition("@")[0] not in _STRUCTURAL)
    for kind, other in readings(text.text, known, choices):
        if "," in kind or (kind.startswith("exponent") and not _is_likely(reading.tree, other.tree)) or other.tree == reading.tree:
            continue
        if not _is_same(problem.task, reading.tree, other.tree):
            yield Diagnostic("bank/two-readings", f"this has two readings: {plain(reading.tree)}, which is taken, and {plain(other.tree)}",
                             "write brackets around what you mean", where=Where(file, text.line, text.column), severity=Severity.WARNING)
            return


def _of_conditions(problem: Problem, text: Scalar | None, file: str) -> Iterator[Diagnostic]:
    """Warn of conditions in f that hold everywhere or nowhere in the domain."""
    f = problem.task.f
    if text is None or f is None or not f.holds & HOLDS_CASES:
        return
    for condition, always in idle_conditions(Posed(problem.task, ""), substitute(f, expanded(problem.task.definitions))):
        column = text.column_of(condition.span[0] if condition.span else 0)
        yield Diagnostic("bank/case-idle", f"the condition {plain(condition)} holds {'everywhere' if always else 'nowhere'} in the domain",
                         "mend the condition or the domain, or delete the case", where=Where(file, text.line, column),
                         severity=Severity.WARNING)


def _is_likely(first: Expr, second: Expr) -> bool:
    """Return whether more than a power over a number may be meant: in ``x^2/2`` hardly, in ``x^1/2`` very likely."""
    known = {node for node in postorder(first) if type(node) is Pow}
    exponents = [node.args[1] for node in postorder(second) if type(node) is Pow and node not in known]
    return not exponents or not all(_is_fraction_above_one(exponent) for exponent in exponents)


def _is_fraction_above_one(exponent: Expr) -> bool:
    return type(exponent) is Div and all(type(part) is Number for part in exponent.args) and exponent.args[0] != Number(1)


def _is_same(task: Task, first: Expr, second: Expr) -> bool:
    definitions = expanded(task.definitions)
    try:
        return equal(value_of(task, substitute(first, definitions), ""), substitute(second, definitions))
    except shapes.ShapeError:
        return False


def _of_direction(problem: Problem, values: dict[str, Any], file: str) -> Iterator[Diagnostic]:
    """Refuse the direction zero; warn of one that has certainly not the length 1, where it is not said that it is divided by its length."""
    said, f = values.get("direction"), problem.task.f
    nodes = [node for node in postorder(f) if isinstance(node, Operator) and node.name == "dir"] if f is not None else []
    if said is None or not nodes:
        return
    written = nodes[-1].args[1]
    # Divided by its length it is a quotient, or a column of them.
    given = written if not said.is_along else written.args[0] if type(written) is Div else \
        written.with_args([entry.args[0] for entry in written.args])
    direction = substitute(given, expanded(problem.task.definitions))
    if names(direction):
        return
    length = value_of(problem.task, Call("norm", (direction,)), "")
    if equal(length, Number(0)):
        yield replace(_warning("bank/direction", "this direction is zero: there is no derivative along it",
                               "write a direction with an entry that is not 0", said.text, file), severity=Severity.ERROR)
    elif not said.is_along and decide(length, Number(1)).outcome is Outcome.INCORRECT:
        yield _warning("bank/direction", "this direction has not the length 1", "write direction: {along: …} to divide it by its length",
                       said.text, file)


def _of_names(problem: Problem, declared: Iterable[Scalar], file: str) -> Iterator[Diagnostic]:
    """Warn of variables that nothing uses, or that f does not hold although it is differentiated by them."""
    task = problem.task
    assert task.f is not None, "a problem with advice has a function"
    f = names(substitute(task.f, expanded(task.definitions)))
    used = f.union(*[names(tree) for _, tree in task.definitions], names(task.truth_tree) if task.truth_tree is not None else ())
    used |= {matrix for _, matrix in task.columns}
    for variable in declared:
        name = variable.text
        if name in task.wrt and name not in f:
            yield _warning("bank/wrt-not-in-f", f"f does not depend on {name}: the derivative by it is 0", "look at f and wrt",
                           variable, file)
        elif name not in used and not _is_mentioned(name, problem.shown.statement):
            yield _warning("bank/unused", f"{name} is neither in a formula of this problem nor in its statement",
                           "delete it, or use it", variable, file)


def _of_echoes(problem: Problem, values: dict[str, Any], file: str) -> Iterator[Diagnostic]:
    """A remark about names that no answer may have, which the author has not said; a warning where f is an answer of one word."""
    task, scheme, f = problem.task, problem.scheme, values["f"]
    if scheme.given:
        return
    if scheme.without and "without" not in values:
        names_said = " and ".join(scheme.without)
        yield Diagnostic("bank/without", f"answers may not have {names_said}, since f is made of it", "write without: [] to allow it",
                         where=Where(file, f.line, f.column), severity=Severity.REMARK)
    if task.asked == "value" and type(task.f) is Call and not scheme.form and not scheme.use:
        inside = names(task.f)
        if inside and inside <= set(scheme.follow) - set(scheme.without):
            yield _warning("bank/echo", f"f itself is a right answer here: {plain(task.f)}",
                           "write form: evaluated, or without: with the names that must be written out", f, file)


def _is_mentioned(name: str, text: str) -> bool:
    """Return whether a name is a word of a text, also where the text writes ``x_1`` for ``x1``."""
    word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(spelling(name))}(?![A-Za-z0-9])")
    return bool(word.search(text) or word.search(spelling(text)))


def _warning(code: str, message: str, remedy: str, at: Scalar, file: str) -> Diagnostic:
    return Diagnostic(code, message, remedy, where=Where(file, at.line, at.column), severity=Severity.WARNING)
