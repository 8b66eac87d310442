"""Proof of an acceptance: rational functions in normal form over Q, by the same programs run over quotients of polynomials.

π and e count as further variables: what holds for variables holds for them.  A denominator that is the zero polynomial proves
that an expression has no value anywhere.  Caps keep every proof small; what exceeds them is simply not proved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from flint import Ordering, fmpq_mpoly_ctx

from grader.engine.errors import EngineError
from grader.engine.program.program import Program, bind, load, run
from grader.engine.values.numbers import Numbers, Table
from grader.expr import Constant, Expr, Number

MAX_TERMS = 20_000
MAX_WORK = 200_000
"""Products of terms: at once, and over all steps of a program; about 20,000 take a millisecond."""
MAX_BITS = 1 << 15
"""Bits of a coefficient: the library has no limit, and ends the process where memory does."""
MAX_POWER = 64
MAX_DEGREE = 1 << 24
SMALL = 100
"""Whole numbers below this are made once for a field."""


class NoProofError(EngineError):
    """Internal: outside what this prover handles, or beyond its caps."""


class ZeroDenominatorError(EngineError):
    """The expression divides by zero at every point."""


class Quotient:
    """Numerator over denominator, both polynomials; the denominator is not the zero polynomial.

    The absolute values of the coefficients add up to at most 2^``bits``, in either of them.
    """

    __slots__ = ("over", "under", "bits")

    def __init__(self, over: Any, under: Any, bits: int = 0) -> None:
        self.over = over
        self.under = under
        self.bits = bits


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
        self.entries: dict[str, Quotient] = {}
        self._small: dict[int, Quotient] = {}
        self._work = 0
        self._joined: dict[tuple[int, int], tuple[Any, Any, Any]] = {}

    @cached_property
    def numbers(self) -> Numbers:
        """The kind of number that the field's quotients are."""
        return Numbers(self.table, self.leaf, self.integer)

    def leaf(self, leaf: Expr) -> Quotient:
        """Return a number or constant."""
        if type(leaf) is not Number:
            if type(leaf) is not Constant:
                raise NoProofError
            return self.constants[leaf.data]
        value = leaf.data[0]
        if type(value) is int:
            return self.integer(value)
        over, under = self.integer(value.numerator), self.integer(value.denominator)
        return Quotient(over.over, under.over, max(over.bits, under.bits))

    def integer(self, value: int) -> Quotient:
        """Return an integer as a constant function; small ones are kept."""
        if 0 <= value < SMALL:
            found = self._small.get(value)
            if found is None:
                found = self._small[value] = Quotient(self.context.constant(value), self.one, (value - 1).bit_length() if value else 0)
            return found
        bits = (abs(value) - 1).bit_length()
        if bits > MAX_BITS:
            raise NoProofError
        return Quotient(self.context.constant(value), self.one, bits)

    def must_know(self, program: Program) -> None:
        """Raise NoProofError if a step of the program is beyond this field; what is spent is counted anew for every program."""
        self._work = 0
        self._joined.clear()
        if not all(map(self.knows, {step[0] for step in program.steps})):
            raise NoProofError

    def knows(self, step: Any) -> bool:
        """Return whether the field has this step."""
        return step in self.table

    def run(self, program: Program, values: Mapping[str, Quotient]) -> list[Quotient]:
        """Return all slots of a program; raises NoProofError or ZeroDenominatorError."""
        return run(bind(program, self.table), load(program, self.leaf, values))

    def spend(self, products: int, bits: int = 0) -> None:
        """Count products of terms with coefficients of so many bits; raises NoProofError beyond the budget."""
        self._work += products * (1 + (bits >> 7))
        if products > MAX_TERMS or bits > MAX_BITS or self._work > self._budget:
            raise NoProofError

    def equal(self, a: Quotient, b: Quotient) -> bool:
        """Return whether two quotients are the same rational function."""
        if a.under == b.under:
            return bool(a.over == b.over)
        bits = a.bits + b.bits
        return bool(self.times(a.over, b.under, bits) == self.times(b.over, a.under, bits))

    @cached_property
    def table(self) -> Table:
        """The step functions over this field."""
        return {"add": self.add, "mul": self.mul, "div": self.div, "neg": self.neg, "ipow": self.ipow}

    def times(self, a: Any, b: Any, bits: int) -> Any:
        """Return the product of two polynomials, whose coefficients have at most so many bits."""
        if a is self.one or b is self.one:
            return b if a is self.one else a
        self.spend(len(a) * len(b), bits)
        return a * b

    def joined(self, a: Any, b: Any, bits: int) -> Any:
        """Return the product of two denominators; within a program few of them are multiplied again and again."""
        if a is self.one or b is self.one:
            return b if a is self.one else a
        found = self._joined.get((id(a), id(b)))
        if found is None:
            # Both are kept, so that their identities are not used twice.
            found = self._joined[id(a), id(b)] = a, b, self.times(a, b, bits)
        return found[2]

    def neg(self, a: Quotient) -> Quotient:
        """Return the negative."""
        return Quotient(-a.over, a.under, a.bits)

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        """Return the sum; zero adds no denominator."""
        if a.under is b.under or a.under == b.under:
            return Quotient(a.over + b.over, a.under, max(a.bits, b.bits) + 1)
        if a.over == 0 or b.over == 0:
            return b if a.over == 0 else a
        bits = a.bits + b.bits + 1
        return Quotient(self.times(a.over, b.under, bits) + self.times(b.over, a.under, bits), self.joined(a.under, b.under, bits), bits)

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        """Return the product."""
        bits = a.bits + b.bits
        return Quotient(self.times(a.over, b.over, bits), self.joined(a.under, b.under, bits), bits)

    def div(self, a: Quotient, b: Quotient) -> Quotient:
        """Return the quotient; raises ZeroDenominatorError for a zero divisor."""
        if b.over == 0:
            raise ZeroDenominatorError
        bits = a.bits + b.bits
        return Quotient(self.times(a.over, b.under, bits), self.joined(a.under, b.over, bits), bits)

    def ipow(self, a: Quotient, exponent: int) -> Quotient:
        """Return a whole power."""
        if exponent < 0:
            if a.over == 0:
                raise ZeroDenominatorError
            a, exponent = Quotient(a.under, a.over, a.bits), -exponent
        bits = a.bits * exponent
        return Quotient(self._power(a.over, exponent, bits), self._power(a.under, exponent, bits), bits)

    def _power(self, poly: Any, exponent: int, bits: int) -> Any:
        if poly is self.one:
            return poly
        terms = len(poly)
        if terms > 1:
            if exponent > MAX_POWER:
                raise NoProofError
            # So many terms the power has at most; the last products are those with most of them.
            self.spend(terms * min(math.comb(exponent + terms - 1, terms - 1), MAX_TERMS), bits)
        elif bits > MAX_BITS or (exponent > MAX_POWER and exponent * poly.total_degree() > MAX_DEGREE):
            raise NoProofError
        return poly**exponent
