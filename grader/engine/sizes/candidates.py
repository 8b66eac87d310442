"""Propose sizes at which a problem may be computed, the best first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

FIRST_SIZE = 3
"""Sizes are pairwise distinct and at least three: at sizes one and two, wrong matrix products pass unseen."""

LARGEST_SIZE = 8
"""What the problem says of its sizes must hold for some up to this one."""

MOST_FREE = 4
"""Up to so many sizes are tried in all combinations, since a problem may say something of them."""


def candidates(names: tuple[str, ...], heavy: frozenset[str], first: int) -> Iterator[dict[str, int]]:
    """Yield sizes from ``first`` on, pairwise distinct and in several orders before others, those of square matrices smallest."""
    ordered = sorted(names, key=lambda name: (name not in heavy, names.index(name)))
    count = len(ordered)
    if not count:
        yield {}
        return
    numbers = list(range(first, first + count + (count == 1)))
    orders = itertools.permutations(numbers, count) if count > 3 else _few(numbers, count)
    wider = itertools.permutations(range(first, first + count + 2), count)
    others = (order for total in range(first * count, LARGEST_SIZE * count + 1)
              for order in itertools.product(range(first, LARGEST_SIZE + 1), repeat=count) if sum(order) == total)
    for order in itertools.chain(orders, wider, others if count <= MOST_FREE else ()):
        yield {name: order[ordered.index(name)] for name in names}


def raised(sizes: dict[str, int], floors: Mapping[str, int]) -> dict[str, int]:
    """Return sizes that reach their floors, as far apart as before."""
    if not floors or all(sizes[name] >= floor for name, floor in floors.items()):
        return sizes
    least = min(sizes.values())
    return {name: max(size, floors.get(name, 0) + size - least) for name, size in sizes.items()}


def _few(sizes: list[int], count: int) -> Iterator[tuple[int, ...]]:
    """Yield all orders: the first one, then those that share the fewest sizes with it."""
    first, *others = itertools.permutations(sizes, count)
    yield first
    yield from sorted(others, key=lambda order: sum(a == b for a, b in zip(order, first, strict=True)))
