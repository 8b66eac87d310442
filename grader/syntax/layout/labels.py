"""Left sides and labels: ``f'(x)``, ``\\frac{\\partial f}{\\partial x_1}``, ``f_{xy}``, ``∇f``; which derivative of what they name."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.record import record
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.spellings import SIGNS, SUBSCRIPT, SUPERSCRIPT

_SPACING = lazily(r"\s+|\\(?:left|right|[,;:! ]|quad|qquad|displaystyle|bigl?|bigr?)(?![A-Za-z])|&")
_BLANKS = lazily(r"[\s&$]+")
_UPRIGHT = lazily(r"\\(?:mathrm|rm|text|operatorname|mathbf|boldsymbol)\s*\{?\s*([A-Za-z]+)\s*\}?")
_NAMED_SIGN = lazily(r"(?<![A-Za-z\\])(?:partial|del)(?![A-Za-z]) ?")
_FRACTION = lazily(r"\\[dtc]?frac\{([^{}]*)\}\{([^{}]*)\}")
_FRACTION_OF_DIGITS = lazily(r"\\[dtc]?frac([0-9])([0-9])")
_BRACES = lazily(r"([_^])\{([^{}]*)\}")
_NAME = r"[A-Za-z][A-Za-z0-9]*?(?:_[A-Za-z0-9]+?)?"
_CALL = r"(?:\([^()]*\)|\[[^\[\]]*\])?"
_QUOTIENT = lazily(rf"\(?[d∂](?:\^([234]))?\(?(?P<of>{_NAME})?{_CALL}\)?/\(?(?=[d∂])(?P<under>.+)")
_UNKNOWN = lazily(r"[A-Za-z][A-Za-z0-9_]*?(?=[d∂^()]|$)")
_BEHIND = lazily(rf"\)?{_CALL}\(?(?P<of>{_NAME})?\)?{_CALL}")
_PRIMES = lazily(rf"({_NAME})(?:('+)|\^\(([1-4])\)|\^('+))(?:_([A-Za-z0-9]+))?{_CALL}")
_SUBSCRIPT = lazily(rf"([A-Za-z][A-Za-z0-9]*)_\(?([A-Za-z0-9_,]+)\)?'?{_CALL}")
_OPERATOR = lazily(rf"[∂D](_\(?[A-Za-z0-9_]+\)?)\(?({_NAME})?\)?{_CALL}")
_BY_PLACE = lazily(rf"[∂D]_\(?([1-9])\)?({_NAME}){_CALL}|([fF])_\(?([1-9])\)?{_CALL}")
_RUN_TOGETHER = lazily(rf"∂([A-Za-z][A-Za-z0-9_]*){_CALL}|([A-Za-z])'([A-Za-z][A-Za-z0-9_]*){_CALL}")
_NABLA = r"∇(?:\^\(?[T2]\)?)?(?:[·⋅∙×⨯*]|cdot|times)*"
_WORDS = "grad|div|curl|rot|lap|laplacian|Delta|∆"
_WHOLE = lazily(
    rf"(?:{_NABLA}(?:_?\(?{_NAME}\)?){{0,3}}|(?:{_WORDS})\(?{_NAME}?\)?|[JHD](?:_?\(?{_NAME}\)?)?|T_?\(?[0-9n]{{1,2}}\)?){_CALL}")
_DOT = lazily(r"\\dot(?![A-Za-z])\s*(?:\{\s*([A-Za-z](?:_(?:\{\w+\}|\w))?)\s*\}|([A-Za-z]))(_(?:\{\w+\}|\w))?")
_SIGNS = str.maketrans({
    **{char: f"_{sign}" for char, sign in SUBSCRIPT.items()}, **{char: f"^{sign}" for char, sign in SUPERSCRIPT.items()},
    **dict.fromkeys("𝜕𝛛𝝏𝞉𝟃", "∂"), **dict.fromkeys("𝛁𝛻𝜵𝝯𝞩", "∇"), "`": "'", '"': "''",
    **{char: name for char, (kind, name) in SIGNS.items() if kind == "greek" or name in ("'", "''", "/")}})
_LONGEST = 120


@record
class Label:
    """A derivative that is named: of what, and by which names in turn; a derivative by nothing named has primes or ``∇``."""

    of: str
    by: tuple[str, ...]


def squeezed(text: str) -> str:
    """A left side in one spelling: ``∂f/∂x_1`` for ``\\frac{\\partial f}{\\partial x_{1}}``."""
    text = _DOT.sub(lambda found: f"{found[1] or found[2]}{found[3] or ''}'", text) if "\\dot" in text else text
    text = _NAMED_SIGN.sub("∂", text.replace("\\partial", "∂")).replace("\\nabla", "∇")
    text = text.replace("\\prime", "'").replace("\\differentialD", "d").replace("^{(", "^(").replace(")}", ")")
    if "\\" not in text and "{" not in text:
        return _BLANKS.sub("", text.translate(_SIGNS)).replace("|", "")
    text = _SPACING.sub("", _UPRIGHT.sub(r"\1", text.translate(_SIGNS)))
    text = _FRACTION_OF_DIGITS.sub(r"\1/\2", text)
    for _ in range(3):
        text = _BRACES.sub(r"\1\2", text)
        text = _FRACTION.sub(r"\1/\2", text)
    return text.replace("{", "").replace("}", "").replace("$", "").replace("\\", "").replace("|", "")


def label_of(text: str, words: Lexicon) -> Label | None:
    """The derivative that a left side names, if it names one."""
    if len(text) > _LONGEST:
        return None
    text = squeezed(text)
    found = _QUOTIENT.fullmatch(text)
    if found:
        return _quotient(found, words)
    found = _PRIMES.fullmatch(text)
    if found:
        count = int(found[3]) if found[3] else len(found[2] or found[4])
        by = _names(found[5], words) if found[5] and count == 1 else ("'",) * count
        return Label(found[1], by) if by else None
    return _by_subscript(text, words) or (Label(text, ("∇",)) if _WHOLE.fullmatch(text) and not words.is_formula(text) else None)


def _quotient(found: re.Match[str], words: Lexicon) -> Label | None:
    """``∂²f/∂x∂y``, ``df/dx(x)``, ``d/dx f``."""
    by, rest = list[str](), found["under"]
    while rest[:1] in ("d", "∂"):
        rest = rest[1:]
        known = next((end for end in range(len(rest), 0, -1) if spelling(rest[:end]) in words.names), 0)
        unknown = None if known else _UNKNOWN.match(rest)
        if unknown is None and not known:
            return None
        name, rest = rest[:known or unknown.end()], rest[known or unknown.end():]  # type: ignore[union-attr]
        count = rest[1:2] if rest[:1] == "^" else ""
        rest = rest[2:] if count else rest
        by += [words.names.get(spelling(name), spelling(name))] * (int(count) if count.isdigit() else 1)
    behind = _BEHIND.fullmatch(rest)
    if not by or behind is None or (found["of"] and behind["of"]) or len(by) != int(found[1] or len(by)):
        return None
    return Label(found["of"] or behind["of"] or "", tuple(by))


def _by_subscript(text: str, words: Lexicon) -> Label | None:
    """``f_x``, ``f_{xy}``, ``fx``, ``∂_x f``, ``D_x f``: only by names that are declared."""
    numbered = _by_place(text, words) or _entry(text, words)
    if numbered is not None:
        return numbered
    found = _OPERATOR.fullmatch(text)
    if found:
        inner = found[1].strip("_()") + (found[2] or "")
        for end in range(len(inner), 0, -1):
            by = _names(inner[:end], words)
            if by and (end == len(inner) or re.fullmatch(_NAME, inner[end:])):
                return Label(inner[end:], by)
        return None
    found = _RUN_TOGETHER.fullmatch(text)
    if found:
        return _run_together(found, words)
    found = _SUBSCRIPT.fullmatch(text)
    if found and spelling(found[1] + "_" + found[2]) not in words.names:
        by = _names(found[2], words)
        return Label(found[1], by) if by else None
    found = re.compile(rf"([A-Za-z])([A-Za-z][A-Za-z0-9_]*){_CALL}").fullmatch(text)
    if found and found[1] != "d" and found[1] not in words.entries and not words.is_formula(found[1] + found[2]):
        by = _names(found[2], words)
        return Label(found[1], by) if by else None
    return None


def _by_place(text: str, words: Lexicon) -> Label | None:
    """``∂_1 f``, ``D_2 f``, and ``f_1`` of a single function: a derivative by the variable in this place."""
    found, partials = _BY_PLACE.fullmatch(text), words.scope.partials
    if found is None or partials is None or (found[3] and (partials.outputs > 1 or words.is_formula(text))):
        return None
    place = int(found[1] or found[4])
    return Label(found[2] or found[3], (partials.by[place - 1],)) if place <= len(partials.by) else None


_OF_MATRIX = lazily(r"([JH])_?\(?([1-9]),?([1-9])\)?")


def _entry(text: str, words: Lexicon) -> Label | None:
    """``J_{12}``, ``H_{12}``: the entry of a Jacobian or a Hessian, functions in rows."""
    found, partials = _OF_MATRIX.fullmatch(text), words.scope.partials
    if found is None or partials is None or words.is_formula(text):
        return None
    row, column = int(found[2]), int(found[3])
    if found[1] == "H" and partials.order == 2 and partials.outputs == 1 and max(row, column) <= len(partials.by):
        return Label("H", (partials.by[row - 1], partials.by[column - 1]))
    if found[1] == "J" and partials.order == 1 and partials.outputs > 1 and row <= partials.outputs and column <= len(partials.by):
        return Label(f"J_{row}", (partials.by[column - 1],))
    return None


def is_numbered(text: str) -> bool:
    """Whether a left side is a function with a number, as ``f_1``: a derivative by place, or a name of one's own."""
    return re.fullmatch(r"[fF]_[1-9]", squeezed(text)) is not None


def _run_together(found: re.Match[str], words: Lexicon) -> Label | None:
    """``∂xf``, ``∂x f``, ``f'x``, ``f'_x``: a derivative whose variable is not set below."""
    inner = found[1] or found[3]
    for end in range(len(inner), 0, -1):
        by = _names(inner[:end], words)
        if by and (end == len(inner) or (found[1] and re.fullmatch(_NAME, inner[end:]))):
            return Label(inner[end:] if found[1] else found[2], by)
    return None


def _names(text: str, words: Lexicon) -> tuple[str, ...]:
    """A run of declared names of variables: ``xy``, ``x_1x_2``, ``x,y``; nothing where it is none."""
    rest, found = spelling(text).replace(",", ""), []
    known = sorted((key for key, name in words.names.items() if words.kinds[name] != "func"), key=len, reverse=True)
    while rest:
        name = next((name for name in known if rest.startswith(name)), "")
        if not name:
            return ()
        found.append(words.names[name])
        rest = rest[len(name):]
    return tuple(found)
