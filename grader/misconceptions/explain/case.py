"""A wrong answer, or one entry of it, as values beside the truth's at several points and sizes; and what is confirmed about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.engine import REFUTE_BITS, BudgetError, Compiled, Instance, Laid, Posed, compare, laid_out, precision, pruned, same
from grader.engine.recognise import Ball, Sample, branching_slots, exact_bits, has_branches, may_branch, tensor_values, unit
from grader.expr import Expr, Matrix, Path, replaced, shapes, span_at, substitute
from grader.kinds import equal, pose_value
from grader.misconceptions.explain.writing import Leaves, leaves_of
from grader.misconceptions.points import POINTS, Place, alike, elsewhere, places
from grader.misconceptions.rule import Rule
from grader.model import Diagnosis, Diagnostic, Outcome

BRANCHING_POINTS = 16
"""So many points where something changes its branch with a sign, or with a whole number's parity."""

MOST_LEAVES, MOST_STEPS = 60, 1_000
"""Leaves of an answer that is taken apart, and steps of its program; the longest wrong answer of the lecture's bank has 24 leaves."""

BITS = (400, 800, 1_600, 3_200, 6_400, 12_800, 25_600)
"""Precisions at which an answer is looked at closely; of one that needs more to be seen exactly, nothing is said."""

CHEAP_BITS = 1_600

Values = list[Ball]

