"""Derivatives of abstract functions as quotients and by their place: ``∂f/∂x_1``, ``dg/df``, ``\\frac{∂f}{∂x}``, ``∂_1 f``, ``∇f``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Apply, Expr, Matrix
from grader.syntax.grammar import abstract
from grader.syntax.scope import Function, spelling

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser


def partial(parser: Parser) -> Expr | None:
    """``∂f/∂x_1``, ``df/dx``, ``\\frac{∂f}{∂x_1}`` of a declared function; ``None`` where no such quotient stands here."""
    start = parser.at
    if parser.kinds[start] == "∂" and parser.kinds[start + 1] in ("_", "sub"):
        return _by_place(parser)
    taken = _quotient(parser)
    if taken is None:
        parser.at = start
        return None
    known, place = taken
    return _gradient(parser, known, start) if place is None else abstract.applied(parser, known, _once(known, place), start)


def nabla(parser: Parser) -> Expr:
    """``∇f`` of a declared function: the row of its partial derivatives."""
    start = parser.at
    known = parser.words.functions.get(parser.tokens.values[start + 1]) if parser.kinds[start + 1] == "func" else None
    if known is None:
        raise parser.fail("syntax/write-the-result", "a derivative is not computed here", "write the result")
    parser.at += 2
    return _gradient(parser, known, start)


def _gradient(parser: Parser, known: Function, start: int) -> Expr:
    first = abstract.applied(parser, known, _once(known, 0), start)
    entries = [Apply(known.name, _once(known, place), first.args, first.span) for place in range(known.arity)]
    return Matrix(1, known.arity, entries, first.span) if known.arity > 1 else first


def _once(known: Function, place: int) -> list[int]:
    return [int(at == place) for at in range(known.arity)]


def _by_place(parser: Parser) -> Expr | None:
    """``∂_1 f``, ``∂₁∂₂f(x, y)``, ``∂_{x_1} f``: the derivative by the first argument, …"""
    start, texts = parser.at, list[str]()
    while parser.kinds[parser.at] == "∂" and parser.kinds[parser.at + 1] in ("_", "sub"):
        parser.at += 1
        texts.append(abstract.text_of_subscript(parser))
    known = parser.words.functions.get(parser.tokens.values[parser.at])
    at = parser.at
    if known is None and parser.kinds[at] in ("name", "unknown", "func"):
        parser.at += 1
        if parser.kinds[parser.at] in ("_", "sub"):
            text, parser.at = parser.subscript()
            known = parser.words.functions.get(parser.words.names.get(spelling(parser.tokens.values[at] + text), ""))
        parser.at -= 1
    if known is None:
        raise parser.fail("syntax/abstract", "this derivative is not of a declared function", "write ∂f/∂x", start)
    parser.at += 1
    places = [place for text in texts for place in abstract.places(parser, known, text, start)]
    return abstract.applied(parser, known, [places.count(place) for place in range(known.arity)], start)


def _quotient(parser: Parser) -> tuple[Function, int | None] | None:
    """The function and the place of the argument; no place where the variable is the list of all arguments."""
    fraction = parser.kinds[parser.at] == "frac"
    parser.at += fraction
    above = _side(parser, braced=fraction)
    if not fraction:
        if parser.kinds[parser.at] != "/":
            return None
        parser.at += 1
    below = _side(parser, braced=fraction)
    if above is None or below is None:
        return None
    known = parser.words.functions.get(parser.words.names.get(above, ""))
    if known is None:
        return None
    for place, name in enumerate(known.named):
        if name and spelling(name) == below:
            return known, place
    variable = parser.words.calls.get(parser.words.names.get(below, ""))
    return (known, None) if variable is not None and variable.entries and variable.entries == known.named else None


def _side(parser: Parser, braced: bool) -> str | None:
    """The name behind ∂ or d; arguments such as the ``(x)`` of ∂f(x) are passed over."""
    if braced:
        if parser.kinds[parser.at] != "{":
            return None
        parser.at += 1
    name = _named(parser)
    if name is not None and braced:
        if parser.kinds[parser.at] == "(":
            _pass_over(parser)
        if parser.kinds[parser.at] != "}":
            return None
        parser.at += 1
    return name


def _named(parser: Parser) -> str | None:
    kind, value = parser.kinds[parser.at], parser.tokens.values[parser.at]
    if kind == "∂" or (kind == "unknown" and value == "d"):
        parser.at += 1
        text = parser.tokens.values[parser.at]
        if parser.kinds[parser.at] not in ("func", "name", "unknown", "index", "array"):
            return None
    elif (kind == "unknown" and value[:1] == "d" and len(value) > 1) or is_differential(parser, parser.at):
        text = value[1:]
    else:
        return None
    parser.at += 1
    if parser.kinds[parser.at] == "sub":
        text += parser.tokens.values[parser.at]
        parser.at += 1
    elif parser.kinds[parser.at] == "_":
        braced = parser.kinds[parser.at + 1] == "{"
        text += parser.tokens.values[parser.at + 1 + braced]
        parser.at += 2 + 2 * braced
    return spelling(text)


def is_differential(parser: Parser, at: int) -> bool:
    """Whether a declared name is also the differential of a declared function: ``dg`` where the problem calls g'(f) so."""
    value = parser.tokens.values[at]
    return parser.kinds[at] == "name" and value[0] == "d" and parser.words.names.get(spelling(value[1:])) in parser.words.functions


def _pass_over(parser: Parser) -> None:
    depth = 0
    while parser.kinds[parser.at] != "end":
        depth += (parser.kinds[parser.at] == "(") - (parser.kinds[parser.at] == ")")
        parser.at += 1
        if depth == 0:
            return
