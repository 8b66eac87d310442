"""One problem's tree against the forms: pydantic finds what does not fit, this module says it in an author's words.

pydantic is imported when a bank has changed, and only here; :mod:`grader.bank.rules` checks what fields mean together.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from grader.bank.entry import ArrayKind, Asked, Decimals, Partial
from grader.bank.forms import CourseForm, Domain, IntervalForm, PartForm, ProblemForm, WrongForm
from grader.record import record
from grader.yamlnodes import Mapping, Node, Refused, Scalar, Sequence

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Path = tuple[str | int, ...]

FIELDS = tuple(field.name for field in fields(ProblemForm))


@record
class Finding:
    """Something wrong with a problem: which part of it (a path of field names and positions), where, and the words."""

    path: Path
    at: Node
    code: str
    message: str
    remedy: str


@cache
def _adapter(what: str) -> TypeAdapter[Any]:
    import pydantic

    return pydantic.TypeAdapter(CourseForm if what == "course" else ProblemForm)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a bank file for editors: one problem or a list of problems.

    Scalars stay text here, but editors read ``points: 2`` as a number, so that every text may be one.
    """
    problem = _for_editors(_adapter("problem").json_schema())
    records = problem.pop("$defs")
    title = "Problems of a vector calculus bank"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title,
            "anyOf": [{"$ref": "#/$defs/ProblemForm"}, {"type": "array", "items": {"$ref": "#/$defs/ProblemForm"}}],
            "$defs": {"ProblemForm": problem, **records}}


def _for_editors(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_for_editors(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _for_editors(value) for key, value in schema.items()}
    if made.get("type") == "string" and "enum" not in made and "const" not in made:
        made["type"] = ["string", "number", "boolean"]
    return made


def misfits(problem: Mapping) -> list[Finding]:
    """Everything in a problem that does not have its form, in the order of pydantic's report; nothing about refused nodes."""
    return _misfits(problem, "problem")


def misfits_of_course(course: Mapping) -> list[Finding]:
    """The same for the file of the course's defaults."""
    return _misfits(course, "course")


def _misfits(problem: Mapping, what: str) -> list[Finding]:
    import pydantic

    try:
        _adapter(what).validate_python(_data(problem))
    except pydantic.ValidationError as error:
        return _findings(problem, error.errors(include_url=False, include_context=False, include_input=False))
    return []


def _data(node: Node) -> Any:
    """What pydantic sees; a blank text is None, which no field allows."""
    match node:
        case Scalar(text=text):
            return text if text.strip() else None
        case Sequence(items=items):
            return [_data(item) for item in items]
        case Mapping(pairs=pairs):
            return {key.text: _data(value) for key, value in pairs}
        case Refused():
            return None


def _findings(problem: Mapping, errors: Iterable[Any]) -> list[Finding]:
    """Of the errors about a field that allows several forms, those about the form that was meant; else one about the field."""
    found: list[Finding] = []
    choices: dict[Path, int] = {}
    for error in errors:
        loc: Path = error["loc"]
        names = error["type"] in ("missing", "unexpected_keyword_argument")
        path, choice, fits = _follow(problem, loc[:-1] if names else loc)
        if fits:
            found.extend(_said(problem, path, error["type"], loc[-1] if names else None))
        if choice is not None:
            choices[choice] = choices.get(choice, 0) + fits
    for choice, meant in choices.items():
        if not meant:
            found.extend(_said(problem, choice, "choice", None))
    return found


def _follow(problem: Mapping, loc: Path) -> tuple[Path, Path | None, bool]:
    """The path of a location within the tree, the path of a field with several forms on the way, and whether the form fits."""
    path: Path = ()
    choice: Path | None = None
    for step in loc:
        node = node_at(problem, path)
        if node_at(problem, (*path, step)) is not None:
            path = *path, step
        else:
            choice = path
            if not _fits(node, str(step)):
                return path, choice, False
    return path, choice, True


def _fits(node: Node | None, form: str) -> bool:
    """Whether a node was meant as this form, by pydantic's name for it."""
    match node:
        case Scalar(text=text):
            return bool(text.strip()) and form.startswith(("str", "literal"))
        case Sequence():
            return form.startswith("list")
        case Mapping():
            return form == "WrongForm" or form == ("ArrayForm" if node.key("shape") or node.key("kind") else "IntervalForm")
    return False


def node_at(problem: Node, path: Path) -> Node | None:
    """The node at a path, ``None`` if there is none."""
    node: Node | None = problem
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step] if step < len(node.items) else None
        else:
            return None
    return node


def shown(path: Path) -> str:
    """A path as authors know it: ``wrong[2].answer``, positions from 1."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def close(word: str, known: Iterable[str]) -> str:
    """``did you mean 'truth'?``, or nothing."""
    found = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f"did you mean {found[0]!r}?" if found else ""


# Words


_INSIDE: dict[str, tuple[str, ...]] = {
    "": FIELDS, "parts": tuple(field.name for field in fields(PartForm)),
    "wrong": tuple(field.name for field in fields(WrongForm)), "axes": ("out", "in"),
    "vars": (*(field.name for field in fields(IntervalForm)), "shape", "kind"),
}
"""The fields of a mapping, by the problem's field that holds it."""

