"""Two systems of equations: the same, certainly different, or undecided, with evidence.

The same: entry by entry equal factors, or each zero wherever all of the other are.  Different: a point at which one of them certainly holds
and the other does not.  Agreement at random points says nothing here, since random points satisfy neither.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from math import prod
from typing import Any

from grader.engine.equations.lines import zeros_of
from grader.engine.equations.normal import Forms, Normal, normal_forms, over_variables, rational_forms
from grader.engine.equations.points import (
    Parting,
    divides_by_a_part,
    have_the_same_zeros,
    holds_somewhere,
    points_apart,
)
from grader.engine.equations.sides import PosedEquations, Sides, System
from grader.engine.equations.values import have_the_same_values, is_partial
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.ideals import have_common_zero, vanishes
from grader.engine.field.rational import NoProofError, ZeroDenominatorError
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.domain import values_of
from grader.engine.program.program import BudgetError
from grader.engine.systems.nowhere import have_one_sign, touches_zero
from grader.model import Outcome
from grader.record import record

MOST_EQUATIONS = 12
"""Equations of a system."""
MOST_VARIABLES = 60
MOST_POWER = 3
MOST_ENTRIES = 60
"""Entries that are matched one by one."""
SILENT = 2
"""So many points at which the truth holds and the answer certainly has no value refute it."""

FACTOR, POWERS, IDEAL, SOLUTIONS = "up to a nonzero factor", "the same square-free part", "the same ideal", "the same solutions"


@record
class Sameness:
    """What was found of two systems at one size.

    ``method`` is set where they are the same.  ``said`` are ``everywhere`` or ``nowhere`` for an answer that is trivial, ``powers`` and
    ``left-out`` for one that is right with a remark, ``silent`` for one without values where the truth holds.  ``apart`` refutes.
    ``held`` tells for each equation of the truth whether it certainly follows from the answer.
    """

    outcome: Outcome
    method: str = ""
    said: tuple[str, ...] = ()
    apart: Parting | None = None
    held: tuple[bool, ...] = ()
    instance: Any = None


def decided(posed: PosedEquations, answer: System, refutes: bool = True) -> Sameness:
    """Compare an answer with the truth, at one size or two; the worst that is found counts.

    Where nothing ``refutes``, only a proof that both are the same is looked for.
    """
    if set(map(frozenset, answer.pairs)) == set(map(frozenset, posed.truth.pairs)):
        return Sameness(Outcome.CORRECT, FACTOR, held=(True,) * len(posed.truth.pairs))
    worst: Sameness | None = None
    for instance in posed.posed.instances():
        try:
            found = _at(instance, posed.truth, answer, refutes)
        except BudgetError:
            return Sameness(Outcome.UNDECIDED)
        if found.outcome is Outcome.INCORRECT:
            return found
        if worst is None or found.outcome is Outcome.UNDECIDED:
            worst = found
    return worst or Sameness(Outcome.UNDECIDED)


def is_satisfiable(posed: PosedEquations) -> bool:
    """Whether a point of the domain is found at which the truth holds, at the first sizes."""
    for instance in posed.posed.instances()[:1]:
        truth = posed.truth.at(instance)
        forms = normal_forms(instance, truth, truth)
        return forms is None or bool(instance.sizes) or holds_somewhere(instance, forms.truth, forms.field, truth)
    return False


def trivial(posed: PosedEquations) -> str:
    """``everywhere`` for a truth that holds at every point, ``nowhere`` for one that certainly holds at none, else nothing."""
    for instance in posed.posed.instances()[:1]:
        truth = posed.truth.at(instance)
        forms = normal_forms(instance, truth, truth)
        return "" if forms is None else _trivial(forms.truth, truth)
    return ""


def _trivial(entries: tuple[Normal, ...], sides: Sides) -> str:
    if all(entry.is_zero for entry in entries):
        # sqrt(y)^2 = y says that y is not negative.
        return "" if is_partial(sides) else "everywhere"
    return "nowhere" if any(entry.has_no_zero for entry in entries) else ""


Signature = frozenset[frozenset[str]]
"""The factors of each equation of a system, by their texts: equal ones have the same solutions."""


def signature(posed: PosedEquations, stated: System) -> Signature | None:
    """The factors of a system of rational functions at the first sizes; ``None`` for others, and for one that is trivial."""
    for instance in posed.posed.instances()[:1]:
        try:
            forms = rational_forms(instance, stated.inner.at(instance))
        except (BudgetError, ZeroDenominatorError):
            return None
        if forms is None or _trivial(forms, stated.inner.at(instance)):
            return None
        return frozenset([frozenset(entry.factors) for entry in forms if not entry.is_zero])
    return None


def _at(instance: Instance, of_truth: System, of_answer: System, refutes: bool) -> Sameness:
    truth, answer = of_truth.at(instance), of_answer.at(instance)
    pairs = [(of_truth.inner, of_answer.inner)]
    if of_truth.inner is not of_truth or of_answer.inner is not of_answer:
        pairs.append((of_truth, of_answer))
    if of_truth.split is not of_truth or of_answer.split is not of_answer:
        pairs.append((of_truth.split, of_answer.split))
    first: Forms | None = None
    for one, other in pairs:
        compared = one.at(instance), other.at(instance)
        try:
            forms = normal_forms(instance, *compared)
        except ZeroDenominatorError:
            return Sameness(Outcome.INCORRECT, said=("silent",), instance=instance)
        found = None if forms is None else _told(instance, forms, (truth, answer), compared)
        if found is not None:
            return found
        first = first or forms
    return _refuted(instance, first, truth, answer) if refutes else Sameness(Outcome.UNDECIDED)


def _told(instance: Instance, forms: Forms, sides: tuple[Sides, Sides], compared: tuple[Sides, Sides]) -> Sameness | None:
    """What normal forms of the ``compared`` sides tell alone: that the answer is trivial, or the same as the truth."""
    truth, answer = sides
    said = _trivial(forms.answer, compared[1])
    if said and not forms.is_rational:
        # Beside sqrt(x) of the truth, |x| = x + 1 is 0 = 1: what the truth needs is not known of the answer.
        alone = normal_forms(instance, compared[1], compared[1])
        said = "" if alone is None else _trivial(alone.answer, compared[1])
    if said:
        return Sameness(Outcome.INCORRECT, said=(said,), held=(False,) * (truth.numbers[-1] + 1), instance=instance)
    found = _same(instance, forms, sides, compared)
    is_partial = found is not None and len(truth.differences) > 1 and "left-out" in found.said
    return None if is_partial and _is_silent(instance, forms, truth, answer) else found


# -- the same -----------------------------------------------------------------------------------------------------


def _same(instance: Instance, forms: Forms, sides: tuple[Sides, Sides], compared: tuple[Sides, Sides]) -> Sameness | None:
    """The proof that both systems have the same solutions, up to some at which the answer has no value; ``None`` for no proof."""
    truth = [entry for entry in forms.truth if not entry.is_zero]
    answer = [entry for entry in forms.answer if not entry.is_zero]
    if not truth or not answer:
        return None
    lost = answer[0].lost
    left_out = ("left-out",) if _leaves_out(instance, forms, truth, lost) else ()
    matched = _matched(truth, answer) or _matched_but_for_points(instance, forms, truth, answer) or _matched_as_power(forms, truth, answer)
    if matched is not None:
        if any(_loses_all(entry, lost) for entry in truth) or divides_by_a_part(instance, forms, sides[0], compared, lost):
            return None
        if not (forms.is_rational or have_the_same_values(instance, *compared)):
            return None
        powers = any(power > entry.factors.get(text, (None, power))[1] for entry, other in matched
                     for text, (_, power) in other.factors.items())
        return Sameness(Outcome.CORRECT, POWERS if powers else FACTOR, (*(("powers",) if powers else ()), *left_out), instance=instance)
    if not forms.is_rational or max(len(truth), len(answer)) > MOST_EQUATIONS or (len(truth) == 1 == len(answer)):
        return None
    apart = _apart(instance, forms)
    is_same = _all_vanish(truth, answer, apart) and _all_vanish(answer, truth, apart) and have_common_zero(_polys(truth)) is True
    if is_same and not (lost and _all_lost(truth, lost)):
        return Sameness(Outcome.CORRECT, IDEAL, left_out, instance=instance)
    if not lost and have_the_same_zeros(instance, forms):
        return Sameness(Outcome.CORRECT, SOLUTIONS, instance=instance)
    return None


def _matched(truth: list[Normal], answer: list[Normal]) -> list[tuple[Normal, Normal]] | None:
    """The entries of both systems in pairs with equal factors; one that is written twice counts once."""
    if max(len(truth), len(answer)) > MOST_ENTRIES:
        return None
    by_factors = {frozenset(entry.factors): entry for entry in truth}
    others = {frozenset(entry.factors): entry for entry in answer}
    if by_factors.keys() != others.keys():
        return None
    return [(entry, others[name]) for name, entry in by_factors.items()]


def _matched_but_for_points(instance: Instance, forms: Forms, truth: list[Normal], answer: list[Normal],
                            ) -> list[tuple[Normal, Normal]] | None:
    """Two equations that differ in factors which are zero at single points alone, where the others are zero too: x³ = y³ and x = y."""
    if len(truth) != 1 or len(answer) != 1 or not forms.is_rational:
        return None
    [one], [other] = truth, answer
    common = [poly for text, (poly, _) in one.factors.items() if text in other.factors]
    if not common:
        return None
    kept = prod(common[1:], start=common[0])
    different = [poly for factors, others in ((one.factors, other.factors), (other.factors, one.factors))
                 for text, (poly, _) in factors.items() if text not in others]
    return [(one, other)] if all(_is_zero_at_points_of(instance, forms, poly, kept) for poly in different) else None


def _matched_as_power(forms: Forms, truth: list[Normal], answer: list[Normal]) -> list[tuple[Normal, Normal]] | None:
    """Two equations of which one is a power of the other, where relations between functions hide that: y² − 2y sin x + sin² x."""
    if len(truth) != 1 or len(answer) != 1 or forms.is_rational:
        return None
    one, other = truth[0].over, answer[0].over
    pairs = [(base, whole, power) for power in range(1, MOST_POWER + 1) for base, whole in ((one, other), (other, one))]
    with suppress(NoProofError):
        for base, whole, power in pairs:
            raised = forms.field.reduced(base**power)
            if len(raised) and len(forms.field.reduced(raised * whole.leading_coefficient() - whole * raised.leading_coefficient())) == 0:
                return [(truth[0], answer[0])]
    return None


def _is_zero_at_points_of(instance: Instance, forms: Forms, poly: Any, other: Any) -> bool:
    """Whether a polynomial has one sign, and is zero only where another one is."""
    terms = over_variables(forms.field, poly, instance.variables)
    if terms is None:
        return False
    if have_one_sign(terms, instance.variables):
        # Each term is zero then: of x + y, where neither is negative, both are.
        return vanishes(other, [forms.field.context.from_dict({exponents: 1}) for exponents in poly.to_dict()]) is True
    slopes = [poly.derivative(place) for place, degree in enumerate(poly.degrees()) if degree]
    return touches_zero(terms) and vanishes(other, [poly, *slopes]) is True


def _apart(instance: Instance, forms: Forms) -> list[Any]:
    """The variables that are nowhere zero in the domain."""
    names = [variable.name for variable in instance.variables if values_of(variable).nonzero]
    return [forms.field.variables[name].over for name in names]


def _loses_all(entry: Normal, lost: tuple[Any, ...]) -> bool:
    """Whether the answer has no value wherever a factor of the truth is zero: it divides by it."""
    return not {str(poly) for poly in lost}.isdisjoint(entry.factors)


def _leaves_out(instance: Instance, forms: Forms, truth: list[Normal], lost: tuple[Any, ...]) -> bool:
    """Whether what an answer divides by is zero at some solution in the domain: no 1/x leaves out a point of x = a^2 with a positive a.

    What the truth divides by, too, is no solution; nor is y = 0 one of y = e^x.
    """
    apart, relations = _apart(instance, forms), list[Any]()
    if isinstance(forms.field, ElementaryField):
        apart, relations = [*apart, *forms.field.exponentials()], forms.field.relations
    of_truth = {str(poly) for poly in truth[0].lost}
    for poly in lost:
        polys = [*_polys(truth), poly]
        if str(poly) in of_truth or vanishes(forms.field.one, [*polys, *relations], apart) is True:
            continue
        terms = [over_variables(forms.field, each, instance.variables) for each in polys]
        known = [each for each in terms if each is not None]
        if len(known) < len(terms) or next(zeros_of(known, instance.variables), None):
            return True
    return False


def _all_lost(truth: list[Normal], lost: tuple[Any, ...]) -> bool:
    """Whether the answer may have no value at any of the truth's solutions."""
    return vanishes(prod(lost[1:], start=lost[0]), _polys(truth)) is not False


