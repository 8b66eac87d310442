"""The coordinates of a point as somebody wrote them: exact numbers, balls, or functions of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from flint import arb, fmpq

from grader.engine.field.rational import Field
from grader.engine.problem.at_sizes import BALLS, Sample
from grader.engine.program.builder import compile_trees
from grader.engine.program.program import Program, evaluate
from grader.engine.values.balls import STRICT, Ball, EdgeOfDomainError, OutsideDomainError, constant
from grader.engine.values.precision import working_bits
from grader.engine.values.rationals import RATIONALS, NotRationalError
from grader.expr import Expr, Neg, Number, Symbol
from grader.once import Once


def _decimal(tree: Expr) -> Number | None:
    """The decimal that a coordinate is, without its sign."""
    inside = tree.args[0] if type(tree) is Neg else tree
    return inside if isinstance(inside, Number) and inside.places is not None else None


class Coordinates(Once):
    """A point as trees, one for each coordinate, which may hold parameters."""

    def __init__(self, trees: Sequence[Expr]) -> None:
        super().__init__()
        self.trees = tuple(trees)
        self.program: Program = compile_trees(self.trees)
        self.parameters = tuple([leaf.data for leaf in self.program.leaves if type(leaf) is Symbol])
        self._balls: dict[tuple[int, int], tuple[Sample | None, list[Ball]]] = {}

    @cached_property
    def exact(self) -> tuple[fmpq, ...] | None:
        """The coordinates, where all are rational numbers."""
        return None if self.parameters else self.exact_at({})

    def exact_at(self, parameters: dict[str, fmpq]) -> tuple[fmpq, ...] | None:
        """Return the coordinates at rational parameters, where they are rational."""
        try:
            return tuple(evaluate(self.program, RATIONALS.table, RATIONALS.leaf, parameters))
        except (NotRationalError, ZeroDivisionError):
            return None

    def balls(self, sample: Sample | None, known: dict[str, Ball], bits: int) -> list[Ball]:
        """Return the coordinates at a sample of the parameters, whose balls are known; the caller has set the precision to ``bits``."""
        key = id(sample), bits
        found = self._balls.get(key)
        if found is None:
            values = [arb(value) for value in self.exact] if self.exact is not None else \
                evaluate(self.program, BALLS.table, BALLS.leaf, known)
            # The sample is kept with its values, so that its identity is not used twice.
            found = self._balls[key] = sample, values
        return found[1]

    def rounded_to(self, zero: Sequence[Ball]) -> int | None:
        """Return to how many digits its decimals are those of a zero, where all other coordinates are equal; at the working precision.

        ``None`` where a coordinate is another number, or there is no rounded one.
        """
        digits = list[int]()
        for tree, value, right in zip(self.trees, self.balls(None, {}, working_bits()), zero, strict=True):
            found = _decimal(tree)
            if found is not None and not value.overlaps(right):
                places = found.places or 0
                digits.append(len(str(int(found.value * 10**places))))
                value += arb(0, arb(fmpq(1, 2 * 10**places)))
            if not value.overlaps(right):
                return None
        return min(digits, default=None)

    def is_undefined(self, known: dict[str, Ball]) -> bool:
        """Return whether a coordinate certainly has no value, at the working precision."""
        try:
            evaluate(self.program, STRICT, constant, known)
        except OutsideDomainError:
            return True
        except EdgeOfDomainError:
            return False
        return False

    def over(self, field: Field, parameters: dict[str, Any]) -> list[Any]:
        """Return the coordinates in a field; raises as the field does."""
        field.must_know(self.program)
        slots = field.run(self.program, parameters)
        return [slots[output] for output in self.program.outputs]
