"""The pieces of the domain between all branch points, where these can be found: both sides are compared on every piece.

The argument of a branching step is brought to normal form; its roots and absolute values are eliminated (the product over all signs of
a root is a polynomial), and what is left, if it is a polynomial in one variable, has finitely many real zeros.  They are isolated, and
between them nothing branches: two sides that agree there at random points are one analytic function on the whole piece.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.engine.branches.analytic import Analytic, UnresolvedError
from grader.engine.branches.analytic_zeros import Border, border_of, zeros_between
from grader.engine.branches.branching import ranges
from grader.engine.branches.critical import Critical, meets_no_border
from grader.engine.branches.zeros import NoZerosError, zeros
from grader.engine.field.atoms import Facts, RestartError, fraction, is_constant
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.rational import NoProofError, Quotient, ZeroDenominatorError
from grader.engine.ladder.agree import AGREE_BITS, MOST_BITS, agrees_at, exact_bits
from grader.engine.ladder.evidence import EntryAt
from grader.engine.ladder.refute import REFUTE_BITS, Finding, refuted, undefined
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.points import RUN, Point, Stream, hull, interval, rational_ends
from grader.engine.problem.posed import Posed
from grader.engine.program.program import CHOOSING, Program, pruned
from grader.engine.values.balls import precision
from grader.expr import Number, Symbol
from grader.model import Outcome, Variable

MOST_CELLS = 64
MOST_DEGREE = 24
"""Pieces of the domain; the degree of the polynomials in one variable together."""
MAX_RESTARTS = 6
WORK = 40_000
TRIES = 4
"""Points of a piece that are tried for one where the truth has a value."""
GOOD = 2
"""Points of a piece at which both sides must agree."""
SEEN_BITS = 2_048
"""Precision at which a value of the truth is looked for where few bits show none: a piece may be very narrow."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The numbers between two neighbouring branch points, or between one and an end of the domain; ``None`` where there is none."""

    low: Fraction | None
    high: Fraction | None


Slots = tuple[tuple[int, ...], tuple[int, ...]]
"""The branching steps of the truth's program and of the answer's."""

Gaps = dict[str, list[Gap]]
"""The gaps of every variable that a branch point depends on."""


def compare_on_cells(posed: Posed, answer: Compiled, chosen: tuple[int, ...], slots: Slots,
                     find: Callable[[Instance, tuple[Program, Program], Slots], Gaps] | None = None) -> Finding | bool:
    """A refutation from one of the pieces; else whether both sides were compared on all of them.

    ``find`` finds the pieces; if it is not given, they are those between zeros of polynomials.
    """
    instance = answer.instance
    try:
        gaps = (find or _gaps)(instance, (instance.program, answer.program), slots)
    except UnresolvedError:
        return False
    stream = Stream(instance.salt, f"{instance.purpose}|cells")
    covered = True
    for cell in itertools.product(*gaps.values()):
        found = _on_cell(posed, answer, chosen, dict(zip(gaps, cell, strict=True)), stream)
        if isinstance(found, Finding):
            return found
        covered = covered and found
    return covered


def _on_cell(posed: Posed, answer: Compiled, chosen: tuple[int, ...], cell: dict[str, Gap], stream: Stream) -> Finding | bool:
    good, silent, without = 0, False, list[Sample]()
    wanted = RUN if any(interval(variable).whole for variable in answer.instance.variables if variable.name in cell) else GOOD
    for sample in _samples(answer.instance, cell, stream):
        if sample is None:
            silent = True
            continue
        bits = exact_bits(posed, answer, sample)
        # Beyond the limit of precision a point can still refute.
        step = bits if bits <= MOST_BITS else AGREE_BITS
        found = agrees_at(answer, chosen, sample, step)
        if isinstance(found, EntryAt):
            return refuted(answer, chosen, found, sample, step)
        silent = silent or found is None or bits > MOST_BITS
        if found is None:
            with precision(REFUTE_BITS):
                without += [sample] if answer.is_undefined(sample) else []
            if len(without) == GOOD:
                return Finding(Outcome.INCORRECT, undefined(answer, sample))
        good += found is True and bits <= MOST_BITS
        if good == wanted:
            return True
    # Where the truth has no value on a piece, there is nothing to compare.
    return good > 0 or not silent


def _samples(instance: Instance, cell: dict[str, Gap], stream: Stream) -> Iterator[Sample | None]:
    """Points of a piece where the truth has a value; the variables that no branch point depends on are as at random points.

    ``None`` is a point where it is not known whether the truth has one.
    Natural variables run through numbers in a row, so that no period hides.
    """
    whole = {variable.name for variable in instance.variables if variable.domain == "natural"} & cell.keys()
    bases, shift = instance.samples(TRIES), stream.bits(32)
    for number in range(RUN if whole else TRIES):
        base = bases[number % len(bases)]
        moved: Point = dict(base.point)
        for name, gap in cell.items():
            value = _whole_inside(gap, shift + number) if name in whole else _inside(gap, number, stream)
            if value is None:
                return
            moved[name] = value
        sample = None
        for bits in (REFUTE_BITS, SEEN_BITS):
            sample = instance.sample(moved, base.family, bits)
            if sample is not None or _has_no_value(instance, moved, base, bits):
                break
        else:
            yield None
        if sample is not None:
            yield sample


