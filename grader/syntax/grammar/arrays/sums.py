"""Sums: ``sum(m, …)``, ``\\sum_m …``, ``\\sum_{m=1}^{M} …``, ``sum_m=1^M …``, ``\\sum_{i,k} …``.

Between numbers they are written out.
A sum runs over all values of a declared index (``dummies`` makes one of any other letter); a bound that is another size is
refused.
"""

from __future__ import annotations

from grader.expr import Add, Expr, Mul, free_indices, shapes
from grader.lazily import lazily
from grader.record import replace
from grader.syntax.grammar.arrays import dummies, entries
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.lexicon import Lexicon
from grader.syntax.scope import Scope
from grader.syntax.spellings import SUBSCRIPT

MOST_TERMS = 20
MOST_WRITTEN = 1_500
"""Tokens that all sums of an answer may make, written out."""

_SIGN = lazily(
    r"(?:\\sum|∑|Σ|\\Sigma|\bsum)\s*(?:\\(?:no)?limits)?\s*(?:\^\s*(?:\{[^{}]*\}|\w)\s*)?"
    r"(?:_\s*\{\s*([a-z](?:\s*,?\s*[a-z]){0,3})\s*[=}]|_\s*([a-z])(?![A-Za-z0-9])|\(\s*([a-z])\s*,|([" + "".join(SUBSCRIPT) + "]{1,3}))")
_LETTERS = frozenset(("index", "unknown", "name"))


def with_dummies(text: str, scope: Scope, words: Lexicon) -> Scope:
    """The scope with the letters under sum signs that nobody declared."""
    found: list[str] = []
    for sign in _SIGN.finditer(text):
        letters = sign[1] or sign[2] or sign[3] or "".join(SUBSCRIPT[letter] for letter in sign[4])
        found += [letter for letter in letters if letter.isalpha() and letter not in words.entries and letter not in found]
    if not found:
        return scope
    return replace(scope, indices=(*scope.indices, *found), dummies=tuple(found))


def total(cursor: Cursor) -> Expr:
    """A sum sign with its bounds and its body, up to the next ``+`` or ``-``."""
    start = cursor.at
    cursor.at += 1
    kinds, at = cursor.kinds, cursor.at
    if kinds[at] == "(" and kinds[at + 1] in _LETTERS and kinds[at + 2] == ",":
        return _called(cursor, start)
    if "=" not in kinds[at:at + 9]:
        _needs_index(cursor, start)
    above = _above(cursor)
    letters, below, number_at = _below(cursor, start)
    above = above or _above(cursor)
    if above.isdigit() and len(letters) == 1 and cursor.words.ranges.get(letters[0][0]) != shapes.dim(int(above)):
        return _written_out(cursor, *letters[0], range(int(below or 1), int(above) + 1), start)
    _needs_index(cursor, start)
    if below not in ("", "1"):
        raise cursor.fail("syntax/index", "a sum runs over all values of its index, from 1 on", "write \\sum_m, or the sum out", number_at)
    begin = cursor.at
    body = cursor.deeper(cursor.joined)
    if kinds[start - 1] == "/":
        body = _below_a_line(cursor, body, frozenset(letter for letter, _ in letters), begin)
    for letter, place in reversed(letters):
        body = dummies.over(cursor, letter, place, body, above, start)
    return body


def _below_a_line(cursor: Cursor, body: Expr, letters: frozenset[str], begin: int) -> Expr:
    """``a/\\sum_k b_k c`` is a/(b_1 c + b_2 c + …); by the second reading factors behind its letters are not below the line."""
    end, count = cursor.at, len(body.args) if type(body) is Mul else 0
    while count and letters.isdisjoint(free_indices(body.args[count - 1])):
        count -= 1
    if not 0 < count < len(body.args):
        return body
    cursor.at = begin
    if not cursor.choose("slash"):
        cursor.at = end
        return body
    factors = [cursor.power()]
    while len(factors) < count:
        cursor.at += cursor.kinds[cursor.at] == "*"
        factors.append(cursor.power())
    return factors[0] if count == 1 else Mul(factors, cursor.span(begin))


def _called(cursor: Cursor, start: int) -> Expr:
    """``sum(m, body)``."""
    _needs_index(cursor, start)
    cursor.at += 1
    place = cursor.at
    letter = _letter(cursor)
    cursor.at += 1
    body = cursor.deeper(cursor.sum)
    if cursor.kinds[cursor.at] != ")":
        raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", start + 1)
    cursor.at += 1
    return dummies.over(cursor, letter, place, body, "", start)


def _needs_index(cursor: Cursor, start: int) -> None:
    if not cursor.words.scope.indices:
        raise cursor.fail("syntax/write-the-result", "a sum sign needs a declared index", "write the sum out", start)


