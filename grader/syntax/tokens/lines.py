"""Line breaks that say something: in ``[a, b⏎c, d]`` they end a row, between cases they end a case."""

from __future__ import annotations

from grader.syntax.tokens.tokens import Tokens

_GOES_ON = frozenset(("(", "[", "{", "begin", "+", "-", "*", "/", "^", "_", ",", ";", "&", "\\\\", "=", "≠", "<", ">", "≤", "≥", "!", "|",
                      "⊗", "⊙", "fn", "frac", "if", "and", "or", "over"))
"""A line that ends so is not finished."""
_CONTINUES = frozenset((")", "]", "}", "end env", "*", "/", "^", "_", ",", ";", "&", "\\\\", "=", "≠", "<", ">", "≤", "≥", "!", "'", "T",
                        "sup", "sub", "⊗", "⊙", "if", "and", "or", "over", "end", "."))
"""A line that begins so goes on with the one before."""


def end_rows(tokens: Tokens, text: str) -> bool:
    """Put a ``;`` where a line break ends a row or a case; whether there was one."""
    cases = "if" in tokens.kinds or "otherwise" in tokens.kinds
    innermost = [""]
    places: list[int] = []
    for at, kind in enumerate(tokens.kinds[:-1]):
        if kind in ("(", "[", "{", "begin"):
            innermost.append(kind)
        elif kind in (")", "]", "}", "end env") and len(innermost) > 1:
            innermost.pop()
        if innermost[-1] == "[" or (cases and innermost[-1] != "begin"):
            if kind not in _GOES_ON and "\n" in text[tokens.ends[at]:tokens.starts[at + 1]] and not _goes_on(tokens, at + 1):
                places.append(at + 1)
    for at in reversed(places):
        position = text.index("\n", tokens.ends[at - 1])
        tokens.insert(at, ";", "\n", position, position + 1)
    return bool(places)


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Whether the token at this index, the first of its line, belongs to what stands on the line before."""
    kind = tokens.kinds[at]
    if kind in ("+", "-"):
        # Like a blank inside [a -b]: a sign that touches what follows begins an entry.
        return tokens.starts[at + 1] != tokens.ends[at]
    if kind == "otherwise":
        return tokens.kinds[at + 1] in ("end", ";", ",", ")", "}", "]", "\\\\", ".")
    return kind in _CONTINUES
