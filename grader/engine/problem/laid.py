"""An answer's tree beside the truth: the axes that its indices name, the layouts that its shape allows, its entries in their order."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.layouts import INPUT, OUTPUT, Layout, layouts, mixed_layouts
from grader.engine.problem.letters import axis_names
from grader.engine.problem.posed import Posed
from grader.engine.program.blocks import Block, positions
from grader.engine.program.builder import Builder, compile_trees
from grader.engine.program.lower import lower
from grader.expr import (
    HOLDS_DIFFERENTIAL,
    Dim,
    Expr,
    Number,
    Shapes,
    Shared,
    Unit,
    build,
    contracted,
    free_indices,
    postorder,
    shapes,
)
from grader.model import Diagnostic
from grader.record import record, replace


class Written:
    """An answer's tree with its shapes, and its program at each instance, made once."""

    __slots__ = ("tree", "shapes", "arranged", "_lowered")

    def __init__(self, tree: Expr, known: Shapes) -> None:
        self.tree = tree
        self.shapes = known
        self.arranged: dict[tuple[int, Layout, tuple[int, ...]], Compiled] = {}
        self._lowered: dict[int, tuple[Compiled, Block]] = {}

    def at(self, posed: Posed, instance: Instance) -> tuple[Compiled, Block]:
        """The program at an instance, and the block of its outputs; raises BudgetError where it is too large."""
        found = self._lowered.get(id(instance))
        if found is None and self.tree.is_plain:
            program = compile_trees((self.tree,))
            found = self._lowered[id(instance)] = Compiled(instance, program), Block((), 1, 1, list(program.outputs))
        if found is None:
            builder = Builder()
            block = lower(self.tree, builder, self.shapes, instance.sizes, posed.indices_at(instance.sizes), instance.inverted)
            program = builder.program(block.slots, self.tree.leaves)
            # The instance is kept by its key, which outlives the answer.
            placed = Block(block.free, block.rows, block.columns, list(program.outputs))
            found = self._lowered[id(instance)] = Compiled(instance, program), placed
        return found


@record
class Laid:
    """An answer read as one layout of the truth.

    ``remaining`` are the positions of the axes that its indices do not name, ``names`` the indices that name axes, in order.
    ``is_told`` is false where an open size has become 1, as in I x^T, or a product of axes, as in a flattened I: nothing tells that.
    ``is_in_order`` is false where nothing tells which index counts which of two axes of one size.
    """

    written: Written
    layout: Layout
    remaining: tuple[int, ...]
    what: str
    names: tuple[str, ...]
    is_told: bool = True
    is_in_order: bool = True

    def at(self, posed: Posed, instance: Instance) -> Compiled:
        """The answer's entries in the order of the truth's at an instance; raises BudgetError where it is too large."""
        if self.layout is _SCALAR:
            return self.written.at(posed, instance)[0]
        name = id(instance), self.layout, self.remaining
        found = self.written.arranged.get(name)
        if found is None:
            answer, block = self.written.at(posed, instance)
            order = self.in_order(posed, instance, block)
            found = self.written.arranged[name] = answer if order == answer.outputs else answer.arranged(order)
        return found

    def in_order(self, posed: Posed, instance: Instance, block: Block) -> tuple[int, ...]:
        """For every entry of the truth the slot of a block that stands for it."""
        axes = posed.outputs if self.what == "differential" else posed.axes
        sizes = [_size(size, instance) for size in axes]
        strides: dict[str, int] = {}
        stride = block.size
        for name in reversed(block.free):
            strides[name], stride = stride, stride * sizes[self.names.index(name)]
        steps = [strides.get(self.names[at], 0) if at < len(self.names) else 0 for at in range(len(axes))]
        for part, scale in ((self.layout.rows, block.columns), (self.layout.columns, 1)):
            for place in reversed(part):
                axis = self.remaining[place]
                steps[axis] += scale
                scale *= sizes[axis]
        return tuple([block.slots[place] for place in positions(zip(sizes, steps, strict=True))])


_SCALAR = Layout("", (), ())


def laid_out(posed: Posed, tree: Expr, shared: Shared | None = None) -> list[Laid] | Diagnostic:
    """All layouts that an answer's shape can be, the lecture's first; ``shared`` are shapes of nodes that other trees have too.

    A Diagnostic ``shape/…`` says what does not fit; an empty list means that the shapes themselves fit, but not the truth's.
    """
    if tree.is_plain and not posed.axes and not posed.names and not posed.has_differential:
        return [Laid(Written(tree, Shapes(tree, posed.declared)), _SCALAR, (), posed.task.asked, ())]
    try:
        known = Shapes(tree, posed.declared, shared)
    except shapes.ShapeError as error:
        return Diagnostic(error.code, error.message, error.remedy, error.span)
    what = posed.task.asked
    if not posed.has_differential and tree.holds & HOLDS_DIFFERENTIAL:
        what = "differential"
    if what == "differential" and posed.task.asked != "derivative":
        return Diagnostic("shape/differential", "a differential is not what is asked here", "write the result", tree.span)
    free = free_indices(tree)
    axes = posed.outputs if what == "differential" else posed.axes
    numberings = [(posed.names[:len(axes)], True)] if posed.names else _numberings(posed, free, axes)
    unknown = next((name for name in free if not numberings or name not in numberings[0][0]), None)
    if unknown is not None:
        named = ", ".join(posed.names)
        remedy = f"the axes of the answer are {named}; sum over others" if named else "write the whole vector or matrix"
        return Diagnostic("shape/free-index", f"the index {unknown} is free, but no axis of the answer has this name", remedy, tree.span)
    shorter = contracted(tree, posed.declared.indices)
    if shorter is not tree:
        # Fewer indices at a time; what is said of shapes is said of the tree as it was written.
        tree, known = shorter, Shapes(shorter, posed.declared)
    found = [laid if is_in_order else replace(laid, is_in_order=False) for names, is_in_order in numberings
             for laid in _forms(posed, tree, known, what, free, names)]
    return sorted(found, key=lambda laid: not (laid.is_told and laid.is_in_order)) if len(numberings) > 1 else found


