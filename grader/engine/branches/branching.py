"""Where a branch may change: the range of every step over the domain, by interval arithmetic, and the steps whose branch point it meets.

Away from its branch points every step is an analytic function, so that two sides that agree in one place agree wherever no branch point
lies between.  The square root, for one, branches where its argument is zero or infinite: √(x²) is x on one side of 0 and −x on the other,
and √(1/x²) likewise.  A step is *regular* if no point of the domain (or only a thin set, which a path goes round) is such a place.
Odd roots are always regular: with x = t^n they become analytic on both sides of 0 at once.
Source for the ranges: R. E. Moore, "Interval Analysis" (1966).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.points import hull, is_beyond
from grader.engine.program.program import CHOOSING, Program, Step, rational
from grader.engine.program.structure import INVERSE_MARK
from grader.expr import Call, Cases, Constant, Expr, Number, Pow, Symbol
from grader.model import Variable

BRANCHING = frozenset((*CHOOSING, "abs", "sign", "log", "sqrt", "root", "pow", "asin", "acos", "acosh", "atanh", "atan", "asinh"))
"""Steps that have a branch point somewhere."""

_SMOOTH = frozenset(("exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch", "sigmoid",
                     "factorial", "tr", "det", "adj", "diag", "vec", "vecr", "kron", "hadamard", "outer"))
"""Functions whose programs have no such step."""

INF = math.inf


class Range(NamedTuple):
    """All values of a step lie between ``low`` and ``high``; an open end is not reached.  ``poles``: the step may be infinite inside."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    poles: bool = False

    @property
    def positive(self) -> bool:
        """Whether no value is zero or below."""
        return self.low > 0 or (self.low == 0 and self.low_open)

    def above_zero(self) -> Range:
        """The positive part."""
        return self if self.low > 0 else self._replace(low=0.0, low_open=True)

    @property
    def negative(self) -> bool:
        """Whether no value is zero or above."""
        return self.high < 0 or (self.high == 0 and self.high_open)

    @property
    def nonzero(self) -> bool:
        """Whether no value is zero."""
        return self.positive or self.negative

    def within(self, low: float, high: float) -> bool:
        """Whether all values lie strictly between two numbers."""
        return (self.low > low or (self.low == low and self.low_open)) and (self.high < high or (self.high == high and self.high_open))


ALL = Range(-INF, INF)
POLES = Range(-INF, INF, poles=True)


def has_branches(program: Program) -> bool:
    """Whether a step could change its branch or its domain at some point, in the problem's domain or not."""
    return any(step[0] in BRANCHING for step in program.steps)


def may_branch(tree: Expr) -> bool:
    """Whether a program of a tree could have such a step: a cheap look that spares the program where nothing of this kind is written."""
    stack = [tree]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is Cases or (kind is Call and node.data not in _SMOOTH) or (kind is Pow and not _is_smooth(node)):
            return True
        stack += node.args
    return False


def _is_smooth(power: Expr) -> bool:
    base, exponent = power.args
    value = rational(exponent)
    return value.denominator == 1 if value is not None else type(base) is Constant and base.data == "e"


def branches(instance: Instance, program: Program) -> tuple[int, ...]:
    """The slots of the steps of a program that may meet a branch point in the domain."""
    if not has_branches(program):
        return ()
    domains = {variable.name: variable for variable in instance.variables}
    varying, whole = _varying(program), _whole(program, domains)
    found, thin = ranges(program, domains), _thin(program)
    return tuple(slot for slot, step in enumerate(program.steps, len(program.leaves))
                 if slot in varying and step[0] in BRANCHING and not _is_regular(step, found, thin, whole))


def _is_regular(step: Step, found: list[Range], thin: set[int], whole: set[int]) -> bool:
    name, a, b, k = step
    u = found[a]
    if name == "root" and k is not None and k % 2:
        return True
    if name in ("atan", "asinh"):
        return not u.poles
    if name == "pow" and b in whole:
        return True
    if u.poles:
        return False
    if name in ("asin", "acos", "atanh"):
        return u.within(-1, 1)
    return u.within(1, INF) if name == "acosh" else u.nonzero or a in thin


def _varying(program: Program) -> set[int]:
    """Slots that depend on a variable."""
    found = {slot for slot, leaf in enumerate(program.leaves) if isinstance(leaf, Symbol)}
    for slot, (_, a, b, _) in enumerate(program.steps, len(program.leaves)):
        if a in found or (b is not None and not found.isdisjoint((b,) if type(b) is int else b)):
            found.add(slot)
    return found


