"""Values in place of names, as a person would write the result: ``a x^b`` with a = 1 and b = 2 is ``x^2``, not ``1*x^2``."""

from __future__ import annotations

from collections.abc import Mapping

from grader.expr import Add, ArraySymbol, Div, Expr, Mul, Neg, Pow, Symbol, build, fold


def put(root: Expr, values: Mapping[str, Expr]) -> Expr:
    """Return the tree with values in place of names; only where one was put in, ones, zeros and signs are joined.

    Arrays stay as they are: a zero would lose their shape.
    """
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if type(node) is Symbol or type(node) is ArraySymbol:
            return values.get(node.data, node)
        made = node.with_args(args)
        return made if made is node or made.is_array else _joined(made)

    return fold(root, step) if values else root


def _joined(node: Expr) -> Expr:
    if type(node) is Mul:
        return build.mul(node.args)
    if type(node) is Add:
        return build.add(node.args)
    if type(node) is Neg:
        return build.neg(node.args[0])
    if type(node) is Div:
        return build.div(*node.args)
    if type(node) is Pow:
        return build.power(*node.args)
    return node
