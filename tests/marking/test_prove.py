"""Problems as authors write them in four lines: the bank takes them, with or without a second witness."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.kinds import decider_of
from grader.marking import mark, prove
from grader.misconceptions import prepared
from grader.model import Severity

FOUR_LINES = [
    # SymPy writes two inverses out; its derivative is too long to be compared, which is no contradiction.
    ("vars: {x: [n], y: [m], C: [m, n], R: {shape: [m, m], kind: spd}, P: {shape: [n, n], kind: spd}}\n"
     'f: "(y - C x)^T R^{-1} (y - C x) + x^T P^{-1} x"\nwrt: x', "-2(y - C x)^T R^{-1} C + 2x^T P^{-1}", "-2(y - C x)^T R^{-1} C"),
    # A B may be singular: the product goes through another size.
    ('vars: {A: [m, n], B: [n, m]}\nf: "det(A B)"\nwrt: A', "adj(A B)^T B^T", "det(A B) B^T"),
    ('vars: {A: [m, n]}\nf: "log(det(A A^T))"\nwrt: A', "2 (A A^T)^{-1} A", "(A A^T)^{-1} A"),
    ('vars: {X: [m, n], a: [m]}\nindices: {i: m, j: n}\nf: "a^T X X^T a"\nwrt: X', "2 a_i (X^T a)_j", "a_i (X^T a)_j"),
    ('vars: {z: real}\ndefs: {s: "1/(1+e^{-z})"}\nf: "s"\nwrt: z', "s(z)(1 - s(z))", "s(z)(1 + s(z))"),
]


@pytest.mark.parametrize(("lines", "right", "wrong"), FOUR_LINES)
def test_a_problem_of_an_author(lines: str, right: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(f"id: one\n{lines}\n", encoding="utf-8")
    bank, faults = load_bank(tmp_path / "one.yaml")
    [problem] = bank.problems
    assert [fault for fault in (*faults, *prove(problem, "salt").faults) if fault.severity is not Severity.WARNING] == []
    assert [mark(problem, text, "salt").verdict.outcome for text in (right, wrong)] == ["correct", "incorrect"]


def test_a_problem_that_is_too_large_is_a_fault_and_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text('- {id: large, vars: {A: [N, N]}, f: "tr(kron(A, kron(A, A)) kron(A, kron(A, A)))", wrt: A}\n'
                                       "- {id: small, vars: {x: real}, f: x^2, wrt: x}\n", encoding="utf-8")
    large, small = load_bank(tmp_path / "two.yaml")[0].problems
    assert [fault.code for fault in prove(large, "salt").faults] == ["bank/too-large"]
    assert prove(small, "salt").faults == ()
    # At sizes of two, at which wrong answers are predicted, it can be computed.
    assert prepared(decider_of(large, "salt")).keys() == {"derivative", "differential"}
    assert mark(large, "A", "salt").verdict.outcome == "undecided"


def test_a_derivative_that_nothing_decides_is_not_said_to_be_wrong(tmp_path: Path) -> None:
    """The determinants of larger matrices, which would tell, are not computed."""
    (tmp_path / "one.yaml").write_text('- {id: characteristic, vars: {t: real, A: [N, N]}, f: "det(A - t eye(N)) + det(A + t eye(N))", wrt: t}\n', encoding="utf-8")
    [problem] = load_bank(tmp_path / "one.yaml")[0].problems
    [said] = [fault for fault in prove(problem, "salt").faults if fault.code == "bank/derivative"]
    assert (said.severity, "nothing decides" in said.message) == (Severity.WARNING, True)
    verdict = mark(problem, "-det(A - t I) tr((A - t I)^{-1}) + det(A + t I) tr((A + t I)^{-1})", "salt").verdict
    assert [(message.code, "too large there" in message.message) for message in verdict.messages] == [("engine/sizes", True)]
    assert mark(problem, "2det(A - t I) tr((A - t I)^{-1})", "salt").verdict.outcome == "incorrect"
