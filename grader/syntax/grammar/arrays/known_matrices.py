"""Matrices whose entries are known: ``I_N``, ``eye(N)``, ``ones()``, ``zeros(M, N)``, ``comm(M, N)``, ``e_i``, ``E_{ij}``, ``0_N``."""

from __future__ import annotations

from grader.expr import Dim, Expr, Filled, Unit, shapes
from grader.syntax.grammar.arrays import conditions
from grader.syntax.grammar.arrays.entries import index_list
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.tokens.tokens import UnreadableError

_IN_A_SIZE = frozenset(("size", "num", "*", "^", "sup", ","))
_TIMES = frozenset(("times", "×", "⨯", "✕", "✖"))
"""Signs that stand between the two sizes of a matrix, not of a product."""


def filled(cursor: Cursor) -> Expr:
    """``I``, ``I_N``, ``eye(N)``, ``ones()``, ``ones(N)``, ``zeros(M, N)``, ``comm(M, N)``; also ``I_{ik}`` and ``𝟙[i=k]``."""
    at = cursor.at
    kind = cursor.values[at]
    typed_word = cursor.ends[at] - cursor.starts[at] > 1
    cursor.at += 1
    if kind in ("one", "ones", "I"):
        condition = conditions.behind_one(cursor)
        if condition is not None:
            return condition
    if kind == "one":
        kind = "I" if cursor.choose("identity") else "ones"
    sizes: list[Dim] = []
    if cursor.kinds[cursor.at] in ("_", "sub"):
        if kind == "I" and _indices_follow(cursor):
            return conditions.equal(index_list(cursor, 2), cursor, at)
        sizes = _sizes_behind(cursor)
    elif cursor.kinds[cursor.at] == "(" and typed_word and (kind != "I" or _holds_sizes_only(cursor)):
        sizes = _sizes_in_brackets(cursor)
    if kind == "I" and len(sizes) == 2 and sizes[0] == sizes[1]:
        sizes = sizes[:1]
    if kind == "comm" and len(sizes) != 2:
        raise cursor.fail("syntax/arguments", "comm takes two sizes", "write comm(M,N)", at)
    if kind == "I" and len(sizes) > 1:
        raise cursor.fail("syntax/arguments", "an identity matrix has one size", "write I_N", at)
    return Filled(kind, sizes, cursor.span(at))


def _holds_sizes_only(cursor: Cursor) -> bool:
    """Whether the bracket here holds a size and nothing else: ``eye(N*N)``, but the matrix in ``\\mathbf{I}(A + B)`` is a factor."""
    at = cursor.at + 1
    while cursor.kinds[at] in _IN_A_SIZE or cursor.values[at] in cursor.words.scope.sizes:
        at += 1
    return cursor.kinds[at] == ")" and at > cursor.at + 1


def numeral(cursor: Cursor) -> Expr | None:
    """``0_N``, ``0_{1×N}`` and ``1_N``, zeros and ones, or ``1_{i=k}``, ``1{x>0}``; ``None`` where no size stands behind the digit."""
    at = cursor.at - 1
    digit = cursor.values[at]
    if digit == "1":
        condition = conditions.behind_one(cursor)
        if condition is not None:
            return condition
    if cursor.kinds[cursor.at] not in ("_", "sub") or not (cursor.words.scope.sizes or cursor.words.scope.arrays):
        return None
    return Filled("zeros" if digit == "0" else "ones", _sizes_behind(cursor), cursor.span(at))


def _indices_follow(cursor: Cursor) -> bool:
    """Whether two indices stand behind the ``_``: ``I_{ik}``, ``I_ik``, ``Iᵢₖ``."""
    at, known = cursor.at, cursor.words.scope.indices
    if cursor.kinds[at] == "sub":
        return all(letter in known for letter in cursor.values[at])
    at += 1 + (cursor.kinds[at + 1] == "{")
    return cursor.kinds[at] == "index"


def _sizes_behind(cursor: Cursor) -> list[Dim]:
    """The N of ``I_N``, the NN of ``I_{NN}`` and ``I_{N^2}``, the 2 of ``I₂``, the two of ``0_{1 \\times N}``."""
    at = cursor.at
    cursor.at += 1
    if cursor.kinds[at] == "sub":
        return [_as_size(cursor, cursor.values[at], at)]
    if cursor.kinds[cursor.at] != "{":
        cursor.at += 1
        return [_as_size(cursor, cursor.values[cursor.at - 1], cursor.at - 1)]
    return _list_of_sizes(cursor, "}", _TIMES | {"*"})


