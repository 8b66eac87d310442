"""Make steps of scalar trees: one step for every distinct subtree, and none for what can be decided without numbers.

Constant exponents become integer powers and real roots, rare functions become common ones, and definitions are put in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

from grader.engine.program.program import BudgetError, Program, Step, arguments, pruned
from grader.engine.values.functions import COMPOSED, FUNCTIONS, TOTAL
from grader.engine.values.numbers import CHOOSING, Numbers, Operations
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Transpose


def rational(tree: Expr) -> Fraction | None:
    """The value of a small constant rational tree (an exponent such as ``-1/2``), or ``None``."""
    if type(tree) is Number:
        return Fraction(tree.data[0])
    if tree.depth > 8 or tree.leaves > 8 or not tree.is_plain:
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
    """One program for several plain scalar trees; equal subtrees share a slot, leaves come first."""
    builder, trees = Builder(), tuple(trees)
    return builder.program([builder.scalar(tree) for tree in trees], sum(tree.leaves for tree in trees))


MAX_STEPS = 12_000
MAX_ROOT = 10_000
"""The largest index of a root; a machine word is the limit of the library."""


class Builder:
    """Collects leaves and steps; slots of steps are shifted behind the leaves at the end, when their number is known.

    ``has_idle_steps`` is set by who makes steps that may turn out not to be needed: the root in an even power of a norm, a value that is
    not taken.  ``needs`` are slots that must have a value though nothing is made of them; ``positive`` are known to be positive.

    Plain nodes are remembered by identity (the trees keep them alive); equal steps and leaves share a slot.
    """

    __slots__ = ("leaves", "leaf_slots", "steps", "step_slots", "slots", "has_idle_steps", "needs", "positive")

    def __init__(self) -> None:
        self.has_idle_steps = False
        self.needs: set[int] = set()
        self.positive: set[int] = set()
        self.leaves: list[Expr] = []
        self.leaf_slots: dict[tuple[type[Expr], Any], int] = {}
        self.steps: list[Step] = []
        self.step_slots: dict[Step, int] = {}
        self.slots: dict[int, int] = {}

    def program(self, outputs: Iterable[int], leaf_count: int) -> Program:
        """The program of what was collected, with these slots as outputs; ``leaf_count`` are the leaves of the trees."""
        count = len(self.leaves)
        steps = tuple([(name, a + count if a >= 0 else -a - 1,
                        b + count if type(b) is int and b >= 0 else b if b is None else -b - 1 if type(b) is int else
                        tuple([_placed(other, count) for other in b]), k) for name, a, b, k in self.steps])
        needs = tuple([slot + count for slot in self._partial()])
        positive = tuple([_placed(slot, count) for slot in self.positive])
        program = Program(tuple(self.leaves), steps, tuple([_placed(slot, count) for slot in outputs]), leaf_count, needs, positive)
        return pruned(program, program.outputs) if self.has_idle_steps else program

    def _partial(self) -> list[int]:
        """The needed slots that lack a value somewhere."""
        if not self.needs:
            return []
        partial = set[int]()
        for slot, step in enumerate(self.steps):
            if not is_total(step[0], step[3]) or not partial.isdisjoint(arguments(step)):
                partial.add(slot)
        return sorted(self.needs & partial)

    def scalar(self, tree: Expr) -> int:
        """The slot of a plain scalar tree."""
        slots, stack = self.slots, list[tuple[Expr, list[int], Iterator[Expr]]]()
        known = slots.get(id(tree))
        if known is not None or not tree.args:
            return self.leaf(tree) if known is None else known
        node, args, waiting = tree, list[int](), iter(tree.args)
        while True:
            for arg in waiting:
                slot = slots.get(id(arg))
                if slot is None:
                    if arg.args:
                        stack.append((node, args, waiting))
                        node, args, waiting = arg, [], iter(arg.args)
                        break
                    slot = slots[id(arg)] = self.leaf(arg)
                args.append(slot)
            else:
                slot = slots[id(node)] = _LOWER[type(node)](self, node, args)
                if not stack:
                    return slot
                node, args, waiting = stack.pop()
                args.append(slot)

    def leaf(self, node: Expr) -> int:
        """Leaves have negative slots until their number is known."""
        name = type(node), node.data
        slot = self.leaf_slots.get(name)
        if slot is None:
            slot = self.leaf_slots[name] = -len(self.leaves) - 1
            self.leaves.append(node)
        return slot

    def step(self, name: Any, a: int, b: Any = None, k: int | None = None) -> int:
        """The slot of a step; raises :class:`BudgetError` for one too many."""
        step = (name, a, b, k)
        slot = self.step_slots.get(step)
        if slot is None:
            slot = self.step_slots[step] = len(self.steps)
            self.steps.append(step)
            if slot > MAX_STEPS:
                raise BudgetError
        return slot

    def number(self, value: int) -> int:
        """The slot of an integer."""
        if value < 0:
            return self.step("neg", self.number(-value))
        known = self.leaf_slots.get((Number, (value, None)))
        return self.leaf(Number(value)) if known is None else known

    def node(self, node: Expr, args: list[int]) -> int:
        """The slot of a scalar node over the slots of its arguments."""
        return _LOWER[type(node)](self, node, args)

    def chain(self, name: str, args: list[int]) -> int:
        slot = args[0]
        for arg in args[1:]:
            slot = self.step(name, slot, arg)
        return slot

    def extreme(self, name: str, args: Iterable[int]) -> int:
        """The largest of some slots (``max``) or the smallest; of two that are negatives of each other it is an absolute value."""
        found, *others = dict.fromkeys(args)
        if len(others) == 1 and _are_opposite(self, found, others[0]):
            size = self.step("abs", found)
            return size if name == "max" else self.step("neg", size)
        for other in others:
            between = self.compared(found, other)
            found = self.step("choose=", between, (found, other) if name == "max" else (other, found))
        return found

    def difference(self, a: int, b: int) -> int:
        """The slot of a difference; a zero costs no step."""
        zero = self.leaf_slots.get((Number, (0, None)))
        if b == zero:
            return a
        minus = self.step("neg", b)
        return minus if a == zero else self.step("add", a, minus)

    def compared(self, greater: int, less: int) -> int:
        """A slot with the sign of a difference, asked of what stands inside of the increasing functions around both sides."""
        pair: tuple[int, int] | None = (greater, less)
        while pair is not None:
            (greater, less), pair = pair, _inside(self, *pair)
        return self.difference(greater, less)

    def power(self, node: Expr, args: list[int]) -> int:
        base, exponent = node.args
        slot = args[0]
        if type(exponent) is Number and type(exponent.data[0]) is int:
            return slot if exponent.data[0] == 1 else self.step("ipow", slot, None, exponent.data[0])
        value = rational(exponent)
        if value is None:
            if type(base) is Constant and base.data == "e":
                return self.step("exp", args[1])
            return self.step("pow", slot, args[1])
        return self.rational_power(slot, value)

    def rational_power(self, slot: int, exponent: Fraction) -> int:
        """x^(p/q) in lowest terms: for odd q the real root, also of a negative number."""
        if exponent.denominator > MAX_ROOT:
            return self.fine_power(slot, exponent)
        if exponent.denominator > 1:
            slot = self.root(slot, exponent.denominator)
        return slot if exponent.numerator == 1 else self.step("ipow", slot, None, exponent.numerator)

    def fine_power(self, slot: int, exponent: Fraction) -> int:
        """x^(p/q) where q is too large for a root, as in x^0.333333: a power by a real number, for odd q with the sign taken out."""
        fraction = self.leaf(Number(exponent))
        if exponent.denominator % 2 == 0:
            return self.step("pow", slot, fraction)
        power = self.step("pow", self.step("abs", slot), fraction)
        return self.step("mul", self.step("sign", slot), power) if exponent.numerator % 2 else power

    def root(self, slot: int, index: int) -> int:
        return self.step("sqrt", slot) if index == 2 else self.step("root", slot, None, index)

    def call(self, node: Expr, args: list[int]) -> int:
        name, slot = node.data, args[0]
        if name == "root":
            index = rational(node.args[1])
            if index is not None and index.denominator == 1 and index > 0:
                return self.rational_power(slot, 1 / index)
            return self.step("pow", slot, self.step("div", self.number(1), args[1]))
        if name == "log":
            over = self.step("log", slot)
            return over if len(node.args) == 1 else self.step("div", over, self.step("log", args[1]))
        if name in ("norm", "norm1", "norminf"):
            return self.step("abs", slot)
        if name in ("max", "min"):
            return self.extreme(name, args)
        if name == "factorial":
            if type(node.args[0]) is not Number:
                raise BudgetError
            return self.number(math.factorial(int(node.args[0].data[0])))
        if name in ("tr", "det", "diag", "vec", "vecr"):
            return slot
        if name == "adj":
            return self.number(1)
        if name in ("kron", "hadamard", "outer"):
            return self.step("mul", slot, args[1])
        return self.function(name, slot)

    def apply(self, function: tuple[str, tuple[int, ...]], args: list[int]) -> int:
        """An abstract function's derivative at its arguments."""
        others = None if len(args) == 1 else args[1] if len(args) == 2 else tuple(args[1:])
        return self.step(function, args[0], others)

    def function(self, name: str, slot: int) -> int:
        """The slot of an elementary function of one argument."""
        if name in COMPOSED:
            return int(COMPOSED[name].made(Operations(self.numbers()), slot))
        return self.step(name, slot)

    def numbers(self) -> Numbers:
        """Slots as a kind of number: what is computed with them becomes further steps."""
        def one(name: str) -> Callable[..., int]:
            return lambda a: self.step(name, a)

        def two(name: str) -> Callable[..., int]:
            return lambda a, b: self.step(name, a, b)

        def whole(name: str) -> Callable[..., int]:
            return lambda a, k: self.step(name, a, None, k)

        def choosing(name: str) -> Callable[..., int]:
            return lambda c, a, b: self.step(name, c, (a, b))

        return Numbers({
            **{name: one(name) for name in (*FUNCTIONS, "neg")}, **{name: two(name) for name in ("add", "mul", "div", "pow")},
            "ipow": whole("ipow"), "root": whole("root"), **{name: choosing(name) for name in CHOOSING},
        }, self.leaf, self.number)


