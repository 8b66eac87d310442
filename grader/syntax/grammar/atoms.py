"""Atoms: numbers, names with their subscripts, fractions, roots, and what stands in brackets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.expr import Call, Constant, Differential, Div, Expr, Index, Number, Size, Symbol
from grader.syntax.grammar import abstract, brackets, functions, literals, powers, quotients
from grader.syntax.grammar.arrays import cases, conditions, entries, known_matrices, sums
from grader.syntax.messages import refusals
from grader.syntax.scope import spelling
from grader.syntax.spellings import FRACTION

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

_BY_KIND: dict[str, Callable[[Parser], Expr]] = {
    "array": entries.array, "diff": entries.array, "column": entries.column, "entry": entries.small_entry, "filled": known_matrices.filled,
    "delta": conditions.delta, "cases": cases.cases, "sum": sums.total, "∑": sums.total, "func": abstract.function,
    "dot": abstract.dotted, "∇": quotients.nabla, "unit": lambda parser: known_matrices.unit(parser, 2),
}
_DECLARED = frozenset((*_BY_KIND, "index", "size"))


def atom(parser: Parser) -> Expr:
    at = parser.at
    kind = parser.kinds[at]
    if kind == "name":
        return _name(parser, at)
    if kind == "num":
        return literals.number(parser)
    if kind == "fn":
        return functions.function(parser)
    if kind == "(" or kind == "{":
        special = _special_bracket(parser) if parser.statements or parser.words.functions else None
        return special or brackets.group(parser)
    if kind == "const":
        parser.at = at + 1
        if parser.kinds[at + 1] in ("_", "sub"):
            return subscripted(parser, at)
        return Constant(parser.tokens.values[at], parser.span(at))
    if kind == "[":
        return (cases.stated(parser) if parser.statements else None) or brackets.square(parser)
    if kind in _DECLARED:
        return declared(parser, at)
    if kind == "|":
        return brackets.bars(parser)
    if kind in ("frac", "∂", "unknown") and parser.words.functions:
        quotient = quotients.partial(parser)
        if quotient is not None:
            return quotient
    if kind == "frac":
        parser.at = at + 1
        numerator = argument_of_fraction(parser)
        return Div(numerator, argument_of_fraction(parser), parser.span(at))
    if kind == "begin":
        return cases.environment(parser) if parser.tokens.values[at].endswith("cases") else brackets.environment(parser)
    if kind == "half":
        parser.at = at + 1
        top, bottom = FRACTION[parser.tokens.values[at]]
        return Div(Number(top, None, parser.span(at)), Number(bottom, None, parser.span(at)), parser.span(at))
    if kind == "root":
        parser.at = at + 1
        index = Number(int(parser.tokens.values[at]), None, parser.span(at))
        return Call("root", (parser.deeper(parser.power), index), parser.span(at))
    if powers.is_root(parser, at):
        parser.at = at + 2
        return Call("root", (parser.deeper(parser.power), parser.reread(parser.tokens.values[at], at)), parser.span(at))
    if kind == "unknown":
        return _unknown(parser, at)
    raise refusals.no_atom(parser)


def _name(parser: Parser, at: int) -> Expr:
    """A declared scalar, perhaps with a subscript, or the beginning of a quotient of differentials."""
    parser.at = at + 1
    following = parser.kinds[at + 1]
    if following == "_" or following == "sub":
        return subscripted(parser, at)
    if following == "/" and parser.words.functions and quotients.is_differential(parser, at):
        parser.at = at
        quotient = quotients.partial(parser)
        if quotient is not None:
            return quotient
        parser.at = at + 1
    if following == "(" and parser.words.calls:
        abstract.is_called(parser, parser.tokens.values[at])
        return Symbol(parser.tokens.values[at], parser.span(at))
    return Symbol(parser.tokens.values[at], (parser.tokens.starts[at], parser.tokens.ends[at]))


def _unknown(parser: Parser, at: int) -> Expr:
    """The differential of an axis, or a subscript that makes a declared name of it."""
    if parser.tokens.values[at] == "d" and "d" + parser.tokens.values[at + 1] in parser.words.axes:
        parser.at = at + 2
        return Differential("d" + parser.tokens.values[at + 1], parser.span(at))
    if parser.tokens.values[at] == "E" and known_matrices.is_numbered(parser, at):
        return known_matrices.unit(parser, 2)
    parser.at = at + 1
    if parser.kinds[at + 1] in ("_", "sub"):
        return subscripted(parser, at)
    raise refusals.unknown_word(parser, at)


def _special_bracket(parser: Parser) -> Expr | None:
    """Cases or a condition in brackets, or a composition of abstract functions."""
    found = cases.stated(parser) if parser.statements else None
    return found or (abstract.composition(parser) if parser.words.functions else None)


def declared(parser: Parser, at: int) -> Expr:
    """What a declared word of another kind than a scalar name stands for, and the words for known matrices."""
    kind = parser.kinds[at]
    if kind in ("array", "func", "column") and parser.kinds[at + 1] in ("_", "sub"):
        parser.at = at + 1
        return subscripted(parser, at)
    if kind in _BY_KIND:
        return _BY_KIND[kind](parser)
    parser.at = at + 1
    node = Index if kind == "index" else Size
    return node(parser.tokens.values[at], parser.span(at))


def subscripted(parser: Parser, at: int) -> Expr:
    """``x_1``, ``x_{1}``, ``x₁``: one declared name, whatever the spelling; else an index of an array or a unit vector."""
    values, kind = parser.tokens.values, parser.kinds[at]
    text, end = subscript(parser)
    name = parser.words.names.get(spelling(values[at]) + text) if text else None
    if name is not None and parser.words.kinds[name] == "name":
        parser.at = end
        if parser.words.calls and parser.kinds[end] == "(":
            abstract.is_called(parser, name)
        return Symbol(name, parser.span(at))
    if name is not None and parser.words.kinds[name] == "func":
        parser.tokens.values[end - 1] = name
        parser.at = end - 1
        return abstract.function(parser)
    if name is not None and parser.words.kinds[name] == "array":
        parser.tokens.values[end - 1] = name
        parser.at = end - 1
        return entries.array(parser)
    parser.at = at
    if kind in _BY_KIND:
        return _BY_KIND[kind](parser)
    if kind == "const" and values[at] == "e" and (parser.words.scope.indices or known_matrices.is_numbered(parser, at)):
        return known_matrices.unit(parser, 1)
    if not text:
        raise parser.fail("syntax/missing-operand", "something is missing behind '_'", "write x_1", at + 1)
    parser.at = end
    start, stop = parser.span(at)
    raise refusals.unknown_name(parser.words, f"{values[at]}_{text}", (start, stop))


def subscript(parser: Parser) -> tuple[str, int]:
    """The text of the subscript here, and the index of the token behind it."""
    kinds, values, at = parser.kinds, parser.tokens.values, parser.at
    if kinds[at] == "sub":
        return values[at], at + 1
    braced = kinds[at + 1] == "{"
    first = end = at + 1 + braced
    while kinds[end] in ("num", "name", "unknown", "const", "array", "func", "index", "size") and (braced or end == first):
        end += 1
    text = "".join(values[first:end])
    if not braced:
        return text, end
    if kinds[end] != "}":
        if parser.kinds[parser.at - 1] in ("name", "unknown"):
            raise parser.fail("syntax/unknown-name", "this subscript cannot be read", "a subscript is a number or a letter", end)
        return "", end
    return text, end + 1


def argument_of_fraction(parser: Parser) -> Expr:
    if parser.kinds[parser.at] == "{":
        return brackets.group(parser, decimal=True)
    if parser.kinds[parser.at] in ("end", "}", ")", "]"):
        raise parser.fail("syntax/missing-operand", "\\frac needs two parts", "write \\frac{…}{…}")
    return parser.deeper(parser.atom)
