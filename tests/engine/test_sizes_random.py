"""Right answers times and plus random functions of sizes and indices, in many spellings; the oracle counts at all sizes from 2 to 14.

``GRADER_SIZES=3000 pytest tests/engine/test_sizes_random.py`` runs more.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pytest
from matrix_problems import bank_of

from grader.marking import mark
from grader.model import Problem, Proof

COUNT = int(os.environ.get("GRADER_SIZES", "420"))

TABLE = r"""
- {id: linear, vars: {x: [N], a: [N], X: [M, N]}, indices: {i: N, j: N, k: N, l: N, m: M}, axes: {out: [], in: [j]}, f: "a^T x", wrt: x}
- {id: value, vars: {x: [N], A: [M, N]}, indices: {j: N, k: N, l: N, m: M}, axes: {out: [j]}, f: "3x", asked: value}
- {id: square, vars: {x: [N]}, indices: {j: N, k: N, l: N}, axes: {out: [], in: [j]}, f: "x^T x", wrt: x}
- {id: map, vars: {A: [M, N], x: [N]}, indices: {i: M, j: N, k: N, l: N, m: M}, axes: {out: [i], in: [j]}, f: "A x", wrt: x}
- {id: mean, vars: {x: [N]}, indices: {j: N, k: N, l: N}, axes: {out: [], in: [j]}, f: "ones(N)^T x/N", wrt: x}
- {id: root, vars: {x: [N]}, indices: {j: N, k: N, l: N}, axes: {out: [], in: [j]}, f: "sqrt(x^T x/N)", wrt: x}
- {id: product, vars: {X: [N, N], Y: [N, N]}, indices: {i: N, j: N, k: N, l: N}, axes: {out: [i, j]}, f: "sum(k, X[i,k] Y[k,j])", asked: value}
- {id: trace, vars: {X: [M, N]}, indices: {i: M, j: N, k: N, l: N, m: M}, axes: {out: [], in: [i, j]}, f: "tr(X^T X)", wrt: X}
- {id: exponential, vars: {x: [N], a: [N]}, indices: {j: N, k: N, l: N}, axes: {out: [], in: [j]}, f: "exp(a^T x)", wrt: x}
- {id: determinant, vars: {X: {shape: [N, N], kind: inv}}, indices: {i: N, j: N, k: N, l: N}, axes: {out: [], in: [i, j]}, f: "det(X)", wrt: X}
"""
PROBLEMS: dict[str, Problem] = {problem.id: problem for problem in bank_of(TABLE)}
RIGHT = {"linear": "a_j", "value": "3x_j", "square": "2x_j", "map": "A_{ij}", "mean": "e_j^T ones(N)/N", "root": "x_j/(N sqrt(sum(k, x_k^2)/N))",
         "product": "sum(k, X_{ik} Y_{kj})", "trace": "2X_{ij}", "exponential": "a_j exp(sum(k, a_k x_k))", "determinant": "det(X) (X^{-1})_{ji}"}
WITH_M = ("linear", "value", "map", "trace")
HEAVY = ("product", "trace", "determinant")

Sizes = tuple[int, int, int]
"""N, M, and an index j from 1 to N."""


@dataclass(frozen=True)
class Number:
    """A text and the number that it is at some sizes."""

    text: str
    value: Callable[[Sizes], Fraction]


def _of_n(text: str) -> Number:
    return Number(text, lambda at: Fraction(at[0]))


SPELLED = ["N", "sum(k,1)", "tr(eye(N))", "ones(N)^T ones(N)", "1_N^T 1_N", "norm(ones(N))^2", "vec(eye(N))^T vec(eye(N))", "sum(k,[k=k])",
           "sum(k,sum(l,delta(k,l)))", "tr(sum(k,e_k e_k^T))", "tr(diag(ones(N)))", "sum(k,e_k^T e_k)", "tr(eye(N)^0)", "(N+N)/2", "sqrt(N)^2",
           "sum(k,2)/2", "sum(k,(1 if k=k; 0))", "ones(N)^T eye(N) ones(N)", "tr(ones(N) ones(N)^T)", "tr(eye(N) eye(N))", "N^2/N"]
"""Texts that are N."""

OF_M = ["M", "sum(m,1)", "tr(eye(M))", "ones(M)^T ones(M)", "tr(kron(eye(M),eye(N)))/N", "tr(eye(M)^2)"]
"""Texts that are M."""


class Generator:
    """Random answers with what the oracle knows of them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def size(self, problem: str) -> Number:
        if problem in WITH_M and self.rng.random() < 0.3:
            return Number(self.rng.choice(OF_M), lambda at: Fraction(at[1]))
        return _of_n(self.rng.choice(SPELLED))

    def factor(self, problem: str) -> Number:
        """What vanishes at some sizes, or at all."""
        rng = self.rng
        one, number = self.size(problem), rng.choice([3, 3, 4, 4, 5, 6, 7])
        kind = rng.random()
        if kind < 0.55:
            return Number(f"({one.text}-{number})", lambda at: one.value(at) - number)
        if kind < 0.7:
            other = self.size(problem)
            return Number(f"({one.text}-{other.text})", lambda at: one.value(at) - other.value(at))
        if kind < 0.8:
            return Number(f"(1/({one.text})-1/{number})", lambda at: 1 / one.value(at) - Fraction(1, number))
        if kind < 0.9:
            return Number(f"(({one.text})^2-{number ** 2})", lambda at: one.value(at) ** 2 - number ** 2)
        return rng.choice(self.branching(number))

    @staticmethod
    def branching(number: int) -> list[Number]:
        """What is no polynomial in N."""
        return [
            Number(f"(|N-{number}|+N-{number})", lambda at: Fraction(abs(at[0] - number) + at[0] - number)),
            Number(f"(max(N,{number})-N)", lambda at: max(at[0], Fraction(number)) - at[0]),
            Number(f"(min({number},N)-{number})", lambda at: min(at[0], Fraction(number)) - number),
            Number(f"(sqrt((N-{number})^2)-N+{number})", lambda at: Fraction(abs(at[0] - number) - at[0] + number)),
            Number(f"(2^N-{2 ** number})", lambda at: Fraction(2 ** at[0] - 2 ** number)),
            Number("((-1)^N+1)", lambda at: Fraction((-1) ** at[0] + 1)),
            Number("((-1)^N-1)", lambda at: Fraction((-1) ** at[0] - 1)),
            Number("(det(-eye(N))-1)", lambda at: Fraction((-1) ** at[0] - 1)),
            Number(f"(det(2eye(N))-{2 ** number})", lambda at: Fraction(2 ** at[0] - 2 ** number)),
            Number(f"[N={number}]", lambda at: Fraction(at[0] == number)),
            Number(f"[N>{number}]", lambda at: Fraction(at[0] > number)),
        ]

    def function(self, problem: str) -> Number:
        """A product of a few."""
        factors = [self.factor(problem) for _ in range(self.rng.choice([1, 2, 2, 3]))]
        return Number(" ".join(factor.text for factor in factors), lambda at: _product(factor.value(at) for factor in factors))

    def of_index(self) -> Number:
        """What vanishes for some values of the index."""
        rng, number = self.rng, self.rng.choice([3, 5, 6, 7, 9, 12])
        kind = rng.randrange(8)
        if kind == 0:
            return Number(f"[j={number}]", lambda at: Fraction(at[2] == number))
        if kind == 1:
            return Number(f"[j>{number}]", lambda at: Fraction(at[2] > number))
        if kind == 2:
            roots = range(1, rng.choice([3, 4, 5, 6]))
            return Number(" ".join(f"(j-{root})" for root in roots), lambda at: _product(Fraction(at[2] - root) for root in roots))
        if kind == 3:
            return Number(f"(1 if j={number}; 0)", lambda at: Fraction(at[2] == number))
        if kind == 4:
            return Number("(sum(k,k)-N(N+1)/2)", lambda at: Fraction(0))
        if kind == 5:
            return Number("(sum(k,delta(j,k))-1)", lambda at: Fraction(0))
        if kind == 6:
            return Number(f"([j<={number}]-[j<{number + 1}])", lambda at: Fraction(0))
        return Number(f"sum(k,[k={number}])", lambda at: Fraction(at[0] >= number))


