"""Scanner: text to tokens with spans, for plain text, LaTeX and Unicode at once."""

from __future__ import annotations

import re

from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import SUBSCRIPT, SUPERSCRIPT
from grader.syntax.tokens.characters import read_character
from grader.syntax.tokens.commands import read_command
from grader.syntax.tokens.tokens import MAX_DIGITS, MAX_LENGTH, MAX_TOKENS, Tokens, UnreadableError
from grader.syntax.tokens.words import read_text

_TOKEN = re.compile(
    r"([ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000~]+)"
    r"|([0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|([A-Za-z][A-Za-z0-9]*)"
    r"|(\*\*|\.\.+(?!\*)|\.[*^/]|\{,\}|=>|[-+*/^_()\[\]{}|,;:=!&'.<>])"
    r"|\\((?:operatorname|mathop|tag|begin|end|[hv]space|DeclareMathOperator)\*|[A-Za-z]+|.)"
    r"|([" + "".join(SUPERSCRIPT) + r"]+)"
    r"|([" + "".join(SUBSCRIPT) + r"]+)"
    r"|(.)", re.DOTALL)
_WRITTEN_OPERATORS = {"**": "^", ".*": "⊙", ".^": "⊙^", "./": "⊘", "{,}": ",", "=>": "⇒"}
_SPACE, _NUMBER, _WORD, _OPERATOR, _COMMAND, _SUPER, _SUB, _OTHER = range(1, 9)


def scan(text: str, words: Lexicon) -> Tokens:
    """All tokens of a text; raises :class:`UnreadableError` for what is no token in any notation."""
    if len(text) > MAX_LENGTH:
        raise UnreadableError("syntax/too-long", f"the answer has {len(text)} characters; at most {MAX_LENGTH} are read",
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
            tokens.has_wide_blanks = tokens.has_wide_blanks or position - start > 1
            continue
        if group == _OPERATOR:
            value = found[0]
            kinds(value if len(value) == 1 else _written_operator(value, words))
            values(value)
            starts(start)
            ends(position)
        elif group == _NUMBER:
            if position - start - ("." in found[0]) > MAX_DIGITS:
                raise UnreadableError("syntax/number-too-long", f"this number has more than {MAX_DIGITS} digits", (start, position),
                                      "write fewer digits")
            kinds("num")
            values(found[0])
            starts(start)
            ends(position)
        elif group == _WORD:
            read_text(tokens, words, found[0], start, text[position:position + 1])
        elif group == _COMMAND:
            position = read_command(tokens, words, text, found[5], start, position)
        elif group == _SUPER or group == _SUB:
            table = SUPERSCRIPT if group == _SUPER else SUBSCRIPT
            tokens.put("sup" if group == _SUPER else "sub", "".join([table[c] for c in found[0]]), start, position)
        else:
            position = read_character(tokens, words, text, start)
        if len(tokens.kinds) > MAX_TOKENS:
            raise UnreadableError("syntax/too-many-symbols", f"the answer has more than {MAX_TOKENS} symbols", (start, length),
                                  "write the result in a shorter form")
    tokens.put("end", "", length, length)
    return tokens


def _written_operator(value: str, words: Lexicon) -> str:
    if value in (".*", ".^", "./") and not words.scope.arrays:
        return value[1]
    return _WRITTEN_OPERATORS.get(value, "…")
