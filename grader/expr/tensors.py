"""The nouns for arrays of any size: declared vectors and matrices, index formulas, cases, sums, abstract functions.

A vector is a column, a matrix has rows and columns; more axes are free indices.  Sizes are names or numbers, and what an
``I`` is large as is told by where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self

from grader.expr.nodes import (
    HOLDS_CASES,
    HOLDS_DIFFERENTIAL,
    HOLDS_INDEX,
    HOLDS_OPEN,
    HOLDS_OPERATOR,
    Add,
    Expr,
    Neg,
    Number,
    Span,
    make,
)

Dim = tuple[str | int, ...]
"""A size as a product of names and numbers, in order; the empty product is 1."""


class _Beyond(Expr):
    """What takes a scalar tree beyond plain arithmetic."""

    __slots__ = ()
    may_be_plain = False


class ArraySymbol(_Beyond):
    """The name of a declared vector (a column) or matrix."""

    __slots__ = ()
    makes_array = True

    def __new__(cls, name: str, span: Span | None = None) -> Self:
        return make(cls, (), name, span)

    @property
    def name(self) -> str:
        name: str = self.data
        return name


class Differential(_Beyond):
    """``dX``: the differential of a declared vector or matrix, of its shape; ``data`` is the whole word."""

    __slots__ = ()
    is_held_as = HOLDS_DIFFERENTIAL
    makes_array = True

    def __new__(cls, name: str, span: Span | None = None) -> Self:
        return make(cls, (), name, span)


class Size(_Beyond):
    """A size used as a number: the N of ``N det(X)``."""

    __slots__ = ()

    def __new__(cls, name: str, span: Span | None = None) -> Self:
        return make(cls, (), name, span)


class Filled(_Beyond):
    """A matrix whose entries are known: ``I``, ``ones``, ``zeros``, or ``comm`` (the commutation matrix); no sizes: told by the place."""

    __slots__ = ()
    is_held_as = HOLDS_OPEN
    makes_array = True

    def __new__(cls, kind: str, sizes: Iterable[Dim] = (), span: Span | None = None) -> Self:
        return make(cls, (), (kind, tuple(sizes)), span)


class Index(_Beyond):
    """The name of an index: in a subscript, in a condition, or as the number that it is."""

    __slots__ = ()
    is_held_as = HOLDS_INDEX

    def __new__(cls, name: str, span: Span | None = None) -> Self:
        return make(cls, (), name, span)


class Every(_Beyond):
    """The colon of ``A[i,:]``: the whole axis."""

    __slots__ = ()

    def __new__(cls, span: Span | None = None) -> Self:
        return make(cls, (), None, span)


class Unit(_Beyond):
    """``e_i``, a unit column, or ``E_{ij}``, the matrix with a single one."""

    __slots__ = ()
    is_held_as = HOLDS_OPEN
    makes_array = True

    def __new__(cls, indices: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, tuple(indices), None, span)


class Entry(_Beyond):
    """One entry of an array: ``R[i,q]``; the indices are :class:`Index` or number trees."""

    __slots__ = ()
    makes_scalar = True

    def __new__(cls, base: Expr, indices: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, (base, *indices), None, span)


class Slice(_Beyond):
    """A row or column of a matrix: ``R[i,:]``, ``R[:,q]``; one of the indices is :class:`Every`."""

    __slots__ = ()
    makes_array = True

    def __new__(cls, base: Expr, indices: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, (base, *indices), None, span)


class Condition(_Beyond):
    """A statement about indices or numbers: ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=`` of two, ``and``, ``or``, or ``otherwise``."""

    __slots__ = ()
    makes_scalar = True

    def __new__(cls, sign: str, args: Iterable[Expr] = (), span: Span | None = None) -> Self:
        return make(cls, tuple(args), sign, span)


def differences(tree: Expr) -> tuple[Expr, ...]:
    """Left minus right of each equation of a system, whose sides must fit; a tree that states nothing is itself."""
    if type(tree) is not Condition:
        return (tree,)
    equations = tree.args if tree.data == "and" else (tree,)
    return tuple([Add((equation.args[0], Neg(equation.args[1]))) for equation in equations])


def sides(condition: Expr) -> Iterator[Expr]:
    """The sides of the relations in a condition that compare numbers; none in a condition on indices."""
    if condition.data in ("and", "or"):
        for arg in condition.args:
            yield from sides(arg)
    elif condition.args and not all(_is_static(arg) for arg in condition.args):
        yield from condition.args


def _is_static(side: Expr) -> bool:
    """Whether a side is known once sizes and indices are: an index, a whole number, a size, and sums of these."""
    if type(side) is Number:
        return isinstance(side.data[0], int)
    return type(side) in (Index, Size) or (type(side) in (Add, Neg) and all(_is_static(arg) for arg in side.args))


class Indicator(_Beyond):
    """One where the condition holds, else zero: ``delta(i,k)``, ``[i=k]``."""

    __slots__ = ()
    makes_scalar = True

    def __new__(cls, condition: Expr, span: Span | None = None) -> Self:
        return make(cls, (condition,), None, span)


class Cases(_Beyond):
    """Values and their conditions in turn; the first condition that holds decides."""

    __slots__ = ()
    is_held_as = HOLDS_CASES

    def __new__(cls, args: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, tuple(args), None, span)


class Sum(_Beyond):
    """The sum of the body over all values of an index."""

    __slots__ = ()

    def __new__(cls, index: str, body: Expr, span: Span | None = None) -> Self:
        return make(cls, (body,), index, span)


class Points(_Beyond):
    """A set of points: the coordinates of the first, then those of the second, and so on; ``data`` is how many each has.

    It is no value: it stands in no formula.
    """

    __slots__ = ()

    def __new__(cls, count: int, coordinates: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, tuple(coordinates), count, span)

    @property
    def points(self) -> tuple[tuple[Expr, ...], ...]:
        """The points, each with its coordinates."""
        return tuple([self.args[at:at + self.data] for at in range(0, len(self.args), self.data)])


class Apply(_Beyond):
    """An abstract function, or one of its partial derivatives, at its arguments: ``orders`` counts the derivatives by each."""

    __slots__ = ()
    makes_scalar = True

    def __new__(cls, name: str, orders: Iterable[int], args: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, tuple(args), (name, tuple(orders)), span)


class Operator(_Beyond):
    """What is made of a function by differentiating it or putting numbers in: ``lap(f, [x, y])``, ``at(f, x = 1)``; only authors write it.

    ``args[0]`` is the function; then come the direction of ``dir``, and for ``at`` and ``taylor`` the values that stand for the ``names``,
    one for each.  These are variables, scalars or one array, and are bound: no tree is put in for them.  ``order`` is that of ``taylor``.
    """

    __slots__ = ()
    is_held_as = HOLDS_OPERATOR

    def __new__(cls, name: str, names: Iterable[str], args: Iterable[Expr], order: int = 0, span: Span | None = None) -> Self:
        kind = Gradient if name in _GRADIENTS or (name == "D" and order) else Operator
        return make(kind, tuple(args), (name, tuple(names), order), span)  # type: ignore[return-value]

    @property
    def name(self) -> str:
        name: str = self.data[0]
        return name

    @property
    def names(self) -> tuple[str, ...]:
        names: tuple[str, ...] = self.data[1]
        return names

    @property
    def order(self) -> int:
        order: int = self.data[2]
        return order


class Gradient(Operator):
    """An operator whose value may be an array though its function is a number; ``D`` by more than one number has the order one."""

    __slots__ = ()
    is_held_as = HOLDS_OPERATOR
    makes_array = True


class Integral(_Beyond):
    """The integral of ``args[0]`` by a number from the second to the third: ``int(f, x, a, b)``; ``data`` is the variable, which is bound.

    It is a number: nothing in it depends on another variable.  Only authors write it.
    """

    __slots__ = ()
    is_held_as = HOLDS_OPERATOR
    makes_scalar = True

    def __new__(cls, variable: str, args: Iterable[Expr], span: Span | None = None) -> Self:
        return make(cls, tuple(args), variable, span)


_GRADIENTS = frozenset(("grad", "jac", "hess"))
