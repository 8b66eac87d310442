"""Sums and products over the eigenvalues of one symmetric matrix: where two of them are equal at two sizes, they are equal at all.

What is made of a symmetric matrix S by sums, products and inverses has the eigenvalues g(λ) (R. A. Horn and C. R. Johnson, "Matrix
Analysis", 2nd ed., section 2.5): tr g(S) is a sum of these, log det g(S) one of their logarithms, N one of ones.  The difference of two
such sums is Σ h(λ) + c.  If it is zero at sizes N and N + 1, so it is where all eigenvalues are equal: from N h + c = (N + 1) h + c = 0
follows that h and c are zero.  So it is with products: from c r^N = c r^(N + 1) = 1 follows that r and c are one.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from grader.engine.program.builder import rational
from grader.engine.program.definite import SYMMETRIC, is_positive
from grader.expr import Add, ArraySymbol, Call, Div, Expr, Filled, Mul, Neg, Pow, Shapes, Size, Transpose


class Over(Enum):
    """A number without sizes and matrices, a sum over the eigenvalues and such a number, or a product over them and such a number."""

    NOTHING = 0
    SUM = 1
    PRODUCT = 2


def over_eigenvalues(tree: Expr, known: Shapes) -> tuple[Over, frozenset[str]] | None:
    """What a number is, and the names of the matrices in it; ``None`` where it is none of these."""
    found = _over(tree, known)
    return None if found is None else (found, frozenset(_matrices(tree)))


def _matrices(tree: Expr) -> Iterator[str]:
    if type(tree) is ArraySymbol:
        yield tree.data
    for arg in tree.args:
        yield from _matrices(arg)


def _over(tree: Expr, known: Shapes) -> Over | None:
    if tree.is_plain:
        return Over.NOTHING
    name = type(tree)
    if name is Size:
        return Over.SUM
    if name is Call and tree.data in ("tr", "det"):
        return _of_matrix(tree, known)
    found = [_over(arg, known) for arg in tree.args]
    if None in found or name not in (Neg, Add, Mul, Div, Pow, Call):
        return None
    if name is Call:
        return _OF_CALLS.get((tree.data, *found))
    if name is Pow:
        is_power_of_product = found == [Over.PRODUCT, Over.NOTHING]
        is_exponential = found == [Over.NOTHING, Over.SUM] and is_positive(tree.args[0], known.declared.kinds)
        return Over.PRODUCT if is_power_of_product or is_exponential else None
    if name is Neg:
        return found[0]
    if name is Add:
        return Over.SUM if Over.PRODUCT not in found else None
    if Over.SUM not in found:
        return Over.PRODUCT
    is_multiple = found.count(Over.SUM) == 1 and Over.PRODUCT not in found and (name is Mul or found[0] is Over.SUM)
    return Over.SUM if is_multiple else None


_OF_CALLS = {
    ("log", Over.PRODUCT): Over.SUM, ("exp", Over.SUM): Over.PRODUCT,
    **{(name, Over.PRODUCT): Over.PRODUCT for name in ("sqrt", "abs", "norm")},
}


def _of_matrix(tree: Expr, known: Shapes) -> Over | None:
    """A trace, or a determinant that is positive, of a function of a matrix."""
    [inner] = tree.args
    if not _is_function(inner, known):
        return None
    if tree.data == "tr":
        return Over.SUM
    return Over.PRODUCT if is_positive(tree, known.declared.kinds) else None


def _is_function(tree: Expr, known: Shapes) -> bool:
    """Whether a matrix is made of symmetric ones and I by sums, products, whole powers and numbers that depend on no size."""
    name, args = type(tree), tree.args
    if name is ArraySymbol:
        return known.declared.kinds.get(tree.data) in SYMMETRIC
    if name is Filled:
        return bool(tree.data[0] == "I")
    if name is Pow:
        value = rational(args[1])
        return value is not None and value.denominator == 1 and _is_function(args[0], known)
    if name is Div:
        return args[1].is_plain and _is_function(args[0], known)
    if name is Mul:
        arrays = [arg for arg in args if not arg.is_plain]
        return bool(arrays) and all(_is_function(arg, known) for arg in arrays)
    return name in (Add, Neg, Transpose) and all(_is_function(arg, known) for arg in args)
