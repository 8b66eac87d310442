"""The decimal comma: where a comma may be one though commas also separate.

In ``[0,5x, 2y]`` the comma of the decimal touches both its digits and the one that separates has a blank behind it; where the text
does not tell them apart, as in ``[0,0,0]`` or ``[1,2,3y]``, every comma separates.
"""

from __future__ import annotations

from itertools import pairwise

from grader.syntax.tokens.tokens import Tokens

_OPENING, _CLOSING = frozenset(("(", "[", "{", "begin")), frozenset((")", "]", "}", "end env"))


def decimal_commas(tokens: Tokens) -> frozenset[int]:
    """The places of all commas that may be decimal commas, found once for a text."""
    if tokens.decimals is None:
        tokens.decimals = frozenset(_find(tokens))
    return tokens.decimals


def leave_no_doubt(tokens: Tokens) -> bool:
    """Whether every sign that separates has a blank behind it, so that it is none of a number."""
    decimals = decimal_commas(tokens)
    return all(kind not in (",", ";") or at in decimals or tokens.values[at] in ("\n", "{,}") or not _touches(tokens, at + 1)
               for at, kind in enumerate(tokens.kinds))


def is_tight(tokens: Tokens, at: int) -> bool:
    """Whether this comma stands between two whole numbers without blanks."""
    kinds, values = tokens.kinds, tokens.values
    return (at > 0 and kinds[at - 1] == "num" == kinds[at + 1] and _touches(tokens, at) and _touches(tokens, at + 1)
            and "." not in values[at - 1] and "." not in values[at + 1])


def is_braced(tokens: Tokens, at: int) -> bool:
    """Whether this is the comma of ``0{,}5``, by which LaTeX sets nothing but decimals."""
    return tokens.values[at] == "{,}" and is_tight(tokens, at)


def _find(tokens: Tokens) -> list[int]:
    """Bracket by bracket, where brackets inside others go with the outermost."""
    found: list[int] = []
    depth, commas = 0, list[int]()
    for at, kind in enumerate(tokens.kinds):
        if kind == "," and not is_braced(tokens, at):
            commas.append(at)
        elif kind in _OPENING:
            depth += 1
        elif kind in _CLOSING:
            depth -= 1
            if depth == 0:
                found += _of_one_bracket(tokens, commas)
                commas = []
    return found + _of_one_bracket(tokens, commas)


def _of_one_bracket(tokens: Tokens, commas: list[int]) -> list[int]:
    tight = [at for at in commas if is_tight(tokens, at)]
    separating = set(commas).difference(tight)
    told_apart = (not any(_touches(tokens, at + 1) for at in separating)
                  and not any(after - before == 2 for before, after in pairwise(tight))
                  and all(tokens.values[at + 1].strip("0") or len(tokens.values[at + 1]) == 3 for at in tight))
    return tight if told_apart else []


def _touches(tokens: Tokens, at: int) -> bool:
    return tokens.starts[at] == tokens.ends[at - 1]
