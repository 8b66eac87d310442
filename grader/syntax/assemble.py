"""From a layout to the tree that is the answer: names of the student's own put in, partial derivatives put side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.expr import ArraySymbol, Expr, Matrix, Shapes, Span, Symbol, postorder, shapes, substitute
from grader.lazily import lazily
from grader.model import Diagnostic, Severity
from grader.record import replace
from grader.syntax.formula import Reading, read_formula
from grader.syntax.layout.index_order import index_order, refuse_other_order
from grader.syntax.layout.labels import label_of
from grader.syntax.layout.layout import Layout, Statement
from grader.syntax.layout.restrictions import Restriction, restriction
from grader.syntax.lexicon import Lexicon, lexicon
from grader.syntax.scope import Partials, Scope, declared_in
from grader.syntax.tokens.tokens import UnreadableError

Places = dict[tuple[int, tuple[str, ...]], Reading]
"""Partial derivatives by the number of the function and the variables."""

_LIST = lazily(r"\s*(?:\\left\s*)?[(\[](.*?)(?:\\right\s*)?[)\]]\s*(?:\^\s*\{?T\}?)?\s*")
MOST_DEFINITIONS = 12
MOST_NODES = 1_200
"""So many nodes may a tree have when all names are put in: twice what a text may have."""


def one_answer(span: Span) -> Diagnostic:
    """What is said of several answers in the place of one."""
    return Diagnostic("syntax/one-answer", "there are several answers side by side",
                      "put rows in brackets: [a, b]; a column is [a; b]", span)


def between(layout: Layout, found: tuple[Statement, ...]) -> Span:
    """The place of what separates the last of several statements from the one before, or of all where nothing does."""
    if len(found) < 2:
        return found[0].span
    start, end = found[-2].span[1], found[-1].span[0]
    gap = layout.text[start:end]
    sign = gap.strip()
    start += len(gap) - len(gap.lstrip())
    return (start, start + (1 if sign[0] in ",;" else len(sign))) if sign else (found[0].span[0], found[-1].span[1])


def _several(layout: Layout, found: tuple[Statement, ...]) -> UnreadableError:
    said = one_answer(between(layout, found))
    return UnreadableError(said.code, said.message, said.span or (0, 0), said.remedy)


def _unreadable(found: Diagnostic) -> UnreadableError:
    return UnreadableError(found.code, found.message, found.span or (0, 0), found.remedy)


class _Names:
    """The scope with the names that the student defines, and their trees without one another."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.given: dict[str, Expr] = {}
        self.unread: Diagnostic | None = None

    def expanded(self, tree: Expr) -> Expr:
        return put_in(tree, self.given)


def put_in(tree: Expr, given: Mapping[str, Expr]) -> Expr:
    """A tree with names put in; raises :class:`UnreadableError` where that makes it too large."""
    if is_too_large(tree, given):
        raise UnreadableError("syntax/too-many-symbols", f"the answer has more than {MOST_NODES} symbols when its names are put in",
                              tree.span or (0, 0), "write the result in a shorter form")
    return substitute(tree, given) if given else tree


def is_too_large(tree: Expr, given: Mapping[str, Expr]) -> bool:
    """Whether a tree has more nodes than may be, once names are put in."""
    if not given:
        return False
    sizes = {name: sum(1 for _ in postorder(other)) for name, other in given.items()}
    return sum(sizes.get(node.data, 1) if type(node) in (Symbol, ArraySymbol) else 1 for node in postorder(tree)) > MOST_NODES


def assemble(layout: Layout, scope: Scope, second: frozenset[str]) -> Reading:
    """The reading of an answer that is laid out; raises :class:`UnreadableError`."""
    restrictions = tuple(item for statement in layout.of("condition") for item in _restrictions(layout, statement, scope))
    names = _defined(layout, scope, second)
    claims = tuple((statement.name, names.expanded(_read(layout, statement.members[-1], names, second).tree))
                   for statement in layout.of("claim"))
    answers, partials = layout.answers, layout.of("partial")
    _refuse_other_partials(layout, answers, lexicon(scope))
    if partials and not answers:
        found = _side_by_side(layout, partials, names, second)
    elif answers:
        found = _last(layout, answers, names, second)
        if partials and not found.tree.makes_array and not found.tree.is_array:
            raise _several(layout, (*partials, *answers))
    elif layout.of("other"):
        raise UnreadableError("syntax/left-side", "the left side is not the derivative alone", layout.of("other")[-1].span,
                              "solve for the derivative")
    else:
        raise UnreadableError("syntax/empty", "there is nothing here that can be read", (0, len(layout.text)), "write the answer")
    notes = found.notes + _remarks(layout, answers, lexicon(scope)) + _of_indices(scope, answers)
    return replace(found, tree=names.expanded(found.tree), notes=notes, claims=claims, restrictions=restrictions,
                   beside=tuple(map(names.expanded, found.beside)))


