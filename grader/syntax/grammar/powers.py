"""Powers: exponents and superscripts, transposes, factorials, and the index behind an array."""

from __future__ import annotations

from math import gcd, prod

from grader.expr import Add, Call, Constant, Div, Entry, Expr, Filled, Mul, Neg, Number, Pow, Shapes, Symbol, Transpose, make, shapes
from grader.model import Diagnostic, Severity
from grader.syntax.grammar import brackets, choosing, outline, touching
from grader.syntax.grammar.arrays import entries
from grader.syntax.grammar.caps import MAX_ELEMENTWISE_POWER, MAX_EXPONENT, MAX_FACTORIAL, MAX_MATRIX_POWER, fits
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.scope import declared_in
from grader.syntax.tokens.tokens import UnreadableError


def power(cursor: Cursor) -> Expr:
    """An atom with its exponents, superscripts, transposes and factorials."""
    start, kinds = cursor.at, cursor.kinds
    kind = kinds[start]
    if kind == "name" and kinds[start + 1] in _ENDS_NAME:
        cursor.at = start + 1
        return make(Symbol, (), cursor.values[start], (cursor.starts[start], cursor.ends[start]))
    if kind == "num" and kinds[start + 1] in _ENDS_NUMBER and cursor.values[start].isdigit():
        cursor.at = start + 1
        return make(Number, (), (int(cursor.values[start]), None), (cursor.starts[start], cursor.ends[start]))
    base = cursor.atom()
    while kinds[cursor.at] in _AFTER_BASE:
        longer = _with_next(cursor, base, start)
        if longer is None:
            break
        base = longer
    return base


def _with_next(cursor: Cursor, base: Expr, start: int) -> Expr | None:
    """Return the base with what comes next and belongs to it; none if the next token belongs to something else."""
    kind = cursor.kinds[cursor.at]
    if kind == "sup":
        return None if is_root(cursor, cursor.at) and _root_begins(cursor) else superscript(cursor, base, start)
    if kind in ("_", "sub", "["):
        return _with_subscript(cursor, base, start)
    if kind == "!" and cursor.statements and cursor.kinds[cursor.at + 1] == "=" and cursor.adjacent(cursor.at + 1):
        return None
    cursor.at += 1
    if kind == "^":
        return _with_exponent(cursor, base, start)
    if kind == "⊙^":
        return _by_elements(cursor, base, exponent(cursor), start)
    if kind == "!":
        return _factorial(cursor, base, start)
    if kind == "'" and not base.is_array and not _is_digit_of_an_array(cursor, base):
        raise cursor.fail("syntax/write-the-result", "a prime asks for a derivative", "write the result", cursor.at - 1)
    return transposed(cursor, base, start)


def _with_exponent(cursor: Cursor, base: Expr, start: int) -> Expr:
    inverse = entries.inverse_transposed(cursor, base, start) if base.is_array else None
    if inverse is not None:
        return inverse
    if is_transpose(cursor, base):
        return transposed(cursor, base, start)
    return raised(cursor, base, exponent(cursor), start)


def _with_subscript(cursor: Cursor, base: Expr, start: int) -> Expr | None:
    if choosing.is_positive_part(cursor, cursor.at):
        return choosing.positive_part(cursor, base, start)
    if base.is_array or type(base) in (Call, Entry):
        entry = entries.subscripts(cursor, base, start)
        if entry is not None:
            return entry
    if cursor.kinds[cursor.at] == "sub":
        raise cursor.fail("syntax/unknown-name", "a subscript comes after something that is no declared name",
                          "write the subscript directly after the name: x_1^2")
    return None


def _factorial(cursor: Cursor, base: Expr, start: int) -> Expr:
    if type(base) in (Mul, Add) and cursor.put_in:
        # (2k+1)!, with a number in the place of k.
        value = _whole(base)
        base = Number(value, None, base.span) if value is not None and value >= 0 else base
    if type(base) is not Number or base.data[1] is not None or base.data[0] > MAX_FACTORIAL:
        raise cursor.fail("syntax/factorial", f"a factorial is read only of a whole number up to {MAX_FACTORIAL}", "write the product out",
                          cursor.at - 1)
    return Call("factorial", (base,), cursor.span(start))


