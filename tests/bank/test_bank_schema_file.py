"""The JSON Schema for editors is what the table of fields says."""

from __future__ import annotations

import json
from pathlib import Path

from grader.bank import json_schema

FILE = Path(__file__).resolve().parents[2] / "docs" / "problem.schema.json"


def test_the_file_is_not_stale() -> None:
    assert json.loads(FILE.read_text("utf-8")) == json_schema(), "run: python -m grader.bank > docs/problem.schema.json"


def test_numbers_may_stand_where_texts_do() -> None:
    problem = json_schema()["$defs"]["Problem"]["properties"]
    assert problem["points"]["type"] == ["string", "number", "boolean"]
    assert problem["asked"]["enum"][0] == "derivative"
    assert {"value", "hessian", "taylor", "dimension", "critical-points"} <= set(problem["asked"]["enum"])
    assert "anyOf" in problem["wrt"]
