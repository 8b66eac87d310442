"""An answer's program: compiled once, run over balls at each sample; its outputs may be arranged in any order."""

from __future__ import annotations

from collections.abc import Callable

from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.program.budget import LOWERED_BITS, Budget
from grader.engine.program.program import Bound, Program, bind, load, run
from grader.engine.values.balls import (
    FAST,
    NOTHING,
    PATIENT,
    STRICT,
    Ball,
    EdgeOfDomainError,
    OutsideDomainError,
    constant,
    rounded_constant,
)
from grader.engine.values.numbers import CHOOSING, Numbers
from grader.engine.values.precision import working_bits
from grader.expr import Expr, Number, Symbol

_STRICT = Numbers(STRICT, constant, BALLS.integer)
_PATIENT = Numbers(PATIENT, constant, BALLS.integer)


class Compiled:
    """A program at one instance, with its constants and its values at the last samples remembered by precision.

    With a ``budget``, both its values and the truth's are paid for at each point and precision, remembered or not.
    """

    __slots__ = ("instance", "program", "outputs", "_bound", "_constants", "_variables", "_slots", "_budget", "_paid")

    def __init__(self, instance: Instance, program: Program) -> None:
        self.instance = instance
        self.program = program
        self.outputs = program.outputs
        self._bound: Bound = [] if instance.functions else bind(program, FAST)
        self._variables = [(slot, leaf.data) for slot, leaf in enumerate(program.leaves) if type(leaf) is Symbol]
        self._constants: dict[int, list[Ball]] = {}
        self._slots: dict[tuple[int, int], tuple[Sample, list[Ball]]] = {}
        self._budget: Budget | None = None
        self._paid: set[tuple[int, int]] = set()

    def arranged(self, outputs: tuple[int, ...]) -> Compiled:
        """The same answer with other outputs in another order; what has been computed is shared."""
        other = Compiled.__new__(Compiled)
        for name in Compiled.__slots__:
            setattr(other, name, getattr(self, name))
        other.outputs = outputs
        return other

    def within(self, budget: Budget) -> Compiled:
        """The same answer, paid from a budget, its program first; raises SpentError if too little is left."""
        other = self.arranged(self.outputs)
        other._budget, other._paid = budget, set()
        other.spend(len(self.program.steps), LOWERED_BITS)
        return other

    @property
    def is_for_a_claim(self) -> bool:
        """Whether it is enough to know whether the answer is right."""
        return self._budget is not None and self._budget.is_for_claims

    def spend(self, steps: int, bits: int) -> None:
        """Pay for steps over numbers of so many bits."""
        if self._budget is not None:
            self._budget.spend(steps, bits)

    def pay(self, points: int, bits: int) -> None:
        """Pay for both sides at so many points; raises SpentError if too little is left."""
        self.spend(points * (len(self.program.steps) + self.instance.steps), bits)

    def slots(self, sample: Sample, bits: int) -> list[Ball]:
        """All nodes at a sample; the caller has set the precision to ``bits``."""
        key = id(sample), bits
        if self._budget is not None and key not in self._paid:
            self.pay(1, bits)
            self._paid.add(key)
        known = self._slots.get(key)
        if known is not None:
            return known[1]
        constants = self._constants.get(bits)
        if constants is None:
            constants = [None if type(leaf) is Symbol else constant(leaf) for leaf in self.program.leaves]
            self._constants[bits] = constants
        slots = constants.copy()
        balls = self.instance.balls_of(sample)
        for slot, name in self._variables:
            slots[slot] = balls[name]
        bound = self._bound if not self.instance.functions else bind(self.program, sample.family.over(BALLS).table)
        run(bound, slots)
        if not all(slots[need].is_finite() for need in self.program.needs):
            slots = [NOTHING] * len(slots)
        # The sample is kept with its values, so that its identity is not used twice.
        self._slots[key] = sample, slots
        return slots

    def values(self, sample: Sample, bits: int) -> list[Ball]:
        """The entries at a sample; an undefined or unknown one is not finite."""
        slots = self.slots(sample, bits)
        return [slots[output] for output in self.outputs]

    def is_undefined(self, sample: Sample) -> bool:
        """Whether the entries certainly have no value at the sample, at the working precision."""
        self.pay(1, working_bits())
        known = self.instance.balls_of(sample)
        if any(step[0] in CHOOSING for step in self.program.steps):
            slots = run(bind(self.program, sample.family.over(_PATIENT).table), load(self.program, constant, known))
            return any(isinstance(slots[output], OutsideDomainError) for output in (*self.outputs, *self.program.needs))
        try:
            numbers = sample.family.over(_STRICT)
            run(bind(self.program, numbers.table), load(self.program, constant, known))
        except OutsideDomainError:
            return True
        except EdgeOfDomainError:
            return False
        return False

    def rounded_values(self, sample: Sample, is_rounded: Callable[[Number], bool]) -> list[Ball]:
        """The entries with the written decimals that are rounded widened by half a unit in their last place."""
        def leaf_ball(leaf: Expr) -> Ball:
            widened = isinstance(leaf, Number) and leaf.places is not None and is_rounded(leaf)
            return rounded_constant(leaf) if widened else constant(leaf)

        self.pay(1, working_bits())
        table = sample.family.over(BALLS).table
        slots = run(bind(self.program, table), load(self.program, leaf_ball, self.instance.balls_of(sample)))
        if not all(slots[need].is_finite() for need in self.program.needs):
            return [NOTHING] * len(self.outputs)
        return [slots[output] for output in self.outputs]

    @property
    def decimals(self) -> list[Number]:
        """The decimals that were written."""
        return [leaf for leaf in self.program.leaves if isinstance(leaf, Number) and leaf.places is not None]
