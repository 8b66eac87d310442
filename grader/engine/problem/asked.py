"""Compute what is asked of f by definition: its value, or its derivatives by dual numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.engine.program.program import Program, evaluate
from grader.engine.values.duals import Dual, duals_over
from grader.engine.values.numbers import Numbers
from grader.record import record

Tied = tuple[str, int, int]
"""How an entry of a matrix with a property moves: the entry with which it does (empty: it does not), its sign, and by what to divide the
slope there."""


@record
class Asked:
    """What is asked of f: its ``value``, ``derivative`` or ``hessian`` by the entries ``wrt``, or its ``differential``.

    ``tied`` tells for each of ``wrt`` how it moves, where entries move together.
    """

    what: str
    wrt: tuple[str, ...] = ()
    tied: tuple[Tied, ...] = ()

    @property
    def numbers(self) -> int:
        """How many numbers each step of f makes: its value, and the slopes of it."""
        match self.what:
            case "value":
                return 1
            case "differential":
                return 2
            case "hessian":
                return (1 + len(self.wrt)) ** 2
            case _:
                return 1 + len(self.wrt)


def truth_values(program: Program, numbers: Numbers, values: Mapping[str, Any], asked: str, wrt: tuple[str, ...],
                 tied: tuple[Tied, ...] = ()) -> list[Any]:
    """What a problem asks of f at one point, outputs first: its ``value``, ``derivative`` s, ``hessian``, or ``differential``.

    The differential is the slope along the direction whose entries are the values of ``dX[1,2]`` and so on.  Zero times f is added
    to every derivative: where f has no value, neither has its derivative, whatever the slope says.
    """
    if asked == "value":
        return evaluate(program, numbers.table, numbers.leaf, values)
    one = duals_over(numbers)
    if asked == "differential":
        moved = {name: Dual(value, {"": values[f"d{name}"]} if name in wrt else None) for name, value in values.items()}
        return [_slope(output, "", numbers) for output in evaluate(program, one.table, one.leaf, moved)]
    unit = numbers.integer(1)
    if tied:
        return _of_tied(program, numbers, values, dict(zip(wrt, tied, strict=True)))
    inner = {name: Dual(value, {name: unit} if name in wrt else None) for name, value in values.items()}
    if asked == "derivative":
        outputs = evaluate(program, one.table, one.leaf, inner)
        return [_slope(output, name, numbers) for output in outputs for name in wrt]
    two = duals_over(one)
    outer = {name: Dual(value, {name: one.integer(1)} if name in wrt else None) for name, value in inner.items()}
    nothing = Dual(numbers.integer(0))
    return [_slope(Dual(output.value.value, (output.slopes or {}).get(first, nothing).slopes), second, numbers)
            for output in evaluate(program, two.table, two.leaf, outer) for first in wrt for second in wrt]


def _of_tied(program: Program, numbers: Numbers, values: Mapping[str, Any], moves: Mapping[str, Tied]) -> list[Any]:
    """The derivatives by entries of which some move together: one ε stands for s_ij and s_ji."""
    one, divide, negative = duals_over(numbers), numbers.table["div"], numbers.table["neg"]
    units = {1: numbers.integer(1), -1: numbers.integer(-1)}
    moved = {name: Dual(value, {moves[name][0]: units[moves[name][1]]} if name in moves and moves[name][0] else None)
             for name, value in values.items()}
    found = []
    for output in evaluate(program, one.table, one.leaf, moved):
        for direction, sign, share in moves.values():
            slope = _slope(output, direction, numbers)
            slope = negative(slope) if sign < 0 else slope
            found.append(slope if share == 1 else divide(slope, numbers.integer(share)))
    return found


def _slope(dual: Dual, direction: str, numbers: Numbers) -> Any:
    nothing = numbers.table["mul"](numbers.integer(0), dual.value)
    if dual.slopes is None or direction not in dual.slopes:
        return nothing
    return numbers.table["add"](dual.slopes[direction], nothing)
