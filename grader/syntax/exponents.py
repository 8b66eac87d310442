"""The cap on constant exponents, found by bounds on sizes only: nothing large is ever computed."""

from __future__ import annotations

import math

from grader.expr import Expr, Number, Symbol, fold, postorder

MAX_EXPONENT = 10_000


def fits(exponent: Expr, most: int = MAX_EXPONENT) -> bool:
    """Whether an exponent holds a variable or is at most so large in size."""
    if type(exponent) is Number:
        return bool(exponent.data[0] <= most)
    if not exponent.is_plain or any(type(node) is Symbol for node in postorder(exponent)):
        return True
    return fold(exponent, _bound) <= most


def _bound(node: Expr, parts: tuple[float, ...]) -> float:
    """An upper bound of the size of a constant tree, infinity where none is known."""
    name = type(node).__name__
    if name == "Number":
        return float(node.data[0]) if node.data[0] < 10**300 else math.inf
    if name == "Constant":
        return 4.0
    if name == "Add":
        return sum(parts)
    if name == "Mul":
        return math.prod(parts)
    if name == "Div":
        under = node.args[1]
        return parts[0] / float(under.data[0]) if type(under) is Number and 1 <= under.data[0] < 10**300 else parts[0]
    if name == "Pow":
        if parts[0] <= 1 or parts[1] == 0:
            return 1.0
        log = parts[1] * math.log(parts[0])
        return math.exp(log) if log < 700 else math.inf
    if name == "Call":
        return math.inf if node.data in ("exp", "factorial", "sinh", "cosh", "tan", "cot") else max(parts[0], 4.0)
    return parts[0] if name in ("Neg", "Transpose") else math.inf
