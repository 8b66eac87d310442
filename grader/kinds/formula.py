"""Formulas of every kind decided by one mechanism: scalars, matrices, tensors, index formulas, differentials, in any layout by name."""

from __future__ import annotations

from grader.engine import (
    REFUTE_BITS,
    Budget,
    BudgetError,
    Compiled,
    Finding,
    Laid,
    OpenSizeError,
    Posed,
    Sketch,
    compare,
    counterexample,
    finding_over_sizes,
    laid_out_mixed,
    may_be,
    precision,
    pruned,
    refuted_at_once,
    same,
)
from grader.expr import Expr, Filled, Matrix, Shapes, postorder, same_tree, shapes
from grader.kinds.decider import Attempt, Decider, in_its_names
from grader.kinds.words import mixed_layout, other_convention, other_layout, sum_of_sizes, wrong_shape
from grader.model import Counterexample, Diagnostic, Outcome, Proof, Same, Severity, Verdict
from grader.record import replace

MOST_KEPT = 20_000
"""So many verdicts are remembered for one task."""

LEAST_DIGITS = 3
"""Significant digits that a rounded decimal needs where the problem allows rounding."""


def decide(decider: Decider, tree: Expr, budget: Budget | None = None) -> Verdict:
    """Return the verdict about a tree, paid from a budget (by default one of its own)."""
    return verdict_of(Attempt(decider, tree, budget))


def verdict_of(attempt: Attempt) -> Verdict:
    """Return the verdict about an attempt; equal trees of one decider are decided once.

    What is remembered costs what it cost the first time.  What has a span in its messages depends on the text and is not remembered.
    """
    known, budget = attempt.decider.verdicts, attempt.budget
    stored, work = known.get(attempt.tree, (None, 0))
    if stored is not None and work <= budget.left:
        budget.left -= work
        return stored
    before = budget.left
    verdict = _decide(attempt)
    if not verdict.messages and len(known) < MOST_KEPT:
        known[attempt.tree] = verdict, before - budget.left
    return verdict


def equal(decider: Decider, tree: Expr, budget: Budget | None = None) -> bool:
    """Whether a tree certainly has the value of the truth, in the same layout."""
    verdict = decide(decider, tree, budget)
    return verdict.outcome is Outcome.CORRECT and verdict.layout is None


class FirstLook:
    """A cheap look at trees before they are decided, at a first point: floats look at scalars, and at rows and columns written out."""

    def __init__(self, decider: Decider) -> None:
        posed = self._posed = decider.posed
        instances = posed.instances()
        samples = instances[0].samples(1) if instances else []
        self._sketch: Sketch | None = None
        if len(posed.axes) < 2 and not posed.symbolic and samples:
            with precision(REFUTE_BITS):
                self._sketch = Sketch(instances[0], samples[0], posed.definitions)
                self._truth = [float(value.mid()) for value in instances[0].truth_of(samples[0], REFUTE_BITS)]

    def may_be_right(self, attempt: Attempt) -> bool:
        """Return whether a tree has the truth's value, in its first layout."""
        return not self.wrong_entries(attempt.tree) and _has_value_of_truth(attempt)

    def wrong_entries(self, tree: Expr) -> int:
        """Return how many entries of a row or column that is written out differ, or whether a scalar does; 0 where it cannot be told."""
        entries = tree.args if self._posed.axes and type(tree) is Matrix else (tree,)
        if self._sketch is None or len(entries) != len(self._truth):
            return 0
        return sum(entry.is_plain and not may_be(self._sketch.of(entry), value) for entry, value in zip(entries, self._truth, strict=True))


