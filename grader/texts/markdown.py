"""A text of an author's to tokens: paragraphs, lists, emphasis, code, formulas between dollars and named ones; nothing else is markup."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from grader.record import record
from grader.words import INSERTED

MOST_CHARACTERS = 50_000
"""Of a text that is looked at for markup; a longer one is shown as it is."""

_BLOCKS = ("list", "fence")
_INLINE = ("backticks", "emphasis", "newline", "escape")
_PASSED = frozenset({"paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close", "ordered_list_open",
                     "ordered_list_close", "list_item_open", "list_item_close", "em_open", "em_close", "strong_open", "strong_close",
                     "softbreak", "hardbreak"})


@record
class Piece:
    """One token: its ``kind`` and its text.

    ``text``, ``code``, ``code_block``, ``tex``, ``tex_block`` and ``named`` (the name in ``{@…@}``) have a text; the others open or close
    something, or end a line, and are called as in markdown-it.  ``number`` is where an ordered list begins.
    """

    kind: str
    text: str = ""
    number: int = 1


_KINDS = {"text": "text", "code_inline": "code", "fence": "code_block", "math_inline": "tex", "math_inline_double": "tex_block",
          "math_block": "tex_block", "named": "named"}


def blocks(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text with paragraphs and lists."""
    if len(text) > MOST_CHARACTERS:
        yield from (Piece("paragraph_open"), Piece("text", text), Piece("paragraph_close"))
        return
    for token in _reader().parse(text):
        if token.type == "inline":
            yield from _inner(token.children)
        elif not token.hidden:
            yield _piece(token)


def inline(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text of one paragraph; whatever begins a list is text."""
    joined = " ".join(text.split())
    if len(joined) > MOST_CHARACTERS:
        yield Piece("text", joined)
        return
    [token] = _reader().parseInline(joined)
    yield from _inner(token.children)


def _inner(tokens: Any) -> Iterator[Piece]:
    for token in tokens or ():
        if token.type != "text" or token.content:
            yield _piece(token)


def _piece(token: Any) -> Piece:
    if token.type in _PASSED:
        return Piece(token.type, number=int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else 1)
    return Piece(_KINDS[token.type], token.content)


@lru_cache(maxsize=1)
def _reader() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    reader = MarkdownIt("zero", {"html": False}).enable([*_BLOCKS, *_INLINE])
    dollarmath_plugin(reader, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False, double_inline=True)
    reader.inline.ruler.before("math_inline", "named", _named)
    reader.inline.ruler.at("emphasis", _emphasis)
    return reader


def _named(state: Any, silent: bool) -> bool:
    """``{@f@}``."""
    found = INSERTED.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("named", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _emphasis(state: Any, silent: bool) -> bool:
    """Emphasis as in markdown-it, but for a star inside a word: ``2*x*y`` is a product."""
    from markdown_it.rules_inline.state_inline import Delimiter

    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    scanned = state.scanDelims(state.pos, False)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(Delimiter(marker=ord(marker), length=scanned.length, token=len(state.tokens) - 1, end=-1,
                                          open=scanned.can_open, close=scanned.can_close))
    state.pos += scanned.length
    return True
