"""Characters beyond ASCII: signs, fractions, invisible ones, and letters in another dress."""

from __future__ import annotations

import unicodedata

from grader.lazily import lazily
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.spellings import COMBINING, FRACTION, INVISIBLE, SIGNS
from grader.syntax.tokens import accents
from grader.syntax.tokens.tokens import Tokens, UnreadableError
from grader.syntax.tokens.words import put_greek, read_text

_DRESSED = lazily("[ℊℋℌℎℐℒℓℛℬℰℱℳℴℹ\U0001d400-\U0001d7ff]{1,41}")
_DOTS = {"\u0307": "dot", "\u0308": "ddot"}
"""Dots over a letter that is one character with them, as ẋ and ẍ are."""
_OPENS_CODE = lazily(r"(?<![\w)\]}'`])`")
_DRESSED_WORD = lazily(r"([0-9]+)|([A-Za-z][A-Za-z0-9]*)")


def read_character(tokens: Tokens, words: Lexicon, text: str, start: int) -> int:
    """A character beyond ASCII, or one that means nothing; returns where the scan goes on."""
    char = text[start]
    if char in SIGNS:
        _put_sign(tokens, words, char, start, text[start + 1:start + 2])
    elif char in FRACTION:
        tokens.put("half", char, start, start + 1)
    elif char in INVISIBLE:
        tokens.dropped.append(start)
    elif char == "@" and words.scope.arrays:
        tokens.put("*", char, start, start + 1)
    elif char == "`" and _is_prime(text, start):
        tokens.put("'", char, start, start + 1)
    elif char == '"' and words.functions and text[:start][-1:].isalpha():
        # f"(x) is typed for f''(x).
        tokens.put("'", char, start, start + 1)
        tokens.put("'", char, start, start + 1)
    elif char in "$`" or (char in COMBINING and accents.is_behind(tokens, words, char, start)):
        return start + 1
    elif (dotted := unicodedata.normalize("NFD", char))[1:] in _DOTS and words.entries.get(dotted[0], ("",))[0] == "func":
        tokens.put("dot", _DOTS[dotted[1:]], start, start)
        tokens.put("func", words.entries[dotted[0]][1], start, start + 1)
    elif not _is_accented(tokens, words, text, start):
        return _mathematical_letters(tokens, words, text, start)
    return start + 1


def _put_sign(tokens: Tokens, words: Lexicon, char: str, start: int, following: str) -> None:
    """Put the tokens of a sign that has a name, such as ∂, ‖ or θ."""
    kind, value = SIGNS[char]
    if kind == "op":
        for sign in _TWO_SIGNS.get(value, (value,)):
            tokens.put(sign, sign, start, start + 1)
    elif kind == "greek":
        put_greek(tokens, words, value, start, start + 1, following)
    elif kind == "word":
        tokens.put("fn", value, start, start + 1)
    elif kind == "one":
        tokens.put(*(("filled", value) if words.scope.arrays else ("num", "1")), start, start + 1)
    else:
        tokens.put(kind, value, start, start + 1)


_TWO_SIGNS = {"||": ("|", "|"), "''": ("'", "'")}


def _is_accented(tokens: Tokens, words: Lexicon, text: str, start: int) -> bool:
    """Take a letter that is one character with its accent, as ŷ is, where the letter is declared and no word goes on behind it."""
    apart = unicodedata.normalize("NFD", text[start])
    letter, mark = apart[:1], apart[1:]
    is_declared = words.entries.get(letter, ("",))[0] in ("name", "array") or spelling(letter + COMBINING.get(mark, "")) in words.names
    if mark not in COMBINING or not is_declared or text[start + 1:start + 2].isalpha():
        return False
    read_text(tokens, words, letter, start, text[start + 1:start + 2])
    found = accents.is_behind(tokens, words, mark, start + 1)
    tokens.ends[-1] = start + 1
    return found


def _is_prime(text: str, at: int) -> bool:
    """Whether a backtick stands for a prime, as in ``f`(x)``: it touches what stands before it, and no quote of code was opened."""
    touches = at > 0 and (text[at - 1].isalnum() or text[at - 1] in ")]}'`")
    return touches and _OPENS_CODE.search(text, 0, at) is None


def _mathematical_letters(tokens: Tokens, words: Lexicon, text: str, start: int) -> int:
    """Mathematical alphabets are letters in another dress; everything else is named and refused.

    Only these are normalised: NFKC would turn ``y²`` into ``y2`` and ``①`` into ``1``.
    """
    run = _DRESSED.match(text, start)
    if run is not None:
        plain = unicodedata.normalize("NFKC", run[0])
        word = _DRESSED_WORD.match(plain)
        if len(plain) == len(run[0]) and word is not None:
            if word[1]:
                tokens.put("num", word[1], start, start + word.end())
            else:
                read_text(tokens, words, word[2], start, text[start + word.end():start + word.end() + 1])
            return start + word.end()
        kind, value = SIGNS.get(plain[0], ("", ""))
        if kind == "greek":
            put_greek(tokens, words, value, start, start + 1)
            return start + 1
        if kind == "op":
            tokens.put(value, value, start, start + 1)
            return start + 1
    char = text[start]
    name = unicodedata.name(char, f"U+{ord(char):04X}")
    if unicodedata.category(char)[0] == "C":
        raise UnreadableError("syntax/invisible", f"there is an invisible character here ({name})", (start, start + 1),
                              "delete it; it often comes with copied text")
    raise UnreadableError("syntax/character", f"{char} ({name}) is not part of the notation", (start, start + 1),
                          "type the letter or sign on the keyboard")
