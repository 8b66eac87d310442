"""Answers by cases: ``cases(…)``, the environment of LaTeX, ``… if …; 0 otherwise``, ``x>0: …; x<0: …``."""

from __future__ import annotations

from itertools import pairwise

from grader.expr import Cases, Condition, Expr, sides
from grader.nesting import CLOSING, nested
from grader.syntax.grammar.arrays import choices, conditions
from grader.syntax.grammar.arrays.conditions import any_of, inside, joins_cases, relation_follows
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import CASE_WORDS
from grader.syntax.spellings.around import AND, LOOPS, OR
from grader.syntax.spellings.signs import COMPARING
from grader.syntax.tokens.commas import decimal_commas, is_braced, is_tight
from grader.syntax.tokens.tokens import Tokens, closing

OTHERWISE = choices.OTHERWISE
_WORDS = {**CASE_WORDS, "cases": "cases", "then": ":", **dict.fromkeys(AND, "and"), **dict.fromkeys(OR, "or")}


def name_words(tokens: Tokens, words: Lexicon) -> None:
    """The words of cases beside a comparison, of which a problem with indices knows most; what is declared wins, being no unknown word."""
    choices.name_calls(tokens)
    if not words.scope.indices and (COMPARING.isdisjoint(tokens.kinds) and not _has_equality(tokens) and not _has_inequality(tokens)):
        return
    found = [at for at, kind in enumerate(tokens.kinds) if kind == "unknown" and tokens.values[at] in _WORDS]
    loops = [at for at, kind in enumerate(tokens.kinds) if kind == "unknown" and tokens.values[at] in LOOPS]
    for at in found:
        tokens.kinds[at] = _WORDS[tokens.values[at]]
    # One "for x > 0" behind a formula says where it holds; several make cases, and so does one beside "otherwise".
    for at in loops if len(loops) > 1 or OTHERWISE in tokens.kinds else ():
        tokens.kinds[at] = "if"


def _has_equality(tokens: Tokens) -> bool:
    """Whether ``=`` alone compares: in ``5 if x=0; x otherwise`` and ``cases(5 if x=0; x)``, which have two of the words."""
    said = {_WORDS[value] for kind, value in zip(tokens.kinds, tokens.values, strict=True) if kind == "unknown" and value in _WORDS}
    return "=" in tokens.kinds and "if" in said and not said.isdisjoint((OTHERWISE, "cases"))


def _has_inequality(tokens: Tokens) -> bool:
    """Whether ``!=`` compares, which the keyboard has for ``≠``."""
    return ("!", "=") in pairwise(tokens.kinds)


def cases(cursor: Cursor) -> Expr:
    """``cases(v if c; v if c; 0)``."""
    start = cursor.at
    cursor.at += 1
    if cursor.kinds[cursor.at] not in CLOSING:
        raise cursor.fail("syntax/cases", "cases has brackets", "write cases(a if i=j; b)", start)
    return bracketed(cursor)


def bracketed(cursor: Cursor) -> Expr:
    """``{v if c; v if c; 0 otherwise}``."""
    start = cursor.at
    closing = CLOSING[cursor.kinds[start]]
    cursor.at += 1
    found = _branches(cursor, frozenset((closing,)))
    if cursor.kinds[cursor.at] != closing:
        raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{closing}'", start)
    cursor.at += 1
    return Cases(found, cursor.span(start))


def stated(cursor: Cursor) -> Expr | None:
    """Cases or a condition in the bracket that starts here; ``None`` where it holds a formula."""
    holds = inside(cursor, cursor.at)
    if not holds and cursor.kinds[cursor.at + 1] in CLOSING and inside(cursor, cursor.at + 1) == "cases":
        return _in_brackets_each(cursor)
    if holds == "condition" and (cursor.words.scope.indices or cursor.kinds[cursor.at] != "(" or _is_factor(cursor)):
        return conditions.bracketed(cursor)
    return bracketed(cursor) if holds == "cases" else None


def _in_brackets_each(cursor: Cursor) -> Expr | None:
    """``{(2x, x>0), (-2x, x<0)}``: each case in its own brackets; ``None`` where one bracket holds several."""
    start, depth, commas = cursor.at, 0, 0
    for _, kind, depth in nested(cursor.kinds, start + 1):
        commas += depth == 1 and kind == ","
        if depth < 0 or (depth == 0 and kind not in (")", "]", "}", ",")) or (depth == 1 and kind in (";", "if", OTHERWISE)):
            break
    if depth >= 0 or commas < 2:
        return None
    cursor.at = start + 1
    found = choices.in_pairs(cursor)
    if cursor.kinds[cursor.at] != CLOSING[cursor.kinds[start]]:
        raise cursor.fail("syntax/cases", "this case cannot be read", "write each case as: value if condition")
    cursor.at += 1
    return Cases(found, cursor.span(start))


def _is_factor(cursor: Cursor) -> bool:
    """Whether a sign of a product stands beside the bracket here: ``2*x*(x > 0)`` of code is 0 where the condition does not hold."""
    end = closing(cursor.kinds, cursor.at)
    return "*" in (cursor.kinds[cursor.at - 1], cursor.kinds[min(end + 1, len(cursor.kinds) - 1)])