def _whole(tree: Expr) -> int | None:
    """The whole number that a sum or a product of such is; ``None`` for anything else."""
    if type(tree) is Number:
        return int(tree.data[0]) if tree.data[1] is None else None
    if type(tree) not in (Add, Mul, Neg):
        return None
    values = [value for part in tree.args if (value := _whole(part)) is not None]
    if len(values) < len(tree.args):
        return None
    return -values[0] if type(tree) is Neg else sum(values) if type(tree) is Add else prod(values)


_AFTER_BASE = frozenset(("^", "⊙^", "sup", "_", "sub", "[", "'", "T", "!"))
_ENDS_NAME = frozenset(("+", "-", "*", ")", "end", ",", ";", "]", "}", "name", "fn"))
_ENDS_NUMBER = frozenset(("+", "-", "*", "/", ")", "end", ";", "]", "}", "(", "name", "fn", "array"))
"""Where these follow a name or a number, it is an atom without exponents; most are, and are read at once."""
_ENDS_EXPONENT = frozenset(("+", "-", "*", ")", "end", "]", "}", "(", "fn", ";", "&"))
"""Where these follow a number behind ``^``, it is all of the exponent."""


def is_root(cursor: Cursor, at: int) -> bool:
    """Whether a superscript stands directly in front of a root sign: the index of ``³√x``."""
    if cursor.kinds[at] != "sup" or cursor.kinds[at + 1] != "fn":
        return False
    value = cursor.values[at]
    return cursor.values[at + 1] == "sqrt" and cursor.adjacent(at + 1) and value.isalnum() and value != "T"


def _root_begins(cursor: Cursor) -> bool:
    """Behind a blank it does; in ``2³√x`` and ``x³√x``, only by the second reading, and not in ``x²√x``."""
    return not cursor.adjacent(cursor.at) or (cursor.values[cursor.at] != "2" and cursor.choose("root"))


def _is_digit_of_an_array(cursor: Cursor, base: Expr) -> bool:
    """Whether a 0 or 1 may stand for a column of zeros or ones, as in ``0'``."""
    return bool(cursor.words.scope.arrays) and type(base) is Number and base.data in ((0, None), (1, None))


def transposed(cursor: Cursor, base: Expr, start: int) -> Expr:
    """The transpose; ``1^T`` is a row of ones, and a transposed e is probably meant to be a vector."""
    if cursor.words.scope.arrays and type(base) is Number and base.data != (1, None) and _last_digit(base) == 1:
        return _row_of_ones(cursor, base, start)
    if _is_digit_of_an_array(cursor, base):
        base = Filled("ones" if base.data[0] else "zeros", (), base.span)
    if type(base) is Constant and base.data == "e" and cursor.words.scope.arrays:
        cursor.notes.append(Diagnostic("read/transposed-constant", "e is Euler's number here, whose transpose is itself",
                                     "declare or define the vector that is meant", cursor.span(start), severity=Severity.REMARK))
    return Transpose(base, cursor.span(start))


def _last_digit(number: Number) -> int:
    return int(number.value * 10 ** (number.places or 0)) % 10


