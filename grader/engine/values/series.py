"""Power series a_0 + a_1 s + a_2 s² + … over any numbers: the coefficients of Taylor polynomials, each made when it is asked for.

Nothing is built in but the product of series and the derivatives of the elementary functions: v = f(u) has v' = f'(u) u'.  Source:
A. Griewank and A. Walther, "Evaluating Derivatives" (2nd ed. 2008), ch. 13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Numbers, Operations, Table

Coefficient = Callable[[int], Any]


class Series:
    """A power series; ``rest(n)`` makes the coefficient n > 0, ``None`` stands for zeros."""

    __slots__ = ("known", "rest", "zero")

    def __init__(self, zero: Any, first: Any, rest: Coefficient | None = None) -> None:
        self.zero = zero
        self.known = [first]
        self.rest = rest

    def __getitem__(self, n: int) -> Any:
        if self.rest is None:
            return self.known[0] if n == 0 else self.zero
        while len(self.known) <= n:
            self.known.append(self.rest(len(self.known)))
        return self.known[n]

    @property
    def is_constant(self) -> bool:
        """Whether nothing follows the first coefficient."""
        return self.rest is None


class _Table(dict[Any, Callable[..., Series]]):
    """The step functions over series; the one of an abstract function is made when it is asked for."""

    def __init__(self, functions: Mapping[Any, Callable[..., Series]], of: Arithmetic) -> None:
        super().__init__(functions)
        self._of = of

    def __missing__(self, step: Any) -> Callable[..., Series]:
        (name, orders), of = step, self._of
        slopes = [(name, tuple(order + (place == other) for other, order in enumerate(orders))) for place in range(len(orders))]

        def apply(*args: Series) -> Series:
            value = of.base[step](*[arg[0] for arg in args])
            if all(arg.is_constant for arg in args):
                return of.constant(value)
            changing = [(place, arg) for place, arg in enumerate(args) if not arg.is_constant]
            ways = [(arg, partial(self[slopes[place]], *args)) for place, arg in changing]
            return of.integral(value, ways)

        self[step] = apply
        return apply


class Arithmetic:
    """Sums, products and quotients of series, and what is known by its derivative."""

    def __init__(self, numbers: Numbers) -> None:
        self.base: Table = numbers.table
        self.integer = numbers.integer
        self.zero = numbers.integer(0)

    def constant(self, value: Any) -> Series:
        """Return a number as a series."""
        return Series(self.zero, value)

    def total(self, terms: list[Any]) -> Any:
        """Return a sum of numbers."""
        found = terms[0]
        for term in terms[1:]:
            found = self.base["add"](found, term)
        return found

    def add(self, u: Series, v: Series) -> Series:
        """Return u + v."""
        first = self.base["add"](u[0], v[0])
        if u.is_constant and v.is_constant:
            return self.constant(first)
        return Series(self.zero, first, lambda n: v[n] if u.is_constant else u[n] if v.is_constant else self.base["add"](u[n], v[n]))

    def neg(self, u: Series) -> Series:
        """Return −u."""
        first = self.base["neg"](u[0])
        return self.constant(first) if u.is_constant else Series(self.zero, first, lambda n: self.base["neg"](u[n]))

    def mul(self, u: Series, v: Series) -> Series:
        """Return u v."""
        mul, first = self.base["mul"], self.base["mul"](u[0], v[0])
        if u.is_constant and v.is_constant:
            return self.constant(first)
        if u.is_constant or v.is_constant:
            return Series(self.zero, first, lambda n: mul(u[0], v[n]) if u.is_constant else mul(u[n], v[0]))
        return Series(self.zero, first, lambda n: self.total([mul(u[k], v[n - k]) for k in range(n + 1)]))

    def div(self, u: Series, v: Series) -> Series:
        """Return w = u/v, from w v = u."""
        mul, div, first = self.base["mul"], self.base["div"], self.base["div"](u[0], v[0])
        if u.is_constant and v.is_constant:
            return self.constant(first)

        def rest(n: int) -> Any:
            passed = [] if v.is_constant else [self.base["neg"](mul(v[k], made[n - k])) for k in range(1, n + 1)]
            return div(self.total([u[n], *passed]), v[0])

        made = Series(self.zero, first, rest)
        return made

    def integral(self, first: Any, ways: Sequence[tuple[Series, Callable[[], Series]]]) -> Series:
        """Return the series with this first coefficient whose derivative is the sum of slope times u' over all (u, slope)."""
        mul, slopes = self.base["mul"], list[Series]()

        def rest(n: int) -> Any:
            if not slopes:
                slopes.extend(slope() for _, slope in ways)
            terms = [mul(mul(self.integer(k), u[k]), slope[n - k]) for (u, _), slope in zip(ways, slopes, strict=True)
                     for k in range(1, n + 1)]
            total = self.total(terms)
            return total if n == 1 else self.base["div"](total, self.integer(n))

        return Series(self.zero, first, rest)


def series_over(numbers: Numbers) -> Numbers:
    """Return power series over a kind of number."""
    of = Arithmetic(numbers)
    table = _Table({"add": of.add, "neg": of.neg, "mul": of.mul, "div": of.div}, of)
    made = Numbers(table, lambda leaf: of.constant(numbers.leaf(leaf)), lambda k: of.constant(numbers.integer(k)))
    table.update(_powers(of, table))
    table.update({name: _choosing(of, name) for name in CHOOSING if name in numbers.table})
    table.update({name: _elementary(of, name, made) for name in FUNCTIONS if name in numbers.table})
    return made


def _elementary(of: Arithmetic, name: str, numbers: Numbers) -> Callable[[Series], Series]:
    slope = FUNCTIONS[name].slope

    def step(u: Series) -> Series:
        value = of.base[name](u[0])
        if u.is_constant:
            return of.constant(value)
        made = of.integral(value, [(u, lambda: slope(Operations(numbers), u, made))])
        return made

    return step


def _powers(of: Arithmetic, table: _Table) -> dict[str, Callable[..., Series]]:
    base, integer = of.base, of.integer

    def ipow(u: Series, k: int) -> Series:
        value = base["ipow"](u[0], k)
        if u.is_constant or k == 0:
            return of.constant(value)
        if k == 1:
            return u
        return of.integral(value, [(u, lambda: of.mul(of.constant(integer(k)), ipow(u, k - 1)))])

    def root(u: Series, k: int) -> Series:
        value = base["root"](u[0], k)
        if u.is_constant:
            return of.constant(value)
        made = of.integral(value, [(u, lambda: of.div(made, of.mul(of.constant(integer(k)), u)))])
        return made

    def power(u: Series, v: Series) -> Series:
        value = base["pow"](u[0], v[0])
        if u.is_constant and v.is_constant:
            return of.constant(value)
        ways: list[tuple[Series, Callable[[], Series]]] = []
        if not u.is_constant:
            ways.append((u, lambda: of.mul(v, power(u, of.add(v, of.constant(integer(-1)))))))
        if not v.is_constant:
            ways.append((v, lambda: of.mul(made, table["log"](u))))
        made = of.integral(value, ways)
        return made

    return {"ipow": ipow, "root": root, "pow": power}


def _choosing(of: Arithmetic, name: str) -> Callable[[Series, Series, Series], Series]:
    """Return the step that chooses by the sign of its first argument; at the border itself there is no derivative."""
    def step(c: Series, u: Series, v: Series) -> Series:
        value = of.base[name](c[0], u[0], v[0])
        if u.is_constant and v.is_constant and c.is_constant:
            return of.constant(value)
        return Series(of.zero, value, lambda n: of.base["choose?"](c[0], u[n], v[n]))

    return step
