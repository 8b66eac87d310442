"""The JSON Schema of an assignment for editors, made from the table by which assignments are read."""

from __future__ import annotations

from typing import Any

from grader.assignment.fields import FIELDS


def json_schema() -> dict[str, Any]:
    """The schema; editors read numbers where the reader sees texts, so that it allows both."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "An assignment of the grader", "type": "object",
            "properties": {field.name: {"description": field.about, **field.schema} for field in FIELDS},
            "additionalProperties": False}
