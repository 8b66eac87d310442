"""Which signs of several numbers are possible together: linear inequalities, of which one after the other variable is eliminated.

Every monomial counts as a variable of its own, so that what is impossible here is impossible.
Source: T. S. Motzkin, "Beiträge zur Theorie der linearen Ungleichungen" (1936), after J. B. J. Fourier (1826).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from grader.engine.field.atoms import Facts, RestartError, fraction, is_constant
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.rational import NoProofError, Quotient, ZeroDenominatorError
from grader.engine.problem.at_sizes import Instance
from grader.engine.program.program import Program, pruned

WORK = 20_000
MOST_ROWS = 120
"""Inequalities at any time."""

Row = dict[tuple[int, ...], Fraction]
"""A sum of multiples of monomials, by their exponents, that is positive."""


def are_impossible(instance: Instance, programs: Sequence[tuple[Program, Iterable[tuple[int, int]]]], fixed: Mapping[str, int]) -> bool:
    """Whether slots of programs cannot have these signs together, where the leaves ``fixed`` have the given values ±1."""
    field = ElementaryField(instance.names, Facts(instance.positive), WORK)
    rows = list[Row]()
    try:
        entries = instance.entries_over(field.numbers, field.variables) | {name: field.integer(value) for name, value in fixed.items()}
        for program, signs in programs:
            known = [*signs]
            part = pruned(program, tuple([slot for slot, _ in known]))
            field.must_know(part)
            slots = field.run(part, entries)
            rows += [row for output, (_, sign) in zip(part.outputs, known, strict=True) if (row := _row(slots[output], sign)) is not None]
    except (NoProofError, RestartError, ZeroDenominatorError, KeyError):
        return False
    at = {index for index, name in enumerate(field.variables) if name in instance.positive}
    first = len(field.generators) - 1 - len(instance.names)
    monomials = {monomial for row in rows for monomial in row if any(monomial)}
    rows += [{monomial: Fraction(1)} for monomial in monomials
             if all(power % 2 == 0 or place - first in at for place, power in enumerate(monomial))]
    return _is_contradiction(rows)


def _row(value: Quotient, sign: int) -> Row | None:
    """The inequality that a number has a sign; ``None`` where its denominator has no known one."""
    if not is_constant(value.under):
        return None
    scale = sign * fraction(value.under.leading_coefficient())
    return {tuple(map(int, exponents)): fraction(number) / scale for exponents, number in value.over.to_dict().items()}


def _is_contradiction(rows: list[Row]) -> bool:
    """Whether sums of positive multiples of the rows give a number that is not positive."""
    while True:
        constants = [row for row in rows if not any(any(monomial) for monomial in row)]
        if any(sum(row.values(), Fraction(0)) <= 0 for row in constants):
            return True
        rows = [row for row in rows if any(any(monomial) for monomial in row)]
        monomial = next((each for row in rows for each in row if any(each)), None)
        if monomial is None or len(rows) > MOST_ROWS:
            return False
        above = [row for row in rows if row.get(monomial, 0) > 0]
        below = [row for row in rows if row.get(monomial, 0) < 0]
        rows = [row for row in rows if not row.get(monomial)] + [_without(monomial, a, b) for a in above for b in below]


def _without(monomial: tuple[int, ...], above: Row, below: Row) -> Row:
    a, b = above[monomial], -below[monomial]
    total: dict[Any, Fraction] = {each: b * value for each, value in above.items()}
    for each, value in below.items():
        total[each] = total.get(each, Fraction(0)) + a * value
    return {each: value for each, value in total.items() if value}
