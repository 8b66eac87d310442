"""Runs of letters and digits: names, functions, numbers behind a function, indices, and the ``T`` that transposes."""

from __future__ import annotations

import re

from grader.syntax.lexicon import LONGEST_WORD, Lexicon
from grader.syntax.spellings import SUBSCRIPT
from grader.syntax.tokens.tokens import Tokens, UnreadableError

_POWER_OF_TEN = re.compile(r"[eE][0-9]+")


def read_text(tokens: Tokens, words: Lexicon, word: str, start: int, following: str) -> None:
    """A run of letters and digits; ``_`` before or behind it shows where a name ends or starts: ``x_ix_j``, ``sinx_1``."""
    before = tokens.kinds[-1] if tokens.kinds else ""
    if before == "^" and word[0] in "Tt" and words.scope.arrays and _transposes(tokens, words, word, following):
        # (x-As)^TWA: the T that transposes, and the factors behind it.
        tokens.put("T" if word[0] == "T" else "unknown", word[0], start, start + 1)
        word, start = word[1:], start + 1
    most = _indices_expected(tokens, words)
    if most:
        start, word = _indices(tokens, words, word, start, most)
    elif before == "_" and len(tokens.kinds) > 1 and tokens.kinds[-2] != "_":
        subscript = words.subscript_of(tokens.values[-2], word)
        if subscript:
            tokens.put("unknown", word[:subscript], start, start + subscript)
            start, word = start + subscript, word[subscript:]
    if not word:
        return
    if following == "^" and word[-1] == "E" and "E" not in words.names:
        # Mathematica's E^(x^2) is the only place where a capital E is Euler's number.
        if word[:-1]:
            put_word(tokens, words, word[:-1], start)
        tokens.put("const", "e", start + len(word) - 1, start + len(word))
    elif following and (following == "_" or following in SUBSCRIPT):
        _before_subscript(tokens, words, word, start)
    else:
        put_word(tokens, words, word, start, following)


def _before_subscript(tokens: Tokens, words: Lexicon, word: str, start: int) -> None:
    """A word that a subscript follows: its end may be the base of a name, or the small letter for an entry of a matrix."""
    is_known = word in words.entries or word in words.bases
    if len(word) == 1 and not is_known and words.axes.get(word.upper()) == 2:
        tokens.put("entry", word.upper(), start, start + 1)
        return
    head = words.before_base(word)
    if head:
        put_word(tokens, words, word[:head], start)
        tokens.put("unknown", word[head:], start + head, start + len(word))
    else:
        put_word(tokens, words, word, start)


def _transposes(tokens: Tokens, words: Lexicon, word: str, following: str) -> bool:
    """Whether the T of a word behind ``^`` transposes and factors follow it; a small t does so only behind an array."""
    rest = word[1:]
    if not rest or word[0] in words.names or (words.cut(rest) is None and not (following == "_" and rest in words.bases)):
        return False
    if word[0] == "t":
        return words.cut(word) is None and len(tokens.kinds) > 1 and tokens.kinds[-2] in ("array", "index", "column", ")", "]")
    pieces = words.cut(word)
    # A function that has its bracket is a function: e^Tr(A).
    return pieces is None or len(pieces) > 1 or pieces[0][0] != "fn" or following != "("


_INDEXED = {"e": 1, "delta": 2, "unit": 2, "column": 1, "filled": 9, "entry": 2, "∑": 1, "sum": 1}
_MANY = 9


def _indices_expected(tokens: Tokens, words: Lexicon) -> int:
    """How many indices a word that follows may start with: behind ``_`` of an array, or inside the braces that follow it."""
    kinds = tokens.kinds
    if not kinds or not (words.scope.indices or words.scope.sizes):
        return 0
    at, braced = len(kinds) - 1, False
    while at > 0 and kinds[at] in ("index", "size", "num", ",", "+", "-", "*", "sub"):
        at -= 1
    if kinds[at] == "{":
        at, braced = at - 1, True
    elif at != len(kinds) - 1:
        return 0
    if at < 1 or kinds[at] != "_":
        return 0
    kind, value = kinds[at - 1], tokens.values[at - 1]
    if kind == "array" or kind == "diff":
        most = words.axes[value]
    elif kind == "const" and value == "e":
        most = 1
    elif kind in _INDEXED:
        most = _INDEXED[kind]
    else:
        most = 2 if kind in (")", "]", "}", "T", "sup", "num") else 0
    return _MANY if braced and most else most


def _indices(tokens: Tokens, words: Lexicon, word: str, start: int, most: int) -> tuple[int, str]:
    """Take leading index names, sizes and digits off a word; returns where the rest starts, and the rest."""
    known = sorted((*words.scope.indices, *words.scope.sizes), key=len, reverse=True)
    while word and most:
        name = next((name for name in known if word.startswith(name)), word[0] if word[0].isdigit() else "")
        if not name:
            break
        kind = "num" if name.isdigit() and name not in known else "index" if name in words.scope.indices else "size"
        tokens.put(kind, name, start, start + len(name))
        start, word, most = start + len(name), word[len(name):], most - 1
    return start, word


def put_word(tokens: Tokens, words: Lexicon, word: str, start: int, following: str = "") -> None:
    """A word that is cut into names and functions; one that is none is kept as it is, to be refused where it stands."""
    pieces = words.cut(word)
    if pieces is None:
        power = _POWER_OF_TEN.match(word) if tokens.kinds and tokens.kinds[-1] == "num" and tokens.ends[-1] == start else None
        if power is not None and power.end() < len(word):
            tokens.put("unknown", power[0], start, start + power.end())
            put_word(tokens, words, word[power.end():], start + power.end())
            return
        if len(word) > LONGEST_WORD:
            raise UnreadableError("syntax/name-too-long", f"this name has {len(word)} letters; at most {LONGEST_WORD} are read",
                                  (start, start + len(word)), "put * between the factors")
        tokens.put("unknown", word, start, start + len(word))
        return
    for kind, value, size in pieces:
        # frac{1}{2} has lost its backslash.
        tokens.put("frac" if value == "frac" and following == "{" else kind, value, start, start + size)
        start += size


def put_greek(tokens: Tokens, words: Lexicon, name: str, start: int, end: int, following: str = "") -> None:
    """A Greek letter; the capital sigma with an index below is a sum unless it is declared, and the written l is an l."""
    name = "l" if name == "ell" and "ell" not in words.entries else name
    kind, value = words.entries.get(name, ("unknown", name))
    if name == "Sigma" and kind == "unknown" and words.scope.indices and following and (following == "_" or following in SUBSCRIPT):
        kind = "∑"
    tokens.put(kind, value, start, end)
