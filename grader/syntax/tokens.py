"""Scanner: text to tokens with spans, for plain text, LaTeX and Unicode at once."""

from __future__ import annotations

import re
import unicodedata

from grader.expr import Span
from grader.syntax.limits import MAX_DIGITS
from grader.syntax.scope import LONGEST_WORD, Lexicon
from grader.syntax.spellings import (
    DROPPED,
    ENVIRONMENTS,
    FONTS,
    FRACTION,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    INVISIBLE,
    MATRIX_FUNCTIONS,
    OPERATORS,
    SIGNS,
    SUBSCRIPT,
    SUPERSCRIPT,
)

MAX_LENGTH = 2_000
MAX_TOKENS = 600

_TOKEN = re.compile(
    r"([ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000~]+)"
    r"|([0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|([A-Za-z][A-Za-z0-9]*)"
    r"|(\*\*|\.\.+(?!\*)|\.\*|\{,\}|=>|[-+*/^_()\[\]{}|,;:=!&'.<>])"
    r"|\\([A-Za-z]+\*?|.)"
    r"|([" + "".join(SUPERSCRIPT) + r"]+)"
    r"|([" + "".join(SUBSCRIPT) + r"]+)"
    r"|(.)", re.DOTALL)
_WRITTEN_OPERATORS = {"**": "^", ".*": "⊙", "{,}": ",", "=>": "⇒"}
_DRESSED = re.compile("[\uff10-\uff5a\U0001d400-\U0001d7ff]{1,41}")
_DRESSED_WORD = re.compile(r"([0-9]+)|([A-Za-z][A-Za-z0-9]*)")
_SPACE, _NUMBER, _WORD, _OPERATOR, _COMMAND, _SUPER, _SUB, _OTHER = range(1, 9)
_POWER_OF_TEN = re.compile(r"[eE][0-9]+")
_FRACTION_PARTS = re.compile(r"[ \t]*([0-9A-Za-z])[ \t]*([0-9A-Za-z])?")
_BRACED_NAME = re.compile(r"\s*\{\s*(\\?)([A-Za-z]+|T|[01])\s*\}")
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+)\*?\}(?:\s*\{[lcr| ]*\}|\s*\[[lcr| ]*\])?")


