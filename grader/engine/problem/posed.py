"""A problem under one salt: what is asked, the axes of the truth, and instances at sizes at which it can be computed.

Lecture layout: the axes of the value come first, those of the variable last; a scalar f by a vector is a 1 × D row, a column of
functions by a scalar an E × 1 column, a scalar by a matrix has the shape of the matrix.  The truth is the derivative of f by
definition (``duals``): no formula that somebody typed is believed, and no symbolic differentiation.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from operator import eq, ge, gt, le, lt
from typing import Any

from grader.engine.calculus.operated import unfolded
from grader.engine.calculus.shown import displayed
from grader.engine.problem.asked import Asked, Tied
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.derived import derived_axes
from grader.engine.problem.letters import spare_indices
from grader.engine.program.blocks import MAX_BLOCK, MAX_ORDER, entry_names
from grader.engine.program.builder import Builder
from grader.engine.program.definite import NARROW, POSITIVE
from grader.engine.program.lower import lower
from grader.engine.program.program import BudgetError, Program
from grader.engine.program.structure import INVERTED, tied_entries
from grader.engine.sizes.candidates import FIRST_SIZE, candidates, raised
from grader.engine.sizes.dependence import dependence
from grader.engine.sizes.growth import Dependence
from grader.expr import (
    HOLDS_DIFFERENTIAL,
    ArraySymbol,
    Call,
    Declared,
    Dim,
    Expr,
    Neg,
    Pow,
    Shapes,
    differences,
    free_indices,
    postorder,
    shapes,
    substitute,
)
from grader.model import Task, Variable
from grader.once import Once

SMALLEST_SIZE = 2
"""The size at which a person can follow a counterexample; never for verdicts."""

MOST_TRIED = 8
"""So many choices of sizes are tried for two at which the truth is defined."""

ROOM = 2
"""So many more rows or columns than the largest number that names one: an entry that is named by a number must not be the last."""

RELATIONS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, "=": eq, ">=": ge, ">": gt}
"""What a problem may say of its sizes."""


class Posed(Once):
    """One problem under one salt: its truth's axes, its instances, and what is remembered of them between answers.

    ``outputs`` and ``inputs`` are the sizes of the axes of the value and of the variable; ``names`` are the declared names of
    these axes, if the problem has any.  ``is_too_large`` tells, once instances were asked for, that f could not be computed at some sizes;
    there is no instance there.  Raises :class:`grader.expr.shapes.ShapeError` for an f whose shapes do not fit.
    """

    def __init__(self, task: Task, salt: str) -> None:
        super().__init__()
        self.task = task
        self.salt = salt
        self.definitions = expanded(task.definitions)
        self.declared = declared_of(task)
        if task.f is None:
            raise ValueError(f"{task.id} has no f")
        self.f: Expr = substitute(task.f, self.definitions)
        self.f_shapes = Shapes(self.f, self.declared)
        self.is_too_large = False
        self.has_differential = bool(self.f.holds & HOLDS_DIFFERENTIAL)
        self.inverted = _inverted(task, self.f)
        self.names = _names(task, self.f, self.f_shapes)
        derived = derived_axes(self.f, self.declared) if task.asked == "value" and not self.names else None
        self.outputs, self.inputs = derived or _axes(task, self.f_shapes, self.names)
        shape = self.f_shapes.of(self.f)
        self.f_is_row = shape is not None and shape[0] == shapes.ONE
        self.is_row = task.asked == "value" and not self.inputs and self.f_is_row
        self._instances: dict[str, list[Instance]] = {}
        self._smallest: dict[str, Instance | None] = {}
        self._indices: dict[frozenset[tuple[str, int]], dict[str, int]] = {}

    @property
    def wrt_array(self) -> Variable | None:
        """The vector or matrix by which the derivative is taken, ``None`` for scalar variables."""
        if self.task.asked == "value" or self.task.wrt_is_list:
            return None
        return next((variable for variable in self.task.variables if variable.name in self.task.wrt and variable.shape), None)

    @property
    def axes(self) -> tuple[Dim, ...]:
        """The sizes of all axes of the truth, outputs first; axes of size one are left out where something else remains."""
        return self.outputs + self.inputs

    @property
    def shape(self) -> shapes.Shape:
        """The lecture's shape of a truth with at most two axes."""
        axes = self.axes
        if not axes:
            return None
        if len(axes) == 1:
            return (shapes.ONE, axes[0]) if self.inputs or self.is_row else (axes[0], shapes.ONE)
        if len(axes) == 2:
            return axes[0], axes[1]
        raise ValueError("a truth with more than two axes has no shape of two")

    def instances(self, what: str = "") -> list[Instance]:
        """The problem at sizes where the truth is defined: one if nothing has a symbolic size, else two.

        ``what`` is the question (the problem's own by default; ``differential`` for answers that hold a differential).
        """
        what = what or self.task.asked
        found = self._instances.get(what)
        if found is None:
            found = self._instances[what] = list(self._defined(what))
        return found

    def smallest(self, what: str) -> Instance | None:
        """The problem at sizes of two, which a person can follow; never for verdicts.  ``None`` where the truth is not defined there."""
        if what not in self._smallest:
            sizes = next(self.choices(SMALLEST_SIZE, are_equal=True), None)
            instance = self._fitting(sizes, what) if sizes is not None else None
            self._smallest[what] = instance if instance is not None and instance.samples(3) else None
        return self._smallest[what]

    def _fitting(self, sizes: dict[str, int], what: str) -> Instance | None:
        """The problem at these sizes; ``None`` where f is too large to be computed there."""
        try:
            return self.at(sizes, what)
        except BudgetError:
            self.is_too_large = True
            return None

    def _defined(self, what: str) -> Iterator[Instance]:
        """The first two that say something, and one where the truth is zero if one came before: there an answer may have no value."""
        kept, zero, without = 0, list[Instance](), set[tuple[str, ...]]()
        for sizes in itertools.islice(self.choices(), MOST_TRIED):
            # What has no value for wide matrices has none for wider ones.
            order = tuple(sorted(sizes, key=lambda name: (sizes[name], name)))
            instance = self._fitting(sizes, what) if order not in without else None
            if instance is None or not instance.samples(1) or not self._is_expressible(instance):
                without.add(order)
            elif sizes and instance.is_zero:
                zero.append(instance)
            else:
                yield instance
                kept += 1
            if kept == 2 or not sizes:
                break
        yield from zero[:max(1, 2 - kept)]

    def choices(self, first: int = FIRST_SIZE, are_equal: bool = False) -> Iterator[dict[str, int]]:
        """Sizes from ``first`` on that fit the problem, the best first: pairwise distinct, or all equal.

        They leave room beside every entry that f names by a number.
        """
        floors = {name: int(number) + ROOM for name, number in self.dependence.named.items()} if self.symbolic else {}
        equal = [dict.fromkeys(self.symbolic, first)] if are_equal and self.symbolic else []
        tried = set[tuple[int, ...]]()
        for sizes in itertools.chain(equal, candidates(self.symbolic, self._heavy(), first)):
            sizes = raised(sizes, floors)
            values = tuple(sizes.values())
            if values not in tried and self.fits(sizes):
                tried.add(values)
                yield sizes

    def fits(self, sizes: Mapping[str, int]) -> bool:
        """Whether sizes are as the problem says."""
        return all(RELATIONS[sign](sizes.get(str(left), left), sizes.get(str(right), right)) for left, sign, right in self.task.sizes)

    @cached_property
    def dependence(self) -> Dependence:
        """How f depends on the sizes."""
        shown = unfolded(self.f, self.declared) or self.f
        return dependence(shown, self.f_shapes if shown is self.f else Shapes(shown, self.declared), self.orthogonal)

    @property
    def orthogonal(self) -> frozenset[str]:
        """The names of the orthogonal matrices."""
        return frozenset(variable.name for variable in self.task.variables if variable.kind == "orth")

    @cached_property
    def may_be_singular(self) -> bool:
        """Whether f inverts a product or takes its determinant: at some sizes its rank may be too low."""
        return bool(self.symbolic) and any(map(_is_inverse_or_determinant, postorder(self.f)))

    def _is_expressible(self, instance: Instance) -> bool:
        """Whether the derived truth has a value at an instance too: (XᵀX)^(-1) has none for a wide X, where det(XᵀX) is zero."""
        if instance.asked.what != self.task.asked or not self.may_be_singular:
            return True
        tree = self.display() or self.task.truth_tree
        if tree is None:
            return True
        try:
            builder, full = Builder(), substitute(tree, self.definitions)
            block = lower(full, builder, Shapes(full, self.declared), instance.sizes, self.indices_at(instance.sizes), instance.inverted)
        except (BudgetError, shapes.ShapeError):
            return True
        return instance.has_value(builder.program(block.slots, full.leaves))

    @cached_property
    def symbolic(self) -> tuple[str, ...]:
        """The sizes that have names, in the order of their declaration."""
        declared = [size for variable in self.task.variables for size in variable.shape]
        declared += [size for _, size in self.task.indices]
        return tuple(dict.fromkeys(size for size in declared if isinstance(size, str)))

    def _heavy(self) -> frozenset[str]:
        """Sizes of square matrices: their determinants grow fastest, so they come first and smallest."""
        return frozenset(str(variable.shape[0]) for variable in self.task.variables
                         if len(variable.shape) == 2 and variable.shape[0] == variable.shape[1])

    def at(self, sizes: dict[str, int], what: str = "") -> Instance:
        """The problem at given sizes; raises :class:`grader.engine.program.program.BudgetError` for an f that is too large there."""
        what = what or self.task.asked
        arrays = tuple((variable, tuple(size if isinstance(size, int) else sizes[size] for size in variable.shape))
                       for variable in self.task.variables)
        if any(math.prod(shape) > MAX_BLOCK for _, shape in arrays):
            raise BudgetError
        shape_of = {variable.name: shape for variable, shape in arrays}
        by, tied, wrt = self.wrt_array, tuple[Tied, ...](), tuple[str, ...]()
        if what != "value":
            wrt = tuple(entry for name in self.task.wrt for entry in entry_names(name, shape_of[name]))
        if self.task.symmetric and by is not None and what == "derivative":
            tied = tied_entries(by.kind, self.task.symmetric, shape_of[by.name][0], wrt)
        if what == "differential" or self.has_differential:
            arrays += tuple((_differential(variable, bool(self.task.symmetric)), shape)
                            for variable, shape in arrays if variable.name in self.task.wrt)
        inverted = frozenset(variable.name for variable, shape in arrays if variable.name in self.inverted and shape[0] <= MAX_ORDER)
        task, program = self.task, self.program_of(self.f, sizes)
        given = task.id, self.salt, sizes, arrays, task.functions, program, Asked(what, wrt, tied), inverted
        if task.on is None:
            return Instance(*given)
        from grader.engine.problem.on_relation import OnRelation
        return OnRelation(*given, relation=self.program_of(differences(substitute(task.on, self.definitions))[0], sizes))

    def indices_at(self, sizes: dict[str, int]) -> dict[str, int]:
        """Every index name with its size, those of the axes first, in order."""
        chosen = frozenset(sizes.items())
        found = self._indices.get(chosen)
        if found is None:
            every = (*self.task.indices, *spare_indices(self.task).items())
            known = {name: size if isinstance(size, int) else sizes[size] for name, size in every}
            found = {name: known[name] for name in (*self.names, *(name for name in known if name not in self.names))}
            self._indices[chosen] = found
        return found

    def program_of(self, tree: Expr, sizes: dict[str, int]) -> Program:
        """A tree like f with its entries in the order of the named axes, then its rows and columns."""
        builder, indices = Builder(), self.indices_at(sizes)
        block = lower(tree, builder, self.f_shapes if tree is self.f else Shapes(tree, self.declared), sizes, indices)
        if self.task.asked != "value" or not self.names:
            return builder.program(block.slots, tree.leaves)
        strides, stride = dict[str, int](), block.size
        for name in reversed(block.free):
            strides[name], stride = stride, stride * indices[name]
        outputs = []
        for place in itertools.product(*[range(indices[name]) for name in self.names]):
            start = sum(at * strides.get(name, 0) for name, at in zip(self.names, place, strict=True))
            outputs += block.slots[start:start + block.size]
        return builder.program(outputs, tree.leaves)

    def place(self, instance: Instance, number: int) -> tuple[int, ...] | None:
        """Where an entry of the truth stands, counted from 1: row and column, or one index for each of three and more axes."""
        sizes = [self._number(size, instance) for size in (self.outputs if instance.asked.what == "differential" else self.axes)]
        if not sizes:
            return None
        found: list[int] = []
        for size in reversed(sizes):
            number, at = divmod(number, size)
            found.insert(0, at + 1)
        if len(found) == 1:
            is_row = self.f_is_row if instance.asked.what == "differential" else self.is_row or not self.outputs
            found.insert(0 if is_row else 1, 1)
        return tuple(found)

    def _number(self, size: Dim, instance: Instance) -> int:
        total = 1
        for factor in size:
            total *= factor if isinstance(factor, int) else instance.sizes[factor]
        return total

    # -- symbols ------------------------------------------------------------------------------------------------

    def display(self) -> Expr | None:
        """The truth as a tree by the rules of ``calculus``: for worked solutions and the order of magnitude; ``None`` if there is none."""
        return self.once(_displayed)


