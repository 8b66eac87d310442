"""A response to a formula problem: read, in its second reading if need be, line by line if it is a derivation, and decided."""

from __future__ import annotations

from dataclasses import replace

from grader.engine import Key
from grader.expr import plain
from grader.kinds.derivation import Derivation, derivation
from grader.kinds.formula import decide, key_of
from grader.kinds.kind import Judgement, Kind
from grader.kinds.scope import scope_of
from grader.model import Diagnostic, Line, Outcome, Problem, Severity, Verdict
from grader.syntax import Reading, read, readings


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read one response and decide it; a second documented reading is tried only if the first is not correct."""
    key = key_of(problem, salt)
    reading = read(text, scope_of(problem))
    lines = derivation(problem, text, salt)
    if isinstance(reading, Diagnostic):
        if lines is None or lines.lines[-1].outcome is Outcome.UNREADABLE:
            # Rows of different lengths may be right with decimal commas; where they are not, the message about the rows is the better one.
            choices = frozenset(("comma",)) if reading.code == "syntax/ragged-matrix" else frozenset[str]()
            return _second(key, text, choices) or Judgement("", Verdict(Outcome.UNREADABLE, messages=(reading,)))
        reading = lines.last
    elif lines is not None and lines.last.tree != reading.tree:
        if lines.named and decide(key, reading.tree).outcome is not Outcome.CORRECT:
            # u = 2x, and below it 2/(1+u^2): the two are no product.
            reading = lines.last
        else:
            # The text is one answer; equal signs and ends of lines in it are conditions, or rows.
            lines = None
    if lines is not None and len(lines.lines) < 2:
        lines = None
    verdict = decide(key, reading.tree)
    other = _second(key, text, reading.choices, verdict) if verdict.outcome is Outcome.INCORRECT else None
    return other or _judgement(reading, verdict, lines)


def _second(key: Key, text: str, choices: frozenset[str], first: Verdict | None = None) -> Judgement | None:
    """The first of the second readings that is correct; else one that is undecided, or one that has a shape where ``first`` has none."""
    open_one, fitting = None, None
    for kind, other in readings(text, scope_of(key.problem), choices):
        verdict = decide(key, other.tree)
        found = _judgement(other, verdict, None, _second_reading(kind, other, text))
        if verdict.outcome is Outcome.CORRECT:
            return found
        if verdict.outcome is Outcome.UNDECIDED:
            open_one = open_one or found
        elif first is not None and _misses_shape(first) and not _misses_shape(verdict):
            fitting = fitting or found
    return open_one or fitting


def _misses_shape(verdict: Verdict) -> bool:
    """Whether an answer has no shape, or another one than the truth."""
    return any(message.code.startswith("shape/") for message in verdict.messages)


def _judgement(reading: Reading, verdict: Verdict, lines: Derivation | None, *notes: Diagnostic) -> Judgement:
    messages = reading.notes + notes + verdict.messages
    if lines is None:
        whole = verdict if messages == verdict.messages else replace(verdict, messages=messages)
        return Judgement(plain(reading.tree), whole, reading.tree)
    messages = tuple(message for message in messages if message.code != "read/last-member") + _said(lines.lines, verdict.outcome)
    return Judgement(plain(reading.tree), replace(verdict, messages=messages, lines=lines.lines), reading.tree, lines.wrong)


def _said(lines: tuple[Line, ...], outcome: Outcome) -> tuple[Diagnostic, ...]:
    """Which line of several is the first that is not what it should be."""
    if len(lines) < 2:
        return ()
    for number, line in enumerate(lines, 1):
        if line.outcome is Outcome.INCORRECT:
            what = f"{line.name} is not that" if line.name else "this is not what is asked"
            severity = Severity.REMARK if outcome is Outcome.CORRECT else Severity.ERROR
            remedy = ("look at it again" if line.name else "go on from the line before it" if number > 1 else
                      "begin again with what is asked")
            return (Diagnostic("line/first-wrong", f"line {number} is the first that is not right: {what}", remedy,
                               line.span, severity=severity),)
    return ()


def _second_reading(kind: str, reading: Reading, text: str) -> Diagnostic:
    return Diagnostic("read/second-reading", f"this text has two readings ({kind}); it was read as {plain(reading.tree)}",
                      "brackets make it unambiguous", (0, len(text)), severity=Severity.REMARK)


KIND = Kind("formula", judge)
