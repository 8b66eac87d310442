"""The JSON Schema for editors is what the forms say."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

from grader.bank import json_schema
from grader.bank.forms import ProblemForm

FILE = Path(__file__).resolve().parents[2] / "docs" / "problem.schema.json"


def test_the_file_is_not_stale() -> None:
    assert json.loads(FILE.read_text("utf-8")) == json_schema(), "run: python -m grader.bank > docs/problem.schema.json"


def test_it_has_every_field_and_no_other() -> None:
    problem = json_schema()["$defs"]["ProblemForm"]
    assert list(problem["properties"]) == [field.name for field in fields(ProblemForm)]
    assert problem["additionalProperties"] is False
    assert problem["required"] == ["id"]
    assert all("description" in field for field in problem["properties"].values())


def test_numbers_may_stand_where_texts_do() -> None:
    problem = json_schema()["$defs"]["ProblemForm"]["properties"]
    assert problem["points"]["type"] == ["string", "number", "boolean"]
    assert problem["asked"]["enum"] == ["derivative", "value", "hessian", "dimension"]
    assert "anyOf" in problem["wrt"]
