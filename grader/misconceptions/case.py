"""A wrong answer, or one entry of it, as values beside the truth's at several points and sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.engine import REFUTE_BITS, Ball, BudgetError, Form, Instance, Key, Sample, forms, precision, same, tensor_values, unit
from grader.expr import Expr, substitute
from grader.misconceptions.question import replaced
from grader.misconceptions.rule import Rule
from grader.model import Diagnosis, Diagnostic

POINTS = 3
"""At so many points, two of them at the first sizes, values must agree before anything is said."""

Place = tuple[Instance, Sample]
Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that explains an answer, where in the answer's tree, and a detail that gives a value away."""

    rule: Rule
    path: Path | None = None
    detail: str = ""
    more: str = ""

    def said(self, tree: Expr) -> Diagnosis:
        """For the sheet; the part is underlined if it stands in what was written."""
        node: Expr | None = tree
        for place in self.path or ():
            node = node.args[place] if node is not None and place < len(node.args) else None
        message = f"{self.rule.message} {self.more}".rstrip()
        return Diagnosis(self.rule.name, message, node.span if node is not None and self.path else None, self.detail)


def places(key: Key, what: str, points: int = POINTS) -> list[Place]:
    """Where values are compared: so many points, with symbolic sizes the last one at the second sizes."""
    instances = key.instances(what)
    if len(instances) < 2:
        return [(instance, sample) for instance in instances for sample in instance.samples(points)]
    first, second = instances[:2]
    return [*[(first, sample) for sample in first.samples(points - 1)], *[(second, sample) for sample in second.samples(1)]]


class Case:
    """An answer in one form of the truth.

    ``tree`` is as written, with its spans.  ``entry`` narrows the look to one entry of the truth; ``path`` is then its place in the tree.
    """

    def __init__(self, key: Key, tree: Expr, form: Form, entry: int | None = None, path: Path = (), points: int = POINTS) -> None:
        self.key = key
        self.tree = tree
        self.form = form
        self.entry = entry
        self.path = path
        self.points = points

    def at_points(self, points: int) -> Case:
        """The same with more points."""
        return self if points <= self.points else Case(self.key, self.tree, self.form, self.entry, self.path, points)

    @cached_property
    def places(self) -> list[Place]:
        """Where the answer is compared: the first sample of the first sizes is the first."""
        return places(self.key, self.form.what, self.points)

    @cached_property
    def values(self) -> list[list[Ball]]:
        """The answer's entries at every place."""
        return [self._chosen(tensor_values(self.key, self.form, *place, REFUTE_BITS)) for place in self.places]

    @cached_property
    def truth(self) -> list[list[Ball]]:
        """The truth's entries at every place."""
        with precision(REFUTE_BITS):
            return [self._chosen(instance.truth_of(sample, REFUTE_BITS)) for instance, sample in self.places]

    @cached_property
    def scales(self) -> list[Ball]:
        """The truth's size at every place."""
        return [unit(entries) for entries in self.truth]

    def _chosen(self, entries: list[Ball]) -> list[Ball]:
        return entries if self.entry is None else [entries[self.entry]]

    def values_with(self, path: Path, new: Expr) -> list[list[Ball]] | None:
        """The entries where a node is replaced; ``None`` where the result has another shape or no value."""
        form = self.form_of(replaced(self.tree, path, new))
        try:
            return None if form is None else [self._chosen(tensor_values(self.key, form, *place, REFUTE_BITS)) for place in self.places]
        except BudgetError:
            return None

    def values_of(self, tree: Expr) -> list[list[Ball]] | None:
        """The entries of another tree, in the first layout that it has."""
        found = forms(self.key, tree)
        if isinstance(found, Diagnostic) or not found or found[0].what != self.form.what:
            return None
        try:
            return [self._chosen(tensor_values(self.key, found[0], *place, REFUTE_BITS)) for place in self.places]
        except BudgetError:
            return None

    def form_of(self, tree: Expr) -> Form | None:
        """Another tree in the same layout."""
        found = forms(self.key, substitute(tree, self.key.definitions))
        if isinstance(found, Diagnostic):
            return None
        return next((form for form in found if form.layout.name == self.form.layout.name and form.what == self.form.what), None)

    @property
    def part(self) -> Expr:
        """The answer, or its entry, as written."""
        node = self.tree
        for place in self.path:
            node = node.args[place]
        return node

    def is_right(self, values: list[list[Ball]]) -> bool:
        """Whether values are the truth's at every place."""
        return all(same(mine, right) for mine, right in zip(values, self.truth, strict=True))

    def stacked(self, values: list[list[Ball]]) -> list[Ball]:
        """All values in one list, those of each place divided by the truth's size there."""
        return [ball / scale for entries, scale in zip(values, self.scales, strict=True) for ball in entries]

    def pairs(self) -> Iterator[tuple[list[Ball], list[Ball]]]:
        """Answer and truth at every place."""
        yield from zip(self.values, self.truth, strict=True)
