"""The formulas in an author's sentences: letters, signs, exponents and indices as one reads them, all else escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.expr import GREEK

if TYPE_CHECKING:
    from markupsafe import Markup

_FORMULA = re.compile(r"\$(?=[^\s$])([^$]{1,400}?)(?<=\S)\$(?!\d)")
"""``$…$``; in "between $5 and $6" the second sign ends nothing."""

_SCRIPT = re.compile(
    r"(?<=[\w)\]}|'′>‖∂])(?P<sign>[\^_])"
    r"(?:\{(?P<group>[^{}<>]{1,24})\}|(?<=\^)\((?P<round>[^(){}<>]{1,24})\)|(?P<one>(?:[-−]?[0-9]{1,4}|[^\W\d_]{1,3})(?!\w)|(?<=[∂d]\^)[0-9]|⊤))")
_TAGS = {"^": "sup", "_": "sub"}

_LETTERS = re.compile(
    rf"(?<!Kronecker )(?<![^\W\d_])(?P<before>[d∂]?)(?P<name>{'|'.join(sorted(GREEK, key=len, reverse=True))})"
    r"(?![^\W\d_])(?!\([a-z], ?[a-z]\))")
"""Names of letters, with the d of a differential; ``delta(i,k)`` stays, as it says what to type."""

_SIZE = r"(?:[A-Z]|[nm]|[0-9]{1,4})"
_TIMES = re.compile(rf"(?:(?<![\w^]){_SIZE}|(?<=\))|\brows?) x (?=\(?{_SIZE}(?!\w)|columns?\b)")
"""An x between two sizes: ``M x (M x N)``, ``rows x columns``."""

_SIGNS = (
    (re.compile("-&gt;"), "→"), (re.compile("&lt;="), "≤"), (re.compile("&gt;="), "≥"), (re.compile("!="), "≠"), (re.compile(r"\|\|"), "‖"),
    (re.compile(r"(?<=\s)-(?=\s)|(?<![^\s(\[{,=/^])-(?=[\w(\[∂‖])"), "−"),
)
"""Signs as they are typed, in escaped text, and as they are set."""

_PRIME = re.compile("((?<![^\\W\\d_])[A-Za-z]|\\))((?:&#39;){1,3})(?!\\w)")
"""The sign of a derivative, in escaped text: behind one letter or a bracket, so that no apostrophe is one."""

_TEX = {
    "in": " ∈ ", "to": " → ", "mapsto": " ↦ ", "times": " × ", "cdot": " · ", "le": " ≤ ", "leq": " ≤ ", "ge": " ≥ ", "geq": " ≥ ",
    "ne": " ≠ ", "neq": " ≠ ", "approx": " ≈ ", "pm": " ± ", "otimes": " ⊗ ", "odot": " ⊙ ", "sum": " ∑ ", "partial": "∂", "nabla": "∇",
    "top": "⊤", "infty": "∞", "dots": "…", "ldots": "…", "cdots": "⋯", "mid": " | ", "Vert": "‖", "|": "‖", "prime": "′", "left": "",
    "right": "", "quad": " ", ",": " ", ";": " ", "!": "", "{": "{", "}": "}", "varepsilon": "ε",
    "vartheta": "ϑ", "varphi": "φ",
}
_JOINED = frozenset({"partial", "nabla", "left", "right"})
"""The space behind them only ends the command."""

_WORDS = frozenset({
    "sin", "cos", "tan", "exp", "log", "ln", "det", "tr", "max", "min", "lim", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"})
_COMMAND = re.compile(r"\\([A-Za-z]+|[|,;!{}])( ?)")
_FONT = re.compile(r"\\(mathbb|mathbf|boldsymbol|bm|mathrm|operatorname|text|vec) ?(?:\{([^{}\\]{1,40})\}|([A-Za-z]))")
_FRACTION = re.compile(r"\\[dt]?frac ?\{([^{}]{1,80})\} ?\{([^{}]{1,80})\}")
_ROOT = re.compile(r"\\sqrt ?\{([^{}]{1,80})\}")
_DOUBLE_STRUCK = str.maketrans("CNQRZ", "ℂℕℚℝℤ")
_MARKED = re.compile(r"(<[^>]*>|&[^;]*;)")
_VARIABLE = re.compile(r"(?<![^\W\d_])(?![ℂℕℚℝℤ])([^\W\d_])(?![^\W\d_])")


@lru_cache(maxsize=4_000)
def prose(text: str) -> Markup:
    """A sentence as markup: ``x_1^2 in R^{M x N}`` with its index and exponents in place, and ``$…$`` set as a formula.

    >>> print(prose("x_1^2 < R^{M x N}, y - Phi theta"))
    x<sub>1</sub><sup>2</sup> &lt; R<sup>M × N</sup>, y − Φ θ
    """
    from markupsafe import Markup, escape

    return Markup("".join(_formula(piece) if number % 2 else _set(str(escape(piece))) for number, piece in enumerate(_FORMULA.split(text))))


def _set(marked: str) -> str:
    """Escaped text with its letters, signs and scripts in place."""
    marked = _LETTERS.sub(lambda found: found["before"] + GREEK[found["name"]], marked)
    marked = _TIMES.sub(lambda found: f"{found[0][:-3]} × ", marked)
    for typed, sign in _SIGNS:
        marked = typed.sub(sign, marked)
    marked = _PRIME.sub(lambda found: found[1] + "′" * (len(found[2]) // 5), marked)
    # An exponent may stand behind an index, so what was marked is looked at again.
    for _ in range(2):
        marked = _SCRIPT.sub(_script, marked)
    return marked


def _script(found: re.Match[str]) -> str:
    tag = _TAGS[found["sign"]]
    inner = found["round"]
    if inner is not None:
        # f^(4) is a fourth derivative, x^(n-1) a power.
        inner = f"({inner})" if inner.isdecimal() else inner
    return f"<{tag}>{inner or found['group'] or found['one']}</{tag}>"


def _formula(text: str) -> str:
    """What stands between two dollars: a little TeX, or text as elsewhere; single letters in italics.

    It is shown as it was typed where it holds a command that is not known here.
    """
    from markupsafe import escape

    shown = _FONT.sub(lambda found: (found[2] or found[3]).translate(_DOUBLE_STRUCK if found[1] == "mathbb" else {}), text)
    shown = _ROOT.sub(r"√(\1)", _FRACTION.sub(lambda found: f"{_grouped(found[1])}/{_grouped(found[2])}", shown))
    shown = re.sub(" {2,}", " ", _COMMAND.sub(_command, shown))
    if "\\" in shown:
        return str(escape(f"${text}$"))
    pieces = _MARKED.split(_set(str(escape(shown))))
    return "".join(piece if number % 2 else _VARIABLE.sub(r"<i>\1</i>", piece) for number, piece in enumerate(pieces))


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"(?:\\partial ?)?\\?\w+", text) else f"({text})"


def _command(found: re.Match[str]) -> str:
    """One command of TeX as a character or a word; one that is not known stays."""
    name, space = found.groups()
    if name in _WORDS:
        return f"{name} "
    shown = _TEX.get(name, GREEK.get(name, f"\\{name}"))
    return shown if name in _JOINED else shown + space
