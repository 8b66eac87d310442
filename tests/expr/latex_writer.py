"""Tree to LaTeX, in the lecture's notation; what it prints is read back to the same tree."""

from __future__ import annotations

from collections.abc import Callable

from grader.expr.markup import GREEK, split_name
from grader.expr.nodes import Add, Call, Constant, Div, Expr, Matrix, Mul, Neg, Number, Pow, Symbol, Transpose
from grader.expr.tensors import (
    Apply,
    ArraySymbol,
    Cases,
    Condition,
    Differential,
    Entry,
    Every,
    Filled,
    Index,
    Indicator,
    Size,
    Slice,
    Sum,
    Unit,
)
from grader.expr.text import inverted, plain, size_text
from grader.expr.walk import fold

SUM, SIGN, PRODUCT, POWER, ATOM = range(5)

_LETTERS = {letter: f"\\{name}" for name, letter in GREEK.items()}
_COMMANDS = {"asin": "\\arcsin", "acos": "\\arccos", "atan": "\\arctan", **{
    name: f"\\{name}" for name in ("exp", "log", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")}}

Printed = tuple[str, int]


def latex(expr: Expr) -> str:
    """The tree as LaTeX for math mode: ``\\frac{x}{\\sqrt{x^{2} + 1}}``."""
    return fold(expr, _print)[0]


def _print(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return _PRINTERS[type(node)](node, parts)


def _tight(part: Printed, least: int) -> str:
    return part[0] if part[1] >= least else f"\\left({part[0]}\\right)"


def _name(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    if type(node) is Number:
        return plain(node), ATOM
    letter, index = split_name(node.data)
    shown = _LETTERS.get(letter, letter if len(letter) == 1 else f"\\mathrm{{{letter}}}")
    return (f"{shown}_{{{index}}}" if index else shown), ATOM


def _add(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    text = _tight(parts[0], SIGN)
    for arg, part in zip(node.args[1:], parts[1:], strict=True):
        text += f" - {part[0][1:]}" if type(arg) is Neg else f" + {_tight(part, PRODUCT)}"
    return text, SUM


def _mul(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    text = _tight(parts[0], POWER)
    for part in parts[1:]:
        factor = _tight(part, POWER)
        text += f" \\cdot {factor}" if factor[0].isdigit() or factor.startswith("\\frac") else f" {factor}"
    return text, PRODUCT


def _call(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    name, inner = node.data, parts[0][0]
    if name == "sqrt":
        return f"\\sqrt{{{inner}}}", ATOM
    if name == "root":
        return f"\\sqrt[{parts[1][0]}]{{{inner}}}", ATOM
    if name in ("abs", "norm"):
        left, right = ("\\lvert", "\\rvert") if name == "abs" else ("\\lVert", "\\rVert")
        return f"{left} {inner} {right}", ATOM
    if name in _INFIX:
        return f"{_tight(parts[0], POWER)} {_INFIX[name]} {_tight(parts[1], POWER)}", PRODUCT
    if name == "factorial":
        return f"{_tight(parts[0], ATOM)}!", ATOM
    command = _COMMANDS.get(name, f"\\operatorname{{{name}}}")
    base = f"_{{{parts[1][0]}}}" if name == "log" and len(parts) == 2 else ""
    inner = ", ".join(part[0] for part in parts) if name != "log" else inner
    return f"{command}{base}\\left({inner}\\right)", ATOM


_INFIX = {"kron": "\\otimes", "hadamard": "\\odot"}


def _letter(name: str) -> tuple[str, str]:
    letter, index = split_name(name)
    return _LETTERS.get(letter, letter), f"_{{{index}}}" if index else ""


def _array(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    """Bold, as in the lecture."""
    name: str = node.data
    head = "d" if type(node) is Differential else ""
    letter, index = _letter(name[len(head):])
    return f"{head}\\boldsymbol{{{letter}}}{index}", ATOM


def _filled(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    kind, sizes = node.data
    if kind == "I":
        return ("\\boldsymbol{I}" + f"_{{{size_text(sizes[0])}}}" if sizes else "\\boldsymbol{I}"), ATOM
    if sizes:
        return f"\\operatorname{{{kind}}}\\left({', '.join(size_text(size) for size in sizes)}\\right)", ATOM
    return ("\\mathbf{1}" if kind == "ones" else "\\mathbf{0}"), ATOM


def _entry(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    index = "".join(part[0] for part in parts[1:])
    base = node.args[0]
    if type(base) is ArraySymbol:
        letter, own = _letter(base.data)
        return (f"{letter}_{{{index}}}" if not own else f"({letter}{own})_{{{index}}}"), ATOM
    return f"\\left({parts[0][0]}\\right)_{{{index}}}", ATOM


_SIGNS = {"!=": "\\neq", "<=": "\\le", ">=": "\\ge"}


def _condition(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    sign = node.data
    if sign == "otherwise":
        return "\\text{otherwise}", ATOM
    if sign in ("and", "or"):
        return f" \\text{{ {sign} }} ".join(part[0] for part in parts), SUM
    return f"{parts[0][0]} {_SIGNS.get(sign, sign)} {parts[1][0]}", ATOM


def _indicator(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    condition = node.args[0]
    if condition.data == "=":
        return f"\\delta_{{{''.join(latex(arg) for arg in condition.args)}}}", ATOM
    return f"[{parts[0][0]}]", ATOM


def _cases(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    lines = []
    for value, condition in zip(parts[::2], parts[1::2], strict=True):
        told = "" if condition[0].startswith("\\text") else "\\text{if } "
        lines.append(f"{value[0]} & {told}{condition[0]}")
    return "\\begin{cases} " + " \\\\ ".join(lines) + " \\end{cases}", ATOM


def _apply(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    name, orders = node.data
    places = [str(place) for place, order in enumerate(orders, 1) for _ in range(order)]
    letter, index = _letter(name)
    before = "" if len(orders) == 1 else "".join(f"\\partial_{{{place}}} " for place in places)
    primes = "'" * orders[0] if len(orders) == 1 else ""
    return f"{before}{letter}{index}{primes}\\left({', '.join(part[0] for part in parts)}\\right)", ATOM


def _matrix(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    rows, columns = node.data
    lines = [" & ".join(part[0] for part in parts[i * columns:(i + 1) * columns]) for i in range(rows)]
    return "\\begin{bmatrix} " + " \\\\ ".join(lines) + " \\end{bmatrix}", ATOM


def _transpose(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    base = inverted(node)
    return (f"{_tight((latex(base), ATOM), ATOM)}^{{-\\top}}" if base is not None else f"{_tight(parts[0], ATOM)}^{{\\top}}"), POWER


_PRINTERS: dict[type[Expr], Callable[[Expr, tuple[Printed, ...]], Printed]] = {
    Number: _name, Symbol: _name, Constant: _name, Add: _add, Mul: _mul, Call: _call, Matrix: _matrix,
    Neg: lambda node, parts: ("-" + _tight(parts[0], PRODUCT), SIGN),
    Div: lambda node, parts: (f"\\frac{{{parts[0][0]}}}{{{parts[1][0]}}}", POWER),
    Pow: lambda node, parts: (f"{_tight(parts[0], ATOM)}^{{{parts[1][0]}}}", POWER),
    Transpose: _transpose,
    ArraySymbol: _array, Differential: _array, Filled: _filled, Entry: _entry, Slice: _entry, Condition: _condition,
    Indicator: _indicator, Cases: _cases, Apply: _apply, Size: _name, Index: _name,
    Every: lambda node, parts: (":", ATOM),
    Unit: lambda node, parts: (f"\\boldsymbol{{{'e' if len(parts) == 1 else 'E'}}}_{{{''.join(part[0] for part in parts)}}}", ATOM),
    Sum: lambda node, parts: (f"\\sum_{{{node.data}}} {_tight(parts[0], PRODUCT)}", SIGN),
}
