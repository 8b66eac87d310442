"""Numbers as written: whole, decimal with point or comma, with a power of ten."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from grader.expr import Expr, Number

if TYPE_CHECKING:
    from grader.syntax.pratt import Parser

_MAY_GO_ON = frozenset((",", "const", "unknown"))
_MOST_PLACES = 1_000


def number(parser: Parser) -> Expr:
    at = parser.at
    text = parser.tokens.values[at]
    parser.at = at + 1
    kinds, values = parser.kinds, parser.tokens.values
    if kinds[at + 1] not in _MAY_GO_ON and text.isdigit():
        return Number(int(text), None, (parser.tokens.starts[at], parser.tokens.ends[at]))
    end = at
    if (kinds[at + 1] == "," and kinds[at + 2] == "num" and parser.adjacent(at + 1) and parser.adjacent(at + 2)
            and "." not in text and "." not in values[at + 2]
            and (parser.comma_is_decimal or parser.choose("comma"))):
        text, end = f"{text}.{values[at + 2]}", at + 2
    exponent = 0
    scientific = _scientific(parser, end + 1)
    if scientific and not parser.choose("scientific"):
        exponent, end = scientific
    parser.at = end + 1
    places = max(len(text.partition(".")[2]) - exponent, 0) or None
    if abs(exponent) > 1000:
        raise parser.fail("syntax/number-too-long", "this number has more than 1000 digits", "", at)
    value = Fraction(text) * Fraction(10) ** exponent
    return Number(value, places if "." in text or exponent < 0 else None, parser.span(at))


def _scientific(parser: Parser, at: int) -> tuple[int, int] | None:
    """Power of ten and index of its last token, where ``e9`` or ``e-3`` follows a number without a blank."""
    kinds, values = parser.kinds, parser.tokens.values
    if not parser.adjacent(at):
        return None
    if kinds[at] == "unknown" and values[at][0] in "eE" and values[at][1:].isdigit() and len(values[at]) < 6:
        return int(values[at][1:]), at
    if kinds[at] in ("const", "unknown") and values[at] in ("e", "E") and parser.adjacent(at + 1):
        sign = kinds[at + 1]
        if sign in ("+", "-") and kinds[at + 2] == "num" and parser.adjacent(at + 2) and values[at + 2].isdigit():
            if len(values[at + 2]) > 4:
                return None
            return int(sign + values[at + 2]), at + 2
    return None
