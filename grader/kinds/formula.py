"""Formulas of every kind decided by one mechanism: scalars, matrices, tensors, index formulas, differentials, in any layout by name."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from grader.engine import (
    REFUTE_BITS,
    Answer,
    BudgetError,
    Finding,
    Form,
    Key,
    OpenSizeError,
    compare,
    forms,
    mixed_forms,
    precision,
    pruned,
    refuted_at_once,
    same,
)
from grader.expr import Expr, Matrix, Neg, Number, Transpose, same_tree, substitute
from grader.kinds.overall import finding_over_sizes
from grader.kinds.words import mixed_layout, other_layout, wrong_shape
from grader.model import Agreement, Counterexample, Diagnostic, Outcome, Problem, Proof, Same, Severity, Verdict

LEAST_DIGITS = 3
"""Significant digits that a rounded decimal needs where the problem allows rounding."""


@lru_cache(maxsize=1024)
def key_of(problem: Problem, salt: str) -> Key:
    """The truth of a problem under a salt, made once; what it remembers is a pure function of both."""
    return Key(problem, salt)


def decide(key: Key, tree: Expr) -> Verdict:
    """The verdict about a tree; equal trees of one problem are decided once.

    What has a span in its messages depends on the text and is not remembered.
    """
    known = key.memory.setdefault("verdicts", {})
    verdict: Verdict | None = known.get(tree)
    if verdict is None:
        verdict = _decide(key, tree)
        if not verdict.messages and len(known) < 20_000:
            known[tree] = verdict
    return verdict


def forms_of(key: Key, tree: Expr) -> tuple[Expr, list[Form] | Diagnostic]:
    """A tree with the definitions put in, and its forms; those of the last tree are kept, with all that was computed of them."""
    known: tuple[Expr, Expr, list[Form] | Diagnostic] | None = key.memory.get("last")
    if known is None or known[0] is not tree:
        full = Number(0) if _is_written_zero(tree) else substitute(tree, key.definitions)
        known = key.memory["last"] = tree, full, forms(key, full)
    return known[1], known[2]


def may_be_right(key: Key, tree: Expr) -> bool:
    """Whether a tree has the truth's value at a first point, in the first layout that it has; a cheap look before it is decided."""
    _, found = forms_of(key, tree)
    instances = key.instances(found[0].what) if not isinstance(found, Diagnostic) and found else []
    samples = instances[0].samples(1) if instances else []
    if isinstance(found, Diagnostic) or not samples:
        return False
    try:
        with precision(REFUTE_BITS):
            return same(found[0].at(key, instances[0]).values(samples[0], REFUTE_BITS), instances[0].truth_of(samples[0], REFUTE_BITS))
    except (BudgetError, OpenSizeError):
        return False


def is_refuted(key: Key, tree: Expr) -> bool:
    """Whether a first point refutes a tree in every layout that it can be: it is incorrect, and nobody has to be shown why."""
    _, found = forms_of(key, tree)
    if isinstance(found, Diagnostic) or not found:
        return False
    try:
        return all(_is_refuted(key, form) for form in found)
    except BudgetError:
        return False


def _is_refuted(key: Key, form: Form) -> bool:
    instances = key.instances(form.what)
    if not instances:
        return False
    answer = form.at(key, instances[0])
    return not (answer.decimals and key.problem.decimals == "rounded") and bool(refuted_at_once(answer))


def _decide(key: Key, tree: Expr) -> Verdict:
    full, found = forms_of(key, tree)
    if isinstance(found, Diagnostic):
        # A span inside a definition that was put in is no place in the answer.
        return Verdict(Outcome.INCORRECT, messages=(found if full is tree else replace(found, span=None),))
    if not found:
        return Verdict(Outcome.INCORRECT, messages=(wrong_shape(key, full, ""),))
    try:
        return _of_forms(key, tree, full, found)
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


