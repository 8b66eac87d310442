"""The YAML form, ``student:`` and ``answers: {problem-id: text}``, read from PyYAML's events and never loaded.

Even the safe loaders turn ``no`` and ``1:30`` into something else and can be made to run for seconds; here scalars
stay text, limits stop the parser at the event that breaks them, and anchors, aliases, tags, merge keys and second
documents are refused with their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from grader.intake.entries import AnswerFile, Entry, names_problem
from grader.intake.member import Fault, Refused, shown
from grader.model import Diagnostic, Severity, Where, printable
from grader.record import record

EVENT_LIMIT = 4_000
DEPTH_LIMIT = 8

_BREAK = re.compile("[\n\x85\u2028\u2029]")
_QUOTE = "put the answer in single quotes"


@record
class Event:
    """What is kept of an event: its class, text, places (from 1) and what else it must not have."""

    kind: str
    value: str
    line: int
    column: int
    end: tuple[int, int]
    style: str
    forbidden: str


@record
class _Node:
    """A scalar (``pairs`` is ``None``), a mapping, or a sequence (``text`` and ``pairs`` are ``None``)."""

    line: int
    column: int
    text: str | None
    pairs: tuple[tuple[_Node, _Node], ...] | None = None
    comment: str = ""


def read_yaml(text: str, file: str) -> AnswerFile:
    """The entries of a YAML text; raises :class:`Refused` (``intake/yaml``) with line and column if it is not plain."""
    lines = _BREAK.split(text)
    root = _document(_counted(events(text)), lines)
    if root.pairs is None:
        raise Refused("intake/yaml", "the file must have 'student:' and 'answers:' at its left margin", root.line)
    fields: dict[str, _Node] = {}
    faults: list[Fault] = []
    unused: list[str] = []
    for key, value in root.pairs:
        name = _key(key)
        if name in fields:
            _refuse(f"'{shown(name)}' is here a second time", key.line, key.column)
        if name not in ("student", "answers"):
            message = f"'{shown(name)}' is neither 'student' nor 'answers'; indent the answers under 'answers:'"
            faults.append(Fault("intake/not-an-answer", message, key.line))
            unused += [name, *_texts(value)]
        fields[name] = value
    entries, remarks = _answers(fields.get("answers"), file, faults, unused)
    return AnswerFile(_student(fields.get("student")), entries, tuple(faults), remarks, tuple(unused))


def _texts(node: _Node) -> Iterator[str]:
    """All texts in a node."""
    if node.text is not None:
        yield node.text
    for pair in node.pairs or ():
        for each in pair:
            yield from _texts(each)


def _student(node: _Node | None) -> Entry | None:
    if node is None:
        return None
    if node.text is None:
        _refuse("the student's name must be a text", node.line, node.column)
    return Entry("student", node.text, node.line, node.column)


def _answers(
    node: _Node | None, file: str, faults: list[Fault], unused: list[str],
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """The entries; what cannot be one is a fault, and its text joins the unused ones."""
    if node is None or node.text == "":
        return (), ()
    if node.pairs is None:
        _refuse("'answers:' must hold one 'problem-id: answer' on each line", node.line, node.column)
    entries, remarks = [], []
    for key, value in node.pairs:
        name = _key(key)
        if value.text is None:
            message = f"line {value.line}, column {value.column}: brackets mean something else in YAML; {_QUOTE}"
            faults.append(Fault("intake/not-an-answer", message, value.line, name))
            unused.append(name)
        elif not names_problem(name):
            faults.append(Fault("intake/not-an-answer", f"'{shown(name)}' cannot be a problem's id", key.line))
            unused += [name, *_texts(value)]
        else:
            entries.append(Entry(name, value.text, value.line, value.column))
        if value.comment:
            remarks.append(_cut(value, file))
    return tuple(entries), tuple(remarks)


def _key(node: _Node) -> str:
    if node.text is None:
        _refuse("a problem's id must be a text", node.line, node.column)
    if node.text == "<<":
        _refuse("merge keys are not read", node.line, node.column)
    return node.text


def _cut(node: _Node, file: str) -> Diagnostic:
    return Diagnostic(
        "intake/yaml-comment", f"in YAML a comment begins at ' #', so this was left out: {shown(node.comment)}",
        f"If it belongs to the answer, {_QUOTE}.", where=Where(shown(file), node.line), severity=Severity.REMARK)


# From events to nodes


def _document(events: Iterator[Event], lines: list[str]) -> _Node:
    root: _Node | None = None
    for event in events:
        if event.kind in ("StreamStart", "StreamEnd", "DocumentEnd"):
            continue
        if event.kind != "DocumentStart":
            root = _node(event, events, lines, 1)
        elif root is not None:
            _refuse("a second document begins here; a file holds one", event.line, event.column)
    return root or _Node(1, 1, None, ())


def _node(event: Event, events: Iterator[Event], lines: list[str], depth: int) -> _Node:
    if event.forbidden:
        _refuse(f"{event.forbidden} is not read; {_QUOTE}", event.line, event.column)
    if depth > DEPTH_LIMIT:
        _refuse(f"more than {DEPTH_LIMIT} brackets or levels inside each other; {_QUOTE}", event.line, event.column)
    if event.kind == "Scalar":
        quotes = event.style in ("'", '"')
        return _Node(event.line, event.column + quotes, event.value, comment=_comment(event, lines))
    children = []
    for child in events:
        if child.kind in ("MappingEnd", "SequenceEnd"):
            break
        children.append(_node(child, events, lines, depth + 1))
    if event.kind == "SequenceStart":
        return _Node(event.line, event.column, None)
    return _Node(event.line, event.column, None, tuple(zip(children[::2], children[1::2], strict=True)))


def _comment(event: Event, lines: list[str]) -> str:
    """What YAML cuts off behind a text without quotes."""
    line, column = event.end
    rest = lines[line][column:].strip() if not event.style and line < len(lines) else ""
    return rest if event.value and rest.startswith("#") else ""


def _counted(events: Iterator[Event]) -> Iterator[Event]:
    for number, event in enumerate(events):
        if number >= EVENT_LIMIT:
            _refuse("the file has more parts than an answer file can have", event.line, event.column)
        yield event


def events(text: str) -> Iterator[Event]:
    """PyYAML's events, one by one, so that a limit stops the parser; its errors become :class:`Refused`."""
    import yaml  # a class without YAML files never pays for it

    try:
        event: Any
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            start, end = event.start_mark, event.end_mark
            forbidden = ("an alias '*…'" if isinstance(event, yaml.AliasEvent)
                         else "an anchor '&…'" if getattr(event, "anchor", None) is not None
                         else "a tag '!…'" if getattr(event, "tag", None) is not None else "")
            yield Event(type(event).__name__.removesuffix("Event"), getattr(event, "value", ""), start.line + 1,
                         start.column + 1, (end.line, end.column), getattr(event, "style", None) or "", forbidden)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        _refuse(f"this is no YAML: {printable(str(error.problem))}; {_QUOTE}", mark.line + 1 if mark else 1,
                mark.column + 1 if mark else 1)
    except yaml.YAMLError as error:
        _refuse(f"this is no YAML: {shown(str(error))}", 1, 1)


def _refuse(message: str, line: int, column: int) -> NoReturn:
    raise Refused("intake/yaml", f"line {line}, column {column}: {message}", line)
