"""Definite integrals in programs: a leaf whose ball is found by quadrature at whatever precision is asked for."""

from __future__ import annotations

from collections.abc import Callable

from grader.engine.program.blocks import Block, Lowering
from grader.engine.program.builder import Builder
from grader.engine.program.program import Program
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.quadrature import Quadrature, integral
from grader.expr import Expr, shapes


def integrated(low: Lowering, node: Expr, lower: Callable[..., Block]) -> Block:
    """Return the block of an integral; raises :class:`grader.expr.shapes.ShapeError` for one that quadrature does not find."""
    def program(tree: Expr) -> Program:
        own = Builder()
        return own.program(lower(tree, own, low.shapes, low.sizes, low.indices).slots, tree.leaves)

    leaf = Quadrature(*map(program, node.args))
    with precision(REFUTE_BITS):
        if not integral(leaf).is_finite():
            raise shapes.ShapeError("bank/integral", "this integral is not found by quadrature: its function may have no value somewhere, "
                                    "or none that is bounded", node.span, "look at its ends, or write its value instead")
    return Block((), 1, 1, [low.builder.leaf(leaf)])
