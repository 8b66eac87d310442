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
    starts, depth, comma = [0], 0, None
    for index, kind in enumerate(tokens.kinds):
        if kind in ("if", "otherwise") and depth <= 0:
            # From here on '=' stands in conditions: R_iq if j=p; 0 otherwise.
            break
        if kind in _OPENING or kind == "begin":
            depth += 1
        elif kind in _CLOSING or kind == "end env":
            depth -= 1
        elif kind == "=" and depth <= 0:
            starts.append(index + 1)
            if comma is not None:
                raise Unreadable("syntax/one-answer", "several answers stand side by side",
                                 (tokens.starts[comma], tokens.ends[comma]), "put rows in brackets: [a, b]; a column is [a; b]")
        elif kind in (",", ";") and depth <= 0 and len(starts) > 1:
            comma = index
    if len(starts) == 1:
        return 0, False
    passed = [a < b - 1 and not _is_left_side(tokens.kinds[a:b - 1]) for a, b in pairwise(starts)]
    return starts[-1], any(passed[1:]) or passed[0] or len(passed) > 1


def _is_left_side(kinds: list[str]) -> bool:
    marks = any(kind in ("unknown", "'", "∂", "∇") for kind in kinds)
    return marks and all(kind in _LEFT_SIDE for kind in kinds)
