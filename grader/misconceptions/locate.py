"""How an answer is written: the smallest part that no right form has at its place, and the leaves that it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from grader.engine.recognise import rational
from grader.expr import Add, Apply, Call, Div, Expr, Filled, Mul, Neg, Number, Path, Pow, build, fold, order_keys, postorder

Keys = dict[int, str]
"""By the identity of a node, a text that equal trees share."""


def difference(tree: Expr, forms: Iterable[tuple[Expr, Keys]]) -> tuple[Path, bool]:
    """Return the place where a tree differs from the right form that is most like it, and whether only a leaf is there.

    The place is ``()`` for the whole tree.  A name or a number counts as a leaf, unless it is an exponent: it may stand for the part
    around it.

    >>> from grader.expr import Call, Symbol
    >>> x = Symbol("x")
    >>> wrong, right = Mul([x, Call("sin", [x])]), Mul([Call("cos", [x]), x])
    >>> difference(wrong, [(right, order_keys(right))])
    ((1,), False)
    """
    best: tuple[Path, Expr] = (), tree
    is_leaf = False
    mine = order_keys(tree)
    for form, theirs in forms:
        path, part, is_exponent = _differing(tree, form, mine, theirs)
        if path and (not best[0] or part.leaves < best[1].leaves):
            best, is_leaf = (path, part), not part.args and not is_exponent
    return best[0], is_leaf


def _differing(tree: Expr, form: Expr, mine: Keys, theirs: Keys) -> tuple[Path, Expr, bool]:
    """Go down as long as exactly one argument differs; return the way, the part, and whether it is an exponent."""
    path: Path = ()
    is_exponent = False
    while type(tree) is type(form) and tree.data == form.data:
        if type(tree) is Mul and (tree.is_array or form.is_array):
            left, right = _between(tree, form, mine, theirs)
        elif type(tree) in (Add, Mul, Neg):
            left, right = _unmatched(tree, form, mine, theirs)
        elif len(tree.args) == len(form.args):
            left = right = [place for place, arg in enumerate(tree.args) if mine[id(arg)] != theirs[id(form.args[place])]]
        else:
            break
        if len(left) != 1 or len(right) > 1:
            break
        is_exponent = type(tree) is Pow and left[0] == 1
        path, tree = (*path, left[0]), tree.args[left[0]]
        if not right:
            break
        form = form.args[right[0]]
    return path, tree, is_exponent


def _between(tree: Expr, form: Expr, mine: Keys, theirs: Keys) -> tuple[list[int], list[int]]:
    """Return the places of the factors between those that two products of matrices begin and end with: their order counts."""
    left, right = list(range(len(tree.args))), list(range(len(form.args)))
    for end in (0, -1):
        while left and right and mine[id(tree.args[left[end]])] == theirs[id(form.args[right[end]])]:
            del left[end], right[end]
    return left, right


def _unmatched(tree: Expr, form: Expr, mine: Keys, theirs: Keys) -> tuple[list[int], list[int]]:
    """Return the places of the arguments of each that the other does not have, in any order."""
    left, right = [], list(range(len(form.args)))
    for place, arg in enumerate(tree.args):
        match = next((other for other in right if theirs[id(form.args[other])] == mine[id(arg)]), None)
        if match is None:
            left.append(place)
        else:
            right.remove(match)
    return left, right


# -- leaves -----------------------------------------------------------------------------------------------------------

Leaves = Counter[Hashable]

_COMPUTED, _NUMBERS = (Neg, Add, Mul, Div, Pow), (Number, Neg, Div)
"""Nodes that may be a constant part, and nodes of its own parts once they are computed."""

_SILENT = (0, 1)
"""Numbers that come and go when an expression is tidied."""


def leaves_of(tree: Expr) -> Leaves:
    """Return how often each leaf and function occurs, with constant parts computed, and without zeros, ones, identities and signs.

    Two trees with the same leaves are written alike: an edit of one can be seen in the other.
    """
    found: Leaves = Counter()
    stack = [fold(tree, _computed)]
    while stack:
        node = stack.pop()
        stack += node.args
        if type(node) is Number:
            if abs(node.value) not in _SILENT:
                found[node.value] += 1
        elif type(node) is Filled and node.data[0] == "I":
            continue
        elif not node.args or type(node) in (Call, Apply):
            found[type(node), node.data] += 1
    return found


def ones_of(tree: Expr) -> int:
    """Return how many terms of a tree are plus or minus one: leaves that ``leaves_of`` is silent about."""
    terms = [term for node in postorder(tree) if type(node) is Add for term in node.args]
    return sum((term.args[0] if type(term) is Neg else term) == Number(1) for term in terms)


def _computed(node: Expr, args: tuple[Expr, ...]) -> Expr:
    # Most nodes do not change, and making one is expensive.
    made = node if args == node.args else node.with_args(args)
    value = rational(made) if args and type(made) in _COMPUTED and all(type(arg) in _NUMBERS for arg in made.args) else None
    return made if value is None else build.number(value)