Check = Callable[[Place, int], tuple[Values, Values]]
"""The two sides of a claim about an answer at a place, at so many bits."""


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that explains an answer, how that is checked, where in the answer's tree, a detail that gives a value away, and what else is
    wrong, if it is not this ``alone``.

    ``mended`` is the answer as it would be right, ``equal`` a tree that the answer is said to be: one of them decides over the domain.
    """

    rule: Rule
    check: Check
    path: Path | None = None
    detail: str = ""
    more: str = ""
    alone: bool = True
    mended: Expr | None = None
    equal: Expr | None = None

    def said(self, tree: Expr) -> Diagnosis:
        """For the sheet; the part is underlined if it stands in what was written."""
        message = f"{self.rule.message} {self.more}".rstrip()
        return Diagnosis(self.rule.name, message, span_at(tree, self.path) if self.path else None, self.detail, self.alone)


def consistent(sides: tuple[Sequence[Ball], Sequence[Ball]]) -> bool:
    """Whether nothing speaks against it that values are the same: no two are certainly different, and none is defined alone."""
    left, right = sides
    return all(_is_consistent(a, b) for a, b in zip(left, right, strict=True))


def _is_consistent(a: Ball, b: Ball) -> bool:
    if a.is_finite() and b.is_finite():
        return bool(a.overlaps(b))
    return not (a.is_nan() and b.is_finite()) and not (b.is_nan() and a.is_finite())


class Case:
    """An answer in one form of the truth.

    ``tree`` is as written, with its spans.  ``entry`` narrows the look to one entry of the truth; ``path`` is then its place in the tree.
    """

    def __init__(self, posed: Posed, tree: Expr, laid: Laid, entry: int | None = None, path: Path = (), points: int = POINTS) -> None:
        self.posed = posed
        self.tree = tree
        self.laid = laid
        self.entry = entry
        self.path = path
        self.points = points
        self._bits: dict[int, int] = {}
        self.suspected: set[str] = set()
        """Rules that predict the answer as a right one changed at one place, but in another writing than this."""

    def at_points(self, points: int) -> Case:
        """The same with more points."""
        return self if points <= self.points else Case(self.posed, self.tree, self.laid, self.entry, self.path, points)

    # -- values -----------------------------------------------------------------------------------------------------

    @cached_property
    def places(self) -> list[Place]:
        """Where the answer is compared."""
        return places(self.posed, self.laid.what, self.points)

    @cached_property
    def elsewhere(self) -> list[Place]:
        """Where what was found is confirmed at larger sizes."""
        return elsewhere(self.posed, self.laid.what)

    @cached_property
    def is_constant(self) -> bool:
        """Whether the truth has the same value at every point, or there is but one."""
        others = [self.truth_at(place) for place in self.elsewhere]
        return len(self.truth) == 1 or all(same(self.truth[0], other) for other in (*self.truth[1:], *others))

    @cached_property
    def leaves(self) -> Leaves:
        """What the answer is written with."""
        return leaves_of(self.laid.written.tree)

    @property
    def is_long(self) -> bool:
        """Whether so much would have to be computed for each change of the answer that none is tried."""
        programs = [self.laid.at(self.posed, instance).program for instance, _ in self.places] if self.tree.leaves <= MOST_LEAVES else []
        return not programs or max(len(program.steps) for program in programs) > MOST_STEPS

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
        """The entries of the answer, or of another form, at a place."""
        return self.chosen(tensor_values(self.posed, laid or self.laid, *place, bits))

    def truth_at(self, place: Place, bits: int = REFUTE_BITS) -> Values:
        """The truth's entries at a place."""
        with precision(bits):
            return self.chosen(place[0].truth_of(place[1], bits))

    def chosen(self, entries: Values) -> Values:
        """All entries, or the one that the case is about."""
        return entries if self.entry is None else [entries[self.entry]]

    def stacked(self, values: list[Values]) -> Values:
        """All values in one list, those of each place divided by the truth's size there."""
        return [ball / scale for entries, scale in zip(values, self.scales, strict=True) for ball in entries]

    def pairs(self) -> Iterator[tuple[Values, Values]]:
        """Answer and truth at place after place, computed when they are asked for."""
        yield from ((self.values_at(place), self.truth_at(place)) for place in self.places)

    # -- other trees ------------------------------------------------------------------------------------------------

    @property
    def part(self) -> Expr:
        """The answer, or its entry, as written."""
        node = self.tree
        for place in self.path:
            node = node.args[place]
        return node

    def laid_with(self, path: Path, new: Expr) -> Laid | None:
        """The answer with a node replaced, in the same layout."""
        return self.laid_of(replaced(self.tree, path, new))

    def laid_of(self, tree: Expr) -> Laid | None:
        """Another tree in the same layout."""
        found = laid_out(self.posed, substitute(tree, self.posed.definitions))
        if isinstance(found, Diagnostic):
            return None
        return next((form for form in found if form.layout.name == self.laid.layout.name and form.what == self.laid.what), None)

    def first_laid_of(self, tree: Expr) -> Laid | None:
        """A right form in its first layout."""
        found = laid_out(self.posed, tree)
        return found[0] if not isinstance(found, Diagnostic) and found and found[0].what == self.laid.what else None

    def values_of(self, laid: Laid | None) -> list[Values] | None:
        """The entries of another form at every place; ``None`` where it is none or too large."""
        try:
            return None if laid is None else [self.values_at(place, laid=laid) for place in self.places]
        except BudgetError:
            return None

    # -- confirmation -----------------------------------------------------------------------------------------------

    def is_sure(self, found: Found) -> bool:
        """Whether the ladder agrees with a claim over the whole domain, where a branch point lies in it.

        Of symbolic sizes the many points have said what can be said.
        """
        if found.equal is not None:
            return self.is_equal(found.equal, self.first_laid_of(found.equal))
        if found.mended is None or not self._has_branch_points():
            return True
        mended = self.laid_of(found.mended)
        return mended is not None and self._is_right(mended)

    def _is_right(self, laid: Laid) -> bool:
        instance = self.places[0][0]
        answer = laid.at(self.posed, instance)
        if self.entry is None:
            return compare(self.posed, answer).outcome is Outcome.CORRECT
        alone = Compiled(instance, pruned(answer.program, (answer.outputs[self.entry],)))
        return compare(self.posed, alone, (self.entry,)).outcome is Outcome.CORRECT

    def is_equal(self, tree: Expr, laid: Laid | None) -> bool:
        """Whether the answer, or its entry, is a tree over the whole domain, if a branch point lies in it."""
        if not self._has_branch_points(laid):
            return True
        mine = self.laid.written.tree
        if self.entry is not None:
            instance, sample = self.places[0]
            count = len(instance.truth_of(sample, REFUTE_BITS))
            if not all(type(each) is Matrix and len(each.args) == count for each in (mine, tree)):
                return False
            mine, tree = mine.args[self.entry], tree.args[self.entry]
        try:
            return equal(pose_value(self.posed.problem, tree, self.posed.salt), mine)
        except shapes.ShapeError:
            return False

    def _has_branch_points(self, other: Laid | None = None) -> bool:
        """Whether the truth, the answer or another form has a branch point in the domain that can be searched."""
        instance = self.places[0][0]
        if instance.sizes or self.laid.what == "differential":
            return False
        return self._meets_one or (other is not None and may_branch(other.written.tree)
                                   and any(branching_slots(other.at(self.posed, instance))))

    @cached_property
    def _meets_one(self) -> bool:
        return any(branching_slots(self.laid.at(self.posed, self.places[0][0])))

    def holds(self, check: Check) -> bool:
        """Whether a claim that holds at the places holds wherever it is looked at closely.

        Once with so many bits that nothing is absorbed (the precision of *agree*), and at many points if a sign or a parity matters.
        """
        if self._closest is None or not all(alike(check(place, REFUTE_BITS)) for place in self.elsewhere):
            return False
        place, bits = self._closest
        with precision(bits):
            if not alike(check(place, bits)):
                return False
        return self.holds_in_every_branch(check)

    def holds_in_every_branch(self, check: Check, other: Laid | None = None) -> bool:
        """Whether nothing speaks against a claim at many points, if a sign or a parity matters, here or in another form."""
        return all(consistent(check(place, REFUTE_BITS)) for place in self._more(other))

    def bits_at(self, instance: Instance, sample: Sample) -> int:
        """So many bits show the answer exactly at a sample."""
        found = self._bits.get(id(sample))
        if found is None:
            found = self._bits[id(sample)] = exact_bits(self.posed, self.laid.at(self.posed, instance), sample)
        return found

    @cached_property
    def _closest(self) -> tuple[Place, int] | None:
        """Where an answer is looked at closely, with so many bits: the first of two places that is cheap, else the cheaper."""
        best: tuple[Place, int] | None = None
        for instance, sample in self.places[:2]:
            needed = self.bits_at(instance, sample)
            bits = next((bits for bits in BITS if bits >= needed), None)
            if bits is not None and (best is None or bits < best[1]):
                best = (instance, sample), bits
            if best is not None and best[1] <= CHEAP_BITS:
                break
        return best

    def _more(self, other: Laid | None) -> list[Place]:
        instance = self.places[0][0]
        if not self._may_change and not (other is not None and may_branch(other.written.tree)
                                         and has_branches(other.at(self.posed, instance).program)):
            return []
        return [(instance, sample) for sample in instance.samples(BRANCHING_POINTS)]

    @cached_property
    def _may_change(self) -> bool:
        """Whether the truth or the answer depends on a sign or on a whole number's parity."""
        instance = self.places[0][0]
        is_natural = any(variable.domain == "natural" for variable in instance.variables)
        return is_natural or has_branches(instance.program) or has_branches(self.laid.at(self.posed, instance).program)
