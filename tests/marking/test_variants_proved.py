"""Every variant is proved: planted faults are found, each with its code and the values that show it; ``GRADER_VARIANTS=1000`` proves as many."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.batch import proofs
from grader.marking import mark
from grader.model import Outcome, Severity

MANY = int(os.environ.get("GRADER_VARIANTS") or 60)
HEAD = "id: p\nvars: {x: real}\nwrt: x\nstatement: 'Differentiate {@f@}.'\n"


def heard(folder: Path, text: str, processes: int = 1) -> list[tuple[str, str, bool]]:
    """Code, what is said, and whether it is an error."""
    path = folder / "bank.yaml"
    path.write_text(text, "utf-8")
    bank, faults = load_bank(path)
    assert faults == ()
    return [(fault.code, f"{fault.message} ({fault.remedy})", fault.severity is Severity.ERROR)
            for proved in proofs(bank, "test", processes) for fault in proved.faults]


SOUND = [
    'f: "sin(a x^b)"\nvariants: {a: "2..5", b: [2, 3, 5]}\naccept: ["a b x^(b-1) cos(a x^b)"]\nwrong: [{answer: "cos(a x^b)", rule: inner-derivative}]',
    'f: "g/(u^2 + b)"\ndefs: {u: "x"}\nvariants: {b: [2, 3], g: ["sin(u)", "cos(u)", "tanh(u)"]}',
    'f: "a x^2"\nvariants: {a: ["1/2", "3/2", "-2"]}\naccept: ["2a x"]\nsolution: "f\'(x) = 2a x"',
]


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_problem_says_nothing(tmp_path: Path, text: str) -> None:
    assert [said for said in heard(tmp_path, HEAD + text) if said[2]] == []


KINDS = [
    'vars: {x: real, y: real}\nasked: equation\nf: "x^2 + y^2 = a^2"\nvariants: {a: "2..4"}\naccept: ["x^2 + y^2 - a^2 = 0"]',
    'vars: {x: real, y: real}\nasked: critical-points\nwrt: [x, y]\nf: "x^2 + y^2 - a x"\nvariants: {a: "2..4"}\naccept: ["(a/2, 0)"]',
    'vars: {x: real}\nwrt: x\nf: "x^a + x"\nat: {x: p}\nvariants: {a: "2..3", p: [2, 3]}\naccept: ["a p^(a-1) + 1"]',
    'vars: {x: real}\nwrt: x\nasked: antiderivative\nf: "cos(a x)"\nvariants: {a: "2..4"}\naccept: ["sin(a x)/a + 7"]',
    'vars: {x: real, y: real}\nwrt: [x, y]\nasked: nature\nf: "x^2 + s a y^2"\nat: {x: 0, y: 0}\nvariants: {a: "2..4", s: [1, -1]}',
    'vars: {x: [2]}\nwrt: x\nf: "c^T x x^T c"\nvariants: {c: ["[1; 2]", "[3; 5]"]}',
]


@pytest.mark.parametrize("text", KINDS)
def test_whatever_is_asked_may_have_variants(tmp_path: Path, text: str) -> None:
    assert [said for said in heard(tmp_path, f"id: p\nstatement: 'All of {{@f@}}{' at {@p@}' if ' p:' in text else ''}.'\n{text}") if said[2]] == []


PLANTED = [
    # equal truths
    ('f: "sin(a b x)"\nvariants: {a: [2, 3], b: [2, 3]}', "bank/variants-equal", "[a=2,b=3] and [a=3,b=2]"),
    ('f: "x^2 + a"\nvariants: {a: [2, 3]}', "bank/variants-equal", "[a=2] and [a=3]"),
    ('f: "(a x)^2"\nvariants: {a: [-2, 2, 3]}', "bank/variants-equal", "[a=-2] and [a=2]"),
    ('f: "log(x^a)/a"\nvariants: {a: "2..4"}', "bank/variants-equal", "[a=2] and [a=3]"),
    ('f: "cos(a x)"\nvariants: {a: "-2..2", where: "a != 0"}', "bank/variants-equal", "[a=-2] and [a=2]"),
    # wrong answers that are right
    ('f: "sin(a x)"\nvariants: {a: "1..4"}\nwrong: ["cos(a x)"]', "bank/variant-wrong", "where: a != 1"),
    ('f: "x^a"\nvariants: {a: "2..4"}\nwrong: ["2 x"]', "bank/variant-wrong", "where: a != 2"),
    ('f: "a x^2"\nvariants: {a: ["1/2", 3]}\nwrong: ["x"]', "bank/variant-wrong", "where: a != 1/2"),
    ('f: "a x + b x"\nvariants: {a: [2, 3], b: [2, 3]}\nwrong: ["2a"]', "bank/variant-wrong", "where: a != b"),
    ('f: "sin(a x)/b"\nvariants: {a: [2, 4], b: [2, 4]}\nwrong: ["cos(a x)"]', "bank/variant-wrong", "where: a != b"),
    # easier ones
    ('f: "x^2 + a x^3 sin(a x)"\nvariants: {a: "0..6"}', "bank/variant-easier", "p[a=0]: 2 leaves"),
    ('f: "a x^2 e^(3x) + x"\nvariants: {a: "0..4"}', "bank/variant-easier", "p[a=0]: 1 leaves"),
    ('f: "sin(x^2 + x)^a"\nvariants: {a: "1..5"}', "bank/variant-easier", "p[a=1]"),
    ('f: "x^b log(x)"\nvars: {x: positive}\nvariants: {b: "0..4"}'.replace("vars: {x: positive}\n", ""), "bank/variant-easier", "p[b=0]"),
    # unsaid names
    ('f: "sin(a x) + b x"\nvariants: {a: "2..3", b: "2..3"}\nstatement: "The sine of {@a@} x."', "bank/variant-unsaid", "b changes"),
    ('f: "a x^2"\nvariants: {a: "2..3"}\nstatement: "Differentiate $a x^2$."', "bank/variant-unsaid", "a changes"),
    ('f: "a x^2 + u"\ndefs: {u: "x^b"}\nvariants: {a: "2..3", b: "4..5"}\nstatement: "{@u@}"', "bank/variant-unsaid", "a changes"),
    # what is wrong in some variants alone
    ('f: "x/a"\nvariants: {a: "0..2"}', "bank/nowhere-defined", "p[a=0]"),
    ('f: "a x^2"\nvariants: {a: "2..5"}\naccept: ["6 x"]', "bank/accept", "p[a=2]"),
    ('f: "a x^2"\nvariants: {a: "2..5"}\nsolution: "f\'(x) = 6x"', "bank/solution-end", "p[a=2]"),
    ('f: "a x^2"\nvariants: {a: "2..5"}\nhints: "It is 6x."', "bank/gives-away", "p[a=3]"),
]


@pytest.mark.parametrize(("text", "code", "part"), PLANTED)
def test_planted_faults_are_found(tmp_path: Path, text: str, code: str, part: str) -> None:
    lines = [line for line in HEAD.splitlines() if line.partition(":")[0] not in [each.partition(":")[0] for each in text.splitlines()]]
    said = heard(tmp_path, "\n".join([*lines, text]))
    assert any(found == code and part in words for found, words, _ in said), said


def test_after_three_failing_variants_the_others_are_counted(tmp_path: Path) -> None:
    said = heard(tmp_path, HEAD + 'f: "sin(a x)"\nvariants: {a: "2..30"}\naccept: ["a cos(3 x)"]')
    assert [code for code, *_ in said] == ["bank/accept"] * 3 + ["bank/variants-more"]
    assert "25 more variants were not looked at" in said[-1][1]


def test_what_is_wrong_everywhere_is_said_once(tmp_path: Path) -> None:
    [(code, words, _)] = heard(tmp_path, HEAD + 'f: "sin(a x)"\nvariants: {a: "2..4"}\naccept: ["cos(a x)"]')
    assert (code, words.partition(":")[0]) == ("bank/accept", "p")


def test_several_processes_say_what_one_says(tmp_path: Path) -> None:
    text = HEAD + 'f: "sin(a x^b) + x"\nvariants: {a: "1..23", b: [2, 3]}\nwrong: ["cos(x^2) 2 x + 1"]'
    assert heard(tmp_path, text) == heard(tmp_path, text, 2)


def test_many_variants_are_proved_one_by_one(tmp_path: Path) -> None:
    text = HEAD + f'f: "sin(a x^b)"\nvariants: {{a: "2..{MANY // 2 + 1}", b: [2, 3]}}\naccept: ["a b x^(b-1) cos(a x^b)"]\nwrong: ["cos(a x^b)"]'
    assert heard(tmp_path, text, 2) == []


def test_a_family_is_never_decided_itself(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(HEAD + 'f: "a x^2"\nvariants: {a: "2..3"}', "utf-8")
    [problem] = load_bank(path)[0].problems
    found = mark(problem, "4x", "salt")
    assert (found.verdict.outcome, found.score, found.verdict.messages[0].code) == (Outcome.UNDECIDED, None, "variant/none")
    assert [mark(variant, "4x", "salt").verdict.outcome for variant in problem.variants] == [Outcome.CORRECT, Outcome.INCORRECT]
