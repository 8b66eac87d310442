"""What stands in brackets: groups, rows, columns, matrices, absolute values, arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Call, Div, Expr, Matrix, Span
from grader.syntax.grammar import abstract, dots
from grader.syntax.grammar.arrays import patterns
from grader.syntax.messages.refusals import no_atom
from grader.syntax.tokens.commas import decimal_commas
from grader.syntax.tokens.tokens import Unreadable

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

_CLOSING = {"(": ")", "[": "]", "{": "}"}


def group(parser: Parser, decimal: bool = False) -> Expr:
    """``( … )`` or ``{ … }``: the tree inside; ``(a, b)`` and ``{a, b}`` are rows, ``(a; b)`` is a column.

    ``decimal`` tells that the braces hold an argument of LaTeX, where a comma between digits is a decimal comma.
    """
    start = parser.at
    rows = _entries(parser, decimal, is_list=not decimal)
    _close(parser, start)
    if len(rows) == 1 and len(rows[0]) == 1:
        if parser.words.functions and parser.kinds[parser.at] == "(" and "(" not in parser.kinds[start + 1:parser.at]:
            abstract.pass_over_argument(parser, rows[0][0])
        return rows[0][0]
    if parser.tokens.values[start] == "langle" and len(rows) == 1 and len(rows[0]) == 2 and any(entry.is_array for entry in rows[0]):
        inner = dots.in_angles(parser, *rows[0])
        if inner is not None:
            return inner
    if len(rows) == 1 and parser.kinds[start] == "{" and _is_list_of_lists(parser, start):
        rows = [[entry if type(entry) is Matrix else Matrix(1, 1, (entry,), entry.span) for entry in rows[0]]]
    return _matrix(parser, rows, parser.span(start))


def _is_list_of_lists(parser: Parser, start: int) -> bool:
    """Whether the braces that have just been closed hold nothing but braces and commas: ``{{a},{b}}``, the rows of a matrix."""
    depth = 0
    for kind in parser.kinds[start + 1:parser.at - 1]:
        depth -= kind in (")", "]", "}")
        if depth == 0 and kind not in ("{", "}", ","):
            return False
        depth += kind in _CLOSING
    return True


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
    """What a blank may end in the bracket at this index: nothing where commas separate, an entry of a ``row`` or of several rows.

    ``wide`` tells that there are several rows, and wide blanks between their entries beside narrow ones.
    """
    depth, rows, wide, narrow = 0, False, False, False
    decimals = decimal_commas(parser.tokens) if "comma" in parser.second else frozenset()
    for at in range(start + 1, len(parser.kinds)):
        kind = parser.kinds[at]
        if depth == 0:
            if kind in ("&", "array", "diff", "filled") or (kind == "," and at not in decimals):
                return ""
            rows = rows or kind == ";"
            gap = parser.tokens.starts[at] - parser.tokens.ends[at - 1] if at > start + 1 else 0
            wide = wide or (gap > 1 and _may_begin_an_entry(parser, at))
            narrow = narrow or (gap == 1 and kind not in (";", "]") and parser.kinds[at - 1] != ";")
        if kind in _CLOSING:
            depth += 1
        elif kind in ("]", ")", "}"):
            depth -= 1
            if depth < 0:
                break
    return "row" if not rows else "wide" if wide and narrow else "rows"


def _has_wide_gap(parser: Parser) -> bool:
    """Whether wide blanks are all that stands between the entries of the round bracket at hand."""
    if not parser.tokens.has_wide_blanks:
        return False
    depth, found = 0, False
    for at in range(parser.at + 1, len(parser.kinds)):
        kind = parser.kinds[at]
        if depth == 0:
            if kind in (",", ";", "&", "\\\\"):
                return False
            found = found or (parser.tokens.starts[at] - parser.tokens.ends[at - 1] > 1 and _may_begin_an_entry(parser, at))
        depth += (kind in _CLOSING) - (kind in (")", "]", "}"))
        if depth < 0:
            break
    return found


_NO_ENTRY_BEHIND = frozenset(("[", "(", "{", ";", "+", "-", "*", "/", "^", "fn", "frac"))
_NO_ENTRY = frozenset((";", "]", ")", "}", "*", "/", "^", "end"))


def _may_begin_an_entry(parser: Parser, at: int) -> bool:
    """Whether an entry may start at this index, behind a wide blank."""
    if parser.kinds[at - 1] in _NO_ENTRY_BEHIND:
        return False
    return parser.adjacent(at + 1) if parser.kinds[at] in ("+", "-") else parser.kinds[at] not in _NO_ENTRY


def _entries(parser: Parser, decimal: bool, is_list: bool = False) -> list[list[Expr]]:
    """Rows of entries up to the closing bracket, which is left standing; ``is_list`` tells that the bracket is no argument."""
    outer = parser.comma_is_decimal, parser.bars, parser.blank_ends
    opening = parser.kinds[parser.at]
    parser.comma_is_decimal, parser.bars = decimal, 0
    if opening != "[":
        parser.blank_ends = "round" if opening == "(" and is_list and _has_wide_gap(parser) else ""
    parser.at += 1
    rows = [[_entry(parser, opening)]]
    while True:
        kind = parser.kinds[parser.at]
        if kind in (",", "&"):
            _separator(parser)
            if parser.kinds[parser.at] == _CLOSING[opening]:
                raise parser.fail("syntax/missing-operand", f"nothing stands behind this '{kind}'", f"delete the '{kind}'", parser.at - 1)
            rows[-1].append(_entry(parser, opening))
        elif kind == ";" or kind == "\\\\":
            parser.at += 1
            if parser.kinds[parser.at] == _CLOSING[opening]:
                break
            rows.append([_entry(parser, opening)])
        elif (opening == "[" or parser.blank_ends == "round") and kind not in ("]", ")", "}", "end", "=", "end env") and (
                parser.blank_separates() or (kind in ("num", "half") and parser.blank_ends == "rows")):
            rows[-1].append(parser.sum())
        else:
            break
    parser.comma_is_decimal, parser.bars, parser.blank_ends = outer
    return rows


def _entry(parser: Parser, opening: str) -> Expr:
    """One entry; in braces it may be a quotient of TeX, ``{a \\over b}``."""
    start = parser.at
    if parser.kinds[start] == "…":
        dots_here = patterns.dots(parser)
        if dots_here is not None:
            return dots_here
    tree = parser.sum()
    if opening == "{" and parser.kinds[parser.at] == "over":
        parser.at += 1
        tree = Div(tree, parser.sum(), parser.span(start))
    return tree


def _separator(parser: Parser) -> None:
    """A comma, an ``&``, or both: ``x, & y``."""
    parser.at += 1
    if parser.kinds[parser.at - 1] == "," and parser.kinds[parser.at] == "&":
        parser.at += 1




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
    pattern = patterns.written_out(parser, rows, span)
    if pattern is not None:
        return pattern
    if len(rows) == 1 and len(rows[0]) == 1 and (type(rows[0][0]) is Matrix or rows[0][0].is_array):
        return rows[0][0]
    listed = rows[0] if len(rows) == 1 else [row[0] for row in rows if len(row) == 1]
    if len(listed) == max(len(rows), len(rows[0])) and all(type(entry) is Matrix and entry.data[0] == 1 for entry in listed):
        rows = [list(entry.args) for entry in listed]
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        counts = ", ".join(str(len(row)) for row in rows)
        raise Unreadable("syntax/ragged-matrix", f"the rows have different lengths ({counts})", span,
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
    rows = [[_entry(parser, "")]]
    while parser.kinds[parser.at] != "end env":
        kind = parser.kinds[parser.at]
        if kind in ("&", ","):
            _separator(parser)
            rows[-1].append(_entry(parser, ""))
            continue
        parser.at += 1
        if kind == "\\\\" and parser.kinds[parser.at] in ("end env", "\\\\"):
            continue
        if kind == "\\\\":
            rows.append([_entry(parser, "")])
        elif kind == "end":
            raise parser.fail("syntax/unclosed-bracket", f"this {name} is never closed", f"add \\end{{{name}}}", start)
        else:
            parser.at -= 1
            raise no_atom(parser)
    parser.at += 1
    parser.comma_is_decimal, parser.bars, parser.blank_ends = outer
    return _matrix(parser, rows, parser.span(start))
