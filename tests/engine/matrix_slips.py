"""Slips: small changes of an answer with arrays, as students make them, and changes by a hair as somebody makes them to fool the grader."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from matrix_ground import Ground, Path, ground, places, replaced
from matrix_oracle import World, whole
from matrix_rewrites import OTHERWISE, is_inverse, product, total

from grader.expr import (
    Add,
    Apply,
    ArraySymbol,
    Call,
    Cases,
    Condition,
    Differential,
    Div,
    Entry,
    Every,
    Expr,
    Filled,
    Index,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Slice,
    Sum,
    Symbol,
    Transpose,
    Unit,
    build,
)
from grader.model import Problem

Slip = Callable[[Expr, Ground, Random], Expr | None]

TINY = "by a hair"


def _factors_swapped(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Mul:
        return None
    place = rng.randrange(len(node.args) - 1)
    a, b = node.args[place:place + 2]
    return None if at.is_scalar(a) or at.is_scalar(b) else Mul([*node.args[:place], b, a, *node.args[place + 2:]])


def _transpose_lost(node: Expr, at: Ground, rng: Random) -> Expr | None:
    return node.args[0] if type(node) is Transpose else None


def _transpose_extra(node: Expr, at: Ground, rng: Random) -> Expr | None:
    return Transpose(node) if node.is_array and not at.is_scalar(node) and type(node) is not Transpose else None


def _sign(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is Neg:
        return node.args[0]
    if type(node) is Add:
        place = rng.randrange(len(node.args))
        term = node.args[place]
        return Add([*node.args[:place], term.args[0] if type(term) is Neg else Neg(term), *node.args[place + 1:]])
    return Neg(node) if rng.random() < 0.3 else None


def _term_dropped(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Add:
        return None
    place = rng.randrange(len(node.args))
    return total([*node.args[:place], *node.args[place + 1:]])


def _term_doubled(node: Expr, at: Ground, rng: Random) -> Expr | None:
    return Add([*node.args, rng.choice(node.args)]) if type(node) is Add else None


def _factor_dropped(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Mul:
        return None
    place = rng.randrange(len(node.args))
    return product([*node.args[:place], *node.args[place + 1:]])


def _number_changed(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is Number and node.places is None:
        return Number(abs(node.value + rng.choice((1, 2, -1))) or 3)
    return Mul([rng.choice((Number(2), Number(3), Div(Number(1), Number(2)))), node]) if rng.random() < 0.2 else None


def _inverse_lost(node: Expr, at: Ground, rng: Random) -> Expr | None:
    return node.args[0] if is_inverse(node) else None


def _inverse_transposed(node: Expr, at: Ground, rng: Random) -> Expr | None:
    return Transpose(node) if is_inverse(node) and not at.is_scalar(node) else None


def _exponent(node: Expr, at: Ground, rng: Random) -> Expr | None:
    count = whole(node.args[1]) if type(node) is Pow else None
    if count is None:
        return Pow(node, Number(2)) if type(node) is Call and node.data in ("norm", "det") else None
    return Pow(node.args[0], build.number(count + rng.choice((1, -1, 2)) or 3))


def _other_name(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is Symbol:
        return rng.choice(at.scalars) if at.scalars else None
    if type(node) is not ArraySymbol:
        return None
    found = at.arrays.get(at.shape(node), [])
    return ArraySymbol(rng.choice(found).name) if found else None


def _index_changed(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """Two indices of an entry exchanged, or one replaced by another."""
    first = 1 if type(node) in (Entry, Slice) else 0
    if type(node) not in (Entry, Slice, Unit):
        return None
    indices = list(node.args[first:])
    if len(indices) == 2 and rng.random() < 0.5:
        indices.reverse()
    else:
        places = [place for place, index in enumerate(indices) if type(index) is Index]
        if not places:
            return None
        place = rng.choice(places)
        indices[place] = Index(rng.choice(at.indices(at.world.indices[indices[place].data])))
    return node.with_args([*node.args[:first], *indices])


def _delta_lost(node: Expr, at: Ground, rng: Random) -> Expr | None:
    return Number(1) if type(node) is Indicator else None


def _condition_changed(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is Indicator and node.args[0].data in ("=", "!="):
        return Indicator(_other_condition(node.args[0], at, rng))
    if type(node) is not Cases:
        return None
    found = [place for place in range(1, len(node.args), 2) if node.args[place] != OTHERWISE]
    place = rng.choice(found)
    return node.with_args([*node.args[:place], _other_condition(node.args[place], at, rng), *node.args[place + 1:]])


def _other_condition(condition: Expr, at: Ground, rng: Random) -> Expr:
    if condition.data in ("and", "or"):
        place = rng.randrange(len(condition.args))
        args = list(condition.args)
        args[place] = _other_condition(args[place], at, rng)
        return rng.choice((Condition(condition.data, args), condition.args[place]))
    left, right = condition.args
    if type(right) is Index and rng.random() < 0.6:
        right = Index(rng.choice(at.indices(at.world.indices[right.data])))
    return Condition(rng.choice(("=", "!=", "<=")) if right == condition.args[1] else condition.data, [left, right])


def _cases_swapped(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """The values of two cases exchanged."""
    if type(node) is not Cases or len(node.args) < 4:
        return None
    args = list(node.args)
    args[0], args[2] = args[2], args[0]
    return node.with_args(args)


def _function_lost(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A trace, a determinant, diag or an elementary function that is forgotten, or taken for another."""
    if type(node) is not Call or len(node.args) != 1:
        return None
    others = {"tr": "det", "det": "tr", "sin": "cos", "cos": "sin", "adj": "det", "vec": "vecr", "norm": "tr", "exp": "tanh", "tanh": "sin"}
    swapped = [Call(others[node.data], node.args)] if node.data in others else []
    return rng.choice([node.args[0], *swapped])


