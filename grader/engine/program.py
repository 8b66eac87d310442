"""Trees to straight-line programs: every distinct subtree is one step, run over any kind of number.

A program is what a tree *means*, with the decisions that need no numbers already taken: constant exponents become
integer powers and real roots, rare functions become common ones, definitions are in place.  The same program runs
over balls, duals, floats and rational functions (``balls``, ``duals``, ``floats``, ``proof``), each of which is a table from
step names to functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, Transpose

Step = tuple[str, int, int | None, int | None]
"""Name, slot of the argument, slot of the second one, integer parameter (exponent or index of a root)."""

Table = Mapping[str, Callable[..., Any]]
"""Step name → function of numbers; ``root``, ``ipow`` take their integer as the second argument."""

UNARY = ("exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh",
         "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh")
BRANCHING = frozenset(("abs", "sign", "log", "sqrt", "root", "pow", "asin", "acos", "acosh", "atanh", "atan"))
"""Steps whose meaning or domain changes with a sign: pairs that hold one are searched over the whole domain."""


@dataclass(frozen=True, slots=True)
class Program:
    """Slots 0…: ``leaves`` (variables, numbers, constants), then one slot a step; ``outputs`` are the entries' slots."""

    leaves: tuple[Expr, ...]
    steps: tuple[Step, ...]
    outputs: tuple[int, ...]
    leaf_count: int

    @property
    def branches(self) -> bool:
        """Whether a step is sensitive to a sign."""
        return any(step[0] in BRANCHING for step in self.steps)


def rational(tree: Expr) -> Fraction | None:
    """The value of a small constant rational tree (an exponent such as ``-1/2``), or ``None``."""
    if type(tree) is Number:
        return Fraction(tree.data[0])
    if tree.depth > 8 or tree.leaves > 8 or tree.is_array:
        return None
    values = [rational(arg) for arg in tree.args]
    if not values or any(value is None or _bits(value) > 64 for value in values):
        return None
    found = [value for value in values if value is not None]
    name = type(tree).__name__
    if name == "Neg":
        return -found[0]
    if name == "Add":
        return sum(found, Fraction(0))
    if name == "Mul":
        return math.prod(found, start=Fraction(1))
    if name == "Div" and found[1] != 0:
        return found[0] / found[1]
    if name == "Pow" and found[1].denominator == 1 and 0 <= found[1] <= 16:
        return found[0] ** int(found[1])
    return None


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def compile_trees(trees: Iterable[Expr]) -> Program:
    """One program for several scalar trees; equal subtrees share a slot, leaves come first.

    The trees hold no matrix (see ``arrays``) and are readable, so nothing can go wrong here.
    """
    return _Compiler().compile(tuple(trees))


