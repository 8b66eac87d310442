"""The front door of the language: one text in one scope to a tree or a diagnostic."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock

from grader.expr import Expr
from grader.model import Diagnostic, Severity
from grader.syntax import accents, dummies, sums
from grader.syntax.arrange import arrange
from grader.syntax.commas import leave_no_doubt
from grader.syntax.hints import explain
from grader.syntax.lines import end_rows
from grader.syntax.members import last_member, tidy
from grader.syntax.pratt import Parser
from grader.syntax.scan import scan
from grader.syntax.scope import Scope, lexicon
from grader.syntax.tokens import Tokens, Unreadable


@dataclass(frozen=True, slots=True)
class Reading:
    """A tree, remarks about how the text was read, and the kinds of choice between two readings that were met."""

    tree: Expr
    notes: tuple[Diagnostic, ...] = ()
    choices: frozenset[str] = frozenset()


def read(text: str, scope: Scope, second: frozenset[str] = frozenset()) -> Reading | Diagnostic:
    """Read one answer.

    ``second`` names the kinds of choice for which the second documented reading is wanted.  Errors come back as a
    Diagnostic with code ``syntax/…`` and a span in ``text``.

    >>> read("2x e^(x^2)", Scope(("x",))).tree
    Mul(Number((2, None)), Symbol('x'), Pow(Constant('e'), Pow(Symbol('x'), Number((2, None)))))
    """
    try:
        return _read(text, scope, second)
    except RecursionError:
        return _read_with_room(text, scope, second)


_LOCK = Lock()
_ROOM = 1_500
"""Frames that an answer of the greatest permitted depth needs at most."""

_SUM = re.compile("[sS]um|∑|Σ|\\\\Sigma")
_STRUCTURAL = frozenset(("blank", "comma", "line", "wide"))
"""Choices whose second reading is taken at once where the first makes no sense: ``[x y; 1 2]``, ``[0,5x; 2y]``."""


def _read_with_room(text: str, scope: Scope, second: frozenset[str]) -> Reading | Diagnostic:
    """What may be nested is capped by a counter, not by how deep the caller stands or how low its recursion limit is."""
    with _LOCK:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(limit + _ROOM)
        try:
            return _read(text, scope, second)
        finally:
            sys.setrecursionlimit(limit)


@dataclass(slots=True)
class _Attempt:
    """What is known when a reading fails: where, and which choices had been met."""

    tokens: Tokens | None = None
    choices: frozenset[str] = frozenset()


def _read(text: str, scope: Scope, second: frozenset[str]) -> Reading | Diagnostic:
    attempt = _Attempt()
    try:
        return _once(text, scope, second, attempt)
    except Unreadable as problem:
        choices = (attempt.choices & _STRUCTURAL) - second
        if "comma" in choices and not (attempt.tokens is not None and leave_no_doubt(attempt.tokens)):
            choices -= {"comma"}
        for flip in _flips(choices):
            try:
                reading = _once(text, scope, second | flip, _Attempt())
            except Unreadable:
                continue
            return replace(reading, choices=reading.choices - flip)
        return explain(problem, attempt.tokens, text)


def _once(text: str, scope: Scope, second: frozenset[str], attempt: _Attempt) -> Reading:
    """One reading; raises :class:`Unreadable`, after which the attempt holds what is known."""
    words = lexicon(scope)
    if scope.indices and _SUM.search(text):
        words = lexicon(sums.with_dummies(text, scope, words))
    tokens = attempt.tokens = scan(text, words)
    if tokens.accents:
        accents.leave_no_doubt(tokens)
    arrange(tokens, words)
    tidy(tokens)
    broken = "\n" in text and "line" not in second and end_rows(tokens, text)
    if tokens.kinds[0] == "end":
        raise Unreadable("syntax/empty", "nothing stands here that could be read", (0, len(text)), "write the answer")
    first, passed_over = last_member(tokens)
    parser = Parser(tokens, words, second, first)
    if broken:
        parser.choices.add("line")
    try:
        tree = parser.answer()
        if words.scope.dummies:
            dummies.refuse_free(parser, tree)
    finally:
        attempt.choices = frozenset(parser.choices)
    return Reading(tree, _notes(tokens, first, passed_over) + tuple(parser.notes), attempt.choices)


def _flips(choices: frozenset[str]) -> list[frozenset[str]]:
    """Each kind of choice alone, then all together."""
    kinds = sorted(choices)
    return [frozenset((kind,)) for kind in kinds] + ([frozenset(kinds)] if len(kinds) > 1 else [])


def readings(text: str, scope: Scope, choices: frozenset[str]) -> Iterator[tuple[str, Reading]]:
    """The second readings of an ambiguous text: each kind of choice alone, then all together."""
    for flip in _flips(choices):
        reading = read(text, scope, flip)
        if isinstance(reading, Reading):
            yield ", ".join(sorted(flip)), reading


def _notes(tokens: Tokens, first: int, passed_over: bool) -> tuple[Diagnostic, ...]:
    notes = []
    if passed_over:
        span = (tokens.starts[first], tokens.ends[-2])
        notes.append(Diagnostic("read/last-member", "several members are joined by '='; the last one is graded", "", span,
                                severity=Severity.REMARK))
    if any(position > 0 for position in tokens.dropped):
        at = next(position for position in tokens.dropped if position > 0)
        notes.append(Diagnostic("read/invisible", "an invisible character was passed over", "", (at, at + 1),
                                severity=Severity.REMARK))
    return tuple(notes)
