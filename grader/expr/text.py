"""Tree to plain text that reads back to the same tree."""

from __future__ import annotations

from collections.abc import Callable

from grader.expr.nodes import Add, Call, Constant, Div, Expr, Matrix, Mul, Neg, Number, Pow, Symbol, Transpose
from grader.expr.tensors import (
    Apply,
    ArraySymbol,
    Cases,
    Condition,
    Differential,
    Dim,
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
from grader.expr.walk import fold

SUM, SIGN, PRODUCT, QUOTIENT, POWER, ATOM = range(6)
"""How tightly a printed tree holds together."""

Printed = tuple[str, int]


def plain(expr: Expr) -> str:
    """The tree as text: ``2x*cos(x^2)``, ``[2x1, 2x2]``, ``(x + 1)^3/2``.

    ``read(plain(tree))`` is the tree again, except that a constant ``e`` cannot be written where ``e`` is declared.
    """
    return fold(expr, _print)[0]


def plain_factor(expr: Expr) -> str:
    """The tree as text that may stand beside a sign of multiplication: a sum in brackets.

    >>> plain_factor(Add((Symbol("a"), Symbol("b")))), plain_factor(Symbol("a"))
    ('(a + b)', 'a')
    """
    return _tight(fold(expr, _print), PRODUCT)


def _print(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return _PRINTERS[type(node)](node, parts)


def _tight(part: Printed, least: int) -> str:
    return part[0] if part[1] >= least else f"({part[0]})"


def _number(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    value, places = node.data
    if places is None:
        return str(value), ATOM
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}", ATOM


def _name(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return node.data, ATOM


def _neg(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return "-" + _tight(parts[0], PRODUCT), SIGN


def _add(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    text = _tight(parts[0], SIGN)
    for arg, part in zip(node.args[1:], parts[1:], strict=True):
        text += f" - {part[0][1:]}" if type(arg) is Neg else f" + {_tight(part, PRODUCT)}"
    return text, SUM


def _mul(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    text = _tight(parts[0], QUOTIENT)
    previous: Expr = node.args[0]
    for arg, part in zip(node.args[1:], parts[1:], strict=True):
        factor = _tight(part, POWER)
        joins = type(previous) is Number and previous.data[1] is None and (factor[0].isalpha() or factor[0] == "(")
        text += factor if joins and not _looks_scientific(factor) else "*" + factor
        previous = arg
    return text, PRODUCT


def _looks_scientific(factor: str) -> bool:
    """``2`` before ``e1`` or ``e+1`` would read as 2·10¹."""
    return factor[0] in "eE" and len(factor) > 1 and (factor[1].isdigit() or factor[1] in "+-")


def _div(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return f"{_tight(parts[0], PRODUCT)}/{_tight(parts[1], POWER)}", QUOTIENT


def _pow(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    exponent = parts[1][0] if type(node.args[1]) in (Number, Symbol, Constant) else f"({parts[1][0]})"
    return f"{_tight(parts[0], ATOM)}^{exponent}", POWER


def _call(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    if node.data == "factorial":
        return _tight(parts[0], ATOM) + "!", ATOM
    return f"{node.data}({', '.join([part[0] for part in parts])})", ATOM


def _matrix(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    rows, columns = node.data
    lines = [", ".join([part[0] for part in parts[i * columns:(i + 1) * columns]]) for i in range(rows)]
    return f"[{'; '.join(lines)}]", ATOM


def inverted(node: Expr) -> Expr | None:
    """The X of a transposed inverse of a name, which is written X^{-T}."""
    inside = node.args[0]
    if type(inside) is Pow and type(inside.args[0]) is ArraySymbol and inside.args[1] == Neg(Number(1)):
        return inside.args[0]
    return None


def _transpose(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    base = inverted(node)
    return (f"{base.data}^(-T)" if base is not None else f"{_tight(parts[0], ATOM)}^T"), POWER


def size_text(size: Dim) -> str:
    """A size as one word: ``N``, ``3``, ``NN``."""
    return "".join(str(factor) for factor in size) or "1"


def _filled(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    kind, sizes = node.data
    if kind == "I":
        text = size_text(sizes[0]) if sizes else ""
        return ("I" if not sizes else f"I_{text}" if len(text) == 1 else f"I_{{{text}}}"), ATOM
    return f"{kind}({', '.join(size_text(size) for size in sizes)})", ATOM


def _unit(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    if len(parts) == 1:
        return f"e_{parts[0][0]}" if len(parts[0][0]) == 1 else f"e_{{{parts[0][0]}}}", ATOM
    return f"E_{{{parts[0][0]},{parts[1][0]}}}", ATOM


def _entry(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return f"{_tight(parts[0], ATOM)}[{','.join(part[0] for part in parts[1:])}]", ATOM


def _condition(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    sign = node.data
    if sign == "otherwise":
        return "otherwise", ATOM
    if sign in ("and", "or"):
        return f" {sign} ".join(part[0] if part[1] == ATOM else f"({part[0]})" for part in parts), SUM
    return f"{parts[0][0]}{sign}{parts[1][0]}", ATOM


def _indicator(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    condition = node.args[0]
    if condition.data == "=":
        return f"delta({','.join(plain(arg) for arg in condition.args)})", ATOM
    return f"[{parts[0][0]}]", ATOM


def _cases(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    pairs = [f"{value[0]} if {condition[0]}" if condition[0] != "otherwise" else value[0]
             for value, condition in zip(parts[::2], parts[1::2], strict=True)]
    return f"cases({'; '.join(pairs)})", ATOM


def orders_text(orders: tuple[int, ...]) -> str:
    """The derivatives of an abstract function as they are written: ``'``, ``''``, ``{1}``, ``{1,2}``."""
    if len(orders) == 1:
        return "'" * orders[0]
    places = [str(place) for place, order in enumerate(orders, 1) for _ in range(order)]
    return f"{{{','.join(places)}}}" if places else ""


def _apply(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    name, orders = node.data
    return f"{name}{orders_text(orders)}({', '.join(part[0] for part in parts)})", ATOM


def _operator(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    """``lap(f, [x, y])``, ``at(f, x = 1)``, ``taylor(f, [x, y], [2, 1], 1)``."""
    name, names, order = node.data
    listed = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    values = [part[0] for part in parts[1:]]
    if name == "at":
        said = [f"{variable} = {value}" for variable, value in zip(names, values, strict=True)]
    elif name == "taylor":
        said = [listed, values[0] if len(values) == 1 else f"[{', '.join(values)}]", str(order)]
    else:
        said = [listed, *values]
    return f"{name}({', '.join([parts[0][0], *said])})", ATOM


def _points(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    """``(0, 0), (1, 1)``, ``1, -1`` for numbers, ``none``."""
    texts, count = [part[0] for part in parts], node.data
    if count > 1:
        texts = [f"({', '.join(texts[at:at + count])})" for at in range(0, len(texts), count)]
    return ", ".join(texts) or "none", SUM


_PRINTERS: dict[type[Expr], Callable[[Expr, tuple[Printed, ...]], Printed]] = {
    Number: _number, Symbol: _name, Constant: _name, Neg: _neg, Add: _add, Mul: _mul, Div: _div, Pow: _pow,
    Call: _call, Matrix: _matrix, Transpose: _transpose, ArraySymbol: _name, Differential: _name, Size: _name, Index: _name,
    Filled: _filled, Unit: _unit, Entry: _entry, Slice: _entry, Condition: _condition, Indicator: _indicator, Cases: _cases, Apply: _apply,
    Operator: _operator, Gradient: _operator, Points: _points,
    Integral: lambda node, parts: (f"int({parts[0][0]}, {node.data}, {parts[1][0]}, {parts[2][0]})", ATOM),
    Every: lambda node, parts: (":", ATOM),
    Sum: lambda node, parts: (f"sum({node.data}, {parts[0][0]})", ATOM),
}
