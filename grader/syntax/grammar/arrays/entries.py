"""Vectors, matrices and their entries: ``X^{-T}``, ``R_{iq}``, ``A[i,:]``, ``I_N``, ``e_i``, ``E_{ij}``, ``ones()``, columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Differential,
    Entry,
    Every,
    Expr,
    Index,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Slice,
    Transpose,
)
from grader.syntax.grammar import abstract, outline
from grader.syntax.tokens.tokens import Unreadable

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

_IN_SUBSCRIPT = frozenset(("index", "num", ":", ",", "+", "-", "size", "name", "unknown"))


def array(parser: Parser) -> Expr:
    """A declared vector or matrix, or its differential; an index behind it is left to ``subscripts``."""
    at = parser.at
    parser.at = at + 1
    kind = Differential if parser.kinds[at] == "diff" else ArraySymbol
    symbol = kind(parser.tokens.values[at], parser.span(at))
    if parser.words.scope.indices and parser.kinds[at + 1] in ("index", "(") and parser.adjacent(at + 1):
        indices = _indices_at_hand(parser, parser.words.axes[symbol.data])
        if indices:
            return Entry(symbol, indices, parser.span(at))
    return kind(symbol.data, parser.span(at)) if parser.words.calls and abstract.is_called(parser, symbol.data) else symbol


def _indices_at_hand(parser: Parser, count: int) -> list[Expr]:
    """The indices of ``Aij`` and ``A(i,j)``, as many as the array has axes; none where something else stands here."""
    at, kinds = parser.at, parser.kinds
    if kinds[at] == "index":
        together = [kinds[at + more] == "index" and parser.adjacent(at + more) for more in range(count + 1)]
        return [_index(parser, simple=True) for _ in range(count)] if all(together[:count]) and not together[count] else []
    inside = kinds[at + 1:at + 2 * count]
    closes = kinds[at + 2 * count:at + 2 * count + 1] == [")"]
    if not closes or "index" not in inside or any(kind not in (("index", "num"), (",",))[place % 2] for place, kind in enumerate(inside)):
        return []
    indices = []
    for _ in range(count):
        parser.at += 1
        indices.append(_index(parser, simple=True))
    parser.at += 1
    return indices


def small_entry(parser: Parser) -> Expr:
    """``a_{ij}``, the small letter for an entry of A."""
    at = parser.at
    name = parser.tokens.values[at]
    parser.at += 1
    indices = _two_digits(index_list(parser, 2), 2)
    if len(indices) != 2:
        raise parser.fail("syntax/index", f"an entry of {name} has two indices", f"write {name}_{{ij}}", at)
    return Entry(ArraySymbol(name, (parser.tokens.starts[at], parser.tokens.ends[at])), indices, parser.span(at))


def subscripts(parser: Parser, base: Expr, start: int) -> Expr | None:
    """The entry or slice that the index behind an array asks for; ``None`` where no index of it stands here."""
    at, kind = parser.at, parser.kinds[parser.at]
    if _is_norm(base) or (type(base) is Pow and _is_norm(base.args[0])):
        return _which_norm(parser, base)
    if kind == "[" and parser.adjacent(at) and type(base) is not Matrix:
        inside = _bracketed(parser, at)
        if inside is None:
            return None
        indices = inside
        if type(base) is Entry:
            # A[i][j]: the second index of an entry that has one.
            base, *first = base.args
            if len(first) + len(indices) != _axes(parser, base):
                parser.at = at
                return None
            indices = [*first, *indices]
    elif kind in ("_", "sub") and type(base) is not Entry:
        indices = _two_digits(index_list(parser, _axes(parser, base)), _known_axes(parser, _inside(base)))
    else:
        return None
    if len(indices) > 2:
        raise parser.fail("syntax/index", "a matrix has two indices", "write A[i,j]", at)
    if any(type(index) is Every for index in indices):
        return Slice(base, indices, parser.span(start)) if len(indices) == 2 else base
    return Entry(base, indices, parser.span(start))


def _is_norm(tree: Expr) -> bool:
    return type(tree) is Call and bool(tree.data == "norm")


def _which_norm(parser: Parser, base: Expr) -> Expr | None:
    """The 2 of ‖x‖₂ and the F of ‖X‖_F say which norm it is: the one that is meant, but ‖X‖₂ of a matrix is another one."""
    if parser.kinds[parser.at] not in ("_", "sub"):
        return None
    at = parser.at
    text, parser.at = parser.subscript()
    call = base.args[0] if type(base) is Pow else base
    if text == "F" or (text == "2" and outline.of(parser, call.args[0]) in ("scalar", "column", "row")):
        return base
    if text == "2":
        raise parser.fail("syntax/index", "the norm with the index 2 of a matrix is its largest singular value, which is not read here",
                          "write ||X|| or ||X||_F for the Frobenius norm", at)
    raise parser.fail("syntax/index", f"the norm with the index '{text}' is not read here", "write ||x|| for the Euclidean norm", at)


def _two_digits(indices: list[Expr], axes: int) -> list[Expr]:
    """The ``12`` of ``A_12`` are two indices of a matrix; of a vector it is one."""
    if len(indices) == 1 and axes == 2 and type(indices[0]) is Number:
        first, second = divmod(int(indices[0].data[0]), 10)
        if 0 < first < 10 and second > 0:
            return [Number(first, None, indices[0].span), Number(second, None, indices[0].span)]
    return indices


def _inside(base: Expr) -> Expr:
    """What is transposed or inverted; of other arrays it is not known here how many axes they have."""
    while type(base) in (Transpose, Pow):
        base = base.args[0]
    return base


def _known_axes(parser: Parser, base: Expr) -> int:
    return parser.words.axes.get(base.data, 0) if type(base) in (ArraySymbol, Differential) else 0


def _axes(parser: Parser, base: Expr) -> int:
    return parser.words.axes.get(base.data, 2) if type(base) in (ArraySymbol, Differential) else 2


def _bracketed(parser: Parser, at: int) -> list[Expr] | None:
    """The indices in ``[i, q]``; ``None`` where the bracket holds something else, which is a factor."""
    end = at + 1
    while parser.kinds[end] in _IN_SUBSCRIPT:
        end += 1
    inside = parser.kinds[at + 1:end]
    if parser.kinds[end] != "]" or not inside or "name" in inside or inside.count(",") > 1:
        return None
    if parser.words.scope.indices and "unknown" in inside:
        where = at + 1 + inside.index("unknown")
        raise unknown_index(parser, where)
    if "unknown" in inside:
        return None
    parser.at = at + 1
    indices = [_index(parser)]
    while parser.kinds[parser.at] == ",":
        parser.at += 1
        indices.append(_index(parser))
    if parser.kinds[parser.at] != "]":
        raise parser.fail("syntax/index", "this index cannot be read", "write A[i,j]")
    parser.at += 1
    return indices


def index_list(parser: Parser, most: int) -> list[Expr]:
    """What stands behind ``_``: ``i``, ``iq``, ``{iq}``, ``{i,q}``, ``{i:}``, or subscript characters."""
    at = parser.at
    is_small = parser.kinds[at] == "sub"
    parser.at += 1
    if is_small or parser.kinds[parser.at] != "{":
        # Not every letter has a small one: Rₘq.
        indices = _letters(parser, parser.tokens.values[at], at) if is_small else [_index(parser, simple=True)]
        while len(indices) < most and parser.kinds[parser.at] in ("index", "num") and parser.adjacent(parser.at):
            indices.append(_index(parser, simple=True))
        return indices
    parser.at += 1
    indices = []
    while parser.kinds[parser.at] != "}":
        if parser.kinds[parser.at] == ",":
            parser.at += 1
        elif parser.kinds[parser.at] == "end":
            raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", "add '}'", at + 1)
        else:
            indices.append(_index(parser))
    parser.at += 1
    if not indices:
        raise parser.fail("syntax/missing-operand", "something is missing behind '_'", "write an index", at)
    return indices


def _index(parser: Parser, simple: bool = False) -> Expr:
    """One index: a name, a number, a colon, or (not ``simple``) a sum of such."""
    start = parser.at
    kind, value = parser.kinds[start], parser.tokens.values[start]
    parser.at += 1
    found: Expr
    if kind == "index":
        found = Index(value, parser.span(start))
    elif kind == "num" and value.isdigit():
        found = Number(int(value), None, parser.span(start))
    elif kind == ":":
        return Every(parser.span(start))
    elif kind == "size":
        found = Size(value, parser.span(start))
    else:
        raise unknown_index(parser, start)
    while not simple and parser.kinds[parser.at] in ("+", "-"):
        sign = parser.kinds[parser.at]
        parser.at += 1
        other = _index(parser, simple=True)
        found = Add((found, Neg(other) if sign == "-" else other), parser.span(start))
    return found


def _letters(parser: Parser, text: str, at: int) -> list[Expr]:
    """Subscript characters, each an index or a digit."""
    span = parser.span(at)
    known = set(parser.words.scope.indices)
    if text.isdigit():
        return [Number(int(text), None, span)]
    if not all(letter in known or letter.isdigit() for letter in text):
        raise unknown_index(parser, at)
    return [Number(int(letter), None, span) if letter.isdigit() else Index(letter, span) for letter in text]


def unknown_index(parser: Parser, at: int) -> Unreadable:
    """What to say about a subscript that is no declared index."""
    word = parser.tokens.values[at]
    span = parser.tokens.starts[at], parser.tokens.ends[at]
    known = parser.words.scope.indices
    if not known:
        return Unreadable("syntax/index", "an index is not used in this problem", span, "write the whole vector or matrix")
    return Unreadable("syntax/index", f"'{word}' is no index of this problem", span, f"the indices are {', '.join(known)}")


def column(parser: Parser) -> Expr:
    """``r_p``: the p-th column of R."""
    at = parser.at
    parser.at += 1
    if parser.kinds[parser.at] not in ("_", "sub"):
        raise parser.fail("syntax/index", f"'{parser.tokens.values[at]}' is a column and needs an index",
                          f"write {parser.tokens.values[at]}_p", at)
    indices = index_list(parser, 1)
    if len(indices) != 1:
        raise parser.fail("syntax/index", "a column has one index", f"write {parser.tokens.values[at]}_p", at)
    matrix = ArraySymbol(parser.words.columns[parser.tokens.values[at]], parser.span(at))
    return Slice(matrix, (Every(), indices[0]), parser.span(at))


def inverse_transposed(parser: Parser, base: Expr, start: int) -> Expr | None:
    """``X^{-T}``, ``X^-T``, ``X^{-1T}``, ``X^{-1,T}``, ``X⁻ᵀ``: take the exponent if it is one of these; the parser stands behind ``^``."""
    at, kinds, values = parser.at, parser.kinds, parser.tokens.values
    braces = 0
    while kinds[at] in ("{", "("):
        at, braces = at + 1, braces + 1
    if kinds[at] != "-" or not base.is_array:
        return None
    at += 1
    if kinds[at] == "num" and values[at] == "1":
        at += 1
        at += kinds[at] == ","
    is_t = kinds[at] == "T" or (kinds[at] in ("unknown", "sup") and values[at] == "T")
    closing = kinds[at + 1:at + 1 + braces]
    if not is_t or closing.count("}") + closing.count(")") != braces:
        return None
    parser.at = at + 1 + braces
    span = parser.span(start)
    return Transpose(Pow(base, Neg(Number(1, None, span), span), span), span)


def spelled(parser: Parser, name: str, arguments: list[Expr], start: int) -> Expr:
    """``inv(X)``, ``transpose(X)`` and ``dot(a, b)`` as what they are other spellings of."""
    span = parser.span(start)
    if name == "inv":
        return Pow(arguments[0], Neg(Number(1, None, span), span), span)
    if name == "transpose":
        return Transpose(arguments[0], span)
    first = arguments[0].args[0] if type(arguments[0]) is Transpose else arguments[0]
    is_matrix = type(first) is ArraySymbol and (parser.words.axes.get(first.data) == 2 or first is not arguments[0])
    # np.dot(A, x) is the product of a matrix and a column.
    return Mul(arguments if is_matrix else (Transpose(arguments[0], span), arguments[1]), span)


