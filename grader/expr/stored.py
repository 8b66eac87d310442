"""Trees as plain lists, which JSON can hold, and back; of a list that is no tree nothing is made.

A tree is the list of its nodes, children first: a node is ``[name, number of children, data, start, end]`` (null where it
has no span), a whole number a node that has come before, counted among those with children.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NoReturn

from grader.expr.nodes import (
    Add,
    Call,
    Constant,
    Div,
    Expr,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Span,
    Symbol,
    Transpose,
    flatten,
    make,
)
from grader.expr.operators import HIGHEST_ORDER, OPERATOR_NAMES
from grader.expr.tensors import (
    Apply,
    ArraySymbol,
    Cases,
    Condition,
    Differential,
    Entry,
    Every,
    Filled,
    Gradient,
    Index,
    Indicator,
    Integral,
    Operator,
    Points,
    Size,
    Slice,
    Sum,
    Unit,
)

MAX_LEAVES = 20_000
MAX_DEPTH = 2_500
"""Twice what an answer may have with all its names put in."""

_FRACTION = re.compile("([0-9]{1,1000})/0*([1-9][0-9]{0,999})")
_CALL = re.compile("[a-z][a-z0-9_]*")

Arguments = tuple[Expr, ...]


def tree_to_list(tree: Expr) -> list[Any]:
    """Return a tree as a list of numbers, texts and lists; it has as many items as the tree has distinct nodes and second places."""
    return [row if isinstance(row, int) else _to_list(*row) for row in flatten(tree)]


def _to_list(kind: type[Expr], count: int, data: Any, span: Span | None) -> list[Any]:
    if kind is Number and isinstance(data[0], Fraction):
        data = str(data[0]), data[1]
    return [kind.__name__, count, data, *(span or (None, None))]


def tree_from_list(rows: object) -> Expr:
    """Return the tree of which ``tree_to_list`` made the list; raise ``ValueError`` for anything else, and for what is too large."""
    if type(rows) is not list:
        _refuse()
    done, inner = list[Expr](), list[Expr]()
    for row in rows:
        if type(row) is int:
            if not 0 <= row < len(inner):
                _refuse()
            done.append(inner[row])
            continue
        node = _node(row, done)
        done.append(node)
        if node.args:
            inner.append(node)
            if node.leaves > MAX_LEAVES or node.depth > MAX_DEPTH:
                _refuse()
    if len(done) != 1 or type(done[0]) is Every or (type(done[0]) is Condition and not _are_equations(done[0])):
        _refuse()
    return done[0]


def _are_equations(tree: Expr) -> bool:
    """Whether a condition is an equation or a system: such a tree stands for itself."""
    return all(equation.data == "=" for equation in (tree.args if tree.data == "and" else (tree,)))


def _node(row: object, done: list[Expr]) -> Expr:
    """Return the node of a row; take its children from the end of what is done."""
    if type(row) is not list or len(row) != 5:
        _refuse()
    name, count, data, start, end = row
    if type(name) is not str or name not in _FORMS or type(count) is not int or not 0 <= count <= len(done):
        _refuse()
    if start is not None and not (type(start) is type(end) is int and 0 <= start <= end):
        _refuse()
    kind, read, least, most, fits = _FORMS[name]
    args: Arguments = ()
    if count:
        args = tuple(done[-count:])
        del done[-count:]
    if not least <= count <= most:
        _refuse()
    value = None if data is read is None else read(data) if read is not None else _refuse()
    if fits is not None:
        if not fits(args, value):
            _refuse()
    elif count and not _are_values(args):
        _refuse()
    return make(kind, args, value, None if start is None else (start, end))


def _refuse() -> NoReturn:
    raise ValueError("this is no tree")


# What a node says besides its children


def _name(data: object) -> str:
    return data if isinstance(data, str) and data else _refuse()


def _one_of(*names: str) -> Callable[[object], str]:
    return lambda data: data if isinstance(data, str) and data in names else _refuse()


def _function(data: object) -> str:
    return data if isinstance(data, str) and _CALL.fullmatch(data) else _refuse()


def _number(data: object) -> tuple[int | Fraction, int | None]:
    match data:
        case [int(value), None] if type(value) is int and value >= 0:
            return value, None
        case [int(value), int(places)] if type(value) is type(places) is int and value >= 0 and 0 <= places <= 1_000:
            return value, places
        case [str(text), places] if (found := _FRACTION.fullmatch(text)) and (type(places) is int or places is None):
            ratio = Fraction(int(found[1]), int(found[2]))
            if ratio.denominator > 1 and (places is None or (0 < places <= 1_000 and 10**places % ratio.denominator == 0)):
                return ratio, places
    _refuse()


def _shape(data: object) -> tuple[int, int]:
    match data:
        case [int(rows), int(columns)] if type(rows) is type(columns) is int and rows > 0 and columns > 0:
            return rows, columns
    _refuse()


def _filled(data: object) -> tuple[str, tuple[tuple[str | int, ...], ...]]:
    match data:
        case ["I" | "ones" | "zeros" | "comm" as kind, list(sizes)] if len(sizes) <= 2:
            return kind, tuple([_size(size) for size in sizes])
    _refuse()


def _size(data: object) -> tuple[str | int, ...]:
    if not isinstance(data, list) or not all(type(each) in (int, str) and each for each in data):
        _refuse()
    return tuple(data)


def _count(data: object) -> int:
    return data if type(data) is int and data > 0 else _refuse()


def _applied(data: object) -> tuple[str, tuple[int, ...]]:
    match data:
        case [str(name), list(orders)] if name and all(type(each) is int and each >= 0 for each in orders):
            return name, tuple(orders)
    _refuse()


def _operated(data: object) -> tuple[str, tuple[str, ...], int]:
    match data:
        case [str(name), list(names), int(order)] if name in OPERATOR_NAMES and names and order in range(HIGHEST_ORDER + 1):
            return name, tuple([_name(each) for each in names]), order
    _refuse()


# Which children a node may have


MAX_COMPARED = 16
"""Numbers of which ``max`` and ``min`` find one; other functions take one or two."""

_NO_VALUES = (Condition, Every, Points)
"""Nodes that have places of their own."""


def _are_values(args: Arguments) -> bool:
    return all([arg.is_plain or type(arg) not in _NO_VALUES for arg in args])  # noqa: C419 - a list costs half


def _entries(args: Arguments, data: tuple[int, int]) -> bool:
    return len(args) == data[0] * data[1] and _are_values(args)


def _called(args: Arguments, name: str) -> bool:
    return (len(args) <= 2 or name in ("max", "min")) and _are_values(args)


def _whole_points(args: Arguments, count: int) -> bool:
    return len(args) % count == 0 and _are_values(args)


def _at_arguments(args: Arguments, data: tuple[str, tuple[int, ...]]) -> bool:
    return len(args) == len(data[1]) and _are_values(args)


def _with_values(args: Arguments, data: tuple[str, tuple[str, ...], int]) -> bool:
    wanted = {"dir": 2, "at": 1 + len(data[1]), "taylor": 1 + len(data[1])}.get(data[0], 1)
    return len(args) == wanted and _are_values(args)


def _sliced(args: Arguments, data: None) -> bool:
    return type(args[0]) is not Every and not any(type(arg) is Condition for arg in args)


def _compared(args: Arguments, sign: str) -> bool:
    if sign in ("and", "or"):
        return len(args) > 1 and _are_conditions(args)
    return len(args) == (0 if sign == "otherwise" else 2) and _are_values(args)


def _are_conditions(args: Arguments) -> bool:
    return all(type(arg) is Condition for arg in args)


def _held(args: Arguments, data: None) -> bool:
    return _are_conditions(args)


def _in_turn(args: Arguments, data: None) -> bool:
    return len(args) % 2 == 0 and _are_values(args[::2]) and _are_conditions(args[1::2])


_Form = tuple[type[Expr], Callable[[object], Any] | None, int, int, Callable[[Arguments, Any], bool] | None]

_FORMS: dict[str, _Form] = {form[0].__name__: form for form in (
    (Number, _number, 0, 0, None), (Symbol, _name, 0, 0, None), (Constant, _one_of("pi", "e"), 0, 0, None), (Neg, None, 1, 1, None),
    (Add, None, 2, MAX_LEAVES, None), (Mul, None, 2, MAX_LEAVES, None), (Div, None, 2, 2, None), (Pow, None, 2, 2, None),
    (Call, _function, 1, MAX_COMPARED, _called), (Matrix, _shape, 1, MAX_LEAVES, _entries), (Transpose, None, 1, 1, None),
    (ArraySymbol, _name, 0, 0, None), (Differential, _name, 0, 0, None), (Size, _name, 0, 0, None), (Filled, _filled, 0, 0, None),
    (Index, _name, 0, 0, None), (Every, None, 0, 0, None), (Unit, None, 1, 2, None), (Entry, None, 2, MAX_LEAVES, None),
    (Slice, None, 3, 3, _sliced), (Indicator, None, 1, 1, _held), (Cases, None, 2, MAX_LEAVES, _in_turn), (Sum, _name, 1, 1, None),
    (Condition, _one_of("=", "!=", "<", "<=", ">", ">=", "and", "or", "otherwise"), 0, MAX_LEAVES, _compared),
    (Apply, _applied, 1, MAX_LEAVES, _at_arguments), (Operator, _operated, 1, MAX_LEAVES, _with_values),
    (Gradient, _operated, 1, MAX_LEAVES, _with_values), (Points, _count, 0, MAX_LEAVES, _whole_points),
    (Integral, _name, 3, 3, None),
)}
"""By a node's name its class, the reader of its ``data``, how many children it has, and which where these are not all values."""
