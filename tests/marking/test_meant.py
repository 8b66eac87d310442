"""Did you mean …?  What one pair of brackets, one ^ or one * makes right is said, and never counted."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader import load_bank
from grader.kinds import verdict_of
from grader.marking import mark
from grader.model import Diagnostic, Mark, Outcome
from grader.syntax import neighbours


def marked(fields: str, answer: str) -> Mark:
    with TemporaryDirectory() as folder:
        (Path(folder) / "bank.yaml").write_text(f"{{id: meant, {fields}}}", encoding="utf-8")
        bank, faults = load_bank(Path(folder))
    assert not [fault for fault in faults if fault.severity == "error"]
    return mark(bank.problems[0], answer, "salt")


def said(made: Mark) -> list[Diagnostic]:
    return [message for message in made.verdict.messages if message.code == "read/did-you-mean"]


POWER = 'vars: {x: real, n: natural}, f: "x^n", wrt: x'
CHAIN = 'vars: {x: real}, f: "(2x+1)^4", wrt: x'


@pytest.mark.parametrize(("fields", "answer", "other"), [
    (POWER, "n*x^n-1", "n*x^(n-1)"), (POWER, "f'(x) = n x^n - 1", "n x^(n - 1)"),
    (CHAIN, "8(2x+1)3", "8(2x+1)^3"), (CHAIN, "8*2x+1^3", "8*(2x+1)^3"),
    ('vars: {x: positive}, f: "log(x+1)", wrt: x', "1/x+1", "1/(x+1)"),
    ('vars: {x: real}, f: "sin(2x+1)", wrt: x', "2cos 2x+1", "2cos (2x+1)"),
    ('vars: {x: real}, f: "exp(x^2+x)", wrt: x', "2x+1*exp(x^2+x)", "(2x+1)*exp(x^2+x)"),
    ('vars: {x: real}, f: "exp(x^2+x)", wrt: x', "e^x^2+x*(2x+1)", "e^(x^2+x)*(2x+1)"),
    ('vars: {x: positive}, f: "(x^2+1)/x", wrt: x', "x^2-1/x^2", "(x^2-1)/x^2"),
    ('vars: {x: real}, f: "x(x+1)^2", wrt: x', "(x+1)2+2x(x+1)", "(x+1)^2+2x(x+1)"),
    ('vars: {x: real}, f: "-(x^2+x)", wrt: x', "-2x+1", "-(2x+1)"),
    ('vars: {x: [N], A: [N, N]}, f: "x^T A x", wrt: x', "x^T A+A^T", "x^T (A+A^T)"),
    ('vars: {x: [N], A: [M, N], b: [M]}, f: "||A x - b||^2", wrt: x', "2(A x)^T-b^T A", "2((A x)^T-b^T) A"),
])
def test_the_text_with_one_sign_more_is_said(fields: str, answer: str, other: str) -> None:
    made = marked(fields, answer)
    assert made.verdict.outcome is Outcome.INCORRECT
    assert [message.message for message in said(made)] == [f"did you mean {other}?"]
    assert made.score == 0


@pytest.mark.parametrize(("fields", "answer"), [
    (POWER, "n*x^(n-1)"), (POWER, "n*x^n"), (POWER, "x^n-1"), (CHAIN, "8(2x+1)"), (CHAIN, "8(2x+1)2"), (CHAIN, "4(2x+1)^3"), (CHAIN, "2x+1"),
    # A bracket before a transpose would make these right in another layout.
    ('vars: {x: [N], A: [M, N]}, f: "1/2 ||A x||^2", wrt: x', "(A x)^T A^T"),
    ('vars: {x: [N], Q: {shape: [N, N], kind: orth}, a: [N]}, f: "||Q x - a||^2", wrt: x', "2x^T - 2a^T Q^T"),
])
def test_nothing_else_is_said(fields: str, answer: str) -> None:
    assert said(marked(fields, answer)) == []


@pytest.mark.parametrize("text", ["n*x^n-1", "8(2x+1)3", "sin x + cos x y", "[a, b + c; d, e]", "x^T A x + b", "1/x/y", "(((x", "x)", "", "e^x(x+1)"])
def test_what_is_offered_is_the_text_with_one_sign_more(text: str) -> None:
    """So it gives nothing away that the student has not written."""
    for near in neighbours(text):
        added = near.text.replace(" ", "")
        kept = text.replace(" ", "")
        assert len(added) - len(kept) in (1, 2)
        for sign in "()" if len(added) - len(kept) == 2 else "^" if added.count("^") > kept.count("^") else "*":
            assert added.count(sign) == kept.count(sign) + 1
        rest = iter(added)
        assert all(sign in rest for sign in kept)


def test_long_texts_and_latex_have_no_neighbours() -> None:
    assert list(neighbours("x + " * 30 + "x")) == []
    assert list(neighbours(r"\frac{1}{x}+1")) == []
    assert len(list(neighbours("*".join("x" * 20)))) <= 200


def test_few_texts_that_only_look_right_are_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside a step of 10^-20 many near texts look right; to decide each of them took seconds."""
    module = sys.modules["grader.marking.meant"]
    decided = list[object]()
    monkeypatch.setattr(module, "verdict_of", lambda attempt: decided.append(attempt) or verdict_of(attempt))
    made = marked('vars: {x: positive}, f: "sqrt(max(sqrt(x), 10^-20 sign(x)+10^-6))", asked: value',
                  "sqrt(max(sqrt(|x|), 10^-20 sign(sqrt(x)-10^-6-10^-20)+10^-6))")
    assert made.verdict.outcome is Outcome.INCORRECT
    assert not said(made)
    assert len(decided) == 3
