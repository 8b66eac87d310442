"""Formulas of every kind decided by one mechanism: scalars, matrices, tensors, index formulas, differentials, in any layout by name."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from grader.engine import (
    REFUTE_BITS,
    BudgetError,
    Compiled,
    Finding,
    Laid,
    OpenSizeError,
    Posed,
    compare,
    finding_over_sizes,
    laid_out,
    laid_out_mixed,
    precision,
    pruned,
    refuted_at_once,
    same,
)
from grader.expr import Expr, Matrix, Neg, Number, Transpose, same_tree, substitute
from grader.kinds.words import mixed_layout, other_layout, wrong_shape
from grader.model import Agreement, Counterexample, Diagnostic, Outcome, Problem, Proof, Same, Severity, Verdict

LEAST_DIGITS = 3
"""Significant digits that a rounded decimal needs where the problem allows rounding."""


@lru_cache(maxsize=1024)
def pose(problem: Problem, salt: str) -> Posed:
    """The truth of a problem under a salt, made once; what it remembers is a pure function of both."""
    return Posed(problem, salt)


def decide(posed: Posed, tree: Expr) -> Verdict:
    """The verdict about a tree; equal trees of one problem are decided once.

    What has a span in its messages depends on the text and is not remembered.
    """
    known = posed.memory.setdefault("verdicts", {})
    verdict: Verdict | None = known.get(tree)
    if verdict is None:
        verdict = _decide(posed, tree)
        if not verdict.messages and len(known) < 20_000:
            known[tree] = verdict
    return verdict


def laid_out_of(posed: Posed, tree: Expr) -> tuple[Expr, list[Laid] | Diagnostic]:
    """A tree with the definitions put in, and its forms; those of the last tree are kept, with all that was computed of them."""
    known: tuple[Expr, Expr, list[Laid] | Diagnostic] | None = posed.memory.get("last")
    if known is None or known[0] is not tree:
        full = Number(0) if _is_written_zero(tree) else substitute(tree, posed.definitions)
        known = posed.memory["last"] = tree, full, laid_out(posed, full)
    return known[1], known[2]


def may_be_right(posed: Posed, tree: Expr) -> bool:
    """Whether a tree has the truth's value at a first point, in the first layout that it has; a cheap look before it is decided."""
    _, found = laid_out_of(posed, tree)
    instances = posed.instances(found[0].what) if not isinstance(found, Diagnostic) and found else []
    samples = instances[0].samples(1) if instances else []
    if isinstance(found, Diagnostic) or not samples:
        return False
    try:
        with precision(REFUTE_BITS):
            return same(found[0].at(posed, instances[0]).values(samples[0], REFUTE_BITS), instances[0].truth_of(samples[0], REFUTE_BITS))
    except (BudgetError, OpenSizeError):
        return False


def is_refuted(posed: Posed, tree: Expr) -> bool:
    """Whether a first point refutes a tree in every layout that it can be: it is incorrect, and nobody has to be shown why."""
    _, found = laid_out_of(posed, tree)
    if isinstance(found, Diagnostic) or not found:
        return False
    try:
        return all(_is_refuted(posed, laid) for laid in found)
    except BudgetError:
        return False


def _is_refuted(posed: Posed, laid: Laid) -> bool:
    instances = posed.instances(laid.what)
    if not instances:
        return False
    answer = laid.at(posed, instances[0])
    return not (answer.decimals and posed.problem.decimals == "rounded") and bool(refuted_at_once(answer))


def _decide(posed: Posed, tree: Expr) -> Verdict:
    full, found = laid_out_of(posed, tree)
    if isinstance(found, Diagnostic):
        # A span inside a definition that was put in is no place in the answer.
        return Verdict(Outcome.INCORRECT, messages=(found if full is tree else replace(found, span=None),))
    if not found:
        return Verdict(Outcome.INCORRECT, messages=(wrong_shape(posed, full, ""),))
    try:
        return _of_laid(posed, tree, full, found)
    except OpenSizeError:
        open_size = Diagnostic("engine/open-size", "the size of an identity matrix or of a vector of ones is not told here",
                               "write it, as in I_N or ones(N)", severity=Severity.REMARK)
        return Verdict(Outcome.UNDECIDED, messages=(open_size,))
    except BudgetError:
        too_large = Diagnostic("engine/too-large", "this answer is too large to be computed", "write it in a shorter form",
                               severity=Severity.REMARK)
        return Verdict(Outcome.UNDECIDED, messages=(too_large,))


def _is_written_zero(tree: Expr) -> bool:
    """Whether a tree is a literal zero, perhaps with a sign, a transpose, or in brackets: it stands for a zero of any shape."""
    while type(tree) in (Neg, Transpose) or (type(tree) is Matrix and len(tree.args) == 1):
        tree = tree.args[0]
    return type(tree) is Number and tree.data[0] == 0


