"""The wrong answers that a rule predicts for a problem, as trees."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import HOLDS_OPERATOR, Expr, changed_at_one_place
from grader.misconceptions.predict.budget import MOST_LEAVES, MOST_LOOKED_AT
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Rule
from grader.model import WrongAnswer

Source = Rule | WrongAnswer


def trees_of(source: Source, question: Question) -> list[Expr]:
    """Return the distinct wrong answers that a rule predicts, or a listed one itself if it can be read.

    Right answers changed at one place come last.  A rule that fails predicts none.
    """
    if not isinstance(source, Rule):
        return [tree for wrong, tree in question.wrong if wrong is source]
    if source.name not in question.predicted:
        question.predicted[source.name] = {}
        try:
            question.predicted[source.name] = _predicted(source, question)
        except Exception as error:
            # A rule that fails on a problem that nobody thought of costs its own explanations, and no verdict; ``failures`` names it.
            question.failures.append(f"{source.name}: {type(error).__name__}: {error}")
    return list(question.predicted[source.name])


def is_edit(source: Source, tree: Expr, question: Question) -> bool:
    """Return whether a tree of ``trees_of`` is a right answer changed at one place."""
    return isinstance(source, Rule) and question.predicted[source.name].get(tree, False)


def _predicted(rule: Rule, question: Question) -> dict[Expr, bool]:
    found: dict[Expr, bool] = {}
    leaves = 0
    for tree, is_edit in _all(rule, question):
        leaves += 0 if tree in found else tree.leaves
        if found and leaves > MOST_LEAVES:
            break
        found.setdefault(tree, is_edit)
        if len(found) >= question.most_predicted:
            break
    return found


def _all(rule: Rule, question: Question) -> Iterator[tuple[Expr, bool]]:
    if rule.predicts is not None:
        yield from ((tree, False) for tree in rule.predicts(question))
    if rule.mal_rule is not None and question.variables:
        yield from ((tree, False) for tree in question.derivatives.by_mal_rule(rule.mal_rule, question.most_predicted))
    if rule.mal_rule is not None and question.f.holds & HOLDS_OPERATOR:
        yield from ((tree, False) for tree in question.operated.broken(rule.mal_rule, question.most_predicted))
    for changed in changed_at_one_place(question.f, rule.misreads, MOST_LOOKED_AT) if rule.misreads is not None else ():
        tree = question.derivative(changed, question.variables) if question.variables else question.operated.misread(changed)
        if tree is not None:
            yield tree, False
    if rule.edits is not None:
        yield from ((tree, True) for form in question.forms for tree in changed_at_one_place(form, rule.edits, MOST_LOOKED_AT))
