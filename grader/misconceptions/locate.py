"""Which part of an answer differs from the right ones: the smallest subtree that no right form has at its place."""

from __future__ import annotations

from grader.expr import Add, Expr, Mul, Neg, Pow
from grader.misconceptions.predict.question import Question

Span = tuple[int, int]
Keys = dict[int, str]


def located(question: Question, tree: Expr, with_leaves: bool = True) -> Span | None:
    """The span of the part of a tree in which it differs from the right form that is most like it; ``None`` for the whole.

    That of the last tree is kept: all predictions of an answer point to the same part.  A name or a number that is no exponent may stand
    for what is around it; it counts only ``with_leaves``.
    """
    if question.located is None or question.located[0] is not tree:
        question.located = tree, *_located(question, tree)
    _, span, is_leaf = question.located
    return span if with_leaves or not is_leaf else None


def _located(question: Question, tree: Expr) -> tuple[Span | None, bool]:
    best: Expr | None = None
    is_leaf = False
    mine = question.keys_of(tree)
    for form, theirs in question.keyed_forms:
        part, is_exponent = _differing(tree, form, mine, theirs)
        if part is not tree and (best is None or part.leaves < best.leaves):
            best, is_leaf = part, not part.args and not is_exponent
    return (best.span if best is not None else None), is_leaf


def _differing(tree: Expr, form: Expr, mine: Keys, theirs: Keys) -> tuple[Expr, bool]:
    """Go down as long as exactly one argument differs; and whether that is an exponent."""
    is_exponent = False
    while type(tree) is type(form) and tree.data == form.data:
        if type(tree) is Mul and (tree.is_array or form.is_array):
            left, right = _between(tree, form, mine, theirs)
        elif type(tree) in (Add, Mul, Neg):
            left, right = _unmatched(tree, form, mine, theirs)
        else:
            pairs = list(zip(tree.args, form.args, strict=True)) if len(tree.args) == len(form.args) else []
            different = [(a, b) for a, b in pairs if mine[id(a)] != theirs[id(b)]]
            left, right = [a for a, _ in different], [b for _, b in different]
        if len(left) != 1 or len(right) > 1:
            break
        is_exponent = type(tree) is Pow and left[0] is tree.args[1]
        if not right:
            return left[0], is_exponent
        tree, form = left[0], right[0]
    return tree, is_exponent


def _between(tree: Expr, form: Expr, mine: Keys, theirs: Keys) -> tuple[list[Expr], list[Expr]]:
    """The factors between those that two products of matrices begin and end with: their order counts."""
    left, right = list(tree.args), list(form.args)
    while left and right and mine[id(left[0])] == theirs[id(right[0])]:
        del left[0], right[0]
    while left and right and mine[id(left[-1])] == theirs[id(right[-1])]:
        del left[-1], right[-1]
    return left, right


def _unmatched(tree: Expr, form: Expr, mine: Keys, theirs: Keys) -> tuple[list[Expr], list[Expr]]:
    """The arguments of each that the other does not have, in any order."""
    right = list(form.args)
    left = []
    for arg in tree.args:
        match = next((other for other in right if theirs[id(other)] == mine[id(arg)]), None)
        if match is None:
            left.append(arg)
        else:
            right.remove(match)
    return left, right
