"""What stands in brackets: groups, rows, columns, matrices, absolute values, arguments."""

from __future__ import annotations

from grader.expr import Call, Div, Expr, Matrix, Span
from grader.nesting import CLOSING, nested
from grader.syntax.grammar import abstract, dots, magnitudes
from grader.syntax.grammar.arrays import patterns
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.grammar.refusals import no_atom
from grader.syntax.tokens.commas import decimal_commas, is_braced
from grader.syntax.tokens.tokens import UnreadableError


def group(cursor: Cursor, decimal: bool = False) -> Expr:
    """``( … )`` or ``{ … }``: the tree inside; ``(a, b)`` and ``{a, b}`` are rows, ``(a; b)`` is a column.

    ``decimal`` tells that the braces hold an argument of LaTeX, where a comma between digits is a decimal comma.
    """
    start = cursor.at
    rows = _entries(cursor, decimal, is_list=not decimal)
    if len(rows) == 1 and len(rows[0]) == 1:
        if cursor.words.functions and cursor.kinds[cursor.at] == "(" and "(" not in cursor.kinds[start + 1:cursor.at]:
            abstract.pass_over_argument(cursor, rows[0][0])
        return rows[0][0]
    if cursor.values[start] == "langle" and len(rows) == 1 and len(rows[0]) == 2 and any(entry.is_array for entry in rows[0]):
        inner = dots.in_angles(cursor, rows[0][0], rows[0][1], start)
        if inner is not None:
            return inner
    if len(rows) == 1 and cursor.kinds[start] == "{" and _is_list_of_lists(cursor, start):
        rows = [[entry if type(entry) is Matrix else Matrix(1, 1, (entry,), entry.span) for entry in rows[0]]]
    return _matrix(cursor, rows, cursor.span(start))


def _is_list_of_lists(cursor: Cursor, start: int) -> bool:
    """Whether the braces that have just been closed hold nothing but braces and commas: ``{{a},{b}}``, the rows of a matrix."""
    inside = nested(cursor.kinds[start + 1:cursor.at - 1])
    return all(kind in ("{", "}", ",") for _, kind, depth in inside if depth == (kind in CLOSING))


def square(cursor: Cursor) -> Expr:
    """``[a, b]``, ``[[a, b], [c, d]]``, ``[a; b]``, ``[a  b]`` (entries separated by blanks)."""
    start = cursor.at
    rows = _entries(cursor, decimal=False)
    return _matrix(cursor, rows, cursor.span(start))


def _blanks(cursor: Cursor, start: int) -> str:
    """What a blank may end in the bracket at this index: nothing where commas separate, an entry of a ``row`` or of several rows.

    ``wide`` tells that there are several rows, and wide blanks between their entries beside narrow ones.
    """
    depth, rows, wide, narrow = 0, False, False, False
    decimals = decimal_commas(cursor.tokens) if "comma" in cursor.second else frozenset()
    for at in range(start + 1, len(cursor.kinds)):
        kind = cursor.kinds[at]
        if depth == 0:
            if kind in ("&", "array", "diff", "filled") or (kind == "," and at not in decimals and not is_braced(cursor.tokens, at)):
                return ""
            rows = rows or kind == ";"
            gap = cursor.starts[at] - cursor.ends[at - 1] if at > start + 1 else 0
            wide = wide or (gap > 1 and _may_begin_an_entry(cursor, at))
            narrow = narrow or (gap == 1 and kind not in (";", "]") and cursor.kinds[at - 1] != ";")
        if kind in CLOSING:
            depth += 1
        elif kind in ("]", ")", "}"):
            depth -= 1
            if depth < 0:
                break
    return "row" if not rows else "wide" if wide and narrow else "rows"


def _blanks_in_round(cursor: Cursor) -> str:
    """What a blank may end in the round bracket at hand: with semicolons what it ends in square ones, else a wide one an entry."""
    rows = _blanks(cursor, cursor.at) if ";" in cursor.kinds else ""
    return rows if rows in ("rows", "wide") else "round" if _has_wide_gap(cursor) else ""


def _has_wide_gap(cursor: Cursor) -> bool:
    """Whether wide blanks are all that stands between the entries of the round bracket at hand."""
    if not cursor.tokens.has_wide_blanks:
        return False
    found = False
    for at, kind, depth in nested(cursor.kinds, cursor.at + 1):
        if depth < 0:
            break
        if depth == 0 and kind in (",", ";", "&", "\\\\"):
            return False
        begins_outside = depth == (kind in CLOSING)
        found = found or (begins_outside and cursor.starts[at] - cursor.ends[at - 1] > 1 and _may_begin_an_entry(cursor, at))
    return found


