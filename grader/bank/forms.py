"""What a field may hold: a form reads a node into a value, words for an author what does not fit, and has the JSON Schema for editors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from grader.model import Severity
from grader.record import record, replace
from grader.yamlnodes import Mapping, Node, Refused, Scalar, Sequence, nearest

Path = tuple[str | int, ...]
"""The way to a part of a problem: names of fields, and positions in lists."""

Json = dict[str, Any]

@record
class Finding:
    """Something wrong with a problem: which part of it, where, the words, and how bad it is."""

    path: Path
    at: Node
    code: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR


class Reader:
    """Reads the nodes of one file and gathers what is wrong with them; nothing is said of what the reader of YAML has refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def say(self, path: Path, at: Node, code: str, message: str, remedy: str) -> None:
        """Add a finding."""
        if not isinstance(at, Refused):
            self.found.append(Finding(path, at, code, message, remedy))

    def misfit(self, path: Path, at: Node, message: str, remedy: str) -> None:
        """Say that a node is of another form than its field's, or that it has no value."""
        if isinstance(at, Scalar) and not at.text.strip():
            self.say(path, at, "bank/empty", f"{shown(path)} has no value", "fill it in, indented further than its name, or delete it")
        else:
            self.say(path, at, "bank/form", f"{shown(path)} {message}", remedy)


Read = Callable[[Node, Path, Reader], Any]


@record
class Form:
    """A form: ``read`` gives the value of a node, ``None`` if it has another form; ``schema`` is what JSON Schema says of it."""

    read: Read
    schema: Json


@record
class Key:
    """A field of a mapping inside a field, with a sentence for editors."""

    name: str
    form: Form
    about: str
    is_needed: bool = False


