"""Proof of an acceptance: rational functions in normal form over Q, by the same programs run over quotients of polynomials.

π and e count as further variables: what holds for variables holds for them.  A denominator that is the zero polynomial proves
that an expression has no value anywhere.  Caps keep every proof small; what exceeds them is simply not proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.engine.duals import Numbers, truth_values
from grader.engine.program import Program, Table
from grader.expr import Expr, Number

MAX_TERMS = 20_000
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
    """Rational functions in the given variables, with π and e."""

    def __init__(self, names: tuple[str, ...]) -> None:
        generators = [f"v{index}" for index in range(len(names))] + ["pi", "e"]
        self.context = fmpq_mpoly_ctx.get(generators, Ordering.lex)
        found = self.context.gens()
        self.one = self.context.constant(1)
        self.variables = {name: Quotient(found[index], self.one) for index, name in enumerate(names)}
        self.constants = {"pi": Quotient(found[-2], self.one), "e": Quotient(found[-1], self.one)}

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

    def values(self, program: Program, asked: str = "value", wrt: tuple[str, ...] = ()) -> list[Quotient]:
        """The outputs, or what is asked of them, as quotients; raises NoProofError or ZeroDenominatorError."""
        if any(step[0] not in self.table for step in program.steps):
            raise NoProofError
        return truth_values(program, Numbers(self.table, self.leaf, self.integer), self.variables, asked, wrt)

    def equal(self, a: Quotient, b: Quotient) -> bool:
        """Whether two quotients are the same rational function."""
        if a.under == b.under:
            return bool(a.over == b.over)
        return bool(_times(a.over, b.under) == _times(b.over, a.under))

    @property
    def table(self) -> Table:
        """The step functions over this field."""
        return TABLE


def _times(a: Any, b: Any) -> Any:
    if len(a) * len(b) > MAX_TERMS:
        raise NoProofError
    return a * b


def _add(a: Quotient, b: Quotient) -> Quotient:
    if a.under == b.under:
        return Quotient(a.over + b.over, a.under)
    return Quotient(_times(a.over, b.under) + _times(b.over, a.under), _times(a.under, b.under))


def _mul(a: Quotient, b: Quotient) -> Quotient:
    return Quotient(_times(a.over, b.over), a.under if b.under == 1 else _times(a.under, b.under))


def _div(a: Quotient, b: Quotient) -> Quotient:
    if b.over == 0:
        raise ZeroDenominatorError
    return Quotient(_times(a.over, b.under), _times(a.under, b.over))


def _ipow(a: Quotient, exponent: int) -> Quotient:
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


TABLE: Table = {"add": _add, "mul": _mul, "div": _div, "neg": lambda a: Quotient(-a.over, a.under), "ipow": _ipow}
