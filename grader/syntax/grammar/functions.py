"""Functions and what they are applied to, with and without brackets."""

from __future__ import annotations

from grader.expr import INVERSE, Call, Constant, Div, Expr, Index, Matrix, Mul, Neg, Number
from grader.model import Diagnostic, Severity
from grader.syntax.grammar import brackets, choosing, dots, linear_algebra, magnitudes, outline, touching
from grader.syntax.grammar.arrays import entries
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.spellings import MATRIX_FUNCTIONS, TWO_ARGUMENTS, TWO_MATRICES
from grader.syntax.tokens.tokens import FACTOR_STARTS, UnreadableError, closing

_SIMPLE_STARTS = frozenset(("num", "name", "const", "half", "frac", "array", "column"))
_TOUCHING = frozenset(("num", "name", "const", "array", "diff", "column", "filled", "size", "unit", "entry"))
"""What may be a further factor of the argument of ``det AB``."""
_BARE = frozenset(("name", "const", "fn", "frac", "array", "|", "("))
"""What may stand behind the base of ``log2 x``."""
_BEHIND_DOT = frozenset(("name", "const", "("))
"""What may go on the argument ``cos 3·x`` by its second reading."""
_MAY_HAVE_TWO = frozenset(("norm", "heaviside"))
_MINUS_ONE = Neg(Number(1))
_ENDS = frozenset(("end", ")", "]", "}", ",", ";", "+", "*", "/", "&", "\\\\", "end env", "="))
"""Where these follow a function its argument is missing."""


def function(cursor: Cursor) -> Expr:
    """Read a function with what is written at its name, its exponent, and its arguments."""
    start = cursor.at
    name, extra = _name_and_index(cursor)
    exponent = None
    if cursor.kinds[cursor.at] == "^" or cursor.kinds[cursor.at] == "sup":
        exponent = _function_power(cursor)
        if name == "exp" and _is_argument(cursor, exponent):
            return cursor.raised(Constant("e", (cursor.starts[start], cursor.ends[start])), exponent, start)
        if name in INVERSE and exponent == _MINUS_ONE and not cursor.choose("inverse"):
            name, exponent = INVERSE[name], None
    if name in choosing.EXTREMES:
        call = choosing.extreme(cursor, name, start)
    elif name in linear_algebra.NAMES:
        call = linear_algebra.of_code(cursor, name, start)
    else:
        arguments = _arguments(cursor, name, start)
        if name == "norm" and len(arguments) == 2:
            call = choosing.norm(cursor, arguments, start)
        elif name == "heaviside" and len(arguments) == 2:
            call = choosing.step_with_value(cursor, arguments, start)
        elif name == "pow":
            _check_two(cursor, name, arguments, start)
            call = cursor.raised(arguments[0], arguments[1], start)
        else:
            call = _applied(cursor, name, extra, arguments, start)
    return call if exponent is None else cursor.raised(call, exponent, start)


def _name_and_index(cursor: Cursor) -> tuple[str, Expr | None]:
    """Read the name of a function, and the index of a root or the base of a logarithm, if it is written there."""
    start, word = cursor.at, cursor.values[cursor.at]
    name = "log" if word == "ln" else word
    cursor.at = start + 1
    following = cursor.kinds[cursor.at]
    if name in ("sqrt", "root") and following == "[" and _is_index_of_root(cursor, start):
        return "root", brackets.index_of_root(cursor)
    if name == "log" and following in ("_", "sub"):
        return name, _base_of_logarithm(cursor)
    return name, _attached_base(cursor) if word == "log" else None


def _applied(cursor: Cursor, name: str, extra: Expr | None, arguments: list[Expr], start: int) -> Expr:
    """Return a function of its arguments; an index or a base is its second one."""
    if name in TWO_MATRICES or name == "frac" or (name == "root" and extra is None):
        _check_two(cursor, name, arguments, start)
    if name == "root" and extra is None and type(arguments[1]) is not Number and cursor.choose("root"):
        # Typst writes root(3, x).
        arguments = arguments[::-1]
    if name == "cbrt":
        name, extra = "root", Number(3, None, (cursor.starts[start], cursor.ends[start]))
    if extra is not None:
        if len(arguments) != 1:
            raise cursor.fail("syntax/arguments", f"{name} takes one argument here", f"write {name}(…) with one argument", start)
        arguments = [arguments[0], extra]
    return _called(cursor, name, arguments, start)