def read_fields(node: Mapping, keys: Iterable[Any], path: Path, reader: Reader, known: tuple[str, ...] = (),
                others: Iterable[tuple[str, str]] = (), inside: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """Return the values of a mapping's fields by their names, without those that are not there or do not fit.

    A key has ``name``, ``form`` and ``is_needed``; ``known`` are the names that are suggested for an unknown one, and ``others`` words
    that are no names, each with the name that is meant; ``inside`` are names of what stands inside of a field, each with this field.
    """
    values, forms = dict[str, Any](), {key.name: key for key in keys}
    for name, key in forms.items():
        if key.is_needed and node.key(name) is None:
            of = f" of {shown(path)}" if path else ""
            reader.say((*path, name), node, "bank/missing-field", f"the field {name!r}{of} is missing", f"add a line '{name}: …'")
    for key, value in node.pairs:
        if key.text in forms:
            read = forms[key.text].form.read(value, (*path, key.text), reader)
            if read is not None:
                values[key.text] = read
        elif not isinstance(value, Refused) and not _is_cut(key, value, path, reader):
            name, names = dict(others).get(key.text.casefold()), tuple(each for each in known or forms if each != key.text)
            around = dict(inside).get(key.text)
            listed = f"the fields are {', '.join(names)}" if len(names) <= MOST_LISTED else "docs/authors.md lists the fields"
            reader.say((*path, key.text), key, "bank/unknown-field", f"{shown((*path, key.text))!r} is not a field of a problem",
                       f"it stands inside of {around!r}" if around else f"did you mean {name!r}?" if name else
                       nearest(key.text, names) or listed)
    return values


MOST_LISTED = 12
"""More names are not listed in a remedy."""


def _is_cut(key: Scalar, value: Node, path: Path, reader: Reader) -> bool:
    """Say of a key that it is a name and its value in one, or the rest of a text that a comma has cut; whether it is."""
    blank = re.search(r":([^\S \t\n]+)", key.text) if key.style == "plain" else None
    if blank is not None:
        at = replace(key, column=key.column + blank.start(1), exact=False)
        reader.say(path or (key.text,), at, "bank/form", "a blank of another kind stands here", "type it anew with the space bar")
        return True
    if not (isinstance(value, Scalar) and value.style == "plain" and not value.text and key.style == "plain"):
        return False
    # Where a ':' was written, the value that is missing stands behind it.
    if value.line == key.line and value.column != key.column + len(key.text):
        return False
    joined = re.fullmatch("([A-Za-z][A-Za-z0-9_]*)[:=](.+)", key.text)
    if joined is not None:
        reader.say((*path, joined[1]), key, "bank/form", f"YAML reads {key.text[:40]!r} as one name: no ':' with a blank stands in it",
                   f"write '{joined[1]}: {joined[2][:40]}'")
    elif not re.fullmatch(r"[\w.@-]+", key.text):
        reader.say(path or (key.text,), key, "bank/quotes", f"between braces a ',' ends a text, so YAML reads {key.text[:40]!r} as a name",
                   "put the text in which the ',' stands in quotes")
    else:
        return False
    return True


def schema_of(keys: Iterable[Any], about: str = "") -> Json:
    """Return what JSON Schema says of a mapping with these fields."""
    listed = list(keys)
    needed = [key.name for key in listed if key.is_needed]
    return {"type": "object", **({"description": about} if about else {}),
            "properties": {key.name: {**key.form.schema, "description": key.about} for key in listed},
            **({"required": needed} if needed else {}), "additionalProperties": False}


def shown(path: Path) -> str:
    """Return a path as authors know it: ``wrong[2].answer``, positions from 1."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


# Texts

ANY_TEXT: Json = {"type": ["string", "number", "boolean"]}
"""Scalars stay text here, but editors read ``points: 2`` as a number."""


def scalar(node: Node, path: Path, reader: Reader) -> Scalar | None:
    """Return the node if it is a text that is not blank."""
    if isinstance(node, Scalar) and node.text.strip():
        return node
    if isinstance(node, Sequence | Mapping):
        reader.say(path, node, "bank/quotes", *in_quotes(shown(path), node))
    else:
        reader.misfit(path, node, "", "")
    return None


def unquoted(node: Node, path: Path, reader: Reader, code: str, message: str, remedy: str) -> Scalar | None:
    """Return the node if it is a text that is not blank; of a list or mapping, which no quotes make fit, what is expected is said."""
    if isinstance(node, Sequence | Mapping):
        reader.say(path, node, code, message, remedy)
        return None
    return scalar(node, path, reader)


def in_quotes(what: str, node: Sequence | Mapping) -> tuple[str, str]:
    """Return what is said of a list or mapping that is meant as a text, and the remedy with that text, as far as it can be told."""
    reads = "list" if isinstance(node, Sequence) else "mapping"
    return f"{what} must be a text, but YAML reads a {reads} here", _in_quotes(node)


def _in_quotes(node: Node) -> str:
    if isinstance(node, Sequence) and any(isinstance(item, Scalar) and item.style == "quoted" for item in node.items):
        return "write one text; behind '|' the lines below stay as they are"
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        text = "[" + ", ".join(item.text for item in node.items if isinstance(item, Scalar)) + "]"
    elif isinstance(node, Mapping) and all(isinstance(value, Scalar) and not value.text for _, value in node.pairs):
        text = "{" + ", ".join(key.text for key, _ in node.pairs) + "}"
    else:
        text = ""
    return f"put it in quotes: '{text}'" if text and len(text) <= 60 and "'" not in text else "put it in quotes"


def _text(node: Node, path: Path, reader: Reader) -> str | None:
    found = scalar(node, path, reader)
    return None if found is None else found.text.strip()


def _formula(node: Node, path: Path, reader: Reader) -> Scalar | None:
    """Return the node, for the places in it; refuse a formula of two lines, which double quotes make of ``\\n`` and the rest of a name."""
    found = scalar(node, path, reader)
    if found is not None and found.style == "quoted" and re.search(r"\n[A-Za-z]", found.text):
        reader.say(path, found, "bank/escape", "in double quotes, YAML reads a backslash and the letter n as the end of a line",
                   "put the text in single quotes")
    if found is not None and found.style == "plain" and found.text.endswith('"') and found.text.count('"') == 1:
        reader.say(path, found, "bank/quotes", "this text ends with a quote that is not opened", 'write " in front of it, too')
        return None
    return found


TEXT = Form(_text, ANY_TEXT)
FORMULA = Form(_formula, ANY_TEXT)


def written(pattern: str, code: str, message: str, remedy: str, value: Callable[[str], Any] = str, most: int = 1_000,
            default: str = "") -> Form:
    """A text that matches a pattern and has a value; of another one the message is said."""
    def read(node: Node, path: Path, reader: Reader) -> Any:
        found = unquoted(node, path, reader, code, message, remedy)
        if found is None:
            return None
        made = value(found.text) if re.fullmatch(pattern, found.text) and len(found.text) <= most else None
        if made is None:
            reader.say(path, found, code, message, remedy)
        return made

    return Form(read, {**ANY_TEXT, "pattern": f"^{pattern}$", **({"default": default} if default else {})})


def choice(*names: str, others: Iterable[tuple[str, str]] = (), more: str = "") -> Form:
    """One of some words, of which the first is the default; ``others`` are words that are none, each with the one that is meant.

    ``more`` says what may stand in place of a word.
    """
    meant = dict(others)

    def read(node: Node, path: Path, reader: Reader) -> str | None:
        if isinstance(node, Scalar) and node.text in names:
            return node.text
        text = node.text if isinstance(node, Scalar) else ""
        if isinstance(node, Scalar) and not text.strip():
            reader.misfit(path, node, "", "")
        else:
            what = repr(text[:40]) if text else "a list or a mapping"
            near = f"did you mean {meant[text.casefold()]!r}?" if text.casefold() in meant else nearest(text, names)
            reader.say(path, node, "bank/choice", f"{shown(path)} cannot be {what}", near or f"choose {', '.join(names)}{more}")
        return None

    return Form(read, {"enum": list(names), "default": names[0]})


def _flag(node: Node, path: Path, reader: Reader) -> bool | None:
    found = unquoted(node, path, reader, "bank/choice", f"{shown(path)} cannot be a list or a mapping", "write true or false")
    if found is None or found.text in ("true", "false"):
        return None if found is None else found.text == "true"
    reader.say(path, found, "bank/choice", f"{shown(path)} cannot be {found.text[:40]!r}", "write true or false")
    return None


FLAG = Form(_flag, {"type": "boolean", "default": False})
"""``true`` or ``false``, which is what is meant where nothing is said."""


# Lists and mappings


def listed(form: Form) -> Form:
    """A list of values of one form."""
    def read(node: Node, path: Path, reader: Reader) -> tuple[Any, ...] | None:
        if not isinstance(node, Sequence):
            reader.misfit(path, node, "must be a list", "begin each entry on a line of its own with '- '")
            return None
        found = [form.read(item, (*path, at), reader) for at, item in enumerate(node.items)]
        return tuple(value for value in found if value is not None)

    return Form(read, {"type": "array", "items": form.schema})


def one_or_more(what: str) -> Form:
    """A text, or a list of texts."""
    texts = listed(TEXT)

    def read(node: Node, path: Path, reader: Reader) -> tuple[str, ...] | None:
        if isinstance(node, Scalar) and node.text.strip():
            return (node.text.strip(),)
        if isinstance(node, Sequence):
            found: tuple[str, ...] = texts.read(node, path, reader)
            return found
        reader.misfit(path, node, "does not have the form that is expected", f"write {what}")
        return None

    return Form(read, {"anyOf": [ANY_TEXT, texts.schema]})


def mapping(keys: Iterable[Any], known: tuple[str, ...] = (), about: str = "", others: Iterable[tuple[str, str]] = (),
            inside: Iterable[tuple[str, str]] = ()) -> Form:
    """A mapping with these fields, as a dictionary."""
    def read(node: Node, path: Path, reader: Reader) -> dict[str, Any] | None:
        if not isinstance(node, Mapping):
            reader.misfit(path, node, _LINES[0], f"its names are {', '.join(key.name for key in keys)}: write one on each line, indented")
            return None
        return read_fields(node, keys, path, reader, known, others, inside)

    return Form(read, schema_of(keys, about))


_LINES = "must hold lines of the form 'name: text'", "write one name on each line, indented"


def named(form: Form, pair: Callable[[Scalar, Any], Any] | None = None, example: str = "") -> Form:
    """A mapping from names that the author chooses, as the pairs of the name and its value, or what ``pair`` makes of these."""
    def read(node: Node, path: Path, reader: Reader) -> tuple[Any, ...] | None:
        if not isinstance(node, Mapping):
            reader.misfit(path, node, _LINES[0], f"{_LINES[1]}{f', or {example}' if example else ''}")
            return None
        found = [(key, form.read(value, (*path, key.text), reader)) for key, value in node.pairs if not _is_cut(key, value, path, reader)]
        return tuple(pair(key, value) if pair else (key.text, value) for key, value in found if value is not None)

    return Form(read, {"type": "object", "additionalProperties": form.schema})


NAMED_TEXTS = named(TEXT)
FORMULAS = named(FORMULA)
