"""The field ``variants``: which problems come of it, and each mistake with its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.expr import plain
from grader.model import Problem

HEAD = "id: a\nvars: {x: real}\nwrt: x\n"


def family(folder: Path, text: str) -> Problem:
    path = folder / "bank.yaml"
    path.write_text(text, "utf-8")
    bank, faults = load_bank(path)
    assert faults == ()
    [problem] = bank.problems
    return problem


def keys(folder: Path, variants: str, f: str = "a x") -> list[str]:
    return [variant.key for variant in family(folder, f'{HEAD}f: "{f}"\nvariants: {variants}').variants]


@pytest.mark.parametrize(("variants", "expected"), [
    ('{a: "2..4"}', ["a[a=2]", "a[a=3]", "a[a=4]"]),
    ('{a: "-1..1"}', ["a[a=-1]", "a[a=0]", "a[a=1]"]),
    ('{a: "0..3/2"}', ["a[a=0]", "a[a=1/2]", "a[a=1]", "a[a=3/2]"]),
    ('{a: ["2..3", 7, "1/2", "0.5", "2"]}', ["a[a=2]", "a[a=3]", "a[a=7]", "a[a=1/2]"]),
    ("{a: 3}", ["a[a=3]"]),
    ("{a: [3, pi]}", ["a[a=3]", "a[a=pi]"]),
    ('{a: ["sin(x)", "x^2"]}', ["a[a=sin(x)]", "a[a=x^2]"]),
    ('{a: "-2..2", where: "a != 0"}', ["a[a=-2]", "a[a=-1]", "a[a=1]", "a[a=2]"]),
    ('{a: "1..9", where: "2 < a <= 4 or a = 9"}', ["a[a=3]", "a[a=4]", "a[a=9]"]),
    ('{a: "1..4", where: "a^2 - 3a > 0"}', ["a[a=4]"]),
])
def test_ranges_lists_and_conditions(tmp_path: Path, variants: str, expected: list[str]) -> None:
    assert keys(tmp_path, variants) == expected


def test_values_are_put_into_trees_whatever_stands_around_them(tmp_path: Path) -> None:
    found = family(tmp_path, f'{HEAD}f: "2 - a x^b + a(x+1)"\nvariants: {{a: [-3, 1], b: [2, 1]}}')
    assert [variant.shown.f_text for variant in found.variants] == [
        "2 + 3x^2 - 3(x + 1)", "2 + 3x - 3(x + 1)", "2 - x^2 + x + 1", "2 - x + x + 1"]
    assert found.id == "a"
    assert {variant.id for variant in found.variants} == {"a"}
    assert found.shown.f_text == "2 - a x^b + a(x+1)"


def test_a_value_may_use_a_definition_and_a_definition_a_value(tmp_path: Path) -> None:
    found = family(tmp_path, f'{HEAD}f: "g + u"\ndefs: {{u: "a x + 1"}}\nvariants: {{a: [2, 3], g: ["sin(u)", "x"]}}')
    assert [variant.shown.f_text for variant in found.variants] == ["sin(u) + u", "x + u"] * 2
    assert [plain(dict(variant.task.definitions)["u"]) for variant in found.variants] == ["2x + 1"] * 2 + ["3x + 1"] * 2


def test_a_domain_may_end_at_a_value(tmp_path: Path) -> None:
    found = family(tmp_path, 'id: a\nvars: {x: {domain: [0, "a/2"]}}\nwrt: x\nf: "sqrt(a - x)"\nvariants: {a: [2, 3]}')
    assert [plain(variant.task.variables[0].high) for variant in found.variants] == ["2/2", "3/2"]  # type: ignore[arg-type]


def test_all_parts_have_the_same_values_and_use_the_parts_of_their_variant(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text('id: a\nvars: {x: real}\nvariants: {a: "2..3"}\nparts:\n  - {part: g, f: "a x^2", wrt: x}\n'
                    "  - {part: h, f: \"g^2\", asked: value, follow: g}\n", "utf-8")
    bank, faults = load_bank(path)
    assert faults == ()
    inner, outer = bank.problems
    assert [variant.key for variant in outer.variants] == ["a.h[a=2]", "a.h[a=3]"]
    assert [plain(dict(variant.task.definitions)["g"]) for variant in outer.variants] == ["4x", "6x"]
    assert bank.part(outer.variants[1], "g") is inner.variants[1]


def test_a_limit_keeps_the_same_ones_and_a_further_value_moves_few(tmp_path: Path) -> None:
    some = keys(tmp_path, '{a: "1..40", limit: 10}')
    assert len(some) == 10
    assert keys(tmp_path, '{a: ["21..40", "1..20"], limit: 10}') != some
    assert set(keys(tmp_path, '{a: ["21..40", "1..20"], limit: 10}')) == set(some)
    assert len(set(some) - set(keys(tmp_path, '{a: "1..41", limit: 10}'))) <= 1


@pytest.mark.parametrize(("variants", "f", "expected"), [
    ("[2, 3]", "x", [("bank/form", 5, 11)]),
    ("{}", "x", [("bank/empty", 5, 11)]),
    ("{a: []}", "a x", [("bank/empty", 5, 15)]),
    ('{a: "5..2"}', "a x", [("bank/variants", 5, 15)]),
    ('{a: "1.."}', "a x", [("bank/variants", 5, 15)]),
    ('{a: "1..2000"}', "a x", [("bank/variants", 5, 15)]),
    ('{a: "2..3", where: "a < 0"}', "a x", [("bank/variants-none", 5, 30)]),
    ('{a: "2..3", where: "a is odd"}', "a x", [("bank/variants", 5, 30)]),
    ('{a: "2..3", where: "a != c"}', "a x", [("bank/variants", 5, 30)]),
    ('{a: "2..3", where: "1/(a-2) > 0"}', "a x", [("bank/variants", 5, 30)]),
    ('{a: [x, "sin(x)"], where: "a != 0"}', "a x", [("bank/variants", 5, 37)]),
    ('{a: "1..40", b: "1..40"}', "a x + b", [("bank/variants-many", 5, 12)]),
    ('{a: "1..400", b: "1..400", limit: 5}', "a x + b", [("bank/variants-many", 5, 12)]),
    ('{a: "1..4", limit: none}', "a x", [("bank/variants", 5, 30)]),
    ('{a: "1..4", same: [other]}', "a x", [("bank/variants-same", 1, 5)]),
    ('{x: "1..4"}', "x", [("bank/same-name", 5, 12)]),
    ('{a: "1..4"}', "a z", [("syntax/unknown-name", 4, 7)]),
    ('{a: [x, "y+"]}', "a x", [("syntax/unknown-name", 5, 20)]),
])
def test_mistakes(tmp_path: Path, variants: str, f: str, expected: list[tuple[str, int, int]]) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(f'{HEAD}f: "{f}"\nvariants: {variants}\n', "utf-8")
    _, faults = load_bank(path)
    assert [(fault.code, fault.where.line, fault.where.column) for fault in faults if fault.where] == expected
    assert all(fault.remedy for fault in faults)


@pytest.mark.parametrize(("variants", "columns"), [("{a: 2-9, b: [1, 2]}", [15]), ("{a: [3], b: 2..4}", [16]), ("{a: 1..2, b: [1, 2]}", [])])
def test_a_name_that_does_not_vary_is_warned_of_once(tmp_path: Path, variants: str, columns: list[int]) -> None:
    text = (f"id: a\nvariants: {variants}\nvars: {{x: real}}\nparts:\n  - {{part: p, f: a x + b, wrt: x, statement: '{{@f@}}'}}\n"
            "  - {part: q, f: a x^2 + b x, wrt: x, statement: '{@f@}'}\n")
    (tmp_path / "bank.yaml").write_text(text, "utf-8")
    bank, faults = load_bank(tmp_path / "bank.yaml", advise=True)
    assert [(fault.code, fault.where.line, fault.where.column) for fault in faults if fault.where] == [("bank/variants", 2, each) for each in columns]
    assert len(bank.problems) == 2


def test_a_fault_of_one_variant_names_it_and_one_of_all_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text('id: a\nvars: {x: {domain: [0, "a"]}}\nwrt: x\nf: "a x"\nvariants: {a: "-2..2"}\n', "utf-8")
    bank, faults = load_bank(path)
    assert bank.problems == ()
    assert [fault.message.partition(":")[0] for fault in faults] == ["[a=-2]", "[a=-1]", "[a=0]"]


def test_a_bank_of_variants_comes_back_from_its_lock(tmp_path: Path) -> None:
    first = family(tmp_path, f'{HEAD}f: "a x"\nvariants: {{a: "2..4", same: []}}')
    assert (tmp_path / ".bank.yaml.lock.json").is_file()
    [second] = load_bank(tmp_path / "bank.yaml")[0].problems
    assert second == first
    assert load_bank(tmp_path / "bank.yaml")[0].get("a[a=3]") == first.variants[1]