def _differential_lost(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """dX is dropped, transposed, or taken for X."""
    if type(node) is Differential:
        return rng.choice((Transpose(node), ArraySymbol(node.data[1:])))
    if type(node) is Mul and any(type(arg) is Differential for arg in node.args):
        return product([arg for arg in node.args if type(arg) is not Differential])
    return None


def _sum_lost(node: Expr, at: Ground, rng: Random) -> Expr | None:
    return node.args[0] if type(node) is Sum else None


def _abstract_changed(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """Another derivative of an abstract function, another function, or its arguments exchanged."""
    if type(node) is not Apply:
        return None
    name, orders = node.data
    place = rng.randrange(len(orders))
    changed = [order + (number == place) for number, order in enumerate(orders)]
    lowered = [max(0, order - 1) for order in orders]
    others = [other for other, arity in at.problem.task.functions if arity == len(orders) and other != name]
    forms: list[Expr] = [Apply(name, lowered, node.args), Apply(name, orders[::-1], node.args), Apply(name, orders, node.args[::-1])]
    if max(changed) < 3:
        forms.append(Apply(name, changed, node.args))
    forms += [Apply(other, orders, node.args) for other in others]
    return rng.choice(forms)


def _entries_swapped(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """Two entries of a written-out matrix exchanged, or one set to zero."""
    if type(node) is not Matrix or len(node.args) < 2:
        return None
    args = list(node.args)
    a, b = rng.sample(range(len(args)), 2)
    if rng.random() < 0.6:
        args[a], args[b] = args[b], args[a]
    else:
        args[a] = Number(0)
    return node.with_args(args)


def _size_factor(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A size as a factor, an identity as a term, or a size in the place of another."""
    if type(node) is Filled and node.data[1]:
        return Filled(node.data[0], [(rng.choice([*at.world.sizes]),) for _ in node.data[1]])
    if not at.world.sizes or rng.random() < 0.7:
        return None
    rows, columns = at.shape(node)
    if rows == columns > 1 and rng.random() < 0.5:
        return Add([node, Filled("I")])
    return Mul([Size(rng.choice([*at.world.sizes])), node])


def _open_size(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A factor that is a size which no place tells: tr(I), 1ᵀ1."""
    if not at.has_arrays or rng.random() < 0.5:
        return None
    ones, one = Filled("ones"), Filled("I")
    return Mul([rng.choice((Call("tr", [one]), Mul([Transpose(ones), ones]), Pow(Call("norm", [one]), Number(2)))), node])


def _slice_turned(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A row taken for a column."""
    if type(node) is not Slice:
        return None
    base, row, column = node.args
    return Slice(base, [column, Every()] if type(row) is Every else [Every(), row])


def _by_a_hair(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A relative change, or a term, of 10^-20 … 10^-40."""
    k = rng.choice((20, 30, 30, 30, 40))
    tiny = rng.choice((Number(Fraction(rng.randint(1, 9), 10**k), k), Div(Number(1), Pow(Number(10), Number(k))), Pow(Number(10), Neg(Number(k)))))
    h = at.of_shape(at.shape(node), rng)
    if h is not None and rng.random() < 0.5:
        return Add([node, Mul([tiny, h])])
    return Mul([Add([Number(1), tiny]), node])


SLIPS: dict[str, Slip] = {
    "factors swapped": _factors_swapped, "transpose lost": _transpose_lost, "transpose extra": _transpose_extra, "sign": _sign,
    "term dropped": _term_dropped, "term doubled": _term_doubled, "factor dropped": _factor_dropped, "number changed": _number_changed,
    "inverse lost": _inverse_lost, "inverse transposed": _inverse_transposed, "exponent": _exponent, "other name": _other_name,
    "index changed": _index_changed, "delta lost": _delta_lost, "condition changed": _condition_changed, "cases swapped": _cases_swapped,
    "function lost": _function_lost, "differential lost": _differential_lost, "sum lost": _sum_lost, "abstract changed": _abstract_changed,
    "entries swapped": _entries_swapped, "size factor": _size_factor, "open size": _open_size, "slice turned": _slice_turned, TINY: _by_a_hair,
}


def _at(root: Expr, path: Path) -> Expr:
    for place in path:
        root = root.args[place]
    return root


def slipped(problem: Problem, world: World, root: Expr, rng: Random, choose: Callable[[list[str]], list[str]]) -> tuple[Expr, str] | None:
    """The tree with one slip at a random node, and its name."""
    at = ground(problem, world, root)
    if at is None:
        return None
    found: list[tuple[Path, Expr]] = list(places(root))
    for name in choose([*SLIPS]):
        rng.shuffle(found)
        for path, node in found:
            new = SLIPS[name](node, at, rng)
            # A transposed 1 is written like the column of ones.
            parent_turns = path and type(_at(root, path[:-1])) is Transpose
            if new is not None and new != node and not (type(new) is Number and parent_turns):
                return replaced(root, path, new), name
    return None
