"""The text of a file of decisions: where each entry stands in it, and the text with entries added or removed and nothing else changed.

All lines count as YAML counts them, whatever ends them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from grader.lazily import lazily
from grader.record import record
from grader.yamlnodes import Sequence as Items

_ENDS = "\n\r\x85\u2028\u2029"
_END = lazily(f"\r\n|[{_ENDS}]")


@record
class Block:
    """The lines of an entry, from 0, the last one excluded."""

    start: int
    end: int


def lines_of(text: str) -> list[str]:
    """Return the lines of a text with their ends; joined, they are the text.

    >>> lines_of("a\\r\\nb\\n\\nc")
    ['a\\r\\n', 'b\\n', '\\n', 'c']
    """
    lines, start = [], 0
    for end in _END.finditer(text):
        lines.append(text[start:end.end()])
        start = end.end()
    return [*lines, text[start:]] if start < len(text) else lines


def blocks(lines: Sequence[str], root: Items) -> list[Block]:
    """Return where the entries of a list stand: each from its ``-`` to its last line.

    What is indented more than the ``-`` is the entry's; empty lines and comments between two entries are nobody's.
    """
    starts = []
    for item in root.items:
        start = item.line - 1
        while start > 0 and lines[start][root.column - 1:root.column] != "-":
            start -= 1
        starts.append(start)
    found = []
    for start, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        end = after
        while end > start + 1 and _is_nobodys(lines[end - 1], root.column):
            end -= 1
        found.append(Block(start, end))
    return found


def _is_nobodys(line: str, column: int) -> bool:
    words = line.lstrip(" ")
    return not words.strip() or (words.startswith("#") and len(line) - len(words) < column) or line.rstrip() == "..."


def without(lines: Sequence[str], found: Collection[Block]) -> str:
    """Return the text without some entries."""
    gone = {line for each in found for line in range(each.start, each.end)}
    return "".join(line for number, line in enumerate(lines) if number not in gone)


def with_more(text: str, more: Sequence[str], column: int) -> str:
    """Return the text with further lines at its end, indented to a column and ended as the first line is."""
    end = match[0] if (match := _END.search(text)) else "\n"
    between = "" if text[-1:] in ("", *_ENDS) else end
    return text + between + "".join(" " * (column - 1) + line + end for line in more)
