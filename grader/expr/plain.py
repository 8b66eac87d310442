"""Tree to plain text that reads back to the same tree."""

from __future__ import annotations

from grader.expr.nodes import Add, Call, Constant, Div, Expr, Matrix, Mul, Neg, Number, Pow, Symbol, Transpose
from grader.expr.walk import fold

SUM, SIGN, PRODUCT, QUOTIENT, POWER, ATOM = range(6)
"""How tightly a printed tree holds together."""

Printed = tuple[str, int]


def plain(expr: Expr) -> str:
    """The tree as text: ``2x*cos(x^2)``, ``[2x1, 2x2]``, ``(x + 1)^3/2``.

    ``read(plain(tree))`` is the tree again, except that a constant ``e`` cannot be written where ``e`` is declared.
    """
    return fold(expr, _print)[0]


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
    if node.data == "factorial":
        return f"{_tight(parts[0], ATOM)}!", POWER
    return f"{node.data}({', '.join([part[0] for part in parts])})", ATOM


def _matrix(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    rows, columns = node.data
    lines = [", ".join([part[0] for part in parts[i * columns:(i + 1) * columns]]) for i in range(rows)]
    return f"[{'; '.join(lines)}]", ATOM


def _transpose(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return f"{_tight(parts[0], ATOM)}^T", POWER


_PRINTERS = {
    Number: _number, Symbol: _name, Constant: _name, Neg: _neg, Add: _add, Mul: _mul, Div: _div, Pow: _pow,
    Call: _call, Matrix: _matrix, Transpose: _transpose,
}
