"""YAML text to a tree of nodes with lines and columns, by PyYAML's events: nothing is loaded, every scalar stays text.

Even PyYAML's safe loaders crash or stall on small hostile files, and turn ``no`` and ``1:30`` into something else; its events
under caps do neither (``docs/authors.md``).  What YAML would change silently is said: cut comments, escapes that were meant as
LaTeX, repeated keys.  Aliases, anchors, tags and merge keys are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from grader.lazily import lazily
from grader.model import Diagnostic, Severity, Where, locate
from grader.record import record
from grader.yamlnodes.encodings import of_room
from grader.yamlnodes.meant import Place
from grader.yamlnodes.mistakes import explain, place_of

MAX_EVENTS = 60_000
MAX_DEPTH = 12

# Compiled on use: the ranges take 7 ms, and a locked bank has no YAML to read.
_NOT_TEXT = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_COMMENT = lazily(r"[ \t]+#")
_ESCAPED = lazily("[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")
"""What double quotes make of LaTeX: ``"\\frac"`` begins with a form feed, ``"\\Phi"`` with a paragraph separator."""
_LINE_FEED = lazily(r"(?<!\\)(?:\\\\)*\\n(?:abla|eq|eg|ot|otin|onumber|olimits|[eiu](?!\s*=))(?![A-Za-z])")
"""A line feed of YAML that was meant as a command of LaTeX: ``"\\nu"``, ``"\\nabla"``; not the start of a line ``u = x^2``."""
_LETTER = lazily(r'(?<!\\)(?:\\\\)*\\[^\\"/xuUn\r\n]')
"""An escape of YAML that is no number, quote, backslash or line feed: what is left of LaTeX where numbers are meant."""


NO_KEY = "none"
"""The style of a key that is no text and was refused."""


@record
class Scalar:
    """A text; ``style`` is ``plain``, ``quoted`` or ``block``.

    ``exact`` says that its characters stand one by one on one line of the file, so that a position in it is a column; ``raw`` is how
    any other text stands there.
    """

    text: str
    style: str
    line: int
    column: int
    exact: bool
    raw: str = ""

    def column_of(self, position: int) -> int:
        """The column of a character of the text; the scalar's own where that is not known."""
        return self.column + (self.style == "quoted") + position if self.exact else self.column

    def place_of(self, position: int) -> tuple[int, int]:
        """Line and column of a character of the text: where the word around it stands in the file, else the scalar's own."""
        if self.exact:
            return self.line, self.column_of(position)
        start = max(self.text.rfind(space, 0, position) for space in " \n\t") + 1
        word, end = self.text[start:].split(maxsplit=1)[:1], -1
        for _ in range(self.text.count(word[0], 0, start) + 1 if word else 0):
            end = self.raw.find(word[0], end + 1)
        if not word or end < 0:
            return self.line, self.column
        before = self.raw[:end + position - start]
        return self.line + before.count("\n"), len(before) - before.rfind("\n") + (0 if "\n" in before else self.column - 1)


@record
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


@record
class Mapping:
    """Keys and values in the order of writing."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, name: str) -> Node | None:
        """The value of a key, ``None`` if it is not there."""
        return next((value for key, value in self.pairs if key.text == name), None)

    def key(self, name: str) -> Scalar | None:
        """The key itself, for its place."""
        return next((key for key, _ in self.pairs if key.text == name), None)


@record
class Refused:
    """A node about which a fault has been reported; nothing more is said about it."""

    line: int
    column: int


Node = Scalar | Sequence | Mapping | Refused


def is_sound(node: Node) -> bool:
    """Whether nothing was refused in this node or below."""
    match node:
        case Refused():
            return False
        case Sequence(items=items):
            return all(map(is_sound, items))
        case Mapping(pairs=pairs):
            return all(is_sound(value) for _, value in pairs)
    return True


def parse(text: str, file: str, room: str, most: int = MAX_EVENTS, has_numbers: bool = False) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of a YAML text, and what is wrong with it; no tree if it cannot be parsed or holds nothing.

    ``room`` is the first half of the codes of what is said: ``bank`` for ``bank/yaml``.  ``most`` bounds the events of YAML that are read.
    ``has_numbers`` says that a program wrote the file: then escapes such as ``"\\x0c"`` are meant, and stand for control characters.
    """
    faults: list[Diagnostic] = []

    def say(code: str, place: Place, message: str, remedy: str, severity: Severity = Severity.ERROR) -> None:
        faults.append(Diagnostic(of_room(code, room), message, remedy, where=Where(file, *place), severity=severity))

    stranger = re.search(_NOT_TEXT, text)
    if stranger:
        place = Place(*locate(text, stranger.start()))
        say("yaml/character", place, f"the character U+{ord(stranger[0]):04X} is not allowed here", "delete it")
        return None, tuple(faults)
    events = _events(text, most, has_numbers)
    try:
        first = next(events)
        root = None if first.kind == "end" else _node(first, events, say, 0)
        next(events)
        if root is None:
            say("yaml/empty-file", Place(1, 1), "this file holds nothing", "fill it, or delete it")
    except _Stop as stop:
        say(stop.code, stop.place, stop.message, stop.remedy)
        root = None
    return root, tuple(faults)


_Say = Callable[..., None]
"""Takes down one fault: second half of its code, place, message, remedy, and how bad it is if it is no error."""


