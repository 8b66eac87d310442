"""Walks over trees without recursion: postorder, folds with a memo per distinct node, names that occur."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from grader.expr.nodes import HOLDS_INDEX, Expr, Symbol, make
from grader.expr.tensors import ArraySymbol, Index, Sum

T = TypeVar("T")


def postorder(root: Expr) -> Iterator[Expr]:
    """Every node after its children, left to right; equal subtrees that stand in two places come twice."""
    stack: list[tuple[Expr, bool]] = [(root, False)]
    while stack:
        node, opened = stack.pop()
        if opened or not node.args:
            yield node
        else:
            stack.append((node, True))
            stack.extend((arg, False) for arg in reversed(node.args))


def fold(root: Expr, combine: Callable[[Expr, tuple[T, ...]], T]) -> T:
    """Combine the results of the children into the node's; a node that stands in several places is combined once.

    The memo is keyed by identity, which is safe because the root keeps every node alive during the walk.

    >>> from grader.expr import Add, Symbol
    >>> fold(Add([Symbol("x"), Symbol("y")]), lambda node, results: 1 + sum(results))
    3
    """
    if not root.args:
        return combine(root, ())
    done: dict[int, T] = {}
    above = list[tuple[Expr, list[T], Iterator[Expr]]]()
    node, results, waiting = root, list[T](), iter(root.args)
    while True:
        for arg in waiting:
            place = id(arg)
            if place in done:
                results.append(done[place])
            elif arg.args:
                above.append((node, results, waiting))
                node, results, waiting = arg, [], iter(arg.args)
                break
            else:
                done[place] = result = combine(arg, ())
                results.append(result)
        else:
            made = done[id(node)] = combine(node, tuple(results))
            if not above:
                return made
            node, results, waiting = above.pop()
            results.append(made)


def names(root: Expr) -> frozenset[str]:
    """The names of the variables and definitions that occur."""
    return frozenset(node.data for node in postorder(root) if type(node) is Symbol or type(node) is ArraySymbol)


def substitute(root: Expr, values: Mapping[str, Expr]) -> Expr:
    """The tree with symbols replaced by trees; what is put in is not searched again."""
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if type(node) is Symbol or type(node) is ArraySymbol:
            return values.get(node.data, node)
        return node.with_args(args)

    return fold(root, step) if values else root


def with_indices(root: Expr, names: Mapping[str, str]) -> Expr:
    """The tree with other names for some of its indices, also for those that a sum binds."""
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if type(node) in (Index, Sum) and node.data in names:
            return make(type(node), args, names[node.data], node.span)
        return node.with_args(args)

    return fold(root, step)


def free_indices(tree: Expr) -> tuple[str, ...]:
    """The index names of a tree that no sum binds, in alphabetical order."""
    if not tree.holds & HOLDS_INDEX:
        return ()

    def step(node: Expr, args: tuple[frozenset[str], ...]) -> frozenset[str]:
        if type(node) is Index:
            return frozenset((node.data,))
        found: frozenset[str] = frozenset[str]().union(*args)
        return found - {node.data} if type(node) is Sum else found

    names: frozenset[str] = fold(tree, step)
    return tuple(sorted(names))
