"""Edits at a place of a tree: the way to every node, the tree with one node replaced, the span of the text at a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from grader.expr.nodes import Expr, Span, make

Path = tuple[int, ...]
"""The way from the root to a node: the number of an argument at each step."""

Edit = Callable[[Expr], Iterable[Expr]]
"""What a node may become."""


def paths(tree: Expr) -> Iterator[tuple[Path, Expr]]:
    """Yield every node with the way to it, outermost first.

    >>> from grader.expr import Add, Neg, Symbol
    >>> [path for path, _ in paths(Add([Neg(Symbol("x")), Symbol("y")]))]
    [(), (0,), (0, 0), (1,)]
    """
    stack: list[tuple[Path, Expr]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        yield path, node
        stack.extend(((*path, place), arg) for place, arg in reversed(list(enumerate(node.args))))


def replaced(tree: Expr, path: Path, new: Expr) -> Expr:
    """Return the tree with the node at a place replaced.

    >>> from grader.expr import Add, Number, Symbol, plain
    >>> plain(replaced(Add([Symbol("x"), Symbol("y")]), (1,), Number(2)))
    'x + 2'
    """
    if not path:
        return new
    args = list(tree.args)
    args[path[0]] = replaced(args[path[0]], path[1:], new)
    return tree.with_args(args)


def without(node: Expr, *places: int) -> Expr:
    """Return a sum or product without some of its arguments; a single one that is left stands alone.

    >>> from grader.expr import Add, Symbol, plain
    >>> plain(without(Add([Symbol("x"), Symbol("y"), Symbol("z")]), 1, 2))
    'x'
    """
    rest = [arg for place, arg in enumerate(node.args) if place not in places]
    return rest[0] if len(rest) == 1 else make(type(node), tuple(rest))


def changed_at_one_place(tree: Expr, edits: Edit, most: int | None = None) -> Iterator[Expr]:
    """Yield the tree with one node replaced by what an edit makes of it, node by node; only the first ``most`` nodes are looked at.

    >>> from grader.expr import Add, Number, Symbol, plain
    >>> [plain(changed) for changed in changed_at_one_place(Add([Symbol("x"), Symbol("y")]), lambda node: [Number(2)])]
    ['2', '2 + y', 'x + 2']
    """
    for path, node in islice(paths(tree), most):
        for new in edits(node):
            if new != node:
                yield replaced(tree, path, new)


def span_at(tree: Expr, path: Path) -> Span | None:
    """Return the span of the text at a place; ``None`` if the tree ends before it, or the node was not written."""
    node: Expr | None = tree
    for place in path:
        node = node.args[place] if node is not None and place < len(node.args) else None
    return node.span if node is not None else None
