"""The JSON Schema for editors says what the reader says: the same fields, and the same verdict on many values."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from assignment_bank import Read

from grader.assignment import json_schema

FILE = Path(__file__).resolve().parents[2] / "docs" / "assignment.schema.json"


def test_the_file_is_not_stale() -> None:
    assert json.loads(FILE.read_text("utf-8")) == json_schema(), "run: python -m grader.assignment > docs/assignment.schema.json"


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value is as the schema says, by the few words of JSON Schema that ours uses."""
    kinds = {"string": str, "number": (int, float), "boolean": bool, "object": dict, "array": list}
    known = {"type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "anyOf", "properties", "required",
             "additionalProperties", "items", "minItems", "minProperties", "maxProperties", "not", "description", "title", "$schema"}
    assert set(schema) <= known
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(isinstance(value, kinds[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in wanted):  # type: ignore[arg-type]
        return False
    size = len(value) if isinstance(value, str | list | dict) else 0
    text, number = isinstance(value, str), isinstance(value, int | float)
    if (("enum" in schema and value not in schema["enum"]) or ("const" in schema and value != schema["const"])
            or (text and not re.search(schema.get("pattern", ""), value))
            or (text and not schema.get("minLength", 0) <= size <= schema.get("maxLength", size))
            or (number and not schema.get("minimum", value) <= value <= schema.get("maximum", value))
            or (number and "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"])
            or ("anyOf" in schema and not any(fits(value, each) for each in schema["anyOf"]))
            or ("not" in schema and fits(value, schema["not"]))):
        return False
    if isinstance(value, list):
        return size >= schema.get("minItems", 0) and all(fits(item, schema.get("items", {})) for item in value)
    if isinstance(value, dict):
        inner, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        return (set(schema.get("required", ())) <= set(value) and schema.get("minProperties", 0) <= size <= schema.get("maxProperties", size)
                and all(fits(item, inner[key]) if key in inner else rest is True or (rest is not False and fits(item, rest)) for key, item in value.items()))
    return True


@pytest.mark.parametrize("text", [
    'title: "HW"', "title: ''", "title: [a]", "bank: .", "bank: {}", "problems: [area]", "problems: []", "problems: [{area: {points: 2}}]",
    "problems: [{area: {points: 1.5}}]", 'problems: [{area: {points: "1/2"}}]', "problems: [{area: {points: 0}}]", "problems: [{area: {point: 2}}]",
    "problems: [{section: '5.2'}]", "problems: [{section: '5.2', points: 2}]", "problems: [{section: '5.2', point: 2}]", "problems: area",
    "problems: [{area: 2}]", "due: '2026-11-23T23:59Z'", "due: '2026-11-23'", "due: '23.11.2026'", "late: {grace: '15 min'}", "late: {grace: 0}",
    "late: {grace: 15}", "late: {grace: '-5 min'}", "late: {per: month}", "late: {most: '50 %'}", "late: {most: '1/2'}", "late: {of: score}", "late: {}",
    "late: {until: '2026-11-23T23:59Z'}", "late: {untill: '2026-11-23T23:59Z'}", "extensions: {ada: '2026-11-23T23:59Z'}",
    "extensions: {ada: {due: '2026-11-23T23:59Z'}}", "extensions: {ada: {until: '2026-11-23T23:59Z'}}", "extensions: {ada: x}", "attempts: best",
    "attempts: newest", "missing: zero", "missing: 0", "students: login", "students: id", "reveal: hint", "reveal: all", "layouts: full", "layouts: '1/2'",
    "layouts: 0.5", "layouts: 2", "layouts: '50%'", "layouts: 50", "credit: {sign: '1/2'}", "credit: {sign: 2}", "credit: x", "anonymous: true",
    "anonymous: 1", "columns: {student: {email: E}, time: 3, area.inner: A}", "columns: {student: E}", "columns: {student: {mail: E}}",
    "columns: {time: [1]}", "colums: {}", "seed: 4",
])
def test_reader_and_schema_agree(read: Read, text: str) -> None:
    import yaml

    data = yaml.safe_load(text)
    assert fits(data, json_schema()) == (read(text).errors == ()), text
