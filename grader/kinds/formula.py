"""Formulas: scalars, rows, columns and matrices, in the lecture's layout or another one by name."""

from __future__ import annotations

from functools import lru_cache

from grader.engine import Array, Finding, Key, array_of, compare
from grader.expr import Expr, Number, plain, shapes, substitute
from grader.kinds.kind import Judgement, Kind
from grader.model import Agreement, Diagnostic, Outcome, Problem, Severity, Verdict
from grader.syntax import Reading, Scope, read, readings

LEAST_DIGITS = 3
"""Significant digits that a rounded decimal needs where the problem allows rounding."""


@lru_cache(maxsize=1024)
def scope_of(problem: Problem) -> Scope:
    """The names that an answer may use."""
    return Scope(tuple(variable.name for variable in problem.variables) + tuple(name for name, _ in problem.definitions))


@lru_cache(maxsize=1024)
def key_of(problem: Problem, salt: str) -> Key:
    """The truth of a problem under a salt, made once; what it remembers is a pure function of both."""
    return Key(problem, salt)


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read one response and decide it; a second documented reading is tried only if the first is not correct."""
    scope = scope_of(problem)
    reading = read(text, scope)
    if isinstance(reading, Diagnostic):
        return Judgement("", Verdict(Outcome.UNREADABLE, messages=(reading,)))
    key = key_of(problem, salt)
    verdict = decide(key, reading.tree)
    if verdict.outcome is Outcome.INCORRECT and reading.choices:
        for kind, other in readings(text, scope, reading.choices):
            second = decide(key, other.tree)
            if second.outcome is Outcome.CORRECT:
                return _judgement(other, second, _second_reading(kind, other, text))
    return _judgement(reading, verdict)


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
    array = array_of(substitute(tree, key.definitions))
    if isinstance(array, Diagnostic):
        return Verdict(Outcome.INCORRECT, messages=(array,))
    if array.shape != key.shape and array.shape is None and tree == Number(0) and key.shape is not None:
        array = Array(key.shape, array.entries * (key.shape[0] * key.shape[1]))
    if array.shape == key.shape:
        return _same_shape(key, array)
    if array.shape is not None and key.shape is not None and array.shape == key.shape[::-1] and _has_layouts(key):
        return _transposed_shape(key, array)
    return _wrong_shape(key, array, "")


def _has_layouts(key: Key) -> bool:
    """Only a first derivative has layouts; a transposed value is another value, a Hessian is symmetric."""
    return key.problem.asked == "derivative"


def _same_shape(key: Key, array: Array) -> Verdict:
    finding = compare(key, array.entries)
    if finding.outcome is Outcome.INCORRECT and _is_square(key) and _has_layouts(key):
        if compare(key, array.transposed().entries).outcome is Outcome.CORRECT:
            return _other_layout(compare(key, array.transposed().entries), square=True)
    return _verdict(key, array, finding)


def _is_square(key: Key) -> bool:
    return key.shape is not None and key.shape[0] == key.shape[1]


def _transposed_shape(key: Key, array: Array) -> Verdict:
    finding = compare(key, array.transposed().entries)
    if finding.outcome is Outcome.CORRECT:
        return _other_layout(finding, square=False)
    if finding.outcome is Outcome.UNDECIDED:
        return Verdict(Outcome.UNDECIDED)
    return _wrong_shape(key, array, "it is also not the transpose of the right one")


def _other_layout(finding: Finding, square: bool) -> Verdict:
    message = "this is the denominator layout, the transpose of the lecture's"
    if square:
        message += "; for a square matrix a forgotten transpose looks the same"
    remark = Diagnostic("layout/other", message, "the lecture puts functions in rows and variables in columns",
                        severity=Severity.REMARK)
    return Verdict(Outcome.CORRECT, "denominator", finding.evidence, (remark,))


def _wrong_shape(key: Key, array: Array, more: str) -> Verdict:
    wanted, found = shapes.show(key.shape), shapes.show(array.shape)
    code = "shape/transposed" if more else "shape/mismatch"
    remedy = more or ("write all entries, in brackets" if key.shape is not None else "write one expression")
    return Verdict(Outcome.INCORRECT, messages=(Diagnostic(code, f"your answer is {found}; the answer here is {wanted}", remedy),))


def _verdict(key: Key, array: Array, finding: Finding) -> Verdict:
    messages: tuple[Diagnostic, ...] = ()
    if finding.rounded_to is not None and finding.rounded_to > 1:
        if key.problem.decimals == "rounded" and finding.rounded_to >= LEAST_DIGITS:
            return Verdict(Outcome.CORRECT, evidence=Agreement(finding.rounded_to, 6))
        messages = (Diagnostic("value/rounded", "this is right only up to the rounding of your decimals",
                               "write the exact number, for example a fraction"),)
    if finding.outcome is Outcome.INCORRECT and finding.evidence is not None and finding.entry is None:
        messages = (Diagnostic("domain/undefined", "the answer has no value where the function has one",
                               "look for a denominator that is zero, or a root or logarithm of a negative number"),)
    entries: tuple[Outcome, ...] = ()
    if key.shape is not None and key.problem.partial == "entries" and finding.outcome is not Outcome.CORRECT:
        entries = tuple([compare(key, (entry,), (number,)).outcome for number, entry in enumerate(array.entries)])
    return Verdict(finding.outcome, None, finding.evidence, messages, entries)


KIND = Kind("formula", judge)
