"""Critical functions: where one of them is zero, a branching step may change its branch; each as a program of its own.

The argument of a branching step is written as a fraction, whose numerator and denominator are split into their factors; so are the
arguments of the functions below it that have poles.  What is left of a function of several variables is looked at as a polynomial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from grader.engine.branches.analytic import UnresolvedError
from grader.engine.field import rational as proof
from grader.engine.field.atoms import fraction
from grader.engine.field.squares import least_of_definite
from grader.engine.program.builder import Builder
from grader.engine.program.program import BudgetError, Program, alone, arguments, bind, load
from grader.engine.values.functions import BRANCHES, FUNCTIONS, BranchAt
from grader.expr import Expr, Symbol

Ratio = tuple[int, int | None]
"""The slots of a numerator and of a denominator; ``None`` is one."""


class Critical:
    """The critical functions of branching steps of several programs; ``slots`` are theirs, in the order of their making.

    A step without a branch point counts as one that branches at the poles of its argument.
    """

    def __init__(self) -> None:
        self.builder = Builder()
        self.slots: dict[int, None] = {}

    def take(self, program: Program, branching: tuple[int, ...]) -> None:
        """The critical functions of the steps of a program with these slots; raises Unresolved where there are too many."""
        try:
            table, values = _ratios(self), load(program, self._leaf, _Symbols(self))
            for step, (function, a, _, k) in zip(program.steps, bind(program, table), strict=True):
                if len(values) in branching:
                    self._branch(step[0], values[a])
                values.append(function(*[values[slot] for slot in arguments(step)]) if k is None else function(values[a], k))
        except BudgetError:
            raise UnresolvedError from None

    def functions(self) -> Iterator[Program]:
        """Yield the critical functions one by one; constants are left out."""
        for slot in self.slots:
            program = self.builder.program([slot], 1)
            made = alone(program, program.outputs[0])
            if any(type(leaf) is Symbol for leaf in made.leaves):
                yield made

    def _leaf(self, leaf: Expr) -> Ratio:
        return self.builder.leaf(leaf), None

    def _branch(self, name: str, u: Ratio) -> None:
        (over, under), where = u, BRANCHES.get(name, BranchAt.INFINITY)
        if where in (BranchAt.ONES, BranchAt.ONE):
            one = self.builder.number(1) if under is None else under
            self.vanishing(self.difference(over, one))
            if where is BranchAt.ONES:
                self.vanishing(self.builder.step("add", over, one))
        elif where is BranchAt.ZERO:
            self.vanishing(over)
        if under is not None:
            self.vanishing(under)

    def difference(self, a: int, b: int) -> int:
        """Return the slot of a difference."""
        return self.builder.step("add", a, self.builder.step("neg", b))

    def vanishing(self, slot: int) -> None:
        """Note the factors of a slot, one of which is zero where it is."""
        waiting = [slot]
        while waiting:
            slot = waiting.pop()
            name, a, b, k = self.builder.steps[slot] if slot >= 0 else ("", slot, None, None)
            if name == "mul" and b is not None:
                waiting += [b, a]
            elif name in ("neg", "abs", "sqrt", "root") or (name == "ipow" and (k or 0) > 0):
                waiting.append(a)
            elif name == "add" and (parts := self._common(slot)):
                waiting += parts
            elif name != "exp":
                self.slots[slot] = None

    def _common(self, slot: int) -> list[int]:
        """Return the common factors of the terms of a sum, and the sum without them; nothing where there are none."""
        terms = [self._factors(term) for term in self._terms(slot)]
        common = set(terms[0][1]).intersection(*[factors for _, factors in terms[1:]])
        common = {factor for factor in common if factor >= 0 or type(self.builder.leaves[-factor - 1]) is Symbol}
        if not common:
            return []
        rest = None
        for sign, factors in terms:
            term = self.builder.number(sign)
            for factor, power in factors.items():
                left = power - min(others[factor] for _, others in terms) if factor in common else power
                term = self.builder.step("mul", term, self.builder.step("ipow", factor, None, left)) if left else term
            rest = term if rest is None else self.builder.step("add", rest, term)
        return [*sorted(common), *([] if rest is None else [rest])]

    def _step(self, slot: int) -> tuple[Any, int, Any, int | None]:
        return self.builder.steps[slot] if slot >= 0 else ("", slot, None, None)

    def _terms(self, slot: int) -> list[int]:
        found, waiting = [], [slot]
        while waiting:
            name, a, b, _ = self._step(slot := waiting.pop())
            if name == "add":
                waiting += [b, a]
            else:
                found.append(slot)
        return found

    def _factors(self, slot: int) -> tuple[int, dict[int, int]]:
        """Return the sign of a term and its factors with their powers."""
        sign, found, waiting = 1, dict[int, int](), [(slot, 1)]
        while waiting:
            slot, times = waiting.pop()
            name, a, b, k = self._step(slot)
            if name == "neg":
                sign, waiting = sign * (-1) ** times, [*waiting, (a, times)]
            elif name == "mul":
                waiting += [(a, times), (b, times)]
            elif name == "ipow" and (k or 0) > 0:
                waiting.append((a, times * (k or 0)))
            else:
                found[slot] = found.get(slot, 0) + times
        return sign, found


class _Symbols(dict[str, Ratio]):
    """Every name as a leaf."""

    def __init__(self, critical: Critical) -> None:
        super().__init__()
        self._critical = critical

    def __missing__(self, name: str) -> Ratio:
        return self._critical.builder.leaf(Symbol(name)), None


def _ratios(critical: Critical) -> Mapping[Any, Callable[..., Ratio]]:
    """Return the step functions over fractions of slots."""
    step = critical.builder.step

    def times(a: int | None, b: int | None) -> int | None:
        return b if a is None else a if b is None else step("mul", a, b)

    def both(a: int, b: int | None) -> int:
        return a if b is None else step("mul", a, b)

    def add(u: Ratio, v: Ratio) -> Ratio:
        if u[1] == v[1]:
            return step("add", u[0], v[0]), u[1]
        return step("add", both(u[0], v[1]), both(v[0], u[1])), times(u[1], v[1])

    def divide(u: Ratio, v: Ratio) -> Ratio:
        return both(u[0], v[1]), times(v[0], u[1])

    def ipow(u: Ratio, k: int) -> Ratio:
        if k < 0:
            return ipow((critical.builder.number(1) if u[1] is None else u[1], u[0]), -k)
        return step("ipow", u[0], None, k), None if u[1] is None else step("ipow", u[1], None, k)

    def whole(u: Ratio) -> int:
        if u[1] is None:
            return u[0]
        critical.vanishing(u[1])
        return step("div", u[0], u[1])

    known: dict[Any, Callable[..., Ratio]] = {
        "add": add, "mul": lambda u, v: (step("mul", u[0], v[0]), times(u[1], v[1])), "div": divide,
        "neg": lambda u: (step("neg", u[0]), u[1]),
        "ipow": ipow, **{name: _of_two(critical, whole, *row.ratio) for name, row in FUNCTIONS.items() if row.ratio is not None},
    }
    return _Others(known, step, whole)


def _of_two(critical: Critical, whole: Callable[[Ratio], int], over: str, under: str) -> Callable[[Ratio], Ratio]:
    """Return an elementary function as a fraction of two others; no name over it is one."""
    builder = critical.builder

    def function(u: Ratio) -> Ratio:
        x = whole(u)
        return builder.step(over, x) if over else builder.number(1), builder.step(under, x)

    return function


class _Others(dict[Any, Callable[..., Ratio]]):
    """A table in which every other step is made of whole arguments."""

    def __init__(self, known: Mapping[Any, Callable[..., Ratio]], step: Callable[..., int], whole: Callable[[Ratio], int]) -> None:
        super().__init__(known)
        self._step = step
        self._whole = whole

    def __missing__(self, name: Any) -> Callable[..., Ratio]:
        def function(u: Ratio, *others: Any) -> Ratio:
            if name == "root":
                return self._step(name, self._whole(u), None, others[0]), None
            slots = [self._whole(other) for other in others]
            return self._step(name, self._whole(u), slots[0] if len(slots) == 1 else tuple(slots) or None), None

        self[name] = function
        return function


# -- polynomials in several variables -----------------------------------------------------------------------------


def meets_no_border(program: Program) -> bool:
    """Whether a polynomial in two variables and more is zero nowhere, or only where a path goes round: a definite quadratic one, or a sum
    of even powers of two variables and more.
    """
    terms, count = _polynomial(program), sum(type(leaf) is Symbol for leaf in program.leaves)
    if any(exponents[count] or exponents[count + 1] for exponents in terms):
        return False
    return bool(terms) and (_is_even_sum(terms, count) or least_of_definite(terms, range(count)) >= 0)


def is_a_number(program: Program) -> bool:
    """Whether a function is a number other than zero, though variables are written in it, as in (1 − x²) + (1 + x²)."""
    terms = _polynomial(program)
    return len(terms) == 1 and not any(map(any, terms))


def _polynomial(program: Program) -> Terms:
    """The terms of a function as a polynomial; none where it is no rational function."""
    field = proof.Field(tuple([leaf.data for leaf in program.leaves if type(leaf) is Symbol]))
    try:
        field.must_know(program)
        poly = field.run(program, field.variables)[program.outputs[0]].over
    except (proof.NoProofError, proof.ZeroDenominatorError):
        return {}
    return {tuple(map(int, exponents)): fraction(value) for exponents, value in poly.to_dict().items()}


Terms = dict[tuple[int, ...], Fraction]


def _is_even_sum(terms: Terms, count: int) -> bool:
    """Return whether all terms are of one sign and even, and two variables have a power of their own."""
    if len({value > 0 for value in terms.values()}) != 1 or any(power % 2 for exponents in terms for power in exponents):
        return False
    alone = {place for exponents in terms for place in range(count) if exponents[place] and sum(exponents) == exponents[place]}
    return len(alone) > 1

