"""What hangs together: numbers and names with their powers that touch each other, as in ``2σ²`` or ``3ax``.

Only such a run may be meant as a whole by ``1/2σ²``, ``e^2ax`` or ``√2x``.  A blank, a sign, a bracket or a function ends it: who
writes ``1/2 √x`` or ``1/x²e^x`` means a product with what follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Constant, Expr, Index, Number, Pow, Size, Symbol

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

_MEMBERS = frozenset(("num", "name", "const", "unknown", "index", "size"))
_ONE_MORE = frozenset(("fn", "root", "("))
_LEAVES = (Number, Symbol, Constant, Index, Size)


def goes_on(parser: Parser) -> bool:
    """Whether the next token touches the one before and may belong to the run."""
    return starts(parser, parser.at) and parser.adjacent(parser.at)


def starts(parser: Parser, at: int) -> bool:
    """Whether a run may start at this index; ``e^…`` is a function in another dress."""
    kind = parser.kinds[at]
    if kind == "const" and parser.tokens.values[at] == "e":
        return parser.kinds[at + 1] not in ("^", "sup")
    return kind in _MEMBERS


def take(parser: Parser, factors: list[Expr]) -> None:
    """Add all that hangs together with the last factor."""
    while goes_on(parser):
        before = parser.at
        factor = parser.power()
        if not is_member(factor):
            parser.at = before
            return
        factors.append(factor)


def one_more(parser: Parser, factors: list[Expr]) -> bool:
    """Whether a root, a function or a bracket touches a number that it may be meant to stand beside: ``1/2√x``, ``1/2(x+1)``."""
    kind = parser.kinds[parser.at]
    begins = kind in _ONE_MORE or (kind == "|" and not parser.bars)
    return begins and parser.adjacent(parser.at) and all(type(factor) in (Number, Constant) for factor in factors)


def is_member(factor: Expr) -> bool:
    """Whether a factor is a number or a name, perhaps with such an exponent: ``x²`` and ``xⁿ``, not ``x^(1/2)`` or ``x^0.5``."""
    if type(factor) is Pow:
        factor, exponent = factor.args
        if type(exponent) not in _LEAVES or (type(exponent) is Number and exponent.data[1] is not None):
            return False
    return type(factor) in _LEAVES
