"""Blocks of slots: the value of a tree with vectors, matrices and indices once the sizes are numbers, and the arithmetic of blocks.

Every node becomes a block: a matrix of slots for each assignment of its free indices; a scalar is a block of one slot.  An entry that is
known to be zero or one (of an identity, a unit vector, a Kronecker delta) costs no step.  A factor that such a zero cancels must still have
a value, and so must the parts of a matrix that a trace or an entry leaves out.  Determinants and inverses are polynomials in the entries
(minors): no rule of matrix calculus is built in.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import lru_cache

from grader.engine.program.builder import Builder
from grader.engine.program.program import BudgetError, OpenSizeError
from grader.expr import Condition, Dim, Expr, Index, Neg, Number, Shapes, Size, Symbol
from grader.record import record

ZERO, ONE = 1 << 40, (1 << 40) + 1
"""Slots that stand for a known zero or one."""

MAX_BLOCK = 4_096
MAX_ORDER = 6
"""The largest matrix whose determinant is written out."""

Name = str


@record
class Block:
    """``slots`` run over the free indices in order, then the rows, then the columns."""

    free: tuple[Name, ...]
    rows: int
    columns: int
    slots: list[int]

    @property
    def size(self) -> int:
        """Slots for one assignment of the free indices."""
        return self.rows * self.columns


def stretched(sizes: list[int], total: int) -> list[int]:
    """The heights or widths of blocks that have a total together: rows and columns of literal zeros, of size one, share what is missing."""
    missing = total - sum(sizes)
    return [size + missing // sizes.count(1) if size == 1 else size for size in sizes] if missing else sizes


@lru_cache(maxsize=4096)
def entry_names(name: str, shape: tuple[int, ...]) -> tuple[str, ...]:
    """The names of the entries of a declared array, row by row: ``x[2]``, ``X[1,2]``; a scalar's name is its own.

    A matrix of one column is a column, and its entries have one index.
    """
    if not shape:
        return (name,)
    if len(shape) == 2 and shape[1] == 1:
        shape = shape[:1]
    return tuple(f"{name}[{','.join(map(str, place))}]" for place in itertools.product(*[range(1, size + 1) for size in shape]))


@lru_cache(maxsize=4096)
def entry_symbols(name: str, shape: tuple[int, ...]) -> tuple[Symbol, ...]:
    """The leaves that stand for the entries."""
    return tuple(Symbol(entry) for entry in entry_names(name, shape))


def positions(axes: Iterable[tuple[int, int]]) -> list[int]:
    """Return where the entries of an array lie, in order: for each axis its size, and how far apart its neighbours are."""
    found = [0]
    for size, stride in axes:
        found = [place + stride * at for place in found for at in range(size)]
    return found


class Lowering:
    """The blocks of one tree at given sizes; ``indices`` gives every index name its size, in the order of the axes of results.

    ``lower`` in ``meaning`` fills it, node by node; ``in_cases`` tells that the node is part of a value that may not be taken.
    ``inverted`` are the matrices whose inverses and determinants are known by name (``assumptions``).  ``blocks`` are of nodes that mean
    the same in every tree, ``own`` of the others: with cases, below them, or with a matrix whose size its surroundings tell; ``symbols``
    are of declared names.
    """

    __slots__ = ("builder", "shapes", "sizes", "indices", "inverted", "blocks", "own", "symbols", "in_cases", "_numbers")

    def __init__(self, builder: Builder, shapes: Shapes, sizes: Mapping[str, int], indices: Mapping[str, int],
                 inverted: Set[str] = frozenset()) -> None:
        self.builder = builder
        self.shapes = shapes
        self.sizes = sizes
        self.indices = indices
        self.inverted = inverted
        self.blocks: dict[int, Block] = {}
        self.own: dict[int, Block] = {}
        self.symbols: dict[str, Block] = {}
        self.in_cases = False
        self._numbers: dict[tuple[Dim, Dim], tuple[int, int]] = {}

    def of(self, node: Expr) -> Block:
        """The block of an argument that has been done."""
        found = self.own.get(id(node))
        return found if found is not None else self.blocks[id(node)]

    def dim(self, size: Dim) -> int:
        """A size as a number; raises :class:`OpenSizeError` for one that nothing tells."""
        total = 1
        for factor in self.shapes.sizes.find(size):
            number = factor if isinstance(factor, int) else self.sizes.get(factor)
            if number is None:
                raise OpenSizeError
            total *= number
        return total

    def shape(self, node: Expr) -> tuple[int, int]:
        """Rows and columns of a node."""
        shape = self.shapes.of(node)
        if shape is None:
            return 1, 1
        found = self._numbers.get(shape)
        if found is None:
            found = self._numbers[shape] = self.dim(shape[0]), self.dim(shape[1])
        return found

    def real(self, slot: int) -> int:
        """The slot, with a known zero or one as a number."""
        return slot if slot < ZERO else self.builder.number(slot - ZERO)

    # -- arithmetic of slots --------------------------------------------------------------------------------------

    def add(self, a: int, b: int) -> int:
        if a == ZERO:
            return b
        if b == ZERO:
            return a
        return self.builder.step("add", self.real(a), self.real(b))

    def mul(self, a: int, b: int) -> int:
        if a == ZERO or b == ZERO:
            other = b if a == ZERO else a
            return self.whole(ZERO, (other,)) if 0 <= other < ZERO else ZERO
        if a == ONE:
            return b
        if b == ONE:
            return a
        return self.builder.step("mul", a, b)

    def chosen(self, a: int, b: int) -> int:
        """A product with an indicator, whose zero is so strong that the other factor need not have a value (Iverson's convention)."""
        if a == ZERO or b == ZERO:
            self.builder.has_idle_steps = True
            return ZERO
        return self.mul(a, b)

    def whole(self, slot: int, parts: Iterable[int]) -> int:
        """The slot, which has a value only where all parts have one; leaves always have.

        For a value that may not be taken this must not be asked of the whole program: so the parts are added, times zero.
        """
        for part in parts:
            if 0 <= part < ZERO and part != slot:
                if self.in_cases:
                    slot = self.add(slot, self.builder.step("mul", self.real(ZERO), part))
                else:
                    self.builder.needs.add(part)
        return slot

    def neg(self, a: int) -> int:
        return ZERO if a == ZERO else self.builder.step("neg", self.real(a))

    def total(self, slots: list[int]) -> int:
        found = ZERO
        for slot in slots:
            found = self.add(found, slot)
        return found

    # -- blocks ---------------------------------------------------------------------------------------------------

    def free_of(self, *blocks: Block) -> tuple[Name, ...]:
        """The free indices of several blocks, in order."""
        first = blocks[0].free
        if all(block.free == first for block in blocks):
            return first
        names = {name for block in blocks for name in block.free}
        return tuple(name for name in self.indices if name in names)

    def offsets(self, free: tuple[Name, ...], blocks: tuple[Block, ...]) -> Iterator[tuple[int, ...]]:
        """For every assignment of the free indices, where the part of each block starts."""
        count = 1
        for name in free:
            count *= self.indices[name]
        if count * max([block.size for block in blocks]) > MAX_BLOCK:
            raise BudgetError
        return zip(*[self._starts(free, block) for block in blocks], strict=True)

    def _starts(self, free: tuple[Name, ...], block: Block) -> list[int]:
        strides, stride = dict[Name, int](), block.size
        for name in reversed(block.free):
            strides[name] = stride
            stride *= self.indices[name]
        return positions([(self.indices[name], strides.get(name, 0)) for name in free])

    def elementwise(self, a: Block, b: Block, combine: Callable[[int, int], int]) -> Block:
        """Slot by slot, over the free indices of both; a scalar goes with every entry."""
        if a.free == b.free and a.size == b.size:
            return Block(a.free, a.rows, a.columns, [combine(x, y) for x, y in zip(a.slots, b.slots, strict=True)])
        free = self.free_of(a, b)
        rows, columns = (a.rows, a.columns) if a.size >= b.size else (b.rows, b.columns)
        size, slots = rows * columns, list[int]()
        if size == 1:
            return Block(free, 1, 1, [combine(a.slots[at], b.slots[bt]) for at, bt in self.offsets(free, (a, b))])
        for at, bt in self.offsets(free, (a, b)):
            left = a.slots[at:at + size] if a.size == size else [a.slots[at]] * size
            right = b.slots[bt:bt + size] if b.size == size else [b.slots[bt]] * size
            slots += [combine(x, y) for x, y in zip(left, right, strict=True)]
        return Block(free, rows, columns, slots)

    def product(self, a: Block, b: Block) -> Block:
        """The matrix product, assignment by assignment of the free indices."""
        free, slots = self.free_of(a, b), list[int]()
        inner, columns = a.columns, b.columns
        for at, bt in self.offsets(free, (a, b)):
            right = [b.slots[bt + j:bt + inner * columns:columns] for j in range(columns)]
            for start in range(at, at + a.size, inner):
                row = a.slots[start:start + inner]
                slots += [self._inner(row, column) for column in right]
        return Block(free, a.rows, columns, slots)

    def _inner(self, row: list[int], column: list[int]) -> int:
        """Return the sum of the products of two lists of slots."""
        found = ZERO
        for left, right in zip(row, column, strict=True):
            if left != ZERO and right != ZERO:
                term = right if left == ONE else left if right == ONE else self.builder.step("mul", left, right)
                found = term if found == ZERO else self.add(found, term)
        return found

    def each(self, block: Block, rows: int, columns: int, change: Callable[[list[int]], list[int]]) -> Block:
        """A function of the matrix, assignment by assignment."""
        slots, size = list[int](), block.size
        for at in range(0, len(block.slots), size):
            slots += change(block.slots[at:at + size])
        return Block(block.free, rows, columns, slots)

    # -- determinants ---------------------------------------------------------------------------------------------

    def determinant(self, slots: list[int], order: int) -> int:
        """By minors of the first rows; exact in any commutative ring."""
        if order > MAX_ORDER:
            raise BudgetError
        return self.whole(self._minor(slots, order, tuple(range(order)), tuple(range(order)), {}), slots)

    def _minor(self, slots: list[int], order: int, rows: tuple[int, ...], columns: tuple[int, ...],
               known: dict[tuple[tuple[int, ...], tuple[int, ...]], int]) -> int:
        if len(rows) == 1:
            return slots[rows[0] * order + columns[0]]
        found = known.get((rows, columns))
        if found is None:
            found = ZERO
            for place, column in enumerate(columns):
                head = slots[rows[0] * order + column]
                if head == ZERO:
                    continue
                term = self.mul(head, self._minor(slots, order, rows[1:], columns[:place] + columns[place + 1:], known))
                found = self.add(found, self.neg(term) if place % 2 else term)
            known[rows, columns] = found
        return found

    def adjugate(self, slots: list[int], order: int) -> list[int]:
        """The transposed matrix of cofactors."""
        if order > MAX_ORDER:
            raise BudgetError
        if order == 1:
            return [self.whole(ONE, slots)]
        known: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        everything, found = tuple(range(order)), list[int]()
        for i in range(order):
            for j in range(order):
                minor = self._minor(slots, order, everything[:j] + everything[j + 1:], everything[:i] + everything[i + 1:], known)
                found.append(self.neg(minor) if (i + j) % 2 else minor)
        return found

    def inverse(self, slots: list[int], order: int, is_definite: bool = False) -> list[int]:
        """The adjugate over the determinant, which is positive for a definite matrix."""
        under = self.real(self.determinant(slots, order))
        self.builder.positive.update((under,) if is_definite else ())
        return [self.builder.step("div", self.real(slot), under) if slot != ZERO else self.whole(ZERO, (under,))
                for slot in self.adjugate(slots, order)]

    # -- indices --------------------------------------------------------------------------------------------------

    def places(self, index: Expr) -> tuple[tuple[Name, ...], Callable[[Mapping[Name, int]], int]]:
        """The names in an index, and its value (from 1) for an assignment."""
        if type(index) is Number:
            value = int(index.data[0])
            return (), lambda assignment: value
        if type(index) is Index:
            name = index.data
            return (name,), lambda assignment: assignment[name]
        if type(index) is Size:
            size = self.sizes.get(index.data, 0)
            return (), lambda assignment: size
        if type(index) is Neg:
            names, inner = self.places(index.args[0])
            return names, lambda assignment: -inner(assignment)
        parts = [self.places(arg) for arg in index.args]
        names = tuple(dict.fromkeys(name for names, _ in parts for name in names))
        return names, lambda assignment: sum(part(assignment) for _, part in parts)

    def assignments(self, names: tuple[Name, ...]) -> Iterator[dict[Name, int]]:
        """All values of some indices, from 1, in order."""
        for place in itertools.product(*[range(1, self.indices[name] + 1) for name in names]):
            yield dict(zip(names, place, strict=True))

    def in_order(self, names: tuple[Name, ...]) -> tuple[Name, ...]:
        """Index names in the order of the axes, each once."""
        return tuple(name for name in self.indices if name in names)

    def names_in(self, condition: Expr) -> tuple[Name, ...]:
        """The index names of a condition."""
        if type(condition) is not Condition:
            return self.places(condition)[0]
        return self.in_order(tuple(name for arg in condition.args for name in self.names_in(arg)))

    def holds(self, condition: Expr, assignment: Mapping[Name, int]) -> bool:
        """Whether a condition holds for an assignment of indices."""
        sign = condition.data
        if sign == "otherwise":
            return True
        if sign == "and":
            return all(self.holds(arg, assignment) for arg in condition.args)
        if sign == "or":
            return any(self.holds(arg, assignment) for arg in condition.args)
        left, right = [self.places(arg)[1](assignment) for arg in condition.args]
        return _RELATIONS[sign](left, right)


_RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}
