"""The field ``problems``: what is asked, by id or by section, and what the bank has of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from grader.assignment.faults import Faults
from grader.assignment.forms import NAME, POINTS
from grader.model import Bank, Chosen, Problem
from grader.record import record
from grader.yamlnodes import Mapping, Node, Refused, Scalar, Sequence, nearest

_OPTIONS = {"type": "object", "properties": {"points": {"description": "In place of the bank's.", **POINTS.schema}},
            "additionalProperties": False}

PROBLEMS = {"type": "array", "minItems": 1, "items": {"anyOf": [
    {"description": "A problem's id.", **NAME.schema},
    {"description": "Every problem of a section.", "type": "object", "required": ["section"], "additionalProperties": False,
     "properties": {"section": NAME.schema, "points": POINTS.schema}},
    {"description": "A problem's id and its points.", "type": "object", "minProperties": 1, "maxProperties": 1,
     "not": {"required": ["section"]}, "additionalProperties": _OPTIONS},
]}}


@record
class Wanted:
    """An entry of the list: an id or a section, and its points, ``None`` for the bank's."""

    name: str
    is_section: bool
    points: Fraction | None
    line: int
    column: int


def read_problems(node: Node | None, name: str, faults: Faults) -> list[Wanted] | None:
    """The entries of the list, ``None`` where there is no list."""
    if not isinstance(node, Sequence):
        if node is not None and not isinstance(node, Refused):
            faults.say("assignment/form", node, f"{name!r} is a list", "write each problem on a line of its own, with '- ' before it")
        return None
    if not node.items:
        faults.say("assignment/no-problems", node, "no problem is asked", "name one, or delete this field: then all of the bank are asked")
    return [found for item in node.items if (found := _entry(item, faults)) is not None]


def _entry(item: Node, faults: Faults) -> Wanted | None:
    match item:
        case Scalar(text=text) if text.strip():
            return Wanted(text.strip(), False, None, item.line, item.column)
        case Mapping(pairs=pairs) if item.get("section") is not None:
            return _section(item, pairs, faults)
        case Mapping(pairs=((key, Mapping() as options),)):
            return Wanted(key.text, False, _points(options, faults), key.line, key.column)
        case Refused():
            return None
    remedy = "write its id, such as gradient-ex57; {gradient-ex57: {points: 2}}; or {section: \"5.2\"}"
    faults.say("assignment/form", item, "this is no problem", remedy)
    return None


def _section(item: Mapping, pairs: Iterable[tuple[Scalar, Node]], faults: Faults) -> Wanted | None:
    for key, _ in pairs:
        if key.text not in ("section", "points"):
            faults.say("assignment/unknown-field", key, f"{key.text[:60]!r} is not a field of a section",
                       nearest(key.text, ("section", "points"), "the fields are section, points"))
    section, points = NAME.read(item.get("section"), "section", faults), POINTS.read(item.get("points"), "points", faults)
    return Wanted(section, True, points, item.line, item.column) if section else None


def _points(options: Mapping, faults: Faults) -> Fraction | None:
    for key, _ in options.pairs:
        if key.text != "points":
            faults.say("assignment/unknown-field", key, f"{key.text[:60]!r} is not a field of a problem here", "the field is points")
    found: Fraction | None = POINTS.read(options.get("points"), "points", faults)
    return found


def chosen(wanted: Iterable[Wanted], bank: Bank, faults: Faults) -> tuple[Chosen, ...]:
    """The problems of the bank that are asked, in order; what is not there or asked twice is said."""
    found: list[Chosen] = []
    places: dict[str, Wanted] = {}
    for entry in wanted:
        problems = _of_section(entry.name, bank) if entry.is_section else _named(entry.name, bank)
        if not problems:
            faults.say(*_missing(entry, bank))
        total = sum((problem.points for problem in problems), Fraction(0))
        for problem in problems:
            first = places.setdefault(problem.id, entry)
            if first is not entry:
                faults.say("assignment/twice", entry, f"{problem.id!r} is asked twice (first in line {first.line})", "delete one of them")
                continue
            # The points of a problem with parts are shared out as the bank shares them.
            share = problem.points / total if not entry.is_section else Fraction(1)
            found.append(Chosen(problem.id, entry.points * share if entry.points is not None else None))
    return tuple(found)


def _named(name: str, bank: Bank) -> list[Problem]:
    """The problem of that id, or the parts of one."""
    found = bank.get(name)
    return [found] if found is not None else [problem for problem in bank.problems if problem.scheme.group == name]


def _of_section(section: str, bank: Bank) -> list[Problem]:
    """The problems of a section and of those within it: ``5.2`` has those of ``5.2.1``, not those of ``5.21``."""
    return [problem for problem in bank.problems if re.match(rf"{re.escape(section)}(?![\w])", problem.shown.section)]


def _missing(entry: Wanted, bank: Bank) -> tuple[str, Wanted, str, str]:
    if entry.is_section:
        sections = sorted({problem.shown.section.split(" ")[0] for problem in bank.problems} - {""})
        return ("assignment/no-section", entry, f"there is no problem of section {entry.name[:60]!r} in the bank",
                nearest(entry.name, sections, f"the sections are {', '.join(sections[:20])}"))
    known = [name for problem in bank.problems for name in (problem.id, problem.scheme.group) if name]
    return ("assignment/no-problem", entry, f"there is no problem {entry.name[:60]!r} in the bank",
            nearest(entry.name, known, "look at: grader bank list"))
