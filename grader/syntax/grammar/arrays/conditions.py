"""Statements about indices or numbers and what hangs on them: ``delta(i,k)``, ``[i=k]``, ``i=j=k``, ``j=p and p≠q``."""

from __future__ import annotations

from grader.expr import Cases, Condition, Expr, Indicator, Number, sides
from grader.nesting import CLOSING, nested
from grader.syntax.grammar.arrays import entries
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.spellings.signs import COMPARING

RELATIONS = COMPARING | {"=", "!"}
_NAMES = {"≠": "!=", "≤": "<=", "≥": ">="}


def inside(cursor: Cursor, at: int) -> str:
    """What the bracket at this index holds: a ``condition`` such as i=k, ``cases``, or neither."""
    depth, found = 0, ""
    for index, kind in enumerate(cursor.kinds[at + 1:], at + 1):
        if kind in ("[", "(", "{", "begin"):
            depth += 1
        elif kind in ("]", ")", "}", "end env"):
            depth -= 1
            if depth < 0:
                break
        elif depth == 0:
            if kind in ("if", "otherwise") or (kind == "," and not found and relation_follows(cursor, index)) or (kind == ":" and found):
                return "cases"
            if kind in RELATIONS and kind != "!":
                found = "condition"
            elif kind in (";", "&", "\\\\") and not found:
                break
    return found


def bracketed(cursor: Cursor) -> Expr:
    """``[i=k]``, ``{i=k}``: one where it holds, else zero."""
    start = cursor.at
    closing = CLOSING[cursor.kinds[start]]
    cursor.at += 1
    condition = any_of(cursor)
    if cursor.kinds[cursor.at] != closing:
        raise cursor.fail("syntax/condition", "this condition cannot be read", "write [i=k]")
    cursor.at += 1
    span = cursor.span(start)
    if any(True for _ in sides(condition)):
        return Cases((Number(1), condition, Number(0), Condition("otherwise")), span)
    return Indicator(condition, span)


def behind_one(cursor: Cursor) -> Expr | None:
    """The indicator of ``𝟙[i=k]``, ``𝟙{i=k}``, ``1_{i=k}``, if the condition stands here; the cursor stands behind the one."""
    at = cursor.at + (cursor.kinds[cursor.at] == "_")
    nested = cursor.kinds[at:at + 2] == ["{", "("] and at > cursor.at
    at += nested
    if not cursor.statements or cursor.kinds[at] not in CLOSING or inside(cursor, at) != "condition":
        return None
    cursor.at = at
    found = bracketed(cursor)
    if nested:
        # \\mathbb{1}_{\\{i=k\\}}
        if cursor.kinds[cursor.at] != "}":
            raise cursor.fail("syntax/condition", "this condition cannot be read", "write [i=k]")
        cursor.at += 1
    return found


def delta(cursor: Cursor) -> Expr:
    """``delta(i,k)``, ``δ_{ik}``, ``δ_ik``, ``δik``, ``δ[i,k]``."""
    start = cursor.at
    cursor.at += 1
    kind = cursor.kinds[cursor.at]
    if kind in ("_", "sub"):
        indices = entries.index_list(cursor, 2)
    elif kind == "index" and cursor.kinds[cursor.at + 1] == "index":
        indices = [entries.sum_of_indices(cursor), entries.sum_of_indices(cursor)]
    elif kind in ("(", "["):
        closing = CLOSING[kind]
        cursor.at += 1
        indices = [entries.sum_of_indices(cursor)]
        while cursor.kinds[cursor.at] == "," or (cursor.kinds[cursor.at] == "=" and len(indices) == 1):
            cursor.at += 1
            indices.append(entries.sum_of_indices(cursor))
        if cursor.kinds[cursor.at] != closing:
            raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{closing}'", start + 1)
        cursor.at += 1
    else:
        raise cursor.fail("syntax/index", "the Kronecker delta has two indices", "write delta(i,k)", start)
    return equal(indices, cursor, start)


def equal(indices: list[Expr], cursor: Cursor, start: int) -> Expr:
    """One where two indices are equal, else zero: the Kronecker delta."""
    if len(indices) != 2:
        raise cursor.fail("syntax/index", "the Kronecker delta has two indices", "write delta(i,k)", start)
    span = cursor.span(start)
    return Indicator(Condition("=", indices, span), span)