def _inside(builder: Builder, greater: int, less: int) -> tuple[int, int] | None:
    """Take an increasing function off both sides, as x^3 > y^3 says x > y: return the slots inside, or None.

    Their difference has the sign that it had before.  The function has a value everywhere, so that the condition has one where it had one.
    """
    return _terms(builder, greater, less) or _arguments(builder, greater, less) or _argument_beside_zero(builder, greater, less)


def _terms(builder: Builder, greater: int, less: int) -> tuple[int, int] | None:
    """Compare the terms of a difference that is compared with zero: a - b > 0 says a > b."""
    zero = _zero(builder)
    if less == zero and (terms := _difference(builder, greater)) is not None:
        return terms
    if greater == zero and (terms := _difference(builder, less)) is not None:
        return terms[1], terms[0]
    return None


def _arguments(builder: Builder, greater: int, less: int) -> tuple[int, int] | None:
    """Compare the arguments where both slots are values of one function that grows, or are negatives; of even powers the squares."""
    (name, a, b, k), (other, c, d, m) = _step(builder, greater), _step(builder, less)
    if name == other == "neg":
        return c, a
    if (name, k) == (other, m) and is_increasing(name, k):
        return a, c
    if name == other == "ipow" and k == m and k is not None and k > 2 and k % 2 == 0:
        return builder.step("ipow", a, None, 2), builder.step("ipow", c, None, 2)
    have_one_base = name == other == "pow" and a == c and _is_above_one(builder, a)
    return (b, d) if have_one_base and type(b) is int and type(d) is int else None


