"""What stands in brackets: groups, rows, columns, matrices, absolute values, arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Call, Expr, Matrix, Span
from grader.syntax.refusals import no_atom
from grader.syntax.tokens import Unreadable

if TYPE_CHECKING:
    from grader.syntax.pratt import Parser

_CLOSING = {"(": ")", "[": "]", "{": "}"}


def group(parser: Parser) -> Expr:
    """``( … )`` or ``{ … }``: the tree inside; ``(a, b)`` is a row, ``(a; b)`` a column."""
    start, opening = parser.at, parser.kinds[parser.at]
    rows = _entries(parser, decimal=opening == "{" and parser.comma_is_decimal)
    _close(parser, start)
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return _matrix(parser, rows, parser.span(start))


def square(parser: Parser) -> Expr:
    """``[a, b]``, ``[[a, b], [c, d]]``, ``[a; b]``, ``[a  b]`` (entries separated by blanks)."""
    start = parser.at
    outer = parser.blank_ends
    parser.blank_ends = _blanks(parser, start)
    rows = _entries(parser, decimal=False)
    parser.blank_ends = outer
    _close(parser, start)
    return _matrix(parser, rows, parser.span(start))


def _blanks(parser: Parser, start: int) -> str:
    """What a blank may end in the bracket at this index: nothing where commas separate, the entry of a row or a column."""
    depth, found = 0, "row"
    for kind in parser.kinds[start + 1:]:
        if kind in _CLOSING:
            depth += 1
        elif kind in ("]", ")", "}"):
            depth -= 1
            if depth < 0:
                break
        elif depth == 0 and kind in (",", "&", "array", "diff", "filled"):
            return ""
        elif depth == 0 and kind == ";":
            found = "column"
    return found


def _entries(parser: Parser, decimal: bool) -> list[list[Expr]]:
    """Rows of entries up to the closing bracket, which is left standing."""
    outer = parser.comma_is_decimal, parser.bars, parser.blank_ends
    opening = parser.kinds[parser.at]
    parser.comma_is_decimal, parser.bars = decimal, 0
    if opening != "[":
        parser.blank_ends = ""
    parser.at += 1
    rows = [[parser.sum()]]
    while True:
        kind = parser.kinds[parser.at]
        if kind in (",", "&"):
            parser.at += 1
            if parser.kinds[parser.at] == _CLOSING[opening]:
                raise parser.fail("syntax/missing-operand", f"nothing stands behind this '{kind}'", f"delete the '{kind}'", parser.at - 1)
            rows[-1].append(parser.sum())
        elif kind == ";" or kind == "\\\\":
            parser.at += 1
            if parser.kinds[parser.at] == _CLOSING[opening]:
                break
            rows.append([parser.sum()])
        elif opening == "[" and kind not in ("]", ")", "}", "end", "=", "end env") and parser.blank_separates():
            rows[-1].append(parser.sum())
        else:
            break
    parser.comma_is_decimal, parser.bars, parser.blank_ends = outer
    return rows


def _close(parser: Parser, start: int) -> None:
    opening = parser.kinds[start]
    if parser.kinds[parser.at] == _CLOSING[opening]:
        parser.at += 1
        return
    found = parser.kinds[parser.at]
    if found in (")", "]", "}"):
        raise parser.fail("syntax/mismatched-bracket", f"'{found}' closes a bracket that was opened with '{opening}'",
                          "close every bracket with its own kind")
    if found != "end":
        raise no_atom(parser)
    raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{_CLOSING[opening]}'", start)


def _matrix(parser: Parser, rows: list[list[Expr]], span: Span) -> Expr:
    """Rows as a matrix; a list of row vectors is the matrix of these rows, an array in brackets is that array.

    Where arrays are declared the entries may be blocks.
    """
    if len(rows) == 1 and len(rows[0]) == 1 and (type(rows[0][0]) is Matrix or rows[0][0].is_array):
        return rows[0][0]
    if len(rows) == 1 and all(type(entry) is Matrix and entry.data[0] == 1 for entry in rows[0]):
        rows = [list(entry.args) for entry in rows[0]]
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        counts = ", ".join(str(len(row)) for row in rows)
        raise Unreadable("syntax/ragged-matrix", f"the rows have different lengths: {counts}", span,
                         "every row needs the same number of entries")
    for row in rows:
        for entry in row:
            if type(entry) is Matrix and not parser.words.scope.arrays:
                raise Unreadable("syntax/nested-matrix", "a matrix stands inside a matrix", entry.span or span,
                                 "write a matrix as [a, b; c, d] or [[a, b], [c, d]]")
    return Matrix(len(rows), lengths.pop(), [entry for row in rows for entry in row], span)


def bars(parser: Parser) -> Expr:
    """``|x|`` is the absolute value, ``||x||`` the norm."""
    start = parser.at
    if parser.blank_ends and not parser.adjacent(start) and not parser.adjacent(start + 1):
        raise parser.fail("syntax/unexpected", "a bar stands alone between two entries", "separate entries with commas")
    double = parser.kinds[start + 1] == "|" and parser.tokens.starts[start + 1] - parser.tokens.ends[start] <= 0
    parser.at += 1 + double
    outer = parser.blank_ends
    parser.bars, parser.blank_ends = parser.bars + 1, ""
    inner = parser.sum()
    parser.bars, parser.blank_ends = parser.bars - 1, outer
    for _ in range(1 + double):
        if parser.kinds[parser.at] != "|":
            raise parser.fail("syntax/unclosed-bracket", "this bar is never closed", "add '|' or write abs(…)", start)
        parser.at += 1
    return Call("norm" if double else "abs", (inner,), parser.span(start))


def arguments(parser: Parser, name: str, most: int) -> list[Expr]:
    """The arguments of a function in brackets; with one argument a comma between digits is a decimal comma."""
    start = parser.at
    rows = _entries(parser, decimal=most == 1)
    _close(parser, start)
    if len(rows) != 1 or len(rows[0]) > most:
        code = "syntax/arguments"
        remedy = f"write {name}(x, 2)" if most == 2 else "write root(x, 3)" if name == "sqrt" else "separate products with *"
        raise Unreadable(code, f"{name} takes {'one argument' if most == 1 else 'at most two arguments'}", parser.span(start), remedy)
    return rows[0]


def index_of_root(parser: Parser) -> Expr:
    """The ``[3]`` of ``\\sqrt[3]{x}``."""
    start = parser.at
    parser.at += 1
    index = parser.sum()
    if parser.kinds[parser.at] != "]":
        raise parser.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ']'", start)
    parser.at += 1
    return index


def environment(parser: Parser) -> Expr:
    """``\\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}``."""
    start, name = parser.at, parser.tokens.values[parser.at]
    outer = parser.comma_is_decimal, parser.bars, parser.blank_ends
    inside = parser.kinds[start:parser.kinds.index("end env", start)] if "end env" in parser.kinds[start:] else []
    parser.comma_is_decimal, parser.bars, parser.blank_ends = "&" in inside, 0, ""
    parser.at += 1
    rows = [[parser.sum()]]
    while parser.kinds[parser.at] != "end env":
        kind = parser.kinds[parser.at]
        parser.at += 1
        if kind in ("&", ","):
            rows[-1].append(parser.sum())
        elif kind == "\\\\" and parser.kinds[parser.at] == "end env":
            continue
        elif kind == "\\\\":
            rows.append([parser.sum()])
        elif kind == "end":
            raise parser.fail("syntax/unclosed-bracket", f"this {name} is never closed", f"add \\end{{{name}}}", start)
        else:
            parser.at -= 1
            raise no_atom(parser)
    parser.at += 1
    parser.comma_is_decimal, parser.bars, parser.blank_ends = outer
    return _matrix(parser, rows, parser.span(start))
