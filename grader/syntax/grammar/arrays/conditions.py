"""Statements about indices or numbers and what hangs on them: ``delta(i,k)``, ``[i=k]``, ``i=j=k``, ``j=p and p≠q``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Add, Cases, Condition, Expr, Index, Indicator, Neg, Number, Size, sides
from grader.syntax.grammar.arrays import entries

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

_RELATIONS = frozenset(("=", "≠", "<", ">", "≤", "≥", "!"))
CLOSING = {"(": ")", "[": "]", "{": "}"}
_NAMES = {"≠": "!=", "≤": "<=", "≥": ">="}


def inside(parser: Parser, at: int) -> str:
    """What the bracket at this index holds: a ``condition`` such as i=k, ``cases``, or neither."""
    depth, found = 0, ""
    for index, kind in enumerate(parser.kinds[at + 1:], at + 1):
        if kind in ("[", "(", "{", "begin"):
            depth += 1
        elif kind in ("]", ")", "}", "end env"):
            depth -= 1
            if depth < 0:
                break
        elif depth == 0:
            if kind in ("if", "otherwise") or (kind == "," and not found and relation_follows(parser, index)):
                return "cases"
            if kind in _RELATIONS and kind != "!":
                found = "condition"
            elif kind in (";", "&", "\\\\") and not found:
                break
    return found


def bracketed(parser: Parser) -> Expr:
    """``[i=k]``, ``{i=k}``: one where it holds, else zero."""
    start = parser.at
    closing = CLOSING[parser.kinds[start]]
    parser.at += 1
    condition = any_of(parser)
    if parser.kinds[parser.at] != closing:
        raise parser.fail("syntax/condition", "this condition cannot be read", "write [i=k]")
    parser.at += 1
    span = parser.span(start)
    if any(True for _ in sides(condition)):
        return Cases((Number(1), condition, Number(0), Condition("otherwise")), span)
    return Indicator(condition, span)


def behind_one(parser: Parser) -> Expr | None:
    """The indicator of ``𝟙[i=k]``, ``𝟙{i=k}``, ``1_{i=k}``, if the condition stands here; the parser stands behind the one."""
    at = parser.at + (parser.kinds[parser.at] == "_")
    nested = parser.kinds[at:at + 2] == ["{", "("] and at > parser.at
    at += nested
    if not parser.statements or parser.kinds[at] not in CLOSING or inside(parser, at) != "condition":
        return None
    parser.at = at
    found = bracketed(parser)
    if nested:
        # \\mathbb{1}_{\\{i=k\\}}
        if parser.kinds[parser.at] != "}":
            raise parser.fail("syntax/condition", "this condition cannot be read", "write [i=k]")
        parser.at += 1
    return found


def delta(parser: Parser) -> Expr:
    """``delta(i,k)``, ``δ_{ik}``, ``δ_ik``, ``δik``, ``δ[i,k]``."""
    start = parser.at
    parser.at += 1
    kind = parser.kinds[parser.at]
    if kind in ("_", "sub"):
        indices = entries.index_list(parser, 2)
    elif kind == "index" and parser.kinds[parser.at + 1] == "index":
        indices = [_item(parser), _item(parser)]
    elif kind in ("(", "["):
        closing = CLOSING[kind]
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
    return equal(indices, parser, start)


def equal(indices: list[Expr], parser: Parser, start: int) -> Expr:
    """One where two indices are equal, else zero: the Kronecker delta."""
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
    while parser.kinds[parser.at] == "and" or (parser.kinds[parser.at] == "," and relation_follows(parser, parser.at)):
        parser.at += 1
        found.append(_relation(parser))
    flat = [part for item in found for part in (item.args if item.data == "and" else (item,))]
    return flat[0] if len(flat) == 1 else Condition("and", flat, parser.span(start))


def relation_follows(parser: Parser, comma: int) -> bool:
    """Whether an index and a sign of relation stand behind the comma at this index, or a comparison of numbers."""
    at, depth = comma + 1, 0
    if parser.kinds[at] in ("index", "num") and parser.kinds[at + 1] in _RELATIONS:
        return True
    for kind in parser.kinds[at:]:
        depth += (kind in ("(", "[", "{")) - (kind in (")", "]", "}"))
        if depth < 0 or (depth == 0 and kind in _ENDS):
            break
        if depth == 0 and kind in _COMPARING:
            return not parser.words.scope.indices
    return False


_COMPARING = frozenset(("<", ">", "≤", "≥", "≠"))
_ENDS = frozenset((",", ";", "\\\\", "&", "if", "otherwise", "end", "end env"))
"""Where what stands behind a comma ends."""


def _is_about_indices(parser: Parser) -> bool:
    """Whether the relation that starts here compares indices: it holds nothing but indices, sizes, numbers and signs."""
    for kind in parser.kinds[parser.at:]:
        if kind in _ENDS or kind in ("and", "or", ")", "]", "}"):
            break
        if kind not in _OF_INDICES and kind not in _RELATIONS:
            return False
    return bool(parser.words.scope.indices)


_OF_INDICES = frozenset(("index", "size", "num", "+", "-", "unknown", "const"))


def _relation(parser: Parser) -> Expr:
    """``j=p``, ``p≠q``, ``i=j=k`` or a condition in brackets."""
    start = parser.at
    if parser.kinds[start] == "(" and inside(parser, start) == "condition":
        parser.at += 1
        inner = parser.deeper(lambda: any_of(parser))
        if parser.kinds[parser.at] != ")":
            raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", start)
        parser.at += 1
        return inner
    side = _item if _is_about_indices(parser) or parser.kinds[start] == "end" else _number
    items, signs = [side(parser)], []
    while parser.kinds[parser.at] in _RELATIONS:
        signs.append(_sign(parser))
        items.append(side(parser))
    if not signs:
        raise parser.fail("syntax/condition", "a condition compares two sides", "write i=j, or x > 0")
    pairs = [Condition(sign, (left, right), parser.span(start)) for sign, left, right in zip(signs, items, items[1:], strict=False)]
    return pairs[0] if len(pairs) == 1 else Condition("and", pairs, parser.span(start))


def _sign(parser: Parser) -> str:
    kind = parser.kinds[parser.at]
    parser.at += 1
    following = parser.kinds[parser.at] == "=" and parser.adjacent(parser.at)
    parser.at += following
    if kind == "!" and not following:
        raise parser.fail("syntax/condition", "a condition compares two sides", "write i≠j", parser.at - 1)
    if kind in ("!", "<", ">") and following:
        return kind + "="
    return _NAMES.get(kind, kind)


def _number(parser: Parser) -> Expr:
    """A side of a condition on numbers."""
    return parser.deeper(parser.sum)


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
        raise entries.unknown_index(parser, start)
    while parser.kinds[parser.at] in ("+", "-"):
        sign = parser.kinds[parser.at]
        parser.at += 1
        other = _item(parser)
        item = Add((item, Neg(other) if sign == "-" else other), parser.span(start))
    return item
