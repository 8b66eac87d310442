"""Proof beyond rational functions: exp, sin, cos, log, roots and powers as atoms with the polynomial relations that they obey.

An elementary expression becomes a quotient of polynomials in the variables and in *atoms*: ``exp(m)`` for a monomial m, the
cosine and sine of a monomial (c² + s² = 1), ``log|p|`` and ``|p|^(1/n)`` for an irreducible polynomial p, and opaque ones for the rest.
exp and the circular functions turn sums into products, log turns products into sums, roots are taken factor by factor, so that the
usual identities hold by construction.  Each rule holds wherever both sides are defined: log u = log|u| where log u exists, and a root
of even index of c·p tells that p ≥ 0.  A numerator that reduces to zero is a proof; one that does not is none.
Sources: R. Risch, "Algebraic properties of the elementary functions of analysis", AJM 101 (1979), for atoms and their relations;
J. Moses, "Algebraic simplification: a guide for the perplexed", CACM 14 (1971), for the simplification by radicals.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import isqrt, lcm
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.engine.program import Table
from grader.engine.proof import (
    MAX_TERMS,
    MAX_WORK,
    Field,
    NoProofError,
    Quotient,
    ZeroDenominatorError,
)
from grader.expr import Expr

POOL = 20
MOST_TERMS_OF_ARGUMENT = 6
MAX_MULTIPLE = 40
MAX_RESTARTS = 6
GCD_COST = 8
"""A common divisor costs about so many products of terms, for each term."""
_OPAQUE = ("asin", "atan", "asinh", "acosh", "atanh")


@dataclass(frozen=True, slots=True)
class Facts:
    """What must be known before a field is built: positive variables, denominators of arguments, polynomials p ≥ 0.

    Signs are learnt from one answer and hold for that answer alone: where its root exists, its radicand is not negative.
    """

    positive: frozenset[str]
    denominators: tuple[tuple[Hashable, int], ...] = ()
    not_negative: frozenset[str] = frozenset()


class RestartError(Exception):
    """Internal: something was learnt that must hold from the start; carries the new facts."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self.facts = facts


