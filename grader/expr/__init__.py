"""The language: trees as written, and the plain functions over them.

Nouns are in ``nodes`` and, for arrays, indices and abstract functions, in ``tensors``.  Each verb has a module of its own: ``walk``
(folds without recursion), ``build`` (constructors for our own code), ``edit`` (changes at one place), ``compare`` (same tree up to
the order of sums and products), ``contract`` (sums that a delta takes), ``stored`` (as lists for JSON), ``text`` and ``markup``
(printing), ``shapes`` and ``infer`` (which shape everything has).  Standard library only; nothing here knows what a tree means.
"""

from grader.expr import build, shapes
from grader.expr.compare import order_keys, same_tree
from grader.expr.contract import contracted
from grader.expr.edit import Edit, Path, changed_at_one_place, paths, replaced, span_at, without
from grader.expr.functions import BY_CASES, ELEMENTARY, INVERSE, POLYNOMIAL
from grader.expr.infer import Shapes, Shared
from grader.expr.markup import GREEK, equation_markup, escape, mathml
from grader.expr.nodes import (
    HOLDS_CASES,
    HOLDS_DIFFERENTIAL,
    HOLDS_OPEN,
    HOLDS_OPERATOR,
    Add,
    Call,
    Constant,
    Div,
    Expr,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Span,
    Symbol,
    Transpose,
    make,
)
from grader.expr.operators import HIGHEST_ORDER, OPERATOR_NAMES, axes_of, inputs_of
from grader.expr.shapes import Declared
from grader.expr.stored import tree_from_list, tree_to_list
from grader.expr.tensors import (
    Apply,
    ArraySymbol,
    Cases,
    Condition,
    Differential,
    Dim,
    Entry,
    Every,
    Filled,
    Gradient,
    Index,
    Indicator,
    Integral,
    Operator,
    Points,
    Size,
    Slice,
    Sum,
    Unit,
    differences,
    sides,
)
from grader.expr.text import plain
from grader.expr.walk import fold, free_indices, names, postorder, substitute, with_indices

__all__ = [
    "Add", "Apply", "ArraySymbol", "BY_CASES", "Call", "Cases", "Condition", "Constant", "Declared", "Differential", "Dim", "Div",
    "ELEMENTARY", "Edit", "Entry", "Every", "Expr", "Filled", "GREEK", "Gradient", "HIGHEST_ORDER", "HOLDS_CASES",
    "HOLDS_DIFFERENTIAL", "HOLDS_OPEN", "HOLDS_OPERATOR", "INVERSE", "Index", "Indicator", "Integral", "Matrix", "Mul", "Neg",
    "Number", "OPERATOR_NAMES", "Operator", "POLYNOMIAL", "Path", "Points", "Pow", "Shapes", "Shared", "Size", "Slice", "Span",
    "Sum", "Symbol", "Transpose", "Unit", "axes_of", "build", "changed_at_one_place", "contracted", "differences",
    "equation_markup", "escape", "fold", "free_indices", "inputs_of", "make", "mathml", "names", "order_keys", "paths", "plain",
    "postorder", "replaced", "same_tree", "shapes", "sides", "span_at", "substitute", "tree_from_list", "tree_to_list",
    "with_indices", "without",
]