def any_of(cursor: Cursor) -> Expr:
    """Conditions joined by ``or``."""
    start = cursor.at
    found = [_all_of(cursor)]
    while cursor.kinds[cursor.at] == "or":
        cursor.at += 1
        found.append(_all_of(cursor))
    return found[0] if len(found) == 1 else Condition("or", found, cursor.span(start))


def _all_of(cursor: Cursor) -> Expr:
    """Conditions joined by ``and``, ``&`` or a comma that a further relation follows."""
    start = cursor.at
    found = [_relation(cursor)]
    while (cursor.kinds[cursor.at] == "and" and not joins_cases(cursor)) or (
            cursor.kinds[cursor.at] == "," and relation_follows(cursor, cursor.at)):
        cursor.at += 1
        found.append(_relation(cursor))
    flat = [part for item in found for part in (item.args if item.data == "and" else (item,))]
    return flat[0] if len(flat) == 1 else Condition("and", flat, cursor.span(start))


def relation_follows(cursor: Cursor, comma: int) -> bool:
    """Whether an index and a sign of relation stand behind the comma at this index, or a comparison of numbers."""
    at = comma + 1
    if cursor.kinds[at] in ("index", "num") and cursor.kinds[at + 1] in RELATIONS:
        return True
    for _, kind, depth in nested(cursor.kinds, at):
        if depth < 0 or (depth == 0 and kind in _ENDS):
            break
        if depth == 0 and (kind in COMPARING or (kind == "=" and not COMPARING.isdisjoint(cursor.kinds))):
            return not cursor.words.scope.indices
    return False


def joins_cases(cursor: Cursor) -> bool:
    """Whether the ``and`` here stands between two cases: ``x_l if i=k and 0 otherwise``."""
    for _, kind, depth in nested(cursor.kinds, cursor.at + 1) if cursor.kinds[cursor.at] == "and" else ():
        if depth == 0 and kind in ("if", "otherwise"):
            return True
        if depth < 0 or (depth == 0 and (kind in RELATIONS or (kind in _ENDS and kind != ",") or kind in ("and", "or"))):
            break
    return False


_ENDS = frozenset((",", ";", "\\\\", "&", "if", "otherwise", "end", "end env"))
"""Where what stands behind a comma ends."""


def _is_about_indices(cursor: Cursor) -> bool:
    """Whether the relation that starts here compares indices: it holds nothing but indices, sizes, numbers and signs."""
    for kind in cursor.kinds[cursor.at:]:
        if kind in _ENDS or kind in ("and", "or", ")", "]", "}"):
            break
        if kind not in _OF_INDICES and kind not in RELATIONS:
            return False
    return bool(cursor.words.scope.indices)


_OF_INDICES = frozenset(("index", "size", "num", "+", "-", "unknown", "const"))


def _relation(cursor: Cursor) -> Expr:
    """``j=p``, ``p≠q``, ``i=j=k`` or a condition in brackets."""
    start = cursor.at
    if cursor.kinds[start] == "(" and inside(cursor, start) == "condition":
        cursor.at += 1
        inner = cursor.deeper(lambda: any_of(cursor))
        if cursor.kinds[cursor.at] != ")":
            raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", start)
        cursor.at += 1
        return inner
    side = entries.sum_of_indices if _is_about_indices(cursor) or cursor.kinds[start] == "end" else _number
    items, signs = [side(cursor)], []
    while cursor.kinds[cursor.at] in RELATIONS:
        signs.append(_sign(cursor))
        items.append(side(cursor))
    if not signs:
        raise cursor.fail("syntax/condition", "a condition compares two sides", "write i=j, or x > 0")
    pairs = [Condition(sign, (left, right), cursor.span(start)) for sign, left, right in zip(signs, items, items[1:], strict=False)]
    return pairs[0] if len(pairs) == 1 else Condition("and", pairs, cursor.span(start))


def _sign(cursor: Cursor) -> str:
    kind = cursor.kinds[cursor.at]
    cursor.at += 1
    following = cursor.kinds[cursor.at] == "=" and cursor.adjacent(cursor.at)
    cursor.at += following
    if kind == "!" and not following:
        raise cursor.fail("syntax/condition", "a condition compares two sides", "write i≠j", cursor.at - 1)
    if kind in ("!", "<", ">") and following:
        return kind + "="
    return _NAMES.get(kind, kind)


def _number(cursor: Cursor) -> Expr:
    """A side of a condition on numbers."""
    return cursor.deeper(cursor.sum)
