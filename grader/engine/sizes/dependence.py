"""How a formula depends on the sizes of its arrays: its growth with each size, its index lines, and what is no generic tensor in it.

A formula is a sum of monomials in the entries of arrays, with contracted indices, its *lines*.  A line that no entry holds closes to a
*loop*, which is a factor of its size: in ``1ᵀ1``, ``tr(I)``, ``sum(k, 1)``.  So a formula is a polynomial in the sizes whose coefficients
are patterns of contraction; this module bounds its degree from above, in any spelling.  It notes what branches with a size, or singles out
an index by a number, and these numbers.  It computes nothing; ``larger_sizes`` finds at which sizes an answer must be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from math import prod

from grader.engine.program.builder import rational
from grader.engine.sizes.growth import (
    ANY,
    COLUMN,
    MANY,
    NO_TIES,
    PLAIN,
    ROW,
    THROUGH,
    ZERO,
    Dependence,
    Part,
    Walk,
    any_of,
    both,
    longer,
    plus,
    shown,
    tied,
    union,
)
from grader.engine.sizes.nonlinear import MOST_EVERY, determinant, function, norm, over_entries, power, quotient
from grader.engine.sizes.turning import Turn, turn_of
from grader.expr import (
    POLYNOMIAL,
    Add,
    Apply,
    ArraySymbol,
    Call,
    Cases,
    Condition,
    Differential,
    Dim,
    Div,
    Entry,
    Every,
    Expr,
    Filled,
    Gradient,
    Index,
    Indicator,
    Integral,
    Matrix,
    Mul,
    Neg,
    Number,
    Operator,
    Pow,
    Shapes,
    Size,
    Slice,
    Sum,
    Transpose,
    Unit,
    fold,
    postorder,
    shapes,
)
from grader.record import replace


def dependence(tree: Expr, known: Shapes, orthogonal: Set[str] = frozenset(), inverted: Set[str] = frozenset()) -> Dependence:
    """How a tree depends on sizes; its free indices and the axes of its shape are counted as lines.

    The ``orthogonal`` arrays times their transposes are identities; the ``inverted`` ones stand nowhere but in their inverses, whose
    entries are as free as those of other arrays.
    """
    loose = {name: bare for name, bare in _loose(tree, known) if name not in inverted}
    walk = Walk(known, _RULES, {**dict.fromkeys(orthogonal, THROUGH), **loose}, inverted)
    part = fold(tree, walk.part)
    for name in part.free:
        part = longer(part, walk.of_index(name))
    for size in known.of(tree) or ():
        part = longer(part, walk.of_size(size))
    walk.found.part = part
    return walk.found


def elsewhere(tree: Expr) -> frozenset[str]:
    """The arrays that stand elsewhere than in their inverses."""
    inside = [node.args[0].data for node in postorder(tree) if type(node) is Pow and type(node.args[0]) is ArraySymbol
              and rational(node.args[1]) == -1]
    every = [node.data for node in postorder(tree) if type(node) is ArraySymbol]
    return frozenset(name for name in every if every.count(name) > inside.count(name))


def _product(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    part = args[0]
    for count, other in enumerate(args[1:], 1):
        left, right = walk.known.after(node, count), walk.known.of(node.args[count])
        made = both(part, other)
        if left is not None and right is not None:
            inner, bare = walk.of_size(left[1]), _passed(part.bare, other.bare)
            loops = inner if part.bare & COLUMN and other.bare & ROW else ZERO
            made = replace(longer(made, inner), high=plus(made.high, loops), bare=bare)
        if made.bare:
            made = replace(made, bare=shown(made.bare, walk.known.after(node, count + 1)))
        part = made
    return tied(part)


def _passed(a: int, b: int) -> int:
    """How lines pass a product."""
    through = THROUGH if a & b & THROUGH else 0
    rows = ROW if a & ROW or (a & THROUGH and b & ROW) else 0
    return through | rows | (COLUMN if b & COLUMN or (b & THROUGH and a & COLUMN) else 0)


def _call(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    name, part, inside = node.data, args[0], walk.known.of(node.args[0])
    if inside is not None and name in _ARRAY_CALLS:
        return _ARRAY_CALLS[name](walk, node, args)
    if name in ("hadamard", "outer", "kron"):
        made = both(args[0], args[1])
        return replace(made, bare=walk.shown(made.bare if name == "kron" else ANY if made.bare else 0, node))
    if inside is not None and (name in ("norm1", "norminf") or (name in ("max", "min") and len(args) == 1)):
        return over_entries(walk, node, part)
    if inside is not None and (name == "norm" or (name == "abs" and shapes.ONE in inside)):
        return norm(walk, node, part)
    if inside is not None and name == "abs":
        return determinant(walk, node, args)
    if inside is None and name in ("tr", "diag", "vec", "vecr", "det"):
        return part
    return function(walk, node, args)


def _trace(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    part, shape = args[0], walk.known.of(node.args[0])
    size = walk.of_size(shape[0]) if shape is not None else ZERO
    closes = part.bare & THROUGH or (part.bare & ROW and part.bare & COLUMN)
    return replace(longer(part, size), high=plus(part.high, size) if closes else part.high, bare=0)


def _arranged(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """``vec``, ``vecr``, ``diag``: the same entries in another shape."""
    return replace(args[0], bare=walk.shown(ANY if args[0].bare else 0, node))


def _array(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    bare = walk.loose.get(node.data, 0)
    return Part(bare=walk.shown(bare, node)) if bare else PLAIN


def _filled(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    kind = node.data[0]
    bare = {"I": THROUGH, "ones": ROW | COLUMN, "zeros": 0}.get(kind, ANY)
    return Part(bare=walk.shown(bare, node), generic=kind != "comm")


def _unit(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    shape = walk.known.of(node)
    generic = _places(walk, node.args, shape or ())
    return Part(bare=shown(ROW | COLUMN, shape), free=union([part.free for part in args]), generic=generic)


def _entry(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    part, shape = args[0], walk.known.of(node.args[0])
    sizes = shape if shape is not None else (shapes.ONE, shapes.ONE)
    if len(node.args) == 2:
        sizes = (sizes[0] if sizes[1] == shapes.ONE else sizes[1], shapes.ONE)
    generic = _places(walk, node.args[1:], sizes)
    free = union([each.free for each in args])
    plain = frozenset(index.data for index in node.args[1:] if type(index) is Index)
    anchored = part.anchored | plain if not part.bare else part.anchored
    return replace(part, bare=walk.shown(part.bare, node), free=free, anchored=anchored - part.wild,
                   generic=part.generic and generic)


def _places(walk: Walk, indices: Iterable[Expr], sizes: Iterable[Dim]) -> bool:
    """Whether indices are names alone; numbers in them are noted."""
    are_names = True
    for index, size in zip(indices, sizes, strict=False):
        if type(index) in (Index, Every):
            continue
        are_names = False
        numbers = sum(int(part.data[0]) for part in postorder(index) if type(part) is Number)
        if type(index) is Number:
            walk.found.named |= {name: max(walk.found.named.get(name, 0), numbers) for name in walk.of_size(size)}
        else:
            walk.found.turns[index] = Turn(frozenset(walk.of_size(size)), numbers)
    return are_names


def _condition(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    free = union([part.free for part in args])
    if node.data in ("and", "or", "otherwise"):
        ties = frozenset[frozenset[str]]().union(*[part.ties for part in args]) if node.data == "and" else NO_TIES
        return Part(free=free, ties=ties, terms=min(MANY, prod(part.terms for part in args)), generic=all(part.generic for part in args))
    if all(type(arg) is Index for arg in node.args) and node.data in ("=", "!="):
        names = frozenset(arg.data for arg in node.args)
        if node.data == "!=":
            return Part(free=free, terms=2)
        return Part(free=free, ties=frozenset((names,)) if len(names) > 1 else NO_TIES)
    _compare(walk, node, args)
    # The order of indices tells them apart without entries: every line must find room.
    return Part(free=free, terms=MANY, generic=False)


def _compare(walk: Walk, node: Expr, args: tuple[Part, ...]) -> None:
    """A comparison with numbers, sizes, sums of indices, or the order of two indices."""
    leaves = [part for part in postorder(node) if not part.args]
    indices, sizes = [part.data for part in leaves if type(part) is Index], [part.data for part in leaves if type(part) is Size]
    of_indices = {name for index in indices for name in walk.of_index(index)}
    # A trace of I and a sum of ones are sizes too.
    sizes += sorted({name for part in args for name in (*part.low, *part.degree())} - of_indices - {*sizes})
    touched = of_indices | set(sizes)
    if not touched:
        return
    turn = turn_of(node, frozenset(touched), frozenset(sizes), more=3)
    if turn is None or (sizes and (len(touched) > 1 or len(indices) + len(sizes) > len({*indices, *sizes}) or turn.until > MOST_EVERY)):
        walk.found.is_held = True
    else:
        walk.found.turns[node] = replace(turn, number=turn.number + len(indices) - len({*indices}))


def _total(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """A sum closes the line of its index: to a loop where no entry and no other index holds it."""
    part, name = args[0], node.data
    tied = [pair for pair in part.ties if name in pair]
    size = walk.of_index(name)
    is_held = name in part.anchored or bool(tied)
    partners = frozenset[str]().union(*tied) - {name}
    ties = frozenset(pair for pair in part.ties if name not in pair)
    if len(partners) > 1:
        first, *others = sorted(partners)
        ties |= frozenset(frozenset((first, other)) for other in others)
    return replace(longer(part, size), high=part.high if is_held else plus(part.high, size), free=part.free - {name},
                   anchored=part.anchored - {name}, ties=ties, wild=part.wild - {name})


def _cases(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    made = any_of(args[::2])
    terms = min(MANY, made.terms * 2 ** len(args[1::2]) * prod(part.terms for part in args[1::2]))
    is_by_entries = any(walk.known.of(condition) is not None for condition in node.args[1::2])
    return replace(made, terms=terms, free=union([part.free for part in args]), ties=NO_TIES,
                   bare=walk.shown(ANY if is_by_entries else made.bare, node), generic=all(part.generic for part in args))


def _number(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """A size, or an index as the number that it is."""
    if type(node) is Size:
        return Part({node.data: 1}, {node.data: 1}, generic=False)
    size = walk.of_index(node.data)
    return Part(ZERO, size, lines=size, room={None: size}, free=frozenset((node.data,)), wild=frozenset((node.data,)), generic=False)


def _operator(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """What no rule of calculus unfolds has no bound here."""
    walk.found.is_held = True
    return replace(any_of(args), bare=ANY, generic=False)


def _loose(tree: Expr, known: Shapes) -> Iterable[tuple[str, int]]:
    """Arrays that may cancel against their inverse, or against a function of each entry, with how lines may then pass them."""
    for node in postorder(tree):
        if type(node) is Pow and node.is_array and node.args[1] != Number(2):
            inside = known.of(node.args[0])
            if inside is not None and type(node.args[1]) is not Number:
                yield from ((part.data, THROUGH if shapes.ONE not in inside else ANY) for part in postorder(node.args[0])
                            if type(part) is ArraySymbol)
        elif (type(node) is Call and node.is_array and node.data not in _ARRANGING) or type(node) is Div:
            yield from ((arg.data, ANY) for arg in node.args[type(node) is Div:] if type(arg) is ArraySymbol)


_ARRANGING = POLYNOMIAL | {"norm", "norm1", "norminf"}

_ARRAY_CALLS: dict[str, Callable[[Walk, Expr, tuple[Part, ...]], Part]] = {
    "tr": _trace, "det": determinant, "adj": determinant, "vec": _arranged, "vecr": _arranged,
    "diag": _arranged,
}

_RULES: dict[type[Expr], Callable[[Walk, Expr, tuple[Part, ...]], Part]] = {
    ArraySymbol: _array, Differential: _array, Mul: _product, Div: quotient, Pow: power, Call: _call,
    Filled: _filled, Unit: _unit, Entry: _entry, Slice: _entry, Condition: _condition, Sum: _total,
    Cases: _cases, Apply: function, Size: _number, Index: _number, Operator: _operator, Gradient: _operator, Integral: _operator,
    Neg: lambda walk, node, args: args[0],
    Transpose: lambda walk, node, args: replace(args[0], bare=_turned(args[0].bare)) if args[0].bare else args[0],
    Indicator: lambda walk, node, args: args[0],
    Every: lambda walk, node, args: PLAIN,
    Add: lambda walk, node, args: any_of(args),
    Matrix: lambda walk, node, args: replace(any_of(args), bare=ANY if any(part.bare for part in args) else 0),
}


def _turned(bare: int) -> int:
    return (bare & THROUGH) | (ROW if bare & COLUMN else 0) | (COLUMN if bare & ROW else 0)
