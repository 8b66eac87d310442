"""Caps of the parser and the kinds of token that start a factor."""

MAX_DEPTH = 100
MAX_DIGITS = 1_000
MAX_FACTORIAL = 300
MAX_MATRIX_POWER = 1_000
MAX_ELEMENTWISE_POWER = 9

FACTOR_STARTS = frozenset(("num", "name", "const", "fn", "unknown", "half", "root", "frac", "begin", "(", "[", "{", "array", "diff",
                           "func", "index", "size", "column", "filled", "delta", "cases", "entry", "sum", "∑", "unit", "∂", "∇", "dot"))
SIMPLE_STARTS = frozenset(("num", "name", "const", "half", "frac", "array", "column"))
