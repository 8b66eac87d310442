"""Which steps may make a function of one variable jump.

A sum of rational functions, analytic ones and logarithms of sizes has the same expansion on both sides of each place, in t and log |t|:
if it is bounded there, it has one limit.  A continuous function has one limit too, and so has its logarithm, where that is bounded.  A
quotient of continuous functions may jump where its denominator is zero: |x|/x at 0.  What is none of these may jump where one of its steps
branches: arctan(1/x) at 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.engine.branches.branching import branching_steps, ranges
from grader.engine.ladder.border_points import JUMPING
from grader.engine.program.extremes import is_continuous
from grader.engine.program.program import Program, Step, arguments, below
from grader.engine.values.functions import BRANCHES
from grader.expr import Symbol
from grader.model import Variable
from grader.record import replace

_RATIONAL = frozenset(("add", "mul", "neg", "div", "ipow"))
_BOUNDED = frozenset(("abs", "sqrt", "root", "asin", "acos", "acosh"))
"""Steps that are continuous at their branch points."""


def jumping_steps(program: Program, domains: Mapping[str, Variable], is_essential: bool) -> tuple[Program, list[int]]:
    """A program, and its steps at whose branch points the only output of the given one may jump, though both limits are finite there.

    If ``is_essential``, poles below an analytic step count too, as in tanh(1/x): the derivative is analytic at such a place only where
    nothing jumps, but where it has cases it need not be.
    """
    kinds = _Kinds(program, domains)
    terms = list(kinds.terms(program.outputs[0]))
    rest = [term for term in terms if term not in kinds.one_limit]
    logs = [term for term in rest if kinds.is_infinite_or_continuous(term)]
    under = [kinds.denominators(term) for term in rest if term not in logs]
    if len(logs) <= 1 and None not in under and (not logs or kinds.continuous.issuperset({*terms} - {*rest})):
        return _with_signs(program, [slot for slots in under for slot in slots or ()])
    return program, [slot for slot in sorted(below(program, rest)) if slot in kinds.branching or (is_essential and slot in kinds.essential)]


def _with_signs(program: Program, slots: list[int]) -> tuple[Program, list[int]]:
    """A program with the signs of some slots as further steps, and these."""
    first = len(program.leaves) + len(program.steps)
    steps = tuple([("sign", slot, None, None) for slot in dict.fromkeys(slots)])
    return replace(program, steps=program.steps + steps), [*range(first, first + len(steps))]


class _Kinds:
    """What is known of each slot of a program."""

    def __init__(self, program: Program, domains: Mapping[str, Variable]) -> None:
        self._program = program
        self.branching, self.essential = {*branching_steps(program, domains)}, set[int]()
        found = ranges(program, domains)
        self._constant = {slot for slot, leaf in enumerate(program.leaves) if type(leaf) is not Symbol}
        self.continuous = continuous = {*range(len(program.leaves))}
        even, sizes = set(continuous), set(continuous)
        for slot, step in enumerate(program.steps, len(program.leaves)):
            name, args = step[0], arguments(step)
            is_analytic, is_bounded = slot not in self.branching, continuous.issuperset(args)
            if self._constant.issuperset(args):
                self._constant.add(slot)
            if name not in _RATIONAL and name not in BRANCHES and not is_bounded:
                self.essential.add(slot)
            if is_bounded and not found[slot].poles and (is_analytic or name in _BOUNDED or _joins(program, slot)):
                continuous.add(slot)
            is_even = name in _RATIONAL or (is_analytic and is_bounded) or name == "atanh" or _is_odd_root(step)
            if (is_even and even.issuperset(args)) or (name == "log" and args[0] in sizes):
                even.add(slot)
            if slot in even or (sizes.issuperset(args) and name in ("abs", "sqrt", "root", "neg", "ipow", "mul", "div")):
                sizes.add(slot)
        self.one_limit = continuous | even

    def terms(self, slot: int) -> Iterator[int]:
        """The terms of which a slot is a sum, without their constant factors."""
        waiting, first = [slot], len(self._program.leaves)
        while waiting:
            slot = waiting.pop()
            name, a, b, _ = self._program.steps[slot - first] if slot >= first else ("", slot, None, None)
            is_scaled = (name == "mul" and (a in self._constant or b in self._constant)) or (name == "div" and b in self._constant)
            if slot not in self.one_limit and (name in ("add", "neg") or is_scaled):
                waiting += [part for part in arguments((name, a, b, None)) if not is_scaled or part not in self._constant]
            else:
                yield slot

    def is_infinite_or_continuous(self, slot: int) -> bool:
        """Whether a slot is the logarithm of something continuous."""
        name, a, _, _ = self._program.steps[slot - len(self._program.leaves)]
        return name == "log" and a in self.continuous

    def denominators(self, slot: int) -> list[int] | None:
        """What a quotient of continuous functions, or a sum or product of such, divides by; ``None`` for others.

        It is continuous where none of these is zero.
        """
        if slot in self.continuous:
            return []
        name, a, b, k = self._program.steps[slot - len(self._program.leaves)]
        if name == "div" or (name == "ipow" and (k or 0) < 0):
            over, under = (self.denominators(a), b) if name == "div" else ([], a)
            return [*over, under] if over is not None and under in self.continuous else None
        if name in ("add", "mul", "neg", "ipow"):
            found = [self.denominators(part) for part in arguments((name, a, b, None))]
            return None if None in found else [each for slots in found for each in slots or ()]
        return None


def _joins(program: Program, slot: int) -> bool:
    """Whether a step chooses between two values that meet at its border."""
    return program.steps[slot - len(program.leaves)][0] in JUMPING and is_continuous(program, slot)


def _is_odd_root(step: Step) -> bool:
    return step[0] == "root" and bool((step[3] or 0) % 2)
