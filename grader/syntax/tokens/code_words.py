"""Words and signs of code for vectors and matrices: ``t(X)``, ``solve(A, b)``, ``sum(x.*y)``, and the dot of Mathematica in ``A.x``."""

from __future__ import annotations

from grader.syntax.spellings import LINEAR_ALGEBRA
from grader.syntax.tokens.tokens import FACTOR_STARTS, Tokens, separators

_ENDS_FACTOR = frozenset(("name", "array", "filled", "const", "index", "column", ")", "]", "}", "'", "T", "sup", "num"))

_BEHIND_DOT = FACTOR_STARTS - {"unknown", "num"}


def name_code(tokens: Tokens) -> None:
    """Give them the kinds of functions and products; what is declared is no unknown word."""
    kinds, values = tokens.kinds, tokens.values
    for at, kind in enumerate(kinds[:-1]):
        if kind in ("unknown", "sum") and values[at] in LINEAR_ALGEBRA and kinds[at + 1] in ("(", "[") and kinds[at - 1] != "_" and (
                kinds[at - 1] != "^" or values[at] != "t"):
            # x^t(…) is a transpose with t, 2^sum(x) a power.
            # sum(m, …) is a sum over an index.
            if values[at] not in ("sum", "Total") or not separators(kinds, at + 1):
                kinds[at], values[at] = "fn", LINEAR_ALGEBRA[values[at]]
        elif kind == "." and at and kinds[at - 1] in _ENDS_FACTOR and kinds[at + 1] in _BEHIND_DOT and _is_between(tokens, at) and (
                values[at + 1] != "I"):
            # X.I of NumPy is the inverse.
            kinds[at], values[at] = "*", "·"


def _is_between(tokens: Tokens, at: int) -> bool:
    """Whether a point stands in the middle, with blanks on both sides or on none; one with a blank behind it ends a sentence."""
    before, after = tokens.starts[at] - tokens.ends[at - 1], tokens.starts[at + 1] - tokens.ends[at]
    return (before == 0) == (after == 0)
