"""Sums over a declared index: ``sum(m, …)``, ``\\sum_m …``, ``\\sum_{m=1}^{M} …``, ``sum_m=1^M …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Expr, Sum
from grader.syntax import arrays

if TYPE_CHECKING:
    from grader.syntax.pratt import Parser


def total(parser: Parser) -> Expr:
    """``sum(m, body)``, ``\\sum_m body``, ``\\sum_{m=1}^{M} body``: over all values of a declared index."""
    start = parser.at
    if not parser.words.scope.indices:
        raise parser.fail("syntax/write-the-result", "a sum sign needs a declared index", "write the sum out")
    parser.at += 1
    kinds, at = parser.kinds, parser.at
    if kinds[at] == "(" and kinds[at + 1] in ("index", "unknown", "name") and kinds[at + 2] == ",":
        parser.at += 1
        index = _summed(parser)
        parser.at += 1
        body = parser.deeper(parser.sum)
        if parser.kinds[parser.at] != ")":
            raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", start + 1)
        parser.at += 1
        return Sum(index, body, parser.span(start))
    index = _index_below(parser, start)
    _limit_above(parser)
    return Sum(index, parser.deeper(parser.joined), parser.span(start))


def _summed(parser: Parser) -> str:
    at = parser.at
    if parser.kinds[at] != "index":
        raise arrays.unknown_index(parser, at)
    parser.at += 1
    return parser.tokens.values[at]


def _index_below(parser: Parser, start: int) -> str:
    if parser.kinds[parser.at] == "sub":
        text = parser.tokens.values[parser.at]
        if text not in parser.words.scope.indices:
            raise arrays.unknown_index(parser, parser.at)
        parser.at += 1
        return text
    if parser.kinds[parser.at] != "_":
        raise parser.fail("syntax/index", "this sum does not say over which index it runs", "write sum(m, …) or \\sum_m", start)
    parser.at += 1
    braced = parser.kinds[parser.at] == "{"
    parser.at += braced
    index = _summed(parser)
    if parser.kinds[parser.at] == "=":
        parser.at += 1
        if parser.tokens.values[parser.at] != "1":
            raise parser.fail("syntax/index", "a sum runs over all values of its index, from 1 on", "write \\sum_m")
        parser.at += 1
    if braced:
        if parser.kinds[parser.at] != "}":
            raise parser.fail("syntax/index", "this index cannot be read", "write \\sum_{m=1}^{M}")
        parser.at += 1
    return index


def _limit_above(parser: Parser) -> None:
    """The ``^M`` of a sum says what is known already."""
    if parser.kinds[parser.at] != "^":
        return
    parser.at += 1
    if parser.kinds[parser.at] == "{":
        if parser.kinds[parser.at + 1] not in ("size", "num") or parser.kinds[parser.at + 2] != "}":
            raise parser.fail("syntax/index", "a sum runs over all values of its index", "write \\sum_{m=1}^{M}")
        parser.at += 3
    elif parser.kinds[parser.at] in ("size", "num"):
        parser.at += 1
    else:
        raise parser.fail("syntax/index", "a sum runs over all values of its index", "write \\sum_{m=1}^{M}")
