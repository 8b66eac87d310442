"""What is positive because a matrix is positive definite: its determinant, its trace, its diagonal and its quadratic forms.

R. A. Horn and C. R. Johnson, "Matrix Analysis", 2nd ed., theorem 7.2.5 and section 7.1.
"""

from __future__ import annotations

from collections.abc import Set

from grader.expr import Add, ArraySymbol, Call, Entry, Expr, Mul, Neg, Number, Pow, Transpose


def is_positive(tree: Expr, definite: Set[str]) -> bool:
    """Whether a number is positive by one of these facts, for the names of positive definite matrices.

    The quadratic form ``x^T W x`` is zero where all of x is, which every path goes round.
    """
    args = tree.args
    if type(tree) is Call and tree.data in ("det", "tr", "abs"):
        return is_definite(args[0], definite)
    if type(tree) is Entry:
        return len(args) == 3 and args[1] == args[2] and is_definite(args[0], definite)
    if type(tree) is Mul:
        return len(args) == 3 and is_definite(args[1], definite) and args[0] == Transpose(args[2]) and type(args[2]) is ArraySymbol
    return False


def is_definite(tree: Expr, definite: Set[str]) -> bool:
    """Whether a matrix is positive definite: a declared one, its transpose, its whole powers, and sums of such."""
    if type(tree) is ArraySymbol:
        return tree.data in definite
    if type(tree) is Pow:
        exponent = tree.args[1].args[0] if type(tree.args[1]) is Neg else tree.args[1]
        return type(exponent) is Number and exponent.value.denominator == 1 and is_definite(tree.args[0], definite)
    return type(tree) in (Add, Transpose) and all(is_definite(arg, definite) for arg in tree.args)