def _refuse_other_partials(layout: Layout, answers: tuple[Statement, ...], words: Lexicon) -> None:
    """Refuse ``(f_y, f_x) = (x^2, 2xy)``, whose left side lists the partial derivatives in another order than the answer has them."""
    wanted = words.scope.partials
    if wanted is None:
        return
    for left in [statement.left for statement in answers if statement.left is not None]:
        listed = _LIST.fullmatch(layout.shows(left))
        labels = [label_of(part, words) for part in re.split(r"[,;]|\\\\", listed[1])] if listed else []
        by = [label.by[0] for label in labels if label is not None and len(label.by) == 1]
        if len(by) > 1 and len(by) == len(labels) and sorted(by) == sorted(wanted.by) and by != list(wanted.by):
            raise UnreadableError("syntax/index-order", "the left side lists the derivatives in another order than the problem", left,
                                  f"write them in the order {', '.join(wanted.by)}")


def as_named(layout: Layout, scope: Scope) -> Scope:
    """Return the scope with the indices as the left sides of the answer name them; raises :class:`UnreadableError`."""
    answers = layout.answers
    if scope.axes is None or not answers:
        return scope
    lefts = [statement.left for statement in answers if statement.left is not None]
    if answers[-1].left is None and len(answers[-1].members) > 1:
        front = answers[-1].members[0]
        refuse_other_order(layout.shows(front), scope, front)
    return index_order([layout.shows(left) for left in lefts], scope, lefts[-1]) if lefts else scope


def _read(layout: Layout, span: Span, names: _Names, second: frozenset[str]) -> Reading:
    """A formula, read where it stands: its spans are those of the whole text."""
    if span[0] == span[1]:
        raise UnreadableError("syntax/missing-operand", "there is nothing here", (len(layout.text),) * 2, "write the answer")
    found = read_formula(" " * span[0] + layout.shows(span), names.scope, second)
    if isinstance(found, Diagnostic):
        raise _unreadable(names.unread if found.code == "syntax/unknown-name" and names.unread is not None else found)
    return found


# -- names of the student's own --------------------------------------------------------------------------------------


def _defined(layout: Layout, scope: Scope, second: frozenset[str]) -> _Names:
    """The definitions in an order in which each can be read."""
    names, waiting = _Names(scope), list(layout.of("definition"))[:MOST_DEFINITIONS]
    while waiting:
        names.unread, left = None, list[Statement]()
        for statement in waiting:
            span = statement.members[-1]
            reading = read_formula(" " * span[0] + layout.shows(span), names.scope, second)
            if isinstance(reading, Diagnostic):
                names.unread = names.unread or reading
                left.append(statement)
            else:
                _define(layout, statement, names, reading.tree)
        if len(left) == len(waiting):
            return names
        waiting = left
    return names


def _define(layout: Layout, statement: Statement, names: _Names, tree: Expr) -> None:
    tree = names.expanded(tree)
    known = names.given.get(statement.name)
    if known is not None and known != tree:
        raise UnreadableError("syntax/redefined", f"{statement.name} is defined twice", statement.span, "use two names")
    names.given[statement.name] = tree
    names.scope = with_name(names.scope, statement.name, tree)


def with_name(scope: Scope, name: str, tree: Expr) -> Scope:
    """A scope with one more name, a number or an array as its tree is."""
    try:
        shape = Shapes(tree, declared_in(scope)).of(tree)
    except (shapes.ShapeError, KeyError):
        shape = None
    if shape is None:
        return replace(scope, names=(*scope.names, name))
    axes = shape if shapes.ONE not in shape else tuple(size for size in shape if size != shapes.ONE)[:1] or (shapes.ONE,)
    return replace(scope, arrays=(*scope.arrays, (name, len(axes))), shapes=(*scope.shapes, (name, axes)),
                   rows=(*scope.rows, name) if shape[0] == shapes.ONE else scope.rows)


