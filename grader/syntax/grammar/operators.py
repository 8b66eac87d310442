"""Operators that authors write in a problem's own formulas: ``lap(f, [x, y])``, ``at(f, x = 1)``; answers hold none."""

from __future__ import annotations

from grader.expr import HIGHEST_ORDER, ArraySymbol, Expr, Integral, Matrix, Number, Operator, Symbol
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.tokens.tokens import UnreadableError, separators

_REMEDIES = {
    "D": "write D(f, x)",
    "int": "write int(f, x, 0, 1): function, variable, and where it begins and ends",
    "dir": "write dir(f, [x, y], [3/5, 4/5])", "at": "write at(f, x = 1, y = 2)",
    "taylor": "write taylor(f, [x, y], [2, 1], 1): function, variables, centre, order",
}


def starts(cursor: Cursor, at: int) -> bool:
    """Whether the name at this index is that of an operator with its arguments: the D of ``D(f, x)``, which may be a size."""
    return cursor.values[at] == "D" and cursor.kinds[at + 1] == "(" and "," in separators(cursor.kinds, at + 1)


def operator(cursor: Cursor) -> Expr:
    """Read an operator with its arguments."""
    start, name = cursor.at, cursor.values[cursor.at]
    if cursor.kinds[start + 1] != "(":
        raise cursor.fail("syntax/missing-argument", f"'{name}' has no argument", _remedy(name), start)
    cursor.at = start + 2
    with cursor.in_bracket():
        function = cursor.deeper(cursor.sum)
        names, values, order = _put_in(cursor, start) if name == "at" else _by(cursor, name, start)
    if cursor.kinds[cursor.at] != ")":
        raise cursor.fail("syntax/arguments", f"this does not belong to {name}", _remedy(name))
    cursor.at += 1
    if name == "int":
        return Integral(names[0], (function, *values), cursor.span(start))
    return Operator(name, names, (function, *values), order, cursor.span(start))


def _remedy(name: str) -> str:
    return _REMEDIES.get(name, f"write {name}(f, [x, y])")


def _comma(cursor: Cursor, name: str) -> None:
    if cursor.kinds[cursor.at] != ",":
        raise cursor.fail("syntax/arguments", f"an argument of {name} is missing", _remedy(name))
    cursor.at += 1


def _after_comma(cursor: Cursor, name: str) -> Expr:
    _comma(cursor, name)
    at = cursor.at + (cursor.kinds[cursor.at] == "-")
    if cursor.values[at] in ("oo", "∞", "inf", "infinity"):
        raise cursor.fail("bank/integral", "an integral is found between two numbers", "write its value instead, which counts as stated",
                          at)
    return cursor.deeper(cursor.sum)


def _put_in(cursor: Cursor, start: int) -> tuple[list[str], list[Expr], int]:
    """Read ``, x = 1, y = 2``."""
    names, values = list[str](), list[Expr]()
    while not names or cursor.kinds[cursor.at] == ",":
        _comma(cursor, "at")
        at = cursor.at
        variable = cursor.deeper(cursor.atom)
        if type(variable) not in (Symbol, ArraySymbol) or cursor.kinds[cursor.at] != "=":
            raise cursor.fail("syntax/arguments", "a variable and what is put in for it are expected here", _remedy("at"), at)
        if variable.data in names:
            raise cursor.fail("syntax/arguments", f"{variable.data} has two values here", "give each variable one value", at)
        cursor.at += 1
        names.append(variable.data)
        values.append(cursor.deeper(cursor.sum))
    return names, values, 0


def _by(cursor: Cursor, name: str, start: int) -> tuple[list[str], list[Expr], int]:
    """Read ``, [x, y]``, for some followed by a direction, or by a centre and an order."""
    _comma(cursor, name)
    names, is_one = _names(cursor, name)
    if name == "int":
        if not is_one:
            raise cursor.fail("syntax/arguments", "an integral is taken by one number", _remedy(name), start)
        return names, [_after_comma(cursor, name) for _ in range(2)], 0
    if name not in ("dir", "taylor"):
        return names, [], int(name == "D" and not is_one)
    _comma(cursor, name)
    value = cursor.deeper(cursor.sum)
    if name == "dir":
        return names, [value], 0
    values = list(value.args) if type(value) is Matrix and 1 in value.data and len(names) > 1 else [value]
    if len(values) != len(names):
        raise UnreadableError("syntax/arguments", "the centre has one entry for each variable", value.span or cursor.span(start),
                              _remedy(name))
    _comma(cursor, name)
    at = cursor.at
    order = cursor.deeper(cursor.sum)
    if type(order) is not Number or not isinstance(order.data[0], int):
        raise cursor.fail("syntax/arguments", "this is no order of a Taylor polynomial", f"write a whole number up to {HIGHEST_ORDER}", at)
    return names, values, order.data[0]


def _names(cursor: Cursor, name: str) -> tuple[list[str], bool]:
    """Read a variable or a list of variables; whether it is one number."""
    at = cursor.at
    tree = cursor.deeper(cursor.sum)
    listed = tree.args if type(tree) is Matrix and 1 in tree.data else (tree,)
    names = [variable.data for variable in listed if type(variable) is Symbol or (type(variable) is ArraySymbol and len(listed) == 1)]
    if len(names) != len(listed) or len({*names}) < len(names):
        raise cursor.fail("syntax/arguments", "a variable, or a list of different variables, is expected here", _remedy(name), at)
    return names, len(names) == 1 and type(listed[0]) is Symbol
