"""The linear format of Word's equation editor, as it lands in a text: ``■(a&b@c&d)``, ``〖sin〗^2⁡x``, ``√(3&x)``, ``▒``.

Every step keeps the length of the text.
"""

from __future__ import annotations

from grader.lazily import lazily
from grader.nesting import closing

_MATRIX = lazily(r"[■█][0-9]?\(")
_WORD = lazily(r"〖\s*([A-Za-z]+)\s*〗")
_ROOT = lazily(r"√\(([234])&")
_ROOTS = {"2": "√", "3": "∛", "4": "∜"}


def rewrite_linear(text: str) -> str:
    """The text with Word's signs written as the grammar's."""
    if text.isascii():
        return text
    text = _ROOT.sub(lambda found: f"{_ROOTS[found[1]]}(  ", _WORD.sub(r" \1 ", text)).replace("▒", " ")
    for found in reversed(list(_MATRIX.finditer(text))):
        end = closing(text, found.end() - 1)
        if end:
            inside = _rows(text[found.end():end], " " if found[0][0] == "█" else ",")
            text = text[:found.start()] + " " * (len(found[0]) - 1) + "[" + inside + "]" + text[end + 1:]
    return text


def _rows(inside: str, separator: str) -> str:
    """What ``@`` and ``&`` part, outside of brackets; the ``&`` of a column only aligns."""
    made, depth = [], 0
    for char in inside:
        depth += (char in "([{〖") - (char in ")]}〗")
        made.append(";" if char == "@" and not depth else separator if char == "&" and not depth else char)
    return "".join(made)
