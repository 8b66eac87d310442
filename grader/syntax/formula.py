"""One formula, without what stands around it: text to tokens to a tree, in its first documented reading or in another."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from threading import Lock

from grader.expr import Expr
from grader.model import Diagnostic, Severity
from grader.syntax.grammar.arrays import cases, dummies, sums
from grader.syntax.grammar.parser import Parser
from grader.syntax.layout.restrictions import Restriction
from grader.syntax.lexicon import lexicon
from grader.syntax.messages.hints import explain
from grader.syntax.scope import Scope
from grader.syntax.tokens import accents
from grader.syntax.tokens.arrange import arrange, tidy
from grader.syntax.tokens.commas import leave_no_doubt
from grader.syntax.tokens.lines import end_rows
from grader.syntax.tokens.scan import scan
from grader.syntax.tokens.tokens import Tokens, UnreadableError


@dataclass(frozen=True, slots=True)
class Reading:
    """A tree, remarks about how the text was read, and the kinds of choice between two readings that were met.

    ``claims`` are declared names that the text defines again, with their trees there; ``restrictions`` are conditions behind the answer
    that were passed over; ``beside`` are other answers that stand beside this one, joined by a comma, a semicolon or "and".
    """

    tree: Expr
    notes: tuple[Diagnostic, ...] = ()
    choices: frozenset[str] = frozenset()
    claims: tuple[tuple[str, Expr], ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    beside: tuple[Expr, ...] = ()


def read_formula(text: str, scope: Scope, second: frozenset[str] = frozenset()) -> Reading | Diagnostic:
    """Read a text that is one formula; a Diagnostic says where it stops to be one."""
    try:
        return _read(text, scope, second)
    except RecursionError:
        return _read_with_room(text, scope, second)


_LOCK = Lock()
_ROOM = 1_500
"""Frames that an answer of the greatest permitted depth needs at most."""

MOST_KINDS = 7
"""Kinds of choice of which each is tried alone: a text with more of them is none that a person would write."""
_SUMS = ("um", "∑", "Σ", "Sigma")
"""Without one of these no sum sign stands in a text."""
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
    except UnreadableError as problem:
        choices = (attempt.choices & _STRUCTURAL) - second
        if "comma" in choices and not (attempt.tokens is not None and leave_no_doubt(attempt.tokens)):
            choices -= {"comma"}
        for flip in flips(choices):
            try:
                reading = _once(text, scope, second | flip, _Attempt())
            except UnreadableError:
                continue
            return replace(reading, choices=reading.choices - flip)
        return explain(problem, attempt.tokens, text)


def _once(text: str, scope: Scope, second: frozenset[str], attempt: _Attempt) -> Reading:
    """One reading; raises :class:`UnreadableError`, after which the attempt holds what is known."""
    words = lexicon(scope)
    if scope.indices and any(sign in text for sign in _SUMS):
        words = lexicon(sums.with_dummies(text, scope, words))
    tokens = attempt.tokens = scan(text, words)
    accent = accents.leave_no_doubt(tokens) if tokens.accents else None
    cases.name_words(tokens, words)
    arrange(tokens, words)
    tidy(tokens)
    broken = "\n" in text and "line" not in second and end_rows(tokens, text)
    if tokens.kinds[0] == "end":
        raise UnreadableError("syntax/empty", "nothing stands here that could be read", (0, len(text)), "write the answer")
    parser = Parser(tokens, words, second)
    if broken:
        parser.choices.add("line")
    try:
        tree = parser.answer()
        if words.scope.dummies:
            dummies.refuse_free(parser, tree)
    finally:
        attempt.choices = parser.met()
    notes = _notes(tokens) + tuple(parser.notes) + ((accent,) if accent is not None else ())
    return Reading(tree, notes, attempt.choices)


def flips(choices: frozenset[str]) -> list[frozenset[str]]:
    """Each kind of choice alone, then all together, then each place alone; of too many kinds only all together."""
    kinds = sorted(choice for choice in choices if "@" not in choice)
    if len(kinds) > MOST_KINDS:
        return [frozenset(kinds)]
    places = sorted(choices.difference(kinds))
    return ([frozenset((kind,)) for kind in kinds] + ([frozenset(kinds)] if len(kinds) > 1 else [])
            + [frozenset((place,)) for place in places[:MOST_KINDS - len(kinds)]])


def _notes(tokens: Tokens) -> tuple[Diagnostic, ...]:
    at = next((position for position in tokens.dropped if position > 0), None)
    if at is None:
        return ()
    return (Diagnostic("read/invisible", "an invisible character was passed over", "", (at, at + 1), severity=Severity.REMARK),)
