"""The front door of the language: one text in one scope to a tree or a diagnostic."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from grader.expr import Expr
from grader.model import Diagnostic, Severity
from grader.syntax.hints import explain
from grader.syntax.members import last_member, tidy
from grader.syntax.pratt import Parser
from grader.syntax.scope import Lexicon, Scope, lexicon
from grader.syntax.tokens import Tokens, Unreadable, scan


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

_STRUCTURAL = frozenset(("blank", "comma"))
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


def _read(text: str, scope: Scope, second: frozenset[str]) -> Reading | Diagnostic:
    tokens: Tokens | None = None
    try:
        words = lexicon(scope)
        tokens = scan(text, words)
        tidy(tokens)
        if tokens.kinds[0] == "end":
            raise Unreadable("syntax/empty", "nothing stands here that could be read", (0, len(text)), "write the answer")
        first, passed_over = last_member(tokens)
        tree, choices, notes = _parse(tokens, words, second, first)
    except Unreadable as problem:
        return explain(problem, tokens, text)
    return Reading(tree, _notes(tokens, first, passed_over) + notes, choices)


def _parse(tokens: Tokens, words: Lexicon, second: frozenset[str], first: int) -> tuple[Expr, frozenset[str], tuple[Diagnostic, ...]]:
    parser = Parser(tokens, words, second, first)
    try:
        return parser.answer(), frozenset(parser.choices), tuple(parser.notes)
    except Unreadable:
        for kind in sorted((parser.choices & _STRUCTURAL) - second):
            other = Parser(tokens, words, second | {kind}, first)
            try:
                return other.answer(), frozenset(other.choices - {kind}), tuple(other.notes)
            except Unreadable:
                continue
        raise


def readings(text: str, scope: Scope, choices: frozenset[str]) -> Iterator[tuple[str, Reading]]:
    """The second readings of an ambiguous text: each kind of choice alone, then all together."""
    kinds = sorted(choices)
    flips = [frozenset((kind,)) for kind in kinds] + ([frozenset(kinds)] if len(kinds) > 1 else [])
    for flip in flips:
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
