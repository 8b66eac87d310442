"""Equations in normal form: the numerator of left − right, cut into its factors, over a field in which both sides can be computed.

Two equations with the same factors have the same solutions, up to the powers of the factors and up to factors that are nowhere zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from math import inf
from typing import Any

from grader.engine.equations.sides import Sides
from grader.engine.field.atoms import Facts, fraction
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.learning import made_in_field
from grader.engine.field.rational import Field, NoProofError, Quotient, ZeroDenominatorError
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.domain import values_of
from grader.engine.program.program import Program
from grader.engine.systems.nowhere import nowhere_zero
from grader.engine.systems.terms import Terms, over_rationals
from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.ranges import ALL, Range, add, mul, outward, power
from grader.expr import Number
from grader.model import Variable
from grader.record import record

MOST_FACTORED = 60
"""Terms and degree of a polynomial that is factored."""
WORK = 60_000
LARGEST = 10**300
"""Coefficients up to here are looked at as floats."""

Factors = Mapping[str, tuple[Any, int]]
"""Irreducible factors that may be zero in the domain, each with its power, by its text."""


@record
class Normal:
    """One entry of an equation: the numerator of its difference in lowest terms, the factors that count, and what it divides by.

    ``lost`` are the divisors that may be zero in the domain: where they are, the equation as it is written has no value.  ``number`` is
    that of the equation in its system.
    """

    over: Any
    factors: Factors
    lost: tuple[Any, ...]
    number: int

    @property
    def is_zero(self) -> bool:
        """Whether the equation holds wherever it has a value."""
        return bool(self.over == 0)

    @property
    def has_no_zero(self) -> bool:
        """Whether the equation certainly holds nowhere in the domain."""
        return not self.factors and not self.is_zero


@record
class Forms:
    """Both systems over one field; ``is_rational`` tells that no atoms stand in it, only variables, π and e."""

    field: Any
    is_rational: bool
    truth: tuple[Normal, ...]
    answer: tuple[Normal, ...]


def normal_forms(instance: Instance, truth: Sides, answer: Sides) -> Forms | None:
    """Return both systems in normal form; ``None`` where no field holds them.

    Raises ZeroDenominatorError for an answer that divides by zero everywhere.
    """
    stored = instance.once(_rational_truths).get(truth)
    if stored is not None:
        field, found = stored
        # What is beyond rational functions may still have a normal form with atoms.
        with suppress(NoProofError):
            return Forms(field, True, found, _normal(field, instance, answer))
    facts = Facts(frozenset(variable.name for variable in instance.variables if values_of(variable).positive))
    with suppress(NoProofError):
        return made_in_field(instance.names, facts, lambda field: Forms(
            field, False, _normal(field, instance, truth), _normal(field, instance, answer)), WORK)
    return None


def rational_forms(instance: Instance, sides: Sides) -> tuple[Normal, ...] | None:
    """Return a system in normal form over the rational functions; ``None`` where it has other functions, or is too large.

    Raises ZeroDenominatorError for one that divides by zero everywhere.
    """
    try:
        return _normal(Field(instance.names), instance, sides)
    except NoProofError:
        return None


class _Truths:
    """The normal forms of truths over the rational functions of an instance, made once; the truth of one task is one object."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._known: dict[int, tuple[Sides, tuple[Field, tuple[Normal, ...]] | None]] = {}

    def get(self, truth: Sides) -> tuple[Field, tuple[Normal, ...]] | None:
        """Return the field and the forms in it; ``None`` where the truth is no rational function."""
        found = self._known.get(id(truth))
        if found is None:
            # The truth is kept with its forms, so that its identity is not used twice.
            found = self._known[id(truth)] = truth, self._made(truth)
        return found[1]

    def _made(self, truth: Sides) -> tuple[Field, tuple[Normal, ...]] | None:
        field = Field(self._instance.names)
        try:
            return field, _normal(field, self._instance, truth)
        except (NoProofError, ZeroDenominatorError):
            return None


def _rational_truths(instance: Instance) -> _Truths:
    return _Truths(instance)


def slots_of(field: Field, instance: Instance, program: Program) -> Any:
    """Return the slots of a program over a field, which takes the entries of the instance when it first runs."""
    if not field.entries:
        if instance.assumed is not None:
            field.must_know(instance.assumed)
        field.entries = instance.entries_over(field.numbers, field.variables)
    field.must_know(program)
    return field.run(program, field.entries)


def _normal(field: Field, instance: Instance, sides: Sides) -> tuple[Normal, ...]:
    """The entries of a system in normal form; raises NoProofError, RestartError or ZeroDenominatorError."""
    program, slots = sides.program, slots_of(field, instance, sides.program)
    divisors = [slots[step[2]].over for step in program.steps if step[0] == "div"]
    divisors += [slots[step[1]].over for step in program.steps if step[0] == "ipow" and step[3] is not None and step[3] < 0]
    # The cotangent divides by the sine.
    divisors += [field.table[ratio[1]](slots[a]).over for name, a, _, _ in program.steps
                 if name in FUNCTIONS and (ratio := FUNCTIONS[name].ratio) is not None]
    lost = _factors(field, instance.variables, divisors)
    lost_polys = tuple([poly for poly, _ in lost.values()])
    found = list[Normal]()
    for output, number in zip(sides.differences, sides.numbers, strict=True):
        over = _numerator(slots[output])
        bases = [_numerator(slots[slot]) for slot, power in _written_factors(program, output) for _ in range(min(power, 2))]
        found.append(Normal(over, _factors(field, instance.variables, bases) if over != 0 else {}, lost_polys, number))
    return tuple(found)


