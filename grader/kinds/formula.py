"""Formulas of every kind, by one mechanism: scalars, rows, matrices, tensors, index formulas, differentials, in any layout by name."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from grader.engine import Answer, BudgetError, Finding, Form, Instance, Key, compare, forms, holds_for_all_sizes, pruned
from grader.expr import Expr, Matrix, Neg, Number, Transpose, plain, same_tree, substitute
from grader.kinds.kind import Judgement, Kind
from grader.kinds.scope import scope_of
from grader.kinds.words import other_layout, wrong_shape
from grader.model import Agreement, Counterexample, Diagnostic, Outcome, Problem, Proof, Same, Severity, Verdict
from grader.syntax import Reading, read, readings

LEAST_DIGITS = 3
"""Significant digits that a rounded decimal needs where the problem allows rounding."""


@lru_cache(maxsize=1024)
def key_of(problem: Problem, salt: str) -> Key:
    """The truth of a problem under a salt, made once; what it remembers is a pure function of both."""
    return Key(problem, salt)


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read one response and decide it; a second documented reading is tried only if the first is not correct."""
    scope = scope_of(problem)
    reading = read(text, scope)
    key = key_of(problem, salt)
    if isinstance(reading, Diagnostic):
        # Rows of different lengths may be right with decimal commas; where they are not, the message about the rows is the better one.
        choices = frozenset(("comma",)) if reading.code == "syntax/ragged-matrix" else frozenset[str]()
        return _second(key, text, choices) or Judgement("", Verdict(Outcome.UNREADABLE, messages=(reading,)))
    verdict = decide(key, reading.tree)
    other = _second(key, text, reading.choices) if verdict.outcome is Outcome.INCORRECT else None
    return other or _judgement(reading, verdict)


def _second(key: Key, text: str, choices: frozenset[str]) -> Judgement | None:
    """The first of the second readings that is correct."""
    for kind, other in readings(text, scope_of(key.problem), choices):
        verdict = decide(key, other.tree)
        if verdict.outcome is Outcome.CORRECT:
            return _judgement(other, verdict, _second_reading(kind, other, text))
    return None


def _judgement(reading: Reading, verdict: Verdict, *notes: Diagnostic) -> Judgement:
    messages = reading.notes + notes + verdict.messages
    return Judgement(plain(reading.tree),
                     Verdict(verdict.outcome, verdict.layout, verdict.evidence, messages, verdict.entries))


def _second_reading(kind: str, reading: Reading, text: str) -> Diagnostic:
    return Diagnostic("read/second-reading", f"this text has two readings ({kind}); it was read as {plain(reading.tree)}",
                      "brackets make it unambiguous", (0, len(text)), severity=Severity.REMARK)


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


def _decide(key: Key, tree: Expr) -> Verdict:
    full = Number(0) if _is_written_zero(tree) else substitute(tree, key.definitions)
    found = forms(key, full)
    if isinstance(found, Diagnostic):
        # A span inside a definition that was put in is no place in the answer.
        return Verdict(Outcome.INCORRECT, messages=(found if full is tree else replace(found, span=None),))
    if not found:
        return Verdict(Outcome.INCORRECT, messages=(wrong_shape(key, full, ""),))
    try:
        return _of_forms(key, tree, full, found)
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
    first = _finding(key, found[0])
    if first.outcome is Outcome.CORRECT or (first.outcome is Outcome.UNDECIDED and _is_same(key, tree, found[0])):
        return _right(key, tree, found[0], first)
    undecided = first.outcome is Outcome.UNDECIDED
    for form in found[1:]:
        finding = _finding(key, form)
        if finding.outcome is Outcome.CORRECT:
            return _right(key, tree, form, finding)
        undecided = undecided or finding.outcome is Outcome.UNDECIDED
    if undecided:
        return Verdict(Outcome.UNDECIDED, entries=_entries(key, found[0]))
    if found[0].layout.name:
        return Verdict(Outcome.INCORRECT, messages=(wrong_shape(key, full, "it is also not the right answer in another layout"),))
    return _wrong(key, found[0], first)


