"""Answers by cases: ``cases(…)``, the environment of LaTeX, ``… if …; 0 otherwise``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Cases, Condition, Expr, sides
from grader.syntax.grammar.arrays import conditions
from grader.syntax.grammar.arrays.conditions import CLOSING, any_of, inside, relation_follows

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser
    from grader.syntax.scope import Lexicon
    from grader.syntax.tokens.tokens import Tokens

OTHERWISE = "otherwise"
_WORDS = {"if": "if", "when": "if", "falls": "if", "wenn": "if", "otherwise": OTHERWISE, "else": OTHERWISE, "sonst": OTHERWISE,
          "ansonsten": OTHERWISE, "cases": "cases", "and": "and", "und": "and", "or": "or", "oder": "or"}
_COMPARING = frozenset(("<", ">", "≤", "≥", "≠"))


def name_words(tokens: Tokens, words: Lexicon) -> None:
    """In a problem of numbers, the words of cases beside a comparison; what is declared wins, for it is no unknown word."""
    if words.scope.indices or _COMPARING.isdisjoint(tokens.kinds):
        return
    found = [at for at, kind in enumerate(tokens.kinds) if kind == "unknown" and tokens.values[at] in _WORDS]
    loops = [at for at, kind in enumerate(tokens.kinds) if kind == "unknown" and tokens.values[at] == "for"]
    for at in found:
        tokens.kinds[at] = _WORDS[tokens.values[at]]
    # One "for x > 0" behind a formula says where it holds; several make cases.
    for at in loops if len(loops) > 1 else ():
        tokens.kinds[at] = "if"


def cases(parser: Parser) -> Expr:
    """``cases(v if c; v if c; 0)``."""
    start = parser.at
    parser.at += 1
    if parser.kinds[parser.at] not in CLOSING:
        raise parser.fail("syntax/cases", "the cases stand in brackets", "write cases(x_l if i=k; 0)", start)
    return bracketed(parser)


def bracketed(parser: Parser) -> Expr:
    """``{v if c; v if c; 0 otherwise}``."""
    start = parser.at
    closing = CLOSING[parser.kinds[start]]
    parser.at += 1
    found = _branches(parser, frozenset((closing,)))
    if parser.kinds[parser.at] != closing:
        raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{closing}'", start)
    parser.at += 1
    return Cases(found, parser.span(start))


def stated(parser: Parser) -> Expr | None:
    """Cases or a condition in the bracket that starts here; ``None`` where it holds a formula."""
    holds = inside(parser, parser.at)
    if holds == "condition" and (parser.words.scope.indices or parser.kinds[parser.at] != "("):
        return conditions.bracketed(parser)
    return bracketed(parser) if holds == "cases" else None


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
    start = parser.at
    while True:
        while parser.kinds[parser.at] == "\\\\" or (parser.kinds[parser.at] in (";", ",") and found):
            parser.at += 1
        if parser.kinds[parser.at] == OTHERWISE and found:
            # x_l if i=k else 0: the word stands in front of its value.
            parser.at += 1
        if parser.kinds[parser.at] in closing:
            break
        if found and found[-1].data == OTHERWISE:
            raise parser.fail("syntax/cases", "a case without a condition is the last one", "write each case as: value if condition")
        found += [parser.sum(), _condition_of_branch(parser, closing)]
        if parser.kinds[parser.at] not in closing and parser.kinds[parser.at] not in (";", ",", "\\\\", OTHERWISE):
            raise parser.fail("syntax/cases", "this case cannot be read", "write each case as: value if condition")
    if not found:
        raise parser.fail("syntax/missing-operand", "no case stands here", "write value if condition; 0 otherwise")
    if len(found) == 2 and any(True for _ in sides(found[1])):
        raise parser.fail("syntax/cases", "there is one case only: what holds elsewhere?",
                          "write the other cases too, or the formula alone", start)
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
        if follows in ("if", OTHERWISE) or relation_follows(parser, parser.at):
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
