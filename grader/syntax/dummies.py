"""Letters under a sum sign that nobody declared: each takes the size of what it stands at, and the name of an index of that size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import ArraySymbol, Condition, Differential, Dim, Entry, Expr, Index, Pow, Slice, Sum, Transpose, fold, make, postorder
from grader.syntax.tokens import Unreadable

if TYPE_CHECKING:
    from grader.syntax.pratt import Parser


def over(parser: Parser, letter: str, at: int, body: Expr, above: str, start: int) -> Expr:
    """The sum over a letter, which stands at a token, by the name of a declared index; ``above`` is the size that bounds it, if any."""
    if letter not in parser.words.scope.dummies:
        return Sum(letter, body, parser.span(start))
    sizes = _sizes(parser, letter, body) | ({(above,)} if above in parser.words.scope.sizes else set())
    if len(sizes) != 1:
        message = f"the letter {letter} runs to two sizes" if sizes else f"it is not told to which size the letter {letter} runs"
        raise parser.fail("syntax/index", message, _declared(parser), at)
    size = sizes.pop()
    taken = {node.data for node in postorder(body) if type(node) is Index or type(node) is Sum}
    free = [name for name, known in parser.words.ranges.items() if known == size and name not in taken]
    if not free:
        raise parser.fail("syntax/index", f"no index of this problem is free for the letter {letter}", _declared(parser), at)
    # An index that stands nowhere else in the answer comes first: it is the one that a person would take.
    name = next((name for name in free if name not in parser.tokens.values), free[0])
    return Sum(name, _renamed(body, letter, name), parser.span(start))


def refuse_free(parser: Parser, tree: Expr) -> None:
    """Refuse a letter that stands outside of the sum that it belongs to."""
    for node in postorder(tree):
        if type(node) is Index and node.data in parser.words.scope.dummies:
            raise Unreadable("syntax/index", f"'{node.data}' is no index of this problem", node.span or (0, 0), _declared(parser))


def _declared(parser: Parser) -> str:
    return f"the indices are {', '.join(parser.words.ranges)}"


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
