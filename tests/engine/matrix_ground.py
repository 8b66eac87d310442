"""What a rewrite may know of the tree it changes: shapes at concrete sizes, declared names, and the places that may be changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

from matrix_oracle import Evaluator, Opens, TooOpenError, World, acts_on_elements, is_zero, settled

from grader.expr import (
    Add,
    ArraySymbol,
    Cases,
    Condition,
    Entry,
    Every,
    Expr,
    Index,
    Indicator,
    Mul,
    Neg,
    Number,
    Pow,
    Slice,
    Symbol,
    Transpose,
    Unit,
    free_indices,
    postorder,
)
from grader.model import Problem, Variable

Path = tuple[int, ...]
Shape = tuple[int, int]
SCALAR: Shape = (1, 1)
MINUS_ONE = Neg(Number(1))


@dataclass(frozen=True)
class Ground:
    """A problem, a world of its oracle, and a tree with the shapes of its nodes."""

    problem: Problem
    world: World
    root: Expr
    opens: Opens

    @cached_property
    def _shapes(self) -> dict[int, Shape]:
        evaluator = Evaluator(self.world, self.opens)
        evaluator.value(self.root)
        return evaluator.shapes

    def shape(self, node: Expr) -> Shape:
        """Rows and columns of a node of the tree."""
        return self._shapes[id(node)]

    def is_scalar(self, node: Expr) -> bool:
        return self.shape(node) == SCALAR

    @cached_property
    def has_arrays(self) -> bool:
        """Whether the language of arrays may be used in answers."""
        return bool(self.problem.task.indices) or any(variable.shape for variable in self.problem.task.variables)

    @cached_property
    def size_names(self) -> dict[int, str]:
        """The name of a size at which the world is; sizes are distinct."""
        return {size: name for name, size in self.world.sizes.items()}

    @cached_property
    def arrays(self) -> dict[Shape, list[Variable]]:
        """The declared vectors and matrices by shape."""
        found: dict[Shape, list[Variable]] = {}
        for variable in self.problem.task.variables:
            if variable.shape:
                found.setdefault(self.world.values[variable.name].shape[-2:], []).append(variable)
        return found

    @cached_property
    def scalars(self) -> list[Expr]:
        return [Symbol(variable.name) for variable in self.problem.task.variables if not variable.shape]

    @cached_property
    def free(self) -> tuple[str, ...]:
        """The index names that are free in the tree."""
        return free_indices(self.root)

    def indices(self, size: int) -> list[str]:
        """The declared index names that run to a size."""
        return [name for name, count in self.world.indices.items() if count == size]

    def unused_index(self, size: int, rng: Random) -> str | None:
        """An index name for a sum, that occurs nowhere in the tree."""
        used = {node.data for node in postorder(self.root) if type(node).__name__ in ("Index", "Sum")}
        found = [name for name in self.indices(size) if name not in used]
        return rng.choice(found) if found else None

    def variable(self, name: str) -> Variable | None:
        return next((variable for variable in self.problem.task.variables if variable.name == name), None)

    def of_shape(self, shape: Shape, rng: Random) -> Expr | None:
        """A small tree of that shape from declared names."""
        found: list[Expr] = [ArraySymbol(variable.name) for variable in self.arrays.get(shape, [])]
        found += [Transpose(ArraySymbol(variable.name)) for variable in self.arrays.get((shape[1], shape[0]), [])]
        if shape == SCALAR:
            found = [*self.scalars, *[Mul([Transpose(ArraySymbol(variable.name)), ArraySymbol(variable.name)])
                                      for (_, columns), variables in self.arrays.items() if columns == 1 for variable in variables]]
        return rng.choice(found) if found else None

    def invertible(self, order: int, rng: Random) -> Expr | None:
        """A declared square matrix that has an inverse almost everywhere."""
        found = [variable for variable in self.arrays.get((order, order), []) if variable.kind not in ("skew",)]
        return ArraySymbol(rng.choice(found).name) if found and order > 1 else None


def ground(problem: Problem, world: World, root: Expr) -> Ground | None:
    """The ground of a tree; ``None`` where its shapes do not fit or are too open."""
    few = world.take([0])
    try:
        opens = next((opens for opens, _ in settled(root, few, lambda value: True)), None)
    except TooOpenError:
        return None
    return None if opens is None else Ground(problem, few, root, opens)


def places(root: Expr) -> Iterator[tuple[Path, Expr]]:
    """The nodes that stand for values, with the way to each: exponents, indices and conditions are none."""
    stack: list[tuple[Path, Expr]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if not is_zero(node):
            yield path, node
        for at, arg in enumerate(node.args):
            if _is_value(node, at):
                stack.append(((*path, at), arg))


def _is_value(node: Expr, at: int) -> bool:
    if type(node) in (Entry, Slice, Pow):
        return at == 0 and not (type(node) is Pow and acts_on_elements(node))
    if type(node) is Cases:
        return at % 2 == 0
    if type(node) is Add and node.is_array:
        # A number beside an elementwise function goes with every element; both must stay what they are.
        return all(term.is_array for term in node.args)
    return type(node) not in (Unit, Indicator, Condition, Index, Every)


def replaced(root: Expr, path: Path, new: Expr) -> Expr:
    """The tree with the node at the end of a path replaced."""
    if not path:
        return new
    args = list(root.args)
    args[path[0]] = replaced(args[path[0]], path[1:], new)
    return root.with_args(args)
