"""Vectors, matrices and their entries: ``X^{-T}``, ``R_{iq}``, ``A[i,:]``, ``I_N``, ``e_i``, ``E_{ij}``, ``ones()``, columns."""

from __future__ import annotations

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
    Neg,
    Number,
    Pow,
    Size,
    Slice,
    Transpose,
)
from grader.syntax.grammar import abstract, choosing
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.tokens.tokens import UnreadableError

_IN_SUBSCRIPT = frozenset(("index", "num", ":", ",", "+", "-", "size", "name", "unknown"))


def array(cursor: Cursor) -> Expr:
    """A declared vector or matrix, or its differential; an index behind it is left to ``subscripts``."""
    at = cursor.at
    cursor.at = at + 1
    kind = Differential if cursor.kinds[at] == "diff" else ArraySymbol
    symbol = kind(cursor.values[at], cursor.span(at))
    if cursor.words.scope.indices and cursor.kinds[at + 1] in ("index", "(") and cursor.adjacent(at + 1):
        indices = _indices_at_hand(cursor, cursor.words.axes[symbol.data])
        if indices:
            return Entry(symbol, indices, cursor.span(at))
    return kind(symbol.data, cursor.span(at)) if cursor.words.calls and abstract.is_called(cursor, symbol.data) else symbol


def _indices_at_hand(cursor: Cursor, count: int) -> list[Expr]:
    """The indices of ``Aij`` and ``A(i,j)``, as many as the array has axes; none where something else stands here."""
    at, kinds = cursor.at, cursor.kinds
    if kinds[at] == "index":
        together = [place < len(kinds) and kinds[place] == "index" and cursor.adjacent(place) for place in range(at, at + count + 1)]
        return [_index(cursor, simple=True) for _ in range(count)] if all(together[:count]) and not together[count] else []
    inside = kinds[at + 1:at + 2 * count]
    closes = kinds[at + 2 * count:at + 2 * count + 1] == [")"]
    if not closes or "index" not in inside or any(kind not in (("index", "num"), (",",))[place % 2] for place, kind in enumerate(inside)):
        return []
    indices = []
    for _ in range(count):
        cursor.at += 1
        indices.append(_index(cursor, simple=True))
    cursor.at += 1
    return indices


def small_entry(cursor: Cursor) -> Expr:
    """``a_{ij}``, the small letter for an entry of A."""
    at = cursor.at
    name = cursor.values[at]
    cursor.at += 1
    indices = _two_digits(index_list(cursor, 2), 2)
    if len(indices) != 2:
        raise cursor.fail("syntax/index", f"an entry of {name} has two indices", f"write {name}_{{ij}}", at)
    return Entry(ArraySymbol(name, (cursor.starts[at], cursor.ends[at])), indices, cursor.span(at))


def subscripts(cursor: Cursor, base: Expr, start: int) -> Expr | None:
    """The entry or slice that the index behind an array asks for; ``None`` where no index of it stands here."""
    at, kind = cursor.at, cursor.kinds[cursor.at]
    if _is_norm(cursor, base) or (type(base) is Pow and _is_norm(cursor, base.args[0])):
        return _which_norm(cursor, base)
    if kind == "[" and cursor.adjacent(at) and type(base) is not Matrix:
        inside = _bracketed(cursor, at)
        if inside is None:
            return None
        if cursor.kinds[at + 1] == "[" and len(inside) > _axes(cursor, base):
            # x[[1, 2]] of a column is its product with a row.
            cursor.at = at
            return None
        indices = inside
        if type(base) is Entry:
            # A[i][j]: the second index of an entry that has one.
            base, *first = base.args
            if len(first) + len(indices) != _axes(cursor, base):
                cursor.at = at
                return None
            indices = [*first, *indices]
    elif kind in ("_", "sub") and type(base) is not Entry:
        indices = _two_digits(index_list(cursor, _axes(cursor, base)), _known_axes(cursor, _inside(base)))
    else:
        return None
    if len(indices) > 2:
        raise cursor.fail("syntax/index", "a matrix has two indices", "write A[i,j]", at)
    if any(type(index) is Every for index in indices):
        return Slice(base, indices, cursor.span(start)) if len(indices) == 2 else base
    return Entry(base, indices, cursor.span(start))