class Unreadable(Exception):
    """Internal: leaves the room as a Diagnostic."""

    def __init__(self, code: str, message: str, span: Span, remedy: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.span, self.remedy = code, message, span, remedy


class Tokens:
    """Parallel lists of kinds, values and spans, closed by an ``end`` token.

    Kinds: ``num``; ``name``, ``const`` and ``fn`` (resolved in the scope); ``array``, ``diff``, ``func``, ``index``, ``size``, ``column``
    (declared), ``filled``, ``delta``, ``cases``, ``unit`` (words for matrices and index formulas); ``unknown`` (a word nobody declared);
    ``sup``, ``sub``, ``half`` (a fraction character), ``root``, ``frac``, ``begin``, ``end env``; an operator is its own kind.
    """

    __slots__ = ("kinds", "values", "starts", "ends", "dropped", "decimals")

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.values: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.dropped: list[int] = []
        self.decimals: frozenset[int] | None = None

    def put(self, kind: str, value: str, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)

    def insert(self, at: int, kind: str, value: str, start: int, end: int) -> None:
        self.kinds.insert(at, kind)
        self.values.insert(at, value)
        self.starts.insert(at, start)
        self.ends.insert(at, end)


def scan(text: str, words: Lexicon) -> Tokens:
    """All tokens of a text; raises :class:`Unreadable` for what is no token in any notation."""
    if len(text) > MAX_LENGTH:
        raise Unreadable("syntax/too-long", f"the answer has {len(text)} characters; at most {MAX_LENGTH} are read",
                         (MAX_LENGTH, len(text)), "write the result in a shorter form")
    tokens = Tokens()
    kinds, values, starts, ends = tokens.kinds.append, tokens.values.append, tokens.starts.append, tokens.ends.append
    position, length = 0, len(text)
    match = _TOKEN.match
    while position < length:
        found = match(text, position)
        assert found is not None, "the last alternative takes any character"
        group, start, position = found.lastindex, position, found.end()
        if group == _SPACE:
            continue
        if group == _OPERATOR:
            value = found[0]
            kinds(value if len(value) == 1 else _written_operator(value, words))
            values(value)
            starts(start)
            ends(position)
        elif group == _NUMBER:
            if position - start - ("." in found[0]) > MAX_DIGITS:
                raise Unreadable("syntax/number-too-long", f"this number has more than {MAX_DIGITS} digits", (start, position),
                                 "write fewer digits")
            kinds("num")
            values(found[0])
            starts(start)
            ends(position)
        elif group == _WORD:
            _text(tokens, words, found[0], start, text[position:position + 1])
        elif group == _COMMAND:
            position = _command(tokens, words, text, found[5], start, position)
        elif group == _SUPER or group == _SUB:
            table = SUPERSCRIPT if group == _SUPER else SUBSCRIPT
            tokens.put("sup" if group == _SUPER else "sub", "".join([table[c] for c in found[0]]), start, position)
        else:
            position = _other(tokens, words, text, start)
        if len(tokens.kinds) > MAX_TOKENS:
            raise Unreadable("syntax/too-many-symbols", f"the answer has more than {MAX_TOKENS} symbols", (start, length),
                             "write the result in a shorter form")
    tokens.put("end", "", length, length)
    return tokens


def _written_operator(value: str, words: Lexicon) -> str:
    if value == ".*" and not words.scope.arrays:
        return "*"
    return _WRITTEN_OPERATORS.get(value, "…")


def _text(tokens: Tokens, words: Lexicon, word: str, start: int, following: str) -> None:
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
        _word(tokens, words, rest[:head], start)
        tokens.put("unknown", rest[head:], start + head, start + len(rest))
    elif rest:
        _word(tokens, words, rest, start)


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


def _word(tokens: Tokens, words: Lexicon, word: str, start: int) -> None:
    pieces = words.cut(word)
    if pieces is None:
        power = _POWER_OF_TEN.match(word) if tokens.kinds and tokens.kinds[-1] == "num" and tokens.ends[-1] == start else None
        if power is not None and power.end() < len(word):
            tokens.put("unknown", power[0], start, start + power.end())
            _word(tokens, words, word[power.end():], start + power.end())
            return
        if len(word) > LONGEST_WORD:
            raise Unreadable("syntax/name-too-long", f"this name has {len(word)} letters; at most {LONGEST_WORD} are read",
                             (start, start + len(word)), "put * between the factors")
        tokens.put("unknown", word, start, start + len(word))
        return
    for kind, value, size in pieces:
        tokens.put(kind, value, start, start + size)
        start += size


def _greek(tokens: Tokens, words: Lexicon, name: str, start: int, end: int) -> None:
    kind, value = words.entries.get(name, ("unknown", name))
    tokens.put(kind, value, start, end)


def _command(tokens: Tokens, words: Lexicon, text: str, name: str, start: int, end: int) -> int:
    """One LaTeX command; returns where the scan goes on (a font's braces and an environment's name are taken too)."""
    if name in FRACTIONS:
        return _fraction(tokens, words, text, start, end)
    if name in DROPPED:
        if name in ("left", "right") and text[end:end + 1] == ".":
            return end + 1
    elif name == "dot" and words.functions:
        tokens.put("dot", name, start, end)
    elif words.entries.get(name, ("", ""))[0] == "fn":
        tokens.put("fn", words.entries[name][1], start, end)
    elif name in MATRIX_FUNCTIONS:
        tokens.put("unknown", name, start, end)
    elif name in OPERATORS:
        tokens.put(OPERATORS[name], name, start, end)
    elif name == "\\":
        tokens.put("\\\\", name, start, end)
    elif name == "|" or name in ("Vert", "lVert", "rVert"):
        tokens.put("|", "|", start, end)
        tokens.put("|", "|", start, end)
    elif name in FONTS:
        braced = _BRACED_NAME.match(text, end)
        if braced:
            end = braced.end()
            if braced[2] == "T" and "T" not in words.names:
                tokens.put("T", "T", start, end)
            elif braced[2] in "01":
                kind, value = (("filled", "ones" if braced[2] == "1" else "zeros") if words.scope.arrays else ("num", braced[2]))
                tokens.put(kind, value, start, end)
            elif braced[1] or braced[2] in words.entries:
                _greek(tokens, words, braced[2], start, end)
            else:
                _word(tokens, words, braced[2], braced.start(2))
    elif name in ("begin", "end"):
        return _environment(tokens, words, text, name, start, end)
    elif name.removeprefix("var") in GREEK or name == "pi":
        _greek(tokens, words, name.removeprefix("var"), start, end)
    elif name in FUNCTIONS:
        tokens.put("fn", FUNCTIONS[name], start, end)
    else:
        raise Unreadable("syntax/unknown-command", f"unknown LaTeX command \\{_shown(name)}", (start, end),
                         "write the formula with the commands of the lecture, or in plain text")
    return end


def _fraction(tokens: Tokens, words: Lexicon, text: str, start: int, end: int) -> int:
    """``\\frac12`` holds two digits and ``\\frac x2`` a letter and a digit, whatever follows."""
    tokens.put("frac", "frac", start, end)
    parts = _FRACTION_PARTS.match(text, end)
    if parts is None:
        return end
    for group in (1, 2):
        if parts[group] is None:
            continue
        if parts[group].isdigit():
            tokens.put("num", parts[group], parts.start(group), parts.end(group))
        else:
            _word(tokens, words, parts[group], parts.start(group))
    return parts.end()


def _environment(tokens: Tokens, words: Lexicon, text: str, command: str, start: int, end: int) -> int:
    found = _ENVIRONMENT.match(text, end)
    unused = found is not None and found[1].endswith("cases") and not words.scope.indices
    if found is None or found[1] not in ENVIRONMENTS or unused:
        name = found[1] if found else ""
        if name in ("align", "aligned", "equation", "split", "gather", "displaymath", "math"):
            assert found is not None
            return found.end()
        raise Unreadable("syntax/environment", f"unknown LaTeX environment {_shown(name) or 'without a name'}",
                         (start, found.end() if found else end), "matrices are written with \\begin{bmatrix} … \\end{bmatrix}")
    tokens.put("begin" if command == "begin" else "end env", found[1], start, found.end())
    return found.end()


def _other(tokens: Tokens, words: Lexicon, text: str, start: int) -> int:
    """A character beyond ASCII, or one that means nothing; returns where the scan goes on."""
    char = text[start]
    if char in SIGNS:
        kind, value = SIGNS[char]
        if kind == "op":
            for sign in ("|", "|") if value == "||" else ("'", "'") if value == "''" else (value,):
                tokens.put(sign, sign, start, start + 1)
        elif kind == "greek":
            _greek(tokens, words, value, start, start + 1)
        elif kind == "word":
            tokens.put("fn", value, start, start + 1)
        elif kind == "ones":
            tokens.put(*(("filled", value) if words.scope.arrays else ("num", "1")), start, start + 1)
        else:
            tokens.put(kind, value, start, start + 1)
    elif char in FRACTION:
        tokens.put("half", char, start, start + 1)
    elif char in INVISIBLE:
        tokens.dropped.append(start)
    elif char in "$`":
        return start + 1
    else:
        return _mathematical_letters(tokens, words, text, start)
    return start + 1


def _mathematical_letters(tokens: Tokens, words: Lexicon, text: str, start: int) -> int:
    """Full-width and mathematical alphabets are letters in another dress; everything else is named and refused.

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
                _word(tokens, words, word[2], start)
            return start + word.end()
        if plain[0] in SIGNS and SIGNS[plain[0]][0] == "greek":
            _greek(tokens, words, SIGNS[plain[0]][1], start, start + 1)
            return start + 1
    char = text[start]
    name = unicodedata.name(char, f"U+{ord(char):04X}")
    if unicodedata.category(char)[0] == "C":
        raise Unreadable("syntax/invisible", f"an invisible character stands here: {name}", (start, start + 1),
                         "delete it; it often comes with copied text")
    raise Unreadable("syntax/character", f"this character is not part of the notation: {char} is {name}", (start, start + 1),
                     "type the letter or sign on the keyboard")


def _shown(name: str) -> str:
    return name[:LONGEST_WORD] if name.isalnum() else ascii(name[:LONGEST_WORD])[1:-1]
