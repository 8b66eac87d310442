"""Whether a point tells right from wrong: how many of the predicted wrong answers have the right value there, and where fewer have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from grader.engine import REFUTE_BITS, BudgetError, Instance, approximated, precision, same
from grader.engine.recognise import Sample
from grader.expr import Operator, names, plain, shapes
from grader.kinds import Decider
from grader.misconceptions.predict.table import Prediction, Predictions
from grader.misconceptions.rule import Rule
from grader.model import Task
from grader.record import record, replace

MOST_RIGHT = Fraction(1, 10)
"""So many of the predicted wrong answers may be right at a point that tells."""

MOST_TRIED = 60
"""Points that are looked at for a proposal."""

Point = Mapping[str, Fraction]


@record
class Telling:
    """At a point ``right`` of ``count`` predicted wrong answers are right, ``rules`` are some of their misconceptions.

    At ``other`` only ``fewer`` are; it is empty where no such point was found.
    """

    point: str
    right: int
    count: int
    rules: tuple[str, ...]
    other: str = ""
    fewer: int = 0

    @property
    def is_telling(self) -> bool:
        """Whether few enough wrong answers are right."""
        return self.right <= MOST_RIGHT * self.count


def telling_point(task: Task, salt: str) -> Telling | None:
    """Return how well the point of a task tells; ``None`` where no point of numbers is asked, or nothing is predicted."""
    node = task.f
    if not isinstance(node, Operator) or node.name != "at" or any(value.is_array or names(value) for value in node.args[1:]):
        return None
    function = replace(task, id=f"{task.id} function", f=node.args[0], truth_tree=None)
    try:
        with precision(REFUTE_BITS):
            return _told(Decider(function, salt), node)
    except (BudgetError, shapes.ShapeError):
        return None


def _told(decider: Decider, node: Operator) -> Telling | None:
    table = Predictions(decider).of("value")
    if table.instance is None:
        return None
    known = _Known(table.instance, [each for each in table.predictions if each.fits and isinstance(each.source, Rule)], decider)
    asked = {name: approximated(value) for name, value in zip(node.names, node.args[1:], strict=True)}
    rules = known.right_at(asked)
    if rules is None or not known.count:
        return None
    said = _shown(dict(zip(node.names, map(plain, node.args[1:]), strict=True)))
    found = Telling(said, len(rules), known.count, tuple(dict.fromkeys(rules)))
    if found.is_telling:
        return found
    best: tuple[int, Point] | None = None
    for point in itertools.islice(_candidates(node.names), MOST_TRIED):
        others = known.right_at(point)
        if others is not None and (best is None or len(others) < best[0]):
            best = len(others), point
            if not others:
                break
    if best is None or best[0] >= found.right:
        return found
    return replace(found, other=_shown(best[1]), fewer=best[0])


def _candidates(variables: tuple[str, ...]) -> Iterator[Point]:
    """Whole numbers up to 3, the nicest first, then halves."""
    for steps in ((Fraction(1), Fraction(2), Fraction(3)), (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2))):
        found = itertools.product(steps, repeat=len(variables))
        for values in sorted(itertools.islice(found, 1_000), key=lambda values: (-len(set(values)), sum(values))):
            yield dict(zip(variables, values, strict=True))


def _shown(point: Mapping[str, Fraction | str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())


class _Known:
    """The predicted wrong answers as functions, and their values at points."""

    def __init__(self, instance: Instance, predictions: list[Prediction], decider: Decider) -> None:
        self.instance = instance
        self.posed = decider.posed
        self.laid = [(prediction.source.name, laid) for prediction in predictions
                     if isinstance(prediction.source, Rule) and (laid := prediction.laid) is not None]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.laid)

    def right_at(self, point: Point) -> list[str] | None:
        """Return the misconceptions whose value at a point is the right one; ``None`` where there is no right one."""
        sample = self._sample(point)
        if sample is None:
            return None
        truth = self.instance.truth_of(sample, REFUTE_BITS)
        found = []
        for name, laid in self.laid:
            try:
                if same(laid.at(self.posed, self.instance).values(sample, REFUTE_BITS), truth):
                    found.append(name)
            except BudgetError:
                continue
        return found

    def _sample(self, point: Point) -> Sample | None:
        others = self.instance.samples(1)
        if not others or not set(point) <= set(others[0].point):
            return None
        return self.instance.sample({**others[0].point, **point}, others[0].family)