def _has_no_value(instance: Instance, point: Point, base: Sample, bits: int) -> bool:
    """Whether f certainly has no value at a point, with the functions of another one."""
    with precision(bits):
        return Compiled(instance, instance.program).is_undefined(Sample(point, base.family))


def _inside(gap: Gap, number: int, stream: Stream) -> Fraction:
    """A random number of a gap, at several distances where an end is open."""
    low, high = _ends(gap, Fraction(10) ** (number % 2 * 3))
    return low + (high - low) * stream.unit()


def _ends(gap: Gap, reach: Fraction) -> tuple[Fraction, Fraction]:
    if gap.low is None:
        return (-reach, reach) if gap.high is None else (gap.high - reach * (1 + abs(gap.high)), gap.high)
    return gap.low, gap.low + reach * (1 + abs(gap.low)) if gap.high is None else gap.high


def _whole_inside(gap: Gap, number: int) -> Fraction | None:
    """The natural number of a gap that a number stands for, ``None`` if there is none."""
    low, high = _ends(gap, Fraction(2))
    first, last = max(math.floor(low) + 1, 1), math.ceil(high) - 1
    return Fraction(first + number % (last - first + 1)) if first <= last else None


# -- branch points of analytic functions --------------------------------------------------------------------------


def analytic_gaps(instance: Instance, programs: tuple[Program, Program], slots: Slots) -> Gaps:
    """For every variable that a branch point depends on, the gaps between the certified zeros of the critical functions."""
    return {name: [Gap(left.high if left else None, right.low if right else None) for left, right in itertools.pairwise(found)]
            for name, found in analytic_borders(instance, programs, slots).items()}


def analytic_borders(instance: Instance, programs: tuple[Program, Program], slots: Slots) -> dict[str, list[Border | None]]:
    """For every variable that a branch point depends on, the ends of its domain and the zeros of the critical functions between them."""
    critical = Critical()
    for program, found in zip(programs, slots, strict=True):
        critical.take(program, found)
    known = {variable.name: variable for variable in instance.variables}
    places = dict[str, list[Border | None]]()
    for function in critical.functions():
        names = [leaf.data for leaf in function.leaves if type(leaf) is Symbol]
        if len(names) > 1 and (ranges(function, known)[function.outputs[0]].nonzero or meets_no_border(function)):
            continue
        if len(names) > 1 or names[0] not in known or known[names[0]].domain == "natural":
            raise UnresolvedError
        [name] = names
        ends = places.setdefault(name, _ends_of(known[name]))
        zeros = [zeros_between(Analytic(function, name), left, right) for left, right in itertools.pairwise(ends)]
        places[name] = [ends[0], *[place for part, end in zip(zeros, ends[1:], strict=True) for place in (*part, end)]]
        if math.prod(len(found) - 1 for found in places.values()) > MOST_CELLS:
            raise UnresolvedError
    return places


def _ends_of(variable: Variable) -> list[Border | None]:
    if variable.domain == "positive":
        return [border_of(Number(0)), None]
    return [None if end is None else border_of(end) for end in (variable.low, variable.high)]


# -- branch points of polynomials ------------------------------------------------------------------------------------------------


def _gaps(instance: Instance, programs: tuple[Program, Program], slots: Slots) -> Gaps:
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
    if math.prod(map(len, gaps.values())) > MOST_CELLS:
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
             for each in (_parts(program, a) if name in _AT_ZERO else (a,))]
    part = pruned(Program(program.leaves, program.steps, (), program.leaf_count), tuple([slot for _, slot in steps]))
    names = tuple(variable.name for variable in instance.variables)
    facts = Facts(frozenset(variable.name for variable in instance.variables if hull(variable)[0] >= 0))
    for _ in range(MAX_RESTARTS):
        field = ElementaryField(names, facts, WORK)
        try:
            yield from list(_of_steps(field, instance, part, [name for name, _ in steps]))
            return
        except RestartError as learnt:
            facts = learnt.facts
        except (NoProofError, ZeroDenominatorError):
            break
    raise UnresolvedError


_AT_ZERO = ("abs", "sign", "sqrt", "root", "log", "pow", *CHOOSING)
"""Steps that branch where their argument is zero or infinite."""


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
    """The polynomials that vanish at the branch points of a step with this argument."""
    square = field.mul(u, u)
    if name in ("asin", "acos", "atanh"):
        found = [field.add(field.integer(1), field.neg(square)).over]
    elif name == "acosh":
        found = [field.add(u, field.integer(-1)).over, u.under]
    elif name in ("atan", "asinh"):
        found = [u.under]
    else:
        found = [u.over, u.under]
    yield from (poly for poly in found if poly != 0 and not is_constant(poly))


def _coefficients(poly: Any) -> list[int]:
    """The coefficients of a polynomial in one variable, as integers, from the constant on."""
    terms = {int(sum(exponents)): fraction(coefficient) for exponents, coefficient in poly.to_dict().items()}
    scale = math.lcm(*[value.denominator for value in terms.values()])
    return [int(terms.get(power, Fraction(0)) * scale) for power in range(max(terms) + 1)]
