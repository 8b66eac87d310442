"""Functions and what they are applied to, with and without brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Call, Constant, Div, Expr, Mul, Neg, Number
from grader.syntax.grammar import brackets, dots, outline, touching
from grader.syntax.grammar.arrays import entries
from grader.syntax.grammar.starts import FACTOR_STARTS, SIMPLE_STARTS
from grader.syntax.spellings import INVERSE, MATRIX_FUNCTIONS, TWO_ARGUMENTS, TWO_MATRICES
from grader.syntax.tokens.arrange import closing

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

_TOUCHING = frozenset(("num", "name", "const", "array", "diff", "column", "filled", "size", "unit", "entry"))
"""What may be a further factor of the argument of ``det AB``."""
_ENDS = frozenset(("end", ")", "]", "}", ",", ";", "+", "*", "/", "&", "\\\\", "end env", "="))
"""Where these follow a function its argument is missing."""


def function(parser: Parser) -> Expr:
    start = parser.at
    name, natural = parser.tokens.values[start], False
    parser.at = start + 1
    exponent = None
    extra: Expr | None = None
    if name == "ln":
        name, natural = "log", True
    if name in ("sqrt", "root") and parser.kinds[parser.at] == "[" and _is_index_of_root(parser, start):
        name, extra = "root", brackets.index_of_root(parser)
    if name == "log" and parser.kinds[parser.at] in ("_", "sub"):
        extra = _base_of_logarithm(parser)
    elif name == "log" and not natural:
        extra = _attached_base(parser)
    if parser.kinds[parser.at] == "^" or parser.kinds[parser.at] == "sup":
        if parser.kinds[parser.at] == "sup":
            exponent = parser.reread(parser.tokens.values[parser.at], parser.at)
            parser.at += 1
        else:
            parser.at += 1
            exponent = _function_power(parser)
        if name in INVERSE and exponent == Neg(Number(1)) and not parser.choose("inverse"):
            name, exponent = INVERSE[name], None
    arguments = _arguments(parser, name, start)
    if len(arguments) != 2 and (name in TWO_MATRICES or name == "pow" or (name == "root" and extra is None)):
        remedy = f"write {name}(x, 3)" if name in ("root", "pow") else f"write {name}(A, B)"
        raise parser.fail("syntax/arguments", f"{name} takes two arguments", remedy, start)
    if name == "pow":
        return parser.raised(arguments[0], arguments[1], start)
    call: Expr
    if name == "cbrt":
        name, extra = "root", Number(3, None, (parser.tokens.starts[start], parser.tokens.ends[start]))
    if extra is not None:
        if len(arguments) != 1:
            raise parser.fail("syntax/arguments", f"{name} takes one argument here", f"write {name}(…) with one argument", start)
        arguments = [arguments[0], extra]
    if name in ("inv", "transpose", "dot"):
        call = entries.spelled(parser, name, arguments, start)
    else:
        call = Call(name, arguments, parser.span(start))
    return call if exponent is None else parser.raised(call, exponent, start)


def _is_index_of_root(parser: Parser, start: int) -> bool:
    """Whether the square bracket behind a root holds its index: ``\\sqrt[3]{x}``, ``sqrt[3](x)``; in ``Sqrt[x]`` it is the argument."""
    end = closing(parser.kinds, parser.at)
    following = parser.kinds[end + 1] if parser.kinds[end] == "]" else "end"
    if following == "{" or parser.tokens.values[start] == "root":
        return following in FACTOR_STARTS
    is_command = parser.tokens.ends[start] - parser.tokens.starts[start] > len("sqrt")
    is_number = parser.kinds[parser.at + 1] == "num" and end == parser.at + 2
    return following in FACTOR_STARTS and (is_command or (is_number and parser.adjacent(end + 1)))


def _function_power(parser: Parser) -> Expr:
    """The exponent of ``sin^2 x``: a group or one signed atom; what follows is the argument."""
    start = parser.at
    if parser.kinds[start] == "-":
        parser.at += 1
        return Neg(parser.deeper(parser.atom), parser.span(start))
    return parser.deeper(parser.atom)


def _base_of_logarithm(parser: Parser) -> Expr:
    if parser.kinds[parser.at] == "sub":
        parser.at += 1
        return parser.reread(parser.tokens.values[parser.at - 1], parser.at - 1)
    parser.at += 1
    return brackets.group(parser) if parser.kinds[parser.at] == "{" else parser.deeper(parser.atom)


def _attached_base(parser: Parser) -> Expr | None:
    """The 2 of ``log2(x)`` and the 10 of ``log10(x)``; the second reading is log(2x)."""
    at = parser.at
    attached = parser.kinds[at] == "num" and parser.adjacent(at) and parser.kinds[at + 1] == "(" and parser.adjacent(at + 1)
    if not attached or parser.tokens.values[at] not in ("2", "10") or parser.choose("base"):
        return None
    parser.at = at + 1
    return Number(int(parser.tokens.values[at]), None, parser.span(at))


def _arguments(parser: Parser, name: str, start: int) -> list[Expr]:
    kind = parser.kinds[parser.at]
    empty = kind in ("(", "{", "[") and parser.kinds[parser.at + 1] in (")", "}", "]")
    if kind == "[" and not empty and name in MATRIX_FUNCTIONS and name not in TWO_MATRICES:
        return [brackets.square(parser)]
    if kind in ("(", "{", "[") and not empty:
        return brackets.arguments(parser, name, 2 if name in TWO_ARGUMENTS or name in TWO_MATRICES else 1)
    if empty or kind in _ENDS:
        typed = parser.tokens.values[start]
        raise parser.fail("syntax/missing-argument", f"'{typed}' has no argument", f"write {typed}(…)", start)
    if name in MATRIX_FUNCTIONS:
        return [parser.deeper(lambda: _matrix_argument(parser))]
    if name == "sqrt":
        return [brackets.bars(parser) if kind == "|" else _radicand(parser)]
    return [_bare_argument(parser, name)]


def _matrix_argument(parser: Parser) -> Expr:
    """``det AB`` is det(AB) and ``tr A B`` is tr(A)·B: what touches; the second reading takes the whole product: tr(AB)."""
    start = parser.at
    factors = [parser.power()]
    while parser.kinds[parser.at] in _TOUCHING and parser.touches(parser.at):
        factors.append(parser.power())
    if (_goes_on(parser) or parser.kinds[parser.at] == "*") and parser.choose("product"):
        factors = _whole_product(parser, factors, start)
    return factors[0] if len(factors) == 1 else Mul(factors, parser.span(start))


def _goes_on(parser: Parser) -> bool:
    """Whether the product goes on here without a sign, and without a function."""
    return parser.kinds[parser.at] in FACTOR_STARTS - {"fn"} and not parser.blank_separates()


def _array_follows(parser: Parser) -> bool:
    """Whether a vector or matrix follows, without a sign or behind a dot."""
    at = parser.at
    return parser.kinds[at] in ("array", "diff") or (parser.kinds[at] == "*" and parser.tokens.values[at] in dots.SIGNS)


def _whole_product(parser: Parser, factors: list[Expr], start: int, is_number: bool = False) -> list[Expr]:
    """The factors with all that follow, with and without a sign between them; or only as many as make a number: ``log x^T x y``."""
    while not (is_number and outline.of(parser, Mul(factors)) == "scalar"):
        if parser.kinds[parser.at] == "*":
            parser.at += 1
            is_dot = parser.tokens.values[parser.at - 1] in dots.SIGNS
            factors = dots.product(parser, factors, start) if is_dot else [*factors, parser.factor()]
        elif _goes_on(parser):
            factors = [*factors, parser.power()]
        else:
            break
    return factors


def _radicand(parser: Parser) -> Expr:
    """``√2x`` is √2·x; the second reading takes all that hangs together: √(2x), and of vectors the product: √x^T x."""
    start = parser.at
    factors = [parser.deeper(parser.power)]
    if factors[0].is_array and _array_follows(parser) and parser.choose("product"):
        factors = _whole_product(parser, factors, start, is_number=True)
    if touching.goes_on(parser) and touching.is_member(factors[0]) and parser.choose("argument"):
        touching.take(parser, factors)
    return factors[0] if len(factors) == 1 else Mul(factors, parser.span(start))


def _bare_argument(parser: Parser, name: str) -> Expr:
    """``cos 3x``: the juxtaposed run of numbers and names that hangs together; a sign may stand in front."""
    start = parser.at
    if parser.kinds[start] == "-":
        parser.at += 1
        return Neg(parser.deeper(lambda: _bare_argument(parser, name)), parser.span(start))
    factors = [parser.deeper(parser.power)]
    while True:
        kind = parser.kinds[parser.at]
        behind_number = parser.kinds[parser.at - 1] == "num" and len(factors) == 1 and type(factors[0]) is Number
        if kind in SIMPLE_STARTS or (kind == "(" and behind_number):
            if kind != "num" and (_touches(parser, kind, factors) or (behind_number and _joins_over_gap(parser))):
                factors.append(parser.power())
                continue
        if factors[0].is_array and _array_follows(parser) and parser.choose("product"):
            factors = _whole_product(parser, factors, start, is_number=True)
        tree = factors[0] if len(factors) == 1 else Mul(factors, parser.span(start))
        return _divided(parser, tree, start) if kind == "/" else tree


def _touches(parser: Parser, kind: str, factors: list[Expr]) -> bool:
    """Whether a factor hangs on the argument so far; behind a name a fraction is a factor of its own, as ``e^…`` is: ``ln x\\frac1x``."""
    if kind == "(" or not parser.touches(parser.at):
        return False
    if kind == "frac":
        return all(type(factor) in (Number, Constant) for factor in factors)
    return kind != "const" or touching.starts(parser, parser.at)


def _joins_over_gap(parser: Parser) -> bool:
    """``cos 3 x`` is cos(3x) and ``ln 2(x+1)`` is ln(2(x+1)); the second reading ends the argument behind the number."""
    return not parser.blank_separates() and not parser.choose("gap")


def _divided(parser: Parser, tree: Expr, start: int) -> Expr:
    """The second reading of ``sin x/2``, sin(x/2): a quotient without blanks is the argument."""
    at = parser.at
    if not (parser.adjacent(at) and parser.adjacent(at + 1) and touching.starts(parser, at + 1) and parser.choose("argument")):
        return tree
    parser.at = at + 1
    factors: list[Expr] = [Div(tree, parser.denominator(), parser.span(start))]
    touching.take(parser, factors)
    return factors[0] if len(factors) == 1 else Mul(factors, parser.span(start))