_NO_ENTRY_BEHIND = frozenset(("[", "(", "{", ";", "+", "-", "*", "/", "^", "fn", "frac"))
_NO_ENTRY = frozenset((";", "]", ")", "}", "*", "/", "^", "end"))


def _may_begin_an_entry(cursor: Cursor, at: int) -> bool:
    """Whether an entry may start at this index, behind a wide blank."""
    if cursor.kinds[at - 1] in _NO_ENTRY_BEHIND:
        return False
    return cursor.adjacent(at + 1) if cursor.kinds[at] in ("+", "-") else cursor.kinds[at] not in _NO_ENTRY


def _entries(cursor: Cursor, decimal: bool, is_list: bool = False) -> list[list[Expr]]:
    """Read the bracket at hand, rows of entries; ``is_list`` tells that it is no argument."""
    start, kinds = cursor.at, cursor.kinds
    opening = kinds[start]
    ends = _blanks(cursor, start) if opening == "[" else _blanks_in_round(cursor) if opening == "(" and is_list else ""
    with cursor.in_bracket(decimal, ends):
        cursor.at = start + 1
        rows = [[_entry(cursor, opening)]]
        if kinds[cursor.at] != CLOSING[opening]:
            _further_entries(cursor, opening, rows)
    if kinds[cursor.at] != CLOSING[opening]:
        raise _not_closed(cursor, start)
    cursor.at += 1
    return rows


def _further_entries(cursor: Cursor, opening: str, rows: list[list[Expr]]) -> None:
    """Add what follows the first entry, up to the closing bracket."""
    while True:
        kind = cursor.kinds[cursor.at]
        if kind in (",", "&"):
            _separator(cursor)
            if cursor.kinds[cursor.at] == CLOSING[opening]:
                raise cursor.fail("syntax/missing-operand", f"nothing comes after this '{kind}'", f"delete the '{kind}'", cursor.at - 1)
            rows[-1].append(_entry(cursor, opening))
        elif kind == ";" or kind == "\\\\":
            cursor.at += 1
            if cursor.kinds[cursor.at] == CLOSING[opening]:
                break
            rows.append([_entry(cursor, opening)])
        elif kind not in ("]", ")", "}", "end", "=", "end env") and (_is_beside_dots(cursor, rows) or (
                (opening == "[" or cursor.blank_ends) and (
                    cursor.blank_separates() or (kind in ("num", "half") and cursor.blank_ends == "rows")))):
            rows[-1].append(_entry(cursor, opening))
        else:
            break


def _is_beside_dots(cursor: Cursor, rows: list[list[Expr]]) -> bool:
    """Whether dots stand here or before, which part entries without a comma: ``[x_1 \\dots x_N]``."""
    return cursor.kinds[cursor.at] == "…" or patterns.are_dots(rows[-1][-1])


def _entry(cursor: Cursor, opening: str) -> Expr:
    """One entry; in braces it may be a quotient of TeX, ``{a \\over b}``."""
    start = cursor.at
    if cursor.kinds[start] == "…":
        dots_here = patterns.dots(cursor)
        if dots_here is not None:
            return dots_here
    tree = cursor.sum()
    if opening == "{" and cursor.kinds[cursor.at] == "over":
        cursor.at += 1
        tree = Div(tree, cursor.sum(), cursor.span(start))
    return tree


def _separator(cursor: Cursor) -> None:
    """A comma, an ``&``, or both: ``x, & y``."""
    cursor.at += 1
    if cursor.kinds[cursor.at - 1] == "," and cursor.kinds[cursor.at] == "&":
        cursor.at += 1


def _not_closed(cursor: Cursor, start: int) -> UnreadableError:
    """Return what to say where the bracket that opens at ``start`` should close."""
    opening, found = cursor.kinds[start], cursor.kinds[cursor.at]
    if found in (")", "]", "}"):
        return cursor.fail("syntax/mismatched-bracket", f"'{found}' closes a bracket that was opened with '{opening}'",
                           "close every bracket with its own kind")
    if found != "end":
        return no_atom(cursor)
    return cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{CLOSING[opening]}'", start)


def _matrix(cursor: Cursor, rows: list[list[Expr]], span: Span) -> Expr:
    """Rows as a matrix; a list of row vectors is the matrix of these rows, an array in brackets is that array.

    Where arrays are declared the entries may be blocks.
    """
    pattern = patterns.written_out(cursor, rows, span)
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
        raise UnreadableError("syntax/ragged-matrix", f"the rows have different lengths ({counts})", span,
                              "every row needs the same number of entries")
    for row in rows:
        for entry in row:
            if type(entry) is Matrix and not cursor.words.scope.arrays:
                raise UnreadableError("syntax/nested-matrix", "there is a matrix inside a matrix", entry.span or span,
                                      "write a matrix as [a, b; c, d] or [[a, b], [c, d]]")
    return Matrix(len(rows), lengths.pop(), [entry for row in rows for entry in row], span)


