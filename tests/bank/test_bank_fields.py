"""The table of fields: what an author writes arrives in the record that the table names; checks, schema and manual know each field."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from grader.bank import json_schema, load_bank
from grader.bank.fields import FIELDS, Field, fields_of, kept, read_problem
from grader.bank.forms import Reader
from grader.model import Required, Scheme, Shown, Task
from grader.record import field_names
from grader.yamlnodes import Mapping, parse

RECORDS = {"task": Task, "scheme": Scheme, "shown": Shown}

SAMPLES: dict[str, tuple[str, Any]] = {
    "id": ("b.2", "b.2"), "vars": ("{x: real}", None), "funcs": ("{g: 2}", (("g", 2),)), "columns": ("{r: R}", (("r", "R"),)),
    "indices": ("{i: N, j: 3}", (("i", "N"), ("j", 3))), "axes": ("{in: [j], out: [i]}", ("i", "j")), "defs": ("{u: x^2}", None),
    "alias": ("{u: x^2}", None), "sizes": ("N <= M", (("N", "<=", "M"),)), "symmetric": ("entries", "entries"), "f": ("x^2", None), "truth": ("2x", None),
    "wrt": ("[x, y]", ("x", "y")), "asked": ("hessian", "hessian"), "accept": ("[a, b]", ("a", "b")), "wrong": ("[a]", None),
    "other_layout": ("[a]", ("a",)), "points": ("3/2", Fraction(3, 2)), "partial": ("lines", "lines"), "decimals": ("rounded", "rounded"),
    "credit": ("{sign: 50%}", (("sign", Fraction(1, 2)),)), "layouts": ("none", Fraction(0)), "follow": ("a", ("a",)),
    "follow_credit": ("25%", Fraction(1, 4)), "hints": ("once", ("once",)), "tags": ("[a]", ("a",)), "parts": ("[{part: a}]", None),
    "part": ("inner", None), "variants": ("{a: 2..3}", None), "given": ("true", True), "form": ("[exact, {defined-at: {h: 1/2}}]", (
        Required("exact"), Required("defined-at", (("h", Fraction(1, 2)),)))), "without": ("[J, det]", ("J", "det")), "use": ("r", ("r",)),
    "form_credit": ("1/2", Fraction(1, 2)),
    "at": ("{x: 1, y: pi/2}", None), "direction": ("'[3/5, 4/5]'", None), "order": ("2", None),
    "choices": ("{a: x, b: y}", None), "pick": ("match", None), "items": ("[p, q]", None), "reason": ("true", None),
    "self_check": ("true", True), "constant": ("required", "required"),
}


def mapping(text: str) -> Mapping:
    node, faults = parse(text, "a.yaml", "bank")
    assert isinstance(node, Mapping)
    assert faults == ()
    return node


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_arrives_where_the_table_says(field: Field) -> None:
    sample, expected = SAMPLES.get(field.name, ("a text", "a text"))
    reader = Reader("a.yaml")
    values = read_problem(mapping(f"id: a\n{field.name}: {sample}\n" if field.name != "id" else f"id: {sample}"), reader, field.places[0])
    assert [finding.code for finding in reader.found if finding.path[0] == field.name] == []
    assert field.name in values
    record, _, name = field.home.partition(".")
    if field.home:
        assert name in field_names(RECORDS[record])
        assert name in kept(values, record)
        if expected is not None:
            assert kept(values, record)[name] == expected


@pytest.mark.parametrize("place", ["problem", "part", "course"])
@pytest.mark.parametrize("sample", ["''", "[[a]]", "{a: {b: c}}", "[a, {b: c}]"])
def test_no_field_takes_a_value_of_every_form(place: str, sample: str) -> None:
    for field in fields_of(place):
        reader = Reader("a.yaml")
        read_problem(mapping(f"{field.name}: {sample}"), reader, place)
        assert [finding for finding in reader.found if finding.path[0] == field.name and finding.message], field.name


def test_what_the_records_hold_comes_from_the_table_or_from_formulas() -> None:
    homes = [field.home for field in FIELDS if field.home]
    assert len(homes) == len(set(homes))
    held = {f"{name}.{field}" for name, record in RECORDS.items() for field in field_names(record)}
    assert held - set(homes) == {
        "task.variables", "task.definitions", "task.f", "task.wrt_is_list", "task.truth_tree", "task.written", "task.at", "task.on", "task.told",
        "scheme.truth", "scheme.group", "scheme.part", "scheme.earlier", "scheme.topics", "scheme.choices", "scheme.decimals", "scheme.tolerance", "scheme.without",
        "shown.f_text", "shown.where", "shown.places"}


def test_the_schema_has_every_field_and_no_other() -> None:
    schema = json_schema()["$defs"]
    for name, place in (("Problem", "problem"), ("Part", "part")):
        fields = fields_of(place)
        assert list(schema[name]["properties"]) == [field.name for field in fields]
        assert all(schema[name]["properties"][field.name]["description"] == field.about for field in fields)
        assert schema[name]["required"] == [field.name for field in fields if field.is_needed]
        assert schema[name]["additionalProperties"] is False


def test_a_fault_in_the_defaults_of_a_course_is_said_once_and_there(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("layouts: 3/2\n")
    (tmp_path / "a.yaml").write_text("- {id: a, vars: {x: real}, f: x, wrt: x}\n- {id: b, vars: {x: real}, f: x, wrt: x}\n")
    bank, said = load_bank(tmp_path)
    assert [(item.code, item.where and (Path(item.where.file).name, item.where.line)) for item in said] == [("bank/layouts", ("course.yaml", 1))]
    assert [problem.shown.layouts for problem in bank.problems] == [1, 1]
