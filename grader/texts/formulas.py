r"""Trees as TeX, by way of their MathML: one printer knows how each node looks, and a new node needs nothing here.

>>> from grader.expr import Div, Number, Pow, Symbol
>>> tex_of(Div(Number(1), Pow(Symbol("theta1"), Number(2))))
'\\frac{1}{\\theta_{1}^{2}}'
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element, fromstring

from grader.expr import GREEK, Expr, mathml
from grader.words import INSERTED

COMMANDS = {
    **{letter: f"\\{name}" for name, letter in GREEK.items()}, "−": "-", "⋅": "\\cdot ", "\u2062": " ", "\u2061": "", "⊤": "\\top",
    "∂": "\\partial ", "∑": "\\sum", "∏": "\\prod", "∫": "\\int", "⊗": "\\otimes ", "⊙": "\\odot ", "≤": "\\le ", "≥": "\\ge ",
    "≠": "\\ne ", "∞": "\\infty ", "∇": "\\nabla ", "′": "'", "″": "''", "‴": "'''", "→": "\\to ",
    "×": "\\times ", "±": "\\pm ", "∈": "\\in ",
    "≈": "\\approx ", "⋯": "\\cdots ", "…": "\\ldots ", "∅": "\\emptyset ", "√": "\\surd ", "ℝ": "\\mathbb{R}", "ℕ": "\\mathbb{N}",
    "ℤ": "\\mathbb{Z}", "ℚ": "\\mathbb{Q}", "ℂ": "\\mathbb{C}", "ϑ": "\\vartheta ", "ϕ": "\\phi ", "ϵ": "\\epsilon ",
    "{": "\\{", "}": "\\}", "‖": "\\|", "%": "\\%", "#": "\\#", "&": "\\&", "_": "\\_", "$": "\\$",
}
"""Characters of formulas and the commands for them."""

NAMED = frozenset((
    "sin", "cos", "tan", "cot", "sec", "csc", "exp", "log", "ln", "det", "max", "min", "lim", "sinh", "cosh", "tanh", "coth", "arcsin",
    "arccos", "arctan", "arg"))
"""Names of functions that are commands of TeX."""

_BOLD = ((0x1D400, 0x41, 26), (0x1D41A, 0x61, 26), (0x1D6A8, 0x391, 25), (0x1D6C2, 0x3B1, 25))
"""Ranges of bold letters: where each begins, the letter that is bold there, and how many there are."""

_PAIRS = {"(": ")", "[": "]", "|": "|", "‖": "‖"}


@lru_cache(maxsize=2_000)
def tex_of(tree: Expr) -> str:
    """Return a tree as TeX for formulas, which answers may be written in, too."""
    root = fromstring(mathml(tree, alone=False))
    return _row(root, [_of(child) for child in root])


def filled_tex(tex: str, known: Mapping[str, tuple[Expr, ...]]) -> str:
    """Return TeX with the trees that it names in ``{@…@}``; a name that is unknown stays as it was typed."""
    return INSERTED.sub(lambda found: f"{{{', '.join(map(tex_of, known[found[1]]))}}}" if found[1] in known else found[0], tex)


def _of(element: Element) -> str:
    parts = [_of(child) for child in element]
    match element.tag:
        case "mn":
            return f"\\mathbf{{{element.text}}}" if element.get("class") else element.text or ""
        case "mi":
            return _identifier(element.text or "")
        case "mo":
            return "".join(COMMANDS.get(sign, sign) for sign in element.text or "")
        case "mtext":
            return f"\\text{{{(element.text or '').replace(chr(0xA0), ' ')}}}"
        case "mspace":
            return " "
        case "msup" | "mover":
            return f"{_base(element[0], parts[0])}^{{{parts[1]}}}"
        case "msqrt":
            return f"\\sqrt{{{_joined(parts)}}}"
        case "mtable":
            rows = " \\\\ ".join(" & ".join(_joined([_of(each) for each in cell]) for cell in row) for row in element)
            name = "cases" if element.get("class") == "cases" else "matrix"
            return f"\\begin{{{name}}} {rows} \\end{{{name}}}"
    return _PUT_TOGETHER[element.tag].format(*parts) if element.tag in _PUT_TOGETHER else _row(element, parts)


_PUT_TOGETHER = {
    "mfrac": r"\frac{{{0}}}{{{1}}}", "mroot": r"\sqrt[{1}]{{{0}}}", "msub": "{0}_{{{1}}}", "munder": "{0}_{{{1}}}",
    "msubsup": "{0}_{{{1}}}^{{{2}}}", "munderover": "{0}_{{{1}}}^{{{2}}}",
}
"""Elements that always have the same parts, and where these stand."""


def _row(element: Element, parts: list[str]) -> str:
    """A row; what stands in brackets gets brackets of its height."""
    signs = [child.text if child.tag == "mo" else None for child in element]
    if len(parts) > 1 and signs[0] == "{" and len(parts) == 2:
        return parts[1]
    if len(parts) > 2 and signs[0] in _PAIRS and signs[-1] == _PAIRS[signs[0] or ""]:
        inner = _joined(parts[1:-1])
        if signs[0] == "[" and len(parts) == 3 and inner.startswith("\\begin{matrix}"):
            return inner.replace("{matrix}", "{bmatrix}")
        return f"\\left{parts[0]}{inner}\\right{parts[-1]}"
    return _joined(parts)


def _base(element: Element, shown: str) -> str:
    """What has an exponent; an exponent of its own is kept apart."""
    return f"{{{shown}}}" if element.tag in ("msup", "mfrac") else shown


def _joined(parts: list[str]) -> str:
    """Parts behind one another, with a space where a command would run into a letter."""
    text = ""
    for part in parts:
        is_open = text[-1:].isalpha() and text[text.rfind("\\"):][1:].isalpha() and "\\" in text
        text += f" {part}" if is_open and part[:1].isalpha() else part
    return text


def _identifier(text: str) -> str:
    if len(text) == 1:
        for first, plain, count in _BOLD:
            if first <= ord(text) < first + count:
                letter = chr(plain + ord(text) - first)
                return f"\\mathbf{{{letter}}}" if letter.isascii() else f"\\boldsymbol{{{COMMANDS.get(letter, letter)}}}"
        return COMMANDS.get(text, text)
    if text in NAMED:
        return f"\\{text}"
    return f"\\operatorname{{{''.join(COMMANDS.get(sign, sign) for sign in text)}}}"
