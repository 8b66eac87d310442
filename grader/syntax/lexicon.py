"""How runs of letters are cut into declared names, functions and constants."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.expr import OPERATOR_NAMES
from grader.syntax.scope import Scope
from grader.syntax.spellings import (
    ALONE,
    ARRAY_WORDS,
    BY_CASES,
    COMPUTING,
    FOREIGN,
    FUNCTIONS,
    GREEK,
    INDEX_WORDS,
    LETTERS,
    MATRIX_FUNCTIONS,
)

Piece = tuple[str, str, int]
"""Kind of token, value, length in the text."""

LONGEST_WORD = 40

_WORD = re.compile(r"\\?[^\W\d_]+(?:_?\{?[A-Za-z0-9]+\}?)?")
_ASKING = frozenset(("grad", "gradient", "jacobian", "hessian"))
"""Operators that are no product of names, whatever is declared."""
_JOINING = frozenset(("if", "otherwise", "and", "or"))


def spelling(name: str) -> str:
    """The key under which all spellings of a name meet: without underscores and braces."""
    return name.replace("_", "").replace("{", "").replace("}", "")


def is_function(name: str) -> bool:
    """Whether a name is that of a function wherever it is not declared."""
    return spelling(name) in FUNCTIONS or spelling(name) in MATRIX_FUNCTIONS or spelling(name) in BY_CASES


_BY_SIGNS = {"dot", "inner", "pow", "cbrt", "frac"}
"""Functions that have a sign in trees, which may also be written otherwise."""


def function_named(word: str) -> str:
    """Return the name under which trees have a function, empty for any other word and for what has a sign of its own there.

    >>> function_named("trace"), function_named("ln"), function_named("dot")
    ('tr', 'log', '')
    """
    name = MATRIX_FUNCTIONS.get(word) or FUNCTIONS.get(word, "")
    return "log" if name == "ln" else "" if name in _BY_SIGNS else name


class Lexicon:
    """The words of one scope: declared names, functions, constants, and a memo of words already cut.

    A known function wins over a product of names (``atanh`` is not a·tanh), and the fewest pieces win.  ``alone`` has the signs and
    the words that are one token wherever they stand in a text without subscripts.
    """

    __slots__ = ("scope", "names", "kinds", "axes", "functions", "columns", "calls", "bases", "entries", "longest", "ranges", "shapes",
                 "alone", "_cut")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.axes = dict(scope.arrays) | dict(scope.differentials)
        self.functions = {function.name: function for function in scope.functions}
        self.columns = dict(scope.columns)
        self.ranges = dict(scope.ranges)
        self.shapes = dict(scope.shapes)
        self.calls = {called.name: called for called in scope.called}
        self.kinds = {
            **dict.fromkeys(scope.sizes, "size"), **dict.fromkeys(scope.indices, "index"), **dict.fromkeys(self.columns, "column"),
            **dict.fromkeys(dict(scope.differentials), "diff"), **dict.fromkeys(self.functions, "func"),
            **dict.fromkeys(dict(scope.arrays), "array"), **dict.fromkeys(scope.names, "name")}
        self.names = {spelling(name): name for name in self.kinds}
        self.bases = {key[:end] for key in self.names for end in range(1, len(key))}
        self.entries: dict[str, tuple[str, str]] = {"e": ("const", "e"), "pi": ("const", "pi"), "Pi": ("const", "pi"),
                                                   "PI": ("const", "pi")}
        self.entries |= {key: ("fn", name) for key, name in FUNCTIONS.items()}
        if scope.arrays or scope.indices:
            self.entries |= {key: ("fn", name) for key, name in MATRIX_FUNCTIONS.items()}
            self.entries |= ARRAY_WORDS
        if scope.indices:
            self.entries |= INDEX_WORDS
        if scope.has_sigmoid:
            self.entries["sigma"] = "fn", "sigmoid"
        if scope.operators:
            self.entries |= {name: ("operator", name) for name in (*OPERATOR_NAMES, "int")}
        self.entries |= {key: (self.kinds[name], name) for key, name in self.names.items()}
        self.longest = max(map(len, self.entries))
        self._cut: dict[str, tuple[Piece, ...] | None] = {}
        # A matrix of numbers has a determinant too; but a product of declared names, as tr or max, comes first.
        others = BY_CASES | FOREIGN if scope.arrays or scope.indices else BY_CASES | FOREIGN | MATRIX_FUNCTIONS
        self.entries |= {key: ("fn", name) for key, name in others.items() if not self._is_product(key)}
        if scope.arrays and not self._is_product("sum"):
            self.entries["sum"] = self.entries.get("sum", INDEX_WORDS["sum"])
        self._cut.clear()
        self.alone = ALONE | {key: entry for key, entry in self.entries.items()
                                    if key[-1] != "E" and key != "frac" and not (scope.arrays and key[0] in "Tt")}

    def cut(self, word: str) -> tuple[Piece, ...] | None:
        """The word as names, functions and numbers (only behind a function: ``cos3x``), or ``None``.

        The memo is bounded: hostile input must not fill the memory of a long run.
        """
        entry = self.entries.get(word)
        if entry is not None:
            return ((entry[0], entry[1], len(word)),)
        try:
            return self._cut[word]
        except KeyError:
            if len(self._cut) > 10_000:
                self._cut.clear()
            pieces = self._cut[word] = None if len(word) > LONGEST_WORD else self._split(word)
            return pieces

    def _is_product(self, word: str) -> bool:
        """Whether a word is a product of declared names; ``norm1`` is none, although it has the name of a function in it."""
        pieces = self.cut(word)
        return pieces is not None and pieces[0][0] != "fn"

    def is_formula(self, word: str) -> bool:
        """Whether a word is a product of declared names, functions and constants: then it is no word of English or German."""
        pieces = self.cut(word)
        return pieces is not None and all(kind not in _JOINING for kind, _, _ in pieces)

    def is_unit_vector(self, letter: str) -> bool:
        """Whether a letter is a unit vector, or with a subscript; an accent over it says no more."""
        letter = LETTERS[letter][1] if letter in LETTERS else letter
        return any(name[0] == letter and "hat" not in name and self.kinds.get(name) == "array" for name, _ in self.scope.units)

    def holds(self, text: str, name: str) -> bool:
        """Whether a name that is not declared stands in a text, perhaps as a factor: the u of ``8u^3``, the e of ``2e^T Phi``."""
        wanted = spelling(name)
        for found in _WORD.finditer(text):
            word = spelling(found[0].removeprefix("\\"))
            if wanted == word or (found[0][0] != "\\" and wanted in word and self.entries.get(word, ("",))[0] != "fn"):
                return True
        # The second of u_1u_2 begins in the middle of a word.
        return wanted[-1:].isdigit() and re.search(rf"{re.escape(wanted)}(?![0-9])", re.sub(r"[_{}]", "", text)) is not None

    def subscript_of(self, base: str, word: str) -> int:
        """How many letters of a word behind ``base_`` are the subscript; 0 if no declared name starts so."""
        ends = range(min(len(word), self.longest), 0, -1)
        return next((end for end in ends if spelling(base) + word[:end] in self.names), 0)

    def before_base(self, word: str) -> int:
        """Where the base of a subscripted name starts in a word that is no product by itself; 0 if nowhere."""
        if self.cut(word) is not None or len(word) > LONGEST_WORD:
            return 0
        return next((at for at in range(1, len(word)) if word[at:] in self.bases and self.cut(word[:at]) is not None), 0)

    def _split(self, word: str) -> tuple[Piece, ...] | None:
        if word in COMPUTING or word in GREEK or word in _ASKING:
            return None
        best: list[tuple[Piece, ...] | None] = [None] * (len(word) + 1)
        best[len(word)] = ()
        for start in range(len(word) - 1, -1, -1):
            for end in range(min(len(word), start + max(self.longest, 4)), start, -1):
                rest = best[end]
                piece = self._piece(word[start:end])
                if rest is None or piece is None or not _may_follow(piece, rest):
                    continue
                shortest = best[start]
                if shortest is None or len(rest) + 1 < len(shortest):
                    best[start] = (piece, *rest)
        pieces = best[0]
        return None if not pieces or pieces[0][0] == "num" else pieces

    def _piece(self, text: str) -> Piece | None:
        if text.isdigit():
            return "num", text, len(text)
        entry = self.entries.get(text)
        return None if entry is None else (entry[0], entry[1], len(text))


def _may_follow(piece: Piece, rest: tuple[Piece, ...]) -> bool:
    """Digits inside a word belong to a name (``x1``) or are the start of a function's argument (``cos3x``)."""
    if piece[0] == "num":
        return not rest or rest[0][0] != "num"
    if rest and rest[0][0] == "num":
        return piece[0] == "fn"
    return True


@lru_cache(maxsize=512)
def lexicon(scope: Scope) -> Lexicon:
    """The lexicon of a scope, made once."""
    return Lexicon(scope)
