"""One formula, without what stands around it: text to tokens to a tree, in its first documented reading or in another."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import combinations
from threading import Lock

from grader.expr import Expr
from grader.model import Diagnostic, Severity
from grader.record import record, replace
from grader.syntax.grammar.arrays import cases, dummies, sums
from grader.syntax.grammar.cursor import Terms
from grader.syntax.grammar.parser import Parser
from grader.syntax.layout.index_order import in_problems_indices
from grader.syntax.layout.restrictions import Restriction
from grader.syntax.lexicon import lexicon
from grader.syntax.messages.hints import explain
from grader.syntax.scope import Scope
from grader.syntax.spellings import narrowed
from grader.syntax.tokens import accents
from grader.syntax.tokens.arrange import arrange, tidy
from grader.syntax.tokens.commas import leave_no_doubt
from grader.syntax.tokens.lines import end_rows
from grader.syntax.tokens.scan import scan
from grader.syntax.tokens.tokens import Tokens, UnreadableError


@record
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
    return Formula(text, scope).reading(second)


_LOCK = Lock()
_ROOM = 1_500
"""Frames that an answer of the greatest permitted depth needs at most."""
_SHALLOW = 8
"""Signs that may nest in each other without more room: a level takes at most 13 frames."""
_FLAT = frozenset(("num", "name", "const", "array", "+", "*", ")", "]", "}", ",", "end"))
"""Kinds of token that nest nothing; what stands in a superscript is one token, read in its turn."""

MOST_KINDS = 7
"""Kinds of choice of which each is tried alone: a text with more of them is none that a person would write."""
MOST_PAIRED = 4
"""Kinds of choice of which two are tried together, as in ``1/(σ³√2π) e^{-x²/2σ²}``, where σ³ is no index of a root."""
_SUMS = ("um", "∑", "Σ", "Sigma")
"""Without one of these no sum sign stands in a text."""
_IN_ORDER = frozenset(("num", "name", "const", "fn", "func", "array", "filled", "+", "-", "*", "/", "^", "sup", "(", ")", "'", "T", "end"))
"""Kinds of token of which a text needs no arranging."""
_SIMPLE = frozenset(("num", "name", "const", "fn", "+", "-", "*", "/", "^", "(", ")", "end"))
"""Kinds of token that no reading changes, and whose second readings are all chosen by :meth:`Cursor.choose`."""
_STRUCTURAL = frozenset(("blank", "comma", "line", "wide"))
"""Choices whose second reading is taken at once where the first makes no sense: ``[x y; 1 2]``, ``[0,5x; 2y]``."""


class Formula:
    """A text that is one formula, in any of its readings; ``several`` share tokens, and terms that they read alike."""

    __slots__ = ("_text", "_scope", "_are_several", "_tokens", "_words", "_accent", "_terms", "_met")

    def __init__(self, text: str, scope: Scope, several: bool = False) -> None:
        self._text = narrowed(text)
        self._scope = scope
        self._are_several = several
        self._tokens: Tokens | None = None
        self._terms: Terms | None = None
        self._met = frozenset[str]()

    def reading(self, second: frozenset[str] = frozenset()) -> Reading | Diagnostic:
        """Read the text with some kinds of choice in their second reading; a Diagnostic says where it stops to be a formula."""
        try:
            return self._once(second)
        except UnreadableError as problem:
            tokens, choices = self._tokens, frozenset(met for met in self._met if met.partition("@")[0] in _STRUCTURAL) - second
            if "comma" in choices and not (tokens is not None and leave_no_doubt(tokens)):
                choices -= {"comma"}
            for flip in flips(choices):
                try:
                    reading = self._once(second | flip)
                except UnreadableError:
                    continue
                return replace(reading, choices=reading.choices - flip)
            return explain(problem, tokens, self._text)

    def _once(self, second: frozenset[str]) -> Reading:
        """Return one reading; raise :class:`UnreadableError`, after which ``_met`` holds the choices that had been met."""
        self._met = frozenset()
        tokens = self._tokens if self._terms is not None and self._tokens is not None else self._scanned()
        text, words = self._text, self._words
        broken = "\n" in text and "line" not in second and end_rows(tokens, text)
        if tokens.kinds[0] == "end":
            raise UnreadableError("syntax/empty", "there is nothing here that can be read", (0, len(text)), "write the answer")
        parser = Parser(tokens, words, second, self._terms)
        if broken:
            parser.choices.append(("line", "line", False))
        try:
            tree = parser.answer() if _is_shallow(tokens) else _with_room(parser.answer)
            if words.scope.dummies:
                dummies.refuse_free(parser, tree)
            if words.scope.renamed:
                tree = in_problems_indices(tree, words.scope)
        finally:
            self._met = parser.met()
        notes = (*_notes(tokens), *parser.notes) if tokens.dropped else tuple(parser.notes)
        return Reading(tree, notes if self._accent is None else (*notes, self._accent), self._met)

    def _scanned(self) -> Tokens:
        """Return the tokens in order; keep them with the words by which they were scanned."""
        text, scope = self._text, self._scope
        words = lexicon(scope)
        if (scope.indices or scope.arrays) and any(sign in text for sign in _SUMS):
            words = lexicon(sums.with_dummies(text, scope, words))
        self._words, self._tokens = words, None
        tokens = self._tokens = scan(text, words)
        self._accent = accents.leave_no_doubt(tokens) if tokens.accents else None
        if not _IN_ORDER.issuperset(tokens.kinds):
            cases.name_words(tokens, words)
            arrange(tokens, words)
            tidy(tokens)
        elif self._are_several and _SIMPLE.issuperset(tokens.kinds):
            self._terms = {}
        return tokens


def _is_shallow(tokens: Tokens) -> bool:
    """Whether a text has too few signs that could nest for its reading to come near Python's recursion limit."""
    nesting = sum(1 if kind != "sup" else len(value) for kind, value in zip(tokens.kinds, tokens.values, strict=True) if kind not in _FLAT)
    return nesting <= _SHALLOW


