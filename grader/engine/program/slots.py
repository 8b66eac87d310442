"""The slots of a program in the making as a kind of number: what is computed with them becomes steps, known zeros and ones cost none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grader.engine.program.blocks import ONE, ZERO, Lowering
from grader.engine.program.builder import is_total
from grader.engine.program.program import arguments
from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Numbers
from grader.expr import Expr, Number

_AT_ZERO = {**dict.fromkeys(("sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "sqrt", "abs"), ZERO),
            **dict.fromkeys(("exp", "cos", "cosh", "sec", "sech"), ONE)}
_AT_ONE = {**dict.fromkeys(("log", "acosh", "acos"), ZERO), **dict.fromkeys(("sqrt", "abs", "sign"), ONE)}
"""What elementary functions are at zero and at one, where that is zero or one."""


class _Table(dict[Any, Callable[..., int]]):
    """The step functions over slots; the one of an abstract function is made when it is asked for."""

    def __init__(self, functions: Mapping[Any, Callable[..., int]], low: Lowering) -> None:
        super().__init__(functions)
        self._low = low

    def __missing__(self, step: Any) -> Callable[..., int]:
        low = self._low

        def apply(*args: int) -> int:
            return low.builder.apply(step, [low.real(arg) for arg in args])

        self[step] = apply
        return apply


class Slots:
    """The slots of a builder: ``numbers`` computes with them; a number that is a leaf is not zero.

    ``kept(slot, part)`` has a value only where the part has one: zero times the part is added, unless that has a value everywhere.
    """

    def __init__(self, low: Lowering) -> None:
        self._low = low
        self._total: dict[int, bool] = {}
        self.numbers = self._made()

    def kept(self, slot: int, part: int) -> int:
        """Return the slot, which has a value only where another slot has one."""
        if part == slot or self._is_total(part):
            return slot
        return self._low.add(slot, self._low.builder.step("mul", self._low.real(ZERO), part))

    def mul(self, a: int, b: int) -> int:
        """Return a product; a known zero is one where the other factor has a value."""
        if a == ZERO or b == ZERO:
            return self.kept(ZERO, b if a == ZERO else a)
        return self._low.mul(a, b)

    def _is_total(self, slot: int) -> bool:
        """Whether a slot has a value everywhere: leaves and known numbers have, and total steps of such slots."""
        steps, waiting = self._low.builder.steps, [slot]
        while waiting:
            at = waiting[-1]
            if not 0 <= at < ZERO or at in self._total:
                waiting.pop()
                continue
            name, _, _, k = steps[at]
            args = [other for other in arguments(steps[at]) if 0 <= other < ZERO]
            missing = [other for other in args if other not in self._total]
            if missing:
                waiting += missing
            else:
                self._total[at] = is_total(name, k) and all(self._total[other] for other in args)
                waiting.pop()
        return self._total.get(slot, True)

    def _made(self) -> Numbers:
        low, real, step = self._low, self._low.real, self._low.builder.step

        def elementary(name: str) -> Callable[[int], int]:
            at_zero, at_one = _AT_ZERO.get(name), _AT_ONE.get(name)

            def function(a: int) -> int:
                known = at_zero if a == ZERO else at_one if a == ONE else None
                return known if known is not None else step(name, real(a))

            return function

        def choosing(name: str) -> Callable[[int, int, int], int]:
            return lambda c, a, b: step(name, real(c), (real(a), real(b)))

        def leaf(node: Expr) -> int:
            return integer(node.data[0]) if type(node) is Number and node.data[0] in (0, 1) else low.builder.leaf(node)

        def integer(k: int) -> int:
            return ZERO if k == 0 else ONE if k == 1 else low.builder.number(k)

        return Numbers(_Table({
            **{name: elementary(name) for name in FUNCTIONS}, **{name: choosing(name) for name in CHOOSING}, **self._powers(),
            "add": low.add, "mul": self.mul, "neg": low.neg,
        }, low), leaf, integer)

    def _powers(self) -> dict[str, Callable[..., int]]:
        """Quotients, powers and roots."""
        low, real, step = self._low, self._low.real, self._low.builder.step

        def div(a: int, b: int) -> int:
            if b == ONE or (a == ZERO and b < 0 and type(low.builder.leaves[-b - 1]) is Number):
                return a
            return step("div", real(a), real(b))

        def ipow(a: int, k: int) -> int:
            if k == 0:
                return self.kept(ONE, a)
            return a if k == 1 or a == ONE or (a == ZERO and k > 0) else step("ipow", real(a), None, k)

        def root(a: int, k: int) -> int:
            return a if a in (ZERO, ONE) else step("root", a, None, k)

        return {"div": div, "ipow": ipow, "root": root, "pow": lambda a, b: step("pow", real(a), real(b))}
