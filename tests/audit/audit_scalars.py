"""Scalar pairs of the audit: functions with branches on declared domains, and answers that are right there, or nowhere, or not quite.

Labels come from mpmath with 150 digits: f, or its central difference quotient, against the answer at points of the domain, some of them
close to its ends.  In a sliver, where both may be tiny, it is 900 digits.  Nothing of the grader is imported.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import mpmath
from audit_oracle import RIGHT, UNCLEAR, WRONG
from audit_terms import Term, term
from mpmath import mpf

DIGITS, FINE_DIGITS = 150, 900
"""Digits at points of the domain, and at a witness: |(t − sin t)³| and its branches differ by 10^-180 at 10^-20."""
STEPS = {DIGITS: mpf(10) ** -45, FINE_DIGITS: mpf(10) ** -270}
VALUES = {DIGITS: (mpf(10) ** -130, mpf(10) ** -110), FINE_DIGITS: (mpf(10) ** -800, mpf(10) ** -700)}
QUOTIENTS = {DIGITS: (mpf(10) ** -45, mpf(10) ** -38), FINE_DIGITS: (mpf(10) ** -400, mpf(10) ** -350)}
"""What counts as the same, and what as different: for values, and for difference quotients."""
INNER_POINTS = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A function of t on a domain and an answer, in the audit's syntax; ``witness`` is a point where a sliver shows."""

    low: str
    high: str
    f: str
    answer: str
    derivative: bool
    made: str
    witness: str = ""


# -- values -----------------------------------------------------------------------------------------------------


class _UndefinedError(Exception):
    pass


def _real(found: object) -> mpf:
    if not isinstance(found, mpf) or not mpmath.isfinite(found):
        raise _UndefinedError
    return found


_FUNCTIONS: Mapping[str, Callable[..., mpf]] = {
    **{name: getattr(mpmath, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
                                                "asinh", "acosh", "atanh", "cbrt", "sign")},
    "abs": abs, "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "acot": lambda x: mpmath.pi / 2 - mpmath.atan(x),
}


_ARITHMETIC: Mapping[str, Callable[[mpf, mpf], mpf]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}