def _numberings(posed: Posed, free: tuple[str, ...], axes: tuple[Dim, ...]) -> list[tuple[tuple[str, ...], bool]]:
    """The indices that may count the axes, an empty name where none does, and whether it is told that they do so; the told one first.

    The author names the axes, or sizes tell them.  Of axes of one size the first has the index that is declared first.
    """
    if len(posed.task.axes) == len(posed.axes):
        return [(posed.task.axes[:len(axes)], True)]
    if not free:
        return [(("",) * len(axes), True)]
    sizes, order = posed.declared.indices, list(posed.declared.indices)
    if len(free) > len(axes) or any(name not in sizes for name in free):
        return []
    free = tuple(sorted(free, key=order.index))
    places = [[at for at, size in enumerate(axes) if size == sizes[name]] for name in free]
    ways = [way for way in itertools.product(*places) if len(set(way)) == len(way)]
    made = axis_names(axes, sizes)
    told = ways[0] if len(ways) == 1 else tuple(made.index(name) for name in free) if set(free) <= set(made) else _in_order(ways, axes)
    ways.sort(key=lambda way: way != told)
    return [(tuple(free[way.index(at)] if at in way else "" for at in range(len(axes))), way == told) for way in ways]


def _in_order(ways: list[tuple[int, ...]], axes: tuple[Dim, ...]) -> tuple[int, ...]:
    """The way in which indices that count all axes stand in their order at those of each size; an empty one where they count some only."""
    if not ways or len(ways[0]) < len(axes):
        return ()
    return min(ways)


def _forms(posed: Posed, tree: Expr, known: Shapes, what: str, free: tuple[str, ...], names: tuple[str, ...]) -> Iterator[Laid]:
    axes = posed.outputs if what == "differential" else posed.axes
    remaining = tuple(at for at in range(len(axes)) if not (at < len(names) and names[at] in free))
    written, shape = Written(tree, known), known.of(tree)
    broadcast = bool(free) or (what == "value" and bool(posed.names)) or build.is_zero(tree)
    if shape is None and (broadcast or not axes):
        # An index formula, whose missing indices do not matter to it, or a zero of any shape.
        yield Laid(written, Layout("", (), ()), (), what, names, not known.sizes.has_shrunk)
        return
    if shape is None:
        return
    sizes = tuple(axes[at] for at in remaining)
    is_open = shapes.is_open(shape[0]) or shapes.is_open(shape[1])
    found = list[Laid]()
    is_row = posed.f_is_row if what == "differential" else posed.is_row
    for layout in layouts(_kinds(posed, remaining), "derivative" if what == "value" and posed.inputs else what, is_row):
        wanted = layout.shape(sizes)
        if wanted is None:
            continue
        if shape == wanted:
            found.append(Laid(written, layout, remaining, what, names, not known.sizes.has_shrunk))
        elif is_open:
            trial = Shapes(tree, posed.declared)
            if trial.settle(wanted):
                if _have_room(tree, trial):
                    found.append(Laid(Written(tree, trial), layout, remaining, what, names, _are_told(shape, trial, sizes)))
            elif _is_shared_out(shape, layout):
                found.append(Laid(written, layout, remaining, what, names, False))
    yield from sorted(found, key=lambda laid: not laid.is_told)


def _are_told(shape: tuple[Dim, Dim], known: Shapes, axes: tuple[Dim, ...]) -> bool:
    """Whether the open sizes of a shape are those of single axes: one I of the size MN may be meant as something else."""
    opened = [(factor,) for factor in shape[0] + shape[1] if shapes.is_open((factor,))]
    return not known.sizes.has_shrunk and all(known.sizes.find(size) in axes for size in opened)


def _is_shared_out(shape: tuple[Dim, Dim], layout: Layout) -> bool:
    """Whether several open sizes have a product of axes among them, as in I ⊗ I."""
    parts = zip(shape, (layout.rows, layout.columns), strict=True)
    return any(len(part) > 1 and len({factor for factor in size if shapes.is_open((factor,))}) > 1 for size, part in parts)


def _have_room(tree: Expr, known: Shapes) -> bool:
    """Whether unit vectors of open size have a place for their one: ``e_6`` is no number."""
    for node in postorder(tree):
        if type(node) is Unit:
            for index, size in zip(node.args, map(known.sizes.find, known.of(node) or (shapes.ONE, shapes.ONE)), strict=False):
                is_number = not any(isinstance(name, str) for name in size)
                if type(index) is Number and is_number and index.data[0] > math.prod(map(int, size)):
                    return False
    return True


def _kinds(posed: Posed, remaining: tuple[int, ...]) -> str:
    return "".join(OUTPUT if at < len(posed.outputs) else INPUT for at in remaining)


def laid_out_mixed(posed: Posed, laid: Laid) -> Iterator[Laid]:
    """A flattened answer read with the functions stacked row by row and the variables column by column, or the other way round."""
    for layout in mixed_layouts(_kinds(posed, laid.remaining)):
        sizes = tuple(posed.axes[at] for at in laid.remaining)
        if layout.shape(sizes) == laid.layout.shape(sizes):
            yield replace(laid, layout=layout)


def _size(size: Dim, instance: Instance) -> int:
    return math.prod(factor if isinstance(factor, int) else instance.sizes[factor] for factor in size)
