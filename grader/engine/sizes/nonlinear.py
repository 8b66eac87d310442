"""Quotients, powers and functions: where a formula is not polynomial in entries and sizes, and where it may branch with a size."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import ceil, lcm

from grader.engine.program.builder import rational
from grader.engine.sizes.growth import (
    ANY,
    COLUMN,
    MANY,
    NO_TIES,
    NONE,
    POWERS,
    ROW,
    THROUGH,
    ZERO,
    Exponents,
    Part,
    Walk,
    both,
    largest,
    longer,
    multiplied,
    plus,
    shown,
    times,
)
from grader.engine.sizes.turning import turn_of
from grader.engine.values.functions import FUNCTIONS
from grader.expr import (
    BY_CASES,
    POLYNOMIAL,
    Add,
    ArraySymbol,
    Call,
    Constant,
    Differential,
    Expr,
    Filled,
    Index,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Symbol,
    Transpose,
    fold,
    order_keys,
    postorder,
    shapes,
)
from grader.record import replace

MOST_EVERY = 40
"""Numbers that are compared with sizes: up to so large all smaller sizes are looked at."""

_TAME = frozenset(("root", "norm", *BY_CASES, *[name for name, row in FUNCTIONS.items() if row.settles]))


def quotient(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """Over a scalar, or element by element."""
    if node.args[1].is_plain:
        return args[0]
    over, shape = args[0], walk.known.of(node)
    made = both(over, _inverted(walk, node.args[1], args[1], 1))
    if walk.known.of(node.args[1]) is not None:
        return replace(made, bare=shown(ANY, shape))
    return replace(made, bare=over.bare)


def _inverted(walk: Walk, tree: Expr, part: Part, count: int) -> Part:
    """One over a scalar, or over each entry, to a power."""
    are_scalars = type(tree) is Mul and all(walk.known.of(factor) is None for factor in tree.args)
    low: Exponents = ZERO
    under: Mapping[Expr, tuple[int, Exponents]] = {}
    for factor in (tree.args if are_scalars else (tree,)) if part.is_counting else ():
        base, often = factor, count
        exponent = rational(factor.args[1]) if type(factor) is Pow and factor.args[1].is_plain else None
        if exponent is not None and exponent.denominator == 1 and exponent > 0:
            base, often = factor.args[0], count * int(exponent)
        inside = walk.apart(base)
        low, degree = plus(low, times(inside.low, -often)), inside.degree()
        if degree:
            under = multiplied(under, {base: (often, degree)})
    return Part(low, low, under, part.atoms, part.lines, part.room, part.terms, 0, part.free, NONE, NO_TIES, part.free, False)


def _power_of_size(tree: Expr) -> Exponents | None:
    """The exponent of a power of a size with a number as a factor; ``None`` for anything else."""
    if type(tree) is Size:
        return {tree.data: 1}
    if type(tree) is Pow and type(tree.args[0]) is Size and tree.args[1].is_plain:
        value = rational(tree.args[1])
        return None if value is None else {tree.args[0].data: value}
    if type(tree) is Call and tree.data == "sqrt" and type(tree.args[0]) is Size:
        return {tree.args[0].data: Fraction(1, 2)}
    return None


def power(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """A product of equal factors, an inverse, a root, or an exponential."""
    base, exponent = node.args
    part, size = args[0], _power_of_size(node)
    if size is not None:
        walk.found.fine = lcm(walk.found.fine, *[Fraction(value).denominator for value in size.values()])
        return Part(size, size, generic=False)
    value = rational(exponent) if exponent.is_plain else None
    if value is None:
        return _exponential(walk, node, args)
    shape = walk.known.of(base)
    if value < 0 or value.denominator > 1:
        return _root(walk, node, part, value)
    count = int(value)
    if count == 0:
        return Part(lines=part.lines, room=part.room, bare=shown(ANY, shape), free=part.free, wild=part.free, generic=part.generic)
    lines, room, high = times(part.lines, count), part.room, times(part.high, count)
    if shape is not None and walk.known.of(node) is not None and shapes.ONE not in shape:
        inner = walk.of_size(shape[0])
        lines = plus(lines, times(inner, count - 1))
        room = {**room, None: plus(times(room.get(None, ZERO), count), times(inner, count - 1))}
        high = plus(high, times(inner, count - 1)) if part.bare & ROW and part.bare & COLUMN else high
    under = {tree: (often * count, inside) for tree, (often, inside) in part.under.items()}
    is_norm = type(base) is Call and base.data == "norm" and count % 2 == 0
    return Part(times(part.low, count), high, under, part.atoms, lines, room, min(MANY, part.terms ** min(count, 20)), part.bare, part.free,
                part.anchored, part.ties, part.wild, part.generic or (is_norm and walk.apart(base.args[0]).generic))


def _root(walk: Walk, node: Expr, part: Part, value: Fraction) -> Part:
    """An inverse, a root, or both; of a matrix or of a scalar."""
    base, shape = node.args[0], walk.known.of(node.args[0])
    count = ceil(abs(value))
    if shape is not None:
        inside, low = part.degree(), times(part.low, -count)
        under = {base: (count, inside)} if inside else {}
        bare = THROUGH | part.bare if shapes.ONE not in shape else ANY
        if value == -1 and base.data in walk.inverted:
            bare = 0
        return Part(low, low, under, part.atoms, times(part.lines, count), part.room, part.terms,
                    shown(bare, shape), part.free, NONE, NO_TIES, part.free, False)
    if value.denominator == 1:
        return _inverted(walk, base, part, count)
    made = _rooted(walk, node, base, part, abs(value))
    inside = part.degree()
    if value > 0:
        return made
    low = times(part.low, value)
    return replace(made, low=low, high=low, under=multiplied(part.under, {base: (count, inside)}) if inside else part.under)


def _rooted(walk: Walk, node: Expr, inside: Expr, part: Part, value: Fraction) -> Part:
    """A root, or a fractional power, of a scalar."""
    if part.is_counting:
        _branch(walk, inside, part)
        if not holds_array(inside):
            walk.found.roots.add(node)
    return Part(times(part.low, value), times(part.high, value), part.under, part.atoms, part.lines, part.room, part.terms, 0,
                part.free, NONE, NO_TIES, part.free, False)


def _exponential(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """An exponent that is no number: with sizes in it, a variable of its own."""
    base, exponent = args
    made = both(base, exponent)
    if not exponent.is_counting:
        return replace(made, bare=0, anchored=NONE, ties=NO_TIES, wild=made.free, generic=False)
    number = rational(node.args[0]) if node.args[0].is_plain else None
    if base.is_counting or number == 0:
        walk.found.is_held = True
    high = _of_exponent(walk, node.args[0], node.args[1], exponent)
    if number < 0 if number is not None else type(node.args[0]) not in (Symbol, Constant):
        # The sign that t^N has for a negative variable t is that of all terms with this power: it cancels nothing.
        walk.found.alternating.update(name.rstrip(POWERS) for name in high)
    _branch(walk, node.args[1], exponent)
    return Part(ZERO, ZERO if number == -1 else high, {}, made.atoms, made.lines, made.room, made.terms, 0, made.free,
                NONE, NO_TIES, made.free, False)


def _of_exponent(walk: Walk, base: Expr, tree: Expr, exponent: Part) -> Exponents:
    """What a power with sizes in its exponent grows with: itself; a number that is added there is a factor."""
    degree = largest([exponent.degree(), exponent.high])
    walk.found.is_held = walk.found.is_held or any(name.endswith(POWERS) for name in degree)
    kept = tuple([arg for arg in tree.args if rational(arg) is None]) if type(tree) is Add else (tree,)
    stripped = kept[0] if len(kept) == 1 else Add(kept)
    walk.found.exponentials.update((name, base, stripped) for name in degree)
    return {name.rstrip(POWERS) + POWERS: value for name, value in degree.items()}


def _may_be_multiple(walk: Walk, tree: Expr, part: Part) -> bool:
    """Whether a matrix may be a multiple of the identity, or have one as a term; arrays cancel only where an inverse stands."""
    inside = list(without_exponents(tree))
    if not part.bare or not any(type(node) in (Add, Number, Neg, Size) for node in inside):
        return False
    return any(type(node) is Pow for node in inside) or bool(Walk(walk.known, walk.rules, {}).apart(tree).bare)


def _is_identity_and_more(walk: Walk, tree: Expr) -> bool:
    """Whether a matrix is I, perhaps times a variable, and terms of which no part may be a multiple of I.

    The determinant of I + Y is the sum of the elementary symmetric functions of Y, which breaks off at the size and holds no power of it.
    With m of these a wrong formula may be right at m sizes more than its lines ask for.  Without an inverse in it no array cancels another,
    but an orthogonal one its transpose.
    """
    terms = tree.args if type(tree) is Add else ()
    rest = [term for term in terms if not _is_identity(term)]
    is_inverted = any(type(node) is Pow and (rational(node.args[1]) or -1) < 0 for node in without_exponents(tree))
    if len(rest) != len(terms) - 1 or is_inverted:
        return False
    orthogonal = {name: bare for name, bare in walk.loose.items() if walk.known.declared.kinds.get(name) == "orth"}
    return not any(Walk(walk.known, walk.rules, orthogonal).apart(term).bare for term in rest)


def _is_identity(term: Expr) -> bool:
    """Whether a term is ± I or a power of a variable times it: what comes out to the power of the size is no number but a sign."""
    term = term.args[0] if type(term) is Neg else term
    scalar = term.args[0] if type(term) is Mul and len(term.args) == 2 else None
    base = scalar.args[0] if type(scalar) is Pow and (rational(scalar.args[1]) or 0) > 0 else scalar
    identity = term if scalar is None else term.args[1]
    return type(identity) is Filled and bool(identity.data[0] == "I") and (base is None or type(base) is Symbol)


def _branch(walk: Walk, inside: Expr, part: Part) -> None:
    """What may change where its argument crosses zero: at sizes that the numbers in it can name, and no others."""
    names = {name.rstrip(POWERS) for name in (*part.low, *part.high, *part.degree())}
    is_fine = bool(names) and _has_fraction(list(without_exponents(inside)))
    turn = turn_of(inside, frozenset(names), frozenset(names) - _of_indices(walk, inside))
    is_several = len(names) > 1 or (is_fine and turn is not None and turn.number > 1)
    if turn is None or turn.number > MOST_EVERY or (is_several and not holds_array(inside)):
        walk.found.is_held = True
    elif turn.number > 1:
        walk.found.turns[inside] = replace(turn, of_size=True)


def _of_indices(walk: Walk, inside: Expr) -> set[str]:
    return {name for leaf in postorder(inside) if type(leaf) is Index for name in walk.of_index(leaf.data)}


def _has_fraction(nodes: list[Expr]) -> bool:
    """Return whether a fraction may come out of a root or another function, which is not squared."""
    squared = {id(node.args[0]) for node in nodes if type(node) is Pow and rational(node.args[1]) in (2, 4, 6)}
    return any(_may_be_fraction(node) and id(node) not in squared for node in nodes)


def _may_be_fraction(node: Expr) -> bool:
    """Whether a root or another function of a size stands here; an even power of a length has none."""
    if type(node) is Call:
        return node.data not in POLYNOMIAL
    return type(node) is Pow and (rational(node.args[1]) or Fraction(1, 2)).denominator > 1


def function(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """An elementary or abstract function, of each entry."""
    made = args[0]
    for other in args[1:]:
        made = both(made, other)
    if type(node) is Call and node.data in ("sqrt", "root") and walk.known.of(node.args[0]) is None:
        index = Fraction(2) if node.data == "sqrt" else rational(node.args[1]) if node.args[1].is_plain else None
        if index:
            size = _power_of_size(node)
            if size is not None:
                walk.found.fine = lcm(walk.found.fine, 2)
                return Part(size, size, generic=False)
            return _rooted(walk, node, node.args[0], made, 1 / abs(index))
    high: Exponents = ZERO
    atoms = made.atoms
    if made.is_counting and not any(map(holds_array, node.args)):
        # A function of sizes alone is a number at each; what oscillates has no bound.
        walk.found.is_held = walk.found.is_held or type(node) is not Call or node.data not in _TAME
        high = {name: value + 1 for name, value in made.degree().items()} or dict.fromkeys([*made.high, *made.low], 2)
        if type(node) is Call and node.data == "exp":
            high = _of_exponent(walk, Constant("e"), node.args[0], made)
    elif made.is_counting:
        atoms = {**atoms, node: made.degree()}
    if made.is_counting:
        for inside, part in _signed(node, args):
            if part.is_counting:
                _branch(walk, inside, part)
    return Part(ZERO, high, made.under if high else {}, atoms, made.lines, made.room, made.terms,
                walk.shown(ANY, node), made.free, NONE, NO_TIES, made.free, False)


def _signed(node: Expr, args: tuple[Part, ...]) -> Iterator[tuple[Expr, Part]]:
    """What a function may branch with the sign of: its arguments, or their differences where it takes the largest or the least."""
    if type(node) is Call and node.data in ("max", "min") and len(args) > 1:
        for (one, first), (other, second) in itertools.combinations(zip(node.args, args, strict=True), 2):
            yield Add((one, Neg(other))), both(first, second)
    else:
        yield from zip(node.args, args, strict=True)


def norm(walk: Walk, node: Expr, part: Part) -> Part:
    """The root of a sum of squares; its even powers have no root."""
    loops: Exponents = ZERO
    half = Fraction(1, 2)
    for size in walk.known.of(node.args[0]) or ():
        part = longer(part, times(walk.of_size(size), half))
        # A multiple of the identity has one line, which passes both sides.
        loops = walk.of_size(size) if part.bare == THROUGH else plus(loops, walk.of_size(size)) if part.bare else loops
    if part.is_counting:
        _branch(walk, node.args[0], part)
    walk.found.fine = lcm(walk.found.fine, 2) if loops else walk.found.fine
    return Part(part.low, plus(part.high, times(loops, half)), part.under, part.atoms, part.lines, part.room, part.terms, 0,
                part.free, NONE, NO_TIES, part.free, False)


def over_entries(walk: Walk, node: Expr, part: Part) -> Part:
    """‖v‖₁, ‖v‖_∞ and max(v): a function of each entry, added or compared over all of them."""
    loops: Exponents = ZERO
    for size in walk.known.of(node.args[0]) or ():
        part = longer(part, walk.of_size(size))
        loops = plus(loops, walk.of_size(size)) if part.bare else loops
    if part.is_counting:
        _branch(walk, node.args[0], part)
    # The comparison of entries is no tensor: every entry must find room.
    terms = part.terms if node.data == "norm1" else MANY
    return Part(part.low, plus(part.high, loops), part.under, part.atoms, part.lines, part.room, terms, 0, part.free, NONE, NO_TIES,
                part.free, False)


def determinant(walk: Walk, node: Expr, args: tuple[Part, ...]) -> Part:
    """A determinant or adjugate: of a multiple of the identity, a number to the power of the size may come out."""
    matrix = _turned_back(node.args[0]) if node.data != "adj" else node.args[0]
    part, shape = args[0], walk.known.of(matrix)
    size = walk.of_size(shape[0]) if shape is not None else ZERO
    is_series = not part.is_counting and _is_identity_and_more(walk, matrix)
    is_power = not is_series and _may_be_multiple(walk, matrix, part)
    if is_power:
        walk.found.alternating.update(size)
    scalars, inside = _outside(walk, matrix) if not part.is_counting and node.data == "det" else ([], matrix)
    walk.found.scaled.update((name, scalar, Size(name)) for name in size for scalar in scalars)
    walk.found.determinants.update((name, *_scaled(inside)) for name in size)
    atoms = {**part.atoms, node: size if is_series else part.degree()} if is_series or part.is_counting else part.atoms
    bare = walk.shown(THROUGH | part.bare, node)
    return Part(ZERO, size if is_power else ZERO, {}, atoms, part.lines, part.room, part.terms, bare, part.free, NONE, NO_TIES,
                part.free, False)


def _turned_back(tree: Expr) -> Expr:
    """A matrix without its transpose, which has the same determinant."""
    while type(tree) is Transpose:
        tree = tree.args[0]
    return tree


def _outside(walk: Walk, tree: Expr) -> tuple[list[Expr], Expr]:
    """The scalars of a multiple of a matrix, and the matrix: det(t A) is t^N det(A)."""
    factors = tree.args if type(tree) is Mul else ()
    scalars: list[Expr] = [factor for factor in factors if type(factor) is Symbol or (type(factor) is Number and factor.data[0] > 0)]
    rest = tuple([factor for factor in factors if factor not in scalars])
    if not scalars or not rest or any(walk.known.of(factor) is None for factor in rest):
        return [], tree
    return scalars, rest[0] if len(rest) == 1 else Mul(rest)


def _scaled(tree: Expr) -> tuple[str, bool, bool]:
    """What a determinant is of, whether it may be a multiple of another matrix, and whether by a negative number."""
    kept = [node for node in without_exponents(tree) if type(node) not in _PRODUCTS]
    is_signed = any(type(node) is Neg or (type(node) is Number and node.data[0] < 0) for node in kept)
    plain = fold(tree, _any_identity)
    return order_keys(plain)[id(plain)], bool(kept), is_signed


def _any_identity(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """An identity is the same whether its size is written or not."""
    return Filled("I") if type(node) is Filled and node.data[0] == "I" else node.with_args(args)


_PRODUCTS = frozenset((ArraySymbol, Differential, Filled, Transpose, Mul, Pow))
"""Of these no multiple of a matrix is made."""


def without_exponents(tree: Expr) -> Iterable[Expr]:
    """The nodes of a tree but for exponents that are numbers."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.args[:1] if type(node) is Pow and rational(node.args[1]) is not None else node.args)


def holds_array(tree: Expr) -> bool:
    """Whether a tree depends on anything but numbers and sizes."""
    return any(type(node) not in _OF_SIZES and not node.args for node in postorder(tree))


_OF_SIZES = frozenset((Number, Size, Filled))