class _Stop(Exception):
    """Internal: nothing more of this file can be read."""

    def __init__(self, code: str, place: Place, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.place, self.message, self.remedy = code, place, message, remedy


@record
class _Event:
    """``scalar``, ``alias``, ``[``, ``]``, ``{``, ``}`` or ``end``; ``mark`` says why a node is refused."""

    kind: str
    place: Place
    text: str = ""
    style: str = "plain"
    exact: bool = False
    raw: str = ""
    is_cut: bool = False
    mark: str = ""


def _events(text: str, most: int, has_numbers: bool) -> Iterator[_Event]:
    """The events of the text, one by one and no further than they are asked for; ends with ``end`` for ever."""
    import yaml

    kinds: dict[type, str] = {yaml.ScalarEvent: "scalar", yaml.AliasEvent: "alias", yaml.SequenceStartEvent: "[",
                              yaml.SequenceEndEvent: "]", yaml.MappingStartEvent: "{", yaml.MappingEndEvent: "}"}
    is_over = False
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for count, event in enumerate(yaml.parse(text, Loader=loader)):
            place = place_of(event.start_mark)
            if count >= most:
                raise _Stop("yaml/too-many", place, "this file has too many entries", "split it into several files")
            kind = kinds.get(type(event))
            if isinstance(event, yaml.DocumentEndEvent):
                is_over = True
            elif isinstance(event, yaml.DocumentStartEvent) and is_over:
                raise _Stop("yaml/documents", place, "a second document begins here",
                            "a file holds one document of YAML: delete the line '---'")
            elif kind:
                mark = _mark(event, kind)
                yield _scalar_event(event, text, place, mark, has_numbers) if kind == "scalar" else _Event(kind, place, mark=mark)
    except yaml.MarkedYAMLError as error:
        raise _Stop("yaml/yaml", *explain(error, text)) from None
    while True:
        yield _Event("end", Place(1, 1))


def _mark(event: Any, kind: str) -> str:
    """What stands in front of a node and makes it refused."""
    if kind == "alias":
        return kind
    return "anchor" if getattr(event, "anchor", None) else "tag" if getattr(event, "tag", None) else ""


def _scalar_event(event: Any, text: str, place: Place, mark: str, has_numbers: bool) -> _Event:
    start, end = event.start_mark, event.end_mark
    style = "plain" if not event.style else "quoted" if event.style in "'\"" else "block"
    around = 2 if style == "quoted" else 0
    exact = style != "block" and start.line == end.line and end.index - start.index == len(event.value) + around
    is_cut = style == "plain" and bool(event.value) and bool(_COMMENT.match(text, end.index))
    if event.style == '"' and not mark:
        raw = text[start.index:end.index]
        is_slip = _LETTER.search(raw) if has_numbers else _ESCAPED.search(event.value)
        mark = "escape" if is_slip or _LINE_FEED.search(raw) else ""
    return _Event("scalar", place, event.value, style, exact, "" if exact else text[start.index:end.index], is_cut, mark)


_MARKS = {
    "anchor": ("yaml/anchor", "'&' before a text makes it an anchor of YAML"),
    "tag": ("yaml/tag", "'!' before a text makes it a tag of YAML"),
    "escape": ("yaml/escape", "in double quotes, YAML reads a backslash and the letter after it as one control character"),
    "alias": ("yaml/alias", "'*' before a text makes it an alias of YAML"),
}


def _node(event: _Event, events: Iterator[_Event], say: _Say, depth: int) -> Node:
    place = event.place
    if depth >= MAX_DEPTH:
        raise _Stop("yaml/too-deep", place, "lists and mappings are nested too deeply", "put a text with brackets in quotes")
    node: Node
    if event.kind == "[":
        node = _sequence(place, events, say, depth)
    elif event.kind == "{":
        node = _mapping(place, events, say, depth)
    else:
        node = Scalar(event.text, event.style, place.line, place.column, event.exact, event.raw)
    if event.is_cut:
        say("yaml/comment", place, f"YAML reads what follows {event.text[:40]!r} on this line as a comment",
            "put the whole text in quotes if '#' belongs to it", Severity.WARNING)
    if event.mark:
        code, message = _MARKS[event.mark]
        say(code, place, message, f"put the text in {'single ' if event.mark == 'escape' else ''}quotes")
        return Refused(place.line, place.column)
    return node


def _sequence(place: Place, events: Iterator[_Event], say: _Say, depth: int) -> Sequence:
    items = []
    while (event := next(events)).kind != "]":
        items.append(_node(event, events, say, depth + 1))
    return Sequence(tuple(items), place.line, place.column)


def _mapping(place: Place, events: Iterator[_Event], say: _Say, depth: int) -> Mapping:
    pairs: dict[str, tuple[Scalar, Node]] = {}
    is_second = False
    while (event := next(events)).kind != "}":
        at = event.place
        key = _node(event, events, say, depth + 1)
        value = _node(next(events), events, say, depth + 1)
        refused = Refused(at.line, at.column)
        if not isinstance(key, Scalar):
            if not isinstance(key, Refused):
                say("yaml/key", at, "a key must be a text", "put a text with brackets in quotes")
            key, value = Scalar(f"?{len(pairs)}", NO_KEY, at.line, at.column, False), refused
        elif key.text == "<<" and key.style == "plain":
            say("yaml/merge", at, "'<<' merges mappings in YAML, which is refused here", "write the fields out")
            value = refused
        elif key.text in pairs:
            first = pairs[key.text][0]
            # Where the first key comes again, the next entry of a list was meant: of its other keys nothing needs to be said.
            is_first = len(pairs) > 1 and first is next(iter(pairs.values()))[0]
            if not is_second:
                say("yaml/duplicate-key", at, f"{key.text!r} is here a second time (first in line {first.line})",
                    "delete one of the two" + ("; if another entry of a list begins here, write '- ' before both" if is_first else ""))
            is_second |= is_first
            key, value = first, refused
        pairs[key.text] = key, value
    return Mapping(tuple(pairs.values()), place.line, place.column)