def _has_value_of_truth(attempt: Attempt) -> bool:
    """Whether a tree has the truth's value at a first point, in the first layout that it has."""
    posed, found = attempt.decider.posed, attempt.laid_out
    instances = posed.instances(found[0].what) if not isinstance(found, Diagnostic) and found else []
    samples = instances[0].samples(1) if instances else []
    if isinstance(found, Diagnostic) or not samples:
        return False
    try:
        with precision(REFUTE_BITS):
            return same(found[0].at(posed, instances[0]).values(samples[0], REFUTE_BITS), instances[0].truth_of(samples[0], REFUTE_BITS))
    except (BudgetError, OpenSizeError):
        return False


def is_refuted(attempt: Attempt) -> bool:
    """Whether a first point refutes a tree in every layout that it can be: it is incorrect, and nobody has to be shown why."""
    found = attempt.laid_out
    if isinstance(found, Diagnostic) or not found:
        return False
    try:
        return all(_is_refuted(attempt.decider, laid) for laid in found)
    except BudgetError:
        return False


def _is_refuted(decider: Decider, laid: Laid) -> bool:
    instances = decider.posed.instances(laid.what)
    if not instances:
        return False
    answer = laid.at(decider.posed, instances[0])
    scheme = decider.scheme
    is_exact = scheme.tolerance is None and not (answer.decimals and scheme.decimals == "rounded")
    return is_exact and bool(refuted_at_once(answer))


_NOT_JUDGED = frozenset(("shape/block-sizes", "shape/too-large", "engine/open-size"))
"""Shapes that make sense and are beyond what is computed, or that nothing tells."""


def _has_open_size(tree: Expr) -> bool:
    """Whether an I, or ones or zeros, without a written size stands in a tree."""
    return any(type(node) is Filled and not node.data[1] for node in postorder(tree))


def _is_open_block(attempt: Attempt) -> bool:
    """Whether an answer is of blocks whose sizes nothing tells: the zero of ``[I; 0]`` may be one row, or as many as I has."""
    tree = attempt.full
    shape = Shapes(tree, attempt.decider.posed.declared).of(tree) if type(tree) is Matrix and len(tree.args) > 1 else None
    return shape is not None and any(map(shapes.is_open, shape))


def _decide(attempt: Attempt) -> Verdict:
    found = attempt.laid_out
    if isinstance(found, Diagnostic):
        message = in_its_names(attempt, found)
        # A sum of sizes is never the size of the truth, which is a product; the size of an I without one may be any.
        if found.code == "shape/block-sizes" and found.span == attempt.full.span and not _has_open_size(attempt.full):
            return Verdict(Outcome.INCORRECT, messages=(sum_of_sizes(attempt.decider.posed, message),))
        return Verdict(Outcome.UNDECIDED if found.code in _NOT_JUDGED else Outcome.INCORRECT, messages=(message,))
    if not found and _is_open_block(attempt):
        return Verdict(Outcome.UNDECIDED)
    if not found:
        return Verdict(Outcome.INCORRECT, messages=(wrong_shape(attempt.decider.posed, attempt.full, ""),))
    try:
        return _of_laid(attempt, found)
    except OpenSizeError:
        open_size = Diagnostic("engine/open-size", "the size of an identity matrix or of a vector of ones is not told here",
                               "write it, as in I_N or ones(N)", severity=Severity.REMARK)
        return Verdict(Outcome.UNDECIDED, messages=(open_size,))
    except BudgetError:
        too_large = Diagnostic("engine/too-large", "this answer is too large to be computed", "write it in a shorter form",
                               severity=Severity.REMARK)
        return Verdict(Outcome.UNDECIDED, messages=(too_large,))