def _whole(program: Program, domains: Domains) -> set[int]:
    """Slots whose value is a whole number at every point: natural variables, integers, and their sums and products."""
    found = {slot for slot, leaf in enumerate(program.leaves)
             if (isinstance(leaf, Symbol) and leaf.name in domains and domains[leaf.name].domain == "natural")
             or (isinstance(leaf, Number) and leaf.value.denominator == 1)}
    for slot, (name, a, b, _) in enumerate(program.steps, len(program.leaves)):
        if name in ("add", "mul", "neg") and a in found and (b is None or b in found):
            found.add(slot)
    return found


def _thin(program: Program) -> set[int]:
    """Sums of squares of two variables and more, and their multiples: zero only where all of them are, which a path goes round.

    The square of a single variable is no such thing: √(x²) changes its branch at zero.
    """
    count, found = len(program.leaves), set[int]()
    squares = dict[int, frozenset[int]]()
    for slot, (name, a, b, k) in enumerate(program.steps, count):
        if (name == "ipow" and k is not None and k > 0 and k % 2 == 0) or (name == "mul" and a == b):
            if a < count and isinstance(program.leaves[a], Symbol):
                squares[slot] = frozenset((a,))
        elif name == "add" and a in squares and b in squares:
            squares[slot] = squares[a] | squares[b]
        elif name == "mul" and isinstance(b, int):
            factor, square = (a, b) if b in squares else (b, a)
            if square in squares and factor < count and _is_positive_number(program.leaves[factor]):
                squares[slot] = squares[square]
        elif a in found and (name in ("sqrt", "abs", "root") or (name == "ipow" and (k or 0) > 0)):
            found.add(slot)
        if len(squares.get(slot, ())) > 1:
            found.add(slot)
    return found


def _is_positive_number(leaf: object) -> bool:
    return isinstance(leaf, Constant) or (isinstance(leaf, Number) and leaf.value > 0)


# -- ranges -------------------------------------------------------------------------------------------------------


def _either(c: Range, a: Range, b: Range) -> Range:
    """The range of one of two, by the sign of a third."""
    if c.positive or c.negative:
        return a if c.positive else b
    return Range(min(a.low, b.low), max(a.high, b.high))


Domains = Mapping[str, Variable]
"""The variables that the entries of a program are, by name."""


def ranges(program: Program, domains: Domains) -> list[Range]:
    """The range of every slot over the domain; rounded outwards."""
    found = [_of_leaf(leaf, domains) for leaf in program.leaves]
    angles = {slot: _turned(domains[leaf.name], found[slot]) for slot, leaf in enumerate(program.leaves)
              if isinstance(leaf, Symbol) and leaf.name in domains}
    positive = frozenset(program.positive)
    for slot in positive & frozenset(range(len(found))):
        found[slot] = found[slot].above_zero()
    for name, a, b, k in program.steps:
        if name in CHOOSING:
            parts = [found[slot] for slot in (a, *b)]
            pole, made = any(part.poles for part in parts), _either(*parts)
        elif b is not None:
            rule = _OF_TWO.get(name)
            pole = found[a].poles or (type(b) is int and found[b].poles)
            made = ALL if rule is None else _square(found[a]) if name == "mul" and a == b else rule(found[a], found[b])
        else:
            u, pole = angles.get(a, found[a]) if name in _CIRCULAR else found[a], found[a].poles
            made = _power(u, k, name) if k is not None else _OF_ONE[name](u) if name in _OF_ONE else ALL
        made = made._replace(poles=True) if pole and not made.poles else made
        found.append(made.above_zero() if len(found) in positive else made)
    return found


def _of_leaf(leaf: object, domains: Domains) -> Range:
    if isinstance(leaf, Symbol):
        variable = domains.get(leaf.name)
        if variable is None:
            # An entry of an inverse may be infinite where the matrix is singular, which a definite one is nowhere.
            name, mark, place = leaf.name.partition(INVERSE_MARK)
            return POLES if mark and f"~{name}{place}" not in domains else ALL
        return Range(1.0, INF) if variable.domain == "natural" else Range(*hull(variable), True, True)
    if isinstance(leaf, Number):
        value = leaf.value
        try:
            near = float(value)
        except OverflowError:
            return Range(1e308, INF) if value > 0 else Range(-INF, -1e308)
        exact = not math.isinf(near) and value == near
        return Range(near, near) if exact else _outward(near, near)
    return _outward(math.pi, math.pi) if isinstance(leaf, Constant) and leaf.data == "pi" else _outward(math.e, math.e)