def _is_norm(cursor: Cursor, tree: Expr) -> bool:
    """Whether a tree is a norm, perhaps in single bars, behind which a number or ∞ says which one: ``|x|_1``."""
    if type(tree) is not Call or tree.data not in ("norm", "abs"):
        return False
    return bool(tree.data == "norm") or (tree.args[0].is_array and choosing.names_norm(cursor))


def _which_norm(cursor: Cursor, base: Expr) -> Expr | None:
    """The norm that the index behind it names; ``None`` where there is none."""
    if cursor.kinds[cursor.at] not in ("_", "sub") or choosing.is_positive_part(cursor, cursor.at):
        return None
    at = cursor.at
    return choosing.which_norm(cursor, base, choosing.index_of_norm(cursor), at)


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


def _known_axes(cursor: Cursor, base: Expr) -> int:
    return cursor.words.axes.get(base.data, 0) if type(base) in (ArraySymbol, Differential) else 0


def _axes(cursor: Cursor, base: Expr) -> int:
    return cursor.words.axes.get(base.data, 2) if type(base) in (ArraySymbol, Differential) else 2


def _bracketed(cursor: Cursor, at: int) -> list[Expr] | None:
    """The indices in ``[i, q]``, and in ``[[i, q]]`` of Mathematica; ``None`` where the bracket holds something else, which is a factor."""
    is_double = cursor.kinds[at + 1] == "[" and cursor.adjacent(at + 1)
    at += is_double
    end = at + 1
    while cursor.kinds[end] in _IN_SUBSCRIPT:
        end += 1
    inside = cursor.kinds[at + 1:end]
    if cursor.kinds[end:end + 1 + is_double] != ["]"] * (1 + is_double) or not inside or "name" in inside or inside.count(",") > 1:
        return None
    if cursor.words.scope.indices and "unknown" in inside:
        where = at + 1 + inside.index("unknown")
        raise unknown_index(cursor, where)
    if "unknown" in inside:
        return None
    cursor.at = at + 1
    indices = [_index(cursor)]
    while cursor.kinds[cursor.at] == ",":
        cursor.at += 1
        indices.append(_index(cursor))
    if cursor.kinds[cursor.at] != "]":
        raise cursor.fail("syntax/index", "this index cannot be read", "write A[i,j]")
    cursor.at += 1 + is_double
    return indices


def index_list(cursor: Cursor, most: int) -> list[Expr]:
    """What stands behind ``_``: ``i``, ``iq``, ``{iq}``, ``{i,q}``, ``{i:}``, or subscript characters."""
    at = cursor.at
    is_small = cursor.kinds[at] == "sub"
    cursor.at += 1
    if is_small or cursor.kinds[cursor.at] != "{":
        # Not every letter has a small one: Rₘq.
        indices = _letters(cursor, cursor.values[at], at) if is_small else [_index(cursor, simple=True)]
        while len(indices) < most and cursor.kinds[cursor.at] in ("index", "num") and cursor.adjacent(cursor.at):
            indices.append(_index(cursor, simple=True))
        if len(indices) < most and cursor.kinds[cursor.at] == "unknown" and cursor.adjacent(cursor.at) and cursor.words.scope.indices:
            raise unknown_index(cursor, cursor.at)
        return indices
    cursor.at += 1
    indices = []
    while cursor.kinds[cursor.at] != "}":
        if cursor.kinds[cursor.at] == ",":
            cursor.at += 1
        elif cursor.kinds[cursor.at] == "end":
            raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", "add '}'", at + 1)
        else:
            indices.append(_index(cursor))
    cursor.at += 1
    if not indices:
        raise cursor.fail("syntax/missing-operand", "something is missing after '_'", "write an index", at)
    return indices