def _differential(variable: Variable, is_tied: bool) -> Variable:
    """The differential of a variable; of a matrix whose entries move together it has the same property."""
    kind = ("sym" if variable.kind == "spd" else variable.kind) if is_tied else "real"
    return Variable(f"d{variable.name}", shape=variable.shape, kind=kind)


def _displayed(posed: Posed) -> Expr | None:
    return displayed(posed.f, posed.task, posed.declared)


def expanded(definitions: tuple[tuple[str, Expr], ...]) -> dict[str, Expr]:
    """Definitions in terms of variables alone; each may use those before it."""
    known: dict[str, Expr] = {}
    for name, tree in definitions:
        known[name] = substitute(tree, known)
    return known


def declared_of(task: Task) -> Declared:
    """The shapes of the declared vectors and matrices and of their differentials, and the size of each index."""
    arrays = {variable.name: _shape(variable) for variable in task.variables if variable.shape}
    arrays |= {f"d{name}": shape for name, shape in arrays.items() if name in task.wrt}
    kinds = {variable.name: variable.kind if variable.kind != "real" else NARROW for variable in task.variables
             if variable.shape and (variable.kind != "real" or 1 in variable.shape)}
    if arrays:
        kinds |= {variable.name: POSITIVE for variable in task.variables if variable.domain in ("positive", "natural")}
    indices = (*task.indices, *spare_indices(task).items())
    return Declared(arrays, {name: shapes.dim(size) for name, size in indices}, kinds)


