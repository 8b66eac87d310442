"""Equations at sizes: one program for both sides of each and for their difference, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.engine.equations.signs import Signs, is_total
from grader.engine.equations.simpler import Pair, roots_apart, simpler
from grader.engine.problem.at_sizes import BALLS, Instance
from grader.engine.problem.domain import values_of
from grader.engine.problem.posed import Posed, expanded
from grader.engine.program.builder import Builder
from grader.engine.program.lower import lower
from grader.engine.program.program import Program, bind, evaluate, load, run
from grader.engine.values.abstract import friendly_families
from grader.engine.values.balls import STRICT, Ball, EdgeOfDomainError, OutsideDomainError, constant
from grader.engine.values.numbers import Numbers
from grader.engine.values.rationals import RATIONALS, NotRationalError
from grader.expr import Add, Condition, Expr, Matrix, Neg, Number, Shapes, substitute
from grader.model import Task
from grader.once import Once
from grader.record import replace

_STRICT = Numbers(STRICT, constant, BALLS.integer)


def pairs_of(tree: Expr) -> tuple[Pair, ...]:
    """The sides of the equations of a tree: of one, or of a system."""
    equations = tree.args if tree.data == "and" else (tree,)
    return tuple([(equation.args[0], equation.args[1]) for equation in equations if type(equation) is Condition])


def difference(pair: Pair) -> Expr:
    """Left minus right."""
    return Add((pair[0], Neg(pair[1])))


class Sides:
    """Equations at an instance: ``program`` has for every entry the outputs left, right and left − right; ``numbers`` whose it is.

    ``family`` are the friendly functions that stand for abstract ones: what differs for one choice is not the same for all.
    """

    def __init__(self, instance: Instance, program: Program, numbers: tuple[int, ...]) -> None:
        self.instance = instance
        self.program = program
        self.numbers = numbers
        self.differences = program.outputs[2::3]
        self.family = friendly_families(instance.functions)[0]
        self._bound = bind(program, self.family.over(BALLS).table)

    def balls(self, values: Mapping[str, Ball]) -> list[Ball]:
        """Left, right and difference of each entry over the balls of all entries, at the working precision."""
        slots = run(self._bound, load(self.program, constant, values))
        return [slots[output] for output in self.program.outputs]

    def exact(self, values: Mapping[str, Any]) -> list[Any] | None:
        """The same in rational arithmetic; ``None`` where that gives no value."""
        try:
            return evaluate(self.program, self.family.over(RATIONALS).table, RATIONALS.leaf, values)
        except (NotRationalError, ZeroDivisionError):
            return None

    def is_undefined(self, values: Mapping[str, Ball]) -> bool:
        """Whether a side certainly has no value."""
        try:
            evaluate(self.program, self.family.over(_STRICT).table, _STRICT.leaf, values)
        except OutsideDomainError:
            return True
        except EdgeOfDomainError:
            return False
        return False


class System:
    """Equations as trees in which all definitions are put in; raises :class:`grader.expr.shapes.ShapeError` where sides do not fit.

    ``inner`` has the same solutions and is easier to compare: exponents where both sides are exponentials, squares for roots.  So has
    ``split``, in which a root stands beside what says that it is not negative.  ``numbers`` tell from which equation each pair is made.
    """

    def __init__(self, pairs: tuple[Pair, ...], posed: Posed, numbers: tuple[int, ...] = ()) -> None:
        self.pairs = pairs
        self.posed = posed
        self._numbers = numbers or tuple(range(len(pairs)))
        ranges = {variable.name: values_of(variable) for variable in posed.task.variables}
        signs = self._signs = Signs(frozenset(name for name, found in ranges.items() if found.positive),
                                    frozenset(name for name, found in ranges.items() if found.low >= 0))
        inner = tuple([simpler(pair, signs) for pair in pairs])
        self.inner: System = self if inner == pairs else System(inner, posed)
        split = [(number, each) for number, pair in zip(self._numbers, inner, strict=True) for each in roots_apart(pair, signs)]
        self.split: System = self if numbers or len(split) == len(pairs) else System(
            tuple([each for _, each in split]), posed, tuple([number for number, _ in split]))
        self._shapes = [Shapes(difference(pair), posed.declared) for pair in self.pairs]
        self._sides: dict[int, Sides] = {}

    @property
    def has_values_everywhere(self) -> bool:
        """Whether it is seen that all sides have a value at every point of the domain."""
        return all(is_total(side, self._signs) for pair in self.pairs for side in pair)

    def at(self, instance: Instance) -> Sides:
        """The equations at an instance; raises :class:`grader.engine.program.program.BudgetError` where they are too large."""
        found = self._sides.get(id(instance))
        if found is None:
            found = self._sides[id(instance)] = self._lowered(instance)
        return found

    def _lowered(self, instance: Instance) -> Sides:
        builder, indices = Builder(), self.posed.indices_at(instance.sizes)
        outputs, numbers, leaves = list[int](), list[int](), 0
        for number, pair, known in zip(self._numbers, self.pairs, self._shapes, strict=True):
            blocks = [lower(tree, builder, known, instance.sizes, indices, instance.inverted).slots for tree in (*pair, known.tree)]
            width = len(blocks[2])
            for at in range(width):
                outputs += [block[at % len(block)] for block in blocks]
            numbers += [number] * width
            leaves += known.tree.leaves
        return Sides(instance, builder.program(outputs, leaves), tuple(numbers))


class PosedEquations(Once):
    """A task that asks for equations, under a salt; raises :class:`grader.expr.shapes.ShapeError` where sides do not fit."""

    def __init__(self, task: Task, salt: str) -> None:
        super().__init__()
        assert task.f is not None, f"{task.id}: equations are asked, and there are none"
        self.definitions = expanded(task.definitions)
        tree = substitute(task.f, self.definitions)
        self.posed = Posed(replace(task, asked="value", f=_stand_in(pairs_of(tree), task, self.definitions), truth_tree=None), salt)
        self.truth = System(pairs_of(tree), self.posed)

    def of(self, tree: Expr) -> System:
        """An answer's equations, with the definitions put in."""
        return System(pairs_of(substitute(tree, self.definitions)), self.posed)


def _stand_in(pairs: tuple[Pair, ...], task: Task, definitions: Mapping[str, Expr]) -> Expr:
    """An array of numbers whose points, sizes and domain are those of the equations: their differences."""
    arrays = [difference(pair) for pair in pairs if pair[0].is_array or pair[1].is_array]
    if arrays:
        return arrays[0]
    differences = [difference(pair) for pair in pairs] or [Number(0)]
    return differences[0] if len(differences) == 1 else Matrix(len(differences), 1, differences)
