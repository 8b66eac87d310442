"""Abstract functions and their derivatives: ``f'(x)``, ``f'``, ``f_{x_1}``, ``\\dot{x}``, ``f{1,2}(x,y)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Apply, ArraySymbol, Expr, Symbol, postorder
from grader.syntax.grammar import powers
from grader.syntax.scope import Function, spelling
from grader.syntax.tokens.arrange import closing
from grader.syntax.tokens.tokens import Unreadable

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

MAX_ORDER = 4
MAX_BRACKETS = 5
"""Brackets in the arguments of a defined name, its own among them."""


def function(parser: Parser) -> Expr:
    """A declared function with its primes or subscripts, at its arguments; without any it stands where the problem has it."""
    start = parser.at
    known = parser.words.functions[parser.tokens.values[start]]
    parser.at += 1
    orders = _orders(parser, known, start)
    if _is_ring(parser) and parser.kinds[parser.at + 1] == "func":
        parser.at += 1
        return _after(parser, known, orders, parser.deeper(lambda: function(parser)), start)
    exponent = _exponent_first(parser, known)
    tree = applied(parser, known, orders, start)
    return tree if exponent is None else parser.raised(tree, exponent, start)


def _exponent_first(parser: Parser, known: Function) -> Expr | None:
    """The exponent of ``f^2(x)``, which is f(x)² as sin²(x) is sin(x)²; by the second reading the bracket is a factor."""
    at, kinds = parser.at, parser.kinds
    if kinds[at] not in ("^", "sup"):
        return None
    end = at + 1
    if kinds[at] == "^":
        braced = kinds[end] == "{"
        end += braced
        end += kinds[end] == "-"
        if kinds[end] not in ("num", "name"):
            return None
        end += 1
        if braced and kinds[end] != "}":
            return None
        end += braced
    if kinds[end] != "(" or not parser.adjacent(end) or _entries(parser, end) != known.arity or parser.choose("call"):
        return None
    if kinds[at] == "sup":
        exponent = parser.reread(parser.tokens.values[at], at)
    else:
        parser.at = at + 1
        exponent = powers.exponent(parser)
    parser.at = end
    return exponent


def _entries(parser: Parser, at: int) -> int:
    """How many entries the bracket that opens here holds."""
    depth, commas = 0, 0
    for kind in parser.kinds[at:]:
        depth += (kind in ("(", "[", "{")) - (kind in (")", "]", "}"))
        commas += depth == 1 and kind == ","
        if not depth:
            break
    return commas + 1


def is_called(parser: Parser, name: str) -> bool:
    """Pass over the arguments behind a name that is defined by them: ``s(z)`` where s stands for 1/(1+e^{-z}), ``f_x(x(t), y(t))``.

    By the second reading the bracket is a factor.  What holds more than a few brackets is one too: as a factor it is read again.
    """
    known = parser.words.calls.get(name)
    start = parser.at
    if known is None or parser.kinds[start] != "(" or not parser.adjacent(start):
        return False
    if parser.kinds[start:closing(parser.kinds, start)].count("(") > MAX_BRACKETS:
        return False
    try:
        found = tuple(_in_brackets(parser))
    except Unreadable:
        found = ()
    plain = all(type(item) in (Symbol, ArraySymbol) and item.data in known.names for item in found)
    if found and (found == known.arguments or plain) and not parser.choose("call"):
        return True
    parser.at = start
    return False


def pass_over_argument(parser: Parser, tree: Expr) -> None:
    """Take the ``(x)`` of ``(f'g + fg')(x)``, a bracket with functions that have no arguments; by the second reading it is a factor."""
    start = parser.at
    arguments = {node.args for node in postorder(tree) if type(node) is Apply}
    if len(arguments) != 1 or not parser.adjacent(start):
        return
    try:
        found = tuple(_in_brackets(parser))
    except Unreadable:
        found = ()
    if found not in arguments or parser.choose("call"):
        parser.at = start


def composition(parser: Parser) -> Expr | None:
    """``(g'∘f)(x)``: abstract functions one after the other; ``None`` where the bracket holds something else."""
    start = parser.at
    chain: list[tuple[Function, list[int]]] = []
    parser.at += 1
    while parser.kinds[parser.at] == "func":
        known = parser.words.functions[parser.tokens.values[parser.at]]
        parser.at += 1
        chain.append((known, _orders(parser, known, parser.at - 1)))
        if not _is_ring(parser):
            break
        parser.at += 1
    if len(chain) < 2 or parser.kinds[parser.at] != ")":
        parser.at = start
        return None
    parser.at += 1
    tree = applied(parser, *chain.pop(), start)
    while chain:
        tree = _after(parser, *chain.pop(), tree, start)
    return tree


def _is_ring(parser: Parser) -> bool:
    """Whether ``∘`` stands here; between matrices it is the product of the entries."""
    return parser.kinds[parser.at] == "⊙" and parser.tokens.values[parser.at] == "circ"


def _after(parser: Parser, known: Function, orders: list[int], inner: Expr, start: int) -> Expr:
    if known.arity != 1:
        raise parser.fail("syntax/abstract", f"{known.name} has {known.arity} arguments", "write them in brackets", start)
    return Apply(known.name, orders, (inner,), parser.span(start))


def dotted(parser: Parser) -> Expr:
    """``\\dot{x}_1``, ``\\dot x``: the derivative of a function of one argument."""
    start = parser.at
    parser.at += 1
    braced = parser.kinds[parser.at] == "{"
    parser.at += braced
    text = parser.tokens.values[parser.at]
    parser.at += 1
    if braced and parser.kinds[parser.at] == "}":
        parser.at += 1
    if parser.kinds[parser.at] in ("_", "sub"):
        subscript, parser.at = parser.subscript()
        text += subscript
    if braced and parser.kinds[parser.at] == "}":
        parser.at += 1
    known = parser.words.functions.get(parser.words.names.get(spelling(text), ""))
    if known is None or known.arity != 1:
        raise parser.fail("syntax/write-the-result", "a dot asks for a derivative", "write the result", start)
    return applied(parser, known, [1], start)


def _orders(parser: Parser, known: Function, start: int) -> list[int]:
    orders = [0] * known.arity
    while True:
        kind = parser.kinds[parser.at]
        if kind == "'":
            if known.arity != 1:
                raise parser.fail("syntax/abstract", f"a prime does not say by which argument of {known.name}",
                                  f"write ∂{known.name}/∂{known.named[0] or '…'}")
            orders[0] += 1
            parser.at += 1
        elif kind == "^" and known.arity == 1 and parser.kinds[parser.at + 1:parser.at + 6] == ["{", "(", "num", ")", "}"]:
            # f^{(2)} is the second derivative.
            number = parser.tokens.values[parser.at + 3]
            orders[0] += int(number) if number.isdigit() and len(number) < 3 else MAX_ORDER + 1
            parser.at += 6
        elif kind == "^" and parser.kinds[parser.at + 1] == "'":
            parser.at += 1
        elif kind == "^" and known.arity == 1 and (primes := _primes_in_braces(parser)):
            orders[0] += primes
            parser.at += primes + 3
        elif kind in ("_", "sub"):
            for place in _subscript(parser, known):
                orders[place] += 1
        elif kind == "{" and _places_follow(parser):
            while parser.kinds[parser.at] != "}":
                parser.at += 1
                if parser.kinds[parser.at] == "num":
                    place = int(parser.tokens.values[parser.at])
                    if not 1 <= place <= known.arity:
                        raise parser.fail("syntax/abstract", f"{known.name} has {known.arity} arguments", "count them from 1")
                    orders[place - 1] += 1
            parser.at += 1
        else:
            break
    if sum(orders) > MAX_ORDER:
        raise parser.fail("syntax/abstract", f"derivatives up to order {MAX_ORDER} are read", "write a lower one", start)
    return orders


def _primes_in_braces(parser: Parser) -> int:
    """How many primes stand in ``^{'}`` or ``^{''}``; 0 where something else does."""
    at = parser.at + 2
    while parser.kinds[at] == "'":
        at += 1
    return at - parser.at - 2 if parser.kinds[parser.at + 1] == "{" and parser.kinds[at] == "}" else 0


def _places_follow(parser: Parser) -> bool:
    """Whether ``{1}`` or ``{1,2}`` stands here: positions of arguments."""
    at = parser.at + 1
    while parser.kinds[at] in ("num", ","):
        at += 1
    return parser.kinds[at] == "}" and at > parser.at + 1


def _subscript(parser: Parser, known: Function) -> list[int]:
    """The arguments that ``f_x``, ``f_{x_1}``, ``f_{xy}`` or ``f_1`` names."""
    at = parser.at
    return places(parser, known, text_of_subscript(parser), at)


def text_of_subscript(parser: Parser) -> str:
    """The text of the subscript here, which may have a subscript itself; it is taken."""
    at = parser.at
    parser.at += 1
    if parser.kinds[at] == "sub":
        return str(parser.tokens.values[at])
    if parser.kinds[parser.at] != "{":
        parser.at += 1
        text = parser.tokens.values[parser.at - 1]
        if parser.kinds[parser.at] in ("_", "sub"):
            text += parser.tokens.values[parser.at + (parser.kinds[parser.at] == "_")]
            parser.at += 1 + (parser.kinds[parser.at] == "_")
        return text
    depth, text = 0, ""
    while True:
        kind = parser.kinds[parser.at]
        depth += (kind == "{") - (kind == "}")
        if kind == "end":
            raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", "add '}'", at + 1)
        parser.at += 1
        if depth == 0:
            break
        text += "" if kind in ("{", "}", ",", "_") else parser.tokens.values[parser.at - 1]
    return text


def places(parser: Parser, known: Function, text: str, at: int) -> list[int]:
    """Positions of the arguments whose names the text strings together, the longest name first; a digit is a position itself."""
    rest, found = spelling(text), list[int]()
    named = sorted(((spelling(name), place) for place, name in enumerate(known.named) if name), key=lambda item: -len(item[0]))
    while rest:
        match = next(((name, place) for name, place in named if rest.startswith(name)), None)
        if match is None and rest[0] in "123456789" and int(rest[0]) <= known.arity > 1:
            match = rest[0], int(rest[0]) - 1
        if match is None:
            raise _unknown_argument(parser, known, text, at)
        found.append(match[1])
        rest = rest[len(match[0]):]
    return found


def _unknown_argument(parser: Parser, known: Function, text: str, at: int) -> Unreadable:
    names = ", ".join(name for name in known.named if name)
    if names:
        remedy = f"the arguments of {known.name} are {names}"
    elif known.arity > 1:
        remedy = f"write {' and '.join(f'{known.name}_{place + 1}' for place in range(known.arity))} for the derivatives by its arguments"
    else:
        remedy = f"write {known.name}' for its derivative"
    return parser.fail("syntax/abstract", f"'{text[:20]}' is no argument of {known.name}", remedy, at)


def applied(parser: Parser, known: Function, orders: list[int], start: int) -> Expr:
    """The function or its derivative at the arguments that follow, or else at those of the problem."""
    if parser.kinds[parser.at] == "(":
        arguments = _arguments(parser, known)
        if arguments is not None:
            return Apply(known.name, orders, arguments, parser.span(start))
    if not known.arguments:
        raise parser.fail("syntax/missing-argument", f"'{known.name}' has no argument", f"write {known.name}(…)", start)
    return Apply(known.name, orders, known.arguments, parser.span(start))


def _arguments(parser: Parser, known: Function) -> list[Expr] | None:
    """The arguments in brackets; ``None`` where the brackets hold a factor: ``f'(g+h)`` is f′ at g+h, but ``f'(x)(y)`` ends behind x."""
    start = parser.at
    found = _in_brackets(parser)
    if len(found) == 1 < known.arity and type(found[0]) is ArraySymbol and found[0].data in parser.words.calls:
        # f(x) where x is (x_1, x_2).
        entries = parser.words.calls[found[0].data].entries
        found = [Symbol(name, found[0].span) for name in entries] or found
    if len(found) != known.arity:
        raise parser.fail("syntax/arguments", f"{known.name} takes {known.arity} argument{'s' if known.arity > 1 else ''}",
                          f"write {known.name}({', '.join(known.named)})", start)
    return found


def _in_brackets(parser: Parser) -> list[Expr]:
    start = parser.at
    outer = parser.comma_is_decimal, parser.bars, parser.blank_ends
    parser.comma_is_decimal, parser.bars, parser.blank_ends = False, 0, ""
    parser.at += 1
    found = [parser.deeper(parser.sum)]
    while parser.kinds[parser.at] == ",":
        parser.at += 1
        found.append(parser.deeper(parser.sum))
    parser.comma_is_decimal, parser.bars, parser.blank_ends = outer
    if parser.kinds[parser.at] != ")":
        raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", start)
    parser.at += 1
    return found
