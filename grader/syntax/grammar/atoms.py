"""Atoms: numbers, names with their subscripts, fractions, roots, and what stands in brackets."""

from __future__ import annotations

from collections.abc import Callable

from grader.expr import ArraySymbol, Call, Constant, Differential, Div, Expr, Index, Number, Size, Symbol, make
from grader.syntax.grammar import abstract, brackets, choosing, functions, literals, operators, powers, quotients, refusals
from grader.syntax.grammar.arrays import cases, choices, conditions, entries, known_matrices, sums
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.lexicon import spelling
from grader.syntax.spellings import FRACTION

_BY_KIND: dict[str, Callable[[Cursor], Expr]] = {
    "array": entries.array, "diff": entries.array, "column": entries.column, "entry": entries.small_entry, "filled": known_matrices.filled,
    "delta": conditions.delta, "cases": cases.cases, "choice": choices.chosen, "sum": sums.total, "∑": sums.total,
    "func": abstract.function,
    "dot": abstract.dotted, "∇": quotients.nabla, "unit": lambda cursor: known_matrices.unit(cursor, 2),
}
_AFTER_NAME = frozenset(("_", "sub", "/", "("))
"""Where these follow, a name may be the beginning of more."""
_DECLARED = frozenset((*_BY_KIND, "index", "size"))


def atom(cursor: Cursor) -> Expr:
    at = cursor.at
    kind = cursor.kinds[at]
    if kind == "name":
        if cursor.kinds[at + 1] in _AFTER_NAME:
            return _name(cursor, at)
        cursor.at = at + 1
        return make(Symbol, (), cursor.values[at], (cursor.starts[at], cursor.ends[at]))
    if kind in _STARTS:
        return _STARTS[kind](cursor)
    if kind == "(" or kind == "{":
        special = _special_bracket(cursor) if cursor.statements or cursor.words.functions else None
        return special or brackets.group(cursor)
    if kind in _DECLARED:
        return declared(cursor, at)
    if kind in ("∂", "unknown") and cursor.words.functions:
        quotient = quotients.partial(cursor)
        if quotient is not None:
            return quotient
    if powers.is_root(cursor, at):
        cursor.at = at + 2
        return Call("root", (cursor.deeper(cursor.power), cursor.reread(cursor.values[at], at)), cursor.span(at))
    if kind == "unknown":
        return _unknown(cursor, at)
    raise refusals.no_atom(cursor)


def _constant(cursor: Cursor) -> Expr:
    at = cursor.at
    cursor.at = at + 1
    return subscripted(cursor, at) if cursor.kinds[at + 1] in ("_", "sub") else Constant(cursor.values[at], cursor.span(at))


def _square(cursor: Cursor) -> Expr:
    return (cases.stated(cursor) if cursor.statements else None) or brackets.square(cursor)


def _fraction(cursor: Cursor) -> Expr:
    quotient = quotients.partial(cursor) if cursor.words.functions else None
    if quotient is not None:
        return quotient
    at = cursor.at
    cursor.at = at + 1
    numerator = argument_of_fraction(cursor)
    return Div(numerator, argument_of_fraction(cursor), cursor.span(at))


def _environment(cursor: Cursor) -> Expr:
    return cases.environment(cursor) if cursor.values[cursor.at].endswith("cases") else brackets.environment(cursor)


def _vulgar_fraction(cursor: Cursor) -> Expr:
    at = cursor.at
    cursor.at = at + 1
    top, bottom = FRACTION[cursor.values[at]]
    return Div(Number(top, None, cursor.span(at)), Number(bottom, None, cursor.span(at)), cursor.span(at))


def _root(cursor: Cursor) -> Expr:
    at = cursor.at
    cursor.at = at + 1
    index = Number(int(cursor.values[at]), None, cursor.span(at))
    return Call("root", (cursor.deeper(cursor.power), index), cursor.span(at))


_STARTS: dict[str, Callable[[Cursor], Expr]] = {
    "num": literals.number, "fn": functions.function, "const": _constant, "[": _square, "|": brackets.bars, "frac": _fraction,
    "begin": _environment, "half": _vulgar_fraction, "root": _root, "operator": operators.operator,
}
"""What a token starts by itself, whatever is declared."""


