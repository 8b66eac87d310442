"""The same tree up to the order of the terms of sums and of the factors of products."""

from __future__ import annotations

from grader.expr.nodes import Add, Expr, Mul, make
from grader.expr.walk import fold


def ordered(expr: Expr) -> Expr:
    """The tree with the terms of every sum, and the factors of every scalar product, in one fixed order.

    The order is that of a printed key, never of ``hash``, which differs from run to run.  Products that hold
    matrices keep their order.
    """
    return fold(expr, _sorted)[0]


def same_tree(a: Expr, b: Expr) -> bool:
    """Whether two trees are equal up to the order of sums and products."""
    return a == b or (a.leaves == b.leaves and ordered(a) == ordered(b))


def order_keys(expr: Expr) -> dict[int, str]:
    """For the identity of every node a text that equal trees share, up to the order of sums and scalar products."""
    found: dict[int, str] = {}

    def note(node: Expr, results: tuple[str, ...]) -> str:
        parts = sorted(results) if type(node) is Add or (type(node) is Mul and not node.is_array) else results
        key = found[id(node)] = f"{type(node).__name__}{node.data}({','.join(parts)})"
        return key

    fold(expr, note)
    return found


def _sorted(node: Expr, results: tuple[tuple[Expr, str], ...]) -> tuple[Expr, str]:
    if type(node) is Add or (type(node) is Mul and not node.is_array):
        results = tuple(sorted(results, key=lambda pair: pair[1]))
    tree = make(type(node), tuple([pair[0] for pair in results]), node.data, node.span) if results else node
    return tree, f"{type(node).__name__}{node.data}({','.join([pair[1] for pair in results])})"
