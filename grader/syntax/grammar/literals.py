"""Numbers as written: whole, decimal with point or comma, with a power of ten."""

from __future__ import annotations

from fractions import Fraction

from grader.expr import Div, Expr, Number, make
from grader.lazily import lazily
from grader.syntax.grammar.arrays import known_matrices
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.spellings import FRACTION
from grader.syntax.tokens.commas import decimal_commas, is_braced, is_tight
from grader.syntax.tokens.tokens import MAX_DIGITS, UnreadableError

_GROUP = lazily(r"[0-9]{3}(?:\.[0-9]+)?")
_MAY_GO_ON = frozenset((",", "const", "unknown", "half", "_", "sub"))


def number(cursor: Cursor) -> Expr:
    at = cursor.at
    text = cursor.values[at]
    cursor.at = at + 1
    kinds, values = cursor.kinds, cursor.values
    if cursor.statements and text == "1" and kinds[at + 1] in ("{", "[") and not cursor.words.scope.indices:
        step = known_matrices.numeral(cursor)
        if step is not None:
            return step
    if kinds[at + 1] not in _MAY_GO_ON and text.isdigit():
        return make(Number, (), (int(text), None), (cursor.starts[at], cursor.ends[at]))
    if kinds[at + 1] == "half" and cursor.adjacent(at + 1) and text.isdigit():
        return _mixed(cursor, int(text))
    if kinds[at + 1] in ("_", "sub") and text in ("0", "1"):
        known = known_matrices.numeral(cursor)
        if known is not None:
            return known
    end = at
    grouped = _thousands(cursor, at)
    if grouped is not None:
        text, end = grouped
    elif kinds[at + 1] == "," and is_tight(cursor.tokens, at + 1) and (
            cursor.comma_is_decimal or is_braced(cursor.tokens, at + 1)
            or (at + 1 in decimal_commas(cursor.tokens) and cursor.choose("comma"))):
        text, end = f"{text}.{values[at + 2]}", at + 2
    exponent = 0
    scientific = _scientific(cursor, end + 1)
    if scientific and not cursor.choose("scientific"):
        exponent, end = scientific
    cursor.at = end + 1
    whole, _, decimals = text.partition(".")
    places = max(len(decimals) - exponent, 0) or None
    if max(len(whole) + exponent, 1) + (places or 0) > MAX_DIGITS:
        raise UnreadableError("syntax/number-too-long", f"this number has more than {MAX_DIGITS} digits", cursor.span(at),
                              "write fewer digits")
    value = Fraction(text) * Fraction(10) ** exponent if decimals or exponent else int(text)
    return Number(value, places if "." in text or exponent < 0 else None, cursor.span(at))


def _thousands(cursor: Cursor, at: int) -> tuple[str, int] | None:
    """``1,234,567`` and ``1,000.5``, which are nothing else, and ``1,000`` by the second reading: digits, and the index of the last token.

    Where a comma separates, the reading exists only if blanks tell the commas apart.
    """
    kinds, values = cursor.kinds, cursor.values
    if kinds[at + 1] != "," or not (
            cursor.comma_is_decimal or is_braced(cursor.tokens, at + 1) or at + 1 in decimal_commas(cursor.tokens)):
        return None
    digits, end = values[at], at
    if not (digits.isdigit() and len(digits) < 4 and digits[0] != "0"):
        return None
    while kinds[end + 1] == "," and kinds[end + 2] == "num" and cursor.adjacent(end + 1) and cursor.adjacent(end + 2) and (
            _GROUP.fullmatch(values[end + 2]) and "." not in digits):
        digits, end = digits + values[end + 2], end + 2
    if end == at:
        return None
    is_certain = cursor.comma_is_decimal and (end > at + 2 or "." in digits)
    return (digits, end) if is_certain or cursor.choose("thousands") else None


def _mixed(cursor: Cursor, whole: int) -> Expr:
    """``1½`` is a mixed number, 3/2."""
    at = cursor.at - 1
    top, bottom = FRACTION[cursor.values[at + 1]]
    cursor.at = at + 2
    span = cursor.span(at)
    return Div(Number(whole * bottom + top, None, span), Number(bottom, None, span), span)


def _scientific(cursor: Cursor, at: int) -> tuple[int, int] | None:
    """Power of ten and index of its last token, where ``e9`` or ``e-3`` follows a number without a blank."""
    kinds, values = cursor.kinds, cursor.values
    if not cursor.adjacent(at):
        return None
    if kinds[at] == "unknown" and values[at][0] in "eE" and values[at][1:].isdigit():
        return int(values[at][1:]), at
    if kinds[at] in ("const", "unknown") and values[at] in ("e", "E") and cursor.adjacent(at + 1):
        sign = kinds[at + 1]
        if sign in ("+", "-") and kinds[at + 2] == "num" and cursor.adjacent(at + 2) and values[at + 2].isdigit():
            return int(sign + values[at + 2]), at + 2
    return None
