"""The shape of every node of a tree, found once from the declared shapes; sizes that are left open are told by their places."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from grader.expr import operators, shapes
from grader.expr.build import is_literal, is_number
from grader.expr.nodes import HOLDS_OPEN, Add, Call, Div, Expr, Matrix, Mul, Neg, Pow, Transpose
from grader.expr.shapes import ONE, Declared, Shape, ShapeError, Sizes
from grader.expr.tensors import (
    Apply,
    ArraySymbol,
    Cases,
    Condition,
    Differential,
    Dim,
    Entry,
    Every,
    Filled,
    Gradient,
    Index,
    Indicator,
    Integral,
    Operator,
    Size,
    Slice,
    Sum,
    Unit,
)
from grader.expr.text import plain

Shared = tuple[dict[int, Shape], dict[tuple[int, int], Shape]]
"""The shapes of nodes, and of the first factors of products, by identity: whoever shares them keeps the trees.

Only nodes without open sizes are there, whose shape is the same in every tree.
"""


class Shapes:
    """The shapes of the nodes of one tree; ``of(node)`` asks for one.

    Trees may share what is known of the nodes that they have in common.
    """

    __slots__ = ("tree", "declared", "sizes", "_shapes", "_partial", "_open_shapes", "_open_partial")

    def __init__(self, tree: Expr, declared: Declared, shared: Shared | None = None) -> None:
        self.tree = tree
        self.declared = declared
        self.sizes = Sizes()
        self._shapes, self._partial = shared if shared is not None else ({}, {})
        self._open_shapes: dict[int, Shape] = {}
        self._open_partial: dict[tuple[int, int], Shape] = {}
        self._infer(tree)

    def of(self, node: Expr) -> Shape:
        """The shape of a node of the tree, as far as it is known."""
        if node.is_plain:
            return None
        return self.sizes.shape(self._open_shapes[id(node)]) if node.holds & HOLDS_OPEN else self._shapes[id(node)]

    def after(self, node: Expr, count: int) -> Shape:
        """The shape of the first ``count`` factors of a product."""
        if count < 2:
            return self.of(node.args[0])
        return self.sizes.shape((self._open_partial if node.holds & HOLDS_OPEN else self._partial)[id(node), count])

    def settle(self, wanted: Shape) -> bool:
        """Give what is open the sizes of the wanted shape, if it can have that without becoming a number; whether it could."""
        have = self.of(self.tree)
        if have is None or wanted is None:
            return have == wanted
        before = self.sizes.copy()
        is_equal = self.sizes.unify(have[0], wanted[0]) and self.sizes.unify(have[1], wanted[1])
        if is_equal and self.sizes.has_shrunk is before.has_shrunk:
            return True
        self.sizes = before
        return False

    def _infer(self, tree: Expr) -> None:
        stack: list[tuple[Expr, bool]] = [(tree, False)]
        while stack:
            node, opened = stack.pop()
            done = self._open_shapes if node.holds & HOLDS_OPEN else self._shapes
            if node.is_plain or id(node) in done:
                continue
            if opened or not node.args:
                done[id(node)] = self.sizes.shape(self._ruled(node))
            else:
                stack.append((node, True))
                stack.extend((arg, False) for arg in reversed(node.args))

    def _ruled(self, node: Expr) -> Shape:
        try:
            return _RULES[type(node)](self, node)
        except ShapeError as error:
            raise (shapes.untold(error) if self.sizes.is_untold else error) from None


def _sum(known: Shapes, node: Expr) -> Shape:
    """Literal zeros take the shape of the others; so does a number beside a vector, with every entry: ``1 - s``."""
    terms = [term for term in node.args if not is_number(term, 0)] or [node.args[0]]
    if any(_is_vector(known.of(term)) and not _is_written_out(term) for term in terms):
        terms = [term for term in terms if not is_literal(term)] or terms
    shape = known.of(terms[0])
    for term in terms[1:]:
        shape = shapes.of_sum(known.sizes, node, shape, known.of(term), term)
    return shape


def _is_written_out(node: Expr) -> bool:
    """Whether a vector is written entry by entry, so that a number beside it has been forgotten to be one: ``[x, y] + 3``."""
    while type(node) in (Neg, Transpose):
        node = node.args[0]
    return type(node) is Matrix or (type(node) is Mul and any(type(factor) is Matrix for factor in node.args))


def _is_vector(shape: Shape) -> bool:
    return shape is not None and ONE in shape


def _is_elementwise(known: Shapes, node: Expr) -> bool:
    """Whether a vector is an elementary function or a quotient of vectors, perhaps with a sign, a factor, an exponent, in a sum or a
    product ⊙, so that a power of it can only be one entry by entry."""
    while type(node) in (Neg, Pow) or (type(node) is Mul and known.of(node) is not None):
        node = node.args[-1] if type(node) is Mul else node.args[0]
    if not _is_vector(known.of(node)):
        return False
    if type(node) is Add:
        return any(_is_elementwise(known, term) for term in node.args)
    if type(node) is Div:
        return _is_vector(known.of(node.args[1])) or _is_elementwise(known, node.args[0])
    if type(node) is Call and node.data == "hadamard":
        return all(_is_elementwise(known, arg) for arg in node.args)
    return type(node) is Call and node.data not in _MATRIX_CALLS


def _product(known: Shapes, node: Expr) -> Shape:
    shape = known.of(node.args[0])
    for count, factor in enumerate(node.args[1:], 2):
        right = known.of(factor)
        if shape is None or right is None:
            shape = right if shape is None else shape
        else:
            shape = shapes.of_product(known.sizes, node, shape, right, partial(_before, known, node, count, shape), factor)
        (known._open_partial if node.holds & HOLDS_OPEN else known._partial)[id(node), count] = shape
    return shape


def _before(known: Shapes, node: Expr, count: int, shape: Shape) -> Expr:
    """The last factor before one, or all of them where it is not the last one whose shape does not fit."""
    last = node.args[count - 2]
    return last if known.of(last) == shape else Mul(node.args[:count - 1])


def _quotient(known: Shapes, node: Expr) -> Shape:
    """Over a scalar; over a vector, of what is a scalar or such a vector itself, entry by entry: ``1/(1 + exp(x))``."""
    over, under = known.of(node.args[0]), known.of(node.args[1])
    if under is None:
        return over
    if _is_vector(under) and (over is None or (known.sizes.unify(over[0], under[0]) and known.sizes.unify(over[1], under[1]))):
        return known.sizes.shape(under)
    raise shapes.no_divisor(known.sizes, node.args[1], under)


def _power(known: Shapes, node: Expr) -> Shape:
    base, exponent = node.args
    shapes.must_be_scalar(exponent, known.of(exponent), "an exponent")
    shape = known.of(base)
    if shape is not None and not _is_elementwise(known, base):
        what = "an inverse" if type(exponent) is Neg else "a power"
        shapes.must_be_square(known.sizes, base, shape, what)
    return known.sizes.shape(shape)


def _transpose(known: Shapes, node: Expr) -> Shape:
    shape = known.of(node.args[0])
    return None if shape is None else (shape[1], shape[0])


def _call(known: Shapes, node: Expr) -> Shape:
    name = node.data
    if name in _MATRIX_CALLS:
        return _MATRIX_CALLS[name](known, node)
    if len(node.args) == 2:
        shapes.must_be_scalar(node.args[1], known.of(node.args[1]), f"the second argument of {name}")
    return known.of(node.args[0])


def _length(known: Shapes, node: Expr) -> Shape:
    """|x| is the length of a vector and the determinant of a matrix."""
    shape = known.of(node.args[0])
    if shape is not None and ONE not in shape:
        shapes.must_be_square(known.sizes, node.args[0], shape, "|…|, the determinant,")
    return None


def _of_square(known: Shapes, node: Expr) -> Shape:
    shapes.must_be_square(known.sizes, node.args[0], known.of(node.args[0]), f"{node.data}(…)")
    return None


def _adjugate(known: Shapes, node: Expr) -> Shape:
    shapes.must_be_square(known.sizes, node.args[0], known.of(node.args[0]), "adj(…)")
    return known.of(node.args[0])


def _diagonal(known: Shapes, node: Expr) -> Shape:
    shape = known.of(node.args[0])
    if shape is None:
        return None
    if ONE in shape:
        size = shape[0] if shape[1] == ONE else shape[1]
        return size, size
    shapes.must_be_square(known.sizes, node.args[0], shape, "diag(…)")
    return shape[0], ONE


def _stacked(known: Shapes, node: Expr) -> Shape:
    shape = known.of(node.args[0])
    return None if shape is None else (_times(known, node, *shape), ONE)


def _kron(known: Shapes, node: Expr) -> Shape:
    left, right = known.of(node.args[0]), known.of(node.args[1])
    if left is None or right is None:
        return left or right
    return _times(known, node, left[0], right[0]), _times(known, node, left[1], right[1])


def _hadamard(known: Shapes, node: Expr) -> Shape:
    left, right = known.of(node.args[0]), known.of(node.args[1])
    if left is None or right is None:
        return left or right
    if not (known.sizes.unify(left[0], right[0]) and known.sizes.unify(left[1], right[1])):
        raise ShapeError("shape/sum", f"an elementwise product of {shapes.show(left)} and {shapes.show(right)} is not defined",
                         node.span, "both factors need the same shape")
    return left


def _outer(known: Shapes, node: Expr) -> Shape:
    found = [known.of(arg) for arg in node.args]
    lengths = []
    for arg, shape in zip(node.args, found, strict=True):
        if shape is not None and ONE not in shape:
            raise ShapeError("shape/vector-needed", f"outer(…) takes vectors, but {plain(arg)} is {shapes.show(shape)}", arg.span)
        lengths.append(ONE if shape is None else shape[0] if shape[1] == ONE else shape[1])
    return lengths[0], lengths[1]


def _matrix(known: Shapes, node: Expr) -> Shape:
    """Scalars side by side, or blocks whose heights and widths fit."""
    rows, columns = node.data
    found = [known.of(arg) for arg in node.args]
    if not any(found):
        return shapes.dim(rows), shapes.dim(columns)
    heights = [_common(known, node, [found[i * columns + j] for j in range(columns)], 0) for i in range(rows)]
    widths = [_common(known, node, [found[i * columns + j] for i in range(rows)], 1) for j in range(columns)]
    zeros, find = [is_number(arg, 0) for arg in node.args], known.sizes.find
    return (_joined(known, node, shapes.with_zeros(map(find, heights), [all(zeros[i * columns:(i + 1) * columns]) for i in range(rows)])),
            _joined(known, node, shapes.with_zeros(map(find, widths), [all(zeros[j::columns]) for j in range(columns)])))


def _filled(known: Shapes, node: Expr) -> Shape:
    kind, sizes = node.data
    if kind == "I":
        size = sizes[0] if sizes else known.sizes.fresh(is_neutral=True)
        return size, size
    if kind == "comm":
        size = shapes.times(*sizes)
        return size, size
    if len(sizes) == 2:
        return sizes[0], sizes[1]
    return sizes[0] if sizes else known.sizes.fresh(), ONE


def _unit(known: Shapes, node: Expr) -> Shape:
    found = [known.declared.indices[arg.data] if type(arg) is Index else known.sizes.fresh() for arg in node.args]
    return found[0], found[1] if len(found) == 2 else ONE


def _entry(known: Shapes, node: Expr) -> Shape:
    base, indices = node.args[0], node.args[1:]
    shape = known.of(base)
    if shape is None:
        raise ShapeError("shape/index", f"{plain(base)} is a scalar and has no entries", node.span, "drop the index")
    if len(indices) == 1:
        if ONE not in shape:
            raise ShapeError("shape/index", f"{plain(base)} is {shapes.show(shape)} and needs two indices", node.span,
                             f"write {plain(base)}[i,j]")
        _fits(known, node, indices[0], shape[0] if shape[1] == ONE else shape[1])
        return None
    for index, size in zip(indices, shape, strict=True):
        _fits(known, node, index, size)
    kept = [size if type(index) is Every else ONE for index, size in zip(indices, shape, strict=True)]
    return kept[0], kept[1]


def _cases(known: Shapes, node: Expr) -> Shape:
    """The shape of the values; where a condition compares arrays, each entry has its own case, and a number goes with every one."""
    compared = shapes.of_compared(known.sizes, node, [(condition, known.of(condition)) for condition in node.args[1::2]])
    if compared is not None:
        return shapes.of_compared(known.sizes, node, [(node, compared), *((value, known.of(value)) for value in node.args[::2])])
    values = [value for value in node.args[::2] if not is_number(value, 0)] or [node.args[0]]
    shape = known.of(values[0])
    for value in values[1:]:
        shape = shapes.of_sum(known.sizes, node, shape, known.of(value), value)
    return shape


def _condition(known: Shapes, node: Expr) -> Shape:
    return shapes.of_compared(known.sizes, node, [(arg, known.of(arg)) for arg in node.args])


def _apply(known: Shapes, node: Expr) -> Shape:
    for arg in node.args:
        shapes.must_be_scalar(arg, known.of(arg), f"an argument of {node.data[0]}")
    return None


def _times(known: Shapes, node: Expr, a: Dim, b: Dim) -> Dim:
    size = shapes.times(known.sizes.find(a), known.sizes.find(b))
    if len(size) > shapes.MOST_FACTORS:
        raise ShapeError("shape/too-large", "this product of sizes is too large", node.span, "write it in a shorter form")
    return size


def _common(known: Shapes, node: Expr, found: list[Shape], axis: int) -> Dim:
    """The height of a row of blocks, or the width of a column of them; a literal zero or a scalar fits a size of one."""
    given = [shape[axis] for shape in found if shape is not None]
    for size in given[1:]:
        if not known.sizes.unify(given[0], size):
            sizes = f"{shapes.show_dim(known.sizes.find(given[0]))} and {shapes.show_dim(known.sizes.find(size))}"
            raise ShapeError("shape/blocks", f"these blocks do not fit: their {('heights', 'widths')[axis]} are {sizes}", node.span)
    return known.sizes.find(given[0]) if given else ONE


def _joined(known: Shapes, node: Expr, sizes: list[Dim]) -> Dim:
    """The sum of the sizes of blocks: of a single one, of numbers, or so many times the same."""
    if len(sizes) == 1:
        return sizes[0]
    if all(size == sizes[0] for size in sizes):
        return shapes.times(shapes.dim(len(sizes)), sizes[0])
    if all(all(isinstance(factor, int) for factor in size) for size in sizes):
        return shapes.dim(sum(int(size[0]) if size else 1 for size in sizes))
    raise ShapeError("shape/block-sizes", "blocks of different symbolic sizes are not judged here", node.span, "write the product out")


def _fits(known: Shapes, node: Expr, index: Expr, size: Dim) -> None:
    if type(index) is not Index:
        return
    runs_to = known.declared.indices[index.data]
    if not known.sizes.unify(runs_to, size):
        message = (f"the index {index.data} runs to {shapes.show_dim(runs_to)}, but this axis of {plain(node.args[0])} has the size "
                   f"{shapes.show_dim(known.sizes.find(size))}")
        raise ShapeError("shape/index", message, index.span or node.span, "look at the order of the indices")


def _scalar(known: Shapes, node: Expr) -> Shape:
    return None


def _operator(known: Shapes, node: Expr) -> Shape:
    return operators.shape_of(node, [known.of(arg) for arg in node.args], known.declared.arrays)


_MATRIX_CALLS: dict[str, Callable[[Shapes, Expr], Shape]] = {
    "tr": _of_square, "det": _of_square, "adj": _adjugate, "diag": _diagonal, "vec": _stacked, "vecr": _stacked, "kron": _kron,
    "hadamard": _hadamard, "outer": _outer, "norm": _scalar, "abs": _length,
    **dict.fromkeys(("norm1", "norminf"), lambda known, node: shapes.of_norm(node.args[0], known.of(node.args[0]))),
    **dict.fromkeys(("max", "min"), lambda known, node: shapes.of_extreme(known.sizes, node, [known.of(arg) for arg in node.args])),
}

_RULES: dict[type[Expr], Callable[[Shapes, Expr], Shape]] = {
    Add: _sum, Mul: _product, Div: _quotient, Pow: _power, Transpose: _transpose, Call: _call, Matrix: _matrix, Filled: _filled,
    Unit: _unit, Entry: _entry, Slice: _entry, Cases: _cases, Apply: _apply, Indicator: _scalar, Condition: _condition,
    Index: _scalar, Every: _scalar, Size: _scalar, Operator: _operator, Gradient: _operator, Integral: _operator,
    Neg: lambda known, node: known.of(node.args[0]),
    Sum: lambda known, node: known.of(node.args[0]),
    ArraySymbol: lambda known, node: known.declared.arrays[node.data],
    Differential: lambda known, node: known.declared.arrays[node.data],
}