def _polys(entries: list[Normal]) -> list[Any]:
    """The square-free part of each entry, without the factors that have no zero."""
    return [prod([poly for poly, _ in entry.factors.values()][1:], start=next(iter(entry.factors.values()))[0]) if entry.factors else
            entry.over for entry in entries]


def _all_vanish(polys: list[Normal], on: list[Normal], apart: list[Any]) -> bool:
    """Whether each entry of a system is zero wherever all of another are, and none of the variables that are nowhere zero."""
    basis = _polys(on)
    return all(vanishes(poly, basis, apart) is True for poly in _polys(polys))


# -- different ----------------------------------------------------------------------------------------------------


def _refuted(instance: Instance, forms: Forms | None, truth: Sides, answer: Sides) -> Sameness:
    held = _held(instance, forms, truth)
    silent = list[Parting]()
    if len(instance.variables) <= MOST_VARIABLES:
        for apart in points_apart(instance, forms, truth, answer):
            if apart.entry is not None or apart.holds == "answer":
                return Sameness(Outcome.INCORRECT, apart=apart, held=held, instance=instance)
            silent.append(apart)
            if len(silent) == SILENT:
                return Sameness(Outcome.INCORRECT, said=("silent",), apart=silent[0], held=held, instance=instance)
    return Sameness(Outcome.UNDECIDED, held=held, instance=instance)


