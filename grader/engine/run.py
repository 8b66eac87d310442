"""An answer's entries, compiled once and run at sample after sample over balls."""

from __future__ import annotations

from collections.abc import Callable

from grader.engine.balls import FAST, STRICT, Ball, Undefined, Unknown, constant, rounded_constant
from grader.engine.program import bind, compile_trees, evaluate, run
from grader.engine.truth import Sample
from grader.expr import Expr, Number, Symbol


class Answer:
    """The program of an answer's entries with its constants remembered by precision."""

    __slots__ = ("program", "entries", "_bound", "_constants", "_variables", "_slots")

    def __init__(self, entries: tuple[Expr, ...]) -> None:
        self.entries = entries
        self.program = compile_trees(entries)
        self._bound = bind(self.program, FAST)
        self._variables = [(slot, leaf.data) for slot, leaf in enumerate(self.program.leaves) if type(leaf) is Symbol]
        self._constants: dict[int, list[Ball]] = {}
        self._slots: list[Ball] = []

    def slots(self, sample: Sample, bits: int) -> list[Ball]:
        """All nodes at a sample; the caller has set the precision to ``bits``."""
        constants = self._constants.get(bits)
        if constants is None:
            constants = [None if type(leaf) is Symbol else constant(leaf) for leaf in self.program.leaves]
            self._constants[bits] = constants
        slots = constants.copy()
        balls = sample.balls
        for slot, name in self._variables:
            slots[slot] = balls[name]
        return run(self._bound, slots)

    def values(self, sample: Sample, bits: int) -> list[Ball]:
        """The entries at a sample; an undefined or unknown one is not finite."""
        slots = self.slots(sample, bits)
        return [slots[output] for output in self.program.outputs]

    def is_undefined(self, sample: Sample) -> bool:
        """Whether the entries certainly have no value at the sample, at the working precision."""
        try:
            evaluate(self.program, STRICT, constant, sample.balls)
        except Undefined:
            return True
        except Unknown:
            return False
        return False

    def rounded_values(self, sample: Sample, is_rounded: Callable[[Number], bool]) -> list[Ball]:
        """The entries with the written decimals that are rounded widened by half a unit in their last place."""
        def leaf_ball(leaf: Expr) -> Ball:
            widened = isinstance(leaf, Number) and leaf.places is not None and is_rounded(leaf)
            return rounded_constant(leaf) if widened else constant(leaf)

        return evaluate(self.program, FAST, leaf_ball, sample.balls)

    @property
    def decimals(self) -> list[Number]:
        """The decimals that were written."""
        return [leaf for leaf in self.program.leaves if isinstance(leaf, Number) and leaf.places is not None]
