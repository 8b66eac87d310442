"""Which part of an answer differs from the right ones: the smallest subtree that no right form has at its place."""

from __future__ import annotations

from grader.expr import Add, Expr, Mul, Neg
from grader.misconceptions.question import Question

Span = tuple[int, int]
Keys = dict[int, str]


def located(question: Question, tree: Expr) -> Span | None:
    """The span of the part of a tree in which it differs from the right form that is most like it; ``None`` for the whole.

    That of the last tree is kept: all predictions of an answer point to the same part.
    """
    if question.located is None or question.located[0] is not tree:
        question.located = tree, _located(question, tree)
    return question.located[1]


def _located(question: Question, tree: Expr) -> Span | None:
    best: Expr | None = None
    mine = question.keys_of(tree)
    for form, theirs in question.keyed_forms:
        part = _differing(tree, form, mine, theirs)
        if part is not tree and (best is None or part.leaves < best.leaves):
            best = part
    return best.span if best is not None else None


def _differing(tree: Expr, form: Expr, mine: Keys, theirs: Keys) -> Expr:
    """Go down as long as exactly one argument differs."""
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
            return tree
        if not right:
            return left[0]
        tree, form = left[0], right[0]
    return tree


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
