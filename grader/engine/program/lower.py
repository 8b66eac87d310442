"""Lower a tree: make the block of each node from the blocks of its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from grader.engine.program.blocks import MAX_BLOCK, ONE, ZERO, Block, Lowering, entry_symbols, stretched
from grader.engine.program.builder import Builder, rational
from grader.engine.program.choices import chosen
from grader.engine.program.definite import is_definite, is_positive, may_be_positive
from grader.engine.program.norms import extreme, largest_size, norm, root_of_even_power, scalar_power, sum_of_sizes
from grader.engine.program.operated import operated
from grader.engine.program.program import BeyondError, BudgetError
from grader.engine.program.structure import determinant_name, inverse_name
from grader.expr import (
    HOLDS_CASES,
    HOLDS_OPEN,
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
    postorder,
    sides,
)


def lower(tree: Expr, builder: Builder, shapes: Shapes, sizes: Mapping[str, int], indices: Mapping[str, int],
          inverted: Set[str] = frozenset(), shared: dict[int, Block] | None = None) -> Block:
    """The block of a tree, its slots made real; raises :class:`BudgetError` where it is too large.

    The inverses and determinants of the matrices in ``inverted`` are leaves: what is differentiated must not have any.  ``shared`` are
    the blocks of nodes of other trees for the same builder, by identity: of those that mean the same in every tree.
    """
    if tree.is_plain:
        return Block((), 1, 1, [builder.scalar(tree)])
    low = Lowering(builder, shapes, sizes, indices, inverted)
    if shared is not None:
        low.blocks = shared
    guarded, kinds, stack = _guarded(tree), shapes.declared.kinds, [(tree, False)]
    while stack:
        node, are_args_done = stack.pop()
        done = low.own if node.holds & (HOLDS_OPEN | HOLDS_CASES) or id(node) in guarded else low.blocks
        if are_args_done or not (node.args or node.is_plain):
            rows, columns = low.shape(node)
            if rows * columns > MAX_BLOCK:
                raise BudgetError
            low.in_cases = id(node) in guarded
            block = done[id(node)] = _RULES[type(node)](low, node)
            if len(block.slots) > MAX_BLOCK:
                raise BudgetError
            if rows == 1 == columns and may_be_positive(node, kinds) and is_positive(node, kinds):
                builder.positive.update([slot for slot in block.slots if slot < ZERO])
        elif id(node) not in done:
            if node.is_plain:
                done[id(node)] = Block((), 1, 1, [builder.scalar(node)])
            else:
                args = _to_be_lowered(node) if type(node) in _BY_PARTS else node.args
                stack.append((node, True))
                stack += [(arg, False) for arg in reversed(args)]
    block = low.of(tree)
    return Block(block.free, block.rows, block.columns, [low.real(slot) for slot in block.slots])


def _to_be_lowered(node: Expr) -> list[Expr]:
    """The values of a distinction of cases and the numbers that it compares; conditions on indices, and functions, are no values."""
    if type(node) in (Indicator, Integral):
        return []
    if isinstance(node, Operator):
        return list(node.args[1:])
    return [part for arg in node.args for part in (sides(arg) if type(arg) is Condition else (arg,))]


def _guarded(tree: Expr) -> set[int]:
    """The nodes below a distinction of cases, by identity."""
    if not tree.holds & HOLDS_CASES:
        return set()
    return {id(node) for top in postorder(tree) if type(top) is Cases for value in top.args[::2] for node in postorder(value)}


def _symbol(low: Lowering, node: Expr) -> Block:
    found = low.symbols.get(node.data)
    if found is None:
        rows, columns = low.shape(node)
        shape = low.shapes.declared.arrays[node.data]
        vector = shape is not None and shape[1] == ()
        symbols = entry_symbols(node.data, (rows,) if vector else (rows, columns))
        found = low.symbols[node.data] = Block((), rows, columns, [low.builder.leaf(symbol) for symbol in symbols])
    return found


def _sum(low: Lowering, node: Expr) -> Block:
    """Literal zeros say nothing in a sum of arrays; another number there goes with every entry."""
    shape = low.shapes.of(node)
    terms = [term for term in node.args if shape is None or not (type(term) is Number and term.data[0] == 0)] or [node.args[0]]
    found = low.of(terms[0])
    for term in terms[1:]:
        found = low.elementwise(found, low.of(term), low.add)
    return found


def _product(low: Lowering, node: Expr) -> Block:
    found = low.of(node.args[0])
    for count, factor in enumerate(node.args[1:], 1):
        left, right = low.shapes.after(node, count), low.shapes.of(factor)
        if type(factor) is Indicator or (count == 1 and type(node.args[0]) is Indicator):
            found = low.elementwise(found, low.of(factor), low.chosen)
        elif left is None or right is None:
            found = low.elementwise(found, low.of(factor), low.mul)
        else:
            found = low.product(found, low.of(factor))
    return found


def _quotient(low: Lowering, node: Expr) -> Block:
    def divide(a: int, b: int) -> int:
        return low.builder.step("div", low.real(a), low.real(b))

    return low.elementwise(low.of(node.args[0]), low.of(node.args[1]), divide)


def _neg(low: Lowering, node: Expr) -> Block:
    block = low.of(node.args[0])
    return Block(block.free, block.rows, block.columns, [low.neg(slot) for slot in block.slots])


def _transposed(block: Block) -> Callable[[list[int]], list[int]]:
    return lambda slots: [slots[i * block.columns + j] for j in range(block.columns) for i in range(block.rows)]


def _transpose(low: Lowering, node: Expr) -> Block:
    block = low.of(node.args[0])
    return low.each(block, block.columns, block.rows, _transposed(block))


def _power(low: Lowering, node: Expr) -> Block:
    base, exponent = node.args
    block = low.of(base)
    if low.shapes.of(base) is None:
        return scalar_power(low, node, block)
    value = rational(exponent) if exponent.is_plain else None
    if value is None or value.denominator != 1:
        raise BudgetError
    if low.shapes.of(node) is not None and 1 in low.shape(node):
        return Block(block.free, block.rows, block.columns, [low.builder.node(node, [low.real(slot), 0]) for slot in block.slots])
    if low.shape(base)[0] == 1:
        return low.each(block, 1, 1, lambda slots: [low.builder.step("ipow", low.real(slots[0]), None, int(value))])
    order = block.rows
    if value < 0 and type(base) is ArraySymbol and base.data in low.inverted:
        names = entry_symbols(inverse_name(base.data), (order, order))
        block = Block((), order, order, [low.builder.leaf(symbol) for symbol in names])
    elif value < 0:
        block = low.each(block, order, order, lambda slots: low.inverse(slots, order, is_definite(base, low.shapes.declared.kinds)))
    if value == 0:
        return low.each(block, order, order, lambda slots: [low.whole(ONE if i == j else ZERO, slots)
                                                            for i in range(order) for j in range(order)])
    count, found = abs(int(value)), None
    while count:
        if count & 1:
            found = block if found is None else low.product(found, block)
        count >>= 1
        if count:
            block = low.product(block, block)
    assert found is not None, "the exponent is not zero here"
    return found


def _call(low: Lowering, node: Expr) -> Block:
    name, block = node.data, low.of(node.args[0])
    if name in _CALLS:
        return _CALLS[name](low, node, block)
    if name == "sqrt" and type(node.args[0]) is Pow:
        known = root_of_even_power(low, node.args[0])
        if known is not None:
            return known
    if len(node.args) == 2:
        return low.elementwise(block, low.of(node.args[1]), lambda a, b: low.builder.node(node, [low.real(a), low.real(b)]))
    return Block(block.free, block.rows, block.columns, [low.builder.node(node, [low.real(slot)]) for slot in block.slots])


def _bars(low: Lowering, node: Expr, block: Block) -> Block:
    """The length of a vector, the determinant of a matrix, the absolute value of a number."""
    if block.rows > 1 and block.columns > 1:
        return _determinant(low, node, block)
    return norm(low, node, block)


def _trace(low: Lowering, node: Expr, block: Block) -> Block:
    order = block.rows
    return low.each(block, 1, 1, lambda slots: [low.whole(low.total(slots[::order + 1]), slots)])


def _determinant(low: Lowering, node: Expr, block: Block) -> Block:
    base = node.args[0]
    if type(base) is ArraySymbol and base.data in low.inverted:
        return Block((), 1, 1, list(map(low.builder.leaf, entry_symbols(determinant_name(base.data), ()))))
    return low.each(block, 1, 1, lambda slots: [low.determinant(slots, block.rows)])


def _adjugate(low: Lowering, node: Expr, block: Block) -> Block:
    return low.each(block, block.rows, block.rows, lambda slots: low.adjugate(slots, block.rows))


def _diagonal(low: Lowering, node: Expr, block: Block) -> Block:
    if block.rows == 1 or block.columns == 1:
        order = block.size
        return low.each(block, order, order, lambda slots: [slots[i] if i == j else ZERO for i in range(order) for j in range(order)])
    return low.each(block, block.rows, 1, lambda slots: [low.whole(slot, slots) for slot in slots[::block.rows + 1]])


def _stacked(low: Lowering, node: Expr, block: Block) -> Block:
    """``vec`` stacks the columns, ``vecr`` the rows."""
    change = _transposed(block) if node.data == "vec" else list
    return low.each(block, block.size, 1, change)


def _kron(low: Lowering, node: Expr, a: Block) -> Block:
    b = low.of(node.args[1])
    free, slots = low.free_of(a, b), list[int]()
    if len(a.slots) * b.size > MAX_BLOCK:
        raise BudgetError
    for at, bt in low.offsets(free, (a, b)):
        slots += [low.mul(a.slots[at + i * a.columns + j], b.slots[bt + k * b.columns + m])
                  for i in range(a.rows) for k in range(b.rows) for j in range(a.columns) for m in range(b.columns)]
    return Block(free, a.rows * b.rows, a.columns * b.columns, slots)


def _outer(low: Lowering, node: Expr, a: Block) -> Block:
    b = low.of(node.args[1])
    return low.product(Block(a.free, a.size, 1, a.slots), Block(b.free, 1, b.size, b.slots))


_CALLS: dict[str, Callable[[Lowering, Expr, Block], Block]] = {
    "norm": norm, "abs": _bars, "tr": _trace, "det": _determinant, "adj": _adjugate, "diag": _diagonal, "vec": _stacked, "vecr": _stacked,
    "kron": _kron, "outer": _outer,
    "hadamard": lambda low, node, block: low.elementwise(block, low.of(node.args[1]), low.mul),
    "norm1": sum_of_sizes, "norminf": largest_size, "max": extreme, "min": extreme,
}


def _matrix(low: Lowering, node: Expr) -> Block:
    """Entries, or blocks side by side; a scalar in a place of larger size is a literal zero."""
    (rows, columns), (height, width) = node.data, low.shape(node)
    blocks = tuple(low.of(arg) for arg in node.args)
    heights = stretched([max(blocks[i * columns + j].rows for j in range(columns)) for i in range(rows)], height)
    widths = stretched([max(blocks[i * columns + j].columns for i in range(rows)) for j in range(columns)], width)
    free, slots = low.free_of(*blocks), list[int]()
    for starts in low.offsets(free, blocks):
        for i in range(rows):
            for r in range(heights[i]):
                for j in range(columns):
                    block, start = blocks[i * columns + j], starts[i * columns + j]
                    whole = block.rows == heights[i] and block.columns == widths[j]
                    slots += block.slots[start + r * widths[j]:start + (r + 1) * widths[j]] if whole else [block.slots[start]] * widths[j]
    return Block(free, height, width, slots)


def _filled(low: Lowering, node: Expr) -> Block:
    kind, sizes = node.data
    rows, columns = low.shape(node)
    if kind == "I":
        return Block((), rows, rows, [ONE if i == j else ZERO for i in range(rows) for j in range(rows)])
    if kind == "comm":
        # K_{M,N} vec(A) = vec(Aᵀ) for an M × N matrix A, columns stacked.
        m, n = low.dim(sizes[0]), low.dim(sizes[1])
        slots = [ZERO] * (rows * rows)
        for i in range(m):
            for j in range(n):
                slots[(i * n + j) * rows + j * m + i] = ONE
        return Block((), rows, rows, slots)
    return Block((), rows, columns, [ONE if kind == "ones" else ZERO] * (rows * columns))


def _unit(low: Lowering, node: Expr) -> Block:
    rows, columns = low.shape(node)
    parts = [low.places(arg) for arg in node.args]
    free, slots = low.in_order(tuple(name for names, _ in parts for name in names)), list[int]()
    for assignment in low.assignments(free):
        place = [part(assignment) - 1 for _, part in parts]
        if not all(0 <= number < size for number, size in zip(place, (rows, columns), strict=False)):
            raise BeyondError
        at = place[0] * columns + (place[1] if len(place) == 2 else 0)
        slots += [ONE if position == at else ZERO for position in range(rows * columns)]
    return Block(free, rows, columns, slots)


def _entry(low: Lowering, node: Expr) -> Block:
    """``A[i,j]``, ``x[i]``, ``A[i,:]``; an index that runs out of the array gives zero, a number beyond it no value of any kind."""
    block, indices = low.of(node.args[0]), node.args[1:]
    if len(indices) == 1:
        indices = (indices[0], Number(1)) if block.columns == 1 else (Number(1), indices[0])
    parts = [None if type(index) is Every else low.places(index) for index in indices]
    names = tuple(name for part in parts if part is not None for name in part[0])
    free, slots = low.in_order(names + block.free), list[int]()
    shared = Block(block.free, 1, 1, block.slots)
    declared = type(node.args[0]) in (ArraySymbol, Differential)
    for assignment, (start,) in zip(low.assignments(free), low.offsets(free, (shared,)), strict=True):
        rows = range(block.rows) if parts[0] is None else [parts[0][1](assignment) - 1]
        columns = range(block.columns) if parts[1] is None else [parts[1][1](assignment) - 1]
        if rows[-1] >= block.rows or columns[-1] >= block.columns or rows[0] < 0 or columns[0] < 0:
            if not names:
                raise BeyondError
            slots += [ZERO] * (len(rows) * len(columns))
        else:
            start *= block.size
            whole = () if declared else block.slots[start:start + block.size]
            slots += [low.whole(block.slots[start + r * block.columns + c], whole) for r in rows for c in columns]
    return Block(free, block.rows if parts[0] is None else 1, block.columns if parts[1] is None else 1, slots)


def _indicator(low: Lowering, node: Expr) -> Block:
    condition = node.args[0]
    free = low.names_in(condition)
    return Block(free, 1, 1, [ONE if low.holds(condition, assignment) else ZERO for assignment in low.assignments(free)])


def _cases(low: Lowering, node: Expr) -> Block:
    """The first condition that holds decides; where none does the value is zero.  Values that are not taken need not be there."""
    low.builder.has_idle_steps = True
    conditions = node.args[1::2]
    if any(True for condition in conditions for _ in sides(condition)):
        return chosen(low, node)
    shape = low.shapes.of(node)
    rows, columns = low.shape(node)
    values = tuple(low.of(value) for value in node.args[::2])
    names = tuple(name for block in values for name in block.free) + tuple(name for item in conditions for name in low.names_in(item))
    free, slots = low.in_order(names), list[int]()
    for assignment, starts in zip(low.assignments(free), low.offsets(free, values), strict=True):
        taken = next((at for at, condition in enumerate(conditions) if low.holds(condition, assignment)), None)
        if taken is None:
            slots += [ZERO] * (rows * columns)
        elif shape is not None and low.shapes.of(node.args[2 * taken]) is None:
            slots += [values[taken].slots[starts[taken]]] * (rows * columns)
        else:
            slots += values[taken].slots[starts[taken]:starts[taken] + rows * columns]
    return Block(free, rows, columns, slots)


def _total(low: Lowering, node: Expr) -> Block:
    """Over an index that does not occur in the body, the sum is so many times the body."""
    body, name = low.of(node.args[0]), node.data
    free, size = tuple(other for other in body.free if other != name), body.size
    count = low.indices[name]
    if name not in body.free:
        return Block(body.free, body.rows, body.columns, [low.mul(low.builder.number(count), slot) for slot in body.slots])
    stride = size
    for other in reversed(body.free):
        if other == name:
            break
        stride *= low.indices[other]
    starts = [at for at in range(0, len(body.slots), size) if at // stride % count == 0]
    slots = [low.total([body.slots[at + k * stride + part] for k in range(count)]) for at in starts for part in range(size)]
    return Block(free, body.rows, body.columns, slots)


def _apply(low: Lowering, node: Expr) -> Block:
    blocks = tuple(low.of(arg) for arg in node.args)
    free, slots = low.free_of(*blocks), list[int]()
    for starts in low.offsets(free, blocks):
        args = [low.real(block.slots[at]) for block, at in zip(blocks, starts, strict=True)]
        slots.append(low.builder.apply(node.data, args))
    return Block(free, 1, 1, slots)


def _number(low: Lowering, node: Expr) -> Block:
    if type(node) is Size:
        return Block((), 1, 1, [low.builder.number(low.sizes[node.data])])
    return Block((node.data,), 1, 1, [low.builder.number(value + 1) for value in range(low.indices[node.data])])


_RULES: dict[type[Expr], Callable[[Lowering, Expr], Block]] = {
    ArraySymbol: _symbol, Differential: _symbol, Add: _sum, Mul: _product, Div: _quotient, Neg: _neg, Transpose: _transpose, Pow: _power,
    Call: _call, Matrix: _matrix, Filled: _filled, Unit: _unit, Entry: _entry, Slice: _entry, Indicator: _indicator, Cases: _cases,
    Sum: _total, Apply: _apply, Size: _number, Index: _number, Every: lambda low, node: Block((), 1, 1, [ZERO]),
    **dict.fromkeys((Operator, Gradient, Integral), lambda low, node: operated(low, node, lower)),
}
_BY_PARTS = frozenset((Indicator, Cases, Operator, Gradient, Integral))