def _called(cursor: Cursor, name: str, arguments: list[Expr], start: int) -> Expr:
    if name == "frac":
        return Div(arguments[0], arguments[1], cursor.span(start))
    if name in ("dot", "inner"):
        return dots.called(cursor, name, arguments, start)
    if name == "abs":
        return magnitudes.in_bars(cursor, arguments[0], start)
    return entries.spelled(cursor, name, arguments, start) if name in ("inv", "transpose") else Call(name, arguments, cursor.span(start))


def _check_two(cursor: Cursor, name: str, arguments: list[Expr], start: int) -> None:
    """Refuse another number of arguments than two, and ``kron`` of two indices, which is meant as their delta."""
    if len(arguments) != 2:
        remedy = f"write {name}(x, 3)" if name in ("root", "pow", "frac") else f"write {name}(A, B)"
        raise cursor.fail("syntax/arguments", f"{name} takes two arguments", remedy, start)
    if name == "kron" and all(type(argument) is Index for argument in arguments):
        raise cursor.fail("syntax/index", "kron is the Kronecker product of matrices, and these are indices", "write delta(i,k)", start)


def _is_index_of_root(cursor: Cursor, start: int) -> bool:
    """Whether the square bracket behind a root holds its index: ``\\sqrt[3]{x}``, ``sqrt[3](x)``; in ``Sqrt[x]`` it is the argument."""
    end = closing(cursor.kinds, cursor.at)
    following = cursor.kinds[end + 1] if cursor.kinds[end] == "]" else "end"
    if following == "{" or cursor.values[start] == "root":
        return following in FACTOR_STARTS
    is_command = cursor.ends[start] - cursor.starts[start] > len("sqrt")
    is_number = cursor.kinds[cursor.at + 1] == "num" and end == cursor.at + 2
    return following in FACTOR_STARTS and (is_command or (is_number and cursor.adjacent(end + 1)))


def _function_power(cursor: Cursor) -> Expr:
    """The exponent of ``sin^2 x``: a group or one signed atom; what follows is the argument."""
    start = cursor.at + 1
    cursor.at = start
    if cursor.kinds[start - 1] == "sup":
        return cursor.reread(cursor.values[start - 1], start - 1)
    if cursor.kinds[start] == "-":
        cursor.at += 1
        return Neg(cursor.deeper(cursor.atom), cursor.span(start))
    return cursor.deeper(cursor.atom)


def _is_argument(cursor: Cursor, exponent: Expr) -> bool:
    """Whether ``exp^{-x}`` is e^{-x}: no argument follows, or it is not raised to a number; by the second reading a bracket is one."""
    if cursor.kinds[cursor.at] in _ENDS:
        return True
    number = exponent.args[0] if type(exponent) is Neg else exponent
    return type(number) is not Number and not (cursor.kinds[cursor.at] == "(" and cursor.choose("call"))


def _base_of_logarithm(cursor: Cursor) -> Expr:
    if cursor.kinds[cursor.at] == "sub":
        cursor.at += 1
        return cursor.reread(cursor.values[cursor.at - 1], cursor.at - 1)
    cursor.at += 1
    return brackets.group(cursor) if cursor.kinds[cursor.at] == "{" else cursor.deeper(cursor.atom)


def _attached_base(cursor: Cursor) -> Expr | None:
    """The 2 of ``log2(x)`` and the 10 of ``log10(x)``; the second reading is log(2x).  Of ``log2 x`` it is the other way round."""
    at = cursor.at
    if cursor.kinds[at] != "num" or not cursor.adjacent(at) or cursor.values[at] not in ("2", "10"):
        return None
    following = cursor.kinds[at + 1]
    if following == "(" and cursor.adjacent(at + 1):
        is_base = not cursor.choose("base")
    else:
        is_base = following in _BARE and cursor.choose("base")
    if not is_base:
        return None
    cursor.at = at + 1
    return Number(int(cursor.values[at]), None, cursor.span(at))


