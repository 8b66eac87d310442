"""Derivatives of abstract functions as quotients and by their place: ``∂f/∂x_1``, ``dg/df``, ``\\frac{∂f}{∂x}``, ``∂_1 f``, ``∇f``."""

from __future__ import annotations

from grader.expr import Apply, Expr, Matrix
from grader.model import Diagnostic, Severity
from grader.nesting import CLOSING, nested
from grader.syntax.grammar import abstract
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.lexicon import spelling
from grader.syntax.scope import Function
from grader.syntax.tokens.tokens import FACTOR_STARTS, closing


def partial(cursor: Cursor) -> Expr | None:
    """``∂f/∂x_1``, ``df/dx``, ``\\frac{∂f}{∂x_1}`` of a declared function; ``None`` where no such quotient stands here."""
    start = cursor.at
    if cursor.kinds[start] == "∂" and cursor.kinds[start + 1] in ("_", "sub"):
        return _by_place(cursor)
    taken = _quotient(cursor)
    if taken is None:
        cursor.at = start
        tree = _of_code(cursor) if cursor.values[start] in _CODE else _operated(cursor)
        if tree is None:
            cursor.at = start
        return tree
    known, place = taken
    return _gradient(cursor, known, start) if place is None else abstract.applied(cursor, known, _once(known, place), start)


_CODE = frozenset(("Derivative", "diff"))
_GOES_ON = FACTOR_STARTS | {"*", "/", "^", "sup", "[", "{", "|"}
"""What makes it doubtful how much is differentiated, as in ``d/dx f(x) g(x)``."""


def _operated(cursor: Cursor) -> Expr | None:
    """``d/dx f(x)``, ``\\frac{∂}{∂x_1}[f]``: a sign of differentiation in front of a declared function; ``None`` for anything else."""
    start, kinds = cursor.at, cursor.kinds
    fraction = kinds[start] == "frac"
    at = start + 2 * fraction
    opens = kinds[start + fraction:at] == ["{"] * fraction and kinds[at + 1:at + 2] == ["}" if fraction else "/"]
    if not opens or not (kinds[at] == "∂" or (kinds[at] == "unknown" and cursor.values[at] == "d")):
        return None
    cursor.at = at + 2
    below = _side(cursor, braced=fraction)
    if below is None:
        return None
    opening = kinds[cursor.at] if kinds[cursor.at] in ("(", "[") else ""
    cursor.at += bool(opening)
    tree = _by_name(cursor, below, start)
    if tree is not None and opening:
        tree = tree if kinds[cursor.at] == CLOSING[opening] else None
        cursor.at += 1
    elif kinds[cursor.at] in _GOES_ON:
        return None
    elif tree is not None and _may_reach_further(cursor, start):
        message = "it is doubtful whether all that follows is differentiated too"
        remedy = "write the derivative of each function, such as f'(x)"
        cursor.notes.append(Diagnostic("read/doubtful", message, remedy, cursor.span(start), severity=Severity.REMARK))
    return tree


_DERIVATIVES = frozenset(("'", "∂", "∇", "dot"))


def _may_reach_further(cursor: Cursor, start: int) -> bool:
    """Whether the sign of differentiation may be meant for a whole sum, in which nothing else is differentiated: ``d/dx f(x) + g(x)``."""
    if cursor.kinds[cursor.at] not in ("+", "-") or cursor.kinds[start - 1:start] not in ([], *map(list, "=+-([{,;")):
        return False
    end = next((at for at, kind, depth in nested(cursor.kinds, cursor.at) if depth < 0 or kind in ("end", ",", ";")), len(cursor.kinds))
    rest = range(cursor.at, end)
    is_derived = any(cursor.kinds[at] in _DERIVATIVES or (cursor.kinds[at] == "unknown" and cursor.values[at][:1] == "d") for at in rest)
    return not is_derived and any(cursor.kinds[at] == "func" for at in rest)


def _of_code(cursor: Cursor) -> Expr | None:
    """``Derivative(f(x), x)`` of SymPy, of a declared function; ``None`` for anything else."""
    start, kinds = cursor.at, cursor.kinds
    if kinds[start + 1] != "(":
        return None
    end = closing(kinds, start + 1)
    if kinds[end] != ")" or kinds[end - 2:end - 1] != [","]:
        return None
    cursor.at = start + 2
    tree = _by_name(cursor, spelling(cursor.values[end - 1]), start)
    is_whole = cursor.at == end - 2
    cursor.at = end + 1
    return tree if is_whole else None


def _by_name(cursor: Cursor, below: str, start: int) -> Expr | None:
    """The derivative of the function at hand by the argument of this name; ``None`` where it has none, or stands at other arguments."""
    known = cursor.words.functions.get(cursor.values[cursor.at]) if cursor.kinds[cursor.at] == "func" else None
    place = next((place for place, name in enumerate(known.named) if name and spelling(name) == below), None) if known is not None else None
    if known is None or place is None or not known.arguments:
        return None
    cursor.at += 1
    tree = abstract.applied(cursor, known, _once(known, place), start)
    return tree if tree.args == known.arguments else None


