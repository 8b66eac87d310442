"""The names of functions; what they are stands in the engine's table (``engine/values/functions.py``)."""

INVERSE = {"sin": "asin", "cos": "acos", "tan": "atan", "cot": "acot", "sec": "asec", "csc": "acsc",
           "sinh": "asinh", "cosh": "acosh", "tanh": "atanh", "coth": "acoth", "sech": "asech", "csch": "acsch"}
"""Circular and hyperbolic functions with their inverses: ``sin^-1`` reads as ``asin``, and ``sin^2 x`` is the power of a value."""

ELEMENTARY = ("exp", "log", "sqrt", "abs", "sign", "sigmoid", *INVERSE, *INVERSE.values())

POLYNOMIAL = frozenset(("tr", "det", "adj", "diag", "vec", "vecr", "kron", "hadamard", "outer"))
"""Functions of matrices whose entries are polynomials in the entries of these, with whole coefficients."""

BY_CASES = ("max", "min", "relu", "heaviside", "norm1", "norminf")
"""Functions that choose between values: of two numbers and more or of a vector; max(0, u); the step from 0 to 1; ‖v‖₁ and ‖v‖_∞."""
