"""Statements about indices and what hangs on them: ``delta(i,k)``, ``[i=k]``, ``cases(…)``, ``… if …; 0 otherwise``, sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Add, Cases, Condition, Expr, Index, Indicator, Neg, Number, Size, Sum
from grader.syntax import arrays

if TYPE_CHECKING:
    from grader.syntax.pratt import Parser

_RELATIONS = frozenset(("=", "≠", "<", ">", "≤", "≥", "!"))
_NAMES = {"≠": "!=", "≤": "<=", "≥": ">="}
OTHERWISE = "otherwise"


def is_condition(parser: Parser, at: int) -> bool:
    """Whether the bracket at this index holds a statement about indices: ``[i=k]``."""
    depth = 0
    for kind in parser.kinds[at + 1:]:
        if kind in ("[", "(", "{"):
            depth += 1
        elif kind in ("]", ")", "}"):
            depth -= 1
            if depth < 0:
                return False
        elif kind in ("=", "≠", "≤", "≥", "<", ">") and depth == 0:
            return bool(parser.words.scope.indices)
        elif kind in ("end", ";", "&", "end env"):
            return False
    return False


def bracketed(parser: Parser) -> Expr:
    """``[i=k]``: one where it holds, else zero."""
    start = parser.at
    parser.at += 1
    condition = any_of(parser)
    if parser.kinds[parser.at] != "]":
        raise parser.fail("syntax/condition", "this condition cannot be read", "write [i=k]")
    parser.at += 1
    return Indicator(condition, parser.span(start))


def delta(parser: Parser) -> Expr:
    """``delta(i,k)``, ``δ_{ik}``, ``δ_ik``, ``δ[i,k]``."""
    start = parser.at
    parser.at += 1
    kind = parser.kinds[parser.at]
    if kind in ("_", "sub"):
        indices = arrays.index_list(parser, 2)
    elif kind in ("(", "["):
        closing = ")" if kind == "(" else "]"
        parser.at += 1
        indices = [_item(parser)]
        while parser.kinds[parser.at] == ",":
            parser.at += 1
            indices.append(_item(parser))
        if parser.kinds[parser.at] == "=" and len(indices) == 1:
            parser.at += 1
            indices.append(_item(parser))
        if parser.kinds[parser.at] != closing:
            raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{closing}'", start + 1)
        parser.at += 1
    else:
        raise parser.fail("syntax/index", "the Kronecker delta has two indices", "write delta(i,k)", start)
    if len(indices) != 2:
        raise parser.fail("syntax/index", "the Kronecker delta has two indices", "write delta(i,k)", start)
    span = parser.span(start)
    return Indicator(Condition("=", indices, span), span)


def any_of(parser: Parser) -> Expr:
    """Conditions joined by ``or``."""
    start = parser.at
    found = [_all_of(parser)]
    while parser.kinds[parser.at] == "or":
        parser.at += 1
        found.append(_all_of(parser))
    return found[0] if len(found) == 1 else Condition("or", found, parser.span(start))


def _all_of(parser: Parser) -> Expr:
    """Conditions joined by ``and``, ``&`` or a comma that a further relation follows."""
    start = parser.at
    found = [_relation(parser)]
    while parser.kinds[parser.at] == "and" or (parser.kinds[parser.at] == "," and _relation_follows(parser)):
        parser.at += 1
        found.append(_relation(parser))
    flat = [part for item in found for part in (item.args if item.data == "and" else (item,))]
    return flat[0] if len(flat) == 1 else Condition("and", flat, parser.span(start))


def _relation_follows(parser: Parser) -> bool:
    """Whether an index and a sign of relation stand behind the comma."""
    at = parser.at + 1
    return parser.kinds[at] in ("index", "num") and parser.kinds[at + 1] in _RELATIONS


def _relation(parser: Parser) -> Expr:
    """``j=p``, ``p≠q``, ``i=j=k`` or a condition in brackets."""
    start = parser.at
    if parser.kinds[start] == "(":
        parser.at += 1
        inner = parser.deeper(lambda: any_of(parser))
        if parser.kinds[parser.at] != ")":
            raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", start)
        parser.at += 1
        return inner
    items, signs = [_item(parser)], []
    while parser.kinds[parser.at] in _RELATIONS:
        signs.append(_sign(parser))
        items.append(_item(parser))
    if not signs:
        raise parser.fail("syntax/condition", "a condition compares two indices", "write i=j")
    pairs = [Condition(sign, (left, right), parser.span(start)) for sign, left, right in zip(signs, items, items[1:], strict=False)]
    return pairs[0] if len(pairs) == 1 else Condition("and", pairs, parser.span(start))


def _sign(parser: Parser) -> str:
    kind = parser.kinds[parser.at]
    parser.at += 1
    following = parser.kinds[parser.at] == "=" and parser.adjacent(parser.at)
    parser.at += following
    if kind == "!" and not following:
        raise parser.fail("syntax/condition", "a condition compares two indices", "write i≠j", parser.at - 1)
    if kind in ("!", "<", ">") and following:
        return kind + "="
    return _NAMES.get(kind, kind)


def _item(parser: Parser) -> Expr:
    """A side of a condition: an index, a number, a size, or a sum of such."""
    start = parser.at
    kind, value = parser.kinds[start], parser.tokens.values[start]
    parser.at += 1
    item: Expr
    if kind == "index":
        item = Index(value, parser.span(start))
    elif kind == "num" and value.isdigit():
        item = Number(int(value), None, parser.span(start))
    elif kind == "size":
        item = Size(value, parser.span(start))
    else:
        raise arrays.unknown_index(parser, start)
    while parser.kinds[parser.at] in ("+", "-"):
        sign = parser.kinds[parser.at]
        parser.at += 1
        other = _item(parser)
        item = Add((item, Neg(other) if sign == "-" else other), parser.span(start))
    return item


# -- cases ------------------------------------------------------------------------------------------------------


def cases(parser: Parser) -> Expr:
    """``cases(v if c; v if c; 0)``."""
    start = parser.at
    parser.at += 1
    if parser.kinds[parser.at] not in ("(", "{", "["):
        raise parser.fail("syntax/cases", "the cases stand in brackets", "write cases(x_l if i=k; 0)", start)
    closing = {"(": ")", "{": "}", "[": "]"}[parser.kinds[parser.at]]
    parser.at += 1
    found = _branches(parser, frozenset((closing,)))
    if parser.kinds[parser.at] != closing:
        raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{closing}'", start + 1)
    parser.at += 1
    return Cases(found, parser.span(start))


def environment(parser: Parser) -> Expr:
    """``\\begin{cases} v & \\text{if } c \\\\ 0 & \\text{otherwise} \\end{cases}``."""
    start = parser.at
    parser.at += 1
    found = _branches(parser, frozenset(("end env",)))
    if parser.kinds[parser.at] != "end env":
        raise parser.fail("syntax/unclosed-bracket", "these cases are never closed", "add \\end{cases}", start)
    parser.at += 1
    return Cases(found, parser.span(start))


def written_out(parser: Parser) -> Expr:
    """``R_iq if j=p and p≠q; …; 0 otherwise``: a whole answer of cases without brackets."""
    start = parser.at
    return Cases(_branches(parser, frozenset(("end",))), parser.span(start))


def _branches(parser: Parser, closing: frozenset[str]) -> list[Expr]:
    found: list[Expr] = []
    while True:
        while parser.kinds[parser.at] == "\\\\" or (parser.kinds[parser.at] in (";", ",") and found):
            parser.at += 1
        if parser.kinds[parser.at] in closing:
            break
        found += [parser.sum(), _condition_of_branch(parser, closing)]
        if parser.kinds[parser.at] not in closing and parser.kinds[parser.at] not in (";", ",", "\\\\"):
            raise parser.fail("syntax/cases", "this case cannot be read", "write each case as: value if condition")
    if not found:
        raise parser.fail("syntax/missing-operand", "no case stands here", "write value if condition; 0 otherwise")
    return found


def _condition_of_branch(parser: Parser, closing: frozenset[str]) -> Expr:
    """What stands behind a value; nothing and ``otherwise`` mean all that is left."""
    at = parser.at
    if parser.kinds[at] == "," and parser.kinds[at + 1] == "&":
        parser.at = at = at + 1
    if parser.kinds[at] == "&":
        parser.at += 1
    if parser.kinds[parser.at] == "," and parser.kinds[at] != "&":
        follows = parser.kinds[parser.at + 1]
        if follows in ("if", OTHERWISE) or _relation_follows(parser):
            parser.at += 1
    kind = parser.kinds[parser.at]
    if kind == "if":
        parser.at += 1
        return any_of(parser)
    if kind == OTHERWISE:
        parser.at += 1
        return Condition(OTHERWISE, (), parser.span(parser.at - 1))
    if kind in closing or kind in (";", "\\\\", ","):
        return Condition(OTHERWISE, (), (parser.tokens.starts[at], parser.tokens.starts[at]))
    return any_of(parser)


# -- sums -------------------------------------------------------------------------------------------------------


def total(parser: Parser) -> Expr:
    """``sum(m, body)``, ``\\sum_m body``, ``\\sum_{m=1}^{M} body``: over all values of a declared index."""
    start = parser.at
    if not parser.words.scope.indices:
        raise parser.fail("syntax/write-the-result", "a sum sign needs a declared index", "write the sum out")
    parser.at += 1
    kinds, at = parser.kinds, parser.at
    if kinds[at] == "(" and kinds[at + 1] in ("index", "unknown", "name") and kinds[at + 2] == ",":
        parser.at += 1
        index = _summed(parser)
        parser.at += 1
        body = parser.deeper(parser.sum)
        if parser.kinds[parser.at] != ")":
            raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", start + 1)
        parser.at += 1
        return Sum(index, body, parser.span(start))
    index = _index_below(parser, start)
    _limit_above(parser)
    return Sum(index, parser.deeper(parser.joined), parser.span(start))


def _summed(parser: Parser) -> str:
    at = parser.at
    if parser.kinds[at] != "index":
        raise arrays.unknown_index(parser, at)
    parser.at += 1
    return parser.tokens.values[at]


def _index_below(parser: Parser, start: int) -> str:
    if parser.kinds[parser.at] == "sub":
        text = parser.tokens.values[parser.at]
        if text not in parser.words.scope.indices:
            raise arrays.unknown_index(parser, parser.at)
        parser.at += 1
        return text
    if parser.kinds[parser.at] != "_":
        raise parser.fail("syntax/index", "this sum does not say over which index it runs", "write sum(m, …) or \\sum_m", start)
    parser.at += 1
    braced = parser.kinds[parser.at] == "{"
    parser.at += braced
    index = _summed(parser)
    if braced:
        if parser.kinds[parser.at] == "=":
            parser.at += 1
            if parser.tokens.values[parser.at] != "1":
                raise parser.fail("syntax/index", "a sum runs over all values of its index, from 1 on", "write \\sum_m")
            parser.at += 1
        if parser.kinds[parser.at] != "}":
            raise parser.fail("syntax/index", "this index cannot be read", "write \\sum_{m=1}^{M}")
        parser.at += 1
    return index


def _limit_above(parser: Parser) -> None:
    """The ``^M`` of a sum says what is known already."""
    if parser.kinds[parser.at] != "^":
        return
    parser.at += 1
    if parser.kinds[parser.at] == "{":
        if parser.kinds[parser.at + 1] not in ("size", "num") or parser.kinds[parser.at + 2] != "}":
            raise parser.fail("syntax/index", "a sum runs over all values of its index", "write \\sum_{m=1}^{M}")
        parser.at += 3
    elif parser.kinds[parser.at] in ("size", "num"):
        parser.at += 1
    else:
        raise parser.fail("syntax/index", "a sum runs over all values of its index", "write \\sum_{m=1}^{M}")
