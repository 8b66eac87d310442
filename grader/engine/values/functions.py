"""The elementary functions, a row a function: all that the engine knows of one, whatever the numbers are.

A new function is a row here, its name in ``grader.expr.functions``, and a rule of differentiation on trees in ``calculus``, which is a
witness of its own.  A normal form holds a function as an atom until ``field`` knows a relation of it.  A function with a branch point needs
its other branches in ``continuation``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import Enum
from fractions import Fraction
from typing import Any

from grader.engine.values import ranges
from grader.engine.values.numbers import CHOOSING, Operations
from grader.engine.values.ranges import ALL, INF, POLES, Range, increasing
from grader.expr import Constant
from grader.record import record

Slope = Callable[[Operations, Any, Any], Any]
"""The derivative at ``x``, where the function's value is ``v``."""

Outside = Callable[..., bool]
"""Whether a ball lies outside the domain as a whole."""


class BranchAt(Enum):
    """Where the argument is if a step changes its branch; all do so at poles of their argument too."""

    ZERO = "zero"
    ONE = "one"
    ONES = "one or minus one"
    INFINITY = "infinity alone"


@record
class Function:
    """An elementary function of one argument, which is one step of a program.

    ``range`` gives all values over a range of arguments.  ``numpy`` and ``sympy`` are the names of the function there, if they are others;
    ``numpy`` may be ``1/name``.  ``ratio`` are the steps whose quotient the function is (``""`` is one): it has poles.  ``turns`` are its
    values, in multiples of π, at whole numbers.  ``grows`` is set if it, or its reciprocal, grows as exp does; ``settles`` if it does not
    oscillate and has no pole.
    """

    name: str
    slope: Slope
    range: Callable[[Range], Range]
    branches: BranchAt | None = None
    outside: Outside | None = None
    numpy: str = ""
    sympy: str = ""
    ratio: tuple[str, str] | None = None
    turns: Mapping[int, Fraction] = field(default_factory=dict)
    grows: bool = False
    settles: bool = False

    @property
    def is_total(self) -> bool:
        """Whether there is a value at every real number."""
        return self.outside is None and self.ratio is None


@record
class Composed:
    """An elementary function that programs make of others: ``over`` is the one of them that may branch, ``made`` its formula."""

    name: str
    over: str
    made: Callable[[Operations, Any], Any]
    sympy: str = ""


def _one_plus(of: Operations, x: Any) -> Any:
    return of.add(of.integer(1), x)


def _one_minus_square(of: Operations, x: Any) -> Any:
    return _one_plus(of, of.neg(of.ipow(x, 2)))


def _one_over(of: Operations, x: Any) -> Any:
    return of.div(of.integer(1), x)


def _at_reciprocal(name: str) -> Callable[[Operations, Any], Any]:
    return lambda of, x: getattr(of, name)(_one_over(of, x))


def _choosing(name: str, of: Operations, c: Any, a: Any, b: Any) -> Any:
    """One of two values by the sign of a third; the steps' names are no names of Python."""
    return getattr(of, name)(c, a, b)


_ZERO, _HALF, _QUARTER = Fraction(0), Fraction(1, 2), Fraction(1, 4)
_RIGHT_ANGLE = math.nextafter(math.pi / 2, INF)

