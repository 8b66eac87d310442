"""Scanner: text to tokens with spans, for plain text, LaTeX and Unicode at once."""

from __future__ import annotations

import re

from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import ALONE, SUBSCRIPT, SUPERSCRIPT
from grader.syntax.tokens.characters import read_character
from grader.syntax.tokens.commands import read_command
from grader.syntax.tokens.tokens import MAX_DIGITS, MAX_LENGTH, MAX_TOKENS, Tokens, UnreadableError
from grader.syntax.tokens.words import read_text

_TOKEN = re.compile(
    r"([ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000~]+)"
    r"|([0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(für(?![A-Za-z])|[A-Za-z][A-Za-z0-9]*)"
    r"|(\*\*|\.\.+(?!\*)|\.[*^/]|\{,\}|=>|[-+*/^_()\[\]{}|,;:=!&'.<>])"
    r"|\\((?:operatorname|mathop|tag|begin|end|[hv]space|DeclareMathOperator)\*|[A-Za-z]+|.)"
    r"|([" + "".join(SUPERSCRIPT) + r"]+)"
    r"|([" + "".join(SUBSCRIPT) + r"]+)"
    r"|(.)", re.DOTALL)
_WRITTEN_OPERATORS = {"**": "^", ".*": "⊙", ".^": "⊙^", "./": "⊘", "{,}": ",", "=>": "⇒"}
_NO_TOKEN = "", ""
_SPACE, _NUMBER, _WORD, _OPERATOR, _COMMAND, _SUPER, _SUB, _OTHER = range(1, 9)


def scan(text: str, words: Lexicon) -> Tokens:
    """Return all tokens of a text; raise :class:`UnreadableError` for what is no token in any notation."""
    if len(text) > MAX_LENGTH:
        raise UnreadableError("syntax/too-long", f"the answer has {len(text)} characters; at most {MAX_LENGTH} are read",
                              (MAX_LENGTH, len(text)), "write the result in a shorter form")
    tokens = Tokens()
    kinds, values, starts, ends = tokens.kinds.append, tokens.values.append, tokens.starts.append, tokens.ends.append
    # In a text without subscripts, what most words are does not depend on what stands beside them.
    known = words.alone if "_" not in text and text.isascii() else ALONE
    start, length = 0, len(text)
    may_be_long = length > MAX_TOKENS // 2
    while start < length:
        for found in _TOKEN.finditer(text, start):
            part = found[0]
            after = end = start + len(part)
            kind, value = known.get(part, _NO_TOKEN)
            if kind:
                kinds(kind)
                values(value)
                starts(start)
                ends(end)
            elif part != " ":
                after = _put_part(tokens, words, text, found)
            if may_be_long and len(tokens.kinds) > MAX_TOKENS:
                raise UnreadableError("syntax/too-many-symbols", f"the answer has more than {MAX_TOKENS} symbols", (start, length),
                                      "write the result in a shorter form")
            start = after
            if after != end:
                break
    tokens.put("end", "", length, length)
    if tokens.sized:
        tokens.begin_at_sizes()
    return tokens


def _put_part(tokens: Tokens, words: Lexicon, text: str, found: re.Match[str]) -> int:
    """Put the tokens of one part of a text; return where the next part starts."""
    group, (start, end) = found.lastindex, found.span()
    if group == _WORD:
        read_text(tokens, words, found[0], start, text[end:end + 1])
    elif group == _NUMBER:
        if end - start - ("." in found[0]) > MAX_DIGITS:
            raise UnreadableError("syntax/number-too-long", f"this number has more than {MAX_DIGITS} digits", (start, end),
                                  "write fewer digits")
        tokens.put("num", found[0], start, end)
    elif group == _SPACE:
        tokens.has_wide_blanks = tokens.has_wide_blanks or end - start > 1
    elif group == _OPERATOR:
        tokens.put(_written_operator(found[0], words), found[0], start, end)
    elif group == _COMMAND:
        return read_command(tokens, words, text, found[5], start, end)
    elif group == _SUPER or group == _SUB:
        table = SUPERSCRIPT if group == _SUPER else SUBSCRIPT
        tokens.put("sup" if group == _SUPER else "sub", "".join([table[c] for c in found[0]]), start, end)
    else:
        return read_character(tokens, words, text, start)
    return end


def _written_operator(value: str, words: Lexicon) -> str:
    if value in (".*", ".^", "./") and not words.scope.arrays:
        return value[1]
    return _WRITTEN_OPERATORS.get(value, "…")
