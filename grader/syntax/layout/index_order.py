"""Left sides that name the indices of the axes in an order of their own: ``∂f_j/∂x_i = …`` where the problem asks for ∂f_i/∂x_j."""

from __future__ import annotations

from collections.abc import Sequence

from grader.record import replace
from grader.syntax.layout.members import scanned
from grader.syntax.lexicon import Lexicon, lexicon
from grader.syntax.scope import Axes, Scope
from grader.syntax.tokens.tokens import CLOSING, Tokens, UnreadableError, closing

_NAMING = frozenset(("array", "name", "unknown", "func", "column", "diff"))
"""Kinds of token that name what is differentiated, or by what."""


def index_order(lefts: Sequence[str], scope: Scope, span: tuple[int, int]) -> Scope:
    """Return the scope in which the indices of an answer are those that its left sides name, in the places of the problem's axes.

    Raises :class:`UnreadableError` where nobody can tell which is which: two left sides say different things, the sizes of the axes do not
    fit, or ``J_{ji}``, which is ∂f_j/∂x_i in one layout and ∂f_i/∂x_j in the other.
    """
    wanted = scope.axes
    if wanted is None:
        return scope
    words = lexicon(scope)
    found = {order for left in lefts if (order := _order(left, words, wanted)) is not None}
    if not found or found == {(*wanted.outputs, *wanted.inputs)}:
        return scope
    renamed = _renamed(found.pop(), wanted, dict(scope.ranges)) if len(found) == 1 else None
    if renamed is None:
        names = ", then ".join((*wanted.outputs, *wanted.inputs))
        raise UnreadableError("syntax/index-order", "the left side names the indices in another order than the problem", span,
                              f"write the right side alone; its axes are counted by {names}")
    return replace(scope, renamed=tuple(renamed.items()))


def _order(left: str, words: Lexicon, wanted: Axes) -> tuple[str, ...] | None:
    """The indices that a left side names, those of the value first; ``None`` where it does not name one for each axis.

    An order that may be meant in either layout is empty.
    """
    tokens = scanned(left, words)
    if tokens is None:
        return None
    outputs, inputs = _named(tokens, words)
    order = (*outputs, *inputs)
    if len(set(order)) != len(order) or len(order) != len(wanted.outputs) + len(wanted.inputs):
        return None
    if inputs:
        return order if len(inputs) == len(wanted.inputs) else None
    expected = (*wanted.outputs, *wanted.inputs)
    return order if order == expected or not set(order) & set(expected) else ()


def _named(tokens: Tokens, words: Lexicon) -> tuple[list[str], list[str]]:
    """The indices of the value and those of the variables by which it is differentiated, each in order."""
    below = _below(tokens)
    found: tuple[list[str], list[str]] = ([], [])
    for at, (kind, value) in enumerate(zip(tokens.kinds, tokens.values, strict=True)):
        if kind == "index":
            found[at in below].append(value)
        elif kind == "sub":
            found[at in below].extend([words.entries[sign][1] for sign in value if words.entries.get(sign, ("",))[0] == "index"])
    return found


def _below(tokens: Tokens) -> set[int]:
    """Where the variables of a derivative stand: under the line of its fraction, or at the foot of its sign, as in ``∂_i f_j``."""
    kinds, below = tokens.kinds, set[int]()
    for at, kind in enumerate(kinds):
        if kind == "frac" and kinds[at + 1] == "{":
            start = closing(kinds, at + 1) + 1
            below.update(range(start, closing(kinds, start) + 1))
        elif kind == "/":
            below.update(_denominator(tokens, at + 1))
        elif kind in ("∂", "∇") or (kind == "unknown" and tokens.values[at] == "D"):
            below.update(_foot(kinds, at + 1))
    return below


def _foot(kinds: list[str], at: int) -> range:
    """The subscript that begins here."""
    if kinds[at] == "sub":
        return range(at, at + 1)
    if kinds[at] != "_":
        return range(0)
    return range(at, closing(kinds, at + 1) + 1 if kinds[at + 1] in CLOSING else at + 2)


def _denominator(tokens: Tokens, start: int) -> range:
    """From here to the last variable by which is differentiated: in ``∂/∂x_i f_j`` the function stands behind it."""
    depth, is_named = 0, True
    for at in range(start, len(tokens.kinds)):
        kind = tokens.kinds[at]
        depth += (kind in CLOSING) - (kind in (")", "]", "}"))
        is_sign = kind == "∂" or kind == "diff" or (kind == "unknown" and tokens.values[at][0] == "d")
        if depth < 0 or kind == "end" or (kind in _NAMING and is_named and not is_sign and depth == 0):
            return range(start, at)
        is_named = kind != "∂" if kind in _NAMING or is_sign else is_named
    return range(start, len(tokens.kinds))


def _renamed(order: tuple[str, ...], wanted: Axes, sizes: dict[str, object]) -> dict[str, str] | None:
    """The problem's index for each that is written otherwise; ``None`` for an unclear order, and where an index would change its size."""
    if not order:
        return None
    renamed = dict(zip(order, (*wanted.outputs, *wanted.inputs), strict=True))
    # What is left over changes places: an index of the problem that the left side does not name may be another one's name now.
    free = [name for name in renamed if name not in renamed.values()]
    renamed |= dict(zip([name for name in renamed.values() if name not in renamed], free, strict=True))
    return renamed if all(sizes.get(written) == sizes.get(meant) for written, meant in renamed.items()) else None
