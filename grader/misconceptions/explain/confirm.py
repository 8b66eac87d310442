"""Whether a claim about an answer holds: at more points and sizes, with more bits, in every branch, and over the whole domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grader.engine import REFUTE_BITS, BudgetError, Compiled, Laid, compare, precision, pruned
from grader.engine.recognise import Ball, branching_slots, has_branches, may_branch
from grader.expr import Add, Expr, Matrix, Mul, Number, Operator, shapes
from grader.kinds import equal, value_of
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Check, Claim, Explanation
from grader.misconceptions.points import Place, alike
from grader.model import Outcome

BRANCHING_POINTS = 16
"""Points at which a claim is compared if something changes its branch with a sign, or with a whole number's parity."""

MOST_UNSURE = 6
"""Claims of one kind that hold at all points and not over the domain, as far as the ladder sees: then no other is looked at."""


def confirmed(case: Case, claims: Iterable[Claim]) -> Iterator[Explanation]:
    """Yield the explanations whose claims hold, and whose sentence is about something that can be seen in the answer."""
    unsure = 0
    for claim in claims:
        if claim.rule.suits(case.part) and holds(case, claim.check):
            if _is_sure(case, claim):
                yield Explanation(claim.rule, claim.seen, claim.path, claim.alone)
            elif (unsure := unsure + 1) == MOST_UNSURE:
                return


def holds(case: Case, check: Check) -> bool:
    """Whether a claim that holds at the places of a case holds wherever it is looked at closely.

    Once with so many bits that nothing is absorbed (the precision of *agree*), and at many points if a sign or a parity matters.
    """
    if case.closest is None or not all(alike(check(place, REFUTE_BITS)) for place in case.elsewhere):
        return False
    place, bits = case.closest
    with precision(bits):
        if not alike(check(place, bits)):
            return False
    return holds_in_every_branch(case, check)


def holds_in_every_branch(case: Case, check: Check, other: Laid | None = None) -> bool:
    """Whether nothing speaks against a claim at many points, if a sign or a parity matters, in the answer or in another form."""
    return all(_is_consistent(check(place, REFUTE_BITS)) for place in _where_branches_differ(case, other))


def _where_branches_differ(case: Case, other: Laid | None) -> list[Place]:
    instance = case.places[0][0]
    if not case.branches and not (other is not None and may_branch(other.written.tree)
                                  and has_branches(other.at(case.posed, instance).program)):
        return []
    return [(instance, sample) for sample in instance.samples(BRANCHING_POINTS)]


def _is_consistent(sides: tuple[Sequence[Ball], Sequence[Ball]]) -> bool:
    """Whether nothing speaks against it that values are the same: no two are certainly different, and none is defined alone."""
    for left, right in zip(*sides, strict=True):
        if left.is_finite() and right.is_finite():
            if not left.overlaps(right):
                return False
        elif (left.is_nan() and right.is_finite()) or (right.is_nan() and left.is_finite()):
            return False
    return True


# -- over the domain --------------------------------------------------------------------------------------------------


def _is_sure(case: Case, claim: Claim) -> bool:
    """Whether the ladder agrees with a claim over the whole domain, where a branch point lies in it.

    For symbolic sizes the many points decide.  What the budget does not suffice for is not sure.
    """
    if claim.equal is not None:
        return is_equal(case, claim.equal, case.first_laid_of(claim.equal))
    if claim.mended is None or not _has_branch_points(case):
        return True
    mended = case.laid_of(claim.mended)
    return mended is not None and _is_right(case, mended)


def _is_right(case: Case, laid: Laid) -> bool:
    instance = case.places[0][0]
    compiled = laid.at(case.posed, instance)
    chosen = None if case.entry is None else (case.entry,)
    if case.entry is not None:
        compiled = Compiled(instance, pruned(compiled.program, (compiled.outputs[case.entry],)))
    try:
        return compare(case.posed, compiled, chosen, case.budget).outcome is Outcome.CORRECT
    except BudgetError:
        return False


def is_equal(case: Case, tree: Expr, laid: Laid | None) -> bool:
    """Whether the answer, or its entry, is a tree over the whole domain, if a branch point lies in it."""
    if not _has_branch_points(case, laid):
        return True
    mine = case.laid.written.tree
    if case.entry is not None:
        count = len(case.places[0][0].truth_of(case.places[0][1], REFUTE_BITS))
        if not all(type(each) is Matrix and len(each.args) == count for each in (mine, tree)):
            return False
        mine, tree = mine.args[case.entry], tree.args[case.entry]
    task = case.posed.task
    if task.asked == "derivative" and len(task.wrt) == 1 and not case.posed.axes:
        # Where f has no derivative, as at a border, no value is asked.
        tree = Add((tree, Mul((Number(0), Operator("D", task.wrt, (case.posed.f,))))))
    try:
        return equal(value_of(task, tree, case.posed.salt), mine, case.budget)
    except shapes.ShapeError:
        return False


def _has_branch_points(case: Case, other: Laid | None = None) -> bool:
    """Whether the truth, the answer or another form has a branch point in the domain that can be searched."""
    instance = case.places[0][0]
    if instance.sizes or case.laid.what == "differential":
        return False
    return case.has_branch_points or (other is not None and may_branch(other.written.tree)
                                      and any(branching_slots(other.at(case.posed, instance))))
