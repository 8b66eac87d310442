"""The one table of the fields of an assignment: what each means, how it is read, and what editors are told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grader.assignment.columns import COLUMN_FIELDS, read_columns
from grader.assignment.faults import Faults
from grader.assignment.forms import CREDIT, DURATION, FLAG, NAME, PRICE, SHARE, TITLE, Form, Schema, choice
from grader.assignment.times import SCHEMA as TIME
from grader.assignment.times import time_of
from grader.assignment.wanted import PROBLEMS, read_problems
from grader.misconceptions import BY_NAME
from grader.model import PAGE_MODES, STUDENT_KINDS, VARIANTS_BY
from grader.record import record
from grader.yamlnodes import Mapping, Node, Refused, Scalar, nearest


@record
class Field:
    """A field: its name, what it means in one sentence, what editors are told, and how its node becomes a value."""

    name: str
    about: str
    schema: Schema
    read: Callable[[Node | None, str, Faults], Any]


def _of(name: str, form: Form, about: str) -> Field:
    return Field(name, about, form.schema, form.read)


def read_fields(node: Mapping, fields: Sequence[Field], inside: str, faults: Faults) -> dict[str, Any]:
    """The values of a mapping by the names of its fields, ``None`` for what is not there or wrong; unknown fields are said."""
    known = [field.name for field in fields]
    for key, value in node.pairs:
        if key.text not in known and not isinstance(value, Refused):
            faults.say("assignment/unknown-field", key, f"{key.text[:60]!r} is not a field of {inside or 'an assignment'}",
                       nearest(key.text, known, f"the fields are {', '.join(known)}"))
    return {field.name: field.read(node.get(field.name), f"{inside}.{field.name}" if inside else field.name, faults) for field in fields}


LATE_FIELDS = (
    _of("grace", DURATION, "How late nothing happens yet: 15 min, 2 h, 1 day."),
    _of("each", PRICE, "What each started period costs: a share such as 10 %, or points such as 1/2."),
    _of("per", choice("hour", "day", "week", "once"), "The period; once: any lateness costs the same. Default: day."),
    _of("most", SHARE, "The most that is taken, in per cent."),
    _of("of", choice("maximum", "score"), "What per cent are of: the points of the assignment, or the student's. Default: maximum."),
    Field("until", "After this time nothing counts.", TIME, time_of),
)


def _late(node: Node | None, name: str, faults: Faults) -> dict[str, Any] | None:
    if isinstance(node, Mapping):
        return {**read_fields(node, LATE_FIELDS, name, faults), "": node}
    if node is not None and not isinstance(node, Refused):
        faults.say("assignment/form", node, f"{name!r} is a mapping", "write {each: 10 %, per: day}")
    return None


_STUDENT = {"anyOf": [TIME, {"type": "object", "properties": {"due": TIME, "until": TIME}, "required": ["due"],
                              "additionalProperties": False}]}


def _extensions(node: Node | None, name: str, faults: Faults) -> Any:
    """A file's name, or a list of the student's key, the time due and the time until."""
    if not isinstance(node, Mapping):
        return NAME.read(node, name, faults)
    found = []
    for key, value in node.pairs:
        inside = f"{name}.{key.text[:60]}"
        if isinstance(value, Mapping):
            dates = read_fields(value, (Field("due", "", TIME, time_of), Field("until", "", TIME, time_of)), inside, faults)
            if value.get("due") is None:
                faults.say("assignment/missing-field", value, f"{inside!r} needs a time due", "add 'due: 2026-11-30T23:59'")
        else:
            dates = {"due": time_of(value, inside, faults)}
        if dates["due"] is not None:
            found.append((key, dates["due"], dates.get("until")))
    return found


_WORDS = frozenset(word for slug in BY_NAME for word in slug.split("-"))


def _credits(node: Node | None, name: str, faults: Faults) -> list[tuple[str, Any]]:
    if not isinstance(node, Mapping):
        if node is not None and not isinstance(node, Refused):
            faults.say("assignment/form", node, f"{name!r} is a mapping", "write {sign: 1/2}")
        return []
    found = []
    for slug, value in node.pairs:
        if slug.text not in BY_NAME and slug.text not in _WORDS:
            faults.say("assignment/rule", slug, f"there is no misconception {slug.text[:60]!r}",
                       nearest(slug.text, BY_NAME, "the slugs are listed in docs/misconceptions.md"))
        found.append((slug.text, CREDIT.read(value, f"{name}.{slug.text[:60]}", faults)))
    return [(slug, share) for slug, share in found if share is not None]


def _zone(node: Node | None, name: str, faults: Faults) -> str:
    """The name of the zone, which has been looked up before everything else."""
    if node is not None and not isinstance(node, Scalar | Refused):
        faults.say("assignment/form", node, f"{name!r} is the name of a place", "write Europe/Berlin")
    return faults.zone.key if faults.zone is not None else ""


def _object(fields: Sequence[Field]) -> Schema:
    return {"type": "object", "properties": {field.name: {"description": field.about, **field.schema} for field in fields},
            "additionalProperties": False}


FIELDS = (
    _of("title", TITLE, "The assignment's name on pages and sheets. Default: the name of the submissions."),
    _of("bank", NAME, "The bank: a file or folder, relative to this file. Default: the lecture's."),
    Field("problems", "What is asked, in the order of the sheet. Default: all problems of the bank, those with variants only beside "
          "a seed.", PROBLEMS, read_problems),
    Field("timezone", "The place whose clock all times without an offset follow, here and in downloads, such as Europe/Berlin.",
          NAME.schema, _zone),
    Field("due", "When answers are due. Default: nobody is late.", TIME, time_of),
    Field("late", "What lateness costs. Default: nothing.", _object(LATE_FIELDS), _late),
    Field("extensions", "Own dates of students: a CSV file with the columns student, due and perhaps until; or a mapping.",
          {"anyOf": [NAME.schema, {"type": "object", "additionalProperties": _STUDENT}]}, _extensions),
    _of("attempts", choice("last", "first", "best"), "Which attempt counts. Default: last."),
    _of("missing", choice("leave", "zero"), "The score of students of the roster who handed in nothing. Default: leave."),
    _of("roster", NAME, "The LMS's own table of the class, or a CSV file: who there is, and under which ids."),
    _of("students", choice(*STUDENT_KINDS), "What bare names in plain folders and tables are. Default: they match nothing."),
    _of("groups", NAME, "A CSV file with the columns group and student, where the LMS does not say who is in a group."),
    _of("times", NAME, "A CSV file with the columns student and submitted, where the download has no times."),
    _of("reveal", choice("none", "hint", "answer", "solution"), "How much of the key the sheets show. Default: none."),
    _of("page", choice(*PAGE_MODES), "Whether students can check their answers before they hand in, or only see how they are read. "
        "Default: practice."),
    _of("layouts", CREDIT, "The share of the points for a right answer in another layout, in place of the problems' own."),
    Field("credit", "Shares of the points for recognised misconceptions, before the problems' own.",
          {"type": "object", "additionalProperties": CREDIT.schema}, _credits),
    _of("anonymous", FLAG, "Whether sheets and tables show pseudonyms in place of names. Default: false."),
    _of("seed", TITLE, "A public text from which it follows who has which variant of a problem."),
    _of("variants", NAME, "A CSV file with the columns student, problem and values: who has which variant. Default: variants.csv."),
    _of("variants_by", choice(*VARIANTS_BY), "By which id of the roster variants are given out."),
    Field("columns", "Which columns of a table hold what: a header's text, or a column's number.", COLUMN_FIELDS, read_columns),
)