def nabla(cursor: Cursor) -> Expr:
    """``∇f`` of a declared function: the row of its partial derivatives."""
    start = cursor.at
    known = cursor.words.functions.get(cursor.values[start + 1]) if cursor.kinds[start + 1] == "func" else None
    if known is None:
        raise cursor.fail("syntax/write-the-result", "a derivative is not computed here", "write the result")
    cursor.at += 2
    return _gradient(cursor, known, start)


def _gradient(cursor: Cursor, known: Function, start: int) -> Expr:
    first = abstract.applied(cursor, known, _once(known, 0), start)
    entries = [Apply(known.name, _once(known, place), first.args, first.span) for place in range(known.arity)]
    return Matrix(1, known.arity, entries, first.span) if known.arity > 1 else first


def _once(known: Function, place: int) -> list[int]:
    return [int(at == place) for at in range(known.arity)]


def _by_place(cursor: Cursor) -> Expr | None:
    """``∂_1 f``, ``∂₁∂₂f(x, y)``, ``∂_{x_1} f``: the derivative by the first argument, …"""
    start, texts = cursor.at, list[str]()
    while cursor.kinds[cursor.at] == "∂" and cursor.kinds[cursor.at + 1] in ("_", "sub"):
        cursor.at += 1
        texts.append(abstract.text_of_subscript(cursor))
    known = cursor.words.functions.get(cursor.values[cursor.at])
    at = cursor.at
    if known is None and cursor.kinds[at] in ("name", "unknown", "func"):
        cursor.at += 1
        if cursor.kinds[cursor.at] in ("_", "sub"):
            text, cursor.at = cursor.subscript()
            known = cursor.words.functions.get(cursor.words.names.get(spelling(cursor.values[at] + text), ""))
        cursor.at -= 1
    if known is None:
        raise cursor.fail("syntax/abstract", "this derivative is not of a declared function", "write ∂f/∂x", start)
    cursor.at += 1
    places = [place for text in texts for place in abstract.places(cursor, known, text, start)]
    return abstract.applied(cursor, known, [places.count(place) for place in range(known.arity)], start)


def _quotient(cursor: Cursor) -> tuple[Function, int | None] | None:
    """The function and the place of the argument; no place where the variable is the list of all arguments."""
    fraction = cursor.kinds[cursor.at] == "frac"
    cursor.at += fraction
    above = _side(cursor, braced=fraction)
    if not fraction:
        if cursor.kinds[cursor.at] != "/":
            return None
        cursor.at += 1
    below = _side(cursor, braced=fraction)
    if above is None or below is None:
        return None
    known = cursor.words.functions.get(cursor.words.names.get(above, ""))
    if known is None:
        return None
    for place, name in enumerate(known.named):
        if name and spelling(name) == below:
            return known, place
    variable = cursor.words.calls.get(cursor.words.names.get(below, ""))
    return (known, None) if variable is not None and variable.entries and variable.entries == known.named else None


def _side(cursor: Cursor, braced: bool) -> str | None:
    """The name behind ∂ or d; arguments such as the ``(x)`` of ∂f(x) are passed over."""
    if braced:
        if cursor.kinds[cursor.at] != "{":
            return None
        cursor.at += 1
    name = _named(cursor)
    if name is not None and braced:
        if cursor.kinds[cursor.at] == "(":
            cursor.at = min(closing(cursor.kinds, cursor.at) + 1, len(cursor.kinds) - 1)
        if cursor.kinds[cursor.at] != "}":
            return None
        cursor.at += 1
    return name


def _named(cursor: Cursor) -> str | None:
    kind, value = cursor.kinds[cursor.at], cursor.values[cursor.at]
    if kind == "∂" or (kind == "unknown" and value == "d"):
        cursor.at += 1
        text = cursor.values[cursor.at]
        if cursor.kinds[cursor.at] not in ("func", "name", "unknown", "index", "array"):
            return None
    elif (kind == "unknown" and value[:1] == "d" and len(value) > 1) or is_differential(cursor, cursor.at):
        text = value[1:]
    else:
        return None
    cursor.at += 1
    if cursor.kinds[cursor.at] == "sub":
        text += cursor.values[cursor.at]
        cursor.at += 1
    elif cursor.kinds[cursor.at] == "_":
        braced = cursor.kinds[cursor.at + 1] == "{"
        if "end" in cursor.kinds[cursor.at + 1:cursor.at + 3 + braced][:1 + 2 * braced]:
            return None
        text += cursor.values[cursor.at + 1 + braced]
        cursor.at += 2 + 2 * braced
    return spelling(text)


def is_differential(cursor: Cursor, at: int) -> bool:
    """Whether a declared name is also the differential of a declared function: ``dg`` where the problem calls g'(f) so."""
    value = cursor.values[at]
    return cursor.kinds[at] == "name" and value[0] == "d" and cursor.words.names.get(spelling(value[1:])) in cursor.words.functions
