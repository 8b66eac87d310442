"""Powers: exponents and superscripts, transposes, factorials, and the index behind an array."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Call, Constant, Div, Entry, Expr, Filled, Mul, Neg, Number, Pow, Transpose
from grader.model import Diagnostic, Severity
from grader.syntax.grammar import brackets, outline, touching
from grader.syntax.grammar.arrays import entries
from grader.syntax.grammar.caps import MAX_EXPONENT, fits
from grader.syntax.grammar.starts import MAX_ELEMENTWISE_POWER, MAX_FACTORIAL, MAX_MATRIX_POWER
from grader.syntax.tokens.tokens import Unreadable

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser


def power(parser: Parser) -> Expr:
    """An atom with its exponents, superscripts, transposes and factorials."""
    start = parser.at
    base = parser.atom()
    kinds = parser.kinds
    while True:
        kind = kinds[parser.at]
        if kind == "^":
            parser.at += 1
            inverse = entries.inverse_transposed(parser, base, start)
            if inverse is not None:
                base = inverse
            elif is_transpose(parser, base):
                base = transposed(parser, base, start)
            else:
                base = raised(parser, base, exponent(parser), start)
        elif kind == "⊙^":
            parser.at += 1
            base = _by_elements(parser, base, exponent(parser), start)
        elif kind == "sup":
            if is_root(parser, parser.at) and _root_begins(parser):
                return base
            base = superscript(parser, base, start)
        elif kind in ("_", "sub", "[") and (base.is_array or type(base) in (Call, Entry)) and (
                entry := entries.subscripts(parser, base, start)) is not None:
            base = entry
        elif kind == "'":
            if not base.is_array and not _is_digit_of_an_array(parser, base):
                raise parser.fail("syntax/write-the-result", "a prime asks for a derivative", "write the result")
            parser.at += 1
            base = transposed(parser, base, start)
        elif kind == "T":
            parser.at += 1
            base = transposed(parser, base, start)
        elif kind == "!":
            if type(base) is not Number or base.data[1] is not None or base.data[0] > MAX_FACTORIAL:
                raise parser.fail("syntax/factorial", f"a factorial is read only of a whole number up to {MAX_FACTORIAL}",
                                "write the product out")
            parser.at += 1
            base = Call("factorial", (base,), parser.span(start))
        elif kind == "sub":
            raise parser.fail("syntax/unknown-name", "a subscript stands behind something that is no declared name",
                            "write the subscript directly behind the name: x_1^2")
        else:
            return base


def is_root(parser: Parser, at: int) -> bool:
    """Whether a superscript stands directly in front of a root sign: the index of ``³√x``."""
    if parser.kinds[at] != "sup" or parser.kinds[at + 1] != "fn":
        return False
    value = parser.tokens.values[at]
    return parser.tokens.values[at + 1] == "sqrt" and parser.adjacent(at + 1) and value.isalnum() and value != "T"


def _root_begins(parser: Parser) -> bool:
    """Behind a blank it does; in ``2³√x`` and ``x³√x``, only by the second reading, and not in ``x²√x``."""
    return not parser.adjacent(parser.at) or (parser.tokens.values[parser.at] != "2" and parser.choose("root"))


def _is_digit_of_an_array(parser: Parser, base: Expr) -> bool:
    """Whether a 0 or 1 may stand for a column of zeros or ones, as in ``0'``."""
    return bool(parser.words.scope.arrays) and type(base) is Number and base.data in ((0, None), (1, None))


def transposed(parser: Parser, base: Expr, start: int) -> Expr:
    """The transpose; ``1^T`` is a row of ones, and a transposed e is probably meant to be a vector."""
    if _is_digit_of_an_array(parser, base):
        base = Filled("ones" if base.data[0] else "zeros", (), base.span)
    if type(base) is Constant and base.data == "e" and parser.words.scope.arrays:
        parser.notes.append(Diagnostic("read/transposed-constant", "e is Euler's number here, whose transpose is itself",
                                     "declare or define the vector that is meant", parser.span(start), severity=Severity.REMARK))
    return Transpose(base, parser.span(start))


def raised(parser: Parser, base: Expr, exponent: Expr, start: int) -> Expr:
    """The power, unless its constant exponent is beyond the cap; of e by a vector the exponential of every entry."""
    if type(base) is Constant and base.data == "e" and exponent.is_array:
        return Call("exp", (exponent,), parser.span(start))
    most = MAX_MATRIX_POWER if base.is_array else MAX_EXPONENT
    if not fits(exponent, most):
        raise Unreadable("syntax/exponent-too-large", f"this exponent is larger than {most}",
                         exponent.span or parser.span(start), "write a smaller exponent")
    return Pow(base, exponent, parser.span(start))


