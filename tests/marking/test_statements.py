"""A statement that holds the value that is asked is told, unless the author lists it as right or asks for a form."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.marking import prove

HEAD = 'id: a\nvars: {x: real}\nf: "x^2 + x"\nasked: value\n'


@pytest.mark.parametrize(("text", "codes"), [
    ('statement: "Simplify x + x^2."\n', ["bank/echo"]), ('statement: "Find {@f@}."\n', ["bank/echo"]), ('statement: "Expand $x (x + 1)$."\n', ["bank/gives-away"]),
    ('statement: "Expand x (x + 1)."\naccept: ["x(x+1)"]\n', []), ('statement: "What is the product of x and its successor?"\n', []),
    ('statement: "Factor x^2 + x."\nform: factored\ntruth: "x(x+1)"\n', []),
])
def test_a_statement_that_holds_the_value_is_told(tmp_path: Path, text: str, codes: list[str]) -> None:
    (tmp_path / "bank.yaml").write_text(HEAD + text, "utf-8")
    [problem] = load_bank(tmp_path / "bank.yaml")[0].problems
    assert [fault.code for fault in prove(problem, "s").faults] == codes
