"""One problem's tree to its entry: what is there and has its form is taken over, the rest stays at its default.

The tree may be faulty; what is wrong with it has been said by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from functools import cache, partial
from typing import Any, Literal, get_args, get_origin, get_type_hints

from grader.bank.entry import ArrayKind, Entry, VariableEntry, WrongEntry
from grader.bank.forms import Domain, ProblemForm
from grader.bank.rules import fraction, share
from grader.yamlnodes import Mapping, Node, Scalar, Sequence


def entry_of(problem: Mapping, file: str, group: str = "", part: str = "") -> Entry:
    """Return the entry of a problem, or of a part of the problem ``group``, as it is written in a file.

    What is written as it is kept is read by the type of the entry's field; the other fields are named here.
    """
    name, points = problem.get("id"), problem.get("points")
    return Entry(
        file=file, line=problem.line, column=problem.column, group=group, part=part,
        id=name if isinstance(name, Scalar) else Scalar("", "plain", problem.line, problem.column, False),
        variables=tuple(_variable(key, form) for key, form in _pairs(problem.get("vars"))),
        functions=_scalars(problem.get("funcs")), axes=_axes(problem.get("axes")),
        definitions=tuple((key.text, text) for key, text in _scalars(problem.get("alias")) + _scalars(problem.get("defs"))),
        wrt_is_list=isinstance(problem.get("wrt"), Sequence),
        wrong=tuple(_wrong(item) for item in _items(problem.get("wrong"))),
        points=fraction(points) or Fraction(1),
        credit=tuple((rule.text, _credit(share)) for rule, share in _pairs(problem.get("credit"))),
        follow_share=_credit(problem.get("follow_credit")),
        **{field: read(problem.get(field)) for field, read in _as_kept().items()},
    )


@cache
def _as_kept() -> dict[str, Callable[[Node | None], Any]]:
    """The fields that an entry keeps as they are written, by the names that they have in a file, and how each is read."""
    written = {field.name for field in fields(ProblemForm)}
    readers = {str: _prose, tuple[str, ...]: _texts, Scalar | None: _formula, tuple[tuple[Scalar, Scalar], ...]: _scalars,
               Fraction: _credit}
    found = dict[str, Callable[[Node | None], Any]]()
    for field, kind in get_type_hints(Entry).items():
        if field in written and field not in ("id", "points"):
            if get_origin(kind) is Literal:
                found[field] = partial(_choice, choices=kind, default=get_args(kind)[0])
            elif kind in readers:
                found[field] = readers[kind]
    return found


def _scalars(node: Node | None) -> tuple[tuple[Scalar, Scalar], ...]:
    return tuple((key, text) for key, text in _pairs(node) if isinstance(text, Scalar))


def _axes(node: Node | None) -> tuple[Scalar, ...]:
    """The index names of the axes, outputs first."""
    if not isinstance(node, Mapping):
        return ()
    return tuple(item for side in ("out", "in") for item in _items(node.get(side)) if isinstance(item, Scalar))


def _variable(name: Scalar, form: Node) -> VariableEntry:
    sizes = form if isinstance(form, Sequence) else form.get("shape") if isinstance(form, Mapping) else None
    if isinstance(sizes, Sequence):
        kind = form.get("kind") if isinstance(form, Mapping) else None
        shape = tuple(item for item in sizes.items if isinstance(item, Scalar))
        return VariableEntry(name, shape=shape, kind=_choice(kind, ArrayKind, "real"))
    if isinstance(form, Mapping):
        ends = _items(form.get("domain"))
        if len(ends) == 2 and isinstance(ends[0], Scalar) and isinstance(ends[1], Scalar):
            return VariableEntry(name, "interval", ends[0], ends[1])
    return VariableEntry(name, _choice(form, Domain, "real"))


def _wrong(item: Node) -> WrongEntry:
    if isinstance(item, Mapping):
        answer = item.get("answer") or item
        return WrongEntry(_prose(answer), _prose(item.get("misconception")), _prose(item.get("rule")), _prose(item.get("reason")),
                          answer.line, answer.column)
    return WrongEntry(_prose(item), "", "", "", item.line, item.column)


def _prose(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""


def _texts(node: Node | None) -> tuple[str, ...]:
    """The texts of a list, or a text that stands for a list of one."""
    items = (node,) if isinstance(node, Scalar) else _items(node)
    return tuple(item.text.strip() for item in items if isinstance(item, Scalar))


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _pairs(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    return node.pairs if isinstance(node, Mapping) else ()


def _formula(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) and node.text.strip() else None


def _choice(node: Node | None, choices: Any, default: Any) -> Any:
    return node.text if isinstance(node, Scalar) and node.text in get_args(choices) else default


def _credit(node: Node | None) -> Fraction:
    if isinstance(node, Scalar) and node.text == "none":
        return Fraction(0)
    credit = share(node)
    return Fraction(1) if credit is None else credit