def _with_room(read: Callable[[], Expr]) -> Expr:
    """Read with more frames: a counter caps the nesting, not how deep the caller is or how low its recursion limit.

    The room is made before it is needed: Python 3.11 ends the process where its garbage collector runs just as the limit is met.
    """
    with _LOCK:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(limit + _ROOM)
        try:
            return read()
        finally:
            sys.setrecursionlimit(limit)


def flips(choices: frozenset[str]) -> list[frozenset[str]]:
    """Each kind of choice alone, then all together, of few kinds two together, then each place alone; of too many only all."""
    kinds = sorted(choice for choice in choices if "@" not in choice)
    if len(kinds) > MOST_KINDS:
        return [frozenset(kinds)]
    places = sorted(choices.difference(kinds))
    pairs = list(map(frozenset, combinations(kinds, 2))) if 2 < len(kinds) <= MOST_PAIRED else []
    return ([frozenset((kind,)) for kind in kinds] + ([frozenset(kinds)] if len(kinds) > 1 else []) + pairs
            + [frozenset((place,)) for place in places[:MOST_KINDS - len(kinds)]])


def kinds_of(flip: frozenset[str]) -> str:
    """The kinds of choice that a second reading takes otherwise, as they are named to whoever wrote the text."""
    return ", ".join(f"{kind.partition('@')[0]} at one place" if "@" in kind else kind for kind in sorted(flip))


def _notes(tokens: Tokens) -> tuple[Diagnostic, ...]:
    at = next((position for position in tokens.dropped if position > 0), None)
    if at is None:
        return ()
    return (Diagnostic("read/invisible", "an invisible character was passed over", "", (at, at + 1), severity=Severity.REMARK),)
