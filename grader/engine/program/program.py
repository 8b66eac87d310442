"""Straight-line programs: a tree as a list of steps without branches.

The same program runs over balls, duals, floats, rational numbers, ranges and normal forms; each of these is a table from step names to
functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    steps = _renumbered(program, sorted(needed), place)
    return Program(program.leaves, steps, tuple([place[slot] for slot in outputs]), program.leaf_count,
                   tuple([place[slot] for slot in program.needs]), tuple([place[slot] for slot in program.positive if slot in place]))


def leaves_of(program: Program) -> list[Expr]:
    """Return the leaves that the outputs of a program or its steps take."""
    used = {*program.outputs, *program.needs}
    for _, a, b, _ in program.steps:
        used.update((a,) if b is None else (a, b) if type(b) is int else (a, *b))
    return [leaf for slot, leaf in enumerate(program.leaves) if slot in used]


def alone(program: Program, output: int) -> Program:
    """Return the program of a slot with no other leaves and steps than it needs, in the order in which they are needed.

    So equal parts of two programs become equal programs.
    """
    first, place, waiting = len(program.leaves), dict[int, int](), [*program.needs, output]
    while waiting:
        slot = waiting[-1]
        _, a, b, _ = program.steps[slot - first] if slot >= first else ("", slot, None, None)
        below = () if slot < first else (a,) if b is None else (a, b) if type(b) is int else (a, *b)
        missing = [other for other in below if other not in place]
        if missing:
            waiting += missing
        else:
            place.setdefault(waiting.pop(), len(place))
    order = [slot for slot in place if slot < first] + [slot for slot in place if slot >= first]
    place = {slot: at for at, slot in enumerate(order)}
    steps = _renumbered(program, [slot for slot in order if slot >= first], place)
    return Program(tuple([program.leaves[slot] for slot in order if slot < first]), steps, (place[output],), 1,
                   tuple([place[slot] for slot in program.needs]))


def _renumbered(program: Program, slots: Iterable[int], place: Mapping[int, int]) -> tuple[Step, ...]:
    """Return the steps of some slots, with their arguments where ``place`` puts them."""
    steps = [program.steps[slot - len(program.leaves)] for slot in slots]
    return tuple([(name, place[a], b if b is None else place[b] if type(b) is int else tuple([place[other] for other in b]), k)
                  for name, a, b, k in steps])


def is_number(program: Program) -> bool:
    """Return whether the outputs depend on no variable, and no abstract function occurs."""
    if program.functions:
        return False
    needed, first = {*program.outputs}, len(program.leaves)
    for slot, (_, a, b, _) in reversed(list(enumerate(program.steps, first))):
        if slot in needed:
            needed |= {a, *(() if b is None else (b,) if type(b) is int else b)}
    return not any(type(leaf) is Symbol and slot in needed for slot, leaf in enumerate(program.leaves))


def load(program: Program, number: Callable[[Expr], Any], variables: Mapping[str, Any]) -> list[Any]:
    """The leaves' slots: variables by name, numbers and constants through ``number``."""
    return [variables[leaf.data] if type(leaf) is Symbol else number(leaf) for leaf in program.leaves]


def evaluate(program: Program, table: Table, number: Callable[[Expr], Any], variables: Mapping[str, Any]) -> list[Any]:
    """The values of the outputs over one kind of number."""
    slots = run(bind(program, table), load(program, number, variables))
    return [slots[output] for output in program.outputs]

