"""Matrices whose entries are known: ``I_N``, ``eye(N)``, ``ones()``, ``zeros(M, N)``, ``comm(M, N)``, ``e_i``, ``E_{ij}``, ``0_N``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Dim, Expr, Filled, Unit, shapes
from grader.syntax.grammar.arrays import conditions
from grader.syntax.grammar.arrays.entries import index_list
from grader.syntax.tokens.tokens import Unreadable

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

_IN_A_SIZE = frozenset(("size", "num", "*", "^", "sup", ","))
_TIMES = frozenset(("times", "×", "⨯", "✕", "✖"))
"""Signs that stand between the two sizes of a matrix, not of a product."""


def filled(parser: Parser) -> Expr:
    """``I``, ``I_N``, ``eye(N)``, ``ones()``, ``ones(N)``, ``zeros(M, N)``, ``comm(M, N)``; also ``I_{ik}`` and ``𝟙[i=k]``."""
    at = parser.at
    kind = parser.tokens.values[at]
    typed_word = parser.tokens.ends[at] - parser.tokens.starts[at] > 1
    parser.at += 1
    if kind in ("one", "ones", "I"):
        condition = conditions.behind_one(parser)
        if condition is not None:
            return condition
    if kind == "one":
        kind = "I" if parser.choose("identity") else "ones"
    sizes: list[Dim] = []
    if parser.kinds[parser.at] in ("_", "sub"):
        if kind == "I" and _indices_follow(parser):
            return conditions.equal(index_list(parser, 2), parser, at)
        sizes = _sizes_behind(parser)
    elif parser.kinds[parser.at] == "(" and typed_word and (kind != "I" or _holds_sizes_only(parser)):
        sizes = _sizes_in_brackets(parser)
    if kind == "I" and len(sizes) == 2 and sizes[0] == sizes[1]:
        sizes = sizes[:1]
    if kind == "comm" and len(sizes) != 2:
        raise parser.fail("syntax/arguments", "comm takes two sizes", "write comm(M,N)", at)
    if kind == "I" and len(sizes) > 1:
        raise parser.fail("syntax/arguments", "an identity matrix has one size", "write I_N", at)
    return Filled(kind, sizes, parser.span(at))


def _holds_sizes_only(parser: Parser) -> bool:
    """Whether the bracket here holds a size and nothing else: ``eye(N*N)``, but the matrix in ``\\mathbf{I}(A + B)`` is a factor."""
    at = parser.at + 1
    while parser.kinds[at] in _IN_A_SIZE or parser.tokens.values[at] in parser.words.scope.sizes:
        at += 1
    return parser.kinds[at] == ")" and at > parser.at + 1


def numeral(parser: Parser) -> Expr | None:
    """``0_N``, ``0_{1×N}`` and ``1_N``, zeros and ones, or ``1_{i=k}``; ``None`` where no size stands behind the digit."""
    at = parser.at - 1
    digit = parser.tokens.values[at]
    if not parser.words.scope.sizes and not parser.words.scope.arrays:
        return None
    if digit == "1":
        condition = conditions.behind_one(parser)
        if condition is not None:
            return condition
    return Filled("zeros" if digit == "0" else "ones", _sizes_behind(parser), parser.span(at))


def _indices_follow(parser: Parser) -> bool:
    """Whether two indices stand behind the ``_``: ``I_{ik}``, ``I_ik``, ``Iᵢₖ``."""
    at, known = parser.at, parser.words.scope.indices
    if parser.kinds[at] == "sub":
        return all(letter in known for letter in parser.tokens.values[at])
    at += 1 + (parser.kinds[at + 1] == "{")
    return parser.kinds[at] == "index"


def _sizes_behind(parser: Parser) -> list[Dim]:
    """The N of ``I_N``, the NN of ``I_{NN}`` and ``I_{N^2}``, the 2 of ``I₂``, the two of ``0_{1 \\times N}``."""
    at = parser.at
    parser.at += 1
    if parser.kinds[at] == "sub":
        return [_as_size(parser, parser.tokens.values[at], at)]
    if parser.kinds[parser.at] != "{":
        parser.at += 1
        return [_as_size(parser, parser.tokens.values[parser.at - 1], parser.at - 1)]
    return _list_of_sizes(parser, "}", _TIMES | {"*"})


def _list_of_sizes(parser: Parser, closing: str, separating: frozenset[str]) -> list[Dim]:
    """The sizes in the bracket that opens here, each a product of names and numbers; commas and some signs separate."""
    start = parser.at
    parser.at += 1
    found: list[Dim] = [shapes.ONE]
    is_missing = True
    while parser.kinds[parser.at] != closing:
        kind, value = parser.kinds[parser.at], parser.tokens.values[parser.at]
        if kind in ("end", ")", "]", "}"):
            raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{closing}'", start)
        if kind == "," or (kind == "*" and value in separating):
            if is_missing:
                raise parser.fail("syntax/missing-operand", f"nothing stands in front of this '{value}'", "write a size")
            found.append(shapes.ONE)
            is_missing = True
        elif kind in ("^", "sup") and not is_missing:
            found[-1] = _repeated(parser, found[-1])
        elif kind != "*":
            found[-1] = shapes.times(found[-1], _as_size(parser, value, parser.at))
            is_missing = False
        parser.at += 1
    parser.at += 1
    return [] if is_missing and len(found) == 1 else found


def _repeated(parser: Parser, size: Dim) -> Dim:
    """``N^2`` and ``N²`` are the size NN; the parser stands at the sign, and then at the last token of the exponent."""
    at = parser.at
    if parser.kinds[at] == "^":
        at += 1
    braced = parser.kinds[at] == "{"
    at += braced
    count = parser.tokens.values[at]
    if not count.isdigit() or not 0 < int(count) <= shapes.MOST_FACTORS or not size or (braced and parser.kinds[at + 1] != "}"):
        raise parser.fail("syntax/size", "this power of a size cannot be read", "write N^2", at)
    parser.at = at + braced
    power: Dim = size[:-1]
    for _ in range(int(count)):
        power = shapes.times(power, size[-1:])
    return power


def _as_size(parser: Parser, text: str, at: int) -> Dim:
    if text.isdigit() and 0 < int(text) < 100:
        return () if int(text) == 1 else (int(text),)
    sizes = parser.words.scope.sizes
    if text in sizes:
        return (text,)
    if text and all(letter in sizes for letter in text):
        return tuple(sorted(text))
    span = parser.tokens.starts[at], parser.tokens.ends[at]
    remedy = f"the sizes are {', '.join(sizes)}" if sizes else "write I"
    raise Unreadable("syntax/size", f"'{text}' is no size of this problem", span, remedy)


def _sizes_in_brackets(parser: Parser) -> list[Dim]:
    start = parser.at
    inner = parser.kinds[start + 1] == "("
    parser.at += inner
    sizes = _list_of_sizes(parser, ")", _TIMES)
    if inner:
        # zeros((M, N)), as in NumPy.
        if parser.kinds[parser.at] != ")":
            raise parser.fail("syntax/arguments", "sizes stand in one pair of brackets", "write zeros(M, N)", start)
        parser.at += 1
    if len(sizes) > 2:
        raise parser.fail("syntax/arguments", "at most two sizes stand here", "write ones(M,N)", start)
    return sizes


def is_numbered(parser: Parser, at: int) -> bool:
    """Whether a number stands below the word at this index, in a problem with vectors or matrices: ``e_5``, ``E_{1,2}``."""
    kinds, below = parser.kinds, at + 1
    if not parser.words.scope.arrays or kinds[below] not in ("_", "sub"):
        return False
    if kinds[below] == "sub":
        return parser.tokens.values[below].isdigit()
    return kinds[below + 1] == "num" or (kinds[below + 1] == "{" and kinds[below + 2] == "num")


def unit(parser: Parser, most: int) -> Expr:
    """``e_i`` (one index) or ``E_{ij}`` (two)."""
    at = parser.at
    parser.at += 1
    what = "e_i has one index" if most == 1 else "E_{ij} has two indices"
    if parser.kinds[parser.at] not in ("_", "sub"):
        raise parser.fail("syntax/index", what, "write e_i or E_{ij}", at)
    indices = index_list(parser, most)
    if len(indices) != most:
        raise parser.fail("syntax/index", what, "write e_i or E_{ij}", at)
    return Unit(indices, parser.span(at))
