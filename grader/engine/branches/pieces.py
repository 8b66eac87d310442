"""The pieces of the domain between all branch points, where these can be found.

The argument of a branching step is brought to normal form; its roots and absolute values are eliminated (the product over all signs of
a root is a polynomial), and what is left, if it is a polynomial in one variable, has finitely many real zeros.  They are isolated, and
between them nothing branches: two sides that agree there at random points are one analytic function on the whole piece.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from grader.engine.branches.analytic import Analytic, UnresolvedError
from grader.engine.branches.analytic_zeros import Border, border_of, zeros_between
from grader.engine.branches.branching import Slots, ranges
from grader.engine.branches.critical import Critical, is_a_number, meets_no_border
from grader.engine.branches.zeros import NoZerosError, zeros
from grader.engine.field.atoms import Facts, RestartError, fraction, is_constant
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.rational import NoProofError, Quotient, ZeroDenominatorError
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.domain import rational_ends
from grader.engine.program.program import Program, pruned
from grader.engine.values.functions import BRANCHES, BranchAt
from grader.engine.values.numbers import CHOOSING
from grader.expr import Number, Symbol
from grader.model import Variable
from grader.record import record

MOST_PIECES = 64
MOST_DEGREE = 24
"""Pieces of the domain; the degree of the polynomials in one variable together."""
MAX_RESTARTS = 6
WORK = 40_000


@record
class Gap:
    """The numbers between two neighbouring branch points, or between one and an end of the domain; ``None`` where there is none."""

    low: Fraction | None
    high: Fraction | None


Gaps = dict[str, list[Gap]]
"""The gaps of every variable that a branch point depends on."""


# -- branch points of analytic functions --------------------------------------------------------------------------


def analytic_gaps(instance: Instance, programs: tuple[Program, Program], slots: Slots) -> Gaps:
    """For every variable that a branch point depends on, the gaps between the certified zeros of the critical functions."""
    return {name: [Gap(left.high if left else None, right.low if right else None) for left, right in itertools.pairwise(found)]
            for name, found in analytic_borders(instance.variables, programs, slots).items()}


def analytic_borders(variables: Iterable[Variable], programs: Sequence[Program],
                     slots: Sequence[tuple[int, ...]]) -> dict[str, list[Border | None]]:
    """For every variable that a branch point depends on, the ends of its domain and the zeros of the critical functions between them."""
    critical = Critical()
    for program, found in zip(programs, slots, strict=True):
        critical.take(program, found)
    known = {variable.name: variable for variable in variables}
    places = dict[str, list[Border | None]]()
    for function in critical.functions():
        names = [leaf.data for leaf in function.leaves if type(leaf) is Symbol]
        if is_a_number(function) or (
                len(names) > 1 and (ranges(function, known)[function.outputs[0]].nonzero or meets_no_border(function))):
            continue
        if len(names) > 1 or names[0] not in known or known[names[0]].domain == "natural":
            raise UnresolvedError
        [name] = names
        ends = places.setdefault(name, _ends_of(known[name]))
        zeros = [zeros_between(Analytic(function, name), left, right) for left, right in itertools.pairwise(ends)]
        places[name] = [ends[0], *[place for part, end in zip(zeros, ends[1:], strict=True) for place in (*part, end)]]
        if math.prod(len(found) - 1 for found in places.values()) > MOST_PIECES:
            raise UnresolvedError
    return places


def _ends_of(variable: Variable) -> list[Border | None]:
    if variable.domain == "positive":
        return [border_of(Number(0)), None]
    return [None if end is None else border_of(end) for end in (variable.low, variable.high)]


# -- branch points of polynomials ------------------------------------------------------------------------------------------------


def polynomial_gaps(instance: Instance, programs: tuple[Program, Program], slots: Slots) -> Gaps:
    """For every variable that a branch point depends on, the gaps between its branch points."""
    borders = dict[str, dict[str, Any]]()
    for program, found in zip(programs, slots, strict=True):
        for name, text, poly in _borders(instance, program, found):
            borders.setdefault(name, {})[text] = poly
    ends = {variable.name: rational_ends(variable) for variable in instance.variables if variable.name in borders}
    gaps = {}
    for name, polys in borders.items():
        if sum(int(poly.total_degree()) for poly in polys.values()) > MOST_DEGREE:
            raise UnresolvedError
        try:
            places = zeros([_coefficients(poly) for poly in polys.values()], tuple([end for end in ends[name] if end is not None]))
        except NoZerosError:
            raise UnresolvedError from None
        gaps[name] = list(_between(*ends[name], places))
    if math.prod(map(len, gaps.values())) > MOST_PIECES:
        raise UnresolvedError
    return gaps


def _between(low: Fraction | None, high: Fraction | None, places: list[tuple[Fraction, Fraction]]) -> Iterator[Gap]:
    for left, right in places:
        if (high is not None and left >= high) or (low is not None and right <= low):
            continue
        if low is None or low < left:
            yield Gap(low, left)
        low = right
    if high is None or low is None or low < high:
        yield Gap(low, high)


def _borders(instance: Instance, program: Program, slots: tuple[int, ...]) -> Iterator[tuple[str, str, Any]]:
    """Irreducible polynomials in one variable among whose zeros are the branch points: the variable, the text and the polynomial."""
    if not slots:
        return
    steps = [(name, each) for name, a, _, _ in [program.steps[slot - len(program.leaves)] for slot in slots]
             for each in (_parts(program, a) if BRANCHES.get(name) is BranchAt.ZERO else (a,))]
    part = pruned(Program(program.leaves, program.steps, (), program.leaf_count), tuple([slot for _, slot in steps]))
    facts = Facts(instance.positive)
    for _ in range(MAX_RESTARTS):
        field = ElementaryField(instance.names, facts, WORK)
        try:
            yield from list(_of_steps(field, instance, part, [name for name, _ in steps]))
            return
        except RestartError as learnt:
            if learnt.facts.not_negative and any(step[0] in CHOOSING for step in part.steps):
                # A root or logarithm in one case says nothing about the others.
                break
            facts = learnt.facts
        except (NoProofError, ZeroDenominatorError):
            break
    raise UnresolvedError


def _parts(program: Program, slot: int) -> Iterator[int]:
    """Slots of which one is zero or infinite where a product, a quotient, a power or a root is; each is smaller than the whole."""
    waiting, seen, first = [slot], set[int](), len(program.leaves)
    while waiting:
        slot = waiting.pop()
        if slot in seen:
            continue
        seen.add(slot)
        name, a, b, _ = program.steps[slot - first] if slot >= first else ("", 0, None, None)
        if name in ("mul", "div") and type(b) is int:
            waiting += [a, b]
        elif name in ("neg", "ipow", "abs", "sqrt", "root"):
            waiting.append(a)
        else:
            yield slot


def _of_steps(field: ElementaryField, instance: Instance, part: Program, steps: list[Any]) -> Iterator[tuple[str, str, Any]]:
    field.must_know(part)
    values = field.run(part, instance.entries_over(field.numbers, field.variables))
    variables = {str(quotient.over): name for name, quotient in field.variables.items()}
    for name, output in zip(steps, part.outputs, strict=True):
        for poly in _vanishing(field, name, values[output]):
            for factor, _ in field.factored(field.eliminated(poly))[1]:
                used = field.used(factor)
                if field.is_definite(factor):
                    continue
                if len(used) != 1 or used[0] not in variables:
                    raise UnresolvedError
                yield variables[used[0]], str(factor), factor


def _vanishing(field: ElementaryField, name: str, u: Quotient) -> Iterator[Any]:
    """Yield the polynomials that vanish at the branch points of a step with this argument."""
    where = BRANCHES.get(name, BranchAt.INFINITY)
    if where is BranchAt.ONES:
        found = [field.add(field.integer(1), field.neg(field.mul(u, u))).over]
    elif where is BranchAt.ONE:
        found = [field.add(u, field.integer(-1)).over, u.under]
    else:
        found = [u.under] if where is BranchAt.INFINITY else [u.over, u.under]
    yield from (poly for poly in found if poly != 0 and not is_constant(poly))


def _coefficients(poly: Any) -> list[int]:
    """Return the coefficients of a polynomial in one variable, as integers, from the constant on."""
    terms = {int(sum(exponents)): fraction(coefficient) for exponents, coefficient in poly.to_dict().items()}
    scale = math.lcm(*[value.denominator for value in terms.values()])
    return [int(terms.get(power, Fraction(0)) * scale) for power in range(max(terms) + 1)]
