"""Proof beyond rational functions: a field of polynomial quotients in variables and *atoms*, with the polynomial relations that these obey.

An atom stands for a function that is no quotient of polynomials: ``exp(m)`` for a monomial m, the cosine and sine of a monomial
(c² + s² = 1), ``log|p|`` and ``|p|^(1/n)`` for a polynomial p, and opaque ones for the rest.  Here they are made and reduced;
``factors`` and ``exponentials`` say which functions make which.  A numerator that reduces to zero is a proof; one that does not is none.
Sources: R. Risch, "Algebraic properties of the elementary functions of analysis", AJM 101 (1979), for atoms and their relations;
J. Moses, "Algebraic simplification: a guide for the perplexed", CACM 14 (1971), for the simplification by radicals.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from fractions import Fraction
from math import comb, lcm
from typing import Any, TypeVar

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.engine.errors import EngineError
from grader.engine.field.rational import MAX_POWER, MAX_TERMS, MAX_WORK, SMALL, Field, NoProofError, Quotient, ZeroDenominatorError
from grader.expr import Expr
from grader.record import record, replace

POOL = 20
MOST_TERMS = 2_000
"""Terms of a polynomial here, where every step is reduced."""
MOST_TERMS_OF_ARGUMENT = 6
MOST_FACTORED = 60
"""Terms and degree of a polynomial that is factored or has its common divisors taken: what is larger may take seconds, and stays whole."""
STEP_COST, GCD_COST, FACTOR_COST = 100, 400, 2_000
"""What a reduction, a common divisor and a factorisation take, in products of terms; more by the terms, the last by the degree too."""

MOST_REMEMBERED = 500
"""Arguments of functions, and polynomials with their factors."""

T = TypeVar("T")
Factors = tuple[Fraction, tuple[tuple[Any, int], ...]]


@record
class Facts:
    """What must be known before a field is built: positive variables, denominators of arguments, polynomials p ≥ 0.

    Signs are learnt from one answer and hold for that answer alone: where its root exists, its radicand is not negative.
    """

    positive: frozenset[str]
    denominators: tuple[tuple[Hashable, int], ...] = ()
    not_negative: frozenset[str] = frozenset()


class RestartError(EngineError):
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
        self.generators = self.context.gens()
        self.one = self.context.constant(1)
        self._work = 0
        self._joined: dict[tuple[int, int], tuple[Any, Any, Any]] = {}
        self.entries: dict[str, Quotient] = {}
        self._small = {}
        self._numbers: dict[int, Quotient] = {}
        self.facts = facts
        self._denominators = dict(facts.denominators)
        self.variables = {name: Quotient(self.generators[POOL + index], self.one) for index, name in enumerate(names)}
        self._positive = {str(self.generators[POOL + index]) for index, name in enumerate(names) if name in facts.positive}
        self._free = POOL - 1
        self._atoms: dict[Hashable, int] = {}
        self._meaning: dict[str, tuple[Any, ...]] = {}
        self._relations: list[tuple[int, Any]] = []
        self._bases: set[int] = set()
        self.circles: list[tuple[Any, Any]] = []
        self._factors: dict[str, Factors] = {}
        self._made: dict[tuple[str, str, str], Any] = {}

    @property
    def pi(self) -> Any:
        """π, the last of the generators."""
        return self.generators[-1]

    # -- atoms --------------------------------------------------------------------------------------------------

    def atom(self, key: Hashable, *meaning: Any) -> Any:
        """Return the generator of an atom; ``meaning`` is remembered for logarithms of it."""
        index = self._atoms.get(key)
        if index is None:
            if self._free < 0:
                raise NoProofError
            index = self._atoms[key] = self._free
            self._free -= 1
            self._meaning[str(self.generators[index])] = meaning
        return self.generators[index]

    def meaning(self, poly: Any) -> tuple[Any, ...]:
        """What a polynomial means that is nothing but an atom; empty for all others."""
        return self._meaning.get(str(poly), ()) if len(poly) == 1 else ()

    @property
    def count(self) -> int:
        """Atoms so far."""
        return len(self._atoms)

    @property
    def is_fresh(self) -> bool:
        """Whether at least half of the atoms are left."""
        return self._free >= POOL // 2

    def denominator(self, key: Hashable, needed: int) -> int:
        """Return the common denominator of all multiples of what ``key`` names; restarts when a new one is needed."""
        known = self._denominators.get(key, 1)
        if known % needed:
            denominators = {**self._denominators, key: lcm(known, needed)}
            raise RestartError(replace(self.facts, denominators=tuple(denominators.items())))
        return known

    def relate(self, atom: Any, relation: Any) -> None:
        """A polynomial that is zero, whose leading monomial is a power of this atom, the newest."""
        index = next(index for index, generator in enumerate(self.generators) if generator == atom)
        if all(known != relation for _, known in self._relations):
            self._relations.append((index, relation))

    def knows_not_negative(self, factor: Any) -> bool:
        """Return whether a factor is known to be nowhere negative."""
        text = str(factor)
        known = text in self._positive or text in self.facts.not_negative
        return known or self.meaning(factor)[:1] in (("exp",), ("abs",), ("root",))

    def learn_not_negative(self, factor: Any) -> None:
        """Start again with the knowledge that a factor is not negative."""
        raise RestartError(replace(self.facts, not_negative=self.facts.not_negative | {str(factor)}))

    # -- normal form ----------------------------------------------------------------------------------------------

    def reduced(self, poly: Any) -> Any:
        """Return the remainder by all relations, the newest first."""
        if len(poly) > MOST_TERMS:
            raise NoProofError
        if not self._relations:
            return poly
        degrees = poly.degrees()
        for index, relation in reversed(self._relations):
            degree = degrees[index]
            if degree > 1:
                # Division by a relation takes a step for each power and may expand the powers of what stands on its other side.
                self.spend(len(poly) * len(relation) * degree)
                if degree > 4 * MOST_FACTORED:
                    raise NoProofError
                poly = divmod(poly, relation)[1]
                degrees = poly.degrees()
        return poly

    def equal(self, a: Quotient, b: Quotient) -> bool:
        """Return whether the difference's numerator reduces to zero."""
        if len(a.over) * len(b.under) + len(b.over) * len(a.under) > MAX_TERMS:
            raise NoProofError
        difference = self.reduced(a.over * b.under - b.over * a.under)
        return bool(difference == 0 or self.reduced(self._without_bases(difference)) == 0)

    def _without_bases(self, poly: Any) -> Any:
        """Return a polynomial divided by its common monomial, in which what stands for the base of a high power is that base again."""
        bases = [index for index in self._bases if poly.degrees()[index]]
        if bases:
            poly = divmod(poly, poly.term_content())[0]
        for index in bases:
            degree = int(poly.degrees()[index])
            generator = self.generators[index]
            base = self.meaning(generator)[1]
            if degree > MAX_POWER:
                raise NoProofError
            self.spend(len(poly) * min(comb(degree + len(base) - 1, len(base) - 1), MAX_TERMS))
            poly = divmod(poly, generator - base)[1]
        return poly

    def quotient(self, over: Any, under: Any) -> Quotient:
        """Return a quotient in lowest terms (of large polynomials: as it is), numerator and denominator reduced."""
        self.spend(STEP_COST + len(over) + len(under))
        over = self.reduced(over)
        if under is self.one:
            return Quotient(over, under, _height(over))
        under = self.reduced(under)
        if under == 0:
            raise ZeroDenominatorError
        if not is_constant(under):
            over, under = self._lowest(over, under)
        lead = under.leading_coefficient()
        if lead != 1:
            over, under = over / lead, under / lead
        if under == 1:
            return Quotient(over, self.one, _height(over))
        return Quotient(over, under, max(_height(over), _height(under)))

    def _lowest(self, over: Any, under: Any) -> tuple[Any, Any]:
        if len(over) > 1 and len(under) > 1 and not (self.is_small(over) and self.is_small(under)):
            return over, under
        self.spend(GCD_COST + 8 * (len(over) + len(under)))
        common = over.gcd(under)
        return (over, under) if is_constant(common) else (divmod(over, common)[0], divmod(under, common)[0])

    def is_small(self, poly: Any) -> bool:
        """Return whether a polynomial may be factored."""
        return len(poly) <= MOST_FACTORED and int(poly.total_degree()) <= MOST_FACTORED

    def factored(self, poly: Any) -> Factors:
        """Content and factors with their powers; a polynomial that is too large keeps what is left beside its monomial as one factor."""
        text = str(poly)
        found = self._factors.get(text)
        if found is None:
            if len(self._factors) > MOST_REMEMBERED:
                self._factors.clear()
            found = self._factors[text] = self._factor(poly)
        return found

    def _factor(self, poly: Any) -> Factors:
        monomial = poly.term_content()
        if len(poly) == 1 or self.is_small(poly):
            self.spend(FACTOR_COST + (8 * int(poly.total_degree())**2 + 20 * len(poly) if len(poly) > 1 else 0))
            content, factors = poly.factor()
            return self._with_sines(fraction(content), [(factor, int(power)) for factor, power in factors])
        self.spend(len(poly) * 8)
        lead, rest = poly.leading_coefficient(), divmod(poly, monomial)[0]
        powers = tuple([(factor, int(power)) for factor, power in monomial.factor()[1]])
        return fraction(lead), ((rest / lead, 1), *powers)

    def _with_sines(self, content: Fraction, factors: list[tuple[Any, int]]) -> Factors:
        """Where c − 1 and c + 1 are factors of odd power, for a cosine c: c² − 1 is −s², which is a square up to its sign."""
        for cosine, sine in self.circles:
            odd = [place for place, (factor, power) in enumerate(factors) if power % 2 and factor in (cosine - 1, cosine + 1)]
            if len(odd) == 2:
                content = -content
                factors = [(factor, power - (place in odd)) for place, (factor, power) in enumerate(factors)] + [(sine, 2)]
        return content, tuple([(factor, power) for factor, power in factors if power])

    # -- zeros ----------------------------------------------------------------------------------------------------

    def eliminated(self, poly: Any) -> Any:
        """A polynomial without the atoms that have relations, zero wherever the given one is: the product over all their conjugates."""
        for index, relation in reversed(self._relations):
            degree = poly.degrees()[index]
            if degree == 0:
                continue
            if degree > 4 or relation.degrees()[index] > 4 or len(poly) > 30 or poly.total_degree() > 24:
                raise NoProofError
            self.spend(GCD_COST * degree * len(poly))
            poly = poly.resultant(relation, str(self.generators[index]))
        return poly

    def used(self, poly: Any) -> list[str]:
        """Return the names of the variables and atoms of a polynomial."""
        return [str(generator) for generator, degree in zip(self.generators, poly.degrees(), strict=True) if degree]

    def is_definite(self, poly: Any) -> bool:
        """Return whether a polynomial is certainly nowhere zero: all its terms have one sign, and one of them is nowhere zero."""
        return self.sign_of(poly) != 0 and any(all(self._is_above_zero(name) for name, _ in names) for names in self._monomials(poly))

    def sign_of(self, poly: Any) -> int:
        """Return 1 for a polynomial whose terms are certainly nowhere negative, −1 where none is positive, else 0."""
        signs = {coefficient > 0 for coefficient in poly.coeffs()}
        is_one = len(signs) == 1 and all(exponent % 2 == 0 or self._is_at_least_zero(name)
                                         for names in self._monomials(poly) for name, exponent in names)
        return (1 if signs.pop() else -1) if is_one else 0

    def _monomials(self, poly: Any) -> Iterator[list[tuple[str, int]]]:
        """The generators of each term, with their exponents."""
        for exponents in poly.monoms():
            yield [(str(generator), exponent) for generator, exponent in zip(self.generators, exponents, strict=True) if exponent]

    def is_known_apart(self, name: str) -> bool:
        """Return whether a generator is zero only where a variable is: a variable or an exponential."""
        return name.startswith("v") or self._is_above_zero(name)

    def _is_at_least_zero(self, name: str) -> bool:
        return self._is_above_zero(name) or self._meaning.get(name, ())[:1] in (("abs",), ("root",))

    def _is_above_zero(self, name: str) -> bool:
        return name in self._positive or name == "pi" or self._meaning.get(name, ())[:1] == ("exp",)

    # -- sums of multiples of monomials ---------------------------------------------------------------------------

    def multiples(self, u: Quotient) -> list[tuple[str, Fraction, Any]]:
        """``u`` as a sum of (key, rational multiple, polynomial of the monomial); one opaque term where u has a denominator."""
        u = self.quotient(u.over, u.under)
        if u.over == 0:
            return []
        if not is_constant(u.under):
            lead = u.over.leading_coefficient()
            return [(f"({u.over / lead})/({u.under})", fraction(lead), None)]
        if len(u.over) > MOST_TERMS_OF_ARGUMENT:
            raise NoProofError
        return [(str(exponents), fraction(coefficient / u.under.leading_coefficient()), self.context.from_dict({exponents: 1}))
                for exponents, coefficient in sorted(u.over.to_dict().items())]

    def opaque(self, name: Any, *args: Quotient) -> Quotient:
        """Return an atom of its own for every argument: of some functions, and of abstract ones, nothing more is known."""
        shown = []
        for u in args:
            u = self.quotient(u.over, u.under)
            shown.append(f"({u.over})/({u.under})")
        return self.whole(self.atom((name, *shown), name))

    # -- arithmetic -----------------------------------------------------------------------------------------------

    def remembered(self, name: str, make: Callable[[Quotient], T], u: Quotient) -> T:
        """What ``make`` makes of ``u``, made once."""
        key = name, str(u.over), str(u.under)
        found = self._made.get(key)
        if found is None:
            if len(self._made) > MOST_REMEMBERED:
                self._made.clear()
            found = self._made[key] = make(u)
        made: T = found
        return made

    def whole(self, poly: Any) -> Quotient:
        """Return a polynomial as a quotient."""
        return Quotient(poly, self.one, _height(poly))

    def leaf(self, leaf: Expr) -> Quotient:
        """Return a number or π."""
        if leaf.data == "pi":
            return self.whole(self.pi)
        value = leaf.data[0]
        known = self._numbers.get(value)
        if known is None:
            found = super().leaf(leaf)
            known = self.quotient(found.over, found.under)
            if type(value) is int and value < SMALL:
                self._numbers[value] = known
        return known

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        """Return the sum."""
        added = super().add(a, b)
        return self.quotient(added.over, added.under)

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        """Return the product."""
        product = super().mul(a, b)
        return self.quotient(product.over, product.under)

    def div(self, a: Quotient, b: Quotient) -> Quotient:
        """Return the quotient; raises ZeroDenominatorError for a zero divisor."""
        ratio = super().div(a, b)
        return self.quotient(ratio.over, ratio.under)

    def ipow(self, a: Quotient, exponent: int) -> Quotient:
        """Return a whole power; of a high one the factors of the base stand for themselves and are never expanded."""
        if abs(exponent) > MAX_POWER and not len(a.over) == len(a.under) == 1:
            over, under = self._by_bases(a.over), self._by_bases(a.under)
            a = Quotient(over, under, max(_height(over), _height(under)))
        power = super().ipow(a, exponent)
        return self.quotient(power.over, power.under)

    def _by_bases(self, poly: Any) -> Any:
        """Return the product of a polynomial's factors, each of them an atom unless it is one already."""
        content, factors = self.factored(poly)
        product = self.context.constant(fmpq(content.numerator, content.denominator))
        for factor, power in factors:
            if len(factor) > 1:
                base = factor
                factor = self.atom(("base", str(base)), "base", base)
                self._bases.add(self._atoms["base", str(base)])
            product *= factor**power
        return product


def fraction(value: Any) -> Fraction:
    """Return a rational of flint's as one of Python's."""
    return Fraction(int(value.p), int(value.q))


def is_constant(poly: Any) -> bool:
    """Return whether a polynomial is a number."""
    return len(poly) == 0 or (len(poly) == 1 and poly.total_degree() == 0)


def _height(poly: Any) -> int:
    """Bits of the sum of the coefficients' absolute values, at least; a fraction counts with its denominator."""
    sizes = [value.height_bits() for value in poly.coeffs()]
    return 2 * max(sizes) - 2 + (len(sizes) - 1).bit_length() if sizes else 0
