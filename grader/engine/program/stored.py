"""Programs as lists of texts and numbers, and back; every slot and every name is checked, because a file is not believed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from fractions import Fraction
from typing import Any

from grader.engine.program.program import Program, Step
from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING
from grader.engine.values.quadrature import Quadrature
from grader.expr import Constant, Expr, Number, Symbol

MOST_PARAMETER, MOST_ORDER = 1 << 20, 1_000
"""The largest exponent or index of a root, and the largest order of a derivative, of a kept step."""


def program_parts(program: Program) -> list[Any]:
    """Leaves, steps, outputs, needs and positive slots."""
    return [[_leaf_parts(leaf) for leaf in program.leaves], program.steps, program.outputs, program.needs, program.positive]


def _leaf_parts(leaf: Expr) -> list[Any]:
    if type(leaf) is Quadrature:
        variable = [symbol.name for symbol in leaf.data[0].leaves if type(symbol) is Symbol]
        return [list(map(program_parts, leaf.data)), "integral", variable]
    if type(leaf) is Symbol:
        return [leaf.data]
    return [leaf.data, "constant"] if type(leaf) is Constant else [str(leaf.data[0]), "number", leaf.data[1]]


def program_of(parts: Any, names: Set[str], functions: Mapping[str, int]) -> Program:
    """The program of such a list over variables of these names; raises ``ValueError`` for a list that is none.

    ``functions`` gives the abstract functions their number of arguments.
    """
    try:
        leaves, steps, outputs, needs, positive = parts
        first, last = len(leaves), len(leaves) + len(steps)
        found = tuple([_step(step, functions, first + at) for at, step in enumerate(steps)])
        return Program(tuple([_leaf(leaf, names) for leaf in leaves]), found, _slots(outputs, last), 0, _slots(needs, last),
                       _slots(positive, last))
    except TypeError:
        raise ValueError("this is no program") from None


def _leaf(leaf: Any, names: Set[str]) -> Expr:
    match leaf:
        case [str(name)] if name in names:
            return Symbol(name)
        case ["pi" | "e" as name, "constant"]:
            return Constant(name)
        case [str(value), "number", places] if places is None or type(places) is int:
            return Number(_fraction(value), places)
        case [[of, low, high], "integral", list(variable)] if len(variable) <= 1 and all(type(name) is str for name in variable):
            return Quadrature(program_of(of, frozenset(variable), {}), *[program_of(end, frozenset(), {}) for end in (low, high)])
    raise ValueError("this is no leaf")


def _fraction(text: str) -> Fraction:
    over, _, under = text.partition("/")
    if not (over.isdecimal() and (not under or under.isdecimal()) and len(text) <= 1_000 and int(under or 1)):
        raise ValueError("this is no number")
    return Fraction(int(over), int(under or 1))


def _step(step: Any, functions: Mapping[str, int], before: int) -> Step:
    """A step with as many arguments as its name takes, all of them slots before it."""
    name, a, b, k = step
    [first] = _slots([a], before)
    match name:
        case [str(function), list(orders)] if functions.get(function) == len(orders):
            others = () if b is None else _slots([b] if type(b) is int else b, before)
            if k is None and len(others) == len(orders) - 1:
                return (function, _slots(orders, MOST_ORDER)), first, others[0] if len(others) == 1 else others or None, None
        case "add" | "mul" | "div" | "pow" if k is None:
            return name, first, _slots([b], before)[0], None
        case str() if name in CHOOSING and k is None:
            others = _slots(b, before)
            if len(others) == 2:
                return name, first, others, None
        case "ipow" | "root" if b is None and type(k) is int and (0 if name == "root" else -MOST_PARAMETER) < k < MOST_PARAMETER:
            return name, first, None, k
        case str() if name in ("neg", *FUNCTIONS) and b is None and k is None:
            return name, first, None, None
    raise ValueError("this is no step")


def _slots(data: Any, below: int) -> tuple[int, ...]:
    if type(data) is not list or not all(type(slot) is int and 0 <= slot < below for slot in data):
        raise ValueError("this is no list of slots")
    return tuple(data)
