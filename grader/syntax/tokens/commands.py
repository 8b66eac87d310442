"""Commands of LaTeX: fonts and their braces, fractions, environments, signs."""

from __future__ import annotations

from typing import NoReturn

from grader.lazily import lazily
from grader.syntax.lexicon import LONGEST_WORD, Lexicon
from grader.syntax.spellings import (
    ACCENTS,
    AROUND_LINES,
    BY_CASES,
    DROPPED,
    ENVIRONMENTS,
    FONTS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    LETTERS,
    MATRIX_FUNCTIONS,
    OPERATORS,
    REFUSED,
    SIZES,
)
from grader.syntax.tokens import accents
from grader.syntax.tokens.tokens import Tokens, UnreadableError
from grader.syntax.tokens.words import put_greek, put_word, read_text

_FRACTION_PARTS = lazily(r"[ \t]*([0-9A-Za-z])[ \t]*([0-9A-Za-z])?")
_BRACED_NAME = lazily(r"\s*\{\s*(\\?)([A-Za-z]+|T|[01])\s*\}")
_LINE_END = lazily(r"\*?\s*\[\s*-?[0-9.]+\s*(?:pt|mm|cm|em|ex|in)\s*\]|\*")
_ENVIRONMENT = lazily(r"\s*\{([A-Za-z]+)\*?\}(?:\s*\{[lcr| ]*\}|\s*\[[lcr| ]*\])?")


def read_command(tokens: Tokens, words: Lexicon, text: str, name: str, start: int, end: int) -> int:
    """One LaTeX command; returns where the scan goes on (a font's braces and an environment's name are taken too)."""
    if name.isalpha() and text[end:end + 1] == " ":
        tokens.gaps[end] = _behind_blanks(text, end)
    if name in FRACTIONS:
        return _fraction(tokens, words, text, start, end)
    if words.scope.arrays and _divides(tokens, words, text, name, start):
        # A left division by a matrix; a blank makes it a space of LaTeX by its first reading.
        tokens.put("⧵", "\\" if name != " " else "\\ ", start, start + 1)
        return start + 1
    if name in DROPPED:
        return _without_sign(tokens, text, name, start, end)
    elif name in ("dot", "ddot") and words.functions:
        tokens.put("dot", name, start, end)
    elif name in FONTS:
        return _font(tokens, words, text, name, start, end)
    elif (token := _one_token(words, name)) is not None:
        tokens.put(*token, start, end)
    elif name == "\\":
        found = _LINE_END.match(text, end)
        end = found.end() if found else end
        tokens.put("\\\\", name, start, end)
    elif name == "|" or name in ("Vert", "lVert", "rVert"):
        tokens.put("|", "|", start, end)
        tokens.put("|", "|", start, end)
    elif name in ("begin", "end"):
        return _environment(tokens, words, text, name, start, end)
    else:
        _letter(tokens, words, name, start, end, text[end:end + 1])
    return end


def _one_token(words: Lexicon, name: str) -> tuple[str, str] | None:
    """Return the kind and the value of a command that names a function or an operator; ``None`` for all others."""
    entry = words.entries.get(name)
    if entry is not None and entry[0] == "fn":
        return entry
    if name in MATRIX_FUNCTIONS:
        return "unknown", name
    if name in OPERATORS:
        return OPERATORS[name], name
    if name in FUNCTIONS:
        return "fn", FUNCTIONS[name]
    return ("fn", BY_CASES[name]) if name in BY_CASES else None


_COMMANDS = lazily(r"\\[A-Za-z]{2}|\\[^A-Za-z( ]")


def _divides(tokens: Tokens, words: Lexicon, text: str, name: str, start: int) -> bool:
    """Whether the backslash of ``A\\b``, ``A\\(B + C)`` or ``A \\ b`` may divide from the left: no command of LaTeX stands in the text."""
    if not tokens.kinds or tokens.kinds[-1] not in _ENDS_FACTOR or _COMMANDS.search(text):
        return False
    if name == " ":
        return text[start - 1] == " "
    return name == "(" if not name.isalpha() else len(name) == 1 and words.is_formula(name)