def _list_of_sizes(cursor: Cursor, closing: str, separating: frozenset[str]) -> list[Dim]:
    """The sizes in the bracket that opens here, each a product of names and numbers; commas and some signs separate."""
    start = cursor.at
    cursor.at += 1
    found: list[Dim] = [shapes.ONE]
    is_missing = True
    while cursor.kinds[cursor.at] != closing:
        kind, value = cursor.kinds[cursor.at], cursor.values[cursor.at]
        if kind in ("end", ")", "]", "}"):
            raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{closing}'", start)
        if kind == "," or (kind == "*" and value in separating):
            if is_missing:
                raise cursor.fail("syntax/missing-operand", f"nothing comes before this '{value}'", "write a size")
            found.append(shapes.ONE)
            is_missing = True
        elif kind in ("^", "sup") and not is_missing:
            found[-1] = _repeated(cursor, found[-1])
        elif kind != "*":
            found[-1] = shapes.times(found[-1], _as_size(cursor, value, cursor.at))
            is_missing = False
        cursor.at += 1
    cursor.at += 1
    return [] if is_missing and len(found) == 1 else found


def _repeated(cursor: Cursor, size: Dim) -> Dim:
    """``N^2`` and ``N²`` are the size NN; the cursor stands at the sign, and then at the last token of the exponent."""
    at = cursor.at
    if cursor.kinds[at] == "^":
        at += 1
    braced = cursor.kinds[at] == "{"
    at += braced
    count = cursor.values[at]
    if not count.isdigit() or not 0 < int(count) <= shapes.MOST_FACTORS or not size or (braced and cursor.kinds[at + 1] != "}"):
        raise cursor.fail("syntax/size", "this power of a size cannot be read", "write N^2", at)
    cursor.at = at + braced
    power: Dim = size[:-1]
    for _ in range(int(count)):
        power = shapes.times(power, size[-1:])
    return power


def _as_size(cursor: Cursor, text: str, at: int) -> Dim:
    if text.isdigit() and 0 < int(text) < 100:
        return () if int(text) == 1 else (int(text),)
    sizes = cursor.words.scope.sizes
    if text in sizes:
        return (text,)
    if text and all(letter in sizes for letter in text):
        return tuple(sorted(text))
    span = cursor.starts[at], cursor.ends[at]
    remedy = f"the sizes are {', '.join(sizes)}" if sizes else "write I"
    raise UnreadableError("syntax/size", f"'{text}' is no size of this problem", span, remedy)


def _sizes_in_brackets(cursor: Cursor) -> list[Dim]:
    start = cursor.at
    inner = cursor.kinds[start + 1] == "("
    cursor.at += inner
    sizes = _list_of_sizes(cursor, ")", _TIMES)
    if inner:
        # zeros((M, N)), as in NumPy.
        if cursor.kinds[cursor.at] != ")":
            raise cursor.fail("syntax/arguments", "sizes have one pair of brackets", "write zeros(M, N)", start)
        cursor.at += 1
    if len(sizes) > 2:
        raise cursor.fail("syntax/arguments", "ones takes at most two sizes", "write ones(M,N)", start)
    return sizes


def is_numbered(cursor: Cursor, at: int) -> bool:
    """Whether a number stands below the word at this index, in a problem with vectors or matrices: ``e_5``, ``E_{1,2}``."""
    kinds, below = cursor.kinds, at + 1
    if not cursor.words.scope.arrays or kinds[below] not in ("_", "sub"):
        return False
    if kinds[below] == "sub":
        return cursor.values[below].isdigit()
    return kinds[below + 1] == "num" or (kinds[below + 1] == "{" and kinds[below + 2] == "num")


def unit(cursor: Cursor, most: int) -> Expr:
    """``e_i`` (one index) or ``E_{ij}`` (two)."""
    at = cursor.at
    cursor.at += 1
    what = "e_i has one index" if most == 1 else "E_{ij} has two indices"
    if cursor.kinds[cursor.at] not in ("_", "sub"):
        raise cursor.fail("syntax/index", what, "write e_i or E_{ij}", at)
    indices = index_list(cursor, most)
    if len(indices) != most:
        raise cursor.fail("syntax/index", what, "write e_i or E_{ij}", at)
    return Unit(indices, cursor.span(at))