_CIRCULAR = ("sin", "cos", "tan")


def _turned(variable: Variable, found: Range) -> Range:
    """A variable's range for circular functions, which look whether it ends at a multiple of π/2: those floats stand for the multiples."""
    low, high = found.low, found.high
    for quarters in (-2, -1, 1, 2):
        near = quarters * math.pi / 2
        if math.nextafter(near, -INF) <= low <= near and is_beyond(variable.low, quarters, 1):
            low = near
        if near <= high <= math.nextafter(near, INF) and is_beyond(variable.high, quarters, -1):
            high = near
    return found if (low, high) == (found.low, found.high) else found._replace(low=low, high=high)


def _outward(low: float, high: float, low_open: bool = False, high_open: bool = False) -> Range:
    """A range whose ends were rounded: a hair wider."""
    return Range(math.nextafter(low, -INF), math.nextafter(high, INF), low_open, high_open)


def _sum(a: float, b: float, towards: float) -> float:
    total = a + b
    if math.isinf(total) or math.isnan(total):
        return total if not math.isnan(total) else towards
    return total if total - a == b and total - b == a else math.nextafter(total, towards)


def _times(a: float, b: float, towards: float) -> float:
    if a == 0 or b == 0:
        return 0.0
    product = a * b
    if math.isinf(product) or (abs(a) < 2**26 and abs(b) < 2**26 and a == int(a) and b == int(b)):
        return product
    return math.nextafter(product, towards)


def _add(u: Range, v: Range) -> Range:
    return Range(_sum(u.low, v.low, -INF), _sum(u.high, v.high, INF), u.low_open or v.low_open, u.high_open or v.high_open)


def _neg(u: Range) -> Range:
    return Range(-u.high, -u.low, u.high_open, u.low_open, u.poles)


def _mul(u: Range, v: Range) -> Range:
    if u.low >= 0 and v.low >= 0:
        # An open end that is zero keeps the product open: both factors are above.
        low = _times(u.low, v.low, -INF)
        low_open = (u.low_open and v.positive) or (v.low_open and u.positive)
        high_open = (u.high_open and v.high > 0) or (v.high_open and u.high > 0)
        return Range(max(low, 0.0), _times(u.high, v.high, INF), low_open, high_open)
    if u.low < 0 and u.high <= 0:
        return _neg(_mul(_neg(u), v))
    if v.low < 0 and v.high <= 0:
        return _neg(_mul(u, _neg(v)))
    ends = [(a, b) for a in (u.low, u.high) for b in (v.low, v.high)]
    return Range(min(_times(a, b, -INF) for a, b in ends), max(_times(a, b, INF) for a, b in ends))


def _div(u: Range, v: Range) -> Range:
    if not v.nonzero:
        return POLES
    if v.negative:
        return _neg(_div(u, _neg(v)))
    low = 0.0 if math.isinf(v.high) else math.nextafter(1 / v.high, -INF)
    high = INF if v.low < 1e-300 else math.nextafter(1 / v.low, INF)
    return _mul(u, Range(max(low, 0.0), high, low_open=low <= 0 or v.high_open, high_open=v.low_open))


def _square(u: Range) -> Range:
    size = _abs(u)
    return _mul(size, size)


def _abs(u: Range) -> Range:
    if u.low >= 0:
        return u
    if u.high <= 0:
        return _neg(u)
    return Range(0.0, max(-u.low, u.high))


def _power(u: Range, k: int, name: str) -> Range:
    if name == "root":
        if k % 2 == 0:
            return _monotone(lambda x: x ** (1 / k))(_clipped(u))
        return _monotone(lambda x: math.copysign(abs(x) ** (1 / k), x))(u)
    if k < 0:
        return _div(Range(1.0, 1.0), _power(u, -k, name))
    if k == 0:
        return Range(1.0, 1.0)
    if k % 2 == 0:
        size = _abs(u)
        if k == 2:
            return _square(u)
        # Of high powers only the side of 0 and 1 is kept.
        return Range(1.0, INF, size.low > 1 or size.low_open) if size.low >= 1 else Range(0.0, INF, size.positive)
    if k == 1:
        return u
    return Range(-INF if u.low < 0 else 0.0, INF if u.high > 0 else 0.0, u.positive, u.negative)


def _hair(value: float, towards: float) -> float:
    """A number moved by more than the library's functions are wrong."""
    return math.nextafter(value + math.copysign(1e-13 * abs(value), towards), towards)