def _of_laid(attempt: Attempt, found: list[Laid]) -> Verdict:
    """The lecture's layout first; another one only where that is not right."""
    posed = attempt.decider.posed
    first = finding_over_sizes(posed, found[0], attempt.budget)
    if first.outcome is Outcome.CORRECT or (first.outcome is Outcome.UNDECIDED and _is_same(attempt, found[0])):
        return _right(attempt, found[0], first)
    undecided, said, tried = first.outcome is Outcome.UNDECIDED, first.said, [(found[0], first)]
    for laid in found[1:]:
        finding = finding_over_sizes(posed, laid, attempt.budget)
        if finding.outcome is Outcome.CORRECT:
            return _right(attempt, laid, finding)
        undecided, said = undecided or finding.outcome is Outcome.UNDECIDED, said or finding.said
        tried.append((laid, finding))
    near = _near(attempt, tried) if attempt.decider.scheme.tolerance is not None else None
    if near is not None:
        return near
    other = _by_the_other_convention(attempt, found[0]) if posed.task.symmetric else None
    if other is not None:
        return other
    if undecided:
        return Verdict(Outcome.UNDECIDED, messages=(said,) if said is not None else (), entries=_entries(attempt.decider, found[0]))
    mixed = next((laid for laid in laid_out_mixed(posed, found[0])
                  if finding_over_sizes(posed, laid, attempt.budget).outcome is Outcome.CORRECT), None)
    if mixed is not None:
        return Verdict(Outcome.INCORRECT, messages=(mixed_layout(mixed),))
    if found[0].layout.name:
        # Where several layouts have the shape, it is not known which entry is meant.
        entries = _entries(attempt.decider, found[0]) if len(found) == 1 else ()
        said = wrong_shape(posed, attempt.full, "it is also not the right answer in another layout")
        return Verdict(Outcome.INCORRECT, messages=(said,), entries=entries)
    return _wrong(attempt.decider, found[0], first)


def _by_the_other_convention(attempt: Attempt, laid: Laid) -> Verdict | None:
    """The verdict of an answer that is right by the other convention for symmetric matrices, which counts as another layout."""
    posed = attempt.decider.posed
    twin = posed.once(_with_the_other_convention)
    if twin is None or laid.layout.name:
        return None
    finding = finding_over_sizes(twin, laid, attempt.budget)
    if finding.outcome is not Outcome.CORRECT:
        return None
    return Verdict(Outcome.CORRECT, f"symmetric-{twin.task.symmetric}", finding.evidence, (other_convention(posed),))


def _with_the_other_convention(posed: Posed) -> Posed | None:
    by = posed.wrt_array
    if by is None or by.kind not in ("sym", "spd"):
        return None
    return Posed(replace(posed.task, symmetric="entries" if posed.task.symmetric == "gradient" else "gradient"), posed.salt)


def _right(attempt: Attempt, laid: Laid, finding: Finding) -> Verdict:
    if not laid.is_told:
        raise OpenSizeError
    if not laid.is_in_order:
        order = Diagnostic("engine/open-order", "this is right only if its indices count rows and columns in another order than usual",
                           "write the whole vector or matrix", severity=Severity.REMARK)
        return Verdict(Outcome.UNDECIDED, messages=(order,))
    evidence = finding.evidence
    if not isinstance(evidence, Proof) and _is_same(attempt, laid):
        return Verdict(Outcome.CORRECT, evidence=Same())
    if not laid.layout.name:
        return Verdict(Outcome.CORRECT, evidence=evidence)
    return Verdict(Outcome.CORRECT, laid.layout.name, evidence, (other_layout(attempt.decider.posed, laid),))


def _is_same(attempt: Attempt, laid: Laid) -> bool:
    """Whether the tree is a known form of the truth, up to the order of sums and products."""
    return not laid.layout.name and any(same_tree(attempt.tree, known) for known in attempt.decider.right_forms)


