"""Whether equations surely have a value wherever other ones have one and hold.

A normal form forgets the logarithms and roots that cancel in it, and with them that they have no value everywhere.  So what each of them
needs of its argument must follow: from the range of the argument, from what the other equations need, or from a solution of these.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from grader.engine.branches.branching import ranges
from grader.engine.equations.normal import slots_of
from grader.engine.equations.sides import Sides
from grader.engine.field.atoms import AtomField, Facts, RestartError
from grader.engine.field.rational import NoProofError, Quotient, ZeroDenominatorError
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.domain import values_of
from grader.engine.values.functions import FUNCTIONS, TOTAL
from grader.engine.values.numbers import Table
from grader.engine.values.ranges import Range
from grader.expr import Expr
from grader.record import record

WORK = 200_000
"""Steps of one comparison; beyond it nothing is certain."""

MOST_TERMS = 20
MOST_DEGREE = 8
"""Terms and degree of a polynomial into which the solution of an equation is put."""

_POSITIVE, _NOT_NEGATIVE = "positive", "not negative"
_NEEDS = {"log": _POSITIVE, "pow": _POSITIVE, "sqrt": _NOT_NEGATIVE, "root": _NOT_NEGATIVE}


def have_the_same_values(instance: Instance, truth: Sides, answer: Sides) -> bool:
    """Return whether it is certain that each of two systems has a value at all solutions of the other at which that has one.

    Where a step divides by zero is looked at elsewhere.
    """
    if not any(map(is_partial, (truth, answer))):
        return True
    field = _Opaque(instance.names,
                    Facts(frozenset(variable.name for variable in instance.variables if values_of(variable).positive)), WORK)
    try:
        one, other = _needed(field, instance, truth), _needed(field, instance, answer)
        return _follow(field, one, other) and _follow(field, other, one)
    except (NoProofError, RestartError, ZeroDenominatorError):
        return False


class _Opaque(AtomField):
    """Quotients in which every function is an atom without relations: what is equal here is equal wherever it has a value."""

    @cached_property
    def table(self) -> Table:
        """The step functions over this field."""
        return _AllSteps(self, {
            "add": self.add, "mul": self.mul, "div": self.div, "neg": self.neg, "ipow": self.ipow,
            "sqrt": lambda u: self._root(u, 2), "root": self._root,
        })

    def knows(self, step: Any) -> bool:
        """Return whether the field has this step."""
        return True

    def leaf(self, leaf: Expr) -> Quotient:
        """Return a number or constant."""
        return self.opaque("exp", self.integer(1)) if leaf.data == "e" else super().leaf(leaf)

    def _root(self, u: Quotient, index: int) -> Quotient:
        u = self.quotient(u.over, u.under)
        return self.whole(self.atom(("root", index, f"({u.over})/({u.under})"), *(("root",) if index % 2 == 0 else ())))


class _AllSteps(dict[Any, Any]):
    """The steps of a field, in which each that is not named is an atom."""

    def __init__(self, field: _Opaque, table: Table) -> None:
        super().__init__(table)
        self._field = field

    def __missing__(self, step: Any) -> Any:
        self[step] = made = lambda *args: self._field.opaque(step, *args)
        return made


@record
class _Need:
    """What a step needs of its argument: a sign, or for other functions that it lies in the domain of the one of this name."""

    what: str
    argument: Quotient
    range: Range


@record
class _Needed:
    """All that equations need, and the numerator of the difference of the sides where they are one equation."""

    needs: tuple[_Need, ...]
    solved: Any


def is_partial(sides: Sides) -> bool:
    """Return whether a system has a function that has no value everywhere, such as a root; dividing is none."""
    return any(_need_of(name, k) for name, _, _, k in sides.program.steps)


def _need_of(name: Any, k: int | None) -> str:
    """What a step needs of its argument; empty for one that has a value wherever that has one, or divides."""
    if name in TOTAL or name in ("div", "ipow") or type(name) is tuple or (name == "root" and k is not None and k % 2):
        return ""
    if name in FUNCTIONS and FUNCTIONS[name].ratio is not None:
        return ""
    return _NEEDS.get(name, str(name))


def _needed(field: _Opaque, instance: Instance, sides: Sides) -> _Needed:
    program, slots = sides.program, slots_of(field, instance, sides.program)
    found = ranges(program, {variable.name: variable for variable in instance.variables})
    needs = tuple([_Need(need, slots[a], found[a]) for name, a, _, k in program.steps for need in (_need_of(name, k),) if need])
    # Of y = x^2, sqrt(y) = sqrt(y) the second one says only that y is not negative.
    telling = [slots[output].over for output in sides.differences if slots[output].over != 0]
    return _Needed(needs, telling[0] if len(telling) == 1 else None)


def _follow(field: _Opaque, known: _Needed, wanted: _Needed) -> bool:
    """Whether all that one system needs is so at each solution of the other."""
    facts: _Facts | None = None
    for need in wanted.needs:
        if _is_in_range(need) or any(_gives(field, other, need) for other in known.needs):
            continue
        if need.what not in (_POSITIVE, _NOT_NEGATIVE):
            return False
        facts = facts or _Facts(field, known.needs)
        over_under = field.mul(field.whole(need.argument.over), field.whole(need.argument.under)).over
        if not any(facts.tell(poly, need.what == _POSITIVE) for poly in (over_under, *_put_in(field, over_under, known.solved))):
            return False
    return True


def _is_in_range(need: _Need) -> bool:
    found = need.range
    return not found.poles and (found.positive if need.what == _POSITIVE else need.what == _NOT_NEGATIVE and found.low >= 0)


def _gives(field: _Opaque, known: _Need, wanted: _Need) -> bool:
    """Whether the same is needed of the same argument, or more."""
    return known.what in (wanted.what, _POSITIVE if wanted.what == _NOT_NEGATIVE else "") and field.equal(known.argument, wanted.argument)


def _put_in(field: _Opaque, poly: Any, solved: Any) -> list[Any]:
    """A polynomial in other words where an equation holds.

    Each generator is replaced for which the equation can be solved without dividing, y by x^2 where x^2 − y = 0, and each term that it
    has, too: 1 − x^2 by y^2 where x^2 + y^2 = 1.
    """
    if solved is None or max(len(poly), len(solved)) > MOST_TERMS or max(poly.total_degree(), solved.total_degree()) > MOST_DEGREE:
        return []
    found = list[Any]()
    for place, (generator, mine, other) in enumerate(zip(field.generators, poly.degrees(), solved.degrees(), strict=True)):
        slope = solved.derivative(place) if mine and other == 1 else None
        if slope is not None and slope.is_constant():
            value = generator - solved / slope.leading_coefficient()
            found.append(poly.compose(*[value if at == place else each for at, each in enumerate(field.generators)]))
    mine, other = poly.to_dict(), solved.to_dict()
    return found + [poly - solved * (value / other[term]) for term, value in mine.items() if term in other]


class _Facts:
    """Signs of products of factors, as the arguments of logarithms and roots have them."""

    def __init__(self, field: _Opaque, needs: tuple[_Need, ...]) -> None:
        self._field = field
        self._nonzero = set[str]()
        self._signs = list[tuple[int, set[str]]]()
        for need in sorted(needs, key=lambda need: need.what != _POSITIVE):
            if need.what in (_POSITIVE, _NOT_NEGATIVE):
                self._learn(field.mul(field.whole(need.argument.over), field.whole(need.argument.under)).over, need.what == _POSITIVE)

    def _learn(self, poly: Any, is_strict: bool) -> None:
        if len(poly) == 0:
            return
        content, factors = self._field.factored(poly)
        if is_strict:
            self._nonzero.update(str(factor) for factor, _ in factors)
        sign, odd = 1 if content > 0 else -1, set[str]()
        for factor, power in factors:
            if power % 2 == 0 and not self._is_nonzero(factor):
                # Where it is zero the product tells nothing of the others.
                return
            certain = self._field.sign_of(factor) if power % 2 else 1
            if certain and self._is_nonzero(factor):
                sign *= certain
            elif power % 2:
                odd.add(str(factor))
        self._signs.append((sign, odd))

    def _is_nonzero(self, factor: Any) -> bool:
        return str(factor) in self._nonzero or self._field.is_definite(factor)

    def tell(self, poly: Any, is_strict: bool) -> bool:
        """Whether a polynomial is certainly not negative; or positive, where that is asked."""
        if len(poly) == 0:
            return not is_strict
        content, factors = self._field.factored(poly)
        if is_strict and not all(self._is_nonzero(factor) for factor, _ in factors):
            return False
        sign, left = 1 if content > 0 else -1, set[str]()
        for factor, power in factors:
            certain = self._field.sign_of(factor) if power % 2 else 1
            sign *= certain or 1
            left |= set[str]() if certain else {str(factor)}
        for known, odd in self._signs:
            if odd and odd <= left:
                sign, left = sign * known, left - odd
        return sign > 0 and not left
