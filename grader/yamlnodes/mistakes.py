"""What YAML refuses to read, in words for an author: what was most likely meant, else what the parser was doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from grader.yamlnodes.meant import Place, meant

if TYPE_CHECKING:
    from yaml import MarkedYAMLError


class _Mark(Protocol):
    line: int
    column: int


_QUOTES = "put the whole text in quotes"
_LOOK = "look at the quotes, the brackets and the indentation of this line and of the one above; a formula stands in quotes"
"""The way out where no change of one line was found to help."""

_OPENED = {
    "while parsing a flow sequence": ("YAML reads '[' as the start of a list, which does not end properly", _QUOTES),
    "while parsing a flow mapping": ("YAML reads '{' as the start of a mapping, which does not end properly", _QUOTES),
    "while scanning a block scalar": ("YAML reads '|' or '>' as the start of a block of lines", _QUOTES),
    "while scanning an alias": ("YAML reads '*' as the start of an alias", _QUOTES),
    "while scanning an anchor": ("YAML reads '&' as the start of an anchor", _QUOTES),
    "while scanning a tag": ("YAML reads '!' as the start of a tag", _QUOTES),
    "while parsing a tag": ("YAML reads '!' as the start of a tag", _QUOTES),
    "while parsing a node": ("YAML reads '!' as the start of a tag", _QUOTES),
}
"""Mistakes that lie where the construct begins, by what YAML was doing."""


def explain(error: MarkedYAMLError, text: str) -> tuple[Place, str, str]:
    """Place, message and remedy for an error of PyYAML; both of its parsers give the same."""
    context, problem, mark = error.context or "", error.problem or "", error.problem_mark
    if mark is None:
        return Place(1, 1), f"YAML cannot read this: {problem}", _QUOTES
    at = text[mark.index:mark.index + 1]
    if "scanning a double-quoted scalar" in context or "escape" in problem:
        return place_of(mark), "in double quotes a backslash begins an escape of YAML", "use single quotes for LaTeX"
    if at == "\t":
        is_first = not text[text.rfind("\n", 0, mark.index) + 1:mark.index].strip()
        return place_of(mark), f"{'a line is indented with a tab' if is_first else 'a tab stands here'}", "write spaces in place of the tab"
    place, message, remedy = _words(error, at, context, problem)
    change = meant(error, text)
    if change is None:
        return place, message, _LOOK if remedy == _QUOTES else remedy
    return (change.place, change.message, change.remedy) if change.message else (place, message, change.remedy)


def _words(error: MarkedYAMLError, at: str, context: str, problem: str) -> tuple[Place, str, str]:
    """What the parser was doing, without a look at what may be meant."""
    place, began = place_of(error.problem_mark), error.context_mark
    if context in _OPENED and began is not None:
        return place_of(began), *_OPENED[context]
    if "quoted scalar" in context and began is not None and "end of stream" in problem:
        return place_of(began), "this quote is never closed", "close it; inside single quotes, write '' for '"
    if "mapping values are not allowed" in problem:
        return place, "YAML does not expect a value after this ':'", ("put a text that contains ': ' in quotes; or ':' is missing on the "
                                                                    "line before, or the indentation is wrong")
    if "entries are not allowed" in problem:
        return place, "YAML reads '-' and a blank as a list entry, which does not belong here", _QUOTES
    if "cannot start any token" in problem or context == "while parsing a block node":
        return place, f"a text cannot begin with {at!r} in YAML", _QUOTES
    if context == "while parsing a block collection":
        return place, "a list goes on here without '-'", "begin each entry with '- ', all in the same column"
    if context == "while parsing a block mapping":
        return place, "YAML cannot go on here: the value before is complete, or the indentation is wrong", _QUOTES
    if "<document start>" in problem:
        return place, "the indentation is wrong: this line does not belong to what comes before", "begin all fields in the same column"
    if "could not find expected ':'" in problem and began is not None:
        return place_of(began), "this line has no name with ': ', and belongs to nothing above", _LOOK
    return place, f"YAML cannot read this: {problem}", _QUOTES


def place_of(mark: _Mark | None) -> Place:
    """A mark of PyYAML as line and column from 1."""
    return Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)