_PATTERNS = {
    "id": ("bank/id", "an id has at most 80 letters (A-Z, a-z), digits, '.', '_' and '-', and begins with a letter or digit",
           "choose an id such as chain-ex58"),
    "points": ("bank/points", "points must be a number above 0", "write 2, 1.5 or 1/2"),
    "part": ("bank/name", "a part's name is a letter and then letters and digits, perhaps with one index", "write it as inner or slope_1"),
    "follow_credit": ("bank/credit", "a credit is full, none, or a share between 0 and 1", "write full, none, 50% or 1/2"),
    "layouts": ("bank/layouts", "layouts must be full, none, or a fraction between 0 and 1", "write full, none or 1/2"),
    "rule": ("bank/rule", "a rule is named by its slug: small letters, digits and '-'", "write it as inner-derivative"),
}

_CHOICES = {
    "asked": get_args(Asked), "partial": get_args(Partial), "decimals": get_args(Decimals), "kind": get_args(ArrayKind),
    "vars": get_args(Domain),
}

_EXPECTED = {
    "vars": "real, positive, natural, an interval such as {domain: [0, 1]}, or sizes such as [D]",
    "wrt": "a variable or a list of variables", "hints": "a text or a list of texts",
    "wrong": "a text, or a mapping with answer, misconception and rule",
}


def _said(problem: Mapping, path: Path, kind: str, name: str | int | None) -> list[Finding]:
    """The finding for one error of pydantic, or none if the node has been refused already."""
    node = node_at(problem, path)
    if node is None or isinstance(node, Refused):
        return []
    at: Node = node
    if kind == "missing":
        words = _missing(path, name)
        path = path if name is None else (*path, name)
    elif kind == "unexpected_keyword_argument" and isinstance(node, Mapping):
        if isinstance(node.get(str(name)), Refused):
            return []
        at, path = node.key(str(name)) or node, (*path, str(name))
        words = _unknown(path, str(name))
    elif isinstance(node, Scalar) and not node.text.strip():
        words = "bank/empty", f"{shown(path)} has no value", "fill it in, or delete it"
    else:
        words = _mismatch(path, node, kind)
    return [Finding(path, at, *words)]


def _missing(path: Path, name: str | int | None) -> tuple[str, str, str]:
    if isinstance(name, int):
        return "bank/domain", f"{shown(path)} needs two ends", "write {domain: [0, 1]}; an open end is oo or -oo"
    inside = f" of {shown(path)}" if path else ""
    return "bank/missing-field", f"the field {name!r}{inside} is missing", f"add a line '{name}: …'"


def _unknown(path: Path, name: str) -> tuple[str, str, str]:
    known = _INSIDE.get("" if len(path) == 1 else str(path[0]), ())
    remedy = close(name, known) or f"the fields are {', '.join(known)}"
    return "bank/unknown-field", f"{shown(path)!r} is not a field of a problem", remedy


def _mismatch(path: Path, node: Node, kind: str) -> tuple[str, str, str]:
    top, last = str(path[0]), next((step for step in reversed(path) if isinstance(step, str)), "")
    if kind == "literal_error":
        known = _CHOICES["vars" if top == "vars" and len(path) == 2 else last]
        text = node.text if isinstance(node, Scalar) else ""
        what = repr(text[:40]) if text else "a list or a mapping"
        return "bank/choice", f"{shown(path)} cannot be {what}", close(text, known) or f"choose {', '.join(known)}"
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return _PATTERNS[last]
    if kind == "string_type" or (top == "wrong" and isinstance(node, Sequence) and len(path) == 2):
        reads = "list" if isinstance(node, Sequence) else "mapping"
        return "bank/quotes", f"{shown(path)} must be a text, but YAML reads a {reads} here", _in_quotes(node)
    if last == "domain":
        return "bank/domain", f"{shown(path)} needs two ends", "write {domain: [0, 1]}; an open end is oo or -oo"
    if kind == "choice" and top in _EXPECTED:
        return "bank/form", f"{shown(path)} does not have the form that is expected", f"write {_EXPECTED[top]}"
    if kind in ("list_type", "tuple_type"):
        return "bank/form", f"{shown(path)} must be a list", "begin each entry on a line of its own with '- '"
    if kind in ("too_short", "too_long"):
        return "bank/form", f"{shown(path)} must hold one or two sizes", "write [N] or [M, N]"
    return "bank/form", f"{shown(path)} must hold lines of the form 'name: text'", "write one name on each line, indented"


def _in_quotes(node: Node) -> str:
    """The remedy with the text itself, as far as it can be told from the tree."""
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        text = "[" + ", ".join(item.text for item in node.items if isinstance(item, Scalar)) + "]"
    elif isinstance(node, Mapping) and all(isinstance(value, Scalar) and not value.text for _, value in node.pairs):
        text = "{" + ", ".join(key.text for key, _ in node.pairs) + "}"
    else:
        text = ""
    return f"put it in quotes: '{text}'" if text and len(text) <= 60 and "'" not in text else "put it in quotes"
