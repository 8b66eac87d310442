"""Tree to MathML Core, every character of a name escaped; brackets exactly where precedence needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.expr.functions import INVERSE
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
from grader.expr.text import inverted, plain, size_text
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
             "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "sign": "sgn", "relu": "ReLU", "heaviside": "H"}

Printed = tuple[str, int]
"""One element, and how tightly it binds."""

_NAMED = "<!---->"
"""Stands behind the name of a function, where its exponent would stand; no page has it."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def escape(text: str) -> str:
    """Return a text as HTML shows it; as ``html.escape``, whose module begins with a table of all named characters."""
    return text.translate(_ESCAPES)


def mathml(expr: Expr, alone: bool = True) -> str:
    """A ``<math>`` element that holds the tree; ``alttext`` is its plain text, where the element stands ``alone``.

    A page says in its style that formulas are set as on a line of their own (``math-style: normal``).
    """
    text = f' alttext="{escape(plain(expr))}"' if alone else ""
    if type(expr) is Condition and expr.data == "and":
        return f"<math{text}>{_system([fold(equation, _print)[0].replace(_NAMED, '') for equation in expr.args])}</math>"
    return f"<math{text}>{_bare(fold(expr, _print)[0].replace(_NAMED, ''))}</math>"


def _system(equations: Sequence[str]) -> str:
    """Several equations, one below the other behind a brace."""
    rows = "".join(f"<mtr><mtd>{_bare(equation)}</mtd></mtr>" for equation in equations)
    return f'<mo form="prefix" stretchy="true">{{</mo><mtable class="cases">{rows}</mtable>'


def equation_markup(members: Sequence[Expr], text: str) -> str:
    """A ``<math>`` element of trees with equal signs between them; ``text`` is what it says in plain text, or empty."""
    shown = "<mo>=</mo>".join(fold(member, _print)[0].replace(_NAMED, "") for member in members)
    told = f' alttext="{escape(text)}"' if text else ""
    return f"<math{told}>{shown if len(members) > 1 else _bare(shown)}</math>"


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


def _bare(shown: str) -> str:
    """What is inside of one element that holds a row as such."""
    return shown.removeprefix("<mrow>").removesuffix("</mrow>") if shown.startswith("<mrow>") else shown


def _tight(part: Printed, least: int) -> str:
    return part[0] if part[1] >= least else _row(f"<mo>(</mo>{part[0]}<mo>)</mo>")


def _among(node: Expr, part: Printed, least: int) -> str:
    """A part of a sum or product; what only follows on one another needs no row of its own, as the invisible signs say how to read it."""
    follows = part[1] >= least and (type(node) is Mul or (type(node) is Call and node.data not in _BARS))
    return _bare(part[0]) if follows else _tight(part, least)


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
    return _row(f'<mo form="prefix">−</mo>{_among(node.args[0], parts[0], PRODUCT)}'), SIGN


