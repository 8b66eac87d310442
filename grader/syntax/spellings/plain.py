"""Function and Greek names as typed, in every spelling that students use."""

from grader.expr import ELEMENTARY, INVERSE, OPERATOR_NAMES
from grader.expr import GREEK as GREEK_SIGNS

ALONE = {sign: (sign, sign) for sign in "-+*/^_()[]{}|,;:=!&'.<>"} | {str(number): ("num", str(number)) for number in range(100)}
"""Signs and small numbers, which are one token wherever they stand, with its kind and value."""

FUNCTIONS: dict[str, str] = {name: name for name in (*ELEMENTARY, "root", "cbrt", "norm")}
"""Spelling → the one name that trees use."""

FUNCTIONS |= {"arc" + name: inverse for name, inverse in INVERSE.items()}
FUNCTIONS |= {"ar" + name: inverse for name, inverse in INVERSE.items() if name.endswith("h")}
FUNCTIONS |= {"ln": "ln", "tg": "tan", "ctg": "cot", "cotan": "cot", "cosec": "csc", "arccosec": "acsc", "cosech": "csch",
              "arcosech": "acsch", "arccosech": "acsch", "arctg": "atan", "arcctg": "acot",
              "sh": "sinh", "ch": "cosh", "th": "tanh", "sgn": "sign", "signum": "sign",
              "nthroot": "root", "Surd": "root", "CubeRoot": "cbrt", "pow": "pow", "power": "pow", "Power": "pow", "frac": "frac"}
FUNCTIONS |= dict.fromkeys(("expit", "plogis", "LogisticSigmoid"), "sigmoid")
FUNCTIONS |= {change(name): known for name, known in list(FUNCTIONS.items()) if len(name) > 2 or name == "ln"
              for change in (str.capitalize, str.upper)}
FUNCTIONS |= {f"{prefix.capitalize()}{name.capitalize()}": FUNCTIONS[prefix + name]
              for prefix in ("arc", "ar") for name in INVERSE if prefix + name in FUNCTIONS}

BY_CASES: dict[str, str] = {
    **{change(name): name for name in ("max", "min", "relu") for change in (str, str.capitalize, str.upper)},
    "ReLU": "relu", "ReLu": "relu", **dict.fromkeys(("heaviside", "Heaviside", "HeavisideTheta", "UnitStep"), "heaviside"),
    "norm1": "norm1", "norminf": "norminf",
}
"""Functions that choose between values; a product of declared names, as m·a·x, comes first.  H is one where a bracket follows."""

FOREIGN: dict[str, str] = {"sen": "sin", "tang": "tan", "senh": "sinh", "arcsen": "asin", "arctang": "atan"}
"""Functions as Spanish, Italian and Portuguese spell them; a product of declared names, as s·e·n, comes first."""

CHOOSING = ("where", "ifelse", "if_else", "iif", "if", "If", "IF", "Wenn", "WENN", "piecewise", "Piecewise", "Which")
"""Calls of NumPy, R, Mathematica, SymPy, Maple and spreadsheets that choose between values by conditions."""

REMEDIES = {
    "lg": "write log(x, 10)", "ld": "write log(x, 2)", "lb": "write log(x, 2)",
    "arc": "write arcsin(…) in one word", "transpose": "write [a, b]^T", "sine": "write sin(…)", "cosine": "write cos(…)",
    "tangent": "write tan(…)", "root": "write sqrt(…)", "inf": "write a finite expression", "for": "write the formula alone",
    "E": "Euler's number is written e", "Sigma": "write ∑ or sum(m, …) for a sum",
    **dict.fromkeys((*CHOOSING, "select", "case", "switch"), "write value if condition; 0 otherwise"),
    "Matrix": "write [a, b; c, d]", "matrix": "write [a, b; c, d]", "array": "write [a, b; c, d]", "vector": "write [a, b]",
}
"""Words that are near to the notation, and what to write in their place."""

