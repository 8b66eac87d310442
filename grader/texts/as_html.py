"""The pieces of a text as HTML: every character of the author's is escaped, and every tag is one of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from grader.expr import Expr, escape, mathml
from grader.lazily import lazily
from grader.model import Task
from grader.texts.formulas import NAMED, filled_tex, tex_of
from grader.texts.markdown import Piece
from grader.texts.markdown import blocks as read_blocks
from grader.texts.markdown import inline as read_inline
from grader.texts.tex import typeset
from grader.texts.typed import prose
from grader.words import insertions

_TAGS = {
    "paragraph_open": "<p>", "paragraph_close": "</p>\n", "bullet_list_open": "<ul>", "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n", "list_item_open": "<li>", "list_item_close": "</li>", "em_open": "<em>", "em_close": "</em>",
    "strong_open": "<strong>", "strong_close": "</strong>", "softbreak": "\n", "hardbreak": "<br>\n",
}

WIDE = 24
"""Signs of a formula that a phone of 320 px shows in one line."""

_COMMAND = lazily(r"\\[A-Za-z]+|\\.")
_UNSEEN = lazily(r"[{}^_&\s]")

_Known = tuple[tuple[str, tuple[Expr, ...]], ...]
"""The trees that a text may name."""


def blocks(text: str, task: Task) -> str:
    """Return a text with its paragraphs and lists, as elements that stand side by side; ``task`` has the formulas that it names."""
    return _blocks(text, _known(text, task))


def inline(text: str, task: Task) -> str:
    """Return a text of one line, such as a title, as what may stand in a paragraph."""
    return _inline(text, _known(text, task))


def lined(text: str, task: Task) -> str:
    """Return a text whose lines stay lines, such as a worked solution; a blank line begins a paragraph."""
    return _lined(text, _known(text, task))


def _known(text: str, task: Task) -> _Known:
    return tuple(insertions(task).items()) if "{@" in text else ()


@lru_cache(maxsize=4_000)
def _blocks(text: str, known: _Known) -> str:
    return "".join(_written(read_blocks(text), dict(known))).rstrip("\n")


@lru_cache(maxsize=4_000)
def _inline(text: str, known: _Known) -> str:
    return "".join(_written(read_inline(text), dict(known)))


@lru_cache(maxsize=1_000)
def _lined(text: str, known: _Known) -> str:
    paragraphs = [paragraph.strip().split("\n") for paragraph in text.split("\n\n")]
    return "\n".join(f"<p>{'<br>'.join(_inline(line, known) for line in lines)}</p>" for lines in paragraphs if lines != [""])


def _written(pieces: Iterable[Piece], known: dict[str, tuple[Expr, ...]]) -> Iterator[str]:
    for piece in pieces:
        match piece.kind:
            case "text":
                yield prose(piece.text)
            case "code":
                yield f"<code>{escape(piece.text)}</code>"
            case "code_block":
                yield f"<pre><code>{escape(piece.text)}</code></pre>\n"
            case "tex" | "tex_block":
                yield _formula(piece, known)
            case "named":
                yield _trees(piece.text, known)
            case "ordered_list_open":
                yield "<ol>" if piece.number == 1 else f'<ol start="{piece.number}">'
            case kind:
                yield _TAGS[kind]


def _formula(piece: Piece, known: dict[str, tuple[Expr, ...]]) -> str:
    """What stands between dollars, as code where it cannot be set; what is wide can be moved on a phone."""
    is_block, tex = piece.kind == "tex_block", filled_tex(piece.text.strip(), known)
    set_as = typeset(tex, is_block)
    if isinstance(set_as, str):
        return _movable(set_as) if is_block or _is_wide(tex) else set_as
    sign = "$$" if is_block else "$"
    return f"<code>{escape(f'{sign}{tex}{sign}')}</code>"


def _trees(name: str, known: dict[str, tuple[Expr, ...]]) -> str:
    if name not in known:
        return escape(f"{{@{name}@}}")
    return ", ".join(_movable(mathml(tree)) if _is_wide(tex_of(tree)) else mathml(tree) for tree in known[name])


def _is_wide(tex: str) -> bool:
    """Whether a formula may have no room in a line of a phone: how many signs it has, where a command is one or the name of a function."""
    seen = _UNSEEN.sub("", _COMMAND.sub(lambda found: found[0][1:] if found[0][1:] in NAMED else "x", tex))
    return len(seen) > WIDE


def _movable(formula: str) -> str:
    return f'<span class="wide">{formula}</span>'