def _row_of_ones(cursor: Cursor, number: Number, start: int) -> Expr:
    """``11^T`` is 1 1^T, a column of ones times a row, and ``21^T`` is 2 times a row: nobody transposes a number of several digits."""
    value, places = number.data
    if places is not None or value < 0 or (value != 11 and value // 10 % 10 == 1) or number.span is None:
        raise cursor.fail("syntax/size", "nothing tells where the number ends and the row of ones begins",
                          "put a sign or a blank before it, as in 2*1^T", start)
    end = number.span[1]
    before, row = (number.span[0], end - 1), Transpose(Filled("ones", (), (end - 1, end)), cursor.span(start))
    return Mul((Filled("ones", (), before) if value == 11 else Number(value // 10, None, before), row), cursor.span(start))


def raised(cursor: Cursor, base: Expr, exponent: Expr, start: int) -> Expr:
    """The power, unless its constant exponent is beyond the cap; of e by a vector the exponential of every entry."""
    if type(base) is Constant and base.data == "e" and exponent.is_array:
        return Call("exp", (exponent,), cursor.span(start))
    if _may_be_by_elements(cursor, base, exponent) and cursor.choose("elementwise"):
        return _by_elements(cursor, base, exponent, start)
    most = MAX_MATRIX_POWER if base.is_array else MAX_EXPONENT
    if (type(exponent) is not Number or exponent.data[0] > most) and not fits(exponent, most):
        raise UnreadableError("syntax/exponent-too-large", f"this exponent is larger than {most}",
                              exponent.span or cursor.span(start), "write a smaller exponent")
    return make(Pow, (base, exponent), None, cursor.span(start))


def _may_be_by_elements(cursor: Cursor, base: Expr, exponent: Expr) -> bool:
    """Whether an array that has no power is raised to a whole number, as code writes the power of each entry: ``sum(x**2)``."""
    is_whole = type(exponent) is Number and exponent.data[1] is None and 1 < exponent.data[0] <= MAX_ELEMENTWISE_POWER
    if not is_whole or not base.is_array:
        return False
    kind = outline.of(cursor, base)
    return kind in ("row", "column") or (kind == "matrix" and not _may_be_square(cursor, base))


def _may_be_square(cursor: Cursor, base: Expr) -> bool:
    """Whether a matrix has as many rows as columns, or nothing tells how many."""
    try:
        shape = Shapes(base, declared_in(cursor.words.scope)).of(base)
    except (shapes.ShapeError, KeyError):
        return True
    return shape is None or shape[0] == shape[1] or any(map(shapes.is_open, shape))


def _by_elements(cursor: Cursor, base: Expr, exponent: Expr, start: int) -> Expr:
    """``x.^3``: of an array, with a whole number, the product ⊙ of so many, or of a vector one over it;
    of a scalar the power."""
    if not base.is_array:
        return raised(cursor, base, exponent, start)
    span = cursor.span(start)
    is_vector = outline.of(cursor, base) in ("row", "column")
    count = exponent.args[0] if type(exponent) is Neg else exponent
    if type(count) is not Number or count.data[1] is not None or not 0 < count.data[0] <= MAX_ELEMENTWISE_POWER or (
            count is not exponent and not is_vector):
        least = f"-{MAX_ELEMENTWISE_POWER}" if is_vector else "1"
        raise UnreadableError("syntax/elementwise-power", f"an elementwise power is read with a whole number from {least} to "
                              f"{MAX_ELEMENTWISE_POWER} here", exponent.span or span, "write it with hadamard(…), exp(…) or log(…)")
    found = base
    for _ in range(int(count.data[0]) - 1):
        found = Call("hadamard", (found, base), span)
    return found if count is exponent else Div(Number(1, None, span), found, span)


def divisor(cursor: Cursor) -> Expr:
    """What stands behind ``./``: a scalar or a vector; there is no elementwise quotient of matrices here."""
    at = cursor.at
    tree = cursor.factor()
    if outline.of(cursor, tree) not in ("scalar", "row", "column"):
        raise cursor.fail("syntax/elementwise-power", "an elementwise quotient is read of vectors only",
                          "write the entries, as in A[i,j]/B[i,j]", at)
    return tree


def is_transpose(cursor: Cursor, base: Expr) -> bool:
    """Take ``T``, ``ᵀ``, ``{T}`` or ``(T)`` behind ``^`` unless T is declared; behind an array also a ``t`` that is not declared."""
    at, braces = cursor.at, 0
    if cursor.kinds[at] == "num":
        return False
    while cursor.kinds[at] in ("{", "("):
        at, braces = at + 1, braces + 1
    if cursor.kinds[at] != "T" and not (cursor.kinds[at] in ("unknown", "sup") and _transposes(cursor, base, cursor.values[at])):
        return False
    if cursor.kinds[at + 1:at + 1 + braces].count("}") + cursor.kinds[at + 1:at + 1 + braces].count(")") != braces:
        return False
    cursor.at = at + 1 + braces
    return True


def _transposes(cursor: Cursor, base: Expr, text: str) -> bool:
    return text == "T" or (text == "t" and base.is_array and "t" not in cursor.words.names)


def superscript(cursor: Cursor, base: Expr, start: int) -> Expr:
    value = cursor.values[cursor.at]
    cursor.at += 1
    if _transposes(cursor, base, value):
        return transposed(cursor, base, start)
    if value == "-" and cursor.kinds[cursor.at] == "sup" and cursor.values[cursor.at] == "T":
        cursor.at += 1
        span = cursor.span(start)
        return Transpose(Pow(base, Neg(Number(1, None, span), span), span), span)
    return raised(cursor, base, cursor.reread(value, cursor.at - 1), start)


def exponent(cursor: Cursor) -> Expr:
    """What stands behind ``^``: a group, or one sign, number, name or function with its own powers."""
    start = cursor.at
    kind = cursor.kinds[start]
    if kind == "num" and cursor.kinds[start + 1] in _ENDS_EXPONENT and cursor.values[start].isdigit():
        cursor.at = start + 1
        return make(Number, (), (int(cursor.values[start]), None), (cursor.starts[start], cursor.ends[start]))
    if kind in ("+", "-"):
        cursor.at += 1
        inner = cursor.deeper(lambda: exponent(cursor))
        return Neg(inner, cursor.span(start)) if kind == "-" else inner
    if kind == "{":
        return stacked(cursor, brackets.group(cursor, decimal=True), start)
    if kind in ("(", "["):
        return stacked(cursor, cursor.atom(), start)
    if kind == "sup":
        cursor.at += 1
        return stacked(cursor, cursor.reread(cursor.values[start], start), start)
    tree = stacked(cursor, cursor.atom(), start)
    may_go_on = _may_be_divided(cursor, tree) or ((kind == "half" or touching.starts(cursor, start)) and touching.goes_on(cursor))
    if may_go_on and touching.chosen(cursor, "exponent"):
        return _long_exponent(cursor, tree, start)
    return tree


def _may_be_divided(cursor: Cursor, tree: Expr) -> bool:
    """Whether a number is the exponent so far and ``/2`` follows without a blank, as in ``x^1/2``, so that both make a fraction.

    Nobody means x^(2/2) by ``x^2/2``, or x^(6/4) by ``x^6/4``: such a quotient is no second reading, by which x²/2 would be x.
    """
    at = cursor.at
    if type(tree) is not Number or cursor.kinds[at] != "/" or cursor.kinds[at + 1] != "num":
        return False
    over, under = tree.data[0], cursor.values[at + 1]
    is_fraction = not under.isdigit() or over.denominator > 1 or (int(under) > 1 and gcd(over.numerator, int(under)) == 1)
    return is_fraction and cursor.adjacent(at) and cursor.adjacent(at + 1)


def stacked(cursor: Cursor, tree: Expr, start: int) -> Expr:
    """``x^y^z`` and ``x^y²`` are x^(y^z)."""
    if cursor.kinds[cursor.at] == "sup" and cursor.values[cursor.at] != "T":
        tree = superscript(cursor, tree, start)
    if cursor.kinds[cursor.at] == "^" and not _transposes_next(cursor, tree):
        cursor.at += 1
        tree = raised(cursor, tree, cursor.deeper(lambda: exponent(cursor)), start)
    return tree


def _transposes_next(cursor: Cursor, tree: Expr) -> bool:
    here = cursor.at
    cursor.at += 1
    found = is_transpose(cursor, tree)
    cursor.at = here
    return found


def _long_exponent(cursor: Cursor, first: Expr, start: int) -> Expr:
    """The second reading of ``e^2x`` and ``x^1/2``: everything that hangs together is the exponent."""
    factors = [first]
    touching.take(cursor, factors)
    tree = factors[0] if len(factors) == 1 else Mul(factors, cursor.span(start))
    if _may_be_divided(cursor, tree):
        cursor.at += 1
        tree = Div(tree, cursor.power(), cursor.span(start))
    return tree
