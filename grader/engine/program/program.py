"""Straight-line programs: a tree as a list of steps without branches.

The same program runs over balls, duals, floats, rational numbers, ranges and normal forms; each of these is a table from step names to
functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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


def arguments(step: Step) -> tuple[int, ...]:
    """Return the slots that a step takes."""
    _, a, b, _ = step
    return (a,) if b is None else (a, b) if type(b) is int else (a, *b)


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
    needed = sorted(slot for slot in below(program, (*outputs, *program.needs)) if slot >= first)
    place = {slot: slot for slot in range(first)} | {slot: first + at for at, slot in enumerate(needed)}
    steps = tuple([placed(program.steps[slot - first], place) for slot in needed])
    return Program(program.leaves, steps, tuple([place[slot] for slot in outputs]), program.leaf_count,
                   tuple([place[slot] for slot in program.needs]), tuple([place[slot] for slot in program.positive if slot in place]))


def below(program: Program, slots: Iterable[int]) -> set[int]:
    """Return some slots and all of which they are made."""
    first, found, waiting = len(program.leaves), set[int](), list(slots)
    while waiting:
        slot = waiting.pop()
        if slot not in found:
            found.add(slot)
            if slot >= first:
                waiting += arguments(program.steps[slot - first])
    return found


def made_of(program: Program, slots: Iterable[int]) -> set[int]:
    """Return some slots and all that are made of them."""
    found = set(slots)
    for slot, step in enumerate(program.steps, len(program.leaves)):
        if not found.isdisjoint(arguments(step)):
            found.add(slot)
    return found


def leaves_of(program: Program) -> list[Expr]:
    """Return the leaves that the outputs of a program or its steps take."""
    used = {*program.outputs, *program.needs}.union(*map(arguments, program.steps))
    return [leaf for slot, leaf in enumerate(program.leaves) if slot in used]


def alone(program: Program, output: int) -> Program:
    """Return the program of a slot with no other leaves and steps than it needs, in the order in which they are needed.

    So equal parts of two programs become equal programs.
    """
    first, place, waiting = len(program.leaves), dict[int, int](), [*program.needs, output]
    while waiting:
        slot = waiting[-1]
        missing = [other for other in arguments(program.steps[slot - first]) if other not in place] if slot >= first else []
        if missing:
            waiting += missing
        else:
            place.setdefault(waiting.pop(), len(place))
    order = [slot for slot in place if slot < first] + [slot for slot in place if slot >= first]
    place = {slot: at for at, slot in enumerate(order)}
    steps = tuple([placed(program.steps[slot - first], place) for slot in order if slot >= first])
    return Program(tuple([program.leaves[slot] for slot in order if slot < first]), steps, (place[output],), 1,
                   tuple([place[slot] for slot in program.needs]))


def placed(step: Step, place: Mapping[int, int] | Sequence[int]) -> Step:
    """Return a step with its arguments where ``place`` puts them."""
    name, a, b, k = step
    return name, place[a], b if b is None else place[b] if type(b) is int else tuple([place[other] for other in b]), k


def is_number(program: Program) -> bool:
    """Return whether the outputs depend on no variable, and no abstract function occurs."""
    if program.functions:
        return False
    needed = below(program, program.outputs)
    return not any(type(leaf) is Symbol and slot in needed for slot, leaf in enumerate(program.leaves))


def load(program: Program, number: Callable[[Expr], Any], variables: Mapping[str, Any]) -> list[Any]:
    """The leaves' slots: variables by name, numbers and constants through ``number``."""
    return [variables[leaf.data] if type(leaf) is Symbol else number(leaf) for leaf in program.leaves]


def evaluate(program: Program, table: Table, number: Callable[[Expr], Any], variables: Mapping[str, Any]) -> list[Any]:
    """The values of the outputs over one kind of number."""
    slots = run(bind(program, table), load(program, number, variables))
    return [slots[output] for output in program.outputs]

