"""Which part of an answer differs from the right ones: the smallest subtree that no right form has at its place."""

from __future__ import annotations

from functools import cached_property

from grader.expr import Add, Expr, Mul, Neg, Path, Pow, order_keys
from grader.misconceptions.predict.question import Question

Keys = dict[int, str]
"""By the identity of a node, a text that equal trees share."""


class Difference:
    """Where a tree differs from the right form that is most like it; computed when it is first asked for."""

    def __init__(self, question: Question, tree: Expr) -> None:
        self._question = question
        self._tree = tree

    def path(self, with_leaves: bool = True) -> Path | None:
        """Return the way to the part that differs; ``None`` for the whole tree.

        A name or a number that is no exponent may stand for the part around it; it counts only ``with_leaves``.
        """
        path, is_leaf = self._smallest
        return path if with_leaves or not is_leaf else None

    @cached_property
    def _smallest(self) -> tuple[Path | None, bool]:
        best: tuple[Path, Expr] | None = None
        is_leaf = False
        mine = order_keys(self._tree)
        for form, theirs in self._question.keyed_forms:
            path, part, is_exponent = _differing(self._tree, form, mine, theirs)
            if path and (best is None or part.leaves < best[1].leaves):
                best, is_leaf = (path, part), not part.args and not is_exponent
        return (best[0] if best is not None else None), is_leaf


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