def _letter(cursor: Cursor) -> str:
    """The index here, which is taken."""
    at = cursor.at
    if cursor.kinds[at] != "index":
        raise entries.unknown_index(cursor, at)
    cursor.at += 1
    return cursor.values[at]


def _below(cursor: Cursor, start: int) -> tuple[list[tuple[str, int]], str, int]:
    """What stands below the sign: the letters with their places, and the number from which they run with its place, if one is written."""
    at = cursor.at
    if cursor.kinds[at] == "sub":
        cursor.at += 1
        letters = [(letter, at) for letter in cursor.values[at]]
        if not all(letter in cursor.words.scope.indices for letter, _ in letters):
            raise entries.unknown_index(cursor, at)
        return letters, "", at
    if cursor.kinds[at] != "_":
        raise cursor.fail("syntax/index", "this sum does not say over which index it runs", "write sum(m, …) or \\sum_m", start)
    cursor.at += 1
    braced = cursor.kinds[cursor.at] == "{"
    cursor.at += braced
    letters = [_letter_below(cursor)]
    while braced and cursor.kinds[cursor.at] in ("index", ","):
        cursor.at += cursor.kinds[cursor.at] == ","
        letters.append((_letter(cursor), cursor.at - 1))
    below, number_at = "", at
    if cursor.kinds[cursor.at] == "=":
        cursor.at += 2
        number_at = cursor.at - 1
        below = cursor.values[number_at]
        if cursor.kinds[number_at] != "num" or not below.isdigit():
            raise cursor.fail("syntax/index", "a sum runs over all values of its index, from 1 on", "write \\sum_m", number_at)
    if braced:
        if cursor.kinds[cursor.at] != "}":
            raise cursor.fail("syntax/index", "this index cannot be read: a sum runs over all values of its index", "write \\sum_{m=1}^{M}")
        cursor.at += 1
    return letters, below, number_at


def _letter_below(cursor: Cursor) -> tuple[str, int]:
    """The first letter below the sign; one with a number behind it need not be declared, for the sum may be written out."""
    at = cursor.at
    if cursor.kinds[at] in ("unknown", "name") and len(cursor.values[at]) == 1 and cursor.kinds[at + 1:at + 3] == ["=", "num"]:
        cursor.at += 1
        return cursor.values[at], at
    return _letter(cursor), at


def _above(cursor: Cursor) -> str:
    """The size or number above the sign; empty where nothing stands there."""
    if cursor.kinds[cursor.at] != "^":
        return ""
    at = cursor.at + 1
    braced = cursor.kinds[at] == "{"
    at += braced
    if cursor.kinds[at] not in ("size", "num") or (braced and cursor.kinds[at + 1] != "}"):
        raise cursor.fail("syntax/index", "a sum runs over all values of its index, up to a size or a number", "write \\sum_{m=1}^{M}", at)
    cursor.at = at + 1 + braced
    return cursor.values[at]


def _written_out(cursor: Cursor, letter: str, place: int, numbers: range, start: int) -> Expr:
    """``\\sum_{i=1}^2 x_i^2`` as x_1^2 + x_2^2: the body is read once for each number, with the number in the place of the letter."""
    if not 0 < len(numbers) <= MOST_TERMS:
        what = f"this sum has {len(numbers)} terms" if numbers else "this sum has no terms"
        raise cursor.fail("syntax/index", f"{what}; between numbers, 1 to {MOST_TERMS} are read", "write it without the sum sign", place)
    begin, tokens, outer = cursor.at, cursor.tokens, cursor.put_in
    kinds, values, terms = tokens.kinds[begin:], tokens.values[begin:], list[Expr]()
    cursor.put_in |= {at for at, (kind, value) in enumerate(zip(kinds, values, strict=True), begin) if kind in _LETTERS and value == letter}
    for number in numbers:
        for at, (kind, value) in enumerate(zip(kinds, values, strict=True), begin):
            if kind in _LETTERS and value == letter:
                tokens.kinds[at], tokens.values[at] = "num", str(number)
            elif kind == "sub":
                tokens.values[at] = value.replace(letter, str(number))
        cursor.at = begin
        terms.append(cursor.deeper(cursor.joined))
        tokens.kinds[begin:], tokens.values[begin:] = kinds, values
        cursor.written += cursor.at - begin
        if cursor.written > MOST_WRITTEN:
            raise cursor.fail("syntax/index", "these sums are too long to be written out", "write the result in a shorter form", start)
    cursor.put_in = outer
    return terms[0] if len(terms) == 1 else Add(terms, cursor.span(start))
