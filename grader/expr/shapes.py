"""Sizes and shapes, their unification, and the words for what does not fit: both shapes and a remedy.

A shape is ``None`` for a scalar or a pair of sizes (rows, columns); a size is a product of names and numbers (see ``tensors``).
A name that begins with ``?`` is a size still to be found: the one of an ``I`` or a ``ones()``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from math import gcd

from grader.expr.nodes import Expr, Neg, Number, Pow, Span
from grader.expr.tensors import Dim
from grader.expr.text import plain, plain_factor
from grader.record import record

Shape = tuple[Dim, Dim] | None

ONE: Dim = ()
MOST_FACTORS = 4


class ShapeError(Exception):
    """Internal: two shapes do not fit; leaves the engine as a Diagnostic."""

    def __init__(self, code: str, message: str, span: Span | None, remedy: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.span, self.remedy = code, message, span, remedy


@record
class Declared:
    """The declared shapes of vectors and matrices, the size that each index runs to, and the kinds of the matrices that are not generic."""

    arrays: Mapping[str, Shape] = field(default_factory=dict)
    indices: Mapping[str, Dim] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


def dim(size: str | int) -> Dim:
    """A single size; 1 is the empty product."""
    return ONE if size == 1 else (size,)


def times(a: Dim, b: Dim) -> Dim:
    """The product of two sizes: numbers are multiplied, names are kept in alphabetical order."""
    number = 1
    names: list[str | int] = []
    for factor in a + b:
        if isinstance(factor, int):
            number *= factor
        else:
            names.append(factor)
    names.sort(key=str)
    return (() if number == 1 else (number,)) + tuple(names)


class Sizes:
    """What is known of the sizes that are still to be found: each stands for another size.

    ``has_shrunk`` is true where one became 1, as for ``1 1^T`` in the place of a row: then a column of ones is a number, which hardly
    anybody means.  An identity may: ``I a^T`` is a^T, whatever the size of I is thought to be.  ``is_untold`` is true where two sizes
    did not become equal and may be, as ``?1 ?2`` and MN.
    """

    __slots__ = ("_known", "_count", "_neutral", "has_shrunk", "is_untold")

    def __init__(self) -> None:
        self._known: dict[str | int, Dim] = {}
        self._count = 0
        self._neutral = set[str | int]()
        self.has_shrunk = self.is_untold = False

    def fresh(self, is_neutral: bool = False) -> Dim:
        """A size that nothing is known of; ``is_neutral`` of an identity."""
        self._count += 1
        name = f"?{self._count}"
        if is_neutral:
            self._neutral.add(name)
        return (name,)

    def find(self, size: Dim) -> Dim:
        """What a size is, as far as it is known."""
        if not self._known or not any(factor in self._known for factor in size):
            return size
        found: Dim = ()
        for factor in size:
            found = times(found, self.find(self._known[factor]) if factor in self._known else (factor,))
        return found

    def shape(self, shape: Shape) -> Shape:
        """A shape as far as it is known; 1 × 1 is a scalar."""
        if shape is None:
            return None
        rows, columns = self.find(shape[0]), self.find(shape[1])
        return None if rows == ONE == columns else (rows, columns)

    def unify(self, a: Dim, b: Dim) -> bool:
        """Make two sizes equal if they can be."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return True
        for one, other in (_without_common(a, b), _without_common(b, a)):
            root = _root(other, len(one)) if one and is_open(one) and len(set(one)) == 1 else None
            if root is not None and one[0] not in root:
                self._known[one[0]] = root
                if one[0] not in self._neutral:
                    self.has_shrunk = self.has_shrunk or root == ONE
                    self._neutral.difference_update(root)
                return True
        return self._share(*_without_common(a, b))

    def _share(self, a: Dim, b: Dim) -> bool:
        """Make ``?1 M`` and ``?2 N`` equal, or ``?1 ?1`` and ``?2 N``: an open size holds what the other side has, and a factor of both."""
        if not is_open(a) or b.count(_first_open(b)) > 1:
            a, b = b, a  # Then b has its open size once, if it has one.
        x, y = _first_open(a), _first_open(b)
        m, r, s = a.count(x), _without(a, x), _without(b, y)
        if not y:
            self.is_untold = self.is_untold or (is_open(r) and all(is_open(dim(factor)) for factor in a))
            return False
        if is_open(r) or is_open(s) or b.count(y) > 1 or (m > 1 and _number(s) > 1):
            self.is_untold = True
            return False
        held = s if m == 1 else tuple(name for name in dict.fromkeys(s) for _ in range(-(-s.count(name) // m)))
        over = list(held * m)
        for name in s:
            over.remove(name)
        shared = self.fresh(is_neutral=True)
        self._known[x] = times(held, shared)
        self._known[y] = times(times(tuple(over), r), shared * m)
        return True

    def copy(self) -> Sizes:
        """The same knowledge, to try something."""
        other = Sizes()
        other._known.update(self._known)
        other._count = self._count
        other._neutral |= self._neutral
        other.has_shrunk, other.is_untold = self.has_shrunk, self.is_untold
        return other


def _without_common(a: Dim, b: Dim) -> tuple[Dim, Dim]:
    """Two sizes without the factors that both have."""
    left, right = [factor for factor in a if isinstance(factor, str)], [factor for factor in b if isinstance(factor, str)]
    for factor in tuple(left):
        if factor in right:
            left.remove(factor)
            right.remove(factor)
    numbers = _number(a), _number(b)
    common = gcd(*numbers)
    return times(dim(numbers[0] // common), tuple(left)), times(dim(numbers[1] // common), tuple(right))


def _first_open(size: Dim) -> str | int:
    """A factor that is still to be found; an empty name where there is none."""
    return next((factor for factor in size if is_open((factor,))), "")


def _without(size: Dim, factor: str | int) -> Dim:
    return tuple(other for other in size if other != factor)


def _number(size: Dim) -> int:
    return next((factor for factor in size if isinstance(factor, int)), 1)


def _root(size: Dim, degree: int) -> Dim | None:
    """The size of which this one is a power, ``None`` if there is none: N for the second root of NN."""
    if degree == 1:
        return size
    number = _number(size)
    whole = round(number ** (1 / degree))
    names = [factor for factor in size if isinstance(factor, str)]
    if whole ** degree != number or any(names.count(name) % degree for name in names):
        return None
    root: Dim = () if whole == 1 else (whole,)
    for name in dict.fromkeys(names):
        root += (name,) * (names.count(name) // degree)
    return root


def is_open(size: Dim) -> bool:
    """Whether a size, or a part of it, is still to be found."""
    return any(isinstance(factor, str) and factor[0] == "?" for factor in size)


def untold(error: ShapeError) -> ShapeError:
    """Return the error where sizes are open that may have fitted."""
    return ShapeError("engine/open-size", "the size of an identity matrix or of a vector of ones is not told here", error.span,
                      "write it, as in I_N or ones(N)")


def show_dim(size: Dim) -> str:
    """``1``, ``D``, ``MN``, ``?`` for one that is not known."""
    return "".join("?" if str(factor)[0] == "?" else str(factor) for factor in size) or "1"


def show(shape: Shape) -> str:
    """``a scalar``, ``a 1 × D row``, ``a D × 1 column``, ``an M × N matrix``."""
    if shape is None:
        return "a scalar"
    rows, columns = shape
    if rows == columns and show_dim(rows) == "?":
        return "a square matrix"
    kind = "row" if rows == ONE else "column" if columns == ONE else "matrix"
    text = f"{show_dim(rows)} × {show_dim(columns)}"
    article = "an" if text[0] in "AEFHILMNORSX8" else "a"
    return f"{article} {text} {kind}"


def of_sum(sizes: Sizes, node: Expr, left: Shape, right: Shape, term: Expr) -> Shape:
    """Terms of a sum have one shape."""
    left, right = sizes.shape(left), sizes.shape(right)
    if left == right:
        return left
    if left is not None and right is not None and sizes.unify(left[0], right[0]) and sizes.unify(left[1], right[1]):
        return sizes.shape(left)
    square = left or right
    if left is not None and right is not None:
        transposed = left == right[::-1]
        remedy = "one of them is the transpose of what you need" if transposed else "all terms of a sum need the same shape"
    elif square is not None:
        number = term if right is None else node.args[0]
        # Of a difference the sign stands in front of what is written.
        scalar = plain_factor(number.args[0] if type(number) is Neg else number)
        remedy = (f"for a multiple of the identity write {scalar} I" if square[0] == square[1] else
                  f"for the same number in all entries write {scalar} ones()" if square[1] == ONE else
                  f"for the same number in all entries write {scalar} ones()^T" if square[0] == ONE else
                  "all terms of a sum need the same shape")
    else:
        remedy = "all terms of a sum need the same shape"
    raise ShapeError("shape/sum", f"{show(left)} and {show(right)} cannot be added", term.span or node.span, remedy)


def of_product(sizes: Sizes, node: Expr, left: Shape, right: Shape, before: Callable[[], Expr], factor: Expr) -> Shape:
    """The inner sizes of a matrix product agree; a scalar goes with everything.  ``before`` makes what is shown of the left side."""
    left, right = sizes.shape(left), sizes.shape(right)
    if left is None or right is None:
        return right if left is None else left
    if sizes.unify(left[1], right[0]):
        return sizes.shape((left[0], right[1]))
    shown = before()
    message = (f"the product {plain_factor(shown)} · {plain_factor(factor)} is not defined: {show(left)} times {show(right)} "
               f"(the inner sizes {show_dim(left[1])} and {show_dim(right[0])} differ)")
    # In words: the product that fits may be what is asked.
    fits = ["the second factor transposed"] if left[1] == right[1] else []
    fits += ["the first factor transposed"] if left[0] == right[0] else []
    fits += ["the two factors exchanged"] if right[1] == left[0] else []
    remedy = f"shapes would fit with {', or with '.join(fits)}" if fits else "change the order or transpose a factor"
    start = (shown.span or factor.span or (0, 0))[0]
    raise ShapeError("shape/product", message, (start, factor.span[1]) if factor.span else node.span, remedy)


def of_extreme(sizes: Sizes, node: Expr, found: list[Shape]) -> Shape:
    """Of one vector the largest entry; of several arrays entry by entry, where a number goes with every one."""
    if len(found) == 1:
        if found[0] is None or ONE not in found[0]:
            raise ShapeError("shape/vector-needed", f"{node.data}(…) takes two arguments or one vector, but {plain(node.args[0])} is "
                             f"{show(found[0])}", node.args[0].span, f"write {node.data}(0, x)")
        return None
    arrays = [shape for shape in found if shape is not None]
    for shape in arrays[1:]:
        if not (sizes.unify(arrays[0][0], shape[0]) and sizes.unify(arrays[0][1], shape[1])):
            raise ShapeError("shape/sum", f"{node.data}(…) of {show(arrays[0])} and {show(shape)} is not defined", node.span,
                             "all arguments need the same shape")
    return arrays[0] if arrays else None


def of_compared(sizes: Sizes, node: Expr, found: list[tuple[Expr, Shape]]) -> Shape:
    """Arrays are compared entry by entry, and take values so; a number goes with every entry."""
    arrays = [(arg, shape) for arg, shape in found if shape is not None]
    for arg, shape in arrays[1:]:
        first = arrays[0][1]
        if first is not None and not (sizes.unify(first[0], shape[0]) and sizes.unify(first[1], shape[1])):
            raise ShapeError("shape/condition", f"cases are taken entry by entry, but {show(first)} and {show(shape)} stand in them",
                             arg.span or node.span, "give all of them one shape, or write it for one entry: [v_i > 0]")
    return sizes.shape(arrays[0][1]) if arrays else None


def of_norm(node: Expr, shape: Shape) -> Shape:
    """The norms ‖v‖₁ and ‖v‖_∞ are read of vectors; of a matrix they are others than those of its entries."""
    if shape is not None and ONE not in shape:
        raise ShapeError("shape/vector-needed", f"this norm is one of vectors, but {plain(node)} is {show(shape)}", node.span,
                         "stack its entries with vec(…)")
    return None


def must_be_scalar(node: Expr, shape: Shape, what: str) -> None:
    """Exponents, denominators and arguments of abstract functions are scalars."""
    if shape is not None:
        raise ShapeError("shape/scalar-needed", f"{what} must be a scalar, but this is {show(shape)}", node.span)


def no_divisor(sizes: Sizes, node: Expr, shape: tuple[Dim, Dim]) -> ShapeError:
    """Return the error for a denominator that is no scalar; a square matrix has an inverse."""
    inverse = plain(Pow(node, Neg(Number(1))))
    remedy = f"multiply by the inverse instead: {inverse}" if sizes.unify(*shape) else "divide by a scalar, such as the length of a vector"
    return ShapeError("shape/scalar-needed", f"a denominator must be a scalar, but this is {show(shape)}", node.span, remedy)


def must_be_square(sizes: Sizes, node: Expr, shape: Shape, what: str) -> None:
    """Determinants, traces, inverses and powers need square matrices; a scalar is 1 × 1."""
    shape = sizes.shape(shape)
    if shape is not None and not sizes.unify(shape[0], shape[1]):
        remedy = "for the squared norm of a vector write x^T x" if what.startswith("a power") and ONE in shape else ""
        raise ShapeError("shape/square-needed", f"{what} needs a square matrix, but {plain(node)} is {show(shape)}", node.span, remedy)


def with_zeros(found: Iterable[Dim], are_zero: list[bool]) -> list[Dim]:
    """The heights or widths of blocks; where all others have one symbolic size, so have those of literal zeros: ``[A; 0]``."""
    sizes = list(found)
    given = {size for size, is_zero in zip(sizes, are_zero, strict=True) if not is_zero}
    is_told = len(given) == 1 and any(isinstance(factor, str) for size in given for factor in size)
    return [*given] * len(sizes) if is_told else sizes
