"""Tree to LaTeX, in the lecture's notation; what it prints is read back to the same tree."""

from __future__ import annotations

from collections.abc import Callable

from grader.expr.mathml import GREEK, split_name
from grader.expr.nodes import Add, Call, Constant, Div, Expr, Matrix, Mul, Neg, Number, Pow, Symbol, Transpose
from grader.expr.plain import plain
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
    if name == "factorial":
        return f"{_tight(parts[0], ATOM)}!", ATOM
    command = _COMMANDS.get(name, f"\\operatorname{{{name}}}")
    base = f"_{{{parts[1][0]}}}" if name == "log" and len(parts) == 2 else ""
    return f"{command}{base}\\left({inner}\\right)", ATOM


def _matrix(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    rows, columns = node.data
    lines = [" & ".join(part[0] for part in parts[i * columns:(i + 1) * columns]) for i in range(rows)]
    return "\\begin{bmatrix} " + " \\\\ ".join(lines) + " \\end{bmatrix}", ATOM


_PRINTERS: dict[type[Expr], Callable[[Expr, tuple[Printed, ...]], Printed]] = {
    Number: _name, Symbol: _name, Constant: _name, Add: _add, Mul: _mul, Call: _call, Matrix: _matrix,
    Neg: lambda node, parts: ("-" + _tight(parts[0], PRODUCT), SIGN),
    Div: lambda node, parts: (f"\\frac{{{parts[0][0]}}}{{{parts[1][0]}}}", POWER),
    Pow: lambda node, parts: (f"{_tight(parts[0], ATOM)}^{{{parts[1][0]}}}", POWER),
    Transpose: lambda node, parts: (f"{_tight(parts[0], ATOM)}^{{\\top}}", POWER),
}
