"""Functions and what they are applied to, with and without brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Call, Div, Expr, Mul, Neg, Number
from grader.syntax import brackets
from grader.syntax.limits import FACTOR_STARTS, MAX_DEPTH, SIMPLE_STARTS
from grader.syntax.spellings import INVERSE, TWO_ARGUMENTS

if TYPE_CHECKING:
    from grader.syntax.pratt import Parser


def function(parser: Parser) -> Expr:
    start = parser.at
    name = parser.tokens.values[start]
    parser.at = start + 1
    exponent = None
    extra: Expr | None = None
    if name in ("sqrt", "root") and parser.kinds[parser.at] == "[":
        name, extra = "root", brackets.index_of_root(parser)
    if name == "log" and parser.kinds[parser.at] in ("_", "sub"):
        extra = _base_of_logarithm(parser)
    if parser.kinds[parser.at] == "^" or parser.kinds[parser.at] == "sup":
        if parser.kinds[parser.at] == "sup":
            exponent = parser.reread(parser.tokens.values[parser.at], parser.at)
            parser.at += 1
        else:
            parser.at += 1
            exponent = _function_power(parser)
        if name in INVERSE and exponent == Neg(Number(1)) and not parser.choose("inverse"):
            name, exponent = INVERSE[name], None
    arguments = _arguments(parser, name)
    if name == "cbrt":
        name, extra = "root", Number(3)
    if extra is not None:
        if len(arguments) != 1:
            raise parser.fail("syntax/arguments", f"{name} takes one argument here", "", start)
        arguments = [arguments[0], extra]
    call: Expr = Call(name, arguments, parser.span(start))
    return call if exponent is None else parser.raised(call, exponent, start)


def _function_power(parser: Parser) -> Expr:
    """The exponent of ``sin^2 x``: a group or one signed atom; what follows is the argument."""
    start = parser.at
    if parser.kinds[start] == "-":
        parser.at += 1
        return Neg(parser.atom(), parser.span(start))
    return parser.atom()


def _base_of_logarithm(parser: Parser) -> Expr:
    if parser.kinds[parser.at] == "sub":
        parser.at += 1
        return parser.reread(parser.tokens.values[parser.at - 1], parser.at - 1)
    parser.at += 1
    return brackets.group(parser) if parser.kinds[parser.at] == "{" else parser.atom()


def _arguments(parser: Parser, name: str) -> list[Expr]:
    kind = parser.kinds[parser.at]
    if kind in ("(", "{", "["):
        return brackets.arguments(parser, name, 2 if name in TWO_ARGUMENTS else 1)
    if kind in ("end", ")", "]", "}", ",", ";", "+", "*", "/", "&", "\\\\", "end env", "="):
        shown = parser.tokens.values[parser.at - 1]
        raise parser.fail("syntax/missing-argument", f"'{shown}' has no argument", f"write {name}(…)", parser.at - 1)
    if name == "sqrt":
        return [parser.power() if kind != "|" else brackets.bars(parser)]
    return [_bare_argument(parser, name)]


def _bare_argument(parser: Parser, name: str) -> Expr:
    """``cos 3x``: the juxtaposed run of numbers and names that hangs together; a sign may stand in front."""
    start = parser.at
    if parser.kinds[start] == "-":
        parser.at += 1
        parser.depth += 1
        if parser.depth > MAX_DEPTH:
            raise parser.fail("syntax/too-deep", "too many signs in a row")
        inner = _bare_argument(parser, name)
        parser.depth -= 1
        return Neg(inner, parser.span(start))
    factors = [parser.power()]
    while True:
        kind = parser.kinds[parser.at]
        behind_number = parser.kinds[parser.at - 1] == "num" and len(factors) == 1 and type(factors[0]) is Number
        if kind in SIMPLE_STARTS or (kind == "(" and behind_number):
            if kind != "num" and (parser.adjacent(parser.at) or (behind_number and not parser.blank_ends)):
                factors.append(parser.power())
                continue
        joins = kind in FACTOR_STARTS and kind != "fn" and not (parser.blank_ends and not parser.adjacent(parser.at))
        if (joins or kind in ("*", "/")) and parser.choose("argument"):
            return _long_argument(parser, factors, start)
        return factors[0] if len(factors) == 1 else Mul(factors, parser.span(start))


def _long_argument(parser: Parser, factors: list[Expr], start: int) -> Expr:
    """The second reading of ``sin x/2`` or ``sin x(1+x)``: everything up to the next sign or function."""
    tree = factors[0] if len(factors) == 1 else Mul(factors, parser.span(start))
    while parser.kinds[parser.at] in ("*", "/") or (parser.kinds[parser.at] in FACTOR_STARTS and parser.kinds[parser.at] != "fn"):
        if parser.kinds[parser.at] == "/":
            parser.at += 1
            tree = Div(tree, parser.factor(), parser.span(start))
        else:
            parser.at += parser.kinds[parser.at] == "*"
            tree = Mul((tree, parser.factor()), parser.span(start))
    return tree
