"""Find what has one sign by its structure: determinants, traces and quadratic forms of definite matrices, squares, sums of squares.

R. A. Horn and C. R. Johnson, "Matrix Analysis", 2nd ed., theorem 7.2.5 and section 7.1; the determinant of a skew-symmetric matrix is the
square of its Pfaffian (A. Cayley, "Sur les déterminants gauches", 1849).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.engine.program.builder import rational
from grader.expr import Add, ArraySymbol, Call, Div, Entry, Expr, Mul, Neg, Number, Pow, Transpose, postorder

Kinds = Mapping[str, str]
"""What is declared of matrices, by name; generic ones are left out."""

NARROW = "narrow"
"""The kind of an array with an axis of length one, whose products may be zero on a whole surface."""

_NOT_NEGATIVE = ("abs", "norm", "sqrt", "exp", "norm1", "norminf", "relu", "heaviside")
_SYMMETRIC = ("sym", "spd", "diag")
_REGULAR = ("spd", "orth", "inv")
"""Kinds of matrices whose product with a vector is zero only where the vector is."""


def may_be_positive(tree: Expr, kinds: Kinds) -> bool:
    """Whether it is worth while to ask :func:`is_positive`: a quick look."""
    return bool(kinds) or (type(tree) is Mul and type(tree.args[0]) is Transpose)


def is_positive(tree: Expr, kinds: Kinds) -> bool:
    """Whether a number is positive by one of these facts.

    The quadratic form ``x^T W x`` is zero where all of x is, which every path goes round; so is the square of a vector that is nowhere zero
    else.
    """
    args = tree.args
    if type(tree) is Call and tree.data in ("det", "tr", "abs"):
        return is_definite(args[0], kinds) or _is_product(args[0], kinds, is_definite, tree.data != "tr")
    if type(tree) is Entry:
        return len(args) == 3 and args[1] == args[2] and is_definite(args[0], kinds)
    if type(tree) is Mul:
        half = _half(factors_of(tree), kinds)
        return half is not None and (half[0] is None or is_definite(half[0], kinds)) and is_rarely_zero(half[1], kinds)
    return False


def is_definite(tree: Expr, kinds: Kinds) -> bool:
    """Whether a matrix is positive definite: a declared one, its transpose, its whole powers, and sums of such."""
    if type(tree) is ArraySymbol:
        return kinds.get(tree.data) == "spd"
    if type(tree) is Pow:
        exponent = tree.args[1].args[0] if type(tree.args[1]) is Neg else tree.args[1]
        return type(exponent) is Number and exponent.value.denominator == 1 and is_definite(tree.args[0], kinds)
    return type(tree) in (Add, Transpose) and all(is_definite(arg, kinds) for arg in tree.args)


def is_not_negative(tree: Expr, kinds: Kinds) -> bool:
    """Whether a number is certainly not negative wherever it has a value."""
    args, name = tree.args, type(tree)
    if name is Number:
        return bool(tree.data[0] >= 0)
    if name is Pow:
        value = rational(args[1])
        return (value is not None and value.numerator % 2 == 0) or is_not_negative(args[0], kinds)
    if name is Add or name is Div:
        return all(is_not_negative(arg, kinds) for arg in args)
    if name is Mul:
        factors = factors_of(tree)
        half = _half([factor for factor in factors if factor.is_array], kinds)
        is_square = half is not None and (half[0] is None or is_semidefinite(half[0], kinds))
        return is_square and all(is_not_negative(factor, kinds) for factor in factors if not factor.is_array)
    if name is Call and tree.data in ("det", "tr"):
        return _is_measure_not_negative(tree, kinds)
    return (name is Call and tree.data in _NOT_NEGATIVE) or is_positive(tree, kinds)


def _is_measure_not_negative(tree: Expr, kinds: Kinds) -> bool:
    [inner] = tree.args
    if tree.data == "det" and type(inner) is ArraySymbol and kinds.get(inner.data) == "skew":
        return True
    return is_semidefinite(inner, kinds) or _is_product(inner, kinds, is_semidefinite, tree.data != "tr")


def is_semidefinite(tree: Expr, kinds: Kinds) -> bool:
    """Whether a matrix is positive semidefinite: a definite one, B^T B, B^T W B, and sums of such."""
    if is_definite(tree, kinds):
        return True
    if type(tree) is Mul:
        half = _half(factors_of(tree), kinds)
        return half is not None and (half[0] is None or is_semidefinite(half[0], kinds))
    return type(tree) in (Add, Transpose) and all(is_semidefinite(arg, kinds) for arg in tree.args)


def _is_product(tree: Expr, kinds: Kinds, test: Callable[[Expr, Kinds], bool], is_determinant: bool) -> bool:
    """Whether a matrix is the product of some that pass a test, or of two: its determinant, or its trace, has their sign."""
    return type(tree) is Mul and (is_determinant or len(tree.args) == 2) and all(test(arg, kinds) for arg in tree.args)


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
    return a == b and type(a) is ArraySymbol and kinds.get(a.data) in _SYMMETRIC


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