def _index(cursor: Cursor, simple: bool = False) -> Expr:
    """One index: a colon, a name or a number, or (not ``simple``) a sum of such."""
    if cursor.kinds[cursor.at] == ":":
        cursor.at += 1
        return Every(cursor.span(cursor.at - 1))
    return _single(cursor) if simple else sum_of_indices(cursor)


def sum_of_indices(cursor: Cursor) -> Expr:
    """An index, a number, a size, or a sum of such."""
    start = cursor.at
    terms = [_single(cursor)]
    while cursor.kinds[cursor.at] in ("+", "-"):
        sign = cursor.kinds[cursor.at]
        cursor.at += 1
        other = _single(cursor)
        terms.append(Neg(other) if sign == "-" else other)
    return terms[0] if len(terms) == 1 else Add(terms, cursor.span(start))


def _single(cursor: Cursor) -> Expr:
    start = cursor.at
    kind, value = cursor.kinds[start], cursor.values[start]
    cursor.at += 1
    if kind == "index":
        return Index(value, cursor.span(start))
    if kind == "num" and value.isdigit():
        return Number(int(value), None, cursor.span(start))
    if kind == "size":
        return Size(value, cursor.span(start))
    raise unknown_index(cursor, start)


def _letters(cursor: Cursor, text: str, at: int) -> list[Expr]:
    """Subscript characters, each an index or a digit."""
    span = cursor.span(at)
    known = set(cursor.words.scope.indices)
    if text.isdigit():
        return [Number(int(text), None, span)]
    if text in cursor.words.scope.sizes and text not in known:
        return [Size(text, span)]
    if not all(letter in known or letter.isdigit() for letter in text):
        raise unknown_index(cursor, at)
    return [Number(int(letter), None, span) if letter.isdigit() else Index(letter, span) for letter in text]


def unknown_index(cursor: Cursor, at: int) -> UnreadableError:
    """What to say about a subscript that is no declared index."""
    word = cursor.values[at]
    span = cursor.starts[at], cursor.ends[at]
    known = cursor.words.scope.indices
    if not known:
        return UnreadableError("syntax/index", "an index is not used in this problem", span, "write the whole vector or matrix")
    return UnreadableError("syntax/index", f"'{word}' is no index of this problem", span, f"the indices are {', '.join(known)}")


def column(cursor: Cursor) -> Expr:
    """``r_p``: the p-th column of R."""
    at = cursor.at
    cursor.at += 1
    if cursor.kinds[cursor.at] not in ("_", "sub"):
        raise cursor.fail("syntax/index", f"'{cursor.values[at]}' is a column and needs an index",
                          f"write {cursor.values[at]}_p", at)
    indices = index_list(cursor, 1)
    if len(indices) != 1:
        raise cursor.fail("syntax/index", "a column has one index", f"write {cursor.values[at]}_p", at)
    matrix = ArraySymbol(cursor.words.columns[cursor.values[at]], cursor.span(at))
    return Slice(matrix, (Every(), indices[0]), cursor.span(at))


def inverse_transposed(cursor: Cursor, base: Expr, start: int) -> Expr | None:
    """``X^{-T}``, ``X^-T``, ``X^{-1T}``, ``X^{-1,T}``, ``X⁻ᵀ``: take the exponent if it is one of these; the cursor stands behind ``^``."""
    at, kinds, values = cursor.at, cursor.kinds, cursor.values
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
    cursor.at = at + 1 + braces
    span = cursor.span(start)
    return Transpose(Pow(base, Neg(Number(1, None, span), span), span), span)


def spelled(cursor: Cursor, name: str, arguments: list[Expr], start: int) -> Expr:
    """``inv(X)`` and ``transpose(X)`` as what they are other spellings of."""
    span = cursor.span(start)
    if name == "inv":
        return Pow(arguments[0], Neg(Number(1, None, span), span), span)
    return Transpose(arguments[0], span)


