"""Which part of ``f'(x) = a = b.`` is the answer: left-hand sides, chains of equal signs, full stops."""

from __future__ import annotations

from itertools import pairwise

from grader.syntax.limits import FACTOR_STARTS
from grader.syntax.tokens import Tokens, Unreadable

_LEFT_SIDE = frozenset(("unknown", "name", "const", "num", "'", "(", ")", "{", "}", ",", "/", "_", "sub", "sup", "^", "frac",
                        "∂", "∇", "fn", "T", "[", "]", "|", ";", "&", "\\\\", "begin", "end env", "array", "diff", "func", "index",
                        "size", "column"))
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def tidy(tokens: Tokens) -> None:
    """Drop what says nothing: a full stop, comma or semicolon at the end, ``&`` and ``:`` before ``=``, a line's ``\\\\``, a point
    in ``2.x`` and ``x.^2``; ``.T`` transposes."""
    keep = [True] * len(tokens.kinds)
    last = len(tokens.kinds) - 2
    stopped = False
    while last >= 0 and (tokens.kinds[last] in (",", ";", "\\\\") or (tokens.kinds[last] == "." and not stopped)):
        stopped = stopped or tokens.kinds[last] == "."
        keep[last] = False
        last -= 1
    depth = 0
    for index, kind in enumerate(tokens.kinds):
        if kind == "begin":
            depth += 1
        elif kind == "end env":
            depth -= 1
        elif kind == ".":
            _point(tokens, index, keep)
        elif kind == ":":
            keep[index] = tokens.kinds[index + 1] != "="
        elif depth == 0 and kind == "&":
            keep[index] = keep[index] and not _next_to_equals(tokens, index)
        elif depth == 0 and kind == "\\\\":
            keep[index] = keep[index] and tokens.kinds[index + 1] not in ("&", "=")
    if not all(keep):
        for name in ("kinds", "values", "starts", "ends"):
            setattr(tokens, name, [item for item, kept in zip(getattr(tokens, name), keep, strict=True) if kept])


def _point(tokens: Tokens, index: int, keep: list[bool]) -> None:
    """A point that means a product or nothing goes; the one of ``[x, y].T`` becomes ``^``."""
    following = tokens.kinds[index + 1]
    behind_number = index > 0 and tokens.kinds[index - 1] == "num" and tokens.ends[index - 1] == tokens.starts[index]
    if following == "unknown" and tokens.values[index + 1] == "T":
        tokens.kinds[index] = "^"
    elif following in ("*", "/", "^") or (behind_number and following in FACTOR_STARTS - {"num"}):
        keep[index] = False


def _next_to_equals(tokens: Tokens, index: int) -> bool:
    return tokens.kinds[index + 1] == "=" or (index > 0 and tokens.kinds[index - 1] == "=")


def last_member(tokens: Tokens) -> tuple[int, bool]:
    """Index of the first token of the member to grade, and whether members that are formulas were passed over.

    ``f'(x) = 2x`` has a left-hand side, which says only what is computed; in ``2x+0 = 2x`` both members are formulas.
    """
    if "=" not in tokens.kinds and "⇒" not in tokens.kinds:
        return 0, False
    starts, depth, comma = [0], 0, None
    for index, kind in enumerate(tokens.kinds):
        if depth <= 0 and (kind in ("if", "otherwise") or (kind == "," and _states_something(tokens, index))):
            # From here on '=' stands in conditions: R_iq if j=p; 0 otherwise.
            break
        if kind in _OPENING or kind == "begin":
            depth += 1
        elif kind in _CLOSING or kind == "end env":
            depth -= 1
        elif (kind == "⇒" or (kind == "=" and not _starts_a_sum(tokens, index))) and depth <= 0:
            starts.append(index + 1)
            if comma is not None:
                raise _several(tokens, comma, comma + 1)
        elif kind in (",", ";") and depth <= 0 and len(starts) > 1:
            comma = index
    if len(starts) == 1:
        return 0, False
    members = [(start, stop - 1) for start, stop in pairwise(starts)]
    _refuse_further_left_sides(tokens, members)
    passed = [start < stop and not _is_left_side(tokens.kinds[start:stop]) for start, stop in members]
    return starts[-1], any(passed[1:]) or passed[0] or len(passed) > 1


def _states_something(tokens: Tokens, comma: int) -> bool:
    """Whether a condition on indices stands behind a comma: ``R_iq, j=p``."""
    return tokens.kinds[comma + 1] == "index" and tokens.kinds[comma + 2] in ("=", "≠", "<", ">", "≤", "≥", "!")


def _starts_a_sum(tokens: Tokens, index: int) -> bool:
    """Whether this sign stands in the limits of a sum without braces: ``sum_m=1^M …``."""
    return index > 2 and tokens.kinds[index - 2] == "_" and tokens.kinds[index - 3] in ("sum", "∑")


def _refuse_further_left_sides(tokens: Tokens, members: list[tuple[int, int]]) -> None:
    """``∂f/∂x = 2x ∂f/∂y = 2y``: a member that ends like the left side in front, up to names, begins another answer."""
    start, stop = members[0]
    left = tokens.kinds[start:stop]
    if len(members) < 2 or len(left) < 3 or not _is_left_side(left):
        return
    for first, end in members[1:]:
        at = end - len(left)
        if at > first and tokens.kinds[at - 1] not in ("+", "-", "*", "/", "^", "(") and _are_alike(tokens, start, at, len(left)):
            raise _several(tokens, at, end)


def _are_alike(tokens: Tokens, one: int, other: int, count: int) -> bool:
    """Whether two left sides differ, and only in the names that stand in them."""
    names = ("name", "unknown", "array", "column", "sub", "num", "func", "diff")
    pairs = [(tokens.kinds[one + at], tokens.values[one + at], tokens.kinds[other + at], tokens.values[other + at]) for at in range(count)]
    alike = all(a == b and (value == another or a in names) for a, value, b, another in pairs)
    return alike and any(value != another for _, value, _, another in pairs)


def _several(tokens: Tokens, first: int, stop: int) -> Unreadable:
    return Unreadable("syntax/one-answer", "several answers stand side by side", (tokens.starts[first], tokens.ends[stop - 1]),
                      "put rows in brackets: [a, b]; a column is [a; b]")


def _is_left_side(kinds: list[str]) -> bool:
    marks = any(kind in ("unknown", "'", "∂", "∇") for kind in kinds)
    return marks and all(kind in _LEFT_SIDE for kind in kinds)
