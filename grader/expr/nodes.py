"""The nouns of the expression language: immutable trees that keep what was written, with spans.

A tree is never simplified: ``x*x`` and ``x^2`` are different trees.  Numbers are non-negative (a written
minus is :class:`Neg`), sums and products are n-ary in the order of writing, and brackets leave no node,
only structure.  Every node carries its hash, computed once from its children's, so that equality, dictionary
look-up and memo tables cost the same at any depth (``design/house.md`` §9: a naive frozen dataclass overflows
the stack at depth 800).  Equality ignores spans.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from operator import is_
from typing import Any, Self, TypeVar

HOLDS_INDEX, HOLDS_DIFFERENTIAL, HOLDS_OPEN, HOLDS_CASES, HOLDS_OPERATOR = 1, 2, 4, 8, 16
"""What a tree ``holds``: an index, a differential, an array whose size its place tells, cases, an operator; bits of one number."""

Span = tuple[int, int]
"""Half-open range of character positions in the text that was read."""


_E = TypeVar("_E", bound="Expr")


class _Open:
    """A node in the making: its slots are written like any others, and only then does it take the class that guards them."""

    __slots__ = ("args", "data", "span", "leaves", "depth", "is_array", "is_plain", "holds", "_hash")


class Expr(_Open):
    """A node: ``args`` are the child trees, ``data`` is what else the node says, ``span`` where it was written.

    ``leaves`` counts the leaves of the tree and ``depth`` its levels; ``is_array`` is true where the value may be an
    array; ``is_plain`` is true where no array, index or abstract function is anywhere inside, so that purely scalar
    trees skip all work on shapes.  ``holds`` tells without a walk what else is somewhere inside.
    """

    __slots__ = ()

    args: tuple[Expr, ...]
    data: Any
    span: Span | None
    leaves: int
    depth: int
    is_array: bool
    is_plain: bool
    holds: int
    _hash: int

    def __new__(cls, args: tuple[Expr, ...], data: Any = None, span: Span | None = None) -> Self:
        return make(cls, args, data, span)

    makes_array = False
    makes_scalar = False
    may_be_plain = True
    is_held_as = 0
    alone = False, True, 0
    """``is_array``, ``is_plain`` and ``holds`` of a node of the class that has no children."""

    def __init_subclass__(cls) -> None:
        cls.alone = cls.makes_array, cls.may_be_plain, cls.is_held_as

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Expr):
            return NotImplemented
        if self._hash != other._hash:
            return False
        if not self.args and not other.args:
            return type(self) is type(other) and bool(self.data == other.data)
        pairs: list[tuple[Expr, Expr]] = [(self, other)]
        while pairs:
            a, b = pairs.pop()
            if a is b:
                continue
            if a._hash != b._hash or type(a) is not type(b) or a.data != b.data or len(a.args) != len(b.args):
                return False
            pairs.extend(zip(a.args, b.args, strict=True))
        return True

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (flatten(self),)

    def __repr__(self) -> str:
        inner = ", ".join([repr(self.data)] * (self.data is not None) + [repr(arg) for arg in self.args])
        return f"{type(self).__name__}({inner})"

    def with_args(self, args: Iterable[Expr]) -> Expr:
        """The same node over other children; keeps ``data`` and ``span``.  Over its own children it is the node itself."""
        args = tuple(args)
        if len(args) == len(self.args) and all(map(is_, args, self.args)):
            return self
        return make(type(self), args, self.data, self.span)


class Number(Expr):
    """A non-negative rational literal.  ``places`` counts the decimals that were written (``None``: an integer).

    ``data`` is ``(value, places)`` with an ``int`` value where it is whole: hashing fractions is what costs.

    >>> Number(Fraction(1, 2), places=1)       # written 0.5
    Number((Fraction(1, 2), 1))
    """

    __slots__ = ()

    def __new__(cls, value: Fraction | int, places: int | None = None, span: Span | None = None) -> Self:
        if type(value) is not int and value.denominator == 1:
            value = value.numerator
        return make(cls, (), (value, places), span)

    @property
    def value(self) -> Fraction:
        return Fraction(self.data[0])

    @property
    def places(self) -> int | None:
        places: int | None = self.data[1]
        return places


class Symbol(Expr):
    """A declared name: a variable, or a definition that the problem lets a student use."""

    __slots__ = ()

    def __new__(cls, name: str, span: Span | None = None) -> Self:
        return make(cls, (), name, span)

    @property
    def name(self) -> str:
        name: str = self.data
        return name


class Constant(Expr):
    """``pi`` or ``e``."""

    __slots__ = ()

    def __new__(cls, name: str, span: Span | None = None) -> Self:
        return make(cls, (), name, span)

    @property
    def name(self) -> str:
        name: str = self.data
        return name


class Neg(Expr):
    """Minus the argument."""

    __slots__ = ()

    def __new__(cls, arg: Expr, span: Span | None = None) -> Self:
        return make(cls, (arg,), None, span)


class Add(Expr):
    """A sum of two or more terms; a difference holds :class:`Neg` terms."""

    __slots__ = ()

    def __new__(cls, terms: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, tuple(terms), None, span)


class Mul(Expr):
    """A product of two or more factors, in the order of writing."""

    __slots__ = ()

    def __new__(cls, factors: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, tuple(factors), None, span)


class Div(Expr):
    """Numerator over denominator."""

    __slots__ = ()

    def __new__(cls, numerator: Expr, denominator: Expr, span: Span | None = None) -> Self:
        return make(cls, (numerator, denominator), None, span)


class Pow(Expr):
    """Base to the exponent."""

    __slots__ = ()

    def __new__(cls, base: Expr, exponent: Expr, span: Span | None = None) -> Self:
        return make(cls, (base, exponent), None, span)


class Call(Expr):
    """A function of its argument; ``root`` and ``log`` may take a second one (index, base), ``kron`` and the like take two.

    Elementary functions of a vector or matrix act on its elements.
    """

    __slots__ = ()

    def __new__(cls, name: str, args: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, tuple(args), name, span)

    @property
    def name(self) -> str:
        name: str = self.data
        return name


class Matrix(Expr):
    """Rows × columns entries, row by row; a row vector has one row, a column vector one column."""

    __slots__ = ()
    makes_array = True
    may_be_plain = False

    def __new__(cls, rows: int, columns: int, entries: Iterable[Expr], span: Span | None = None) -> Self:
        entries = tuple(entries)
        if rows < 1 or columns < 1 or len(entries) != rows * columns:
            raise ValueError(f"{len(entries)} entries do not fill {rows} × {columns}")
        return make(cls, entries, (rows, columns), span)

    @property
    def shape(self) -> tuple[int, int]:
        shape: tuple[int, int] = self.data
        return shape


class Transpose(Expr):
    """The transpose of the argument."""

    __slots__ = ()

    def __new__(cls, arg: Expr, span: Span | None = None) -> Self:
        return make(cls, (arg,), None, span)


def make(kind: type[_E], args: tuple[Expr, ...], data: Any = None, span: Span | None = None) -> _E:
    """Return a node of the given class from its raw parts: ``args`` as a tuple, ``data`` as the class keeps it."""
    node: Any = _Open()
    node.args = args
    node.data = data
    node.span = span
    if not args:
        node.leaves = node.depth = 1
        node.is_array, node.is_plain, node.holds = kind.alone
        node._hash = hash((kind, data))
    else:
        is_array, is_plain, holds = kind.alone
        leaves, depth, parts = 0, 0, [kind, data]
        for arg in args:
            leaves += arg.leaves
            if arg.depth > depth:
                depth = arg.depth
            if not arg.is_plain:
                is_plain = False
                holds |= arg.holds
                is_array = is_array or arg.is_array
            parts.append(arg._hash)
        node.leaves = leaves
        node.depth = depth + 1
        node.is_array = is_array and not kind.makes_scalar
        node.is_plain = is_plain
        node.holds = holds
        node._hash = hash(tuple(parts))
    node.__class__ = kind
    return node  # type: ignore[no-any-return]


Row = tuple[type["Expr"], int, Any, Span | None]
"""A node of a flat tree: its class, the number of its children, which are the nodes before it, ``data`` and ``span``."""


def flatten(root: Expr) -> list[Row | int]:
    """Return the nodes of a tree, children first; a node with children that has several places comes once, then as its number."""
    rows, numbers, stack = list[Row | int](), dict[int, int](), [(root, False)]
    while stack:
        node, is_open = stack.pop()
        if id(node) in numbers:
            rows.append(numbers[id(node)])
        elif is_open or not node.args:
            if node.args:
                numbers[id(node)] = len(numbers)
            rows.append((type(node), len(node.args), node.data, node.span))
        else:
            stack.append((node, True))
            stack.extend([(arg, False) for arg in reversed(node.args)])
    return rows


def _rebuild(rows: list[Row | int]) -> Expr:
    done, inner = list[Expr](), list[Expr]()
    for row in rows:
        if isinstance(row, int):
            done.append(inner[row])
            continue
        kind, count, data, span = row
        args = tuple(done[len(done) - count:])
        del done[len(done) - count:]
        done.append(make(kind, args, data, span))
        if count:
            inner.append(done[-1])
    return done[0]
