"""The table of a problem: every wrong answer that a rule predicts, found by its value at one point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.engine import (
    AGREE_BITS,
    REFUTE_BITS,
    Ball,
    Form,
    Instance,
    Look,
    Signature,
    Valued,
    Written,
    buckets,
    directions,
    of_written,
    same,
    unit,
    valued,
)
from grader.expr import Expr, Shapes
from grader.misconceptions.case import Place, alike, elsewhere
from grader.misconceptions.question import Question, near, telling
from grader.misconceptions.rule import Rule
from grader.model import WrongAnswer

MOST_PREDICTED = 60
"""So many wrong answers of one rule are kept for a problem."""

MOST_KEPT, MOST_LISTED = 4, 4
"""So many explanations of one value are kept, and so many of the author's own besides."""

Source = Rule | WrongAnswer


@dataclass(frozen=True, slots=True)
class Prediction:
    """A wrong answer with where it comes from: a rule, or the author's list."""

    source: Source
    value: Valued

    @property
    def form(self) -> Form | None:
        """The prediction as a form of the truth; ``None`` if it has another shape."""
        return self.value.form


class Table:
    """All predictions of a problem where ``what`` is asked, under their values; built once for a problem and a salt."""

    def __init__(self, question: Question, rules: Sequence[Rule], what: str = "") -> None:
        self.question = question
        self.key = question.key
        self.what = what or question.problem.asked
        self.instance = near(self.key, self.what)
        self.looks: tuple[Look, ...] = looks(self.instance) if self.instance is not None else ()
        self.truth = self.instance.truth_of(*self.looks[0]) if self.instance is not None else []
        self.scale = unit(self.truth)
        self.by_value: dict[str, list[Prediction]] = defaultdict(list)
        self.by_direction: dict[str, list[Prediction]] = defaultdict(list)
        self.by_entry: dict[tuple[int, str], list[Prediction]] = defaultdict(list)
        self.by_shape: dict[tuple[Signature, str], list[Prediction]] = defaultdict(list)
        self.failures: list[str] = []
        self.predictions = [prediction for prediction in self._predicted(rules) if self._placed(prediction)]

    def _predicted(self, rules: Sequence[Rule]) -> Iterator[Prediction]:
        sources: list[Source] = []
        trees: list[Expr] = []
        for wrong, tree in self.question.wrong:
            sources.append(wrong)
            trees.append(tree)
        for rule in rules:
            for tree in self._of(rule):
                sources.append(rule)
                trees.append(tree)
        places: dict[int, list[Source]] = defaultdict(list)
        for source, tree in zip(sources, trees, strict=True):
            places[id(tree)].append(source)
        order = {id(source): at for at, source in reversed(list(enumerate(sources)))}
        if self.instance is None:
            return
        found = [Prediction(source, value)
                 for value in valued(self.key, {id(tree): tree for tree in trees}.values(), self.instance, self.looks)
                 for source in places[id(value.tree)]]
        yield from sorted(found, key=lambda prediction: order[id(prediction.source)])

    def _of(self, rule: Rule) -> list[Expr]:
        try:
            return predicted(rule, self.question)
        except Exception as error:
            # A rule that fails on a problem that nobody thought of costs its own explanations, and no verdict; ``failures`` names it.
            self.failures.append(f"{rule.name}: {type(error).__name__}: {error}")
            return []

    def _placed(self, prediction: Prediction) -> bool:
        """Put a prediction under its names; not where it is the truth, or where a rule says the same twice."""
        value, values = prediction.value, prediction.value.values[0]
        names = buckets(values, self.scale)
        if value.form is None:
            return _kept([self.by_shape[value.signature, name] for name in names], prediction)
        if self._is_truth(values):
            return False
        placed = _kept([self.by_value[name] for name in names], prediction)
        if placed and isinstance(prediction.source, Rule):
            _kept([self.by_direction[name] for name in directions(values)], prediction)
            if len(values) > 1 and not self.key.symbolic:
                for number, ball in enumerate(values):
                    if not ball.overlaps(self.truth[number]):
                        _kept([self.by_entry[number, name] for name in buckets([ball], self.scale)], prediction)
        return placed

    def _is_truth(self, values: Sequence[Ball]) -> bool:
        return len(values) == len(self.truth) and all(a.overlaps(b) for a, b in zip(values, self.truth, strict=True))

    # -- looking up -------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place | None:
        """Where the values are compared first."""
        return (self.instance, self.looks[0][0]) if self.instance is not None else None

    def explain(self, values: Sequence[Ball]) -> Iterator[Prediction]:
        """The predictions that have the value of an answer, the most plausible first; to be confirmed by whoever asks."""
        yield from {id(each): each for name in buckets(values, self.scale) for each in self.by_value.get(name, ())}.values()

    def explain_shape(self, written: Written) -> Iterator[Prediction]:
        """The same for an answer of another shape than the truth."""
        if self.instance is None:
            return
        (first, bits), (second, more) = self.looks
        signature, values = of_written(self.key, written, self.instance, first, bits)
        found = {id(each): each for name in buckets(values, self.scale) for each in self.by_shape.get((signature, name), ())}
        if not found:
            return
        _, closer = of_written(self.key, written, self.instance, second, more)
        others = elsewhere(self.key, self.what)
        for prediction in found.values():
            tree = prediction.value.tree
            if alike((closer, prediction.value.values[1])):
                other = Written(tree, Shapes(tree, self.key.declared))
                if all(_agree(of_written(self.key, written, *place), of_written(self.key, other, *place)) for place in others):
                    yield prediction

    def explain_entry(self, number: int, value: Ball) -> Iterator[Prediction]:
        """The predictions that have a value in one entry; to be confirmed by whoever asks."""
        for name in buckets([value], self.scale):
            yield from self.by_entry.get((number, name), ())

    def explain_multiple(self, values: Sequence[Ball]) -> Iterator[Prediction]:
        """The predictions of which an answer is a multiple; to be confirmed by whoever asks."""
        for name in directions(values):
            yield from self.by_direction.get(name, ())


def looks(instance: Instance) -> tuple[Look, ...]:
    """Where predictions have values: one look tells them apart, the other is so close that nothing is absorbed (as in *agree*)."""
    first = telling(instance)
    second = next((sample for sample in instance.samples(2) if sample is not first), first)
    return (first, REFUTE_BITS), (second, AGREE_BITS)


def _agree(mine: tuple[Signature, list[Ball]], theirs: tuple[Signature, list[Ball]]) -> bool:
    return mine[0] == theirs[0] and same(mine[1], theirs[1])


def predicted(rule: Rule, question: Question) -> list[Expr]:
    """The distinct wrong answers that a rule predicts for a problem."""
    found: dict[Expr, None] = {}
    for tree in _all(rule, question):
        found.setdefault(tree)
        if len(found) >= MOST_PREDICTED:
            break
    return list(found)


def _all(rule: Rule, question: Question) -> Iterator[Expr]:
    if rule.predicts is not None:
        yield from rule.predicts(question)
    if rule.breaks is not None and question.variables:
        yield from question.broken(rule.breaks)
    if rule.misreads is not None:
        yield from question.misread(rule.misreads)
    if rule.edits is not None:
        yield from question.edited(rule.edits)


def _kept(shelves: list[list[Prediction]], prediction: Prediction) -> bool:
    """Keep a prediction on each shelf where its source is not there already, and not too many others are."""
    kept = False
    for shelf in shelves:
        if len(shelf) < MOST_KEPT + MOST_LISTED and not any(other.source is prediction.source for other in shelf):
            shelf.append(prediction)
            kept = True
    return kept
