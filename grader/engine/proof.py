"""Proof of an acceptance: rational functions in normal form over Q, by the same programs run over quotients of polynomials.

π and e count as further variables: what holds for variables holds for them.  A denominator that is the zero polynomial proves
that an expression has no value anywhere.  Caps keep every proof small; what exceeds them is simply not proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.engine.duals import Numbers
from grader.engine.program import Program, Table, bind, load, run
from grader.expr import Expr, Number

MAX_TERMS = 20_000
MAX_WORK = 200_000
"""Products of terms: at once, and over all steps of a program."""
MAX_POWER = 64
MAX_DEGREE = 1 << 24


class NoProofError(Exception):
    """Internal: outside what this prover handles, or beyond its caps."""


class ZeroDenominatorError(Exception):
    """The expression divides by zero at every point."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """Numerator over denominator, both polynomials; the denominator is not the zero polynomial."""

    over: Any
    under: Any


class Field:
    """Rational functions in the given variables, with π and e.

    ``numbers`` is the kind of number; what a proof may cost is counted in products of terms, so that it is the same on every machine.
    """

    def __init__(self, names: tuple[str, ...], budget: int = MAX_WORK) -> None:
        self._budget = budget
        generators = [f"v{index}" for index in range(len(names))] + ["pi", "e"]
        self.context = fmpq_mpoly_ctx.get(generators, Ordering.lex)
        found = self.context.gens()
        self.one = self.context.constant(1)
        self.variables = {name: Quotient(found[index], self.one) for index, name in enumerate(names)}
        self.constants = {"pi": Quotient(found[-2], self.one), "e": Quotient(found[-1], self.one)}
        self._work = 0

    @cached_property
    def numbers(self) -> Numbers:
        """The kind of number that the field's quotients are."""
        return Numbers(self.table, self.leaf, self.integer)

    def leaf(self, leaf: Expr) -> Quotient:
        """A number or constant."""
        if type(leaf) is Number:
            value = leaf.value
            if value.numerator.bit_length() + value.denominator.bit_length() > 8_000:
                raise NoProofError
            return Quotient(self.context.constant(fmpq(value.numerator, value.denominator)), self.one)
        return self.constants[leaf.data]

    def integer(self, value: int) -> Quotient:
        """An integer as a constant function."""
        return Quotient(self.context.constant(value), self.one)

    def must_know(self, program: Program) -> None:
        """Raise NoProofError if a step of the program is beyond this field; what is spent is counted anew for every program."""
        self._work = 0
        if not all(self.knows(step[0]) for step in program.steps):
            raise NoProofError

    def knows(self, step: Any) -> bool:
        """Whether the field has this step."""
        return step in self.table

    def run(self, program: Program, values: Mapping[str, Quotient]) -> list[Quotient]:
        """All slots of a program; raises NoProofError or ZeroDenominatorError."""
        return run(bind(program, self.table), load(program, self.leaf, values))

    def spend(self, products: int) -> None:
        """Count products of terms; raises NoProofError beyond the budget."""
        self._work += products
        if products > MAX_TERMS or self._work > self._budget:
            raise NoProofError

    def equal(self, a: Quotient, b: Quotient) -> bool:
        """Whether two quotients are the same rational function."""
        if a.under == b.under:
            return bool(a.over == b.over)
        return bool(self.times(a.over, b.under) == self.times(b.over, a.under))

    @cached_property
    def table(self) -> Table:
        """The step functions over this field."""
        return {"add": self.add, "mul": self.mul, "div": self.div, "neg": lambda a: Quotient(-a.over, a.under), "ipow": self.ipow}

    def times(self, a: Any, b: Any) -> Any:
        """The product of two polynomials."""
        self.spend(len(a) * len(b))
        return a * b

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        """The sum; zero adds no denominator."""
        if a.under == b.under:
            return Quotient(a.over + b.over, a.under)
        if a.over == 0 or b.over == 0:
            return b if a.over == 0 else a
        return Quotient(self.times(a.over, b.under) + self.times(b.over, a.under), self.times(a.under, b.under))

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        """The product."""
        return Quotient(self.times(a.over, b.over), a.under if b.under == 1 else self.times(a.under, b.under))

    def div(self, a: Quotient, b: Quotient) -> Quotient:
        """The quotient; raises ZeroDenominatorError for a zero divisor."""
        if b.over == 0:
            raise ZeroDenominatorError
        return Quotient(self.times(a.over, b.under), self.times(a.under, b.over))

    def ipow(self, a: Quotient, exponent: int) -> Quotient:
        """A whole power."""
        if exponent < 0:
            if a.over == 0:
                raise ZeroDenominatorError
            a, exponent = Quotient(a.under, a.over), -exponent
        return Quotient(_power(a.over, exponent), _power(a.under, exponent))


def _power(poly: Any, exponent: int) -> Any:
    if len(poly) > 1 and (exponent > MAX_POWER or len(poly) ** min(exponent, 8) > MAX_TERMS * 8):
        raise NoProofError
    # Flint factors only polynomials whose exponents fit a machine word; a large one is slow long before.
    if exponent > MAX_POWER and exponent * poly.total_degree() > MAX_DEGREE:
        raise NoProofError
    return poly**exponent