_ROWS = (
    Function("exp", lambda of, x, v: v, increasing(math.exp, 0.0), grows=True, settles=True),
    Function("log", lambda of, x, v: _one_over(of, x), ranges.log, BranchAt.ZERO, lambda x: x <= 0, settles=True),
    Function("sqrt", lambda of, x, v: _one_over(of, of.mul(of.integer(2), v)), ranges.sqrt, BranchAt.ZERO, lambda x: x < 0, settles=True),
    Function("abs", lambda of, x, v: of.div(v, x), ranges.absolute, BranchAt.ZERO, sympy="Abs", settles=True),
    Function("sign", lambda of, x, v: of.div(of.integer(0), x), ranges.sign, BranchAt.ZERO, settles=True),
    Function("sin", lambda of, x, v: of.cos(x), ranges.sine),
    Function("cos", lambda of, x, v: of.neg(of.sin(x)), ranges.cosine),
    Function("tan", lambda of, x, v: _one_plus(of, of.ipow(v, 2)), ranges.tangent, ratio=("sin", "cos")),
    Function("cot", lambda of, x, v: of.neg(_one_plus(of, of.ipow(v, 2))), lambda u: POLES, outside=lambda x: x == 0, numpy="1/tan",
             ratio=("cos", "sin")),
    Function("sec", lambda of, x, v: of.mul(v, of.tan(x)), lambda u: POLES, numpy="1/cos", ratio=("", "cos")),
    Function("csc", lambda of, x, v: of.neg(of.mul(v, of.cot(x))), lambda u: POLES, outside=lambda x: x == 0, numpy="1/sin",
             ratio=("", "sin")),
    Function("asin", lambda of, x, v: _one_over(of, of.sqrt(_one_minus_square(of, x))),
             increasing(lambda x: math.asin(min(max(x, -1.0), 1.0))), BranchAt.ONES, lambda x: x > 1 or x < -1, "arcsin",
             turns={0: _ZERO, 1: _HALF, -1: -_HALF}),
    Function("acos", lambda of, x, v: of.neg(_one_over(of, of.sqrt(_one_minus_square(of, x)))),
             lambda u: Range(0.0, math.nextafter(math.pi, INF), u.high < 1), BranchAt.ONES, lambda x: x > 1 or x < -1, "arccos"),
    Function("atan", lambda of, x, v: _one_over(of, _one_plus(of, of.ipow(x, 2))), increasing(math.atan, -_RIGHT_ANGLE, _RIGHT_ANGLE),
             BranchAt.INFINITY, numpy="arctan", turns={0: _ZERO, 1: _QUARTER, -1: -_QUARTER}, settles=True),
    Function("sinh", lambda of, x, v: of.cosh(x), increasing(math.sinh), grows=True, settles=True),
    Function("cosh", lambda of, x, v: of.sinh(x), lambda u: Range(1.0, INF, u.nonzero), grows=True, settles=True),
    Function("tanh", lambda of, x, v: _one_minus_square(of, v), increasing(math.tanh, -1.0, 1.0), grows=True, settles=True),
    Function("coth", lambda of, x, v: _one_minus_square(of, v), ranges.odd_with_pole(1.0), outside=lambda x: x == 0, numpy="1/tanh",
             ratio=("cosh", "sinh"), grows=True),
    Function("sech", lambda of, x, v: of.neg(of.mul(v, of.tanh(x))), lambda u: Range(0.0, 1.0, True, u.nonzero), numpy="1/cosh",
             grows=True),
    Function("csch", lambda of, x, v: of.neg(of.mul(v, of.coth(x))), ranges.odd_with_pole(0.0), outside=lambda x: x == 0, numpy="1/sinh",
             ratio=("", "sinh"), grows=True),
    Function("asinh", lambda of, x, v: _one_over(of, of.sqrt(_one_plus(of, of.ipow(x, 2)))), increasing(math.asinh), BranchAt.INFINITY,
             numpy="arcsinh", turns={0: _ZERO}),
    Function("acosh", lambda of, x, v: _one_over(of, of.mul(of.sqrt(of.add(x, of.integer(-1))), of.sqrt(_one_plus(of, x)))),
             lambda u: Range(0.0, INF, u.low > 1), BranchAt.ONE, lambda x: x < 1, "arccosh", turns={1: _ZERO}),
    Function("atanh", lambda of, x, v: _one_over(of, _one_minus_square(of, x)), lambda u: ALL, BranchAt.ONES,
             lambda x: x >= 1 or x <= -1, "arctanh", turns={0: _ZERO}),
)

FUNCTIONS: dict[str, Function] = {row.name: row for row in _ROWS}
"""The functions that are one step, by name."""

COMPOSED: dict[str, Composed] = {row.name: row for row in (
    Composed("acot", "atan", lambda of, x: of.add(of.div(of.leaf(Constant("pi")), of.integer(2)), of.neg(of.atan(x)))),
    Composed("sigmoid", "exp", lambda of, x: _one_over(of, _one_plus(of, of.exp(of.neg(x))))),
    Composed("relu", "choose=", lambda of, x: _choosing("choose=", of, x, x, of.integer(0))),
    Composed("heaviside", "choose?", lambda of, x: _choosing("choose?", of, x, of.integer(1), of.integer(0))),
    *[Composed(name, over, _at_reciprocal(over), name) for name, over in (
        ("asec", "acos"), ("acsc", "asin"), ("asech", "acosh"), ("acsch", "asinh"), ("acoth", "atanh"))],
)}
"""The other functions of one argument, by name."""

BRANCHES: dict[Any, BranchAt] = {
    **dict.fromkeys((*CHOOSING, "root", "pow"), BranchAt.ZERO),
    **{name: row.branches for name, row in FUNCTIONS.items() if row.branches is not None},
}
"""The steps that have a branch point somewhere, with where it is; a root of odd index has none."""

SMOOTH = frozenset(name for name in (*FUNCTIONS, *COMPOSED) if (COMPOSED[name].over if name in COMPOSED else name) not in BRANCHES)
"""The functions whose programs have no such step."""

TOTAL = frozenset(("add", "mul", "neg", *[name for name, row in FUNCTIONS.items() if row.is_total]))
"""The steps that have a value wherever their arguments have one."""
