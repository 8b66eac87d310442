"""The field ``columns``: which columns of a table hold the student, the time and the answers."""

from __future__ import annotations

from grader.assignment.faults import Faults
from grader.assignment.forms import NAME
from grader.model import STUDENT_KINDS, Columns
from grader.yamlnodes import Mapping, Node, Refused, nearest

COLUMN_FIELDS = {
    "type": "object", "additionalProperties": NAME.schema,
    "properties": {
        "student": {"description": "The kind of id that a column holds, then the column, such as {email: Email Address}.", "type": "object",
                    "properties": {kind: NAME.schema for kind in STUDENT_KINDS}, "additionalProperties": False},
        "time": {"description": "When a student handed in.", **NAME.schema},
    },
}


def read_columns(node: Node | None, name: str, faults: Faults) -> tuple[Columns, Mapping] | None:
    """The columns, and the node: its other keys are problems, which only the bank knows."""
    if not isinstance(node, Mapping):
        if node is not None and not isinstance(node, Refused):
            faults.say("assignment/form", node, f"{name!r} is a mapping", 'write {student: {email: "Email Address"}}')
        return None
    student = _student(node.get("student"), f"{name}.student", faults)
    time = NAME.read(node.get("time"), f"{name}.time", faults) or ""
    problems = [(key.text, NAME.read(value, f"{name}.{key.text[:60]}", faults)) for key, value in node.pairs
                if key.text not in ("student", "time")]
    return Columns(student, time, tuple((problem, column) for problem, column in problems if column)), node


def _student(node: Node | None, name: str, faults: Faults) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, Mapping):
        if node is not None and not isinstance(node, Refused):
            faults.say("assignment/form", node, f"{name!r} says the kind of id, then the column", 'write {email: "Email Address"}')
        return ()
    for key, _ in node.pairs:
        if key.text not in STUDENT_KINDS:
            faults.say("assignment/unknown-field", key, f"{key.text[:60]!r} is not a kind of id",
                       nearest(key.text, STUDENT_KINDS, f"the kinds are {', '.join(STUDENT_KINDS)}"))
    found = [(key.text, NAME.read(value, f"{name}.{key.text[:60]}", faults)) for key, value in node.pairs if key.text in STUDENT_KINDS]
    return tuple((kind, column) for kind, column in found if column)
