"""The field ``variants``: names with the values that each may have, and which combinations of them are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import lcm, prod
from typing import Any

from grader.bank.forms import ANY_TEXT, FORMULA, TEXT, Form, Json, Path, Reader, listed, scalar, shown, written
from grader.model import value_text
from grader.record import record, replace
from grader.yamlnodes import Mapping, Node, Scalar, Sequence

OPTIONS = ("where", "same", "limit")
"""Keys of ``variants`` that are no names of values."""

MOST_VARIANTS = 1_000
"""Of one problem: so many are proved."""

MOST_COMBINED = 100_000
"""Combinations that are looked at."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,9}|/0*[1-9][0-9]{0,5})?")
_RANGE = re.compile(rf"\s*({_NUMBER.pattern})\s*\.\.\s*({_NUMBER.pattern})\s*")


@record
class Ranges:
    """What a problem says of its variants: each name with the texts of its values, and what is asked of the combinations.

    ``same`` are the ids of the problems that share values with this one, ``limit`` is how many combinations are kept, 0 for all.
    """

    values: tuple[tuple[str, tuple[Scalar, ...]], ...]
    at: Scalar
    where: Scalar | None = None
    same: tuple[str, ...] = ()
    limit: int = 0

    @property
    def combined(self) -> int:
        """How many combinations there are before any is left out."""
        return prod(len(values) for _, values in self.values)


def _expanded(node: Scalar, path: Path, reader: Reader) -> Iterator[Scalar]:
    """The values of an entry: those of a range, else its own."""
    found = _RANGE.fullmatch(node.text.replace("−", "-"))
    if found is None:
        if ".." in node.text:
            reader.say(path, node, "bank/variants", f"{node.text[:40]!r} is no range", "write it as 2..9, or as 0..3/2 for steps of 1/2")
            return
        yield replace(node, text=value_text(node.text))
        return
    low, high = Fraction(found[1]), Fraction(found[2])
    step = Fraction(1, lcm(low.denominator, high.denominator))
    count = int((high - low) / step) + 1
    if not 1 <= count <= MOST_VARIANTS:
        reader.say(path, node, "bank/variants", f"the range {node.text[:40]!r} holds {'no' if count < 1 else 'too many'} numbers",
                   "write the smaller end first" if count < 1 else f"write one of at most {MOST_VARIANTS:,} numbers")
        return
    yield from (replace(node, text=str(low + turn * step), exact=False) for turn in range(count))


def _values(node: Node, path: Path, reader: Reader) -> tuple[Scalar, ...]:
    """The values of one name, each once, by size and then as they stand."""
    entries = enumerate(node.items) if isinstance(node, Sequence) else [(None, node)]
    found: dict[str, Scalar] = {}
    for at, item in entries:
        text = FORMULA.read(item, path if at is None else (*path, at), reader)
        for value in _expanded(text, path, reader) if text is not None else ():
            found.setdefault(value.text, value)
    if isinstance(node, Sequence) and not node.items:
        reader.say(path, node, "bank/empty", f"{shown(path)} has no value", "fill it in, or delete it")
    return tuple(found.values())


_SAME = listed(TEXT)
_LIMIT = written("[1-9][0-9]{0,3}", "bank/variants", f"a limit is a whole number from 1 to {MOST_VARIANTS:,}", "write limit: 60",
                 lambda text: int(text) if int(text) <= MOST_VARIANTS else None)


def _ranges(node: Node, path: Path, reader: Reader) -> Ranges | None:
    if not isinstance(node, Mapping):
        reader.misfit(path, node, "must hold lines of the form 'name: values'", 'write {a: "2..9", b: [2, 3, 5]}')
        return None
    values, options = list[tuple[str, tuple[Scalar, ...]]](), dict[str, Any]()
    for key, value in node.pairs:
        inside = (*path, key.text)
        if key.text == "where":
            options["where"] = scalar(value, inside, reader)
        elif key.text == "same":
            options["same"] = (value.text,) if isinstance(value, Scalar) and value.text.strip() else _SAME.read(value, inside, reader)
        elif key.text == "limit":
            options["limit"] = _LIMIT.read(value, inside, reader)
        else:
            values.append((key.text, _values(value, inside, reader)))
    if not values:
        reader.say(path, node, "bank/empty", "variants names no value that varies", 'write a line such as a: "2..9"')
        return None
    at = next(key for key, _ in node.pairs if key.text == values[0][0])
    return Ranges(tuple(values), at, **{name: found for name, found in options.items() if found is not None})


_VALUE: Json = {"anyOf": [ANY_TEXT, {"type": "array", "items": ANY_TEXT, "minItems": 1}]}

VARIANTS = Form(_ranges, {
    "type": "object", "minProperties": 1, "additionalProperties": {**_VALUE, "description": "A range such as 2..9, or a list of values."},
    "properties": {"where": {**ANY_TEXT, "description": "What holds for the values, such as a != 0 and a < b."},
                   "same": {"anyOf": [ANY_TEXT, {"type": "array", "items": ANY_TEXT}],
                            "description": "Problems that give each student the same values."},
                   "limit": {"type": "integer", "minimum": 1, "maximum": MOST_VARIANTS,
                             "description": "Of more combinations so many are asked, always the same."}}})
