"""Abstract functions as polynomials: random ones of degree seven and more to decide, friendly ones for counterexamples.

An identity that holds for every differentiable f holds for these; what fails for some f fails for a random polynomial of high degree
unless by an unseen coincidence.  Distinct names are distinct functions, and every derivative is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import perm
from typing import Any

from grader.engine.values.draws import Stream
from grader.engine.values.numbers import Numbers

Terms = tuple[tuple[int, tuple[int, ...]], ...]
"""Coefficient and exponents of each monomial."""

DEGREE = 7
MOST_KNOWN = 16
"""Values of an abstract function at a point that are remembered."""
_FRIENDLY: dict[int, tuple[tuple[str, Terms], ...]] = {
    1: (("t^2", ((1, (2,)),)), ("t^3 + 1", ((1, (3,)), (1, (0,)))), ("t^2 + t", ((1, (2,)), (1, (1,)))),
        ("2t + 1", ((2, (1,)), (1, (0,))))),
    2: (("s t", ((1, (1, 1)),)), ("s + t^2", ((1, (1, 0)), (1, (0, 2)))), ("s^2 t", ((1, (2, 1)),)),
        ("s^2 + 3t", ((1, (2, 0)), (3, (0, 1))))),
}
"""By the number of arguments: what is shown, and the polynomial."""


class Family:
    """A polynomial for every abstract function of a problem: one family a point."""

    __slots__ = ("terms", "shown", "_tables")

    def __init__(self, terms: dict[str, Terms], shown: tuple[tuple[str, str], ...] = ()) -> None:
        self.terms = terms
        self.shown = shown
        self._tables: dict[int, tuple[Numbers, Numbers]] = {}

    def over(self, numbers: Numbers) -> Numbers:
        """Return the kind of number with the family's functions among its steps; both are kept, so that no identity is used twice."""
        if not self.terms:
            return numbers
        found = self._tables.get(id(numbers))
        if found is None:
            found = self._tables[id(numbers)] = numbers, Numbers(_Functions(self, numbers), numbers.leaf, numbers.integer)
        return found[1]


class _Functions(dict[Any, Callable[..., Any]]):
    """A table that makes the step of an abstract function when it is asked for."""

    def __init__(self, family: Family, numbers: Numbers) -> None:
        super().__init__(numbers.table)
        self._family = family
        self._numbers = numbers

    def __missing__(self, step: Any) -> Callable[..., Any]:
        name, orders = step
        made = self[step] = _polynomial(differentiated(self._family.terms[name], orders), self._numbers)
        return made


def differentiated(terms: Terms, orders: tuple[int, ...]) -> Terms:
    """Return the partial derivative of a polynomial."""
    found = []
    for coefficient, exponents in terms:
        if all(exponent >= order for exponent, order in zip(exponents, orders, strict=True)):
            for exponent, order in zip(exponents, orders, strict=True):
                coefficient *= perm(exponent, order)
            found.append((coefficient, tuple(exponent - order for exponent, order in zip(exponents, orders, strict=True))))
    return tuple(found)


def _polynomial(terms: Terms, numbers: Numbers) -> Callable[..., Any]:
    add, mul, ipow, integer = numbers.table["add"], numbers.table["mul"], numbers.table["ipow"], numbers.integer
    known: dict[tuple[int, ...], tuple[Any, Any]] = {}

    def value(*args: Any) -> Any:
        """Return the polynomial at some numbers; most answers ask for it at the same ones, which are kept with their value."""
        name = tuple([id(arg) for arg in args])
        found = known.get(name)
        if found is None:
            if len(known) >= MOST_KNOWN:
                known.clear()
            found = known[name] = args, compute(*args)
        return found[1]

    def compute(*args: Any) -> Any:
        total = mul(integer(0), args[0])
        for arg in args[1:]:
            # Not every derivative depends on every argument, but each must have a value.
            total = add(total, mul(integer(0), arg))
        for coefficient, exponents in terms:
            term = integer(coefficient)
            for arg, exponent in zip(args, exponents, strict=True):
                if exponent:
                    term = mul(term, arg if exponent == 1 else ipow(arg, exponent))
            total = add(total, term)
        return total

    return value


def random_family(functions: tuple[tuple[str, int], ...], salt: str, purpose: str) -> Family:
    """Polynomials with random coefficients, of degree seven or more in every argument."""
    return Family({name: _random_terms(arity, Stream(salt, f"{purpose}|{name}")) for name, arity in functions})


def _random_terms(arity: int, stream: Stream) -> Terms:
    found: dict[tuple[int, ...], int] = {(0,) * arity: 1 + stream.bits(6)}
    for place in range(arity):
        for degree in range(1, DEGREE + 1 + stream.bits(1)):
            exponents = tuple(degree if other == place else stream.bits(2) if arity > 1 else 0 for other in range(arity))
            found[exponents] = (1 + stream.bits(6)) * (-1 if stream.bits(1) else 1)
    return tuple((coefficient, exponents) for exponents, coefficient in found.items())


@cache
def friendly_families(functions: tuple[tuple[str, int], ...]) -> tuple[Family, ...]:
    """Families of small polynomials, different ones for different names."""
    if not functions:
        return (Family({}),)
    families = []
    for shift in range(4):
        terms, shown = {}, []
        for number, (name, arity) in enumerate(functions):
            letters = ("t",) if arity == 1 else ("s", "t")
            text, polynomial = _friendly(arity, number + shift)
            terms[name] = polynomial
            shown.append((f"{name}({', '.join(letters) if arity <= 2 else '…'})", text))
        families.append(Family(terms, tuple(shown)))
    return tuple(families)


def _friendly(arity: int, number: int) -> tuple[str, Terms]:
    known = _FRIENDLY.get(arity)
    if known is not None:
        return known[number % len(known)]
    # The product of all arguments plus a multiple of one of them.
    place = number % arity
    return (f"the product of its arguments plus {number + 1} times argument {place + 1}",
            ((1, (1,) * arity), (number + 1, tuple(int(other == place) for other in range(arity)))))