def _product(values: object) -> Fraction:
    total = Fraction(1)
    for value in values:  # type: ignore[attr-defined]
        total *= value
    return total


@dataclass(frozen=True)
class Answer:
    """A text; whether it is right at all sizes; and whether it names an entry by a number."""

    problem: str
    text: str
    is_right: bool


def _answer(generator: Generator) -> Answer:
    rng = generator.rng
    problem = rng.choice([*RIGHT, *(name for name in RIGHT if name not in HEAVY)])
    right, kind = RIGHT[problem], rng.random()
    if kind < 0.1 and problem in ("linear", "value", "square", "map", "root", "exponential"):
        place = rng.choice([6, 7, 9, 12, 17])
        return Answer(problem, rng.choice([f"{right} (1 + x_{place})", f"{right} + x_{place}", f"{right} + e_{place}^T x"]), False)
    added = generator.of_index() if kind < 0.4 else generator.function(problem)
    # Equal as functions, if they are at all sizes: polynomials of degree below 12, and numbers up to 12.
    is_right = all(added.value((n, m, j)) == 0 for n, m in product(range(2, 15), range(2, 15)) for j in range(1, n + 1))
    return Answer(problem, f"({right}) (1 + {added.text})" if rng.random() < 0.7 else f"{right} + {added.text}", is_right)


@pytest.fixture(scope="module")
def marked() -> list[tuple[Answer, str, bool]]:
    generator, found = Generator(8), list[tuple[Answer, str, bool]]()
    for _ in range(COUNT):
        answer = _answer(generator)
        verdict = mark(PROBLEMS[answer.problem], answer.text, "sizes").verdict
        found.append((answer, verdict.outcome.value, isinstance(verdict.evidence, Proof) and verdict.evidence.all_sizes))
    return found


def test_nothing_wrong_is_accepted(marked: list[tuple[Answer, str, bool]]) -> None:
    assert [answer for answer, outcome, _ in marked if outcome == "correct" and not answer.is_right] == []


def test_nothing_right_is_refused(marked: list[tuple[Answer, str, bool]]) -> None:
    assert [answer for answer, outcome, _ in marked if outcome in ("incorrect", "unreadable") and answer.is_right] == []


def test_nothing_is_unreadable(marked: list[tuple[Answer, str, bool]]) -> None:
    assert [answer for answer, outcome, _ in marked if outcome == "unreadable"] == []


def test_no_proof_for_all_sizes_is_forged(marked: list[tuple[Answer, str, bool]]) -> None:
    """A delta that is summed with an entry is proved; all others count."""
    assert [answer for answer, _, for_all in marked if for_all and "delta(j,k)" not in answer.text] == []


def test_both_kinds_occur_and_few_wait_for_a_person(marked: list[tuple[Answer, str, bool]]) -> None:
    found = Counter((answer.is_right, outcome) for answer, outcome, _ in marked)
    assert found[True, "correct"] > COUNT / 20
    assert found[False, "incorrect"] > COUNT / 2
    assert found[True, "undecided"] + found[False, "undecided"] <= COUNT / 10