# -- answers ------------------------------------------------------------------------------------------------------------


def _last(layout: Layout, answers: tuple[Statement, ...], names: _Names, second: frozenset[str]) -> Reading:
    """The last of several steps; steps that name different derivatives are several answers."""
    labels = {statement.label for statement in answers if statement.label is not None}
    if len({label.of for label in labels if len(label.by) == 1}) > 1 or len({label.by for label in labels}) > 1:
        raise _several(layout, answers)
    found = _read(layout, answers[-1].members[-1], names, second)
    if not layout.stands_side_by_side:
        return found
    others = [_read(layout, statement.members[-1], names, second) for statement in answers[:-1]]
    return replace(found, beside=tuple(other.tree for other in others if other.tree != found.tree),
                   choices=found.choices.union(*(other.choices for other in others)))


def _remarks(layout: Layout, answers: tuple[Statement, ...], words: Lexicon) -> tuple[Diagnostic, ...]:
    remarks = []
    is_chain = bool(answers) and len(answers[-1].members) > 1
    if answers and (is_chain or len(answers) > 1 or _is_passed_over(layout, words)):
        what = "members are joined by '='" if is_chain else "statements follow each other"
        remarks.append(Diagnostic("read/last-member", f"several {what}; the last one is graded", "",
                                  answers[-1].members[-1], severity=Severity.REMARK))
    for statement in layout.of("condition"):
        said = f"'{layout.shows(statement.span)}' says for which values the answer is meant; it was passed over"
        remarks.append(Diagnostic("read/condition", said, "", statement.span, severity=Severity.REMARK))
    return tuple(remarks)


def _of_indices(scope: Scope, answers: tuple[Statement, ...]) -> tuple[Diagnostic, ...]:
    if all(written == meant for written, meant in scope.renamed):
        return ()
    read_as = ", ".join(f"{written} is read as {meant}" for written, meant in sorted(scope.renamed) if written != meant)
    left = next((statement.left for statement in reversed(answers) if statement.left is not None), None)
    return (Diagnostic("read/indices", f"the left side names the indices: {read_as}", "", left, severity=Severity.REMARK),)


def _is_passed_over(layout: Layout, words: Lexicon) -> bool:
    """Whether a name is defined and no formula uses it: ``y = x^2 ⇒ y' = 2x``."""
    members = [layout.shows(span) for statement in layout.statements for span in statement.members]
    return any(not any(words.holds(member, statement.name) for member in members) for statement in layout.of("definition"))


def _leaves_out(item: Restriction, scope: Scope) -> bool:
    """Whether a condition on indices leaves entries out: ``i ≠ j`` does, ``i ≥ 1`` and ``i ≤ M`` hold for all."""
    if item.sign not in set("<>≤≥≠") or set(item.names).isdisjoint(scope.indices):
        return False
    ranges = dict(scope.ranges)
    is_upper = item.sign == "≤" and all(ranges.get(name) in ((item.bound,), shapes.dim(_number(item.bound))) for name in item.names)
    return not is_upper and (item.sign, item.bound) not in (("≥", "1"), ("≥", "0"), (">", "0"))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _restrictions(layout: Layout, statement: Statement, scope: Scope) -> tuple[Restriction, ...]:
    text = layout.shows(statement.span)
    found = restriction(text, lexicon(scope))
    if statement.joined == "at" or any(item.sign == "=" for item in found):
        raise UnreadableError("syntax/at-a-point", f"'{text}' asks for the value at a point", statement.span,
                              "write the answer for all values")
    if any(_leaves_out(item, scope) for item in found):
        raise UnreadableError("syntax/restricted", f"'{text}' leaves entries out", statement.span,
                              "say what the others are: a if i=j; 0 otherwise")
    if not found:
        raise UnreadableError("syntax/words", f"'{text}' is no condition on the names of this problem", statement.span,
                              "write the formula alone")
    return found


# -- partial derivatives one by one -----------------------------------------------------------------------------------


