"""What is known about how a subtree depends on sizes, and its arithmetic: products, sums, contracted lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from grader.engine.sizes.turning import Turn
from grader.expr import Dim, Expr, Index, Shapes, fold, shapes
from grader.record import record, replace

ROW, COLUMN, THROUGH = 1, 2, 4
"""How a line may pass an array without meeting an entry: it may end at its rows, at its columns, or run from one to the other."""
ANY = ROW | COLUMN | THROUGH

MANY = 1_000_000

Exponents = Mapping[str, Fraction | int]
"""Size → exponent, number of lines, or degree; a size that is missing has zero.  ``N^`` stands for what is to the power of N, as 2^N is."""

POWERS = "^"

ZERO: dict[str, Fraction | int] = {}
NONE: frozenset[str] = frozenset()
NO_TIES: frozenset[frozenset[str]] = frozenset()


@record
class Part:
    """A subtree: ``low`` and ``high`` bound the exponents of each size, ``lines`` are those that are contracted inside; ``room`` are the
    same, but those of equal scalars counted once.

    ``under`` are denominators that are no powers of sizes, with their multiplicities, ``atoms`` what else is no polynomial; both with the
    degree of what stands inside, equal ones once.  ``bare`` tells how a line passes.  Of the ``free`` indices each in ``anchored`` is an
    index of an entry in every monomial, each pair in ``ties`` is made equal by a delta, and those in ``wild`` stand where entries may
    cancel.  ``generic`` holds for polynomials in the entries that name no index by a number and no size.
    """

    low: Exponents = field(default_factory=dict)
    high: Exponents = field(default_factory=dict)
    under: Mapping[Expr, tuple[int, Exponents]] = field(default_factory=dict)
    atoms: Mapping[Expr, Exponents] = field(default_factory=dict)
    lines: Exponents = field(default_factory=dict)
    room: Mapping[Expr | None, Exponents] = field(default_factory=dict)
    terms: int = 1
    bare: int = 0
    free: frozenset[str] = NONE
    anchored: frozenset[str] = NONE
    ties: frozenset[frozenset[str]] = NO_TIES
    wild: frozenset[str] = NONE
    generic: bool = True

    def needed(self) -> Exponents:
        """So many values of each size give every line that matters its own."""
        total: Exponents = ZERO
        for lines in self.room.values():
            total = plus(total, lines)
        return total

    @property
    def is_counting(self) -> bool:
        """Whether a size may enter as a number."""
        return bool(self.high or self.low or self.under or self.atoms)

    def degree(self) -> Exponents:
        """At most so many times the value vanishes as a function of each size."""
        found = plus(self.high, times(self.low, -1))
        for count, inside in self.under.values():
            found = plus(found, times(inside, count))
        for inside in self.atoms.values():
            found = plus(found, inside)
        return {name: value for name, value in found.items() if value}


PLAIN = Part()


@dataclass(slots=True)
class Dependence:
    """A whole tree: its part, and what of it does not follow from its parts.

    ``named`` are the largest numbers that stand for an index, by the size that it runs to; ``turns`` are the comparisons of numbers, sizes
    and indices, sums of indices, and what may branch with a size.  Exponents are multiples of 1/``fine``; there are ``roots`` of sizes;
    those in ``alternating`` are exponents of negative numbers; ``is_held`` of what has no bound.
    ``determinants`` are what determinants are taken of, with the size, whether one may be a multiple of another, and whether a negative
    one: det(2X) and det(X) together make a number to the power of the size, det(A − λI) and det(λI − A) a sign.  ``exponentials`` are the
    bases and exponents of powers with a size in the exponent, with that size; ``scaled`` are those that determinants of multiples make.
    """

    part: Part = PLAIN
    named: dict[str, int] = field(default_factory=dict)
    turns: dict[Expr, Turn] = field(default_factory=dict)
    fine: int = 1
    roots: set[Expr] = field(default_factory=set)
    alternating: set[str] = field(default_factory=set)
    determinants: set[tuple[str, str, bool, bool]] = field(default_factory=set)
    exponentials: set[tuple[str, Expr, Expr]] = field(default_factory=set)
    scaled: set[tuple[str, Expr, Expr]] = field(default_factory=set)
    is_held: bool = False


def longer(part: Part, lines: Exponents) -> Part:
    """With more lines."""
    return replace(part, lines=plus(part.lines, lines), room={**part.room, None: plus(part.room.get(None, ZERO), lines)}) if lines else part


def plus(a: Exponents, b: Exponents) -> Exponents:
    if not b:
        return a
    return b if not a else {name: a.get(name, 0) + b.get(name, 0) for name in {**a, **b}}


def times(a: Exponents, count: Fraction | int) -> Exponents:
    return {name: value * count for name, value in a.items()} if a and count != 1 else a


def largest(found: Iterable[Exponents]) -> Exponents:
    """Return the largest of each size, one that is missing as zero."""
    return _each(max, found)


def smallest(found: Iterable[Exponents]) -> Exponents:
    """Return the smallest of each size, one that is missing as zero."""
    return _each(min, found)


def _each(of: Callable[..., Any], found: Iterable[Exponents]) -> Exponents:
    found = list(found)
    names = {name for each in found for name in each}
    return {name: of(each.get(name, 0) for each in found) for name in names} if names else ZERO


def joined(found: Iterable[Mapping[Expr, tuple[int, Exponents]]]) -> Mapping[Expr, tuple[int, Exponents]]:
    """Return the common multiple of denominators."""
    total: dict[Expr, tuple[int, Exponents]] = {}
    for each in found:
        for tree, (count, inside) in each.items():
            total[tree] = max(count, total.get(tree, (0, inside))[0]), inside
    return total


def multiplied(a: Mapping[Expr, tuple[int, Exponents]], b: Mapping[Expr, tuple[int, Exponents]]) -> Mapping[Expr, tuple[int, Exponents]]:
    if not a or not b:
        return a or b
    return {tree: (a.get(tree, (0,))[0] + b.get(tree, (0,))[0], (a.get(tree) or b[tree])[1]) for tree in {**a, **b}}


def any_of(parts: tuple[Part, ...]) -> Part:
    """What a sum, a matrix or a distinction of cases of these may be."""
    if len(parts) == 1:
        return parts[0]
    anchored, ties = parts[0].anchored, parts[0].ties
    for part in parts[1:]:
        anchored, ties = anchored & part.anchored, ties & part.ties
    counting = [part for part in parts if part.is_counting]
    atoms: dict[Expr, Exponents] = {}
    for part in counting:
        atoms |= part.atoms
    bare = 0
    for part in parts:
        bare |= part.bare
    return Part(
        smallest(part.low for part in parts) if counting else ZERO, largest(part.high for part in parts) if counting else ZERO,
        joined(part.under for part in counting), atoms, largest(part.lines for part in parts),
        {None: largest(part.needed() for part in parts)}, min(MANY, sum(part.terms for part in parts)), bare,
        union([part.free for part in parts]), anchored, ties,
        union([part.wild for part in parts]), all(part.generic for part in parts))


def union(sets: list[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets) if any(sets) else NONE


def both(a: Part, b: Part) -> Part:
    """Return a product of the two, but for how lines pass and meet."""
    wild = a.wild | b.wild
    return Part(plus(a.low, b.low), plus(a.high, b.high), multiplied(a.under, b.under), {**a.atoms, **b.atoms}, plus(a.lines, b.lines),
                _rooms(a.room, b.room), min(MANY, a.terms * b.terms), a.bare | b.bare, a.free | b.free,
                (a.anchored | b.anchored) - wild, a.ties | b.ties, wild, a.generic and b.generic)


def _rooms(a: Mapping[Expr | None, Exponents], b: Mapping[Expr | None, Exponents]) -> Mapping[Expr | None, Exponents]:
    if not a or not b:
        return a or b
    return {**a, **b, None: plus(a.get(None, ZERO), b.get(None, ZERO))}


def tied(part: Part) -> Part:
    """With every index that deltas make equal to an anchored one."""
    anchored, before = part.anchored, -1
    while part.ties and len(anchored) != before:
        before = len(anchored)
        for pair in part.ties:
            if pair & anchored:
                anchored |= pair - part.wild
    return part if anchored == part.anchored else replace(part, anchored=anchored)


class Walk:
    """The parts of one tree by the rules of its nodes.

    ``found`` collects what concerns the whole tree, ``loose`` tells how lines may pass arrays whose entries may cancel.  The inverses of
    those that are ``inverted`` cancel against nothing.
    """

    def __init__(self, known: Shapes, rules: Rules, loose: Mapping[str, int], inverted: Set[str] = NONE) -> None:
        self.known = known
        self.found = Dependence()
        self.rules = rules
        self.loose = loose
        self.inverted = inverted

    def part(self, node: Expr, args: tuple[Part, ...]) -> Part:
        """Return the part of a node from those of its arguments."""
        if node.is_plain:
            return PLAIN
        part = self.rules[type(node)](self, node, args)
        if part.room and not part.free and type(node) is not Index and self.known.of(node) is None:
            # Powers of a scalar are as independent as the scalar is.
            return replace(part, room={node: part.needed()})
        return part

    def apart(self, tree: Expr) -> Part:
        """Return the part of a subtree, without what it says of the whole."""
        return fold(tree, Walk(self.known, self.rules, self.loose, self.inverted).part)

    def of_size(self, size: Dim) -> Exponents:
        """Return the names in a size, with their multiplicities."""
        found: dict[str, Fraction | int] = {}
        for factor in self.known.sizes.find(size):
            if isinstance(factor, str) and not factor.startswith("?"):
                found[factor] = found.get(factor, 0) + 1
        return found

    def of_index(self, name: str) -> Exponents:
        """Return the names in the size that an index runs to."""
        return self.of_size(self.known.declared.indices[name])

    def shown(self, bare: int, node: Expr) -> int:
        """How lines pass a node: a side of size one has no line."""
        return shown(bare, self.known.of(node))


def shown(bare: int, shape: shapes.Shape) -> int:
    """How lines pass an array of a shape: a side of size one has no line."""
    if shape is None or not bare:
        return 0
    kept = (ROW if shape[0] != shapes.ONE else 0) | (COLUMN if shape[1] != shapes.ONE else 0)
    return bare & (kept | THROUGH) if kept == ROW | COLUMN else bare & kept or (kept if bare & THROUGH else 0)


Rules = Mapping[type[Expr], Callable[[Walk, Expr, tuple[Part, ...]], Part]]