def _argument_beside_zero(builder: Builder, greater: int, less: int) -> tuple[int, int] | None:
    """Compare an argument with zero where its function has its sign: x^3 > 0 says x > 0."""
    zero = _zero(builder)
    if less == zero and _has_sign_of_argument(builder, greater):
        return builder.steps[greater][1], less
    if greater == zero and _has_sign_of_argument(builder, less):
        return greater, builder.steps[less][1]
    return None


def _zero(builder: Builder) -> int | None:
    return builder.leaf_slots.get((Number, (0, None)))


def _step(builder: Builder, slot: int) -> Step:
    """Return the step that makes a slot; one without a name for a leaf."""
    return builder.steps[slot] if slot >= 0 else ("", slot, None, None)


def _difference(builder: Builder, slot: int) -> tuple[int, int] | None:
    """Return the slots of a and b if a slot is a - b, which is made as a + (-b)."""
    name, a, b, _ = _step(builder, slot)
    if name != "add" or type(b) is not int:
        return None
    sign, subtracted, _, _ = _step(builder, b)
    return (a, subtracted) if sign == "neg" else None


def _are_opposite(builder: Builder, a: int, b: int) -> bool:
    """Whether a slot is made as the negative of another one: v and -v, or u - v and v - u."""
    if _step(builder, b)[:2] == ("neg", a) or _step(builder, a)[:2] == ("neg", b):
        return True
    terms = _difference(builder, a)
    return terms is not None and _difference(builder, b) == terms[::-1]


def _has_sign_of_argument(builder: Builder, slot: int) -> bool:
    name, _, _, k = _step(builder, slot)
    return name != "exp" and is_increasing(name, k)


def _is_above_one(builder: Builder, slot: int) -> bool:
    leaf = builder.leaves[-slot - 1] if slot < 0 else None
    return type(leaf) is Number and leaf.data[0] > 1


def is_increasing(name: object, k: int | None) -> bool:
    """Whether a step has a value everywhere and grows with its argument."""
    return name in _INCREASING or (name in ("ipow", "root") and k is not None and k > 0 and k % 2 == 1)


_INCREASING = frozenset(("exp", "sinh", "tanh", "asinh", "atan"))
"""Functions that have a value everywhere and grow with their argument; all but exp are zero at zero alone."""


def is_total(name: Any, k: int | None) -> bool:
    """Whether a step has a value wherever its arguments have; abstract functions do."""
    if k is not None:
        return k >= 0 if name == "ipow" else k % 2 == 1
    return type(name) is tuple or name in TOTAL


_LOWER: dict[type[Expr], Callable[[Builder, Expr, list[int]], int]] = {
    Neg: lambda builder, node, args: builder.step("neg", args[0]),
    Add: lambda builder, node, args: builder.chain("add", args),
    Mul: lambda builder, node, args: builder.chain("mul", args),
    Div: lambda builder, node, args: builder.step("div", args[0], args[1]),
    Pow: Builder.power,
    Call: Builder.call,
    Transpose: lambda builder, node, args: args[0],
}


def _placed(slot: int, leaves: int) -> int:
    return -slot - 1 if slot < 0 else slot + leaves
