"""What stands outside of brackets: in a text, whose signs are counted, or in the kinds of its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

CLOSING = {"(": ")", "[": "]", "{": "}"}
"""The brackets, each with the one that closes it."""


def deepening(brackets: Mapping[str, str]) -> dict[str, int]:
    """Return by how much each sign of some brackets deepens the nesting."""
    return {**dict.fromkeys(brackets, 1), **dict.fromkeys(brackets.values(), -1)}


_DEEPER = deepening(CLOSING)


def nested(signs: Sequence[str], start: int = 0, deeper: Mapping[str, int] = _DEEPER) -> Iterator[tuple[int, str, int]]:
    """Yield each place from ``start`` on with its sign and with the number of brackets that are open behind it.

    The number is negative behind the end of a bracket in which ``start`` lies.

    >>> [sign for _, sign, depth in nested("a(b)c") if depth == 0]
    ['a', ')', 'c']
    >>> [(at, depth) for at, _, depth in nested("(b)c)", 1)]
    [(1, 0), (2, -1), (3, -1), (4, -2)]
    """
    depth = 0
    for at in range(start, len(signs)):
        sign = signs[at]
        depth += deeper.get(sign, 0)
        yield at, sign, depth


def closing(signs: Sequence[str], opening: int, deeper: Mapping[str, int] = _DEEPER) -> int:
    """Return the place where the bracket closes that opens at a place; 0 if nowhere.

    >>> closing("f(g(x), y)", 1), closing("f(x", 1)
    (9, 0)
    """
    return next((at for at, _, depth in nested(signs, opening, deeper) if depth == 0), 0)


def parted(text: str, separators: str = ",") -> list[tuple[int, int]]:
    """Return the places of what the separators outside of brackets part.

    >>> [text[start:end] for text in ["a, (b, c), "] for start, end in parted(text)]
    ['a', ' (b, c)', ' ']
    """
    cuts = [-1, *(at for at, sign, depth in nested(text) if depth == 0 and sign in separators), len(text)]
    return [(before + 1, after) for before, after in pairwise(cuts)]