def _name(cursor: Cursor, at: int) -> Expr:
    """A declared scalar, perhaps with a subscript, or the beginning of a quotient of differentials."""
    cursor.at = at + 1
    following = cursor.kinds[at + 1]
    if following == "_" or following == "sub":
        if choosing.names_positive_part(cursor, at + 1):
            return Symbol(cursor.values[at], cursor.span(at))
        return subscripted(cursor, at)
    if following == "/" and cursor.words.functions and quotients.is_differential(cursor, at):
        cursor.at = at
        quotient = quotients.partial(cursor)
        if quotient is not None:
            return quotient
        cursor.at = at + 1
    if following == "(" and cursor.words.calls:
        abstract.is_called(cursor, cursor.values[at])
        return Symbol(cursor.values[at], cursor.span(at))
    return make(Symbol, (), cursor.values[at], (cursor.starts[at], cursor.ends[at]))


def _unknown(cursor: Cursor, at: int) -> Expr:
    """The differential of an axis, or a subscript that makes a declared name of it."""
    if cursor.values[at] == "d" and "d" + cursor.values[at + 1] in cursor.words.axes:
        cursor.at, name = at + 2, "d" + cursor.values[at + 1]
        return Differential(name, cursor.span(at)) if cursor.words.kinds[name] == "diff" else ArraySymbol(name, cursor.span(at))
    if cursor.values[at] == "E" and known_matrices.is_numbered(cursor, at):
        return known_matrices.unit(cursor, 2)
    if cursor.values[at] == "H":
        step = choosing.step(cursor, at)
        if step is not None:
            return step
    cursor.at = at + 1
    if cursor.kinds[at + 1] in ("_", "sub"):
        return subscripted(cursor, at)
    raise refusals.unknown_word(cursor, at)


def _special_bracket(cursor: Cursor) -> Expr | None:
    """Cases or a condition in brackets, or a composition of abstract functions."""
    found = cases.stated(cursor) if cursor.statements else None
    return found or (abstract.composition(cursor) if cursor.words.functions else None)


def declared(cursor: Cursor, at: int) -> Expr:
    """What a declared word of another kind than a scalar name stands for, and the words for known matrices."""
    kind = cursor.kinds[at]
    if kind in ("array", "func", "column") and cursor.kinds[at + 1] in ("_", "sub") and not choosing.names_positive_part(cursor, at + 1):
        cursor.at = at + 1
        return subscripted(cursor, at)
    if kind in _BY_KIND:
        return _BY_KIND[kind](cursor)
    if cursor.words.scope.operators and operators.starts(cursor, at):
        return operators.operator(cursor)
    cursor.at = at + 1
    node = Index if kind == "index" else Size
    return node(cursor.values[at], cursor.span(at))


def subscripted(cursor: Cursor, at: int) -> Expr:
    """``x_1``, ``x_{1}``, ``x₁``: one declared name, whatever the spelling; else an index of an array or a unit vector."""
    values, kind = cursor.values, cursor.kinds[at]
    text, end = subscript(cursor)
    name = cursor.words.names.get(spelling(values[at]) + text) if text else None
    if name is not None and cursor.words.kinds[name] == "name":
        cursor.at = end
        if cursor.words.calls and cursor.kinds[end] == "(":
            abstract.is_called(cursor, name)
        return Symbol(name, cursor.span(at))
    if name is not None and cursor.words.kinds[name] == "func":
        cursor.values[end - 1] = name
        cursor.at = end - 1
        return abstract.function(cursor)
    if name is not None and cursor.words.kinds[name] == "array":
        cursor.values[end - 1] = name
        cursor.at = end - 1
        return entries.array(cursor)
    cursor.at = at
    if kind in _BY_KIND:
        return _BY_KIND[kind](cursor)
    if kind == "const" and values[at] == "e" and (cursor.words.scope.indices or known_matrices.is_numbered(cursor, at)):
        return known_matrices.unit(cursor, 1)
    if not text:
        raise cursor.fail("syntax/missing-operand", "something is missing after '_'", "write x_1", at + 1)
    cursor.at = end
    start, stop = cursor.span(at)
    raise refusals.unknown_name(cursor.words, f"{values[at]}_{text}", (start, stop))


def subscript(cursor: Cursor) -> tuple[str, int]:
    """The text of the subscript here, and the index of the token behind it."""
    kinds, values, at = cursor.kinds, cursor.values, cursor.at
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
        if cursor.kinds[cursor.at - 1] in ("name", "unknown"):
            raise cursor.fail("syntax/unknown-name", "this subscript cannot be read", "a subscript is a number or a letter", end)
        return "", end
    return text, end + 1


def argument_of_fraction(cursor: Cursor) -> Expr:
    if cursor.kinds[cursor.at] == "{":
        return brackets.group(cursor, decimal=True)
    if cursor.kinds[cursor.at] in ("end", "}", ")", "]"):
        raise cursor.fail("syntax/missing-operand", "\\frac needs two parts", "write \\frac{…}{…}")
    return cursor.deeper(cursor.atom)
