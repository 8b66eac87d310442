"""Code around a formula, written as the formula: ``np.sin``, ``np.array([[…]])``, ``Matrix([…])``, ``matrix(c(…), nrow=2)``, ``A.dot(x)``.

Every step keeps the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.lazily import lazily
from grader.nesting import closing, nested
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import GREEK
from grader.syntax.spellings import around as lists

_MODULE = lazily(rf"(?<![\w.])(?P<name>{lists.MODULES})\.(?:linalg\.|special\.|nn\.(?:functional\.)?)?(?=[A-Za-z])")
_ARRAY = lazily(rf"(?<![\w\\])(?P<name>{lists.ARRAYS})(?= ?\(\s*\[)")
_LAMBDA = lazily(r"(?<![\w])lambda +\w+(?: *, *\w+)* *:|(?<![\w])return(?= )")
_RATIO = lazily(r"(?<![\w])(?:Rational|Fraction)(?= ?\()")
_R_MATRIX = lazily(r"(?<![\w\\])matrix ?\( ?c ?\(")
_R_OPTION = lazily(r"\s*(nrow|ncol|byrow)\s*=\s*(\w+)\s*$")
_R_VECTOR = lazily(r"(?<![\w\\.])c(?= ?\()")
_R_ROWS = lazily(r"(?<![\w\\])rbind(?= ?\( *c ?\()")
_MAXIMA = lazily(r"(?<!%)%(?=(?:e|pi)(?![A-Za-z]))")
_CHOICE = lazily(r"(?<![\w\\.])where(?=\()")
_EXTREME = lazily(r"(?<![\w\\])(?:maximum|fmax|pmax|minimum|fmin|pmin)(?=\()")
_IDENTITY = lazily(r"(?<![\w\\])IdentityMatrix\[(?P<size>[^\[\]]*)\]")
_FORM = lazily(r"(?<![\w\\])(?:MatrixForm|TraditionalForm|Simplify|FullSimplify)\[")
_BOOLE = lazily(r"(?<![\w\\])Boole(?=\[)")
_TYPE = lazily(r"(?<=\))\.(?:astype\((?:float|int|np\.float\d*)\)|float\(\)|double\(\)|int\(\))")
_NAMED = lazily(r"\\\[(?P<name>[A-Z][A-Za-z]+)\]")
_SIGNS = lazily(r"%\*%|\.(?:dot|matmul|mm|mv)(?= ?\()|(?<=[\w)\]'])\.(?:transpose\(\)|t\(\)|mT(?!\w)|inv\(\)|inverse\(\)|'(?!'))")
_WRITTEN = {"%*%": " @ ", **{f".{name}": " " * len(name) + "·" for name in ("dot", "matmul", "mm", "mv")},
            **{name: ".T".rjust(len(name)) for name in (".transpose()", ".t()", ".mT")}, ".'": "' ",
            **{name: "⁻¹".rjust(len(name)) for name in (".inv()", ".inverse()")}}


def rewrite_code(text: str, words: Lexicon) -> str:
    """The text with code of the closed list rewritten or blanked; declared names stay what they are."""
    if not re.search(r"[A-Za-z.]\(|%\*%|%[ep]|\.[A-Za-z']|lambda|return|IdentityMatrix|Form\[|Simplify\[|Boole\[", text):
        return text
    text = _as_iverson(_without_form(text))
    text = _IDENTITY.sub(lambda found: f"eye({found['size']})".rjust(len(found[0])), text)
    text = _MAXIMA.sub(" ", text)
    text = _MODULE.sub(lambda found: found[0] if words.is_formula(found["name"]) else " " * len(found[0]), text)
    text = _EXTREME.sub(lambda found: ("max" if "max" in found[0] else "min").rjust(len(found[0])), text)
    text = _LAMBDA.sub(lambda found: " " * len(found[0]), text)
    text = _CHOICE.sub(lambda found: "   If" if len(commas(_inside(text, found.end()))) == 2 else found[0], text)
    if words.scope.arrays:
        text = _SIGNS.sub(lambda found: _WRITTEN[found[0]], text)
    text = text.replace("%*%", " * ")
    for found in reversed(list(_RATIO.finditer(text))):
        text = _rewritten(text, found, _quotient)
    for found in reversed(list(_R_MATRIX.finditer(text))):
        text = _r_matrix(text, found)
    for found in reversed(list(_ARRAY.finditer(text))):
        if not words.is_formula(found["name"]):
            text = _rewritten(text, found, _column if "atrix" in found["name"] else None)
    if not words.is_formula("c"):
        text = _R_ROWS.sub(lambda found: " " * len(found[0]), text)
        text = _R_VECTOR.sub(" ", text)
    return text


MOST_CALLS = 50
"""So many calls are read: for each of them its end is looked for."""


def last_calls(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Return the last places of a pattern first, so that what is rewritten moves no other one; none where there are too many."""
    found = list(pattern.finditer(text))
    return found[::-1] if len(found) <= MOST_CALLS else []


