"""The table of a problem: every wrong answer that a rule predicts, found by its value at one point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import itemgetter

from grader.engine import REFUTE_BITS, Instance, Laid, laid_out, precision, same
from grader.engine.recognise import (
    AGREE_BITS,
    Ball,
    Member,
    Probe,
    Sample,
    Signature,
    Written,
    buckets,
    directions,
    entries_of,
    of_written,
    unit,
)
from grader.expr import Expr, Shapes
from grader.kinds import Decider
from grader.misconceptions.locate import Leaves, leaves_of
from grader.misconceptions.points import Place, alike, elsewhere, near, telling
from grader.misconceptions.predict.plan import Plan, planned, read_plan
from grader.misconceptions.predict.predict import Source, is_edit, trees_of
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import RULES
from grader.model import NO_TABLES, Diagnostic, Tables

MOST_TABLES = 4
"""Tables of a problem at other samples than the first one."""
MOST_KEPT, MOST_LISTED = 4, 4
"""Most explanations that are kept for one value, and the author's own besides."""

OF_FORMULAS = tuple(rule for rule in RULES if not rule.of_points)


class Prediction:
    """A wrong answer and its source: a rule, or the author's list.

    ``values`` are its entries at each probe of the table, in the truth's order if it ``fits`` that.  Its tree is made when it is needed.
    """

    def __init__(self, question: Question, source: Source, place: int, member: Member, values: tuple[list[Ball], ...]) -> None:
        self.source = source
        self.values = values
        self.signature = member.signature
        self.fits = member.fits
        self._question = question
        self._place = place

    @cached_property
    def tree(self) -> Expr | None:
        """The tree that the source predicts; ``None`` if it predicts fewer than when the plan was made."""
        trees = trees_of(self.source, self._question)
        return trees[self._place] if self._place < len(trees) else None

    @cached_property
    def is_edit(self) -> bool:
        """Whether it is a right answer changed at one place."""
        return (isinstance(self.source, Rule) and self.source.of_writing and self.tree is not None
                and is_edit(self.source, self.tree, self._question))

    @cached_property
    def leaves(self) -> Leaves:
        """The leaves with which it is written."""
        return leaves_of(self.tree) if self.tree is not None else Leaves()

    @cached_property
    def laid(self) -> Laid | None:
        """The prediction as a form of the truth; ``None`` if it has another shape."""
        found = laid_out(self._question.posed, self.tree) if self.fits and self.tree is not None else []
        return found[0] if found and not isinstance(found, Diagnostic) else None

    @cached_property
    def written(self) -> Written | None:
        """The prediction in whatever shape it has; ``None`` if there is no tree."""
        return None if self.tree is None else Written(self.tree, Shapes(self.tree, self._question.posed.declared))


