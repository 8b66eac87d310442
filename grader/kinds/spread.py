"""A number beside an array in a sum, as NumPy takes it: ``p ⊙ (v - v^T p)`` has v^T p in every entry, ``1 - W X`` the 1."""

from __future__ import annotations

from grader.expr import Add, Declared, Expr, Filled, Mul, Number, Shapes, Transpose, fold, shapes


def spread(tree: Expr, declared: Declared) -> Expr | None:
    """Return the tree with each such number times an array of ones; ``None`` where there is none.

    A number beside a square matrix is left alone: a multiple of the identity may be meant.
    """
    found = fold(tree, lambda node, args: _sum(node.with_args(args), declared) if type(node) is Add else node.with_args(args))
    return None if found == tree else found


def _sum(node: Expr, declared: Declared) -> Expr:
    try:
        known = [Shapes(term, declared).of(term) for term in node.args]
    except shapes.ShapeError:
        return node
    told = {shape for shape in known if shape is not None}
    if len(told) != 1 or None not in known:
        return node
    [(rows, columns)] = told
    if rows == columns or shapes.is_open(rows) or shapes.is_open(columns):
        return node
    sizes = [size for size in (rows, columns) if size != shapes.ONE]
    ones = Transpose(Filled("ones", sizes)) if rows == shapes.ONE else Filled("ones", sizes)
    in_entries = [term if shape is not None else ones if term == Number(1) else Mul((term, ones))
                  for term, shape in zip(node.args, known, strict=True)]
    return Add(in_entries)
