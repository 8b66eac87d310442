"""One problem's tree to its entry: what is there and has its form is taken over, the rest stays at its default.

The tree may be faulty; what is wrong with it has been said by then.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

from grader.bank.entry import ArrayKind, Asked, Decimals, Entry, Partial, VariableEntry, WrongEntry
from grader.bank.forms import Domain
from grader.bank.nodes import Mapping, Node, Scalar, Sequence
from grader.bank.rules import fraction, share


def entry_of(problem: Mapping, file: str, group: str = "", part: str = "") -> Entry:
    """The entry of a problem, or of a part of the problem ``group``, as it stands in a file."""
    name, wrt, hints, follow = problem.get("id"), problem.get("wrt"), problem.get("hints"), problem.get("follow")
    return Entry(
        file=file, line=problem.line, column=problem.column,
        id=name if isinstance(name, Scalar) else Scalar("", "plain", problem.line, problem.column, False),
        title=_prose(problem.get("title")), section=_prose(problem.get("section")), statement=_prose(problem.get("statement")),
        variables=tuple(_variable(key, form) for key, form in _pairs(problem.get("vars"))),
        functions=_scalars(problem.get("funcs")), columns=_scalars(problem.get("columns")), indices=_scalars(problem.get("indices")),
        axes=_axes(problem.get("axes")), sizes=_formula(problem.get("sizes")),
        definitions=tuple((key.text, text) for key, text in _scalars(problem.get("alias")) + _scalars(problem.get("defs"))),
        f=_formula(problem.get("f")),
        wrt=(wrt.text,) if isinstance(wrt, Scalar) else _texts(wrt),
        wrt_is_list=isinstance(wrt, Sequence),
        asked=_choice(problem.get("asked"), Asked, "derivative"),
        truth=_formula(problem.get("truth")),
        accept=_texts(problem.get("accept")), other_layout=_texts(problem.get("other_layout")),
        wrong=tuple(_wrong(item) for item in _items(problem.get("wrong"))),
        points=fraction(problem.get("points")) or Fraction(1),
        partial=_choice(problem.get("partial"), Partial, "none"), decimals=_choice(problem.get("decimals"), Decimals, "exact"),
        layouts=_credit(problem.get("layouts")),
        credit=tuple((rule.text, _credit(share)) for rule, share in _pairs(problem.get("credit"))),
        group=group, part=part, follow=(follow.text,) if isinstance(follow, Scalar) else _texts(follow),
        follow_share=_credit(problem.get("follow_credit")),
        hints=(_prose(hints),) if isinstance(hints, Scalar) else _texts(hints),
        solution=_prose(problem.get("solution")), tags=_texts(problem.get("tags")),
    )


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
    return tuple(item.text.strip() for item in _items(node) if isinstance(item, Scalar))


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