def _is_silent(instance: Instance, forms: Forms, truth: Sides, answer: Sides) -> bool:
    """Whether the answer to a system has no value at more than one of its solutions: each of a few is worth something."""
    silent = (parting for parting in points_apart(instance, forms, truth, answer) if parting.entry is None and parting.holds == "truth")
    return len(list(islice(silent, SILENT))) == SILENT


def _held(instance: Instance, forms: Forms | None, truth: Sides) -> tuple[bool, ...]:
    """For each equation of the truth, whether all its entries follow from the answer; nothing follows from what holds nowhere."""
    count = truth.numbers[-1] + 1
    if forms is None or count == 1:
        return (False,) * count
    answer = [entry for entry in forms.answer if not entry.is_zero]
    apart = _apart(instance, forms) if forms.is_rational else []
    written = {frozenset(entry.factors) for entry in answer}
    may_follow = forms.is_rational and len(answer) <= MOST_EQUATIONS and have_common_zero(_polys(answer)) is True
    basis = _polys(answer)
    follows = [entry.is_zero or frozenset(entry.factors) in written or (may_follow and vanishes(_polys([entry])[0], basis, apart) is True)
               for entry in forms.truth]
    return tuple([all(each for each, entry in zip(follows, forms.truth, strict=True) if entry.number == number) for number in range(count)])