class _Compiler:
    """Collects leaves and steps; slots of steps are shifted behind the leaves at the end.

    Nodes are remembered by identity (the trees keep them alive); equal steps and leaves still share a slot.
    """

    __slots__ = ("leaves", "leaf_slots", "steps", "step_slots", "slots")

    def __init__(self) -> None:
        self.leaves: list[Expr] = []
        self.leaf_slots: dict[Expr, int] = {}
        self.steps: list[Step] = []
        self.step_slots: dict[Step, int] = {}
        self.slots: dict[int, int] = {}

    def compile(self, trees: tuple[Expr, ...]) -> Program:
        slots = self.slots
        for tree in trees:
            stack = [tree]
            while stack:
                node = stack[-1]
                if id(node) in slots:
                    stack.pop()
                    continue
                if not node.args:
                    slots[id(node)] = self.leaf(node)
                    stack.pop()
                    continue
                waiting = [arg for arg in node.args if id(arg) not in slots]
                if waiting:
                    waiting.reverse()
                    stack += waiting
                else:
                    stack.pop()
                    slots[id(node)] = _LOWER[type(node)](self, node)
        count = len(self.leaves)
        steps = tuple([(name, _placed(a, count), None if b is None else _placed(b, count), k) for name, a, b, k in self.steps])
        outputs = tuple([_placed(slots[id(tree)], count) for tree in trees])
        return Program(tuple(self.leaves), steps, outputs, sum(tree.leaves for tree in trees))

    def leaf(self, node: Expr) -> int:
        """Leaves have negative slots until their number is known."""
        slot = self.leaf_slots.get(node)
        if slot is None:
            slot = self.leaf_slots[node] = -len(self.leaves) - 1
            self.leaves.append(node)
        return slot

    def step(self, name: str, a: int, b: int | None = None, k: int | None = None) -> int:
        step = (name, a, b, k)
        slot = self.step_slots.get(step)
        if slot is None:
            slot = self.step_slots[step] = len(self.steps)
            self.steps.append(step)
        return slot

    def number(self, value: int) -> int:
        if value < 0:
            return self.step("neg", self.leaf(Number(-value)))
        return self.leaf(Number(value))

    def chain(self, name: str, node: Expr) -> int:
        slot = self.slots[id(node.args[0])]
        for arg in node.args[1:]:
            slot = self.step(name, slot, self.slots[id(arg)])
        return slot

    def power(self, node: Expr) -> int:
        base, exponent = node.args
        slot = self.slots[id(base)]
        value = rational(exponent)
        if value is None:
            if type(base) is Constant and base.data == "e":
                return self.step("exp", self.slots[id(exponent)])
            return self.step("pow", slot, self.slots[id(exponent)])
        if value.denominator > 1:
            slot = self.root(slot, value.denominator)
        return slot if value.numerator == 1 else self.step("ipow", slot, None, value.numerator)

    def root(self, slot: int, index: int) -> int:
        return self.step("sqrt", slot) if index == 2 else self.step("root", slot, None, index)

    def call(self, node: Expr) -> int:
        name, slot = node.data, self.slots[id(node.args[0])]
        if name == "root":
            index = rational(node.args[1])
            if index is not None and index.denominator == 1 and 0 < index <= 10_000:
                return slot if index == 1 else self.root(slot, int(index))
            return self.step("pow", slot, self.step("div", self.number(1), self.slots[id(node.args[1])]))
        if name == "log":
            over = self.step("log", slot)
            return over if len(node.args) == 1 else self.step("div", over, self.step("log", self.slots[id(node.args[1])]))
        if name == "norm":
            return self.step("abs", slot)
        if name == "factorial":
            return self.number(math.factorial(int(node.args[0].data[0])))
        if name == "acot":
            half_turn = self.step("div", self.leaf(Constant("pi")), self.number(2))
            return self.step("add", half_turn, self.step("neg", self.step("atan", slot)))
        if name in _OF_RECIPROCAL:
            return self.step(_OF_RECIPROCAL[name], self.step("div", self.number(1), slot))
        return self.step(name, slot)


_OF_RECIPROCAL = {"asec": "acos", "acsc": "asin", "asech": "acosh", "acsch": "asinh", "acoth": "atanh"}
_LOWER: dict[type[Expr], Callable[[_Compiler, Expr], int]] = {
    Neg: lambda c, node: c.step("neg", c.slots[id(node.args[0])]),
    Add: lambda c, node: c.chain("add", node),
    Mul: lambda c, node: c.chain("mul", node),
    Div: lambda c, node: c.step("div", c.slots[id(node.args[0])], c.slots[id(node.args[1])]),
    Pow: _Compiler.power,
    Call: _Compiler.call,
    Transpose: lambda c, node: c.slots[id(node.args[0])],
}


def _placed(slot: int, leaves: int) -> int:
    return -slot - 1 if slot < 0 else slot + leaves


def bind(program: Program, table: Table) -> list[tuple[Callable[..., Any], int, int | None, int | None]]:
    """The steps with their functions looked up once."""
    return [(table[name], a, b, k) for name, a, b, k in program.steps]


def run(bound: list[tuple[Callable[..., Any], int, int | None, int | None]], slots: list[Any]) -> list[Any]:
    """Fill the slots behind the leaves, in place; returns all slots."""
    put = slots.append
    for function, a, b, k in bound:
        if b is not None:
            put(function(slots[a], slots[b]))
        elif k is None:
            put(function(slots[a]))
        else:
            put(function(slots[a], k))
    return slots


def load(program: Program, number: Callable[[Expr], Any], variables: Mapping[str, Any]) -> list[Any]:
    """The leaves' slots: variables by name, numbers and constants through ``number``."""
    return [variables[leaf.data] if type(leaf) is Symbol else number(leaf) for leaf in program.leaves]


def evaluate(program: Program, table: Table, number: Callable[[Expr], Any], variables: Mapping[str, Any]) -> list[Any]:
    """The values of the outputs over one kind of number."""
    slots = run(bind(program, table), load(program, number, variables))
    return [slots[output] for output in program.outputs]

