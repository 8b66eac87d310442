"""Straight-line programs: what a tree means, as a list of steps without branches.

The same program runs over balls, duals, floats, rational numbers, ranges and normal forms; each of these is a table from step names to
functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grader.engine.errors import EngineError
from grader.engine.values.numbers import Table
from grader.expr import Expr, Symbol
from grader.record import record

Step = tuple[Any, int, Any, int | None]
"""Name, slot of the argument, slot of the second one (or slots of all others), integer parameter (exponent or index of a root).

An abstract function is a step whose name is ``(name, orders)``: its derivative of these orders.
"""


@record
class Program:
    """Slots 0…: ``leaves`` (variables, numbers, constants), then one slot a step; ``outputs`` are the entries' slots.

    ``needs`` are slots that must have a value too: of what was multiplied by zero, or left out of a matrix.  ``positive`` are slots
    that are known to be positive.
    """

    leaves: tuple[Expr, ...]
    steps: tuple[Step, ...]
    outputs: tuple[int, ...]
    leaf_count: int
    needs: tuple[int, ...] = ()
    positive: tuple[int, ...] = ()

    @property
    def functions(self) -> bool:
        """Whether an abstract function occurs."""
        return any(type(step[0]) is tuple for step in self.steps)


class BudgetError(EngineError):
    """Internal: more steps than an answer may take; leads to ``undecided``, never to a verdict."""


class OpenSizeError(BudgetError):
    """Internal: an identity or a vector of ones whose size nothing tells; leads to ``undecided``."""


class BeyondError(BudgetError):
    """Internal: an entry that does not exist at these sizes, such as the fifth of three; other sizes are looked at."""


Bound = list[tuple[Callable[..., Any], int, Any, int | None]]


def bind(program: Program, table: Table) -> Bound:
    """The steps with their functions looked up once."""
    return [(table[name], a, b, k) for name, a, b, k in program.steps]


def run(bound: Bound, slots: list[Any]) -> list[Any]:
    """Fill the slots after the leaves, in place; return all slots."""
    put = slots.append
    for function, a, b, k in bound:
        if b is not None:
            put(function(slots[a], slots[b]) if type(b) is int else function(slots[a], *[slots[other] for other in b]))
        elif k is None:
            put(function(slots[a]))
        else:
            put(function(slots[a], k))
    return slots


def pruned(program: Program, outputs: tuple[int, ...]) -> Program:
    """The program of some of the outputs alone, without the steps that they do not need."""
    first = len(program.leaves)
    needed, todo = set[int](), [*outputs, *program.needs]
    while todo:
        slot = todo.pop()
        if slot < first or slot in needed:
            continue
        needed.add(slot)
        _, a, b, _ = program.steps[slot - first]
        todo.append(a)
        if b is not None:
            todo.extend((b,) if type(b) is int else b)
    place = {slot: slot for slot in range(first)} | {slot: first + at for at, slot in enumerate(sorted(needed))}
    steps = tuple([(name, place[a], b if b is None else place[b] if type(b) is int else tuple([place[other] for other in b]), k)
                   for name, a, b, k in (program.steps[slot - first] for slot in sorted(needed))])
    return Program(program.leaves, steps, tuple([place[slot] for slot in outputs]), program.leaf_count,
                   tuple([place[slot] for slot in program.needs]), tuple([place[slot] for slot in program.positive if slot in place]))


def load(program: Program, number: Callable[[Expr], Any], variables: Mapping[str, Any]) -> list[Any]:
    """The leaves' slots: variables by name, numbers and constants through ``number``."""
    return [variables[leaf.data] if type(leaf) is Symbol else number(leaf) for leaf in program.leaves]


def evaluate(program: Program, table: Table, number: Callable[[Expr], Any], variables: Mapping[str, Any]) -> list[Any]:
    """The values of the outputs over one kind of number."""
    slots = run(bind(program, table), load(program, number, variables))
    return [slots[output] for output in program.outputs]

