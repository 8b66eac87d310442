"""The entries of a truth as polynomials, and the points of the domain at which all of them are zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb

from grader.engine.field import rational
from grader.engine.field.atoms import Facts
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.learning import made_in_field
from grader.engine.problem.at_sizes import BALLS, Instance
from grader.engine.systems.points import RealPoint, sign_at
from grader.engine.systems.solving import solve
from grader.engine.systems.terms import Terms, UnsolvedError, over_rationals
from grader.engine.values.balls import PATIENT, OutsideDomainError, constant
from grader.engine.values.numbers import Numbers
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.model import Variable
from grader.record import record

_PATIENT = Numbers(PATIENT, constant, arb)


@record
class Factor:
    """A factor of an entry: it is zero where ``terms`` are, or, if it is a + b r with a root or size r, where they are and it is itself.

    ``root`` are a and b, and whether r may be negative.
    """

    terms: Terms
    root: tuple[Terms, Terms, bool] | None = None

    def is_zero_at(self, point: RealPoint) -> bool:
        """Whether it is zero at a point at which it has a value, exactly."""
        if sign_at(self.terms, point) != 0:
            return False
        if self.root is None:
            return True
        # Where a^n = ± b^n r^n, a and b r are as large as each other: without a root of odd index their signs tell.
        alone, beside, is_signed = self.root
        return is_signed or not (sign := sign_at(alone, point)) or sign == -sign_at(beside, point)


@record
class Entries:
    """The entries of a truth as polynomials in some of its variables, among whose zeros theirs are.

    ``under`` vanish where an entry has no value; ``factors`` are those of each entry, where some of the zeros may be none of its own.
    """

    variables: tuple[Variable, ...]
    over: tuple[Terms, ...]
    under: tuple[Terms, ...]
    factors: tuple[tuple[Factor, ...], ...] = ()

    def are_zero_at(self, point: RealPoint) -> bool:
        """Whether all entries are zero at one of the zeros."""
        return all(any(factor.is_zero_at(point) for factor in factors) for factors in self.factors)


def entries_of(instance: Instance, names: Sequence[str]) -> Entries:
    """Return the numerators of a truth's entries as polynomials in these variables.

    A factor that is zero nowhere, such as an exponential or a positive parameter, is left out.  Raises UnsolvedError for entries that are
    no quotients of such polynomials.
    """
    known = {variable.name: variable for variable in instance.variables}
    variables = tuple([known[name] for name in names])
    try:
        return _rational_entries(instance, variables) or _with_atoms(instance, variables)
    except (rational.NoProofError, rational.ZeroDenominatorError):
        raise UnsolvedError from None


def zeros_of(instance: Instance, names: Sequence[str], of_f: Instance | None = None) -> tuple[RealPoint, ...]:
    """Return all points of the domain, in these variables, at which all entries of a truth have the value zero; raises as ``solve``.

    ``of_f`` is the instance of f itself where the entries are its derivatives: where f has a value and their formulas have none, the
    derivative may be zero all the same, as that of sqrt(x^2 + y^2)^3 at the origin.  Raises UnsolvedError then.
    """
    entries = entries_of(instance, names)
    found = list[RealPoint]()
    for point in solve(entries.over, entries.variables):
        if not entries.are_zero_at(point):
            continue
        if _has_values(instance, entries, point):
            found.append(point)
        elif of_f is not None and not entries.under and _may_have_a_value(of_f, names, point):
            raise UnsolvedError
    return tuple(found)


def _may_have_a_value(of_f: Instance, names: Sequence[str], point: RealPoint) -> bool:
    """Whether f may have a value at a point; of rational functions the denominators tell that already."""
    samples = of_f.samples(1)
    with precision(REFUTE_BITS):
        balls = {**(of_f.balls_of(samples[0]) if samples else {}), **dict(zip(names, point.balls(REFUTE_BITS), strict=True))}
        return not any(isinstance(value, OutsideDomainError) for value in of_f.truth_over(_PATIENT, balls))


def _rational_entries(instance: Instance, variables: tuple[Variable, ...]) -> Entries | None:
    """Entries that are quotients of polynomials with rational coefficients; their denominators are those that were written."""
    field = rational.Field(instance.names)
    try:
        field.must_know(instance.program)
        values = instance.truth_over(field.numbers, instance.entries_over(field.numbers, field.variables))
    except rational.NoProofError:
        return None
    places = _places(field, variables)
    over = [over_rationals(value.over, places) for value in values]
    under = [over_rationals(value.under, places) for value in values]
    kept = [terms for terms in over if terms is not None]
    return Entries(variables, tuple(kept), tuple([terms for terms in under if terms])) if len(kept) == len(over) else None


def _with_atoms(instance: Instance, variables: tuple[Variable, ...]) -> Entries:
    def entries(field: ElementaryField) -> Entries:
        field.must_know(instance.program)
        values = instance.truth_over(field.numbers, instance.entries_over(field.numbers, field.variables))
        places = _places(field, variables)
        found = [_numerator(field, value.over, places) for value in values]
        has_roots = any(factor.root for _, factors in found for factor in factors)
        return Entries(variables, tuple([terms for terms, _ in found]), (), tuple([each for _, each in found]) if has_roots else ())

    made = made_in_field(instance.names, Facts(instance.positive), entries)
    if made is None:
        raise UnsolvedError
    return made


def _places(field: rational.Field, variables: Sequence[Variable]) -> list[int]:
    generators = [str(generator) for generator in field.context.gens()]
    return [generators.index(str(field.variables[variable.name].over)) for variable in variables]


def _numerator(field: ElementaryField, poly: Any, places: Sequence[int]) -> tuple[Terms, tuple[Factor, ...]]:
    """A polynomial without the factors that are zero nowhere, and without roots; and its factors."""
    if poly == 0:
        return {}, (Factor({}),)
    product, factors = field.one, list[Factor]()
    for factor, power in field.factored(poly)[1]:
        root = None
        if over_rationals(factor, places) is None:
            if field.is_definite(factor):
                continue
            root = _beside_a_root(field, factor, places)
            factor = field.eliminated(factor)
        terms = over_rationals(factor, places)
        if terms is None or not terms:
            raise UnsolvedError
        product *= factor if root else factor ** power
        factors.append(Factor(terms, root))
    terms = over_rationals(product, places)
    assert terms is not None, "each factor is a polynomial in the variables"
    return terms, tuple(factors)


def _beside_a_root(field: ElementaryField, factor: Any, places: Sequence[int]) -> tuple[Terms, Terms, bool]:
    """The parts a and b of a + b r with a root or size r of a polynomial, and whether r may be negative; UnsolvedError for others."""
    variables = {str(field.context.gens()[place]) for place in places}
    found = [generator for generator in field.context.gens() if str(generator) in {*field.used(factor)} - variables]
    kind, *inside = field.meaning(found[0]) or ("",) if len(found) == 1 else ("",)
    # Of a root in a root all signs would be eliminated, but only those of the outer one are looked at.
    is_root = kind in ("root", "odd root", "abs") and variables.issuperset(field.used(inside[0]))
    if not is_root or factor.degrees()[field.context.gens().index(found[0])] != 1:
        raise UnsolvedError
    slope = factor.derivative(str(found[0]))
    alone, beside = over_rationals(factor - slope * found[0], places), over_rationals(slope, places)
    if alone is None or beside is None:
        raise UnsolvedError
    return alone, beside, kind == "odd root"


def _has_values(instance: Instance, entries: Entries, point: RealPoint) -> bool:
    """Whether the truth has a value at a point; raises UnsolvedError where that cannot be told."""
    names = [variable.name for variable in entries.variables]
    samples = instance.samples(1)
    with precision(REFUTE_BITS):
        balls = {**(instance.balls_of(samples[0]) if samples else {}), **dict(zip(names, point.balls(REFUTE_BITS), strict=True))}
        if all(value.is_finite() for value in instance.truth_over(BALLS, balls)):
            return True
        values = instance.truth_over(_PATIENT, balls)
    if any(isinstance(value, OutsideDomainError) for value in values) or any(sign_at(terms, point) == 0 for terms in entries.under):
        return False
    raise UnsolvedError
