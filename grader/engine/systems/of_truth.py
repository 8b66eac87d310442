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
class Entries:
    """The entries of a truth as polynomials in some of its variables, whose zeros they share; ``under`` vanish where one has no value."""

    variables: tuple[Variable, ...]
    over: tuple[Terms, ...]
    under: tuple[Terms, ...]


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
        return Entries(variables, tuple([_numerator(field, value.over, places) for value in values]), ())

    found = made_in_field(instance.names, Facts(instance.positive), entries)
    if found is None:
        raise UnsolvedError
    return found


def _places(field: rational.Field, variables: Sequence[Variable]) -> list[int]:
    generators = [str(generator) for generator in field.context.gens()]
    return [generators.index(str(field.variables[variable.name].over)) for variable in variables]


def _numerator(field: ElementaryField, poly: Any, places: Sequence[int]) -> Terms:
    """A polynomial without the factors that are zero nowhere."""
    if poly == 0:
        return {}
    product: Any = field.one
    for factor, power in field.factored(poly)[1]:
        if over_rationals(factor, places) is not None:
            product *= factor ** power
        elif not field.is_definite(factor):
            raise UnsolvedError
    terms = over_rationals(product, places)
    assert terms is not None, "each factor is a polynomial in the variables"
    return terms


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
