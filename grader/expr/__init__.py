"""The language: trees as written, and the plain functions over them.

Nouns stand in ``nodes``; each verb has a module of its own: ``walk`` (folds without recursion), ``build``
(constructors for our own code), ``compare`` (same tree up to the order of sums and products), ``plain``, ``latex``
and ``mathml`` (printing).  Standard library only; nothing here knows what a tree means.
"""

from grader.expr import build, shapes
from grader.expr.compare import ordered, same_tree
from grader.expr.latex import latex
from grader.expr.mathml import mathml
from grader.expr.nodes import (
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
from grader.expr.plain import plain
from grader.expr.walk import fold, names, postorder, substitute

__all__ = [
    "Add", "Call", "Constant", "Div", "Expr", "Matrix", "Mul", "Neg", "Number", "Pow", "Span", "Symbol", "Transpose",
    "build", "shapes", "fold", "latex", "make", "mathml", "names", "ordered", "plain", "postorder", "same_tree", "substitute",
]