def _inverted(task: Task, f: Expr) -> frozenset[str]:
    """The matrices that are declared invertible or definite, or inverted in f: all points of the domain are such that they are."""
    known = {variable.name for variable in task.variables if variable.kind in INVERTED and len(variable.shape) == 2}
    found = {variable.name for variable in task.variables if variable.kind in ("inv", "spd")}
    found |= {node.args[0].data for node in postorder(f)
              if type(node) is Pow and type(node.args[1]) is Neg and type(node.args[0]) is ArraySymbol}
    return frozenset(found & known)


def _shape(variable: Variable) -> shapes.Shape:
    rows = shapes.dim(variable.shape[0])
    return rows, shapes.dim(variable.shape[1]) if len(variable.shape) == 2 else shapes.ONE


def _names(task: Task, f: Expr, known: Shapes) -> tuple[str, ...]:
    """The names of the axes; where a value is asked, those that are free in f, and all of them for an index formula."""
    if task.asked != "value" or known.of(f) is None:
        return task.axes
    free = free_indices(f)
    return tuple(name for name in task.axes if name in free)


def _axes(task: Task, known: Shapes, names: tuple[str, ...]) -> tuple[tuple[Dim, ...], tuple[Dim, ...]]:
    """The sizes of the axes of the value and of the variable.

    A row of functions counts as the column of these functions; a list of variables is one axis, even a list of one.
    """
    shape = known.of(known.tree)
    outputs = () if shape is None else tuple(size for size in shape if size != shapes.ONE)
    if task.asked == "value":
        indices = dict(task.indices)
        return tuple(shapes.dim(indices[name]) for name in names) + outputs, ()
    inputs = _inputs(task)
    if task.asked == "hessian":
        if outputs:
            raise shapes.ShapeError("shape/hessian", "a Hessian is asked of a scalar function only", None,
                                    "ask for the derivative, or of one entry of f")
        return (), inputs * 2
    return outputs, inputs


def _inputs(task: Task) -> tuple[Dim, ...]:
    if task.wrt_is_list:
        return (shapes.dim(len(task.wrt)),) if len(task.wrt) > 1 else ()
    variable = next((variable for variable in task.variables if variable.name in task.wrt), None)
    sizes = tuple(shapes.dim(size) for size in variable.shape) if variable is not None else ()
    # A matrix of one entry is a number.
    return () if set(sizes) == {shapes.ONE} else sizes


def _is_inverse_or_determinant(node: Expr) -> bool:
    """Of more than a declared matrix."""
    if type(node) is Pow:
        return type(node.args[1]) is Neg and node.args[0].is_array and type(node.args[0]) is not ArraySymbol
    return type(node) is Call and node.data in ("det", "abs", "adj") and node.args[0].is_array and type(node.args[0]) is not ArraySymbol
