"""How the audit's formulas are written for the grader: plain, with other signs, in LaTeX, in Unicode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from audit_terms import Term

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)


@dataclass(frozen=True, slots=True)
class Style:
    """The signs of one way to write."""

    product: str = "*"
    transpose: str = "^T"
    inverse: str = "inv({})"
    norm: str = "norm({})"
    entry: str = "{}[{}]"
    delta: str = "delta({},{})"
    sum: str = "sum({index}, {body})"
    identity: str = "I_{}"
    ones: str = "ones({})"
    elementwise: str = " ⊙ "
    kronecker: str = "kron({}, {})"
    fraction: str = ""
    cases: str = "; "
    call: str = "{}({})"


PLAIN = Style()
STYLES: Mapping[str, Style] = {
    "plain": PLAIN,
    "blanks": Style(product=" ", transpose="ᵀ", inverse="{}^{{-1}}", norm="||{}||", entry="{}_{{{}}}", delta="δ_{{{}{}}}", identity="I"),
    "code": Style(transpose=".T", identity="eye({})", elementwise=" .* ", delta="[{}={}]"),
    "primes": Style(product=" ", transpose="'", inverse="{}^(-1)", entry="{}[{}]", kronecker="({} ⊗ {})", ones="ones()"),
    "latex": Style(product=" ", transpose=r"^\top", inverse="{}^{{-1}}", norm=r"\|{}\|", entry="{}_{{{}}}", delta=r"\delta_{{{}{}}}",
                   sum=r"\sum_{{{index}=1}}^{{{bound}}} {body}", elementwise=r" \odot ", kronecker=r"({} \otimes {})",
                   fraction=r"\frac{{{}}}{{{}}}", call=r"{}\left({}\right)", ones=r"\mathbf{{1}}_{}"),
    "dots": Style(product=r" \cdot ", transpose="^{T}", entry="{}_{{{}}}", sum=r"\sum_{{{index}}} {body}", delta="δ_{}{}", inverse="inv({})"),
}


def written(root: Term, style: Style = PLAIN) -> str:
    """The formula as text."""
    return _text(root, style, SUM)


def _text(node: Term, style: Style, least: int) -> str:
    text, level = _RULES[node.op](node, style)
    return f"({text})" if level < least else text


def _number(node: Term, style: Style) -> tuple[str, int]:
    return node.data, ATOM


def _name(node: Term, style: Style) -> tuple[str, int]:
    return node.data, ATOM


def _negative(node: Term, style: Style) -> tuple[str, int]:
    return "-" + _text(node.args[0], style, PRODUCT), SUM


def _plus(node: Term, style: Style) -> tuple[str, int]:
    left, right = node.args
    if right.op == "neg":
        return f"{_text(left, style, SUM)} - {_text(right.args[0], style, PRODUCT)}", SUM
    return f"{_text(left, style, SUM)} + {_text(right, style, PRODUCT)}", SUM


def _minus(node: Term, style: Style) -> tuple[str, int]:
    left, right = node.args
    return f"{_text(left, style, SUM)} - {_text(right, style, PRODUCT)}", SUM


def _ends_open(node: Term) -> bool:
    """Whether what follows would be taken into the last factor: a sum without brackets, or a quotient in a line."""
    return (node.op == "call" and node.data == "S") or (node.op == "*" and _ends_open(node.args[1]))


def _product(node: Term, style: Style) -> tuple[str, int]:
    left, right = node.args
    before = _text(left, style, PRODUCT)
    if _ends_open(left):
        before = f"({before})"
    after = _text(right, style, SIGN)
    sign = style.product
    if not sign.strip() and (after[0].isdigit() or after[0] in "[-∑" or before[-1] == "'" or after.startswith("|") or before.endswith("|")):
        sign = "*"
    if sign.strip() and sign != "*" and not before[-1:].isdigit():
        sign = "*"  # A dot between columns is their dot product, which is not meant here.
    return before + sign + after, PRODUCT


def _quotient(node: Term, style: Style) -> tuple[str, int]:
    over, under = node.args
    if style.fraction:
        return style.fraction.format(_text(over, style, SUM), _text(under, style, SUM)), SIGN
    before = _text(over, style, PRODUCT)
    return f"{'(' + before + ')' if _ends_open(over) else before}/{_text(under, style, POWER + 1)}", PRODUCT


def _power(node: Term, style: Style) -> tuple[str, int]:
    base, exponent = node.args
    return f"{_text(base, style, ATOM)}^{_exponent(exponent, style)}", POWER


def _exponent(node: Term, style: Style) -> str:
    text = _text(node, style, SUM)
    return text if text.isalnum() and len(text) == 1 else f"{{{text}}}" if style.fraction else f"({text})"


def _transposed(node: Term, style: Style) -> tuple[str, int]:
    return _text(node.args[0], style, ATOM) + style.transpose, POWER


def _entry(node: Term, style: Style) -> tuple[str, int]:
    base, *places = node.args
    said = [_text(place, style, SUM) for place in places]
    if "_" in style.entry and all(len(text) == 1 and text.isalpha() for text in said):
        return style.entry.format(_text(base, style, ATOM), "".join(said)), ATOM
    return style.entry.format(_text(base, style, ATOM), ",".join(said)), ATOM


def _relation(node: Term, style: Style) -> tuple[str, int]:
    left, right = node.args
    return f"{_text(left, style, SUM)}{node.data}{_text(right, style, SUM)}", SUM


def _call(node: Term, style: Style) -> tuple[str, int]:
    rule = _CALLS.get(node.data)
    if rule is not None:
        return rule(node, style)
    name = f"\\{node.data}" if style.fraction and node.data in ("exp", "log", "sin", "cos", "tanh", "det") else node.data
    return style.call.format(name, ", ".join(_text(arg, style, SUM) for arg in node.args)), ATOM


def _sum(node: Term, style: Style) -> tuple[str, int]:
    index, bound, body = node.args
    if bound.op != "name":
        return rf"\sum_{{{index.data}=1}}^{{{_text(bound, style, SUM)}}} {_text(body, style, PRODUCT)}", PRODUCT
    closed = style.sum.startswith("sum(")
    return style.sum.format(index=index.data, bound=bound.data, body=_text(body, style, SUM if closed else PRODUCT)), ATOM if closed else PRODUCT


def _with(pattern: str) -> Callable[[Term, Style], tuple[str, int]]:
    def rule(node: Term, style: Style) -> tuple[str, int]:
        return getattr(style, pattern).format(*(_text(arg, style, SUM) for arg in node.args)), ATOM
    return rule


def _inverse(node: Term, style: Style) -> tuple[str, int]:
    if style.inverse.startswith("inv"):
        return style.inverse.format(_text(node.args[0], style, SUM)), ATOM
    return style.inverse.format(_text(node.args[0], style, ATOM)), POWER


def _elementwise(node: Term, style: Style) -> tuple[str, int]:
    left, right = node.args
    return f"({_text(left, style, POWER)}{style.elementwise}{_text(right, style, POWER)})", ATOM


def _kronecker(node: Term, style: Style) -> tuple[str, int]:
    least = SUM if style.kronecker.startswith("kron") else POWER
    return style.kronecker.format(*(_text(arg, style, least) for arg in node.args)), ATOM


def _unit(node: Term, style: Style) -> tuple[str, int]:
    place = _text(node.args[0], style, SUM)
    return f"e_{place}" if len(place) == 1 else f"e_{{{place}}}", ATOM


def _cases(node: Term, style: Style) -> tuple[str, int]:
    parts = [f"{_text(value, style, SUM)} if {_text(condition, style, SUM)}" for value, condition in zip(node.args[:-1:2], node.args[1::2], strict=True)]
    return f"cases({'; '.join([*parts, _text(node.args[-1], style, SUM)])})", ATOM


def _delta(node: Term, style: Style) -> tuple[str, int]:
    said = [_text(arg, style, SUM) for arg in node.args]
    return (style if all(len(text) == 1 and text.isalpha() for text in said) else PLAIN).delta.format(*said), ATOM


def _identity(node: Term, style: Style) -> tuple[str, int]:
    size = _text(node.args[0], PLAIN, SUM)
    # A bare I has the size that fits: it is no text for an identity of any other size.
    if len(size) > 1 and (style.identity.endswith("_{}") or "{}" not in style.identity):
        return (f"I_{{{size.replace('*', '')}}}" if style.fraction else f"eye({size})"), ATOM
    return style.identity.format(size), ATOM


_CALLS = {
    "S": _sum, "inv": _inverse, "norm": _with("norm"), "d": _delta, "eye": _identity, "ones": _with("ones"),
    "had": _elementwise, "kron": _kronecker, "e": _unit, "cases": _cases,
    "ind": lambda node, style: (f"[{_text(node.args[0], style, SUM)}]", ATOM),
    "spectral": lambda node, style: (f"||{_text(node.args[0], style, SUM)}||_2", ATOM),
    "summed": lambda node, style: (f"||{_text(node.args[0], style, SUM)}||_1", ATOM),
    "abs": lambda node, style: (f"|{_text(node.args[0], style, SUM)}|" if "|" not in _text(node.args[0], style, SUM) else
                                f"abs({_text(node.args[0], style, SUM)})", ATOM),
}
_RULES = {
    "number": _number, "name": _name, "neg": _negative, "+": _plus, "-": _minus, "*": _product, "/": _quotient, "^": _power,
    "T": _transposed, "bound": lambda node, style: _RULES[node.args[0].op](node.args[0], style), "entry": _entry, "relation": _relation, "call": _call,
}


OPEN = ("blanks", "primes")
"""Styles that leave sizes open: not for formulas that count with a size, where nothing tells it."""


def any_style(rng: Random, counts: bool) -> Style:
    """A style; the plain one most often."""
    return STYLES[rng.choice([name for name in ("plain", "plain", *STYLES) if not (counts and name in OPEN)])]


def counts_with_sizes(root: Term) -> bool:
    """Whether an identity or ones stand where a number is made of them, or where nothing else tells their size."""
    return (_has_filled(root) and _is_filled_only(root)) or any((node.op == "call" and node.data in ("tr", "norm", "det", "vec", "diag", "kron") and _has_filled(node))
               or (node.op == "*" and node.args[0].op == "T" and _has_filled(node.args[0])) for node in root)


def _is_filled_only(root: Term) -> bool:
    is_filled = root.op == "number" or (root.op == "call" and root.data in ("eye", "ones"))
    return is_filled or (bool(root.args) and all(map(_is_filled_only, root.args)))


def _has_filled(root: Term) -> bool:
    return any(node.op == "call" and node.data in ("eye", "ones") for node in root)
