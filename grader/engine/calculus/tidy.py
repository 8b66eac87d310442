"""Derived trees made short: no double transposes, identities and literal ones; scalars and signs in front, equal terms collected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.expr import Add, ArraySymbol, Div, Expr, Filled, Mul, Neg, Number, Pow, Transpose, build, shapes

ONE = Number(1)
IDENTITY = Filled("I")
ROUNDS = 8

ShapeOf = Callable[[Expr], shapes.Shape]


def tidied(tree: Expr, shape_of: ShapeOf, symmetric: frozenset[str] = frozenset()) -> Expr:
    """Return the same function in a shorter tree; ``shape_of`` tells scalars from arrays, ``symmetric`` matrices are their transposes."""
    for _ in range(ROUNDS):
        simpler = _once(tree, shape_of, symmetric)
        if simpler == tree:
            break
        tree = simpler
    return tree


def _once(tree: Expr, shape_of: ShapeOf, symmetric: frozenset[str]) -> Expr:
    if not tree.args or tree.is_plain:
        return tree
    tree = tree.with_args([_once(arg, shape_of, symmetric) for arg in tree.args])
    if type(tree) is Transpose:
        return _tidy_transpose(tree, shape_of, symmetric)
    if type(tree) is Neg:
        return build.neg(tree.args[0])
    if type(tree) is Mul:
        return _tidy_product(tree, shape_of)
    if type(tree) is Add:
        return _tidy_sum(tree)
    if type(tree) is Div and build.is_number(tree.args[1], 1):
        return tree.args[0]
    return tree


def _tidy_transpose(tree: Expr, shape_of: ShapeOf, symmetric: frozenset[str]) -> Expr:
    inner = tree.args[0]
    if shape_of(inner) is None or inner == IDENTITY or (type(inner) is ArraySymbol and inner.data in symmetric):
        return inner
    if type(inner) is Transpose or (type(inner) is Pow and type(inner.args[0]) is ArraySymbol and inner.args[0].data in symmetric):
        return inner.args[0] if type(inner) is Transpose else inner
    if type(inner) is Mul:
        start = _start_of_last_chain(inner, shape_of)
        turned = [factor if shape_of(factor) is None else Transpose(factor) for factor in reversed(inner.args[start:])]
        return Mul((*inner.args[:start], *turned))
    if type(inner) is Add:
        return Add([term if shape_of(term) is None else Transpose(term) for term in inner.args])
    if type(inner) is Neg:
        return Neg(Transpose(inner.args[0]))
    if type(inner) is Div:
        return Div(Transpose(inner.args[0]), inner.args[1])
    return tree


def _start_of_last_chain(product: Expr, shape_of: ShapeOf) -> int:
    """Return the place behind the last run of factors that is a number, as xᵀ x in xᵀ x B: only what follows is turned round."""
    start, rows = 0, None
    for place, factor in enumerate(product.args, 1):
        shape = shape_of(factor)
        if shape is not None:
            rows = shape[0] if rows is None else rows
            if (rows, shape[1]) == (shapes.ONE, shapes.ONE) and place < len(product.args):
                start, rows = place, None
    return start


def _tidy_product(tree: Expr, shape_of: ShapeOf) -> Expr:
    scalars: list[Expr] = []
    arrays: list[Expr] = []
    todo = list(tree.args)[::-1]
    while todo:
        factor = todo.pop()
        if type(factor) is Neg:
            scalars.append(Neg(ONE))
            todo.append(factor.args[0])
        elif type(factor) is Mul and (shape_of(factor) is not None or all(shape_of(part) is None for part in factor.args)):
            todo.extend(reversed(factor.args))
        elif type(factor) is Div and shape_of(factor) is not None:
            scalars.append(Div(ONE, factor.args[1]))
            todo.append(factor.args[0])
        else:
            (scalars if shape_of(factor) is None else arrays).append(factor)
    if any(type(factor) is not Filled for factor in arrays):
        arrays = [factor for place, factor in enumerate(arrays) if factor != IDENTITY or (
            _is_number(arrays[:place], shape_of) and _is_number(arrays[place + 1:], shape_of))]
    under = [factor.args[1] for factor in scalars if type(factor) is Div and factor.args[0] == ONE]
    over = build.mul([*[factor for factor in scalars if not (type(factor) is Div and factor.args[0] == ONE)], *arrays])
    if not under:
        return over
    return build.div(over, build.mul(under))


def _is_number(factors: Sequence[Expr], shape_of: ShapeOf) -> bool:
    """Whether a product is a number, as a^T x is in ``a^T x I``."""
    kept = [factor for factor in factors if factor != IDENTITY]
    return not kept or shape_of(build.mul(kept)) is None


def _tidy_sum(tree: Expr) -> Expr:
    """Equal terms are counted: x + x is 2x."""
    counts: dict[Expr, int] = {}
    for term in tree.args:
        sign = -1 if type(term) is Neg else 1
        body = term.args[0] if type(term) is Neg else term
        factor = 1
        if type(body) is Mul and type(body.args[0]) is Number and isinstance(body.args[0].data[0], int) and len(body.args) > 1:
            factor, body = body.args[0].data[0], body.args[1] if len(body.args) == 2 else Mul(body.args[1:])
        counts[body] = counts.get(body, 0) + sign * factor
    return build.add([build.mul([build.number(count), body]) for body, count in counts.items() if count])