class Table:
    """All predictions of a problem where ``what`` is asked, under their values; built once for a problem and a salt.

    ``kept`` is the text of the problem's plan, if there is one.  With a ``beside``, the values are those at a ``sample`` instead, and the
    plan is that of the other table.
    """

    def __init__(self, question: Question, rules: Sequence[Rule], what: str = "", kept: str = "", beside: Table | None = None,
                 sample: Sample | None = None) -> None:
        self.question = question
        self.posed = question.posed
        self.what = what or question.task.asked
        self.instance = near(self.posed, self.what)
        self.probes: tuple[Probe, ...] = probes(self.instance, sample) if self.instance is not None else ()
        self.truth = self.instance.truth_of(*self.probes[0]) if self.instance is not None else []
        self.scale = unit(self.truth)
        self.by_value: dict[str, list[Prediction]] = defaultdict(list)
        self.by_direction: dict[str, list[Prediction]] = defaultdict(list)
        self.by_entry: dict[tuple[int, str], list[Prediction]] = defaultdict(list)
        self.by_shape: dict[tuple[Signature, str], list[Prediction]] = defaultdict(list)
        self.sources: list[Source] = [*[wrong for wrong, _ in question.wrong], *rules]
        self.plan: Plan | None = None if beside is None else beside.plan
        self.is_kept: bool = beside is not None and beside.is_kept
        if self.instance is not None and beside is None:
            found = read_plan(kept, question, self.sources, self.instance) if kept else None
            self.is_kept = found is not None
            self.plan = found or planned(question, self.sources, self.instance)
        self.predictions = [prediction for prediction in self._predicted() if self._placed(prediction)]

    def _predicted(self) -> list[Prediction]:
        """Return all predictions, the most plausible first."""
        if self.plan is None or self.instance is None:
            return []
        found = [(number, Prediction(self.question, self.sources[number], place, member, values)) for batch in self.plan.batches
                 for member, values in entries_of(self.posed, batch, self.instance, self.probes)
                 for number, place in self.plan.owners[member.number]]
        return [prediction for _, prediction in sorted(found, key=itemgetter(0))]

    def _placed(self, prediction: Prediction) -> bool:
        """Put a prediction under its names, unless it is the truth or its rule is there already; return whether it was put."""
        values = prediction.values[0]
        names = buckets(values, self.scale)
        if not prediction.fits:
            return _kept([self.by_shape[prediction.signature, name] for name in names], prediction)
        if len(values) != len(self.truth) or self._is_truth(values):
            return False
        if isinstance(prediction.source, Rule) and not prediction.source.of_sign and self._is_truth([-value for value in values]):
            return False
        placed = _kept([self.by_value[name] for name in names], prediction)
        if placed and isinstance(prediction.source, Rule):
            _kept([self.by_direction[name] for name in directions(values)], prediction)
            if len(values) > 1 and not self.posed.symbolic:
                # A zero shows no trace of a rule that went wrong.
                leaves_traces = prediction.source.mal_rule is not None
                for number, ball in enumerate(values):
                    if not ball.overlaps(self.truth[number]) and not (leaves_traces and ball.contains(0)):
                        _kept([self.by_entry[number, name] for name in buckets([ball], self.scale)], prediction)
        return placed

    def _is_truth(self, values: Sequence[Ball]) -> bool:
        return all(a.overlaps(b) for a, b in zip(values, self.truth, strict=True))

    # -- looking up -------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place | None:
        """Where the values are compared first."""
        return (self.instance, self.probes[0][0]) if self.instance is not None else None

    def explain(self, values: Sequence[Ball]) -> Iterator[Prediction]:
        """Yield the predictions that have the value of an answer, the most plausible first; the caller confirms them."""
        yield from {id(each): each for name in buckets(values, self.scale) for each in self.by_value.get(name, ())}.values()

    def explain_shape(self, written: Written) -> Iterator[Prediction]:
        """Yield the predictions that are an answer of another shape than the truth."""
        if self.instance is None:
            return
        (first, bits), (second, more) = self.probes
        signature, values = of_written(self.posed, written, self.instance, first, bits)
        found = {id(each): each for name in buckets(values, self.scale) for each in self.by_shape.get((signature, name), ())}
        if not found:
            return
        _, closer = of_written(self.posed, written, self.instance, second, more)
        others = elsewhere(self.posed, self.what)
        if self.is_kept:
            others = [(self.instance, second), *others]
        for prediction in found.values():
            other = prediction.written if alike((closer, prediction.values[1])) else None
            if other is not None and all(_agree(of_written(self.posed, written, *place), of_written(self.posed, other, *place))
                                         for place in others):
                yield prediction

    def explain_entry(self, number: int, value: Ball) -> Iterator[Prediction]:
        """Yield the predictions that have a value in one entry; the caller confirms them."""
        for name in buckets([value], self.scale):
            yield from self.by_entry.get((number, name), ())

    def explain_multiple(self, values: Sequence[Ball]) -> Iterator[Prediction]:
        """Yield the predictions of which an answer is a multiple; the caller confirms them."""
        for name in directions(values):
            yield from self.by_direction.get(name, ())


class Predictions:
    """All predictions for a posed problem: a table for each thing that may be asked, built when the first wrong answer needs it."""

    def __init__(self, decider: Decider) -> None:
        self.question = Question(decider)
        self.prepared: Tables = NO_TABLES
        """The texts of the tables, if there are any."""
        self._by_asked: dict[str, Table] = {}
        self._beside: dict[tuple[str, int], Table] = {}

    def of(self, what: str) -> Table:
        """Return the table where ``what`` is asked."""
        if what not in self._by_asked:
            with precision(REFUTE_BITS):
                self._by_asked[what] = Table(self.question, OF_FORMULAS, what, self.prepared.get(what, ""))
        return self._by_asked[what]

    def beside(self, what: str, number: int) -> Table | None:
        """Return the table at another sample, by its number: where a function has cases, an answer may be right at the first one.

        ``None`` where there are tables enough.
        """
        found = self._beside.get((what, number))
        if found is None and len(self._beside) < MOST_TABLES:
            table = self.of(what)
            assert table.instance is not None, "it has samples"
            with precision(REFUTE_BITS):
                found = Table(self.question, RULES, what, beside=table, sample=table.instance.samples(number + 1)[number])
            self._beside[what, number] = found
        return found


def probes(instance: Instance, first: Sample | None = None) -> tuple[Probe, ...]:
    """Return the probes of predictions: one tells them apart, the other is so precise that nothing is absorbed (as in *agree*)."""
    first = first or telling(instance)
    second = next((sample for sample in instance.samples(2) if sample is not first), first)
    return (first, REFUTE_BITS), (second, AGREE_BITS)


def _agree(mine: tuple[Signature, list[Ball]], theirs: tuple[Signature, list[Ball]]) -> bool:
    return mine[0] == theirs[0] and same(mine[1], theirs[1])


def _kept(shelves: list[list[Prediction]], prediction: Prediction) -> bool:
    """Keep a prediction on each shelf that has room and not yet its source; return whether one has."""
    kept = False
    for shelf in shelves:
        if len(shelf) < MOST_KEPT + MOST_LISTED and not any(other.source is prediction.source for other in shelf):
            shelf.append(prediction)
            kept = True
    return kept
