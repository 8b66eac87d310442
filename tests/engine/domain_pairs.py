"""Random functions on random domains, with what they are equal to there, labelled by dense sampling with mpmath; no room of ``grader`` is used.

A right pair holds by construction wherever a function g keeps its sign on the domain, as the oracle sees at many points and very near the
ends.  A wrong one is g plus a term that is zero but where g is below a tiny number, on a domain at whose end, or inside which, g touches zero.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mpmath import mp, mpf

Number = Any


@dataclass(frozen=True)
class Pair:
    """f on a domain with one answer; ``is_right`` is the oracle's word."""

    f: str
    domain: str
    answer: str
    is_right: bool


ENDS: tuple[tuple[str, Callable[[], Number]], ...] = (
    ("0", lambda: mpf(0)), ("pi/6", lambda: mp.pi / 6), ("pi/4", lambda: mp.pi / 4), ("1", lambda: mpf(1)), ("pi/2", lambda: mp.pi / 2),
    ("2", lambda: mpf(2)), ("e", lambda: mp.e), ("pi", lambda: mp.pi), ("3pi/2", lambda: 3 * mp.pi / 2), ("5", lambda: mpf(5)),
    ("2pi", lambda: 2 * mp.pi), ("-pi/2", lambda: -mp.pi / 2), ("-1", lambda: mpf(-1)), ("-pi", lambda: -mp.pi), ("1/3", lambda: mpf(1) / 3))

FUNCTIONS: tuple[tuple[str, Callable[[Number], Number]], ...] = (
    ("sin(x)", mp.sin), ("cos(x)", mp.cos), ("sin(2x)", lambda x: mp.sin(2 * x)), ("cos(x/2)", lambda x: mp.cos(x / 2)),
    ("(1 - cos(x))", lambda x: 1 - mp.cos(x)), ("(1 + sin(x))", lambda x: 1 + mp.sin(x)), ("(e^x - 1)", lambda x: mp.exp(x) - 1),
    ("(e^x - x - 1)", lambda x: mp.exp(x) - x - 1), ("(x - sin(x))", lambda x: x - mp.sin(x)), ("(x - 1)", lambda x: x - 1),
    ("(x^2 - 1)", lambda x: x * x - 1), ("sinh(x)", mp.sinh), ("(cosh(x) - 1)", lambda x: mp.cosh(x) - 1), ("atan(x)", mp.atan),
    ("(x - atan(x))", lambda x: x - mp.atan(x)), ("(sin(x) - cos(x))", lambda x: mp.sin(x) - mp.cos(x)), ("(2 - x)", lambda x: 2 - x),
    ("(tanh(x) - x)", lambda x: mp.tanh(x) - x), ("(2^x - 2)", lambda x: mpf(2) ** x - 2), ("(x sin(x))", lambda x: x * mp.sin(x)),
    ("(1/2 - sin(x))", lambda x: mpf(1) / 2 - mp.sin(x)), ("(1 - x e^(1-x))", lambda x: 1 - x * mp.exp(1 - x)))

SHAPES: tuple[tuple[str, str], ...] = (("|G|", "S*G"), ("sqrt(G^2)", "S*G"), ("G |G|", "S*G G"), ("log(G^2)", "2 log(S*G)"), ("sign(G)", "S"),
                                       ("acosh(cosh(G))", "S*G"), ("x + |G^3|", "x + S*G^3"), ("G/|G|", "S"), ("(G^4)^(1/4)", "S*G"),
                                       ("sqrt(G^2) + sqrt(x^2 + 1)", "sqrt(1 + x^2) + |G|"))


DIVIDES = ("log", "sign", "/")
TINY = mpf(10) ** -25


def pairs(count: int, seed: int) -> Iterator[Pair]:
    """So many labelled pairs, right and wrong ones in turn."""
    rng = random.Random(seed)
    made = 0
    while made < count:
        name, function = rng.choice(FUNCTIONS)
        low, high = sorted(rng.sample(ENDS, 2), key=lambda end: end[1]())
        inside, near = sampled(function, low[1], high[1])
        side = 1 if min(inside + near) > -TINY else -1 if max(inside + near) < TINY else 0
        is_zero_inside = any(abs(value) < TINY for value in inside)
        if made % 2 == 0:
            f, answer = rng.choice(SHAPES)
            if is_zero_inside and any(part in f for part in DIVIDES):
                continue
            sign = side or rng.choice((1, -1))
            written = name if sign > 0 else f"(-{name})"
            yield Pair(f.replace("G", name), f"x:[{low[0]},{high[0]}]", answer.replace("S*G", written).replace("S", str(sign)).replace(
                "G", name), bool(side) or "S" not in answer)
            made += 1
        elif side and (is_zero_inside or min(abs(value) for value in near) < TINY):
            tiny = f"10^(-{rng.choice((3, 8, 15, 30, 45))})"
            g = name if side > 0 else f"(-{name})"
            yield Pair("x", f"x:[{low[0]},{high[0]}]", f"x + |{g} - {tiny}| - {g} + {tiny}", False)
            made += 1


def sampled(function: Callable[[Number], Number], low: Callable[[], Number], high: Callable[[], Number]) -> tuple[list[Number], list[Number]]:
    """Values at points between two ends, numbers such as 1 and π among them; and very near the ends."""
    mp.dps = 15
    first, last = low(), high()
    grid = [function(first + (last - first) * (k + mpf(1) / 3) / 150) for k in range(150)]
    mp.dps = 60
    first, last = low(), high()
    grid += [function(end()) for _, end in ENDS if first < end() < last]
    steps = [(last - first) * mpf(10) ** -k for k in range(1, 31, 2)]
    return grid, [function(x) for step in steps for x in (first + step, last - step)]