def bars(cursor: Cursor) -> Expr:
    """``|x|`` is the absolute value, ``||x||`` the norm."""
    start = cursor.at
    may_part = cursor.blank_ends and cursor.kinds[start - 1] not in _NO_ENTRY_BEHIND
    if may_part and not cursor.adjacent(start) and not cursor.is_set_beside(start + 1):
        raise cursor.fail("syntax/unexpected", "there is a single bar between two entries", "separate entries with commas")
    double = cursor.kinds[start + 1] == "|" and cursor.starts[start + 1] - cursor.ends[start] <= 0 and start not in cursor.single_bars
    met, noted = len(cursor.choices), len(cursor.notes)
    inner = _between_bars(cursor, 1 + double)
    if inner is None and double:
        # ||x| - 1|: the first bar closes last.
        cursor.single_bars.add(start)
        del cursor.choices[met:], cursor.notes[noted:]
        cursor.at, double = start, False
        inner = _between_bars(cursor, 1)
    if inner is None:
        raise cursor.fail("syntax/unclosed-bracket", "this bar is never closed", "add '|' or write abs(…)", start)
    return Call("norm", (inner,), cursor.span(start)) if double else magnitudes.in_bars(cursor, inner, start)


def _between_bars(cursor: Cursor, count: int) -> Expr | None:
    """Return what stands between the bars at hand and as many that close them; ``None`` where they do not."""
    cursor.at += count
    outer = cursor.blank_ends
    cursor.bars, cursor.blank_ends = cursor.bars + 1, ""
    inner = cursor.sum()
    cursor.bars, cursor.blank_ends = cursor.bars - 1, outer
    closes = cursor.kinds[cursor.at:cursor.at + count] == ["|"] * count
    cursor.at += count if closes else 0
    return inner if closes else None


def arguments(cursor: Cursor, name: str, most: int) -> list[Expr]:
    """The arguments of a function in brackets; with one argument a comma between digits is a decimal comma.

    Where there may be many, semicolons part them too: ``max(0,5x; 1,5)``.
    """
    start = cursor.at
    rows = _entries(cursor, decimal=most == 1)
    if most > 2 and len(rows) > 1 and all(len(row) == 1 for row in rows):
        rows = [[row[0] for row in rows]]
    if len(rows) != 1 or len(rows[0]) > most:
        code = "syntax/arguments"
        remedy = (f"write {name}(a, b)" if most > 2 else f"write {name}(x, 2)" if most == 2 else
                  "write root(x, 3)" if name == "sqrt" else "separate products with *")
        told = "one argument" if most == 1 else "at most two arguments" if most == 2 else f"its arguments in one list, {most} at most"
        raise UnreadableError(code, f"{name} takes {told}", cursor.span(start), remedy)
    if any(patterns.are_dots(argument) for argument in rows[0]):
        raise UnreadableError("syntax/unexpected", "dots leave open what is meant", cursor.span(start), "write all arguments")
    return rows[0]


def index_of_root(cursor: Cursor) -> Expr:
    """The ``[3]`` of ``\\sqrt[3]{x}``."""
    start = cursor.at
    cursor.at += 1
    index = cursor.sum()
    if cursor.kinds[cursor.at] != "]":
        raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", "add ']'", start)
    cursor.at += 1
    return index


def environment(cursor: Cursor) -> Expr:
    """``\\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}``."""
    start, name = cursor.at, cursor.values[cursor.at]
    inside = cursor.kinds[start:cursor.kinds.index("end env", start)] if "end env" in cursor.kinds[start:] else []
    cursor.at += 1
    with cursor.in_bracket(decimal="&" in inside):
        rows = _rows_of_environment(cursor, start, name)
    cursor.at += 1
    return _matrix(cursor, rows, cursor.span(start))


def _rows_of_environment(cursor: Cursor, start: int, name: str) -> list[list[Expr]]:
    """Read the rows up to the end of the environment that began at an index."""
    rows = [[_entry(cursor, "")]]
    while cursor.kinds[cursor.at] != "end env":
        kind = cursor.kinds[cursor.at]
        if kind in ("&", ","):
            _separator(cursor)
            rows[-1].append(_entry(cursor, ""))
            continue
        cursor.at += 1
        if kind == "\\\\" and cursor.kinds[cursor.at] in ("end env", "\\\\"):
            continue
        if kind == "\\\\":
            rows.append([_entry(cursor, "")])
        elif kind == "end":
            raise cursor.fail("syntax/unclosed-bracket", f"this {name} is never closed", f"add \\end{{{name}}}", start)
        else:
            cursor.at -= 1
            raise no_atom(cursor)
    return rows
