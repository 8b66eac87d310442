"""What stands behind a Taylor polynomial and says nothing of it: ``+ O(x^4)``, ``+ o(x^3)``, ``+ R_3(x)`` of order 3, ``near x = 0``."""

from __future__ import annotations

import re
from fractions import Fraction

from grader.expr import Expr, Neg, Number
from grader.lazily import lazily
from grader.syntax.layout.blanks import blank
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.spellings import SUPERSCRIPT

_BASE = r"(?=[^)]{0,24}?[^\W\d_])\(?(?:[^()\[\]*/^=\n]|\^?\{){1,24}?\)?"
_EXPONENT = rf"(?:(?:\^|\*\*)\s*[({{]?\s*(?P<power>\d{{1,2}})\s*[)}}]?|(?P<small>[{''.join(SUPERSCRIPT)}]{{1,2}}))"
_REMAINDER = lazily(
    r"\+\s*(?:(?:\\(?:mathcal|mathrm|text|operatorname)\s*\{?\s*)?(?P<order>[Oo𝒪𝑂𝑜ℴ])\s*\}?\s*(?:"
    rf"(?:\\left\s*)?\(\s*(?P<base>{_BASE})\s*{_EXPONENT}\s*(?:\\right\s*)?\)|\[(?P<of>[^\[\]\n]{{1,24}})\]\s*\^\s*(?P<outside>\d{{1,2}}))"
    r"|R_\{?(?P<rest>\d{1,2})\}?(?:\s*\([^()\n]{1,24}\))?)(?![\w(])(?!\s*(?:[-+*/^=−–·]|\\(?:cdot|times)))")
_IN_FRONT = r"(?:^|(?<=[\n,;$=&\\≈]))[^\n,;$=&\\≈]*+(?:&[ \t]*+)?"
"""A member of a chain: it begins behind a sign that no member holds, so that a run of blanks is looked at but once."""
_ABOUT = lazily(rf"{_IN_FRONT}(?:≈|\\approx(?![A-Za-z]))")
_FRONT = lazily(rf"{_IN_FRONT}=(?=[^=\n]*$)")
_AROUND = r"near(?:\s+to)?|close\s+to|around|about|nahe(?:\s+bei)?|um|in der Nähe von|près de|vicino a|cerca de|rond"
_WHERE = r"(?:(?<![^\W\d_])(?:\\text\s*\{\s*)?(?:if|for|für|fuer|when|as|pour|per|para|voor)(?:\s*\}|\s))"
_NEAR = lazily(
    rf"(?:(?:(?:[,;(]|\\q?quad(?![A-Za-z]))\s*+\(?{_WHERE}?|(?<!\s)\s++\(?{_WHERE})\s*(?:\$?(?P<front>\\?[A-Za-z]+)\$?\s*)?|(?<!\s)\s++)"
    rf"(?:(?<![^\W\d_])(?:is\s+)?(?P<around>{_AROUND})(?![^\W\d_])|≈|→|->|\\(?:to|approx|rightarrow)(?![A-Za-z]))"
    r"\s*\$?(?:(?P<behind>\\?[A-Za-z]+)\s*=\s*)?(?P<value>[-−]?\d+)\$?\)?[\s.]*$")
"""``for x near 0``, ``um x = 0``, ``as x → 0``: around which point a polynomial approximates."""


def without_remainder(text: str, words: Lexicon) -> str:
    """The text of an answer that is a Taylor polynomial, of the same length, without a remainder of its order.

    What is said to be approximated, or to be equal but for a remainder, is no step: ``e^x ≈ 1 + x``.
    """
    degree = words.scope.degree
    if not degree or words.is_formula("O") or words.is_formula("o"):
        return text
    text = _NEAR.sub(lambda near: blank(near[0]) if _is_centre(near, words) else near[0], text)
    for found in _REMAINDER.finditer(text):
        is_own = found["rest"] and spelling(f"R_{degree}") in words.names
        if _fits(found, degree) and _vanishes(found["base"] or found["of"] or "", words) and not is_own:
            front = _FRONT.sub(lambda front: blank(front[0]), text[:found.start()])
            text = front + blank(found[0]) + text[found.end():]
    return _ABOUT.sub(lambda found: blank(found[0]), text)


def _fits(found: re.Match[str], degree: int) -> bool:
    """Whether a remainder is that behind the polynomial of this degree."""
    if found["rest"]:
        return int(found["rest"]) == degree
    power = found["power"] or found["outside"] or "".join(SUPERSCRIPT[digit] for digit in found["small"])
    is_small = found["order"] in "o𝑜ℴ"
    return power.isdigit() and int(power) == degree + (not is_small)


def _is_centre(found: re.Match[str], words: Lexicon) -> bool:
    """Whether a point is that around which the polynomial is asked, of one variable."""
    name = found["front"] or found["behind"] or ""
    [(variable, value), *others] = words.scope.centre or (("", Number(0)),)
    is_named = words.names.get(spelling(name.removeprefix("\\"))) == variable if name else found["around"] is not None
    if name == "" and re.search(rf"\w\s+\\?{re.escape(variable)}\s*$", found.string[:found.start()]):
        # 1 + x x near 0: the last x is no factor.
        return False
    return not others and is_named and _number(value) == int(found["value"].replace("−", "-"))


_DIFFERENCE = lazily(r"\\?(?P<name>[A-Za-z]+(?:_?\d)?)(?P<number>[-+−]\d+)?")


def _vanishes(base: str, words: Lexicon) -> bool:
    """Whether what stands in a remainder is 0 at the centre, as ``(x-1)`` about 1, or is a letter of the student's own, as ``h``."""
    found = _DIFFERENCE.fullmatch(re.sub(r"\\(?:left|right|lvert|rvert|vert)|[|{}()\s$]", "", base))
    centre = dict(words.scope.centre)
    name = words.names.get(spelling(found["name"]), "") if found is not None else ""
    if found is None or name not in centre:
        return True
    return _number(centre[name]) == -int((found["number"] or "0").replace("−", "-"))


def _number(tree: Expr) -> Fraction | None:
    """The value of a number; ``None`` for anything else."""
    if type(tree) is Neg and type(tree.args[0]) is Number:
        return -tree.args[0].value
    return tree.value if type(tree) is Number else None
