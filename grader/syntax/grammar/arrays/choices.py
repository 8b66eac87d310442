"""Calls of code that choose between values: ``where(x>0, a, b)``, ``If[x>0, a, b]``, ``Piecewise((a, x>0), (b, True))``."""

from __future__ import annotations

from grader.expr import Cases, Condition, Expr, Number
from grader.nesting import CLOSING, nested
from grader.syntax.grammar.arrays import conditions
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.spellings import CHOOSING
from grader.syntax.spellings.signs import COMPARING
from grader.syntax.tokens.tokens import Tokens, UnreadableError, separators

OTHERWISE = "otherwise"
_OF_MANY = ("piecewise", "Piecewise", "Which")
"""Those that may have any number of cases."""
_TRUE = ("True", "true", "TRUE")
_REMEDY = "write value if condition; 0 otherwise"


def name_calls(tokens: Tokens) -> None:
    """The calls of code that choose between values: a bracket follows, and in it a comparison or a bracket comes first."""
    kinds, is_call = tokens.kinds, False
    for at, kind in enumerate(kinds[:-2]):
        if kind in ("unknown", "if") and tokens.values[at] in CHOOSING and kinds[at + 1] in ("(", "[") and _begins_with_case(kinds, at + 2):
            kinds[at], is_call = "choice", True
    for at, kind in enumerate(kinds) if is_call else ():
        if kind == "unknown" and tokens.values[at] in _TRUE:
            kinds[at] = OTHERWISE


def _begins_with_case(kinds: list[str], at: int) -> bool:
    """Whether a comparison and a separator stand here outside of further brackets, or a bracket with a value and its condition."""
    compares, is_bracket = False, kinds[at] in CLOSING
    for _, kind, depth in nested(kinds, at):
        compares = compares or kind in COMPARING or kind == "="
        if depth < 0 or (depth == 0 and kind in (",", ";")):
            return compares and (depth == 0 or is_bracket)
    return False


def chosen(cursor: Cursor) -> Expr:
    """``where(x>0, a, b)``, ``If[x>0, a, b]``, ``piecewise(x>1, a, x>0, b, c)``, ``Piecewise((a, x>0), (b, True))``."""
    start = cursor.at
    opening = start + 1
    closing = CLOSING[cursor.kinds[opening]]
    cursor.at = opening + 1
    are_pairs = cursor.kinds[cursor.at] in CLOSING and conditions.inside(cursor, cursor.at) != "condition"
    with cursor.in_bracket(decimal=";" in separators(cursor.kinds, opening)):
        found = in_pairs(cursor) if are_pairs else _in_turn(cursor)
    if cursor.kinds[cursor.at] != closing:
        raise cursor.fail("syntax/cases", f"these cases of {cursor.values[start]} cannot be read", _REMEDY)
    cursor.at += 1
    span = cursor.span(start)
    if found[-1].data != OTHERWISE and cursor.values[start] not in _OF_MANY:
        raise UnreadableError("syntax/cases", "this says nothing about the other case", span, _REMEDY)
    if found[-1].data != OTHERWISE and _is_zero_elsewhere(cursor, opening):
        found += [Number(0, None, span), Condition(OTHERWISE, (), span)]
    return Cases(found, span)


def _is_zero_elsewhere(cursor: Cursor, opening: int) -> bool:
    """Whether what no case names is 0: so it is in Mathematica, and in Maple, whose ``piecewise`` is spelled as that of MATLAB."""
    if cursor.kinds[opening] == "[":
        return True
    return cursor.values[opening - 1] == "piecewise" and cursor.choose("elsewhere")


def _in_turn(cursor: Cursor) -> list[Expr]:
    """A condition and its value in turn; a value without a condition is the last one."""
    found: list[Expr] = []
    while True:
        condition: Expr = Condition(OTHERWISE, (), (cursor.starts[cursor.at],) * 2)
        if _compares(cursor) or cursor.kinds[cursor.at] == OTHERWISE:
            condition = _condition(cursor)
            if cursor.kinds[cursor.at] not in (",", ";"):
                raise cursor.fail("syntax/cases", "this condition has no value behind it", _REMEDY)
            cursor.at += 1
        found += [cursor.deeper(cursor.sum), condition]
        if condition.data == OTHERWISE or cursor.kinds[cursor.at] not in (",", ";"):
            return found
        cursor.at += 1


def _compares(cursor: Cursor) -> bool:
    """Whether a condition stands here, and no value: what stands up to the next separator compares two sides outside of brackets."""
    if cursor.kinds[cursor.at] == "(" and conditions.inside(cursor, cursor.at) == "condition":
        return True
    for _, kind, depth in nested(cursor.kinds, cursor.at):
        if depth < 0 or (depth == 0 and kind in (",", ";", "end")):
            return False
        if depth == 0 and (kind in COMPARING or kind == "="):
            return True
    return False


def in_pairs(cursor: Cursor) -> list[Expr]:
    """Brackets with a value and its condition, in Mathematica within braces; what stands behind those is the value elsewhere."""
    found: list[Expr] = []
    listed = cursor.kinds[cursor.at + 1] in CLOSING
    cursor.at += listed
    while True:
        closing = CLOSING.get(cursor.kinds[cursor.at])
        if closing is None:
            raise cursor.fail("syntax/cases", "a value and its condition stand in brackets here", _REMEDY)
        cursor.at += 1
        found += [cursor.deeper(cursor.sum), _condition_of_pair(cursor)]
        if cursor.kinds[cursor.at] != closing:
            raise cursor.fail("syntax/cases", "this case cannot be read", _REMEDY)
        cursor.at += 1
        if cursor.kinds[cursor.at] != ",":
            break
        cursor.at += 1
    if listed:
        if cursor.kinds[cursor.at] not in ("}", "]", ")"):
            raise cursor.fail("syntax/cases", "this case cannot be read", _REMEDY)
        cursor.at += 1
        if cursor.kinds[cursor.at] == ",":
            cursor.at += 1
            found += [cursor.deeper(cursor.sum), Condition(OTHERWISE, (), (cursor.starts[cursor.at],) * 2)]
    return found


def _condition_of_pair(cursor: Cursor) -> Expr:
    if cursor.kinds[cursor.at] != ",":
        raise cursor.fail("syntax/cases", "this value has no condition behind it", _REMEDY)
    cursor.at += 1
    return _condition(cursor)


def _condition(cursor: Cursor) -> Expr:
    """A condition, or what is always true."""
    if cursor.kinds[cursor.at] == OTHERWISE:
        cursor.at += 1
        return Condition(OTHERWISE, (), cursor.span(cursor.at - 1))
    return conditions.any_of(cursor)
