"""Who has which variant: the same on any machine, evenly spread, and moved by nothing but a new value that takes a student over."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from grader.assignment import Opened, Variants, read_assignment, with_values
from grader.assignment.variants import drawn, student_id
from grader.bank import load_bank
from grader.model import Problem, Severity, Values, values_of, values_text

BANK = """- id: chain
  vars: {x: real}
  f: "sin(a x^b)"
  wrt: x
  variants: {a: "2..5", b: [2, 3]}
- id: quotient
  vars: {x: real}
  f: "a x/(x^2 + c)"
  wrt: x
  variants: {a: "3..9", c: [1, 2], same: chain}
- id: plain
  vars: {x: real}
  f: x^2
  wrt: x
"""
ASSIGNMENT = "bank: bank.yaml\nseed: vc-hw3\nroster: roster.csv\nvariants_by: login\nproblems: [chain, quotient, plain]\n"


def opened(folder: Path, pins: str = "", bank: str = BANK, assignment: str = ASSIGNMENT, students: int = 40) -> Opened:
    (folder / "bank.yaml").write_text(bank, "utf-8")
    (folder / "assignment.yaml").write_text(assignment, "utf-8")
    (folder / "roster.csv").write_text("login,name\n" + "".join(f"s{number},N {number}\n" for number in range(students)), "utf-8")
    if pins:
        (folder / "variants.csv").write_text(f"student,problem,values\n{pins}", "utf-8")
    return read_assignment(folder / "assignment.yaml", lambda path: load_bank(path or folder))


def variants(found: Opened) -> Variants:
    assert found.assignment is not None
    assert found.bank is not None
    return Variants(found.assignment, found.bank)


def single(*texts: str) -> tuple[Values, ...]:
    return tuple(values_of(text) or () for text in texts)


SEVEN = single(*[f"a={number}" for number in range(7)])


def test_seven_thousand_students_are_spread_over_seven_variants() -> None:
    counts = Counter(drawn("seed", "p", f"id{number}", SEVEN) for number in range(7_000))
    assert len(counts) == 7
    assert all(900 < count < 1_100 for count in counts.values())


def test_a_further_value_moves_only_those_whom_it_takes() -> None:
    before = {number: drawn("seed", "p", f"id{number}", SEVEN) for number in range(4_000)}
    after = {number: drawn("seed", "p", f"id{number}", (*SEVEN, *single("a=7"))) for number in range(4_000)}
    moved = [number for number in before if before[number] != after[number]]
    assert 400 < len(moved) < 600
    assert {after[number] for number in moved} == set(single("a=7"))


def test_the_order_of_lists_and_duplicates_mean_nothing() -> None:
    assert all(drawn("s", "p", str(number), SEVEN) == drawn("s", "p", str(number), (*SEVEN[::-1], *SEVEN)) for number in range(50))


def test_what_is_drawn_is_what_the_manual_says() -> None:
    def place(values: Values) -> str:
        return hmac.new(b"vc-hw3", f"variant|chain|ada|{values_text(values)}".encode(), hashlib.sha256).hexdigest()

    assert drawn("vc-hw3", "chain", "ada", SEVEN) == min(SEVEN, key=place)


@pytest.mark.parametrize(("one", "other"), [("Ada ", "ada"), ("A  B", "a b"), ("\u0041\u0308x", "\u00e4X"), ("Straße", "STRASSE")])
def test_an_id_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert student_id(one) == student_id(other)


def test_two_machines_say_the_same(tmp_path: Path) -> None:
    here = variants(opened(tmp_path))
    code = ("import sys; from pathlib import Path; from grader.assignment import *; from grader.bank import load_bank\n"
            "found = read_assignment(Path(sys.argv[1]), load_bank)\nwho = Variants(found.assignment, found.bank)\n"
            "print([who.values(row, p) for row in range(40) for p in who.problems])")
    there = [subprocess.run([sys.executable, "-c", code, str(tmp_path / "assignment.yaml")], capture_output=True, text=True, check=True,
                            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}).stdout for seed in "13"]
    assert there == [f"{[here.values(row, problem) for row in range(40) for problem in here.problems]}\n"] * 2


def test_problems_with_the_same_values_agree_and_spread(tmp_path: Path) -> None:
    who = variants(opened(tmp_path))
    pairs = [(dict(who.values(row, "chain") or ()), dict(who.values(row, "quotient") or ())) for row in range(40)]
    assert all(one["a"] == other["a"] for one, other in pairs)
    assert {one["a"] for one, _ in pairs} == {"3", "4", "5"}
    assert {other["c"] for _, other in pairs} == {"1", "2"}


def test_a_pin_holds_whatever_is_added_to_the_lists(tmp_path: Path) -> None:
    before = variants(opened(tmp_path))
    pins = "".join(f's{row},{problem},"{values_text(before.values(row, problem) or ())}"\n' for row in range(20) for problem in before.problems)
    after = variants(opened(tmp_path, pins, BANK.replace('a: "2..5", b: [2, 3]', 'b: [7, 3, 5, 2, 3], a: ["11..19", "2..5"]')))
    assert all(after.values(row, problem) == before.values(row, problem) for row in range(20) for problem in before.problems)
    assert all(after.is_pinned(row, "chain") == (row < 20) for row in range(40))
    assert any(after.values(row, "chain") != before.values(row, "chain") for row in range(20, 40))


def test_the_bank_of_a_student_has_the_students_variants(tmp_path: Path) -> None:
    found = opened(tmp_path)
    who = variants(found)
    assert found.bank is not None
    own = with_values(found.bank, {problem: who.values(3, problem) or () for problem in who.problems})
    assert [problem.id for problem in own.problems] == ["chain", "quotient", "plain"]
    assert own.families == ()
    chain = own.get("chain")
    assert isinstance(chain, Problem)
    assert (chain.variant, own.get(chain.key)) == (who.values(3, "chain"), chain)


@pytest.mark.parametrize(("assignment", "code"), [
    (ASSIGNMENT.replace("seed: vc-hw3\n", ""), "assignment/variants"),
    (ASSIGNMENT.replace("roster: roster.csv\n", ""), "assignment/variants"),
    (ASSIGNMENT.replace("variants_by: login\n", ""), "assignment/variants"),
    (ASSIGNMENT.replace("login", "name"), "assignment/value"),
])
def test_what_an_assignment_lacks(tmp_path: Path, assignment: str, code: str) -> None:
    found = opened(tmp_path, assignment=assignment)
    assert code in {fault.code for fault in found.errors}


def test_all_of_a_bank_without_a_seed_is_all_that_has_no_variants(tmp_path: Path) -> None:
    found = opened(tmp_path, assignment="bank: bank.yaml\n")
    assert (found.errors, found.bank is not None and [problem.id for problem in found.bank.problems]) == ((), ["plain"])
    found = opened(tmp_path, assignment=ASSIGNMENT.replace("problems: [chain, quotient, plain]\n", ""))
    assert (found.errors, found.bank is not None and len(found.bank.problems)) == ((), 3)


def test_an_assignment_without_variants_needs_none_of_it(tmp_path: Path) -> None:
    assert opened(tmp_path, assignment="bank: bank.yaml\nproblems: [plain]\n").errors == ()


@pytest.mark.parametrize(("pins", "code", "is_error"), [
    ("s1,chain,three\n", "assignment/value", True),
    ('s1,chain,"a=3,b=2"\ns1,chain,"a=2,b=2"\n', "assignment/two-variants", True),
    ('s1,chain,"a=3,b=77"\n', "variant/gone", False),
])
def test_faults_of_pins(tmp_path: Path, pins: str, code: str, is_error: bool) -> None:
    [fault] = opened(tmp_path, pins).faults
    assert (fault.code, fault.severity is Severity.ERROR, fault.where is not None and fault.where.file) == (code, is_error, "variants.csv")


def test_a_pin_of_somebody_who_has_left_is_passed_over(tmp_path: Path) -> None:
    found = opened(tmp_path, 'nobody,chain,"a=3,b=2"\n')
    assert (found.faults, found.assignment is not None and found.assignment.pins) == ((), ())


def test_whoever_has_no_id_of_the_kind_has_no_variant(tmp_path: Path) -> None:
    found = opened(tmp_path)
    (tmp_path / "roster.csv").write_text("login,name\ns1,Ada\n,Bob\n", "utf-8")
    found = read_assignment(tmp_path / "assignment.yaml", lambda path: load_bank(path or tmp_path))
    assert [fault.code for fault in found.faults] == ["assignment/no-variant"]
    who = variants(found)
    assert [who.values(row, "chain") is None for row in (0, 1)] == [False, True]