def _monotone(function: Callable[[float], float], low: float = -INF, high: float = INF) -> Callable[[Range], Range]:
    """The range of an increasing function whose own values lie strictly between ``low`` and ``high``; exact where 0 or 1 go to 0 or 1."""
    def end(x: float, towards: float, limit: float) -> float:
        try:
            value = function(x)
        except (OverflowError, ValueError):
            return limit
        if math.isinf(value) or math.isnan(value):
            return limit
        return value if x in (0, 1) and value in (0.0, 1.0) else min(max(_hair(value, towards), low), high)

    def rule(u: Range) -> Range:
        left, right = (low if u.low == -INF else end(u.low, -INF, low)), (high if u.high == INF else end(u.high, INF, high))
        return Range(left, right, u.low_open or left == low, u.high_open or right == high)

    return rule


def _clipped(u: Range) -> Range:
    """The part of a range that is not negative."""
    return u if u.low >= 0 else Range(0.0, max(u.high, 0.0), False, u.high_open and u.high > 0)


def _log(u: Range) -> Range:
    return _monotone(lambda x: math.log(x) if x > 0 else -INF)(_clipped(u))


def _sqrt(u: Range) -> Range:
    return _monotone(math.sqrt)(_clipped(u))


def _cos(u: Range) -> Range:
    if u.low >= 0 and u.high <= math.pi:
        high = 1.0 if u.low == 0 else min(_hair(math.cos(u.low), INF) + _ULP, 1.0)
        low = max(_hair(math.cos(u.high), -INF) - _ULP, 0.0 if u.high <= math.pi / 2 else -1.0)
        return Range(low, high, u.high_open, u.low_open)
    if u.low >= -math.pi / 2 and u.high <= math.pi / 2:
        return Range(0.0, 1.0, u.low_open and u.high_open)
    return Range(-1.0, 1.0)


_ULP = math.ulp(1.0)
"""More than the float that stands for a multiple of π/2 is wrong by."""


def _sin(u: Range) -> Range:
    if u.low >= 0 and u.high <= math.pi:
        top = u.high <= math.pi / 2
        return Range(0.0, 1.0, u.low_open and u.high_open, top and u.high_open)
    if u.low >= -math.pi / 2 and u.high <= math.pi / 2:
        return _monotone(math.sin, -1.0, 1.0)(u)
    return Range(-1.0, 1.0)


def _tan(u: Range) -> Range:
    inside = u.low >= -math.pi / 2 and u.high <= math.pi / 2
    if not inside:
        return POLES
    return Range(0.0 if u.low >= 0 else -INF, 0.0 if u.high <= 0 else INF, u.low_open, u.high_open)


def _odd_with_pole(inner: float) -> Callable[[Range], Range]:
    """coth and csch: from ``inner`` to ∞ on one side of 0, the negative on the other."""
    def rule(u: Range) -> Range:
        if u.positive:
            return Range(inner, INF, True, True)
        return _neg(rule(_neg(u))) if u.negative else POLES

    return rule


_QUARTER = math.nextafter(math.pi / 2, INF)
_OF_TWO: dict[object, Callable[[Range, Range], Range]] = {
    "add": _add, "mul": _mul, "div": _div, "pow": lambda u, v: Range(0.0, INF, True) if u.positive else POLES,
}
_OF_ONE: dict[object, Callable[[Range], Range]] = {
    "neg": _neg, "abs": _abs, "sign": lambda u: Range(1.0, 1.0) if u.positive else Range(-1.0, -1.0) if u.negative else Range(-1.0, 1.0),
    "exp": _monotone(math.exp, 0.0), "log": _log, "sqrt": _sqrt, "sin": _sin, "cos": _cos, "tan": _tan,
    "cot": lambda u: POLES, "sec": lambda u: POLES, "csc": lambda u: POLES,
    "asin": _monotone(lambda x: math.asin(min(max(x, -1.0), 1.0))), "acos": lambda u: Range(0.0, math.nextafter(math.pi, INF), u.high < 1),
    "atan": _monotone(math.atan, -_QUARTER, _QUARTER), "asinh": _monotone(math.asinh), "sinh": _monotone(math.sinh),
    "cosh": lambda u: Range(1.0, INF, u.nonzero), "tanh": _monotone(math.tanh, -1.0, 1.0),
    "sech": lambda u: Range(0.0, 1.0, True, u.nonzero),
    "coth": _odd_with_pole(1.0), "csch": _odd_with_pole(0.0), "acosh": lambda u: Range(0.0, INF, u.low > 1), "atanh": lambda u: ALL,
}