def _wrong(decider: Decider, laid: Laid, finding: Finding) -> Verdict:
    posed, messages = decider.posed, tuple[Diagnostic, ...]()
    by_decimals = _by_decimals(decider, laid, finding)
    if by_decimals is not None:
        messages = by_decimals.messages
    elif finding.rounded_to is not None and finding.rounded_to > 1:
        if decider.scheme.decimals == "rounded" and finding.rounded_to >= LEAST_DIGITS:
            if finding.is_multiplied:
                return Verdict(Outcome.UNDECIDED)
            from grader.kinds.decimals import agreement

            return Verdict(Outcome.CORRECT, evidence=agreement(posed, finding.rounded_to, 6))
        messages = (_rounded(decider, finding.rounded_to),)
    elif decider.scheme.decimals == "rounded" and not posed.axes:
        messages = _of_sign(posed, laid)
    if finding.said is not None:
        messages = (finding.said,)
    if finding.evidence is not None:
        messages = (Diagnostic("domain/undefined", "the answer has no value where the function has one",
                               "look for a denominator that is zero, or a root or logarithm of a negative number"),)
    entries = _entries(decider, laid)
    if finding.refutation is None:
        return Verdict(Outcome.INCORRECT, None, finding.evidence, messages, entries)
    shown = (_small(posed, laid) if posed.symbolic else None) or counterexample(posed, finding.refutation)
    return Verdict(Outcome.INCORRECT, None, shown, messages, entries)


def _of_sign(posed: Posed, laid: Laid) -> tuple[Diagnostic, ...]:
    """What is said of a decimal that is right but for its sign, where rounding is allowed."""
    from grader.kinds.decimals import OTHER_SIGN, has_other_sign

    return (OTHER_SIGN,) if has_other_sign(posed, laid) else ()


def _rounded(decider: Decider, digits: int) -> Diagnostic:
    """What is said of decimals that are right to so many digits: they are too few, or rounding is not allowed."""
    if decider.scheme.decimals == "rounded":
        from grader.kinds.decimals import too_few

        return too_few(digits, LEAST_DIGITS)
    return Diagnostic("value/rounded", "this is right only up to the rounding of your decimals",
                      "write the exact number, for example a fraction")


def _near(attempt: Attempt, tried: list[tuple[Laid, Finding]]) -> Verdict | None:
    """The verdict where the decimals of an answer are as near to the truth as is asked, or nobody can tell, in the first such layout."""
    for laid, finding in tried:
        verdict = _by_decimals(attempt.decider, laid, finding)
        if verdict is not None and verdict.outcome is not Outcome.INCORRECT:
            return verdict if not laid.layout.name else replace(verdict, layout=laid.layout.name,
                                                                messages=(other_layout(attempt.decider.posed, laid),))
    return None


def _by_decimals(decider: Decider, laid: Laid, finding: Finding) -> Verdict | None:
    if decider.scheme.tolerance is None:
        return None
    from grader.kinds.decimals import decided

    return decided(decider, laid, finding)


def _entries(decider: Decider, laid: Laid) -> tuple[Outcome, ...]:
    """The outcome of every entry, or term, by itself, where they count one by one; a zero denominator in one does not cost the others."""
    posed = decider.posed
    if decider.scheme.partial == "terms":
        from grader.kinds.terms import term_outcomes

        return term_outcomes(decider, laid.written.tree, decide)
    if decider.scheme.partial != "entries" or not posed.axes or posed.symbolic or not posed.instances(laid.what):
        return ()
    [instance] = posed.instances(laid.what)
    answer = laid.at(posed, instance)
    wrong, near = refuted_at_once(answer), frozenset[int]()
    if decider.scheme.tolerance is not None:
        from grader.kinds.decimals import near_entries

        near = near_entries(decider, laid)
    return tuple(Outcome.CORRECT if number in near else Outcome.INCORRECT if number in wrong else
                 compare(posed, Compiled(instance, pruned(answer.program, (output,))), (number,)).outcome
                 for number, output in enumerate(answer.outputs))


def _small(posed: Posed, laid: Laid) -> Counterexample | None:
    """A counterexample at the smallest sizes, which a person can follow; ``None`` where the two agree there."""
    instance = posed.smallest(laid.what)
    if instance is None:
        return None
    try:
        refutation = compare(posed, laid.at(posed, instance)).refutation
    except BudgetError:
        return None
    return None if refutation is None else counterexample(posed, refutation)

