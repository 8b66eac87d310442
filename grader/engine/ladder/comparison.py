"""What the rungs share: an answer, the truth, and what earlier rungs have found out about both."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from grader.engine.branches.branching import Slots, branching_slots
from grader.engine.ladder.finding import Finding
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.posed import Posed
from grader.engine.program.budget import RANGE_BITS
from grader.engine.values.numbers import CHOOSING

POINTS = 3
"""Random points that are looked at before anything is tried."""


class Comparison:
    """An answer's outputs beside the truth's entries with the numbers ``chosen``, in order.

    ``agreement`` is what *agree* found where it is not the last word: not every piece of the domain has been compared.
    """

    def __init__(self, posed: Posed, answer: Compiled, chosen: tuple[int, ...], points: int = POINTS) -> None:
        self.posed = posed
        self.answer = answer
        self.chosen = chosen
        self._points = points
        self.agreement: Finding | None = None

    @property
    def instance(self) -> Instance:
        """The problem at the sizes of the answer's program."""
        return self.answer.instance

    @cached_property
    def samples(self) -> list[Sample]:
        """The first random points."""
        return self.instance.samples(self._points)

    @cached_property
    def branching(self) -> Slots:
        """The steps of both sides that may meet a branch point in the domain."""
        self.answer.spend(len(self.answer.program.steps), RANGE_BITS)
        return branching_slots(self.answer)

    @cached_property
    def has_cases(self) -> bool:
        """Whether a side chooses between values."""
        return self.instance.once(_chooses) or not self._names.isdisjoint(CHOOSING)

    @property
    def may_jump(self) -> bool:
        """Whether a side takes another value at a single point: it chooses between values, or takes a sign."""
        return self.has_cases or "sign" in self._names or self.instance.once(_takes_signs)

    @cached_property
    def _names(self) -> set[Any]:
        """The names of the answer's steps."""
        return {step[0] for step in self.answer.program.steps}

    @cached_property
    def is_covered(self) -> bool:
        """Whether every piece of the domain between branch points has been compared; set by the rung that compares them."""
        return not any(self.branching)


def _takes_signs(instance: Instance) -> bool:
    return any(step[0] == "sign" for step in instance.program.steps)


def _chooses(instance: Instance) -> bool:
    return any(step[0] in CHOOSING for step in instance.program.steps)
