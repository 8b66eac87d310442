"""Problems of any size, in four families: what is nested, terms of a sum, factors of a product, variables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from grader.misconceptions import Example

WRONG = {"nesting": "x + 7", "terms": "x + 7", "factors": "x + 7", "variables": "x_1 + 7"}
"""A wrong answer to each problem of a family."""

Family = Callable[[int], Example]


def nested(size: int) -> Example:
    """sin(x + y sin(x + y …)) with ``size`` functions."""
    f = "x"
    for _ in range(size):
        f = f"sin(x + y {f})"
    return Example(f, "x", "", "x: real, y: real")


def with_terms(size: int) -> Example:
    """A polynomial with ``size`` terms."""
    return Example(" + ".join(f"{n} x^{n + 1}" for n in range(1, size + 1)), "x", "")


def with_factors(size: int) -> Example:
    """A product of ``size`` sums."""
    return Example(" ".join(f"(x + {n})" for n in range(1, size + 1)), "x", "")


def with_variables(size: int) -> Example:
    """A product of ``size`` variables under a function, by the first."""
    names = [f"x_{n}" for n in range(1, size + 1)]
    return Example(f"sin({' '.join(names)})", "x_1", "", ", ".join(f"{name}: real" for name in names))


FAMILIES: dict[str, tuple[int, Family]] = {"nesting": (1, nested), "terms": (2, with_terms), "factors": (2, with_factors),
                                           "variables": (2, with_variables)}
"""The smallest size of each family, which is doubled five times."""

DOUBLINGS = 5


def sizes(first: int) -> list[int]:
    """The sizes of a family."""
    return [first << doubled for doubled in range(DOUBLINGS + 1)]


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The slope of log cost over log size in the larger half, by least squares: what is small has costs that do not grow."""
    half = len(sizes) // 2
    xs, ys = [math.log(size) for size in sizes[half:]], [math.log(cost) for cost in costs[half:]]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)
