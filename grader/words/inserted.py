"""``{@f@}`` in an author's text: the formula that was read stands there, so that no statement says another one than is asked."""

from __future__ import annotations

from collections.abc import Mapping

from grader.expr import ArraySymbol, Expr, Operator, Symbol, plain
from grader.lazily import lazily
from grader.model import Task

INSERTED = lazily(r"\{@[ \t]*([^\s{}@]{1,100})[ \t]*@\}")
"""A name between ``{@`` and ``@}``."""


def insertions(task: Task) -> dict[str, tuple[Expr, ...]]:
    """Return the trees that a text may name: ``f``, the variables of ``wrt``, each definition, each variable, what given parts tell.

    A name of the problem's own wins over ``f`` and ``wrt``.
    """
    variables = {each.name: ArraySymbol(each.name) if each.shape else Symbol(each.name) for each in task.variables}
    f = function_of(task)
    known: dict[str, tuple[Expr, ...]] = {"f": (f,)} if f is not None else {}
    if task.wrt:
        known["wrt"] = tuple(variables[name] for name in task.wrt if name in variables)
    return {**known, **{name: (tree,) for name, tree in (*variables.items(), *task.definitions)}, **dict(task.told)}


def function_of(task: Task) -> Expr | None:
    """Return f as the author wrote it: what is asked of it, where that is an operator or at a point, is taken off."""
    asked = operator_of(task)
    return asked.args[0] if asked is not None else _without_point(task) if task.written else task.f


def operator_of(task: Task) -> Operator | None:
    """Return the operator that is asked of f, with f in it; operators that f itself has are not looked at."""
    if task.written in ("", "value"):
        return None
    node = _without_point(task)
    if task.written == "jacobian-determinant" and node is not None:
        node = node.args[0]
    return node if isinstance(node, Operator) else None


def _without_point(task: Task) -> Expr | None:
    """What is asked without the point at which it is asked; the centre of a Taylor polynomial stands in its operator."""
    return task.f.args[0] if task.f is not None and task.at and task.written != "taylor" else task.f


def filled(text: str, task: Task) -> str:
    """Return a text with the formulas that it names as plain text; a name that is unknown stays as it was typed."""
    return _filled(text, insertions(task)) if "{@" in text else text


def with_told(text: str, task: Task) -> str:
    """Return a text in which only what given parts tell stands as plain text."""
    return _filled(text, dict(task.told)) if task.told else text


def _filled(text: str, known: Mapping[str, tuple[Expr, ...]]) -> str:
    return INSERTED.sub(lambda found: ", ".join(map(plain, known[found[1]])) if found[1] in known else found[0], text)