def _numerator(value: Quotient) -> Any:
    """The numerator in lowest terms."""
    if value.over == 0 or value.under.is_constant():
        return value.over
    common = value.over.gcd(value.under)
    return value.over if common.is_constant() else divmod(value.over, common)[0]


def _written_factors(program: Program, output: int) -> list[tuple[int, int]]:
    """The slots that are multiplied where a side is a product and the other one zero, with their powers: so large ones stay apart."""
    first, found, waiting = len(program.leaves), dict[int, int](), [(output, 1)]
    while waiting:
        slot, power = waiting.pop()
        name, a, b, k = program.steps[slot - first] if slot >= first else ("", slot, 0, None)
        if name == "neg":
            waiting.append((a, power))
        elif name == "mul":
            waiting += [(a, power), (int(b), power)]
        elif name == "div":
            waiting.append((a, power))
        elif name == "ipow" and k is not None and k > 0:
            waiting.append((a, power * k))
        elif name == "add" and _is_zero(program, int(b)):
            waiting.append((a, power))
        else:
            found[slot] = found.get(slot, 0) + power
    return list(found.items())


def _is_zero(program: Program, slot: int) -> bool:
    """Whether a slot is a literal zero, or minus one."""
    first = len(program.leaves)
    if slot >= first:
        name, a, _, _ = program.steps[slot - first]
        return name == "neg" and _is_zero(program, a)
    leaf = program.leaves[slot]
    return type(leaf) is Number and leaf.data[0] == 0


def _factors(field: Field, variables: tuple[Variable, ...], polys: list[Any]) -> dict[str, tuple[Any, int]]:
    """The irreducible factors of some polynomials that may be zero in the domain, with their powers."""
    found = dict[str, tuple[Any, int]]()
    for poly in polys:
        if poly == 0 or poly.is_constant():
            continue
        if len(poly) > MOST_FACTORED or poly.total_degree() > MOST_FACTORED:
            raise NoProofError
        for factor, times in poly.factor()[1]:
            monic = factor / factor.leading_coefficient()
            text = str(monic)
            if text in found:
                found[text] = monic, found[text][1] + int(times)
            elif not is_nowhere_zero(field, monic, variables):
                found[text] = monic, int(times)
    return found


def is_nowhere_zero(field: Field, poly: Any, variables: tuple[Variable, ...]) -> bool:
    """Return whether a polynomial of a field is certainly not zero anywhere in the domain of the variables."""
    if poly.is_constant():
        return bool(poly != 0)
    if _range(poly, _ranges(field, variables)).nonzero:
        return True
    if isinstance(field, ElementaryField) and field.is_definite(poly):
        return True
    terms = over_variables(field, poly, variables)
    return terms is not None and nowhere_zero(terms, variables)


def _range(poly: Any, of_generators: list[Range]) -> Range:
    """The range of a polynomial, term by term."""
    found = Range(0.0, 0.0)
    for exponents, coefficient in poly.to_dict().items():
        exact = fraction(coefficient)
        if abs(exact) > LARGEST:
            return ALL
        value = float(exact)
        term = Range(value, value) if Fraction(value) == exact else outward(value, value)
        for range_of, exponent in zip(of_generators, exponents, strict=True):
            term = mul(term, power(range_of, int(exponent), "ipow")) if exponent else term
        found = add(found, term)
    return found


def _ranges(field: Field, variables: tuple[Variable, ...]) -> list[Range]:
    """The range of each generator: of variables their domain, of atoms what their functions give."""
    known = {str(field.variables[variable.name].over): Range(1.0, inf) if variable.domain == "natural" else
             values_of(variable) for variable in variables}
    known |= {"pi": Range(3.1415, 3.1416), "e": Range(2.718, 2.719)}
    generators = field.context.gens()
    if isinstance(field, ElementaryField):
        known |= {str(each): Range(-1.0, 1.0) for pair in field.circles for each in pair}
        signs = {"exp": Range(0.0, inf, True, True), "abs": Range(0.0, inf), "root": Range(0.0, inf)}
        known |= {str(each): signs[meaning[0]] for each in generators if (meaning := field.meaning(each))[:1] and meaning[0] in signs}
    return [known.get(str(generator), ALL) for generator in generators]


def over_variables(field: Field, poly: Any, variables: tuple[Variable, ...]) -> Terms | None:
    """The terms of a polynomial in the variables alone, by their exponents; ``None`` where another generator occurs."""
    names = [str(generator) for generator in field.context.gens()]
    return over_rationals(poly, [names.index(str(field.variables[variable.name].over)) for variable in variables])
