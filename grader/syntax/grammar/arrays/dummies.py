"""Letters under a sum sign: one that nobody declared takes the size of what it stands at, and the name of an index of that size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import (
    ArraySymbol,
    Condition,
    Differential,
    Dim,
    Entry,
    Expr,
    Index,
    Pow,
    Slice,
    Sum,
    Transpose,
    fold,
    free_indices,
    make,
    postorder,
    shapes,
)
from grader.syntax.tokens.tokens import Unreadable

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser


def over(parser: Parser, letter: str, at: int, body: Expr, above: str, start: int) -> Expr:
    """The sum over a letter, which stands at a token; ``above`` is the size or number that bounds it, if any.

    A letter that nobody declared, or that stands at axes of another size than its own, takes the name of an index that fits.
    """
    declared = parser.words.ranges.get(letter)
    axes = _sizes(parser, letter, body)
    sizes = axes | ({shapes.dim(int(above) if above.isdigit() else above)} if above else set())
    if letter not in parser.words.scope.dummies and (declared is None or sizes <= {declared} or (len(axes) > 1 and not above)):
        return Sum(letter, body, parser.span(start))
    if len(sizes) != 1:
        known = ", ".join(sorted(map(shapes.show_dim, sizes)))
        message = f"the letter {letter} stands for two sizes here: {known}" if sizes else f"it is not told to which size {letter} runs"
        raise parser.fail("syntax/index", message, _remedy(parser), at)
    size = sizes.pop()
    taken = {node.data for node in postorder(body) if type(node) is Sum or (type(node) is Index and node.data != letter)}
    free = [name for name, runs_to in parser.words.ranges.items() if runs_to == size and name not in taken]
    if not free:
        raise parser.fail("syntax/index", f"no index of this problem is free for the letter {letter}", _remedy(parser), at)
    # An index that stands nowhere else in the answer comes first: it is the one that a person would take.
    name = letter if letter in free else next((name for name in free if name not in parser.tokens.values), free[0])
    return Sum(name, _renamed(body, letter, name), parser.span(start))


def refuse_free(parser: Parser, tree: Expr) -> None:
    """Refuse a letter that stands outside of the sum that it belongs to."""
    for letter in free_indices(tree):
        if letter in parser.words.scope.dummies:
            span = next(node.span for node in postorder(tree) if _is(node, letter))
            raise Unreadable("syntax/index", f"'{letter}' is no index of this problem", span or (0, 0), _remedy(parser))


def _remedy(parser: Parser) -> str:
    return "the indices are " + ", ".join(f"{name} (to {shapes.show_dim(size)})" for name, size in parser.words.ranges.items()
                                          if name in parser.words.scope.indices and name not in parser.words.scope.dummies)


def _sizes(parser: Parser, letter: str, body: Expr) -> set[Dim]:
    """The sizes of the axes at which a letter stands; where it stands at none, those of the indices that it is compared with."""
    axes: set[Dim] = set()
    compared: set[Dim] = set()
    for node in postorder(body):
        if type(node) is Entry or type(node) is Slice:
            known = _axes(parser, node.args[0])
            axes |= {known[place] for place, index in enumerate(node.args[1:]) if _is(index, letter) and place < len(known)}
        elif type(node) is Condition and any(_is(arg, letter) for arg in node.args):
            compared |= {parser.words.ranges[arg.data] for arg in node.args if type(arg) is Index and arg.data in parser.words.ranges}
    return axes or compared


def _axes(parser: Parser, base: Expr) -> tuple[Dim, ...]:
    """The sizes of an array's axes, as far as its name tells them."""
    if type(base) is Transpose:
        return _axes(parser, base.args[0])[::-1]
    if type(base) is Pow:
        return _axes(parser, base.args[0])
    return parser.words.shapes.get(base.data, ()) if type(base) in (ArraySymbol, Differential) else ()


def _is(index: Expr, letter: str) -> bool:
    return type(index) is Index and bool(index.data == letter)


def _renamed(tree: Expr, letter: str, name: str) -> Expr:
    """The tree with one index in the place of another."""
    def put(node: Expr, parts: tuple[Expr, ...]) -> Expr:
        if _is(node, letter):
            return Index(name, node.span)
        return make(type(node), parts, node.data, node.span) if parts else node

    return fold(tree, put)
