"""Letters under a sum sign: one that nobody declared takes the size of what it stands at, and the name of an index of that size."""

from __future__ import annotations

from grader.expr import (
    ArraySymbol,
    Condition,
    Differential,
    Dim,
    Entry,
    Expr,
    Index,
    Pow,
    Shapes,
    Slice,
    Sum,
    Transpose,
    free_indices,
    postorder,
    shapes,
    with_indices,
)
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.scope import declared_in
from grader.syntax.tokens.tokens import UnreadableError


def over(cursor: Cursor, letter: str, at: int, body: Expr, above: str, start: int) -> Expr:
    """The sum over a letter, which stands at a token; ``above`` is the size or number that bounds it, if any.

    A letter that nobody declared, or that stands at axes of another size than its own, takes the name of an index that fits.
    """
    declared = cursor.words.ranges.get(letter)
    axes = _sizes(cursor, letter, body)
    sizes = axes | ({shapes.dim(int(above) if above.isdigit() else above)} if above else set())
    if letter not in cursor.words.scope.dummies and (declared is None or sizes <= {declared} or (len(axes) > 1 and not above)):
        return Sum(letter, body, cursor.span(start))
    if len(sizes) != 1:
        known = ", ".join(sorted(map(shapes.show_dim, sizes)))
        message = f"the letter {letter} has two sizes here: {known}" if sizes else f"it is not told to which size {letter} runs"
        raise cursor.fail("syntax/index", message, _remedy(cursor), at)
    size = sizes.pop()
    taken = {node.data for node in postorder(body) if type(node) is Sum or (type(node) is Index and node.data != letter)}
    free = [name for name, runs_to in cursor.words.ranges.items() if runs_to == size and name not in taken]
    if not free:
        raise cursor.fail("syntax/index", f"no index of this problem is free for the letter {letter}", _remedy(cursor), at)
    # An index that stands nowhere else in the answer comes first: it is the one that a person would take.
    name = letter if letter in free else next((name for name in free if name not in cursor.values), free[0])
    return Sum(name, with_indices(body, {letter: name}), cursor.span(start))


def refuse_free(cursor: Cursor, tree: Expr) -> None:
    """Refuse a letter that stands outside of the sum that it belongs to."""
    for letter in free_indices(tree):
        if letter in cursor.words.scope.dummies:
            span = next(node.span for node in postorder(tree) if _is(node, letter))
            raise UnreadableError("syntax/index", f"'{letter}' is no index of this problem", span or (0, 0), _remedy(cursor))


def _remedy(cursor: Cursor) -> str:
    known = [f"{name} (to {shapes.show_dim(size)})" for name, size in cursor.words.ranges.items()
             if name in cursor.words.scope.indices and name not in cursor.words.scope.dummies]
    return f"the indices are {', '.join(known)}" if known else "write the bounds of the sum, or the whole vector or matrix"


def _sizes(cursor: Cursor, letter: str, body: Expr) -> set[Dim]:
    """The sizes of the axes at which a letter stands; where it stands at none, those of the indices that it is compared with."""
    axes: set[Dim] = set()
    compared: set[Dim] = set()
    for node in postorder(body):
        if type(node) is Entry or type(node) is Slice:
            known = _axes(cursor, node.args[0])
            axes |= {known[place] for place, index in enumerate(node.args[1:]) if _is(index, letter) and place < len(known)}
        elif type(node) is Condition and any(_is(arg, letter) for arg in node.args):
            compared |= {cursor.words.ranges[arg.data] for arg in node.args if type(arg) is Index and arg.data in cursor.words.ranges}
    return axes or compared


def _axes(cursor: Cursor, base: Expr) -> tuple[Dim, ...]:
    """The sizes of an array's axes, as far as its names tell them."""
    if type(base) is Transpose:
        return _axes(cursor, base.args[0])[::-1]
    if type(base) is Pow:
        return _axes(cursor, base.args[0])
    if type(base) in (ArraySymbol, Differential):
        return cursor.words.shapes.get(base.data, ())
    try:
        shape = Shapes(base, declared_in(cursor.words.scope)).of(base) or ()
    except (shapes.ShapeError, KeyError):
        return ()
    return () if any(map(shapes.is_open, shape)) else shape if shapes.ONE not in shape else tuple(
        size for size in shape if size != shapes.ONE)


def _is(index: Expr, letter: str) -> bool:
    return type(index) is Index and bool(index.data == letter)