def _of_laid(posed: Posed, tree: Expr, full: Expr, found: list[Laid]) -> Verdict:
    """The lecture's layout first; another one only where that is not right."""
    first = finding_over_sizes(posed, found[0])
    if first.outcome is Outcome.CORRECT or (first.outcome is Outcome.UNDECIDED and _is_same(posed, tree, found[0])):
        return _right(posed, tree, found[0], first)
    undecided, said = first.outcome is Outcome.UNDECIDED, first.said
    for laid in found[1:]:
        finding = finding_over_sizes(posed, laid)
        if finding.outcome is Outcome.CORRECT:
            return _right(posed, tree, laid, finding)
        undecided, said = undecided or finding.outcome is Outcome.UNDECIDED, said or finding.said
    if undecided:
        return Verdict(Outcome.UNDECIDED, messages=(said,) if said is not None else (), entries=_entries(posed, found[0]))
    mixed = next((laid for laid in laid_out_mixed(posed, found[0]) if finding_over_sizes(posed, laid).outcome is Outcome.CORRECT), None)
    if mixed is not None:
        return Verdict(Outcome.INCORRECT, messages=(mixed_layout(mixed),))
    if found[0].layout.name:
        return Verdict(Outcome.INCORRECT, messages=(wrong_shape(posed, full, "it is also not the right answer in another layout"),))
    return _wrong(posed, found[0], first)


def _right(posed: Posed, tree: Expr, laid: Laid, finding: Finding) -> Verdict:
    evidence = finding.evidence
    if not isinstance(evidence, Proof) and _is_same(posed, tree, laid):
        return Verdict(Outcome.CORRECT, evidence=Same())
    if not laid.layout.name:
        return Verdict(Outcome.CORRECT, evidence=evidence)
    return Verdict(Outcome.CORRECT, laid.layout.name, evidence, (other_layout(posed, laid),))


def _is_same(posed: Posed, tree: Expr, laid: Laid) -> bool:
    """Whether the tree is a known form of the truth, up to the order of sums and products."""
    return not laid.layout.name and any(same_tree(tree, known) for known in _known_forms(posed))


def _known_forms(posed: Posed) -> tuple[Expr, ...]:
    """The author's and the derived form of the truth, each believed only after the rest of the ladder has accepted it."""
    if "forms" not in posed.memory:
        candidates = (posed.problem.truth_tree, posed.display())
        posed.memory["forms"] = tuple(form for form in candidates if form is not None and _is_accepted(posed, form))
    known: tuple[Expr, ...] = posed.memory["forms"]
    return known


def _is_accepted(posed: Posed, tree: Expr) -> bool:
    """Whether the ladder without its rung *same* accepts a tree; nothing of it is remembered, since an answer's evidence may be better."""
    _, found = laid_out_of(posed, tree)
    if isinstance(found, Diagnostic) or not found or found[0].layout.name:
        return False
    try:
        return finding_over_sizes(posed, found[0]).outcome is Outcome.CORRECT
    except (BudgetError, OpenSizeError):
        return False


def _wrong(posed: Posed, laid: Laid, finding: Finding) -> Verdict:
    messages: tuple[Diagnostic, ...] = ()
    if finding.rounded_to is not None and finding.rounded_to > 1:
        if posed.problem.decimals == "rounded" and finding.rounded_to >= LEAST_DIGITS:
            if finding.is_multiplied:
                return Verdict(Outcome.UNDECIDED)
            return Verdict(Outcome.CORRECT, evidence=Agreement(finding.rounded_to, 6))
        messages = (Diagnostic("value/rounded", "this is right only up to the rounding of your decimals",
                               "write the exact number, for example a fraction"),)
    if finding.evidence is None and finding.said is not None:
        messages = (finding.said,)
    if finding.evidence is not None and finding.entry is None:
        messages = (Diagnostic("domain/undefined", "the answer has no value where the function has one",
                               "look for a denominator that is zero, or a root or logarithm of a negative number"),)
    entries = _entries(posed, laid)
    evidence = _small(posed, laid) if posed.symbolic and isinstance(finding.evidence, Counterexample) else None
    return Verdict(Outcome.INCORRECT, None, evidence or finding.evidence, messages, entries)


def _entries(posed: Posed, laid: Laid) -> tuple[Outcome, ...]:
    """The outcome of every entry by itself, where they count one by one; a zero denominator in one does not cost the others."""
    if posed.problem.partial != "entries" or not posed.axes or posed.symbolic or not posed.instances(laid.what):
        return ()
    [instance] = posed.instances(laid.what)
    answer = laid.at(posed, instance)
    wrong = refuted_at_once(answer)
    return tuple(Outcome.INCORRECT if number in wrong else
                 compare(posed, Compiled(instance, pruned(answer.program, (output,))), (number,)).outcome
                 for number, output in enumerate(answer.outputs))


def _small(posed: Posed, laid: Laid) -> Counterexample | None:
    """A counterexample at the smallest sizes, which a person can follow; ``None`` where the two agree there."""
    instance = posed.smallest(laid.what)
    if instance is None:
        return None
    try:
        evidence = compare(posed, laid.at(posed, instance)).evidence
    except BudgetError:
        return None
    return evidence if isinstance(evidence, Counterexample) else None