_ENDS_FACTOR = frozenset(("array", "filled", ")", "]", "'", "T", "sup", "num"))


def _without_sign(tokens: Tokens, text: str, name: str, start: int, end: int) -> int:
    """A space, or the size of a bracket; the point of ``\\left.`` is no bracket."""
    if name == "," or name == "thinspace":
        tokens.thin.add(start)
        tokens.gaps[start] = _behind_blanks(text, end)
    elif name in SIZES:
        if text[end:end + 1] == ".":
            return end + 1
        tokens.sized[start] = _behind_blanks(text, end)
    return end


def _behind_blanks(text: str, at: int) -> int:
    while text[at:at + 1] == " ":
        at += 1
    return at


def _letter(tokens: Tokens, words: Lexicon, name: str, start: int, end: int, following: str) -> None:
    """Put a letter that has a command, as \\theta and \\hbar have; refuse all that has no meaning."""
    plain = name.removeprefix("var")
    if plain not in GREEK and name not in ("pi", "ell"):
        if name not in LETTERS:
            _refuse(name, start, end)
        kind, plain = LETTERS[name]
        if kind != "greek":
            tokens.put(kind, plain, start, end)
            return
    put_greek(tokens, words, plain, start, end, following)


def _refuse(name: str, start: int, end: int) -> NoReturn:
    code, message, remedy = REFUSED.get(name, (
        "syntax/unknown-command", f"unknown LaTeX command \\{_shown(name)}",
        "write the formula with the commands of the lecture, or in plain text"))
    raise UnreadableError(code, message, (start, end), remedy)


def _font(tokens: Tokens, words: Lexicon, text: str, font: str, start: int, end: int) -> int:
    """A font or an accent: what its braces hold if that is one name, a digit or T; else it says nothing."""
    braced = _BRACED_NAME.match(text, end)
    accented = accents.declared(words, text, font, end)
    if accented is not None:
        tokens.put(words.kinds[accented[0]], accented[0], start, accented[1])
        return accented[1]
    accents.note(tokens, words, text, font, start, end)
    if braced is None:
        if ACCENTS.get(font, "bold") == "bold":
            tokens.fonts.add(_behind_blanks(text, end))
        return end
    end, name = braced.end(), braced[2]
    if name == "T" and "T" not in words.names:
        tokens.put("T", "T", start, end)
    elif name in "01" and words.scope.arrays:
        # Of a blackboard 1 the second reading is the identity matrix.
        value = "zeros" if name == "0" else "one" if font == "mathbb" else "ones"
        tokens.put("filled", value, start, end)
    elif name in "01":
        tokens.put("num", name, start, end)
    elif braced[1] or name in words.entries:
        put_greek(tokens, words, LETTERS[name][1] if name in LETTERS else name, start, end, text[end:end + 1])
    elif len(name) == 1:
        read_text(tokens, words, name, braced.start(2), text[end:end + 1])
    else:
        put_word(tokens, words, name, braced.start(2))
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
            put_word(tokens, words, parts[group], parts.start(group))
    return parts.end()


def _environment(tokens: Tokens, words: Lexicon, text: str, command: str, start: int, end: int) -> int:
    found = _ENVIRONMENT.match(text, end)
    if found is None or found[1] not in ENVIRONMENTS:
        name = found[1] if found else ""
        if name in AROUND_LINES:
            assert found is not None
            return found.end()
        raise UnreadableError("syntax/environment", f"unknown LaTeX environment {_shown(name) or 'without a name'}",
                              (start, found.end() if found else end), "matrices are written with \\begin{bmatrix} … \\end{bmatrix}")
    tokens.put("begin" if command == "begin" else "end env", found[1], start, found.end())
    return found.end()


def _shown(name: str) -> str:
    return name[:LONGEST_WORD] if name.isalnum() else ascii(name[:LONGEST_WORD])[1:-1]
