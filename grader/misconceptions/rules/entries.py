"""Entries go wrong: deltas and indices of index formulas, and the places of entries in a row or matrix."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from grader.expr import (
    Add,
    Cases,
    Entry,
    Expr,
    Filled,
    Index,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Number,
    Transpose,
    Unit,
    fold,
    paths,
    postorder,
    replaced,
    sides,
)
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule, holds

# -- index formulas -------------------------------------------------------------------------------------------------


def _no_condition(node: Expr) -> Iterator[Expr]:
    if type(node) is Indicator:
        yield Number(1)
    elif type(node) is Cases and not any(True for condition in node.args[1::2] for _ in sides(condition)):
        yield from node.args[:-1:2]
        values, conditions = node.args[::2], node.args[1::2]
        for place in range(len(values) - 1):
            yield Cases([part for at, pair in enumerate(zip(values, conditions, strict=True)) if at != place for part in pair])
            yield Cases([part for at, (value, condition) in enumerate(zip(values, conditions, strict=True))
                         for part in (Number(1) if at == len(values) - 1 else value, condition)])


def _no_delta(question: Question) -> Iterator[Expr]:
    """Yield the written-out gradient by a matrix with one row for all, and with a matrix of ones for the delta."""
    for form in question.forms:
        picking = {id(unit) for node in postorder(form) if type(node) is Mul for unit in _picking(node)}
        for path, node in paths(form):
            if type(node) is Unit and id(node) not in picking:
                yield replaced(form, path, Filled("ones"))
            elif type(node) is Mul and len(node.args) == 2 and any(type(arg) is Unit and id(arg) not in picking for arg in node.args):
                yield replaced(form, path, next(arg for arg in node.args if type(arg) is not Unit))


def _picking(product: Expr) -> Iterator[Expr]:
    """The unit vectors that pick an entry, a row or a column of their neighbour, as in ``x^T e_q`` and ``e_q^T A``: they are no deltas."""
    for left, right in pairwise(product.args):
        if type(right) is Unit and left.is_array and not _is_unit(left):
            yield right
        if type(left) is Transpose and _is_unit(left) and right.is_array and not _is_unit(right):
            yield left.args[0]


def _is_unit(tree: Expr) -> bool:
    return type(tree.args[0] if type(tree) is Transpose else tree) is Unit


def _indices_exchanged(question: Question) -> Iterator[Expr]:
    names = [name for name, _ in question.task.indices]
    for form in question.forms:
        held = {node.data for node in postorder(form) if type(node) is Index}
        for first, second in combinations([name for name in names if name in held], 2):
            yield exchanged(form, first, second)
        for _, node in paths(form):
            if type(node) is Entry and len(node.args) == 3:
                base, row, column = node.args
                yield from (replaced(form, path, Entry(base, (column, row))) for path, same in paths(form) if same is node)


def exchanged(tree: Expr, first: str, second: str) -> Expr:
    """Return the tree with two index names exchanged."""
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if type(node) is Index:
            return Index({first: second, second: first}.get(node.data, node.data), node.span)
        return node.with_args(args)

    return fold(tree, step)


# -- rows and matrices --------------------------------------------------------------------------------------------------


def _matrices(question: Question, least: int = 1) -> Iterator[Expr]:
    """Yield the right forms that are written out and have at least ``least`` entries."""
    yield from (form for form in question.forms if type(form) is Matrix and len(form.args) >= least)


def _entries_exchanged(question: Question) -> Iterator[Expr]:
    """Yield right forms with two columns, two rows or two entries exchanged."""
    for form in _matrices(question):
        rows, columns = form.data
        table = [list(form.args[i * columns:(i + 1) * columns]) for i in range(rows)]
        for a, b in combinations(range(columns), 2):
            order = [b if j == a else a if j == b else j for j in range(columns)]
            yield form.with_args([row[j] for row in table for j in order])
        for a, b in combinations(range(rows), 2):
            order = [b if i == a else a if i == b else i for i in range(rows)]
            yield form.with_args([entry for i in order for entry in table[i]])
        for a, b in combinations(range(len(form.args)), 2):
            entries = list(form.args)
            entries[a], entries[b] = entries[b], entries[a]
            yield form.with_args(entries)


def _entries_collapsed(question: Question) -> Iterator[Expr]:
    """Yield the sum and the product of all entries, and the sums of the rows and of the columns."""
    for form in _matrices(question, 2):
        yield Add(form.args)
        yield Mul(form.args)
        rows, columns = form.data
        if rows > 1 and columns > 1:
            yield Matrix(rows, 1, [Add(form.args[i * columns:(i + 1) * columns]) for i in range(rows)])
            yield Matrix(1, columns, [Add(form.args[j::columns]) for j in range(columns)])


def _determinant_instead(question: Question) -> Iterator[Expr]:
    for form in _matrices(question):
        if form.data == (2, 2):
            a, b, c, d = form.args
            yield Add((Mul((a, d)), Neg(Mul((b, c)))))


def _entry_dropped(question: Question) -> Iterator[Expr]:
    """Yield right forms with an entry that is zero, without a row or a column, and with the diagonal alone."""
    for form in _matrices(question, 2):
        rows, columns = form.data
        places = [divmod(at, columns) for at in range(rows * columns)]
        cells = list(zip(places, form.args, strict=True))
        for place in places:
            yield form.with_args([Number(0) if here == place else entry for here, entry in cells])
        for i in range(rows) if rows > 1 else ():
            yield Matrix(rows - 1, columns, [entry for (row, _), entry in cells if row != i])
        for j in range(columns) if columns > 1 else ():
            yield Matrix(rows, columns - 1, [entry for (_, column), entry in cells if column != j])
        if rows == columns:
            yield form.with_args([entry if row == column else Number(0) for (row, column), entry in cells])
            yield Matrix(1, columns, form.args[::columns + 1])


RULES = (
    Rule(
        name="delta-missing", looks_like="δ_ij x_k = x_k",
        title="Kronecker delta missing",
        message="A Kronecker delta is missing: most entries of this tensor are zero (section 5.4).",
        explanation="The entry for equal indices was given for all indices; or an indicator was replaced by ones.",
        section="5.4 (5.89–5.92)",
        edits=_no_condition,
        predicts=_no_delta,
        of_writing=False,
        examples=(Example("delta(i,k) x[l]", "", "x[l]", "x: [N], y: [M]", indices="i: M, k: M, l: N", axes="i, k, l", asked="value"),),
    ),
    Rule(
        name="indices-exchanged", looks_like="A_ij = A_ji",
        title="indices exchanged",
        message="Two indices are exchanged in your answer (section 5.4).",
        explanation="The formula is right up to the names of two indices; where the sizes differ it does not even fit.",
        section="5.4",
        predicts=_indices_exchanged,
        needs=holds(Entry, Index),
        slip=True,
        examples=(Example("x[i] y[j]", "", "x[j] y[i]", "x: [N], y: [N]", indices="i: N, j: N", axes="i, j", asked="value"),),
    ),
    Rule(
        name="entries-exchanged", looks_like="[a, b] = [b, a]",
        title="entries in the wrong places",
        message="The right entries are there, but not in the right places: mind the order of functions and variables (section 5.3).",
        explanation="Two entries, rows or columns are exchanged.",
        section="5.2 (5.40), 5.3 (5.57)",
        predicts=_entries_exchanged,
        slip=True, of_entries=False,
        examples=(Example("x^2 y", "x, y", "[x^2, 2x y]", "x: real, y: real"),),
    ),
    Rule(
        name="entries-collapsed", looks_like="[a, b] = a + b",
        title="entries added or multiplied",
        message="The partial derivatives are collected in a row or matrix; here they are added or multiplied (section 5.2).",
        explanation="A scalar was handed in: the sum or the product of the entries; or a row of a Jacobian was added up.",
        section="5.2 (5.40)",
        predicts=_entries_collapsed,
        slip=True, of_whole=True,
        examples=(Example("x^2 y", "x, y", "2x y + x^2", "x: real, y: real"),),
    ),
    Rule(
        name="determinant-instead", looks_like="J = det(J)",
        title="determinant instead of the matrix",
        message="This is a determinant; the whole matrix of partial derivatives is asked for (section 5.3).",
        explanation="det of the Jacobian was handed in instead of the Jacobian.",
        section="5.3 (5.61)",
        predicts=_determinant_instead,
        of_whole=True,
        examples=(Example("[x y; x+y]", "x, y", "y - x", "x: real, y: real"),),
    ),
    Rule(
        name="entry-dropped", looks_like="[a, b] = [a, 0]",
        title="an entry or a row missing",
        message="An entry, a row or a column of the derivative is zero or missing in your answer (section 5.3).",
        explanation="Mixed derivatives were taken as zero, or a row was left out.",
        section="5.3 (5.57)",
        predicts=_entry_dropped,
        slip=True,
        examples=(Example("x^2 y", "x, y", "[2x y, 0]", "x: real, y: real"),),
    ),
)
