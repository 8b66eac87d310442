"""What a problem asks of the form of its answers: names that they may not have, names that they must have, forms that go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.expr import names
from grader.kinds import kind_of
from grader.kinds.requirements import FORMS
from grader.model import Diagnostic, Problem, Where
from grader.record import record
from grader.syntax import function_named, spelling
from grader.yamlnodes import Mapping as Fields
from grader.yamlnodes import Node, Scalar, Sequence, nearest


@record
class Wanted:
    """Names and functions that an answer may not have and must have, as trees name them, and what is wrong with what the author wrote."""

    without: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    said: tuple[Diagnostic, ...] = ()


def wanted_form(problem: Problem, earlier: Mapping[str, Problem], values: Mapping[str, Any], node: Fields, file: str) -> Wanted:
    """Return what a problem wants; ``values`` are those of its fields, ``node`` is its mapping and ``earlier`` are the parts before it.

    Without a list of the author's an answer may not have the names of the earlier parts that f uses: they would be its echo.
    """
    task, scheme = problem.task, problem.scheme
    known = {spelling(name): name for name in (*(variable.name for variable in task.variables), *dict(task.definitions),
                                               *dict(task.functions), *dict(task.columns))}
    said = list[Diagnostic]()
    lists = {}
    for field in ("without", "use"):
        lists[field] = tuple(filter(None, (_named(item, known, file, said) for item in _items(node.get(field)))))
    if "without" not in values:
        # A part that has the name of a variable is not meant by it: the variable is.
        used = (names(task.f) if task.f is not None else frozenset()) & dict(task.definitions).keys()
        lists["without"] = tuple(name for name in earlier if name in used and name not in (*scheme.follow, *lists["use"]))
    for name in sorted({*lists["without"]} & {*lists["use"]}):
        said.append(_fault("bank/use", f"an answer cannot be without {name} and use it", "delete it in one of the two", node.get("use"),
                           node, file))
    said.extend(_of_forms(problem, node, file))
    return Wanted(lists["without"], lists["use"], tuple(said))


def _items(node: Node | None) -> tuple[Scalar, ...]:
    found = node.items if isinstance(node, Sequence) else (node,)
    return tuple(item for item in found if isinstance(item, Scalar) and item.text.strip())


def _named(item: Scalar, known: Mapping[str, str], file: str, said: list[Diagnostic]) -> str:
    """The name or function that is meant, as trees name it; empty if there is none, which is then said."""
    text = item.text.strip()
    found = known.get(spelling(text)) or function_named(text)
    if not found:
        said.append(_fault("bank/undeclared", f"{text[:60]!r} is neither a name of this problem nor a function",
                           nearest(text, known) or f"the names are {', '.join(known.values())}", item, item, file))
    return found


def _of_forms(problem: Problem, node: Fields, file: str) -> Iterator[Diagnostic]:
    """What is wrong between the forms, and with the values at which an answer must be defined."""
    asked, at = [required.name for required in problem.scheme.form], node.get("form") or node
    scalars = [variable.name for variable in problem.task.variables if not variable.shape]
    if asked and not kind_of(problem.task).trees:
        yield _fault("bank/idle-field", f"'form' means nothing where asked is {problem.task.asked}", "delete this field", at, node, file)
    for required in problem.scheme.form:
        other = FORMS[required.name].excludes
        if other in asked and required.name < other:
            yield _fault("bank/form", f"no answer is asked for as {required.name} and {other}", "choose one of them", at, node, file)
        for name in dict(required.at):
            if name not in scalars:
                yield _fault("bank/form", f"{name[:60]!r} is no variable with numbers as values",
                             nearest(name, scalars) or f"these are {', '.join(scalars) or 'none'}", at, node, file)


def _fault(code: str, message: str, remedy: str, at: Node | None, otherwise: Node, file: str) -> Diagnostic:
    place = at or otherwise
    return Diagnostic(code, message, remedy, where=Where(file, place.line, place.column))