def _without_form(text: str) -> str:
    """The text without ``MatrixForm[…]`` and the like around a matrix, which Mathematica only shows."""
    for found in last_calls(_FORM, text):
        end = closing(text, found.end() - 1)
        if end:
            text = text[:found.start()] + " " * len(found[0]) + text[found.end():end] + " " + text[end + 1:]
    return text


def _as_iverson(text: str) -> str:
    """``Boole[x > 0]`` is [x > 0]; what only turns a truth value into a number goes."""
    return _TYPE.sub(lambda found: " " * len(found[0]), _BOOLE.sub(lambda found: " " * len(found[0]), text))


def rewrite_named(text: str) -> str:
    """The text with letters and the transpose in the place of the named characters of Mathematica: ``\\[Theta]``, ``A\\[Transpose]``."""
    return _NAMED.sub(lambda found: _named(found["name"], len(found[0])), text) if "\\[" in text else text


def _named(name: str, width: int) -> str:
    """A letter in braces, so that no blanks part it from its neighbours: ``{\\theta}``."""
    if name == "Transpose":
        return "^{" + "T".ljust(width - 3) + "}"
    letter = name.removeprefix("Capital")
    greek = letter if letter != name else letter.lower()
    return "{" + f"\\{greek}".ljust(width - 2) + "}" if greek in GREEK else f"\\[{name}]"


def _rewritten(text: str, found: re.Match[str], change: Callable[[str], str] | None) -> str:
    """The name of a call blanked, and what stands in its bracket changed."""
    opening = text.index("(", found.end())
    end = closing(text, opening)
    inside = text[opening + 1:end]
    if end and change is not None:
        inside = change(inside)
    return text[:found.start()] + " " * len(found[0]) + text[found.end():opening + 1] + inside + text[end:] if end else text


def _inside(text: str, opening: int) -> str:
    """What stands in the bracket that opens at this place."""
    return text[opening + 1:closing(text, opening)]


def commas(text: str) -> list[int]:
    """The places of the commas outside of brackets."""
    return [at for at, sign, depth in nested(text) if sign == "," and depth == 0]


def _at(text: str, places: list[int], sign: str) -> str:
    chars = list(text)
    for place in places:
        chars[place] = sign
    return "".join(chars)


def _quotient(inside: str) -> str:
    """``Rational(1, 2)`` is 1/2."""
    found = commas(inside)
    return _at(inside, found, "/") if len(found) == 1 else inside


def _column(inside: str) -> str:
    """``Matrix([a, b])`` of SymPy is a column."""
    start, end = inside.find("["), inside.rfind("]")
    if "[" in inside[start + 1:] or inside[end + 1:].strip() or inside[:start].strip():
        return inside
    return inside[:start + 1] + _at(inside[start + 1:end], commas(inside[start + 1:end]), ";") + inside[end:]


def _r_matrix(text: str, found: re.Match[str]) -> str:
    """``matrix(c(…), nrow=2, byrow=TRUE)``; without ``byrow`` R fills column by column."""
    outer, inner = text.index("(", found.start()), found.end() - 1
    end, inner_end = closing(text, outer), closing(text, inner)
    if not end or not inner_end:
        return text
    options = {option[1]: option[2] for option in map(_R_OPTION.fullmatch, text[inner_end + 1:end].split(",")) if option}
    separators = commas(text[inner + 1:inner_end])
    rows = _number(options.get("nrow", ""))
    columns = _number(options.get("ncol", ""))
    count = len(separators) + 1
    rows, columns = rows or (count // columns if columns else 0), columns or (count // rows if rows else 0)
    if not rows or not columns or rows * columns != count:
        return text
    by_row = options.get("byrow", "F")[:1] == "T" or 1 in (rows, columns)
    width = columns if by_row else rows
    inside = _at(text[inner + 1:inner_end], separators[width - 1::width], ";")
    after = "]" if by_row else "]^T"
    room = end + 1 - inner_end
    if len(after) > room:
        return text
    return text[:found.start()] + " " * (inner - found.start()) + "[" + inside + after + " " * (room - len(after)) + text[end + 1:]


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 4 else 0