def _side_by_side(layout: Layout, statements: tuple[Statement, ...], names: _Names, second: frozenset[str]) -> Reading:
    """The row, Jacobian or Hessian whose entries are named."""
    partials = names.scope.partials
    assert partials is not None, "a partial derivative is one of those that are asked"
    read: Places = {}
    wanted = [statement for statement in statements if statement.label and len(statement.label.by) == partials.order]
    functions = _functions(layout, wanted, partials)
    for statement in wanted:
        assert statement.label is not None
        place = functions[statement.label.of], statement.label.by
        reading = _read(layout, statement.members[-1], names, second)
        if place in read and read[place].tree != reading.tree:
            raise _several(layout, statements)
        read[place] = reading
    if any(by == ("∇",) for _, by in read):
        read = _by_rows(layout, statements, partials, read)
    elif partials.outputs > 1 and len(functions) == 1 and len(partials.by) > 1:
        read = _by_columns(layout, statements, partials, read)
    entries = _entries(layout, statements, partials, read, partials.outputs)
    span = statements[0].span[0], statements[-1].span[1]
    columns = len(partials.by)
    tree = entries[0].tree if len(entries) == 1 else Matrix(len(entries) // columns, columns, [entry.tree for entry in entries], span)
    choices = frozenset[str]().union(*(entry.choices for entry in entries))
    return Reading(tree, tuple(note for entry in entries for note in entry.notes), choices)


def _functions(layout: Layout, statements: list[Statement], partials: Partials) -> dict[str, int]:
    """The names of the functions with their places: one name, or f_1, f_2, … for several functions."""
    found = list(dict.fromkeys(statement.label.of for statement in statements if statement.label))
    is_list = len(partials.by) == 1 < partials.outputs
    if len(found) <= 1 and not is_list:
        return dict.fromkeys(found, 0)
    numbers = {name: int(name[-1]) - 1 for name in found if name[-1:].isdigit()}
    places = set(numbers.values())
    if len(numbers) == len(found) and len({name[:-1] for name in found}) == 1 and (
            places == set(range(partials.outputs)) or (is_list and places < set(range(partials.outputs)))):
        return numbers
    raise _several(layout, tuple(statements))


def _by_columns(layout: Layout, statements: tuple[Statement, ...], partials: Partials, read: Places) -> Places:
    """The entries of ``∂f/∂x = [y; 1]``, columns of a Jacobian."""
    found: Places = {}
    for (_, by), reading in read.items():
        if type(reading.tree) is not Matrix or len(reading.tree.args) != partials.outputs:
            raise _several(layout, statements)
        found |= {(row, by): replace(reading, tree=tree) for row, tree in enumerate(reading.tree.args)}
    return found


def _by_rows(layout: Layout, statements: tuple[Statement, ...], partials: Partials, read: Places) -> Places:
    """The entries of ``∇f_1 = [y, x]``, rows of a Jacobian, beside those that are named alone."""
    found = {place: reading for place, reading in read.items() if place[1] != ("∇",)}
    for (row, by), reading in read.items():
        if by != ("∇",):
            continue
        if type(reading.tree) is not Matrix or len(reading.tree.args) != len(partials.by) or 1 not in reading.tree.data:
            raise _several(layout, statements)
        named: Places = {(row, (name,)): replace(reading, tree=tree) for name, tree in zip(partials.by, reading.tree.args, strict=True)}
        if any(place in found and found[place].tree != other.tree for place, other in named.items()):
            raise _several(layout, statements)
        found |= named
    return found


def _entries(layout: Layout, statements: tuple[Statement, ...], partials: Partials, read: Places, count: int) -> list[Reading]:
    """All entries row by row; a Hessian is completed by symmetry."""
    entries = []
    of = next((statement.label.of for statement in statements if statement.label), "f") or "f"
    for function in range(count):
        for first in partials.by if partials.order == 2 else ("",):
            for by in partials.by:
                key = (first, by) if first else (by,)
                found = read.get((function, key)) or read.get((function, key[::-1]))
                if found is None:
                    name = of[:-1] + str(function + 1) if count > 1 and of[-1].isdigit() else of
                    raise _missing(layout, statements, f"∂{'²' if first else ''}{name}/{''.join(f'∂{by}' for by in key)}")
                entries.append(found)
    return entries


def _missing(layout: Layout, statements: tuple[Statement, ...], what: str) -> UnreadableError:
    return UnreadableError("syntax/missing-partial", f"{what} is missing", (statements[0].span[0], statements[-1].span[1]),
                           "write all partial derivatives, or the whole in brackets")