def _arguments(cursor: Cursor, name: str, start: int) -> list[Expr]:
    kind = cursor.kinds[cursor.at]
    empty = kind in ("(", "{", "[") and cursor.kinds[cursor.at + 1] in (")", "}", "]")
    if kind == "[" and not empty and name in MATRIX_FUNCTIONS and name not in TWO_MATRICES:
        return [brackets.square(cursor)]
    if kind == "(" and not empty and name == "diag":
        return [_on_the_diagonal(cursor)]
    if kind in ("(", "{", "[") and not empty:
        return brackets.arguments(cursor, name, 2 if name in _MAY_HAVE_TWO or name in TWO_ARGUMENTS or name in TWO_MATRICES else 1)
    if empty or kind in _ENDS:
        typed = cursor.values[start]
        raise cursor.fail("syntax/missing-argument", f"'{typed}' has no argument", f"write {typed}(…)", start)
    if name in MATRIX_FUNCTIONS:
        return [cursor.deeper(lambda: _matrix_argument(cursor))]
    if name == "sqrt":
        return [brackets.bars(cursor) if kind == "|" else _radicand(cursor)]
    return [_bare_argument(cursor, name)]


def _on_the_diagonal(cursor: Cursor) -> Expr:
    """The argument of ``diag``, which may be a list of numbers: ``diag(a, b)``, ``diag(2x_1, …, 2x_N)``."""
    start = cursor.at
    tree = brackets.group(cursor)
    span = cursor.span(start)
    if type(tree) is Matrix and tree.span == span and any(entry.is_array for entry in tree.args):
        raise cursor.fail("syntax/arguments", "diag takes one vector, or the numbers on the diagonal",
                          "write blocks as [A, 0; 0, B]", start)
    if outline.of(cursor, tree) == "scalar":
        cursor.notes.append(Diagnostic("read/doubtful", "diag of a single number may be meant as a multiple of the identity matrix",
                                       "write 2 I for a multiple of the identity matrix, or all entries, as in [2, 0; 0, 2]", span,
                                       severity=Severity.REMARK))
    return tree


def _matrix_argument(cursor: Cursor) -> Expr:
    """``det AB`` is det(AB) and ``tr A B`` is tr(A)·B: what touches; the second reading takes the whole product: tr(AB)."""
    start = cursor.at
    factors = [cursor.power()]
    while cursor.kinds[cursor.at] in _TOUCHING and cursor.hangs():
        factors.append(cursor.power())
    if (_goes_on(cursor) or cursor.kinds[cursor.at] == "*") and cursor.choose("product"):
        factors = _whole_product(cursor, factors, start)
    return factors[0] if len(factors) == 1 else Mul(factors, cursor.span(start))


def _goes_on(cursor: Cursor) -> bool:
    """Whether the product goes on here without a sign, and without a function."""
    return cursor.kinds[cursor.at] in FACTOR_STARTS - {"fn"} and not cursor.blank_separates()


def _array_follows(cursor: Cursor) -> bool:
    """Whether a vector or matrix follows, without a sign or behind a dot."""
    at = cursor.at
    return cursor.kinds[at] in ("array", "diff") or (cursor.kinds[at] == "*" and cursor.values[at] in dots.SIGNS)


def _whole_product(cursor: Cursor, factors: list[Expr], start: int, is_number: bool = False) -> list[Expr]:
    """The factors with all that follow, with and without a sign between them; or only as many as make a number: ``log x^T x y``."""
    while not (is_number and outline.of(cursor, Mul(factors)) == "scalar"):
        if cursor.kinds[cursor.at] == "*":
            cursor.at += 1
            is_dot = cursor.values[cursor.at - 1] in dots.SIGNS
            factors = dots.product(cursor, factors, start) if is_dot else [*factors, cursor.factor()]
        elif _goes_on(cursor):
            factors = [*factors, cursor.power()]
        else:
            break
    return factors