def environment(cursor: Cursor) -> Expr:
    """``\\begin{cases} v & \\text{if } c \\\\ 0 & \\text{otherwise} \\end{cases}``."""
    start = cursor.at
    cursor.at += 1
    found = _branches(cursor, frozenset(("end env",)))
    if cursor.kinds[cursor.at] != "end env":
        raise cursor.fail("syntax/unclosed-bracket", "these cases are never closed", "add \\end{cases}", start)
    cursor.at += 1
    return Cases(found, cursor.span(start))


def written_out(cursor: Cursor) -> Expr:
    """``R_iq if j=p and p≠q; …; 0 otherwise``: a whole answer of cases without brackets."""
    start = cursor.at
    return Cases(_branches(cursor, frozenset(("end",))), cursor.span(start))


def _branches(cursor: Cursor, closing: frozenset[str]) -> list[Expr]:
    _refuse_doubtful_commas(cursor)
    found: list[Expr] = []
    start = cursor.at
    while True:
        while cursor.kinds[cursor.at] == "\\\\" or (found and (cursor.kinds[cursor.at] in (";", ",") or joins_cases(cursor))):
            cursor.at += 1
        if cursor.kinds[cursor.at] == OTHERWISE and found:
            # x_l if i=k else 0: the word stands in front of its value.
            cursor.at += 1 + (cursor.kinds[cursor.at + 1] == ":")
        if cursor.kinds[cursor.at] in closing:
            break
        if found and found[-1].data == OTHERWISE:
            raise cursor.fail("syntax/cases", "a case without a condition is the last one", "write each case as: value if condition")
        if condition_comes_first(cursor):
            found += _condition_and_value(cursor)
        else:
            found += [cursor.sum(), _condition_of_branch(cursor, closing)]
        if cursor.kinds[cursor.at] not in closing and cursor.kinds[cursor.at] not in (";", ",", "\\\\", "and", OTHERWISE):
            raise cursor.fail("syntax/cases", "this case cannot be read", "write each case as: value if condition")
    if not found:
        raise cursor.fail("syntax/missing-operand", "there is no case here", "write value if condition; 0 otherwise")
    if len(found) == 2 and any(True for _ in sides(found[1])):
        raise cursor.fail("syntax/cases", "there is one case only: what holds elsewhere?",
                          "write the other cases too, or the formula alone", start)
    return found


def _refuse_doubtful_commas(cursor: Cursor) -> None:
    """Refuse a comma between digits beside commas that part cases, unless blanks tell it apart: ``2x,x>0,-2x,x<0,0,x=0``."""
    tokens = cursor.tokens
    depths = [depth for _, _, depth in nested(tokens.kinds)]
    tight = [at for at, kind in enumerate(tokens.kinds) if kind == "," and is_tight(tokens, at) and not is_braced(tokens, at)
             and depths[at] == depths[cursor.at - 1]]
    if tight and not decimal_commas(tokens).issuperset(tight) and tokens.kinds.count(",") > len(tight):
        raise cursor.fail("syntax/cases", "this comma may part two cases or be a decimal one", "part the cases by ';'", tight[0])


def condition_comes_first(cursor: Cursor) -> bool:
    """Whether a condition, a colon and a value stand here: ``x>0: 2x``, ``if x>0 then 2x``, ``if x>0, 2x``."""
    compares, is_said = False, cursor.kinds[cursor.at] == "if"
    for _, kind, depth in nested(cursor.kinds, cursor.at + is_said):
        if depth < 0 or (depth == 0 and kind in (";", "\\\\", "if", OTHERWISE, "end", "&")):
            return False
        if depth == 0 and kind in (":", ",") and compares and (kind == ":" or is_said):
            return True
        compares = compares or (depth == 0 and (kind in COMPARING or kind == "="))
    return False


def _condition_and_value(cursor: Cursor) -> list[Expr]:
    cursor.at += cursor.kinds[cursor.at] == "if"
    condition = any_of(cursor)
    if cursor.kinds[cursor.at] not in (":", ","):
        raise cursor.fail("syntax/cases", "this case cannot be read", "write each case as: value if condition")
    # if x>0, then 2x
    cursor.at += 1 + (cursor.kinds[cursor.at + 1] == ":")
    return [cursor.sum(), condition]


def _condition_of_branch(cursor: Cursor, closing: frozenset[str]) -> Expr:
    """What stands behind a value; nothing and ``otherwise`` mean all that is left."""
    at = cursor.at
    if cursor.kinds[at] == "," and cursor.kinds[at + 1] == "&":
        cursor.at = at = at + 1
    if cursor.kinds[at] == "&":
        cursor.at += 1 + (cursor.kinds[at + 1] == ",")
    if cursor.kinds[cursor.at] == "," and cursor.kinds[at] != "&":
        follows = cursor.kinds[cursor.at + 1]
        if follows in ("if", OTHERWISE) or relation_follows(cursor, cursor.at):
            cursor.at += 1
    kind = cursor.kinds[cursor.at]
    if kind == "if":
        cursor.at += 1
        return any_of(cursor)
    if kind == OTHERWISE:
        cursor.at += 1
        return Condition(OTHERWISE, (), cursor.span(cursor.at - 1))
    if kind in closing or kind in (";", "\\\\", ","):
        return Condition(OTHERWISE, (), (cursor.starts[at], cursor.starts[at]))
    return any_of(cursor)