def _by_elements(parser: Parser, base: Expr, exponent: Expr, start: int) -> Expr:
    """``x.^3``: of an array, with a whole number, the product ⊙ of so many, or of a vector one over it;
    of a scalar the power."""
    if not base.is_array:
        return raised(parser, base, exponent, start)
    span = parser.span(start)
    is_vector = outline.of(parser, base) in ("row", "column")
    count = exponent.args[0] if type(exponent) is Neg else exponent
    if type(count) is not Number or count.data[1] is not None or not 0 < count.data[0] <= MAX_ELEMENTWISE_POWER or (
            count is not exponent and not is_vector):
        least = f"-{MAX_ELEMENTWISE_POWER}" if is_vector else "1"
        raise Unreadable("syntax/elementwise-power", f"an elementwise power is read with a whole number from {least} to "
                         f"{MAX_ELEMENTWISE_POWER} here", exponent.span or span, "write it with hadamard(…), exp(…) or log(…)")
    found = base
    for _ in range(int(count.data[0]) - 1):
        found = Call("hadamard", (found, base), span)
    return found if count is exponent else Div(Number(1, None, span), found, span)


def divisor(parser: Parser) -> Expr:
    """What stands behind ``./``: a scalar or a vector; there is no elementwise quotient of matrices here."""
    at = parser.at
    tree = parser.factor()
    if outline.of(parser, tree) not in ("scalar", "row", "column"):
        raise parser.fail("syntax/elementwise-power", "an elementwise quotient is read of vectors only",
                          "write the entries, as in A[i,j]/B[i,j]", at)
    return tree


def is_transpose(parser: Parser, base: Expr) -> bool:
    """Take ``T``, ``ᵀ``, ``{T}`` or ``(T)`` behind ``^`` unless T is declared; behind an array also a ``t`` that is not declared."""
    at, braces = parser.at, 0
    while parser.kinds[at] in ("{", "("):
        at, braces = at + 1, braces + 1
    if parser.kinds[at] != "T" and not (parser.kinds[at] in ("unknown", "sup") and _transposes(parser, base, parser.tokens.values[at])):
        return False
    if parser.kinds[at + 1:at + 1 + braces].count("}") + parser.kinds[at + 1:at + 1 + braces].count(")") != braces:
        return False
    parser.at = at + 1 + braces
    return True


def _transposes(parser: Parser, base: Expr, text: str) -> bool:
    return text == "T" or (text == "t" and base.is_array and "t" not in parser.words.names)


def superscript(parser: Parser, base: Expr, start: int) -> Expr:
    value = parser.tokens.values[parser.at]
    parser.at += 1
    if _transposes(parser, base, value):
        return transposed(parser, base, start)
    if value == "-" and parser.kinds[parser.at] == "sup" and parser.tokens.values[parser.at] == "T":
        parser.at += 1
        span = parser.span(start)
        return Transpose(Pow(base, Neg(Number(1, None, span), span), span), span)
    return raised(parser, base, parser.reread(value, parser.at - 1), start)


def exponent(parser: Parser) -> Expr:
    """What stands behind ``^``: a group, or one sign, number, name or function with its own powers."""
    start = parser.at
    kind = parser.kinds[start]
    if kind in ("+", "-"):
        parser.at += 1
        inner = parser.deeper(lambda: exponent(parser))
        return Neg(inner, parser.span(start)) if kind == "-" else inner
    if kind == "{":
        return stacked(parser, brackets.group(parser, decimal=True), start)
    if kind in ("(", "["):
        return stacked(parser, parser.atom(), start)
    if kind == "sup":
        parser.at += 1
        return stacked(parser, parser.reread(parser.tokens.values[start], start), start)
    tree = stacked(parser, parser.atom(), start)
    divides = kind == "num" and _touches_a_divisor(parser)
    if (divides or (touching.starts(parser, start) and touching.goes_on(parser))) and parser.choose("exponent"):
        return _long_exponent(parser, tree, start)
    return tree


def _touches_a_divisor(parser: Parser) -> bool:
    """Whether ``/2`` follows without a blank, as in ``x^1/2``."""
    at = parser.at
    return parser.kinds[at] == "/" and parser.kinds[at + 1] == "num" and parser.adjacent(at) and parser.adjacent(at + 1)


def stacked(parser: Parser, tree: Expr, start: int) -> Expr:
    """``x^y^z`` and ``x^y²`` are x^(y^z)."""
    if parser.kinds[parser.at] == "sup" and parser.tokens.values[parser.at] != "T":
        tree = superscript(parser, tree, start)
    if parser.kinds[parser.at] == "^" and not _transposes_next(parser, tree):
        parser.at += 1
        tree = raised(parser, tree, parser.deeper(lambda: exponent(parser)), start)
    return tree


def _transposes_next(parser: Parser, tree: Expr) -> bool:
    here = parser.at
    parser.at += 1
    found = is_transpose(parser, tree)
    parser.at = here
    return found


def _long_exponent(parser: Parser, first: Expr, start: int) -> Expr:
    """The second reading of ``e^2x`` and ``x^1/2``: everything that hangs together is the exponent."""
    factors = [first]
    touching.take(parser, factors)
    tree = factors[0] if len(factors) == 1 else Mul(factors, parser.span(start))
    if _touches_a_divisor(parser):
        parser.at += 1
        tree = Div(tree, parser.power(), parser.span(start))
    return tree