class AtomField(Field):
    """Quotients of polynomials in variables, π and atoms.

    Atoms are handed out from a pool in the order of their making, the latest the largest in the order of monomials, so that one pass
    of division by the relations, from the largest down, gives the normal form.
    """

    def __init__(self, names: tuple[str, ...], facts: Facts, budget: int = MAX_WORK) -> None:
        self._budget = budget
        generators = [f"a{index}" for index in range(POOL)] + [f"v{index}" for index in range(len(names))] + ["pi"]
        self.context = fmpq_mpoly_ctx.get(generators, Ordering.lex)
        self._generators = self.context.gens()
        self.one = self.context.constant(1)
        self._work = 0
        self.facts = facts
        self._denominators = dict(facts.denominators)
        self.variables = {name: Quotient(self._generators[POOL + index], self.one) for index, name in enumerate(names)}
        self._positive = {str(self._generators[POOL + index]) for index, name in enumerate(names) if name in facts.positive}
        self._free = POOL - 1
        self._atoms: dict[Hashable, int] = {}
        self._meaning: dict[str, tuple[Any, ...]] = {}
        self._relations: list[Any] = []

    # -- atoms --------------------------------------------------------------------------------------------------

    def atom(self, key: Hashable, *meaning: Any) -> Any:
        """The generator of an atom; ``meaning`` is remembered for logarithms of it."""
        index = self._atoms.get(key)
        if index is None:
            if self._free < 0:
                raise NoProofError
            index = self._atoms[key] = self._free
            self._free -= 1
            self._meaning[str(self._generators[index])] = meaning
        return self._generators[index]

    @property
    def is_fresh(self) -> bool:
        """Whether at least half of the atoms are left."""
        return self._free >= POOL // 2

    def _denominator(self, key: Hashable, needed: int) -> int:
        """The common denominator of all multiples of what ``key`` names; restarts when a new one is needed."""
        known = self._denominators.get(key, 1)
        if known % needed:
            denominators = {**self._denominators, key: lcm(known, needed)}
            raise RestartError(replace(self.facts, denominators=tuple(denominators.items())))
        return known

    def relate(self, relation: Any) -> None:
        """A polynomial that is zero, whose leading monomial is a power of the newest atom."""
        if relation not in self._relations:
            self._relations.append(relation)

    def reduced(self, poly: Any) -> Any:
        """The remainder by all relations, the newest first."""
        if len(poly) > MAX_TERMS:
            raise NoProofError
        for relation in reversed(self._relations):
            poly = divmod(poly, relation)[1]
        return poly

    def equal(self, a: Quotient, b: Quotient) -> bool:
        """Whether the difference's numerator reduces to zero."""
        if len(a.over) * len(b.under) + len(b.over) * len(a.under) > MAX_TERMS:
            raise NoProofError
        return bool(self.reduced(a.over * b.under - b.over * a.under) == 0)

    def quotient(self, over: Any, under: Any) -> Quotient:
        """A quotient in lowest terms, numerator and denominator reduced."""
        over, under = self.reduced(over), self.reduced(under)
        if under == 0:
            raise ZeroDenominatorError
        self.spend(GCD_COST * (len(over) + len(under)))
        common = over.gcd(under)
        if not common.is_constant():
            over, under = divmod(over, common)[0], divmod(under, common)[0]
        lead = under.leading_coefficient()
        return Quotient(over / lead, under / lead)

    def leaf(self, leaf: Expr) -> Quotient:
        if leaf.data == "pi":
            return Quotient(self._generators[-1], self.one)
        if leaf.data == "e":
            return self._exp(self.integer(1))
        return super().leaf(leaf)

    # -- sums of multiples of monomials ---------------------------------------------------------------------------

    def _multiples(self, u: Quotient) -> list[tuple[str, Fraction, Any]]:
        """``u`` as a sum of (key, rational multiple, polynomial of the monomial); one opaque term where u has a denominator."""
        u = self.quotient(u.over, u.under)
        if u.over == 0:
            return []
        if not u.under.is_constant():
            lead = u.over.leading_coefficient()
            return [(f"({u.over / lead})/({u.under})", _fraction(lead), None)]
        found = [(str(exponents), _fraction(coefficient / u.under.leading_coefficient()), self.context.from_dict({exponents: 1}))
                 for exponents, coefficient in sorted(u.over.to_dict().items())]
        if len(found) > MOST_TERMS_OF_ARGUMENT:
            raise NoProofError
        return found

    # -- functions ------------------------------------------------------------------------------------------------

    def _exp(self, u: Quotient) -> Quotient:
        result = Quotient(self.one, self.one)
        for key, multiple, monomial in self._multiples(u):
            meaning = self._meaning.get(str(monomial), ())
            if meaning[:1] == ("log",) and multiple.denominator == 1:
                factor = self.ipow(Quotient(self._absolute(meaning[1]), self.one), int(multiple))
            else:
                scale = self._denominator(("exp", key), multiple.denominator)
                atom = self.atom(("exp", key), "exp", monomial, scale)
                factor = self.ipow(Quotient(atom, self.one), int(multiple * scale))
            result = self.mul(result, factor)
        return result

    def _circle(self, u: Quotient) -> tuple[Quotient, Quotient]:
        """cos u and sin u, by the sums of angles."""
        cosine, sine = self.integer(1), self.integer(0)
        for key, multiple, monomial in self._multiples(u):
            c, s = self._angle(key, multiple, monomial)
            cosine, sine = (self.add(self.mul(cosine, c), self._neg(self.mul(sine, s))),
                            self.add(self.mul(cosine, s), self.mul(sine, c)))
        return cosine, sine

    def _angle(self, key: str, multiple: Fraction, monomial: Any) -> tuple[Quotient, Quotient]:
        if monomial == self._generators[-1] and multiple.denominator <= 2:
            quarter = int(multiple * 2) % 4
            return self.integer((1, 0, -1, 0)[quarter]), self.integer((0, 1, 0, -1)[quarter])
        scale = self._denominator(("circle", key), multiple.denominator)
        count = int(multiple * scale)
        if abs(count) > MAX_MULTIPLE:
            raise NoProofError
        cosine = self.atom(("cos", key), "cos")
        sine = self.atom(("sin", key), "sin")
        self.relate(sine * sine - 1 + cosine * cosine)
        c, s = self.one, self.context.constant(0)
        for _ in range(abs(count)):
            c, s = self.reduced(c * cosine - s * sine), self.reduced(s * cosine + c * sine)
        return Quotient(c, self.one), Quotient(s if count > 0 else -s, self.one)

    def _log(self, u: Quotient) -> Quotient:
        """log|u|, which is log u wherever that is defined."""
        u = self.quotient(u.over, u.under)
        if u.over == 0:
            raise ZeroDenominatorError
        self._learn_sign(u)
        return self.add(self._log_of(u.over), self._neg(self._log_of(u.under)))

    def _log_of(self, poly: Any) -> Quotient:
        content, factors = poly.factor()
        total = self._log_of_number(abs(_fraction(content)))
        for factor, power in factors:
            total = self.add(total, self.mul(self.integer(int(power)), self._log_of_factor(factor)))
        return total

    def _log_of_factor(self, factor: Any) -> Quotient:
        meaning = self._meaning.get(str(factor), ())
        if meaning[:1] == ("exp",) and meaning[1] is not None:
            return self.quotient(meaning[1], self.context.constant(meaning[2]))
        if meaning[:1] == ("root",):
            return self.div(self._log_of(meaning[1]), self.integer(meaning[2]))
        if meaning[:1] == ("abs",):
            return self._log_of(meaning[1])
        return Quotient(self.atom(("log", str(factor)), "log", factor), self.one)

    def _log_of_number(self, value: Fraction) -> Quotient:
        total = self.integer(0)
        for number, sign in ((value.numerator, 1), (value.denominator, -1)):
            for prime, power in _primes(number):
                atom = self.atom(("log", prime), "log", self.context.constant(prime))
                total = self.add(total, Quotient(atom * (sign * power), self.one))
        return total

    def _learn_sign(self, u: Quotient) -> None:
        """A root of even index or a logarithm of c·p exists only where c·p is not negative."""
        content, factors = (u.over * u.under).factor()
        odd = [factor for factor, power in factors if int(power) % 2]
        if len(odd) == 1 and content > 0 and not self._is_not_negative(odd[0]):
            raise RestartError(replace(self.facts, not_negative=self.facts.not_negative | {str(odd[0])}))

    def _is_not_negative(self, factor: Any) -> bool:
        text = str(factor)
        known = text in self._positive or text in self.facts.not_negative
        return known or self._meaning.get(text, ("",))[0] in ("exp", "abs", "root")

    def _is_positive(self, u: Quotient) -> bool:
        content, factors = (u.over * u.under).factor()
        return bool(content > 0) and all(int(power) % 2 == 0 or self._is_not_negative(factor) for factor, power in factors)

    def _absolute(self, poly: Any) -> Any:
        """|p|: p where its sign is known, else an atom whose square is p²."""
        content, factors = poly.factor()
        result = self.context.constant(abs(content))
        for factor, power in factors:
            if int(power) % 2 and not self._is_not_negative(factor):
                size = self.atom(("abs", str(factor)), "abs", factor)
                self.relate(size * size - factor * factor)
                result *= size * factor ** (int(power) - 1)
            else:
                result *= factor ** int(power)
        return self.reduced(result)

    def _abs(self, u: Quotient) -> Quotient:
        return self.quotient(self._absolute(u.over), self._absolute(u.under))

    def _sign(self, u: Quotient) -> Quotient:
        size = self._abs(u)
        # The sign of zero is zero, not a division by zero.
        return size if size.over == 0 else self.div(u, size)

    def _root(self, u: Quotient, index: int) -> Quotient:
        u = self.quotient(u.over, u.under)
        if index > MAX_MULTIPLE:
            raise NoProofError
        if index % 2 == 0:
            self._learn_sign(u)
        return self.div(Quotient(self._root_of(u.over, index), self.one), Quotient(self._root_of(u.under, index), self.one))

    def _root_of(self, poly: Any, index: int) -> Any:
        """The root factor by factor; of even index, the root of the absolute value."""
        if poly == 0:
            return poly
        content, factors = poly.factor()
        value = _fraction(content)
        result = self.context.constant(-1 if index % 2 and value < 0 else 1)
        for number, sign in ((abs(value.numerator), 1), (value.denominator, -1)):
            for prime, power in _primes(number):
                result *= self._rational_power(prime, Fraction(sign * power, index))
        for factor, power in factors:
            whole, rest = divmod(int(power), index)
            if whole:
                result *= (self._absolute(factor) if index % 2 == 0 else factor) ** whole
            if rest:
                result *= self._root_atom(factor, index) ** rest
        return self.reduced(result)

    def _rational_power(self, prime: int, exponent: Fraction) -> Any:
        whole = exponent.numerator // exponent.denominator
        rest = exponent - whole
        result = self.context.constant(fmpq(prime) ** whole)
        if rest:
            scale = self._denominator(("root", prime), rest.denominator)
            atom = self.atom(("root", prime), "root", self.context.constant(prime), scale)
            self.relate(atom**scale - prime)
            result *= atom ** int(rest * scale)
        return result

    def _root_atom(self, factor: Any, index: int) -> Any:
        """|p|^(1/n) for even n, the real root of p for odd n."""
        if index % 2:
            atom = self.atom(("odd root", str(factor), index), "odd root")
            self.relate(atom**index - factor)
            return atom
        scale = self._denominator(("root", str(factor)), index)
        size = self._absolute(factor)
        atom = self.atom(("root", str(factor)), "root", factor, scale)
        self.relate(atom**scale - size)
        return atom ** (scale // index)

    def _pow(self, base: Quotient, exponent: Quotient) -> Quotient:
        """b^u: exp(u log b) where b is known to be positive, else an atom for each monomial of u."""
        base = self.quotient(base.over, base.under)
        if base.over == 0:
            raise NoProofError
        if self._is_positive(base):
            return self._exp(self.mul(exponent, self._log(base)))
        result = self.integer(1)
        for key, multiple, monomial in self._multiples(exponent):
            if monomial == self.one:
                if multiple.denominator != 1:
                    raise NoProofError
                factor = self.ipow(base, int(multiple))
            else:
                name = ("pow", f"({base.over})/({base.under})", key)
                scale = self._denominator(name, multiple.denominator)
                factor = self.ipow(Quotient(self.atom(name, "pow"), self.one), int(multiple * scale))
            result = self.mul(result, factor)
        return result

    def _opaque(self, name: Any, *args: Quotient) -> Quotient:
        """An atom of its own for every argument; of an abstract function and its derivatives nothing more is known."""
        shown = []
        for u in args:
            u = self.quotient(u.over, u.under)
            shown.append(f"({u.over})/({u.under})")
        return Quotient(self.atom((name, *shown), name), self.one)

    def knows(self, step: Any) -> bool:
        return type(step) is tuple or step in self.table

    # -- the table ------------------------------------------------------------------------------------------------

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        added = super().add(a, b)
        return self.quotient(added.over, added.under)

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        product = super().mul(a, b)
        return self.quotient(product.over, product.under)

    def div(self, a: Quotient, b: Quotient) -> Quotient:
        ratio = super().div(a, b)
        return self.quotient(ratio.over, ratio.under)

    def _neg(self, a: Quotient) -> Quotient:
        return Quotient(-a.over, a.under)

    def ipow(self, a: Quotient, exponent: int) -> Quotient:
        power = super().ipow(a, exponent)
        return self.quotient(power.over, power.under)

    @cached_property
    def table(self) -> Table:
        """The step functions over this field."""
        def one_over(u: Quotient) -> Quotient:
            return self.div(self.integer(1), u)

        def hyperbolic(u: Quotient) -> tuple[Quotient, Quotient]:
            plus = self._exp(u)
            minus, half = one_over(plus), self.div(self.integer(1), self.integer(2))
            return (self.mul(half, self.add(plus, minus)), self.mul(half, self.add(plus, self._neg(minus))))

        def ratio(pair: tuple[Quotient, Quotient]) -> Quotient:
            return self.div(pair[1], pair[0])

        quarter = self.div(Quotient(self._generators[-1], self.one), self.integer(2))
        return _WithFunctions(self._opaque, {
            "add": self.add, "mul": self.mul, "div": self.div, "neg": self._neg, "ipow": self.ipow, "pow": self._pow,
            "root": self._root, "sqrt": lambda u: self._root(u, 2), "abs": self._abs,
            "sign": self._sign, "exp": self._exp, "log": self._log,
            "cos": lambda u: self._circle(u)[0], "sin": lambda u: self._circle(u)[1], "tan": lambda u: ratio(self._circle(u)),
            "cot": lambda u: ratio(self._circle(u)[::-1]), "sec": lambda u: one_over(self._circle(u)[0]),
            "csc": lambda u: one_over(self._circle(u)[1]),
            "cosh": lambda u: hyperbolic(u)[0], "sinh": lambda u: hyperbolic(u)[1], "tanh": lambda u: ratio(hyperbolic(u)),
            "coth": lambda u: ratio(hyperbolic(u)[::-1]), "sech": lambda u: one_over(hyperbolic(u)[0]),
            "csch": lambda u: one_over(hyperbolic(u)[1]),
            "acos": lambda u: self.add(quarter, self._neg(self._opaque("asin", u))),
            **{name: (lambda u, name=name: self._opaque(name, u)) for name in _OPAQUE},
        })


class _WithFunctions(dict[Any, Callable[..., Any]]):
    """The table of a field, in which every abstract function is there."""

    def __init__(self, opaque: Callable[..., Quotient], table: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(table)
        self._opaque = opaque

    def __missing__(self, step: Any) -> Callable[..., Any]:
        self[step] = made = lambda *args: self._opaque(step, *args)
        return made


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _primes(number: int) -> list[tuple[int, int]]:
    """Prime powers by trial division; a rest without small factors counts as a prime (a square as one squared)."""
    found: list[tuple[int, int]] = []
    for prime in range(2, 1000):
        if prime * prime > number:
            break
        power = 0
        while number % prime == 0:
            number, power = number // prime, power + 1
        if power:
            found.append((prime, power))
    if number > 1:
        side = isqrt(number)
        found.append((side, 2) if side * side == number else (number, 1))
    return found
