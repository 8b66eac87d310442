"""A list whose entries are read one by one where YAML refuses the whole: an entry that cannot be read costs itself alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from grader.lazily import lazily
from grader.model import Diagnostic
from grader.yamlnodes.encodings import of_room
from grader.yamlnodes.nodes import Mapping, Node, Scalar, Sequence, parse

MOST_WORK = 60_000_000
"""Entries times lines of a list that is read one by one: 3,000 problems of 6 lines are within."""

MOST_REFUSED = 20
"""So many entries that cannot be read are told, and what stands behind them is not read: whoever mends them sees it then."""

_BEGIN = lazily(r"(?:^|(?<=\n))( *)-(?=[ \r\n])")


def parse_entries(text: str, file: str, room: str, named: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return the tree of a YAML text and what is wrong with it, as :func:`parse` does; of a list with a fault, what can be read beside it.

    A list is one of mappings, of which one has the key ``named``: a list inside of a mapping looks the same without it.
    """
    root, faults = parse(text, file, room)
    if root is not None or not faults or faults[-1].code not in (of_room("yaml/yaml", room), of_room("yaml/too-deep", room)):
        return root, faults
    items, found, refused = list[Mapping](), list[Diagnostic](), list[Diagnostic]()
    key, is_beside = re.compile(rf"^[-{{ \t]*['\"]?{re.escape(named)}['\"]?[ \t]*:", re.MULTILINE), False
    for first, last, entry in _entries(text):
        tree, said = parse(entry, file, room)
        inner = tree.items if isinstance(tree, Sequence) else ()
        if tree is None and said[-1].code != of_room("yaml/empty-file", room):
            # Beside its neighbours an entry shows better what was meant.
            refused.append(faults[-1] if first <= _line(faults[-1]) <= last else said[-1])
            if is_beside and not key.search(entry):
                items.pop()  # What has no key of its own may be the rest of the entry above.
            is_beside = False
        elif len(inner) == 1 and isinstance(inner[0], Mapping):
            items.append(inner[0])
            found.extend(said)
            is_beside = True
        elif isinstance(tree, Scalar) and not tree.text:
            continue  # The line '---' above the list.
        elif tree is not None:
            return None, faults
        if len(refused) == MOST_REFUSED:
            break
    if not refused or not any(item.key(named) for item in items):
        return None, faults
    return Sequence(tuple(items), 1, 1), (*found, *refused)


def _entries(text: str) -> Iterator[tuple[int, int, str]]:
    """The entries of the outermost list, each with its first and its last line, at its place in a text that is empty above it."""
    begins = list(_BEGIN.finditer(text))
    outermost = min((len(begin[1]) for begin in begins), default=0)
    cuts = [0, *(begin.start() for begin in begins if len(begin[1]) == outermost), len(text)]
    above = 0
    for start, end in pairwise(cuts if len(cuts) * text.count("\n") < MOST_WORK else ()):
        lines = text.count("\n", start, end)
        yield above + 1, above + lines + (not text.endswith("\n", start, end)), "\n" * above + text[start:end]
        above += lines


def _line(fault: Diagnostic) -> int:
    return fault.where.line if fault.where else 0