def _add(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    inner = _among(node.args[0], parts[0], SIGN)
    for arg, part in zip(node.args[1:], parts[1:], strict=True):
        if type(arg) is Neg:
            inner += _bare(part[0]).replace('<mo form="prefix">−</mo>', "<mo>−</mo>", 1)
        else:
            inner += f"<mo>+</mo>{_among(arg, part, PRODUCT)}"
    return _row(inner), SUM


def _mul(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    inner = _among(node.args[0], parts[0], PRODUCT)
    for before, arg, part in zip(node.args, node.args[1:], parts[1:], strict=False):
        inner += f"{_sign_between(before, arg)}{_among(arg, part, POWER)}"
    return _row(inner), PRODUCT


def _sign_between(before: Expr, arg: Expr) -> str:
    """A dot where digits would run together, a thin space beside a word, else nothing visible."""
    first = arg
    while type(first) is Pow:
        first = first.args[0]
    if type(first) in (Number, Div) or type(before) is Div:
        return "<mo>⋅</mo>"
    return '<mo lspace=".17em">\u2062</mo>' if _is_word(first) or _is_word(before) else "<mo>\u2062</mo>"


_SPACELESS = frozenset({"sqrt", "root", "abs", "norm", "norm1", "norminf", "factorial"})
"""Functions that are written by signs."""


def _is_word(node: Expr) -> bool:
    """Whether a factor is written as a word: ``sin(t)``, or a name of several letters such as ``fx1``."""
    while type(node) in (Pow, Transpose):
        node = node.args[0]
    if type(node) is Call:
        return node.data not in _SPACELESS
    return type(node) in (Symbol, ArraySymbol) and len(split_name(node.data)[0]) > 1


def _div(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    return f"<mfrac>{parts[0][0]}{parts[1][0]}</mfrac>", POWER


_INFIX = {"kron": "⊗", "hadamard": "⊙"}
_BARS = {"abs": "|", "norm": "‖", "norm1": "‖", "norminf": "‖"}
"""They are as high as what is in their row."""
_INDEX_OF_NORM = {"norm1": "<mn>1</mn>", "norminf": "<mi>∞</mi>"}


def bold(letter: str) -> str:
    """A letter in the mathematical bold of Unicode; what has none stays as it is.

    MathML Core knows no bold but these characters.
    """
    code = ord(letter) if len(letter) == 1 else 0
    for first, last, to in ((0x41, 0x5A, 0x1D400), (0x61, 0x7A, 0x1D41A), (0x391, 0x3A9, 0x1D6A8), (0x3B1, 0x3C9, 0x1D6C2)):
        if first <= code <= last:
            return chr(to + code - first)
    return letter


def _indexed(shown: str, index: Sequence[str], between: str = "") -> str:
    """A letter with its index, which is several elements or none."""
    return f"<msub>{shown}{index[0] if len(index) == 1 else _row(between.join(index))}</msub>" if index else shown


def _name(letter: str, index: str) -> str:
    return _indexed(f"<mi>{escape(letter)}</mi>", [f"<mi>{escape(index)}</mi>"] if index else [])


def _array(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    """Bold, as in the lecture; a differential is d beside the bold letter."""
    is_differential = type(node) is Differential
    letter, index = split_name(node.data[1:] if is_differential else node.data)
    shown = _name(bold(letter), index)
    return (_row(f"<mi>d</mi>{shown}") if is_differential else shown), ATOM


def _filled(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    kind, sizes = node.data
    letter = {"I": "<mi>𝐈</mi>", "ones": '<mn class="b">1</mn>', "zeros": '<mn class="b">0</mn>', "comm": "<mi>𝐊</mi>"}[kind]
    return _indexed(letter, [f"<mi>{escape(size_text(size))}</mi>" for size in sizes], "<mo>,</mo>"), ATOM


def _entry(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    index, base = [part[0] for part in parts[1:]], node.args[0]
    if type(base) is ArraySymbol and not split_name(base.data)[1]:
        return _indexed(f"<mi>{escape(split_name(base.data)[0])}</mi>", index), ATOM
    return _indexed(_row(f"<mo>(</mo>{parts[0][0]}<mo>)</mo>"), index), ATOM


_SIGNS = {"!=": "≠", "<=": "≤", ">=": "≥", "<": "&lt;", ">": "&gt;"}


def _condition(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    sign = node.data
    if sign == "otherwise":
        return "<mtext>otherwise</mtext>", ATOM
    if sign in ("and", "or"):
        return _row(f"<mtext>\u00a0{sign}\u00a0</mtext>".join(part[0] for part in parts)), SUM
    return _row(f"{parts[0][0]}<mo>{_SIGNS.get(sign, sign)}</mo>{parts[1][0]}"), ATOM


def _indicator(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    condition = node.args[0]
    if condition.data == "=":
        return _indexed("<mi>δ</mi>", [fold(arg, _print)[0] for arg in condition.args]), ATOM
    return _row(f"<mo>[</mo>{parts[0][0]}<mo>]</mo>"), ATOM


def _cases(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    lines = ""
    for number, (value, condition) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        told = "" if node.args[2 * number + 1].data == "otherwise" else "<mtext>if\u00a0</mtext>"
        lines += f"<mtr><mtd>{_bare(value[0])}</mtd><mtd>{told}{condition[0]}</mtd></mtr>"
    return _row(f'<mo form="prefix" stretchy="true">{{</mo><mtable class="cases">{lines}</mtable>'), ATOM


def _sum(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    sign = f"<munder><mo>∑</mo><mi>{escape(node.data)}</mi></munder>"
    return _row(f"{sign}{_tight(parts[0], PRODUCT)}"), SIGN


def _apply(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    """f′(x), or ∂₁f(x, y): the derivative by the first argument."""
    name, orders = node.data
    letter, index = split_name(name)
    head = _name(letter, index)
    if len(orders) == 1 and orders[0]:
        head = f"<msup>{head}<mo>{'′' * orders[0]}</mo></msup>"
    elif any(orders):
        places = [place for place, order in enumerate(orders, 1) for _ in range(order)]
        head = "".join(f"<msub><mo>∂</mo><mn>{place}</mn></msub>" for place in places) + head
    inner = "<mo>,</mo>".join(part[0] for part in parts)
    return _row(f"{head}<mo>\u2061</mo>{_row(f'<mo>(</mo>{inner}<mo>)</mo>')}"), ATOM


def _pow(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    base = node.args[0]
    if type(base) is Call and base.data in INVERSE and len(base.args) == 1 and type(node.args[1]) is Number:
        name, argument = _bare(parts[0][0]).split(_NAMED, 1)
        return _row(f"<msup>{name}{parts[1][0]}</msup>{argument}"), POWER
    return f"<msup>{_tight(parts[0], ATOM)}{parts[1][0]}</msup>", POWER


def _call(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    name = node.data
    inner = parts[0][0]
    if name == "sqrt":
        return f"<msqrt>{_bare(inner)}</msqrt>", ATOM
    if name == "root":
        return f"<mroot>{inner}{parts[1][0]}</mroot>", ATOM
    if name in _BARS:
        bar = _BARS[name]
        shown = _row(f'<mo form="prefix" stretchy="true">{bar}</mo>{inner}<mo form="postfix" stretchy="true">{bar}</mo>')
        return _indexed(shown, [_INDEX_OF_NORM[name]] if name in _INDEX_OF_NORM else []), ATOM
    if name in _INFIX:
        return _row(f"{_tight(parts[0], POWER)}<mo>{_INFIX[name]}</mo>{_tight(parts[1], POWER)}"), PRODUCT
    if name == "factorial":
        return _row(f"{_tight(parts[0], ATOM)}<mo>!</mo>"), ATOM
    head = f"<mi>{escape(FUNCTIONS.get(name, name))}</mi>"
    if name in ("max", "min"):
        inner = "<mo>,</mo>".join([part[0] for part in parts])
    if name == "log" and len(parts) == 2:
        head = f"<msub>{head}{parts[1][0]}</msub>"
    return _row(f"{head}{_NAMED}<mo>\u2061</mo>{_row(f'<mo>(</mo>{inner}<mo>)</mo>')}"), ATOM


def _matrix(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    rows, columns = node.data
    lines = ["".join(f"<mtd>{_bare(part[0])}</mtd>" for part in parts[i * columns:(i + 1) * columns]) for i in range(rows)]
    table = "".join(f"<mtr>{line}</mtr>" for line in lines)
    return _row(f"<mo>[</mo><mtable>{table}</mtable><mo>]</mo>"), ATOM


def _transpose(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    base = inverted(node)
    if base is not None:
        return f"<msup>{fold(base, _print)[0]}{_row('<mo>−</mo><mo>⊤</mo>')}</msup>", POWER
    return f'<msup>{_tight(parts[0], ATOM)}<mo>⊤</mo></msup>', POWER


_OPERATOR_SIGNS = {"grad": "∇", "div": "∇⋅", "curl": "∇×", "lap": "Δ", "jac": "J", "hess": "H"}


def _operator(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    """∂f/∂x, ∇⋅F, Δf, a bar with the values that are put in, T₂ with the centre."""
    name, names, order = node.data
    shown = [_name(*split_name(variable)) for variable in names]
    equal = "<mo>,</mo>".join(f"{left}<mo>=</mo>{value[0]}" for left, value in zip(shown, parts[1:], strict=False))
    if name == "at":
        bar = '<mo form="postfix" stretchy="true">|</mo>'
        return _row(f"<msub>{_row(_tight(parts[0], POWER) + bar)}{_row(equal)}</msub>"), POWER
    if name == "D" and len(names) == 1:
        head = f"<mfrac><mo>∂</mo>{_row(f'<mo>∂</mo>{shown[0]}')}</mfrac>"
    elif name == "taylor":
        head = f"<msub><mi>T</mi>{_row(f'<mn>{order}</mn><mo>,</mo>{equal}')}</msub>"
    elif name == "dir":
        head = f"<msub><mi>D</mi>{parts[1][0]}</msub>"
    else:
        head = f"<mo>{_OPERATOR_SIGNS.get(name, 'D')}</mo>"
    return _row(f"{head}{_row(f'<mo>(</mo>{parts[0][0]}<mo>)</mo>')}"), POWER


def _integral(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    """The sign with both ends, the function, and dx."""
    sign = f"<msubsup><mo>∫</mo>{parts[1][0]}{parts[2][0]}</msubsup>"
    return _row(f"{sign}{_tight(parts[0], PRODUCT)}<mspace width=\"0.17em\"></mspace><mi>d</mi>{_name(*split_name(node.data))}"), PRODUCT


def _points(node: Expr, parts: tuple[Printed, ...]) -> Printed:
    shown, count = [part[0] for part in parts], node.data
    if count > 1:
        shown = [f"<mrow><mo>(</mo>{'<mo>,</mo>'.join(shown[at:at + count])}<mo>)</mo></mrow>" for at in range(0, len(shown), count)]
    return (_row("<mo>,</mo>".join(shown)) if shown else "<mtext>none</mtext>"), SUM


_PRINTERS: dict[type[Expr], Callable[[Expr, tuple[Printed, ...]], Printed]] = {
    Number: _number, Symbol: _symbol, Constant: _constant, Neg: _neg, Add: _add, Mul: _mul, Div: _div, Pow: _pow, Call: _call,
    Matrix: _matrix, Transpose: _transpose, ArraySymbol: _array, Differential: _array, Size: _symbol, Index: _symbol, Filled: _filled,
    Entry: _entry, Slice: _entry, Condition: _condition, Indicator: _indicator, Cases: _cases, Sum: _sum, Apply: _apply,
    Operator: _operator, Gradient: _operator, Points: _points, Integral: _integral,
    Every: lambda node, parts: ("<mo>:</mo>", ATOM),
    Unit: lambda node, parts: (_indexed(f"<mi>{'𝐞' if len(parts) == 1 else '𝐄'}</mi>", [part[0] for part in parts]), ATOM),
}
