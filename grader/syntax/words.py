"""Runs of letters and digits: names, functions, numbers behind a function, indices, and the ``T`` that transposes."""

from __future__ import annotations

import re

from grader.syntax.scope import LONGEST_WORD, Lexicon
from grader.syntax.spellings import SUBSCRIPT
from grader.syntax.tokens import Tokens, Unreadable

_POWER_OF_TEN = re.compile(r"[eE][0-9]+")


def read_text(tokens: Tokens, words: Lexicon, word: str, start: int, following: str) -> None:
    """A run of letters and digits; ``_`` before or behind it shows where a name ends or starts: ``x_ix_j``, ``sinx_1``."""
    subscript = 0
    if word[0] == "T" and tokens.kinds and tokens.kinds[-1] == "^" and words.scope.arrays and _is_transpose(words, word):
        # (x-As)^TWA: the T that transposes, and the factors behind it.
        tokens.put("T", "T", start, start + 1)
        word, start = word[1:], start + 1
    most = _indices_expected(tokens, words)
    if most:
        start, word = _indices(tokens, words, word, start, most)
        if not word:
            return
    elif tokens.kinds and tokens.kinds[-1] == "_" and len(tokens.kinds) > 1:
        subscript = words.subscript_of(tokens.values[-2], word)
        if subscript:
            tokens.put("unknown", word[:subscript], start, start + subscript)
    rest = word[subscript:]
    head = words.before_base(rest) if following and (following == "_" or following in SUBSCRIPT) else 0
    start += subscript
    if head:
        put_word(tokens, words, rest[:head], start)
        tokens.put("unknown", rest[head:], start + head, start + len(rest))
    elif rest:
        put_word(tokens, words, rest, start)


def _is_transpose(words: Lexicon, word: str) -> bool:
    return len(word) > 1 and "T" not in words.names and words.cut(word) is None and words.cut(word[1:]) is not None


_INDEXED = {"e": 1, "delta": 2, "unit": 2, "column": 1, "filled": 9, "∑": 1, "sum": 1}
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


def put_word(tokens: Tokens, words: Lexicon, word: str, start: int) -> None:
    pieces = words.cut(word)
    if pieces is None:
        power = _POWER_OF_TEN.match(word) if tokens.kinds and tokens.kinds[-1] == "num" and tokens.ends[-1] == start else None
        if power is not None and power.end() < len(word):
            tokens.put("unknown", power[0], start, start + power.end())
            put_word(tokens, words, word[power.end():], start + power.end())
            return
        if len(word) > LONGEST_WORD:
            raise Unreadable("syntax/name-too-long", f"this name has {len(word)} letters; at most {LONGEST_WORD} are read",
                             (start, start + len(word)), "put * between the factors")
        tokens.put("unknown", word, start, start + len(word))
        return
    for kind, value, size in pieces:
        tokens.put(kind, value, start, start + size)
        start += size


def put_greek(tokens: Tokens, words: Lexicon, name: str, start: int, end: int) -> None:
    kind, value = words.entries.get(name, ("unknown", name))
    tokens.put(kind, value, start, end)
