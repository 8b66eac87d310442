"""Whether the value that is asked is a derivative, perhaps at a point: then its axes are those of functions and of variables."""

from __future__ import annotations

from grader.expr import Declared, Dim, Expr, Operator, Shapes, axes_of, inputs_of

_DERIVATIVES = ("D", "grad", "jac")


def derived_axes(f: Expr, declared: Declared) -> tuple[tuple[Dim, ...], tuple[Dim, ...]] | None:
    """Return the sizes of the axes of functions and of variables; ``None`` for what is no derivative.

    So the answers to a derivative at a point may be laid out as those to the derivative itself.
    """
    node = f
    while isinstance(node, Operator) and node.name == "at":
        node = node.args[0]
    if not (isinstance(node, Operator) and node.name in _DERIVATIVES):
        return None
    return axes_of(Shapes(node.args[0], declared).of(node.args[0])), inputs_of(node, declared.arrays)
