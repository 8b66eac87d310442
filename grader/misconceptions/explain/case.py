"""A wrong answer, or one entry of it, as values beside the truth's at several points and sizes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from grader.engine import REFUTE_BITS, Budget, BudgetError, Instance, Laid, laid_out, precision, same
from grader.engine.recognise import Sample, branching_slots, exact_bits, has_branches, tensor_values, unit
from grader.expr import Expr, Path, replaced, substitute
from grader.misconceptions.locate import Leaves, leaves_of
from grader.misconceptions.points import POINTS, Place, Values, elsewhere, places
from grader.misconceptions.predict.table import Predictions
from grader.model import Diagnostic

MOST_LEAVES, MOST_STEPS = 60, 1_000
"""Most leaves of an answer that is taken apart, and steps of its program; the longest wrong answer of the lecture's bank has 24 leaves."""

BITS = (400, 800, 1_600, 3_200, 6_400, 12_800, 25_600)
"""Precisions in bits at which an answer is looked at closely; an answer that needs more is not explained."""

CHEAP_BITS = 1_600


class Case:
    """An answer in one form of the truth.

    ``tree`` is as written, with its spans.  ``entry`` narrows the case to one entry of the truth; ``path`` is then its place in the tree.
    What is claimed of the answer over its whole domain is paid from one ``budget``.
    """

    def __init__(self, predictions: Predictions, tree: Expr, laid: Laid, entry: int | None = None, path: Path = (),
                 points: int = POINTS, budget: Budget | None = None) -> None:
        self.predictions = predictions
        self.question = predictions.question
        self.posed = predictions.question.posed
        self.tree = tree
        self.laid = laid
        self.entry = entry
        self.path = path
        self.points = points
        self.budget = budget or Budget(is_for_claims=True)
        self._bits: list[tuple[Sample, int]] = []
        self.suspected: set[str] = set()
        """Rules that predict the answer as a right one changed at one place, but in another writing than this."""

    def at_points(self, points: int) -> Case:
        """Return the case with more points."""
        return self if points <= self.points else Case(self.predictions, self.tree, self.laid, self.entry, self.path, points,
                                                            self.budget)

    # -- values -----------------------------------------------------------------------------------------------------

    @cached_property
    def places(self) -> list[Place]:
        """Where the answer is compared."""
        return places(self.posed, self.laid.what, self.points)

    @cached_property
    def elsewhere(self) -> list[Place]:
        """Where a claim is confirmed at larger sizes."""
        return elsewhere(self.posed, self.laid.what)

    @cached_property
    def values(self) -> list[Values]:
        """The answer's entries at every place."""
        return [self.values_at(place) for place in self.places]

    @cached_property
    def truth(self) -> list[Values]:
        """The truth's entries at every place."""
        return [self.truth_at(place) for place in self.places]

    @cached_property
    def scales(self) -> Values:
        """The truth's size at every place."""
        return [unit(entries) for entries in self.truth]

    def values_at(self, place: Place, bits: int = REFUTE_BITS, laid: Laid | None = None) -> Values:
        """Return the entries of the answer, or of another form, at a place."""
        return self.chosen(tensor_values(self.posed, laid or self.laid, *place, bits))

    def truth_at(self, place: Place, bits: int = REFUTE_BITS) -> Values:
        """Return the truth's entries at a place."""
        with precision(bits):
            return self.chosen(place[0].truth_of(place[1], bits))

    def sides(self, place: Place, bits: int = REFUTE_BITS) -> tuple[Values, Values]:
        """Return the entries of the answer and of the truth at a place."""
        return self.values_at(place, bits), self.truth_at(place, bits)

    def chosen(self, entries: Values) -> Values:
        """Return all entries, or the one that the case is about."""
        return entries if self.entry is None else [entries[self.entry]]

    def stacked(self, values: list[Values]) -> Values:
        """Return all values in one list, those of each place divided by the truth's size there."""
        return [ball / scale for entries, scale in zip(values, self.scales, strict=True) for ball in entries]

    def pairs(self) -> Iterator[tuple[Values, Values]]:
        """Yield answer and truth at place after place, computed when they are asked for."""
        yield from map(self.sides, self.places)

    # -- what it is like --------------------------------------------------------------------------------------------

    @cached_property
    def is_constant(self) -> bool:
        """Whether the truth has the same value at every point, or there is but one."""
        others = [self.truth_at(place) for place in self.elsewhere]
        return len(self.truth) == 1 or all(same(self.truth[0], other) for other in (*self.truth[1:], *others))

    @cached_property
    def leaves(self) -> Leaves:
        """The leaves with which the answer is written."""
        return leaves_of(self.laid.written.tree)

    @property
    def is_long(self) -> bool:
        """Whether each change of the answer would cost so much that none is tried."""
        programs = [self.laid.at(self.posed, instance).program for instance, _ in self.places] if self.tree.leaves <= MOST_LEAVES else []
        return not programs or max(len(program.steps) for program in programs) > MOST_STEPS

    def bits_at(self, instance: Instance, sample: Sample) -> int:
        """Return the bits that show the answer exactly at a sample."""
        bits = next((bits for known, bits in self._bits if known is sample), None)
        if bits is None:
            bits = exact_bits(self.posed, self.laid.at(self.posed, instance), sample)
            self._bits.append((sample, bits))
        return bits

    @cached_property
    def closest(self) -> tuple[Place, int] | None:
        """Where the answer is looked at closely, and the bits for it: the first of two places that is cheap, else the cheaper."""
        best: tuple[Place, int] | None = None
        for instance, sample in self.places[:2]:
            needed = self.bits_at(instance, sample)
            bits = next((bits for bits in BITS if bits >= needed), None)
            if bits is not None and (best is None or bits < best[1]):
                best = (instance, sample), bits
            if best is not None and best[1] <= CHEAP_BITS:
                break
        return best

    @cached_property
    def branches(self) -> bool:
        """Whether the truth or the answer depends on a sign or on a whole number's parity."""
        instance = self.places[0][0]
        is_natural = any(variable.domain == "natural" for variable in instance.variables)
        return is_natural or has_branches(instance.program) or has_branches(self.laid.at(self.posed, instance).program)

    @cached_property
    def has_branch_points(self) -> bool:
        """Whether the truth or the answer has a branch point inside the domain."""
        return any(branching_slots(self.laid.at(self.posed, self.places[0][0])))

    # -- other trees ------------------------------------------------------------------------------------------------

    @property
    def part(self) -> Expr:
        """The answer, or its entry, as written."""
        node = self.tree
        for place in self.path:
            node = node.args[place]
        return node

    def laid_with(self, path: Path, new: Expr) -> Laid | None:
        """Return the answer with a node replaced, in the same layout."""
        return self.laid_of(replaced(self.tree, path, new))

    def laid_of(self, tree: Expr) -> Laid | None:
        """Return another tree in the same layout."""
        found = laid_out(self.posed, substitute(tree, self.posed.definitions))
        if isinstance(found, Diagnostic):
            return None
        return next((laid for laid in found if laid.layout.name == self.laid.layout.name and laid.what == self.laid.what), None)

    def first_laid_of(self, tree: Expr) -> Laid | None:
        """Return a right form in its first layout."""
        found = laid_out(self.posed, tree)
        return found[0] if not isinstance(found, Diagnostic) and found and found[0].what == self.laid.what else None

    def values_of(self, laid: Laid | None) -> list[Values] | None:
        """Return the entries of another form at every place; ``None`` where it is none or too large."""
        try:
            return None if laid is None else [self.values_at(place, laid=laid) for place in self.places]
        except BudgetError:
            return None