def _radicand(cursor: Cursor) -> Expr:
    """``√2x`` is √2·x; the second reading takes all that hangs together: √(2x), and of vectors the product: √x^T x."""
    start = cursor.at
    factors = [cursor.deeper(cursor.power)]
    if factors[0].is_array and _array_follows(cursor) and cursor.choose("product"):
        factors = _whole_product(cursor, factors, start, is_number=True)
    if touching.goes_on(cursor) and touching.is_member(factors[0]) and touching.chosen(cursor, "argument"):
        touching.take(cursor, factors)
    return factors[0] if len(factors) == 1 else Mul(factors, cursor.span(start))


def _bare_argument(cursor: Cursor, name: str) -> Expr:
    """``cos 3x``: the juxtaposed run of numbers and names that hangs together; a sign may stand in front.

    Bars end the argument as brackets do: ``ln|x|y``.
    """
    start = cursor.at
    if cursor.kinds[start] == "-":
        cursor.at += 1
        return Neg(cursor.deeper(lambda: _bare_argument(cursor, name)), cursor.span(start))
    factors = [cursor.deeper(cursor.power)]
    while True:
        kind = cursor.kinds[cursor.at]
        behind_number = cursor.kinds[cursor.at - 1] == "num" and len(factors) == 1 and type(factors[0]) is Number
        if cursor.kinds[start] != "|" and (kind in _SIMPLE_STARTS or (kind == "(" and behind_number)):
            if kind != "num" and (_hangs(cursor, kind, factors, behind_number) or (behind_number and _joins_over_gap(cursor))):
                is_attached = kind == "(" and cursor.adjacent(start) and cursor.adjacent(cursor.at)
                factors.append(cursor.power())
                if is_attached and type(factors[-1]) is Matrix:
                    raise _no_function(cursor, name, start)
                continue
        if factors[0].is_array and _array_follows(cursor) and cursor.choose("product"):
            factors = _whole_product(cursor, factors, start, is_number=True)
        if kind == "*" and behind_number and cursor.kinds[cursor.at + 1] in _BEHIND_DOT and cursor.choose("gap"):
            cursor.at += 1
            factors.append(cursor.power())
            touching.take(cursor, factors)
            kind = cursor.kinds[cursor.at]
        tree = factors[0] if len(factors) == 1 else Mul(factors, cursor.span(start))
        return _divided(cursor, tree, start) if kind == "/" else tree


def _no_function(cursor: Cursor, name: str, start: int) -> UnreadableError:
    """What to say of ``atan2(y, x)``, which has the form of a function of two arguments."""
    remedy = "write atan(y/x) where that is meant" if name == "atan" else f"write {name}(…) with one argument"
    return cursor.fail("syntax/arguments", f"{name}{cursor.values[start]} with several arguments is not read here", remedy, start)


def _hangs(cursor: Cursor, kind: str, factors: list[Expr], behind_number: bool) -> bool:
    """Whether a factor hangs on the argument so far; behind a name a fraction is a factor of its own, as ``e^…`` is: ``ln x\\frac1x``."""
    if kind == "(" or (kind == "const" and not touching.starts(cursor, cursor.at)):
        return False
    if kind == "frac" and not all(type(factor) in (Number, Constant) for factor in factors):
        return False
    return cursor.adjacent(cursor.at) if behind_number else cursor.hangs()


def _joins_over_gap(cursor: Cursor) -> bool:
    """``cos 3 x`` is cos(3x) and ``ln 2(x+1)`` is ln(2(x+1)); the second reading ends the argument behind the number."""
    return not cursor.blank_separates() and not cursor.choose("gap")


def _divided(cursor: Cursor, tree: Expr, start: int) -> Expr:
    """The second reading of ``sin x/2``, sin(x/2): a quotient without blanks is the argument."""
    at = cursor.at
    if not (cursor.adjacent(at) and cursor.adjacent(at + 1) and touching.starts(cursor, at + 1) and cursor.choose("argument")):
        return tree
    cursor.at = at + 1
    factors: list[Expr] = [Div(tree, cursor.denominator(), cursor.span(start))]
    touching.take(cursor, factors)
    return factors[0] if len(factors) == 1 else Mul(factors, cursor.span(start))
