"""Tree to MathML Core, every character of a name escaped; brackets exactly where precedence needs them."""

from __future__ import annotations

from html import escape

from grader.expr.nodes import Add, Call, Constant, Div, Expr, Matrix, Mul, Neg, Number, Pow, Symbol, Transpose
from grader.expr.plain import plain
from grader.expr.walk import fold

SUM, SIGN, PRODUCT, POWER, ATOM = range(5)

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}
"""Names that are shown as a letter."""

FUNCTIONS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "acot": "arccot", "asec": "arcsec", "acsc": "arccsc",
             "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "sign": "sgn"}

Printed = tuple[str, int]


def mathml(expr: Expr) -> str:
    """A ``<math>`` element that holds the tree; ``alttext`` is its plain text."""
    return f'<math alttext="{escape(plain(expr))}">{fold(expr, _print)[0]}</math>'


def split_name(name: str) -> tuple[str, str]:
    """A name as letter and subscript: ``x1`` and ``x_1`` are x with index 1."""
    head, _, tail = name.partition("_")
    if not tail:
        head = name.rstrip("0123456789")
        tail = name[len(head):]
    return GREEK.get(head, head), tail.strip("{}")


def _print(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return _PRINTERS[type(node)](node, parts)


def _row(inner: str) -> str:
    return f"<mrow>{inner}</mrow>"


def _tight(part: Printed, least: int) -> str:
    return part[0] if part[1] >= least else _row(f"<mo>(</mo>{part[0]}<mo>)</mo>")


def _number(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return f"<mn>{plain(node)}</mn>", ATOM


def _identifier(text: str) -> str:
    upright = ' mathvariant="normal"' if len(text) == 1 and text in "πe" else ""
    return f"<mi{upright}>{escape(text)}</mi>"


def _symbol(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    letter, index = split_name(node.data)
    shown = f"<mi>{escape(letter)}</mi>"
    if index:
        tag = "mn" if index.isdigit() else "mi"
        return f"<msub>{shown}<{tag}>{escape(index)}</{tag}></msub>", ATOM
    return shown, ATOM


def _constant(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return _identifier(GREEK.get(node.data, node.data)), ATOM


def _neg(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return _row(f'<mo form="prefix">−</mo>{_tight(parts[0], PRODUCT)}'), SIGN


def _add(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    inner = _tight(parts[0], SIGN)
    for arg, part in zip(node.args[1:], parts[1:], strict=True):
        if type(arg) is Neg:
            inner += part[0].replace('<mo form="prefix">−</mo>', "<mo>−</mo>", 1).removeprefix("<mrow>").removesuffix("</mrow>")
        else:
            inner += f"<mo>+</mo>{_tight(part, PRODUCT)}"
    return _row(inner), SUM


def _mul(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    inner = _tight(parts[0], PRODUCT)
    for before, arg, part in zip(node.args, node.args[1:], parts[1:], strict=False):
        shown = _tight(part, POWER)
        inner += f"<mo>{_sign_between(before, arg)}</mo>{shown}"
    return _row(inner), PRODUCT


def _sign_between(before: Expr, arg: Expr) -> str:
    """A dot where digits would run together, else nothing visible (a thin space around functions)."""
    first = arg
    while type(first) is Pow:
        first = first.args[0]
    if type(first) in (Number, Div) or type(before) is Div:
        return "⋅"
    return "\u2062"


def _div(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return f"<mfrac>{_row(parts[0][0])}{_row(parts[1][0])}</mfrac>", POWER


def _pow(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    base = node.args[0]
    if type(base) is Call and base.data in _POWERED and len(base.args) == 1 and type(node.args[1]) is Number:
        name, argument = parts[0][0].split("<!---->", 1)
        return _row(f"<msup>{name}{_row(parts[1][0])}</msup>{argument}"), POWER
    return f"<msup>{_tight(parts[0], ATOM)}{_row(parts[1][0])}</msup>", POWER


_POWERED = frozenset(("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"))


def _call(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    name = node.data
    inner = parts[0][0]
    if name == "sqrt":
        return f"<msqrt>{inner}</msqrt>", ATOM
    if name == "root":
        return f"<mroot>{_row(inner)}{_row(parts[1][0])}</mroot>", ATOM
    if name in ("abs", "norm"):
        bar = "|" if name == "abs" else "‖"
        return _row(f'<mo form="prefix" stretchy="true">{bar}</mo>{inner}<mo form="postfix" stretchy="true">{bar}</mo>'), ATOM
    if name == "factorial":
        return _row(f"{_tight(parts[0], ATOM)}<mo>!</mo>"), ATOM
    head = f"<mi>{escape(FUNCTIONS.get(name, name))}</mi>"
    if name == "log" and len(parts) == 2:
        head = f"<msub>{head}{_row(parts[1][0])}</msub>"
    # The empty comment marks where an exponent of the function itself would stand.
    return f"{head}<!----><mo>\u2061</mo>{_row(f'<mo>(</mo>{inner}<mo>)</mo>')}", ATOM


def _matrix(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    rows, columns = node.data
    lines = ["".join(f"<mtd>{part[0]}</mtd>" for part in parts[i * columns:(i + 1) * columns]) for i in range(rows)]
    table = "".join(f"<mtr>{line}</mtr>" for line in lines)
    return _row(f"<mo>[</mo><mtable>{table}</mtable><mo>]</mo>"), ATOM


def _transpose(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return f'<msup>{_tight(parts[0], ATOM)}<mo>⊤</mo></msup>', POWER


_PRINTERS = {
    Number: _number, Symbol: _symbol, Constant: _constant, Neg: _neg, Add: _add, Mul: _mul, Div: _div, Pow: _pow, Call: _call,
    Matrix: _matrix, Transpose: _transpose,
}
