"""What is wrong in an author's words: ``{@…@}`` that names nothing, what cannot be set, the misspelt name of a misconception."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator

from grader.bank.forms import Finding
from grader.misconceptions import BY_NAME
from grader.model import Severity
from grader.record import replace
from grader.texts import loose_marks, loose_tex, tex_slips
from grader.words import INSERTED
from grader.yamlnodes import Mapping, Node, Scalar, Sequence, nearest

TEXTS = ("title", "statement", "hints", "solution", "choices", "items")
"""Fields that hold words, or lists or mappings of words; the words about wrong answers stand inside of ``wrong``."""

_NAMING = ("vars", "alias", "defs", "variants")
"""Fields whose keys a text may name."""

_SLUG = re.compile(r"`([a-z]+(?:-[a-z]+)+)`")
_NEAR = 0.8
"""How alike a word with hyphens and the name of a misconception are where the name is meant."""


def unknown_names(problem: Mapping, told: Collection[str] = ()) -> Iterator[Finding]:
    """Yield the names in ``{@…@}`` that are neither f nor wrt nor declared, of a whole problem or of a part with all its fields.

    What the statements of given parts name (``told``) is looked at there.
    """
    known = {key.text for field in _NAMING for key, _ in _pairs(problem.get(field))}
    known |= {field for field in ("f", "wrt") if problem.get(field) is not None}
    for text in _texts(problem):
        for found in INSERTED.finditer(text.text):
            if found[1] not in known and found[1] not in told:
                yield Finding(("statement",), _at(text, found.start()), "bank/undeclared", f"{found[0]} names nothing of this problem",
                              nearest(found[1], known, f"known are {', '.join(sorted(known))}" if known else "write the formula itself"))


def slips(problem: Mapping) -> Iterator[Finding]:
    """Yield what is wrong in the words of a problem and of its parts, each once."""
    parts = problem.get("parts")
    for node in (problem, *(parts.items if isinstance(parts, Sequence) else ())):
        for text in _texts(node) if isinstance(node, Mapping) else ():
            for slip in tex_slips(text.text):
                yield Finding(("statement",), _at(text, slip.place), "bank/tex", f"this TeX cannot be set: {slip.message}",
                              "mend it; docs/authors.md says what is set between dollars")
            for slip in loose_tex(text.text):
                yield Finding(("statement",), _at(text, slip.place), "bank/tex", f"this TeX stands outside of dollars: {slip.message}",
                              "put it between dollars, without a blank behind the first one and before the last", Severity.WARNING)
            for slip in loose_marks(text.text):
                yield Finding(("statement",), _at(text, slip.place), "bank/text", slip.message, slip.remedy, Severity.WARNING)
            yield from _slugs(text)


def _slugs(text: Scalar) -> Iterator[Finding]:
    """A word with hyphens between backticks that is nearly the name of a misconception."""
    for found in _SLUG.finditer(text.text):
        near = difflib.get_close_matches(found[1], BY_NAME, 1, _NEAR)
        if near and found[1] not in BY_NAME:
            yield Finding(("statement",), _at(text, found.start(1)), "bank/rule", f"there is no misconception {found[1]!r}",
                          f"did you mean {near[0]!r}?")


def _texts(problem: Mapping) -> Iterator[Scalar]:
    for field in TEXTS:
        yield from _scalars(problem.get(field))
    wrong = problem.get("wrong")
    for entry in wrong.items if isinstance(wrong, Sequence) else ():
        if isinstance(entry, Mapping):
            yield from _scalars(entry.get("misconception"))


def _scalars(node: Node | None) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence(items=items):
            for item in items:
                yield from _scalars(item)
        case Mapping(pairs=pairs):
            for _, value in pairs:
                yield from _scalars(value)


def _pairs(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    return node.pairs if isinstance(node, Mapping) else ()


def _at(text: Scalar, position: int) -> Scalar:
    """The place of a character of a text."""
    line, column = text.place_of(position)
    return replace(text, line=line, column=column, exact=False)