TWO_ARGUMENTS = {"root", "log", "pow", "frac"}
"""Functions that may take a second argument: the index of a root, the base of a logarithm, an exponent, a denominator."""

COMPUTING = {"diff", "derivative", "differentiate", "deriv", "integrate", "integral", "int", "lim", "limit", "solve",
             "sum", "prod", "product", "simplify", "eval", "evalf", "subs"}
"""Words that would let the machine do the homework."""

DIFFERENTIATING = frozenset((*OPERATOR_NAMES, "gradient", "jacobian", "hessian", "divergence", "rot", "laplace", "laplacian",
                       "Grad", "Gradient", "Jacobian", "Hessian", "Div", "Curl", "Rot", "Laplacian"))
"""What differentiates, or puts numbers in: authors write some of it, students none."""

GREEK = frozenset((*GREEK_SIGNS, "omicron")) - {"pi", "Pi"}
"""Greek letters by name; pi is a number."""

MATRIX_FUNCTIONS = {
    "tr": "tr", "Tr": "tr", "trace": "tr", "Trace": "tr", "Sp": "tr", "Spur": "tr", "spur": "tr", "det": "det", "Det": "det",
    "adj": "adj", "adjugate": "adj", "diag": "diag", "Diag": "diag", "vec": "vec", "vecr": "vecr", "rvec": "vecr", "kron": "kron",
    "outer": "outer", "hadamard": "hadamard", "inv": "inv", "Inv": "inv", "inverse": "inv", "Inverse": "inv",
    "transpose": "transpose", "Transpose": "transpose", "norm": "norm", "Norm": "norm", "dot": "dot", "Dot": "dot",
    "matmul": "dot", "inner": "inner", "multiply": "hadamard", "KroneckerProduct": "kron", "DiagonalMatrix": "diag",
    "diagm": "diag", "Diagonal": "diag", "MatrixInverse": "inv",
}
"""Functions of vectors and matrices; ``inv``, ``transpose``, ``dot`` and ``inner`` are other spellings of what has a sign of its own."""

TWO_MATRICES = {"kron", "outer", "hadamard", "dot", "inner"}
"""Functions of two matrices."""

LINEAR_ALGEBRA: dict[str, str] = {
    "t": "transpose", "sum": "total", "Total": "total", "crossprod": "crossprod", "tcrossprod": "tcrossprod",
    **dict.fromkeys(("solve", "linsolve", "LinearSolve"), "solve"), **dict.fromkeys(("softmax", "SoftMax", "Softmax"), "softmax"),
}
"""Functions of R, NumPy, MATLAB and Mathematica whose names stand for other things too: they are read where a bracket follows."""

ARRAY_WORDS: dict[str, tuple[str, str]] = {
    "I": ("filled", "I"), "Id": ("filled", "I"), "eye": ("filled", "I"), "ones": ("filled", "ones"), "zeros": ("filled", "zeros"),
    "comm": ("filled", "comm"), "identity": ("filled", "I"),
}
"""Matrices whose entries are known."""

IF = ("if", "when", "falls", "wenn")
OTHERWISE = ("otherwise", "else", "sonst", "ansonsten")
CASE_WORDS: dict[str, str] = {**dict.fromkeys((*IF, "si", "se"), "if"), **dict.fromkeys((*OTHERWISE, "sinon", "altrimenti"), "otherwise")}
"""Words of cases by what they say; the French and Italian ones may be products of names or indices."""

INDEX_WORDS: dict[str, tuple[str, str]] = {
    "delta": ("delta", "delta"), "kronecker": ("delta", "delta"), "KroneckerDelta": ("delta", "delta"),
    "cases": ("cases", "cases"), "sum": ("sum", "sum"), "E": ("unit", "E"),
    **{word: ("if", word) for word in (*IF, "for", "für")}, **{word: ("otherwise", word) for word in OTHERWISE},
    **{word: ("and", word) for word in ("and", "und")}, **{word: ("or", word) for word in ("or", "oder")},
}
"""Words of index formulas."""
