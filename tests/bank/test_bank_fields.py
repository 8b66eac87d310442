"""A field of a problem is declared: in the forms, what authors may write, and in the entry, what is kept; no code names it again."""

from __future__ import annotations

from dataclasses import fields
from typing import get_origin, get_type_hints

import pytest

from grader.bank.entry import Entry
from grader.bank.forms import ProblemForm
from grader.bank.written import entry_of
from grader.record import field_names
from grader.yamlnodes import Mapping, parse

SAMPLES = {"points": "points: 1/2", "layouts": "layouts: 1/2", "asked": "asked: value", "partial": "partial: lines",
           "decimals": "decimals: rounded", "wrong": "wrong: [x]", "credit": "credit: {sign: 1/2}", "axes": "axes: {out: [i], in: [j]}"}
DECLARED = [field.name for field in fields(ProblemForm) if field.name in field_names(Entry)]


@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_field_is_kept(name: str) -> None:
    kind = get_type_hints(ProblemForm)[name]
    sample = SAMPLES.get(name, f"{name}: {'[a]' if get_origin(kind) is list else '{a: b}' if get_origin(kind) is dict else 'a'}")
    node, faults = parse(sample, "a.yaml", "bank")
    assert isinstance(node, Mapping)
    assert faults == ()
    empty, _ = parse("other: x", "a.yaml", "bank")
    assert isinstance(empty, Mapping)
    assert getattr(entry_of(node, "a.yaml"), name) != getattr(entry_of(empty, "a.yaml"), name)


def test_what_has_another_name_in_the_entry_is_known() -> None:
    assert sorted({field.name for field in fields(ProblemForm)} - set(DECLARED)) == [
        "alias", "broadcast", "defs", "entrywise", "follow_credit", "funcs", "parts", "shape", "vars"]
