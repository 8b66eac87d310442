"""What each part of a scalar answer would have to be for the answer to be right: an edit is judged where it is made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from grader.engine import BudgetError, Instance, Posed, precision
from grader.engine.recognise import Ball, Probe, scalars
from grader.expr import Add, Div, Expr, Mul, Neg, Path, replaced, shapes, substitute


def fitting(posed: Posed, tree: Expr, truth: Ball, edits: Sequence[tuple[Path, Expr]], definitions: Mapping[str, Expr],
            place: tuple[Instance, Probe]) -> list[bool]:
    """Return of each edit, a node in place of another, whether the tree may be the truth with it.

    The parts are computed once, and of an edited tree only what stands below the nearest part of which is known what it would have to
    be.  All values are enclosures, so that no edit is ruled out that makes the tree the truth.
    """
    if tree.is_array or tree.holds:
        return [True] * len(edits)
    parts = dict(_linear(tree))
    tops = [next(path[:end] for end in range(len(path), -1, -1) if path[:end] in parts) for path, _ in edits]
    made = [replaced(parts[top], path[len(top):], new) for top, (path, new) in zip(tops, edits, strict=True)]
    try:
        values = scalars(posed, [substitute(each, definitions) for each in (*parts.values(), *made)], *place)
    except (BudgetError, shapes.ShapeError):
        return [True] * len(edits)
    with precision(place[1][1]):
        needed = _needed(parts, dict(zip(parts, values, strict=False)), truth)
        return [bool(needed[top].overlaps(value)) for top, value in zip(tops, values[len(parts):], strict=True)]


def _linear(tree: Expr) -> Iterator[tuple[Path, Expr]]:
    """Yield the parts that can be solved for, outermost first: through sums, products and quotients."""
    stack: list[tuple[Path, Expr]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        yield path, node
        if type(node) in (Neg, Add, Mul, Div):
            stack += [((*path, at), arg) for at, arg in enumerate(node.args)]


def _needed(parts: Mapping[Path, Expr], values: Mapping[Path, Ball], truth: Ball) -> dict[Path, Ball]:
    """Return the value that each part would have to have while all beside it stays as it is."""
    found: dict[Path, Ball] = {(): truth}
    for path in parts:
        if path:
            above, at = path[:-1], path[-1]
            node = parts[above]
            others = [values[*above, other] for other in range(len(node.args)) if other != at]
            found[path] = _solved(node, at, found[above], others)
    return found


def _solved(node: Expr, at: int, wanted: Ball, others: Sequence[Ball]) -> Ball:
    kind = type(node)
    if kind is Add:
        return wanted - sum(others[1:], others[0])
    if kind is Mul:
        return wanted / math.prod(others[1:], start=others[0])
    if kind is Div:
        return wanted * others[0] if at == 0 else others[0] / wanted
    return -wanted