def at(node: Term, point: Mapping[str, mpf]) -> mpf:
    """The real value; raises where there is none."""
    if node.op == "number":
        return mpf(node.data)
    if node.op == "name":
        return +mpmath.pi if node.data == "pi" else point[node.data]
    if node.op == "call" and node.data == "cases":
        for value, condition in zip(node.args[:-1:2], node.args[1::2], strict=True):
            left, right = (at(arg, point) for arg in condition.args)
            if {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[condition.data]:
                return at(value, point)
        return at(node.args[-1], point)
    args = [at(arg, point) for arg in node.args]
    try:
        match node.op:
            case "+" | "-" | "*" | "/":
                return _ARITHMETIC[node.op](*args)
            case "neg":
                return -args[0]
            case "^":
                return _real(args[0] ** (int(args[1]) if args[1] == int(args[1]) else args[1]))
            case _:
                return _real(_FUNCTIONS[node.data](*args))
    except (ZeroDivisionError, ValueError, OverflowError):
        raise _UndefinedError from None


@lru_cache(maxsize=4_000)
def _points(low: str, high: str, witness: str) -> tuple[mpf, ...]:
    with mpmath.workdps(DIGITS):
        a = at(term(low), {}) if low != "-oo" else mpf(-7)
        b = at(term(high), {}) if high != "oo" else (a if low != "-oo" else mpf(0)) + 9
        rng = Random(f"{low} {high}")
        found = [a + (b - a) * mpf(rng.randrange(1, 10**30)) / 10**30 for _ in range(INNER_POINTS)]
        for small in (4, 9, 16):
            found += [a + (b - a) * mpf(3) / mpf(10) ** small, b - (b - a) * mpf(3) / mpf(10) ** small]
        found += [at(term(witness), {})] if witness else []
        return tuple(found)


def label(pair: Pair) -> str:
    """What an answer is by its values."""
    points = _points(pair.low, pair.high, pair.witness)
    compared = 0
    for number, t in enumerate(points):
        is_witness = bool(pair.witness) and number == len(points) - 1
        point = {"t": t, "x": mpf((7, -19, -1000, -5)[number % 4]) / 11}
        found = _label_at(pair, point, FINE_DIGITS if is_witness else DIGITS)
        if found == "":
            continue
        if found == NO_VALUE:
            # As in the contract: what has no value in a sliver only is not certainly wrong.
            return WRONG if number < INNER_POINTS else UNCLEAR
        if found != RIGHT:
            return found
        compared += 1
    return RIGHT if compared >= INNER_POINTS else UNCLEAR


NO_VALUE = "no value"


def _label_at(pair: Pair, point: Mapping[str, mpf], digits: int) -> str:
    """What an answer is by its value at a point; nothing where f has none."""
    f, answer, step = term(pair.f), term(pair.answer), STEPS[digits]
    same, different = (QUOTIENTS if pair.derivative else VALUES)[digits]
    with mpmath.workdps(digits):
        try:
            known = at(f, point)
            if pair.derivative:
                known = (at(f, {**point, "t": point["t"] + step}) - at(f, {**point, "t": point["t"] - step})) / (2 * step)
        except _UndefinedError:
            return ""
        try:
            gap = abs(at(answer, point) - known) / (1 + abs(known))
        except _UndefinedError:
            return NO_VALUE
        return WRONG if gap > different else UNCLEAR if gap > same else RIGHT


# -- differentiation ------------------------------------------------------------------------------------------------

_SLOPES = {
    "exp": "exp(u)", "log": "1/u", "sqrt": "1/(2*sqrt(u))", "sin": "cos(u)", "cos": "-sin(u)", "tan": "1 + tan(u)**2",
    "asin": "1/sqrt(1 - u**2)", "acos": "-1/sqrt(1 - u**2)", "atan": "1/(1 + u**2)", "sinh": "cosh(u)", "cosh": "sinh(u)",
    "tanh": "1 - tanh(u)**2", "asinh": "1/sqrt(1 + u**2)", "acosh": "1/sqrt(u**2 - 1)", "abs": "u/abs(u)",
}


def slope(text: str) -> str | None:
    """The derivative of a formula by t, in brackets; ``None`` where a rule is missing."""
    found = _slope(term(text))
    return None if found is None else spelled(found)


def _slope(node: Term) -> Term | None:
    if not any(part.data == "t" for part in node):
        return term("0")
    if node.op == "name":
        return term("1")
    slopes = [_slope(arg) for arg in node.args]
    if None in slopes:
        return None
    u, du = node.args[0], slopes[0]
    match node.op:
        case "+" | "-":
            return _sum(node.op, du, slopes[1])
        case "neg":
            return Term("neg", (du,))
        case "*":
            return _sum("+", _times(du, node.args[1]), _times(u, slopes[1]))
        case "/":
            v, dv = node.args[1], slopes[1]
            if dv == term("0"):
                return Term("/", (du, v))
            return Term("/", (_sum("-", _times(du, v), _times(u, dv)), Term("^", (v, term("2")))))
        case "^" if slopes[1] == term("0"):
            return _times(_times(node.args[1], _lowered(u, node.args[1])), du)
        case "call" if node.data in _SLOPES:
            return _times(_put(term(_SLOPES[node.data]), u), du)
    return None


def _lowered(base: Term, exponent: Term) -> Term:
    """The power with an exponent that is less by one."""
    if not exponent.data.isdigit():
        return Term("^", (base, Term("-", (exponent, term("1")))))
    return base if exponent.data == "2" else Term("^", (base, term(str(int(exponent.data) - 1))))


def _times(a: Term, b: Term) -> Term:
    if term("0") in (a, b):
        return term("0")
    return b if a == term("1") else a if b == term("1") else Term("*", (a, b))


def _sum(sign: str, a: Term, b: Term) -> Term:
    if b == term("0"):
        return a
    if a == term("0"):
        return b if sign == "+" else Term("neg", (b,))
    return Term(sign, (a, b))


def _put(node: Term, inner: Term) -> Term:
    if node.op == "name" and node.data == "u":
        return inner
    return Term(node.op, tuple(_put(arg, inner) for arg in node.args), node.data)


_SIGNS = {"^": "**"}


def spelled(node: Term) -> str:
    """A formula in the audit's own syntax, with all brackets."""
    match node.op:
        case "number" | "name":
            return node.data
        case "neg":
            return f"(-{spelled(node.args[0])})"
        case "call":
            return f"{node.data}({', '.join(spelled(arg) for arg in node.args)})"
        case "relation":
            return f"{spelled(node.args[0])} {node.data} {spelled(node.args[1])}"
    return f"({spelled(node.args[0])}{_SIGNS.get(node.op, node.op)}{spelled(node.args[1])})"


# -- what keeps its sign on a domain ----------------------------------------------------------------------------------

SIGNED = (
    ("sin(t)", "0", "pi", 1), ("sin(t)", "pi", "2*pi", -1), ("sin(t)", "-pi", "0", -1), ("sin(t)", "1", "3", 1), ("cos(t)", "-pi/2", "pi/2", 1),
    ("cos(t)", "pi/2", "3*pi/2", -1), ("cos(t)", "0", "3/2", 1), ("sin(3*t)", "0", "pi/3", 1), ("cos(t/2)", "pi", "2*pi", -1),
    ("t - 2", "2", "5", 1), ("t - 2", "-1", "2", -1), ("t**2 - 4", "2", "7", 1), ("t**2 - 4", "-2", "2", -1), ("1 - t", "0", "1", 1),
    ("exp(t) - 1", "0", "oo", 1), ("exp(t) - 1", "-3", "0", -1), ("exp(t) - 2", "1", "3", 1), ("log(t)", "1", "oo", 1), ("log(t)", "1/9", "1", -1),
    ("t - sin(t)", "0", "oo", 1), ("sin(t) - t", "0", "oo", -1), ("exp(t) - t - 1", "-2", "2", 1), ("1 - cos(t)", "-1", "5", 1),
    ("sinh(t)", "0", "4", 1), ("tanh(t)", "-3", "0", -1), ("cos(t) - sin(t)", "-3*pi/4", "pi/4", 1), ("cos(t) - sin(t)", "pi/4", "5*pi/4", -1),
    ("2*sin(t) - 1", "pi/6", "5*pi/6", 1), ("log(1 + t) - t", "0", "oo", -1), ("atan(t)", "-5", "0", -1), ("t*(3 - t)", "0", "3", 1),
    ("t**3 - t", "1", "4", 1), ("t**3 - t", "0", "1", -1), ("1 + t", "-1", "oo", 1), ("t", "-oo", "0", -1), ("cosh(t) - 1", "-2", "3", 1),
    ("sqrt(t) - 1", "1", "oo", 1), ("sqrt(t) - 1", "0", "1", -1), ("exp(-t) - 1", "0", "5", -1), ("1 - exp(-t**2)", "0", "2", 1),
    ("tan(t)", "0", "1", 1), ("tan(t) - t", "0", "1", 1), ("sin(t) - t*cos(t)", "0", "3", 1), ("2 - t - cos(t)", "-2", "1", 1),
)
"""A formula, the ends of a domain, and the sign that the formula has between them."""

OUTER = (
    ("abs({u})", "{s}"), ("sqrt(({u})**2)", "{s}"), ("abs({u})**3", "{s}**3"), ("log(({u})**2)", "2*log({s})"), ("sqrt(({u})**2*(1 + t**2))", "{s}*sqrt(1 + t**2)"),
    ("(({u})**2)**(1/4)", "sqrt({s})"), ("({u} + abs({u}))/2", "({u} + {s})/2"), ("abs({u})*({u})", "{s}*({u})"), ("sqrt(({u})**4)", "({u})**2"),
    ("abs(({u})**3)", "{s}**3"), ("exp(abs({u}))", "exp({s})"), ("abs(2*({u}))/3", "2*{s}/3"), ("1/sqrt(({u})**2)", "1/{s}"), ("sqrt(({u})**6)", "{s}**3"),
    ("abs(abs({u}) + 1)", "{s} + 1"),
)
"""A function with a branch, and what it is where {s} is the absolute value of {u}."""

IDENTITIES = (
    ("asin(sin(t))", "-pi/2", "pi/2", "t"), ("asin(sin(t))", "pi/2", "3*pi/2", "pi - t"), ("asin(sin(t))", "3*pi/2", "5*pi/2", "t - 2*pi"),
    ("acos(cos(t))", "0", "pi", "t"), ("acos(cos(t))", "pi", "2*pi", "2*pi - t"), ("acos(cos(t))", "-pi", "0", "-t"),
    ("atan(tan(t))", "-pi/2", "pi/2", "t"), ("atan(tan(t))", "pi/2", "3*pi/2", "t - pi"), ("acosh(cosh(t))", "0", "oo", "t"),
    ("acosh(cosh(t))", "-4", "0", "-t"), ("asinh(sinh(t))", "-3", "3", "t"), ("atan(1/t)", "0", "oo", "pi/2 - atan(t)"),
    ("atan(1/t)", "-9", "0", "-pi/2 - atan(t)"), ("asin(2*t/(1 + t**2))", "-1", "1", "2*atan(t)"), ("asin(2*t/(1 + t**2))", "1", "9", "pi - 2*atan(t)"),
    ("sqrt(2 - 2*cos(t))", "0", "2*pi", "2*sin(t/2)"), ("sqrt(2 - 2*cos(t))", "-2*pi", "0", "-2*sin(t/2)"), ("sqrt((1 + cos(t))/2)", "-pi", "pi", "cos(t/2)"),
    ("sqrt((1 + cos(t))/2)", "pi", "3*pi", "-cos(t/2)"), ("sqrt(1 - cos(t)**2)", "0", "pi", "sin(t)"), ("sqrt(1 - sin(t)**2)", "-pi/2", "pi/2", "cos(t)"),
    ("sqrt(1 - cos(t)**2)", "pi", "2*pi", "-sin(t)"), ("sqrt(1 + sin(2*t))", "-pi/4", "3*pi/4", "sin(t) + cos(t)"), ("sqrt(t**2 + 2*t + 1)", "-1", "oo", "t + 1"),
    ("sqrt(t**2 + 2*t + 1)", "-6", "-1", "-t - 1"), ("sqrt(cosh(t)**2 - 1)", "0", "3", "sinh(t)"), ("sqrt(cosh(t)**2 - 1)", "-3", "0", "-sinh(t)"),
    ("sqrt(exp(2*t))", "-2", "2", "exp(t)"), ("log(exp(t))", "-2", "2", "t"), ("exp(log(t)/2)", "0", "oo", "sqrt(t)"), ("acos(-t)", "-1", "1", "pi - acos(t)"),
    ("acos(2*t**2 - 1)", "0", "1", "2*acos(t)"), ("acos(2*t**2 - 1)", "-1", "0", "2*pi - 2*acos(t)"), ("asin(sqrt(t))", "0", "1", "acos(1 - 2*t)/2"),
    ("asin(sin(2*t))", "0", "pi/4", "2*t"), ("asin(sin(2*t))", "pi/4", "3*pi/4", "pi - 2*t"), ("sqrt(tan(t)**2 + 1)", "-pi/2", "pi/2", "1/cos(t)"),
    ("atan(t/sqrt(1 - t**2))", "-1", "1", "asin(t)"), ("log(t + sqrt(t**2 - 1))", "1", "oo", "acosh(t)"), ("cbrt(t**3)", "-2", "2", "t"),
    ("abs(t) + abs(t - 1)", "0", "1", "1"), ("abs(t) + abs(t - 1)", "1", "5", "2*t - 1"), ("sqrt(sin(t)**2)/sin(t)", "0", "pi", "1"),
    ("abs(sin(t))*abs(cos(t))", "0", "pi/2", "sin(2*t)/2"), ("abs(sin(t))*abs(cos(t))", "pi/2", "pi", "-sin(2*t)/2"), ("2*atan(exp(t)) - pi/2", "-2", "2", "atan(sinh(t))"),
)

CONTEXTS = ("{b}", "{b}", "{b} + t**2", "t*({b})", "{b} - x*t", "x*({b}) + sin(t)", "({b})*exp(-t)", "3*({b})/2", "cos(t) - ({b})", "({b})/(1 + t**2)")
NOISE = ("t**2", "x*t", "sin(t)", "exp(t)", "t/3", "1/(2 + t**2)")


# -- pairs ------------------------------------------------------------------------------------------------------------


def _functions(rng: Random) -> tuple[str, str, str, str, str, str]:
    """Ends, f, the right value, and the branching part with its plain form."""
    if rng.random() < 0.55:
        u, low, high, sign = rng.choice(SIGNED)
        outer, plain = rng.choice(OUTER)
        s = f"({u})" if sign > 0 else f"(-({u}))"
        branching, value = outer.format(u=u), plain.format(u=u, s=s)
    else:
        branching, low, high, value = rng.choice(IDENTITIES)
        u = value
    context = rng.choice(CONTEXTS)
    return low, high, context.format(b=branching), context.format(b=value), u, context


def _honest(low: str, high: str, value: str, u: str, rng: Random) -> tuple[str, str]:
    """Another right form on the same domain."""
    noise = rng.choice(NOISE)
    return rng.choice((
        (value, "plain form"), (value, "plain form"), (f"({value}) + ({noise}) - ({noise})", "noise"), (f"(2*({value}) - ({value}))", "split"),
        (f"({value})*(sin(t)**2 + cos(t)**2)", "one"), (f"({value}) + abs(({noise})**2 + 1) - ({noise})**2 - 1", "absolute value of a sum of squares"),
        (f"({value}) + sqrt((t**2 + x**2 + 1)**2) - t**2 - x**2 - 1", "root of a square"),
    ))


def _wrong(low: str, high: str, value: str, u: str, rng: Random) -> tuple[str, str, str]:
    """A form that is wrong somewhere, how it was made, and where it shows."""
    small = f"10**(-{rng.choice((2, 3, 5, 8, 12, 18, 25))})"
    kinds = ["minus", "factor", "constant", "bump", "doubled"]
    if high != "oo":
        kinds += ["upper sliver"] * 3
    if low != "-oo":
        kinds += ["lower sliver"] * 3
    match rng.choice(kinds):
        case "minus":
            return f"-({value})", "minus", ""
        case "factor":
            return f"{rng.choice(('2', '3', '1/2', '(1 + 10**(-30))'))}*({value})", "factor", ""
        case "constant":
            return f"({value}) + {rng.choice(('pi', '1', 'x', '10**(-20)'))}", "constant", ""
        case "bump":
            inner = f"({u})"
            return f"({value}) + abs({inner}) - {inner} + abs({inner} + 1) - {inner} - 1", "bump", ""
        case "doubled":
            return f"({value}) + abs(t**2 + x) - t**2 + x", "other sign", ""
        case "upper sliver":
            edge = f"(({high}) - {small})"
            return f"({value}) + (abs(t - {edge}) + t - {edge})", "upper sliver", f"({high}) - {small}/3"
        case _:
            edge = f"(({low}) + {small})"
            return f"({value}) + (abs(t - {edge}) - t + {edge})", "lower sliver", f"({low}) + {small}/3"


def _wider(low: str, high: str, rng: Random) -> tuple[str, str, str]:
    """The domain with one end a little farther out."""
    small = f"10**(-{rng.choice((1, 2, 3, 6, 12, 20))})"
    if high != "oo" and (low == "-oo" or rng.random() < 0.5):
        return low, f"{high} + {small}", f"{high} + {small}/2"
    return f"{low} - {small}", high, f"{low} - {small}/2"


def is_narrow(pair: Pair) -> bool:
    """Whether a wrong answer is wrong only on a piece that is narrower than 10^-15."""
    return any(f"10**(-{digits})" in pair.witness for digits in (18, 20, 25))


def pairs(seed: int) -> Iterator[tuple[Pair, str]]:
    """Endless pairs with their labels."""
    rng = Random(f"scalars {seed}")
    while True:
        low, high, f, value, u, _context = _functions(rng)
        derivative = rng.random() < 0.4
        witness = ""
        if rng.random() < 0.5:
            answer, made = _honest(low, high, value, u, rng)
        elif rng.random() < 0.2 and not (low == "-oo" and high == "oo"):
            low, high, witness = _wider(low, high, rng)
            answer, made = value, "domain a little wider"
        else:
            answer, made, witness = _wrong(low, high, value, u, rng)
        if derivative:
            found = slope(answer)
            if found is None:
                continue
            answer, made = found, f"derivative, {made}"
        pair = Pair(low, high, f, answer, derivative, made, witness)
        yield pair, label(pair)
