"""Find what has one sign by its structure: determinants, traces and quadratic forms of definite matrices, squares, sums of squares.

R. A. Horn and C. R. Johnson, "Matrix Analysis", 2nd ed., theorem 7.2.5 and section 7.1; the determinant of a skew-symmetric matrix is the
square of its Pfaffian (A. Cayley, "Sur les déterminants gauches", 1849).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from grader.engine.program.builder import rational
from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Constant,
    Div,
    Entry,
    Expr,
    Filled,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Symbol,
    Transpose,
    postorder,
)

Kinds = Mapping[str, str]
"""What is declared of matrices, and which numbers are positive, by name; generic ones are left out."""

NARROW = "narrow"
"""The kind of an array with an axis of length one, whose products may be zero on a whole surface."""

POSITIVE = "positive"
"""The kind of a number that is positive."""

_NOT_NEGATIVE = ("abs", "norm", "sqrt", "exp", "norm1", "norminf", "relu", "heaviside")
_POSITIVE = ("exp", "cosh")
_KEEPING = ("hadamard", "kron", "adj")
"""Functions whose value at definite matrices is one."""
SYMMETRIC = ("sym", "spd", "diag")
_REGULAR = ("spd", "orth", "inv")
"""Kinds of matrices whose product with a vector is zero only where the vector is."""


def may_be_positive(tree: Expr, kinds: Kinds) -> bool:
    """Whether it is worth while to ask :func:`is_positive`: a quick look."""
    return bool(kinds) or (type(tree) is Mul and type(tree.args[0]) is Transpose) or (type(tree) is Call and tree.data in ("det", "tr"))


def is_positive(tree: Expr, kinds: Kinds) -> bool:
    """Whether a number is positive by one of these facts.

    The quadratic form ``x^T W x`` is zero where all of x is, which every path goes round; so is the square of a vector that is nowhere zero
    else.
    """
    return _sign(tree, kinds) is _Sign.ABOVE


def is_not_negative(tree: Expr, kinds: Kinds) -> bool:
    """Whether a number is certainly not negative wherever it has a value."""
    return _sign(tree, kinds) is not _Sign.UNKNOWN


def is_definite(tree: Expr, kinds: Kinds) -> bool:
    """Whether a matrix is positive definite by one of these facts."""
    return _definiteness(tree, kinds) is _Sign.ABOVE


class _Sign(IntEnum):
    """What is known of a number, or of a matrix: that it is definite, or semidefinite."""

    UNKNOWN = 0
    NOT_BELOW = 1
    ABOVE = 2


def _of_sum(signs: list[_Sign]) -> _Sign:
    """Of things that are not negative one that is positive suffices."""
    return max(signs) if min(signs) is not _Sign.UNKNOWN else _Sign.UNKNOWN


def _sign(tree: Expr, kinds: Kinds) -> _Sign:
    """What is known of a number."""
    name, args = type(tree), tree.args
    if name is Number:
        return _Sign.ABOVE if tree.data[0] > 0 else _Sign.NOT_BELOW if tree.data[0] == 0 else _Sign.UNKNOWN
    if name is Symbol:
        return _Sign.ABOVE if kinds.get(tree.data) == POSITIVE else _Sign.UNKNOWN
    if name is Call:
        return _sign_of_call(tree, kinds)
    if name is Pow:
        value, base = rational(args[1]), _sign(args[0], kinds)
        return _Sign.NOT_BELOW if base is _Sign.UNKNOWN and value is not None and value.numerator % 2 == 0 else base
    if name is Add:
        return _of_sum([_sign(arg, kinds) for arg in args])
    if name is Div:
        return min([_sign(arg, kinds) for arg in args])
    if name is Mul:
        scalars, arrays = _parted(factors_of(tree))
        return min([_sign_of_form(arrays, kinds), *[_sign(scalar, kinds) for scalar in scalars]])
    if name is Entry and len(args) == 3 and args[1] == args[2]:
        return _definiteness(args[0], kinds)
    return _Sign.ABOVE if name in (Constant, Size) else _Sign.UNKNOWN


def _sign_of_call(tree: Expr, kinds: Kinds) -> _Sign:
    """Determinants and traces of definite matrices and of their products, and functions that are nowhere negative."""
    known = _Sign.ABOVE if tree.data in _POSITIVE else _Sign.NOT_BELOW if tree.data in _NOT_NEGATIVE else _Sign.UNKNOWN
    if tree.data not in ("det", "tr", "abs"):
        return known
    [inner] = tree.args
    if tree.data == "det" and type(inner) is ArraySymbol and kinds.get(inner.data) == "skew":
        return _Sign.NOT_BELOW
    found = _definiteness(inner, kinds)
    if found is _Sign.UNKNOWN and type(inner) is Mul:
        scalars, arrays = _parted(inner.args)
        if arrays and (tree.data != "tr" or len(arrays) == 2):
            found = min([_definiteness(arg, kinds) for arg in arrays] + [_sign(arg, kinds) for arg in scalars])
    return max(known, found)


def _sign_of_form(factors: list[Expr], kinds: Kinds) -> _Sign:
    """What is known of a quadratic form B^T W B, B^T B; an empty product is one."""
    half = _half(factors, kinds)
    if half is None or not factors:
        return _Sign.UNKNOWN if factors else _Sign.ABOVE
    middle = _Sign.ABOVE if half[0] is None else _definiteness(half[0], kinds)
    return middle if is_rarely_zero(half[1], kinds) else min(middle, _Sign.NOT_BELOW)


def _definiteness(tree: Expr, kinds: Kinds) -> _Sign:
    """What is known of a matrix: I, declared ones, whole powers, B^T W B, sums and positive multiples.

    The product of two definite matrices entry by entry is definite (I. Schur 1911), and so is their Kronecker product.
    """
    name, args = type(tree), tree.args
    if name is ArraySymbol:
        return _Sign.ABOVE if kinds.get(tree.data) == "spd" else _Sign.UNKNOWN
    if name is Filled:
        return _Sign.ABOVE if tree.data[0] == "I" else _Sign.UNKNOWN
    if name is Pow:
        value, base = rational(args[1]), _definiteness(args[0], kinds)
        if value is None or value.denominator != 1:
            return _Sign.UNKNOWN
        is_square = value.numerator % 2 == 0 and _symbol_of(args[0], kinds) in SYMMETRIC
        return base if base is _Sign.ABOVE else _Sign.NOT_BELOW if is_square else _Sign.UNKNOWN
    if name is Add:
        return _of_sum([_definiteness(arg, kinds) for arg in args])
    if name is Div:
        return min(_definiteness(args[0], kinds), _sign(args[1], kinds))
    if name is Mul:
        scalars, arrays = _parted(factors_of(tree))
        return min([_definiteness_of_product(arrays, kinds), *[_sign(scalar, kinds) for scalar in scalars]])
    is_kept = name is Transpose or (name is Call and tree.data in _KEEPING)
    return min([_definiteness(arg, kinds) for arg in args]) if is_kept else _Sign.UNKNOWN


def _definiteness_of_product(factors: list[Expr], kinds: Kinds) -> _Sign:
    if len(factors) == 1:
        return _definiteness(factors[0], kinds)
    half = _half(factors, kinds) if factors else None
    if half is None:
        return _Sign.UNKNOWN
    middle = _Sign.ABOVE if half[0] is None else _definiteness(half[0], kinds)
    is_regular = all(_symbol_of(factor, kinds) in _REGULAR for factor in half[1])
    return middle if is_regular else min(middle, _Sign.NOT_BELOW)


def _parted(factors: Iterable[Expr]) -> tuple[list[Expr], list[Expr]]:
    """The factors that are numbers, and the others."""
    parts: tuple[list[Expr], list[Expr]] = [], []
    for factor in factors:
        parts[factor.is_array].append(factor)
    return parts


# -- products that are squares ------------------------------------------------------------------------------------


def _half(factors: list[Expr], kinds: Kinds) -> tuple[Expr | None, list[Expr]] | None:
    """Of a product B^T W B the middle W (``None`` for B^T B, and for nothing at all) and the factors of B; ``None`` for other products."""
    count, middle = divmod(len(factors), 2)
    if not all(factor.is_array for factor in factors) or (middle and not count):
        return None
    right = factors[count + middle:]
    if not all(_are_transposes(a, b, kinds) for a, b in zip(factors, reversed(right), strict=False)):
        return None
    return factors[count] if middle else None, right


def factors_of(tree: Expr) -> list[Expr]:
    """The factors of a product, with transposes of products written out."""
    if type(tree) is Mul:
        return [factor for arg in tree.args for factor in factors_of(arg)]
    if type(tree) is Transpose:
        inner = tree.args[0]
        if type(inner) is Transpose:
            return factors_of(inner.args[0])
        if type(inner) is Mul:
            return [factor for arg in reversed(inner.args) for factor in factors_of(Transpose(arg))]
    return [tree]


def _are_transposes(a: Expr, b: Expr, kinds: Kinds) -> bool:
    if a == Transpose(b) or b == Transpose(a):
        return True
    return a == b and type(a) is ArraySymbol and kinds.get(a.data) in SYMMETRIC


# -- vectors that are hardly ever zero ----------------------------------------------------------------------------


def is_rarely_zero(factors: list[Expr], kinds: Kinds) -> bool:
    """Whether a vector, given by its factors, is zero only where at least two coordinates are given by the others.

    So it is for a vector that occurs in it once: b in ``A x - b``; and for a product of a matrix that occurs once and a vector.
    """
    while len(factors) > 1 and _symbol_of(factors[0], kinds) in _REGULAR:
        factors = factors[1:]
    if not factors:
        return False
    if len(factors) == 1:
        terms = factors[0].args if type(factors[0]) is Add else (factors[0],)
        return any(_is_rarely_zero(factors_of(term.args[0] if type(term) is Neg else term), [*terms[:at], *terms[at + 1:]], kinds)
                   for at, term in enumerate(terms))
    return _is_rarely_zero(factors, [], kinds)


def _symbol_of(factor: Expr, kinds: Kinds) -> str | None:
    """The kind of a declared matrix, or of its transpose."""
    inner = factor.args[0] if type(factor) is Transpose else factor
    return kinds.get(inner.data) if type(inner) is ArraySymbol else None


def _is_rarely_zero(factors: list[Expr], others: list[Expr], kinds: Kinds) -> bool:
    names = {node.data for other in others for node in postorder(other) if type(node) is ArraySymbol}
    arrays = [factor for factor in factors if factor.is_array]
    if not arrays or not all(type(factor) is Number and factor.data[0] != 0 for factor in factors if not factor.is_array):
        return False
    *matrices, vector = [factor.args[0] if type(factor) is Transpose else factor for factor in arrays]
    if type(vector) is not ArraySymbol or vector.data in kinds or any(type(matrix) is not ArraySymbol for matrix in matrices):
        return False
    used = [matrix.data for matrix in matrices]
    free = [matrix for matrix in used if kinds.get(matrix) not in _REGULAR]
    if any(matrix in kinds or used.count(matrix) > 1 for matrix in free):
        return False
    return names.isdisjoint(free or (vector.data,))
