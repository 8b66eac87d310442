"""Commands of LaTeX: fonts and their braces, fractions, environments, signs."""

from __future__ import annotations

import re

from grader.syntax.scope import LONGEST_WORD, Lexicon
from grader.syntax.spellings import DROPPED, ENVIRONMENTS, FONTS, FRACTIONS, FUNCTIONS, GREEK, MATRIX_FUNCTIONS, OPERATORS
from grader.syntax.tokens import Tokens, Unreadable
from grader.syntax.words import put_greek, put_word

_FRACTION_PARTS = re.compile(r"[ \t]*([0-9A-Za-z])[ \t]*([0-9A-Za-z])?")
_BRACED_NAME = re.compile(r"\s*\{\s*(\\?)([A-Za-z]+|T|[01])\s*\}")
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+)\*?\}(?:\s*\{[lcr| ]*\}|\s*\[[lcr| ]*\])?")


def read_command(tokens: Tokens, words: Lexicon, text: str, name: str, start: int, end: int) -> int:
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
                put_greek(tokens, words, braced[2], start, end)
            else:
                put_word(tokens, words, braced[2], braced.start(2))
    elif name in ("begin", "end"):
        return _environment(tokens, words, text, name, start, end)
    elif name.removeprefix("var") in GREEK or name == "pi":
        put_greek(tokens, words, name.removeprefix("var"), start, end)
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
            put_word(tokens, words, parts[group], parts.start(group))
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


def _shown(name: str) -> str:
    return name[:LONGEST_WORD] if name.isalnum() else ascii(name[:LONGEST_WORD])[1:-1]