def _of_forms(key: Key, tree: Expr, full: Expr, found: list[Form]) -> Verdict:
    """The lecture's layout first; another one only where that is not right."""
    first = finding_over_sizes(key, found[0])
    if first.outcome is Outcome.CORRECT or (first.outcome is Outcome.UNDECIDED and _is_same(key, tree, found[0])):
        return _right(key, tree, found[0], first)
    undecided, said = first.outcome is Outcome.UNDECIDED, first.said
    for form in found[1:]:
        finding = finding_over_sizes(key, form)
        if finding.outcome is Outcome.CORRECT:
            return _right(key, tree, form, finding)
        undecided, said = undecided or finding.outcome is Outcome.UNDECIDED, said or finding.said
    if undecided:
        return Verdict(Outcome.UNDECIDED, messages=(said,) if said is not None else (), entries=_entries(key, found[0]))
    mixed = next((form for form in mixed_forms(key, found[0]) if finding_over_sizes(key, form).outcome is Outcome.CORRECT), None)
    if mixed is not None:
        return Verdict(Outcome.INCORRECT, messages=(mixed_layout(mixed),))
    if found[0].layout.name:
        return Verdict(Outcome.INCORRECT, messages=(wrong_shape(key, full, "it is also not the right answer in another layout"),))
    return _wrong(key, found[0], first)


def _right(key: Key, tree: Expr, form: Form, finding: Finding) -> Verdict:
    evidence = finding.evidence
    if not isinstance(evidence, Proof) and _is_same(key, tree, form):
        return Verdict(Outcome.CORRECT, evidence=Same())
    if not form.layout.name:
        return Verdict(Outcome.CORRECT, evidence=evidence)
    return Verdict(Outcome.CORRECT, form.layout.name, evidence, (other_layout(key, form),))


def _is_same(key: Key, tree: Expr, form: Form) -> bool:
    """Whether the tree is a known form of the truth, up to the order of sums and products."""
    return not form.layout.name and any(same_tree(tree, known) for known in _known_forms(key))


def _known_forms(key: Key) -> tuple[Expr, ...]:
    """The author's and the derived form of the truth, each believed only after the rest of the ladder has accepted it."""
    if "forms" not in key.memory:
        candidates = (key.problem.truth_tree, key.display())
        key.memory["forms"] = tuple(form for form in candidates if form is not None and _is_accepted(key, form))
    known: tuple[Expr, ...] = key.memory["forms"]
    return known


def _is_accepted(key: Key, tree: Expr) -> bool:
    """Whether the ladder without its rung *same* accepts a tree; nothing of it is remembered, since an answer's evidence may be better."""
    _, found = forms_of(key, tree)
    if isinstance(found, Diagnostic) or not found or found[0].layout.name:
        return False
    try:
        return finding_over_sizes(key, found[0]).outcome is Outcome.CORRECT
    except (BudgetError, OpenSizeError):
        return False


def _wrong(key: Key, form: Form, finding: Finding) -> Verdict:
    messages: tuple[Diagnostic, ...] = ()
    if finding.rounded_to is not None and finding.rounded_to > 1:
        if key.problem.decimals == "rounded" and finding.rounded_to >= LEAST_DIGITS:
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
    entries = _entries(key, form)
    evidence = _small(key, form) if key.symbolic and isinstance(finding.evidence, Counterexample) else None
    return Verdict(Outcome.INCORRECT, None, evidence or finding.evidence, messages, entries)


def _entries(key: Key, form: Form) -> tuple[Outcome, ...]:
    """The outcome of every entry by itself, where they count one by one; a zero denominator in one does not cost the others."""
    if key.problem.partial != "entries" or not key.axes or key.symbolic or not key.instances(form.what):
        return ()
    [instance] = key.instances(form.what)
    answer = form.at(key, instance)
    wrong = refuted_at_once(answer)
    return tuple(Outcome.INCORRECT if number in wrong else
                 compare(key, Answer(instance, pruned(answer.program, (output,))), (number,)).outcome
                 for number, output in enumerate(answer.outputs))


def _small(key: Key, form: Form) -> Counterexample | None:
    """A counterexample at the smallest sizes, which a person can follow; ``None`` where the two agree there."""
    instance = key.smallest(form.what)
    if instance is None:
        return None
    try:
        evidence = compare(key, form.at(key, instance)).evidence
    except BudgetError:
        return None
    return evidence if isinstance(evidence, Counterexample) else None

