"""Operators in programs: a function's own program run over duals, or over power series, whose numbers are slots of the program around it.

Nothing is built in but ε² = 0 and the product of series.  Zero times the function is added to what is made of it: where the function has no
value, neither has its derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from grader.engine.operators import OPERATORS, Partials
from grader.engine.program.blocks import ZERO, Block, Lowering, entry_names
from grader.engine.program.builder import Builder
from grader.engine.program.integrated import integrated
from grader.engine.program.program import Program, bind, load, run
from grader.engine.program.slots import Slots
from grader.engine.values.duals import Dual, duals_over
from grader.engine.values.numbers import Numbers
from grader.engine.values.series import Series, series_over
from grader.expr import Expr, Integral, Operator, Symbol

Lower = Callable[..., Block]
"""How the function itself is lowered: ``lower`` of the room."""


def operated(low: Lowering, node: Expr, lower: Lower) -> Block:
    """Return the block of an operator; what it has beside its function has been lowered."""
    if type(node) is Integral:
        return integrated(low, node, lower)
    assert isinstance(node, Operator), "only operators come here"
    low.builder.has_idle_steps = True
    own = Builder()
    block = lower(node.args[0], own, low.shapes, low.sizes, low.indices)
    program = own.program(block.slots, node.args[0].leaves)
    names = _entries(low, node)
    slots, others = list[int](), [low.of(arg) for arg in node.args[1:]]
    free, made = low.free_of(block, *others), dict[tuple[int, ...], _OfSlots]()
    for start, *places in low.offsets(free, (block, *others)):
        values = tuple(slot for other, at in zip(others, places, strict=True) for slot in other.slots[at:at + other.size])
        if values not in made:
            made[values] = _OfSlots(low, program, names, values, node.order)
        made[values].first, made[values].outputs = start, block.size
        slots += OPERATORS[node.name].formula(made[values])
    rows, columns = low.shape(node)
    return Block(free, rows, columns, slots)


def _entries(low: Lowering, node: Operator) -> tuple[str, ...]:
    """The names of the numbers that the variables of an operator are."""
    arrays, found = low.shapes.declared.arrays, list[str]()
    for name in node.names:
        shape = arrays.get(name)
        found += entry_names(name, () if shape is None else (low.dim(shape[0]), low.dim(shape[1])))
    return tuple(found)


class _OfSlots(Partials):
    """The functions of one program, from the output ``first`` on, over slots of the program around it."""

    def __init__(self, low: Lowering, program: Program, names: tuple[str, ...], others: tuple[int, ...], order: int) -> None:
        self.first = self.outputs = 0
        self.inputs, self.others, self.order = len(names), others, order
        self._low, self._program, self._names = low, program, names
        self._slots, self._guard = Slots(low), ZERO
        self._numbers = self._slots.numbers
        self._leaves = {leaf.data: low.builder.leaf(leaf) for leaf in program.leaves if type(leaf) is Symbol}
        self._known: dict[tuple[int, ...], list[Any]] = {}
        self._series: list[Series] | None = None
        self._elsewhere: list[int] | None = None

    def d(self, function: int, *by: int) -> int:
        """Return a partial derivative; first ones by all variables are made at once, second ones pair by pair."""
        if len(by) == 1:
            output = self._once((), lambda: self._run(duals_over(self._numbers), self._moved(self._leaves, self._numbers, self._names)))
            return self._slope(self._value_of(output[self.first + function]), output[self.first + function], self._names[by[0]])
        first, second = by
        output = self._once(by, lambda: self._twice(self._names[first], self._names[second]))
        dual = output[self.first + function]
        inner = (dual.slopes or {}).get(self._names[second])
        return self._slope(dual.value.value, inner if inner is not None else Dual(ZERO), self._names[first])

    def at(self, function: int) -> int:
        """Return the value where the others are put in."""
        if self._elsewhere is None:
            values = {**self._leaves, **dict(zip(self._names, self.others, strict=True))}
            self._elsewhere = self._run(self._numbers, values)
        return self._low.add(self._elsewhere[self.first + function], self._guard)

    def term(self, function: int, degree: int) -> int:
        """Return the coefficient of s^degree in f(a + s(x − a))."""
        if self._series is None:
            over, add, neg = series_over(self._numbers), self._low.add, self._low.neg
            moved: dict[str, Any] = {name: over.leaf(Symbol(name)) for name in self._leaves}
            for name, centre in zip(self._names, self.others, strict=True):
                moved[name] = _ray(centre, add(self._low.builder.leaf(Symbol(name)), neg(centre)))
            self._series = self._run(over, moved)
        return self._low.add(self._series[self.first + function][degree], self._guard)

    def sum(self, terms: Iterable[Any]) -> int:
        return self._low.total(list(terms))

    def product(self, left: Any, right: Any) -> int:
        return self._slots.mul(left, right)

    def minus(self, value: Any) -> int:
        return self._low.neg(value)

    def _once(self, by: tuple[int, ...], make: Callable[[], list[Any]]) -> list[Any]:
        if by not in self._known:
            self._known[by] = make()
        return self._known[by]

    def _twice(self, first: str, second: str) -> list[Any]:
        one = duals_over(self._numbers)
        inner = self._moved(self._leaves, self._numbers, (first,))
        return self._run(duals_over(one), self._moved(inner, one, (second,)))

    def _moved(self, values: Mapping[str, Any], numbers: Numbers, names: tuple[str, ...]) -> dict[str, Dual]:
        """The values as duals, each of the named ones with the slope one in its own direction."""
        return {name: Dual(value, {name: numbers.integer(1)} if name in names else None) for name, value in values.items()}

    def _run(self, numbers: Numbers, values: Mapping[str, Any]) -> list[Any]:
        """The outputs over some numbers; what must have a value in the function must have it around here too."""
        program, low = self._program, self._low
        slots = run(bind(program, numbers.table), load(program, numbers.leaf, values))
        for need in program.needs:
            self._guard = self._slots.kept(self._guard, self._value_of(slots[need]))
        if not self.others:
            low.builder.positive.update(slot for slot in [self._value_of(slots[at]) for at in program.positive] if slot < ZERO)
        return [slots[output] for output in program.outputs]

    def _value_of(self, number: Any) -> int:
        """The slot of the value itself."""
        while isinstance(number, Dual):
            number = number.value
        return int(number[0] if isinstance(number, Series) else number)

    def _slope(self, value: int, dual: Dual, direction: str) -> int:
        """The slope in a direction, which has a value only where the function has one."""
        slope = int((dual.slopes or {}).get(direction, ZERO))
        return self._low.add(self._slots.kept(slope, value), self._guard)



def _ray(centre: int, step: int) -> Series:
    """A variable on the way from the centre, a + s (x − a)."""
    return Series(ZERO, centre, lambda n: step if n == 1 else ZERO)