def _finding(key: Key, form: Form) -> Finding:
    """The ladder at every instance: wrong at one is wrong, right is right at all."""
    best: Finding | None = None
    for instance in key.instances(form.what):
        finding = compare(key, form.at(key, instance))
        if finding.outcome is not Outcome.CORRECT:
            return finding
        if instance.sizes and isinstance(finding.evidence, Proof) and holds_for_all_sizes(key, form, instance):
            return replace(finding, evidence=replace(finding.evidence, sizes=(tuple(instance.sizes.items()),), all_sizes=True))
        # The weaker evidence of the two is what may be said.
        if best is None or isinstance(finding.evidence, Agreement):
            best = finding
    return best if best is not None else Finding(Outcome.UNDECIDED)


def _right(key: Key, tree: Expr, form: Form, finding: Finding) -> Verdict:
    evidence = finding.evidence
    if not isinstance(evidence, Proof) and _is_same(key, tree, form):
        return Verdict(Outcome.CORRECT, evidence=Same())
    sizes = tuple(tuple(instance.sizes.items()) for instance in key.instances(form.what) if instance.sizes)
    if sizes and isinstance(evidence, Proof | Agreement) and not evidence.sizes:
        evidence = replace(evidence, sizes=sizes)
    if not form.layout.name:
        return Verdict(Outcome.CORRECT, evidence=evidence)
    return Verdict(Outcome.CORRECT, form.layout.name, evidence, (other_layout(key, form),))


def _is_same(key: Key, tree: Expr, form: Form) -> bool:
    """Whether the tree is a known form of the truth, up to the order of sums and products."""
    return not form.layout.name and any(same_tree(tree, known) for known in _known_forms(key))


def _known_forms(key: Key) -> tuple[Expr, ...]:
    """The author's and the derived form of the truth, each believed only after the rest of the ladder has accepted it."""
    if "forms" not in key.memory:
        key.memory["forms"] = ()
        candidates = [key.problem.truth_tree, key.display()]
        key.memory["forms"] = tuple(form for form in candidates if form is not None and decide(key, form).outcome is Outcome.CORRECT)
    known: tuple[Expr, ...] = key.memory["forms"]
    return known


def _wrong(key: Key, form: Form, finding: Finding) -> Verdict:
    messages: tuple[Diagnostic, ...] = ()
    if finding.rounded_to is not None and finding.rounded_to > 1:
        if key.problem.decimals == "rounded" and finding.rounded_to >= LEAST_DIGITS:
            return Verdict(Outcome.CORRECT, evidence=Agreement(finding.rounded_to, 6))
        messages = (Diagnostic("value/rounded", "this is right only up to the rounding of your decimals",
                               "write the exact number, for example a fraction"),)
    if finding.evidence is not None and finding.entry is None:
        messages = (Diagnostic("domain/undefined", "the answer has no value where the function has one",
                               "look for a denominator that is zero, or a root or logarithm of a negative number"),)
    entries = _entries(key, form)
    evidence = _small(key, form) if key.symbolic and isinstance(finding.evidence, Counterexample) else None
    return Verdict(Outcome.INCORRECT, None, evidence or finding.evidence, messages, entries)


def _entries(key: Key, form: Form) -> tuple[Outcome, ...]:
    """The outcome of every entry by itself, where they count one by one; a zero denominator in one does not cost the others."""
    if key.problem.partial != "entries" or not key.axes or key.symbolic:
        return ()
    [instance] = key.instances(form.what)
    answer = form.at(key, instance)
    found = []
    for number, output in enumerate(answer.outputs):
        alone = Answer(instance, pruned(answer.program, (output,)))
        found.append(compare(key, alone, (number,)).outcome)
    return tuple(found)


def _small(key: Key, form: Form) -> Counterexample | None:
    """A counterexample at the smallest sizes, which a person can follow; ``None`` where the two agree there."""
    small = key.memory.setdefault("small", {})
    if form.what not in small:
        small[form.what] = _small_instance(key, form.what)
    instance: Instance | None = small[form.what]
    if instance is None:
        return None
    try:
        evidence = compare(key, form.at(key, instance)).evidence
    except BudgetError:
        return None
    return evidence if isinstance(evidence, Counterexample) else None


def _small_instance(key: Key, what: str) -> Instance | None:
    instance = key.at(dict.fromkeys(key.symbolic, 2), what)
    return instance if instance.samples(3) else None


KIND = Kind("formula", judge)
