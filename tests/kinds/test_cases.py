"""Cases by conditions on numbers, in answers and in f."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from grader import load_bank
from grader.marking import mark
from grader.model import Problem

BANK = r"""
- {id: cases-n3, vars: {x: real}, f: x, asked: value}
- {id: cases-n4, vars: {x: real}, f: x, asked: value}
- {id: cases-n5, vars: {x: real}, f: x^2, wrt: x}
- {id: cases-n6, vars: {x: {domain: [0, 1]}}, f: x, asked: value}
- {id: cases-n7, vars: {x: real, y: real}, f: x, asked: value}
- {id: cases-n8, vars: {x: real}, f: x, asked: value}
- {id: cases-n9, vars: {x: real}, f: x, asked: value}
- {id: cases-n10, vars: {n: natural}, f: n, asked: value}
- {id: cases-q1, vars: {x: real}, f: '|x^2-2|', wrt: x}
- {id: cases-q1b, vars: {x: real}, f: '|x^2-2|', asked: value}
- {id: cases-q2, vars: {t: {domain: [0, 2pi]}}, f: '|sin t|', asked: value}
- {id: cases-q3, vars: {x: real}, f: '|x^3+x-3|', asked: value}
- {id: cases-q3d, vars: {x: real}, f: '|x^3+x-3|', wrt: x}
- {id: cases-q4, vars: {x: real}, f: 1 if x^2 >= 2; 0 otherwise, asked: value}
- {id: cases-c1, vars: {x: real}, f: abs(x), wrt: x}
- {id: cases-c2, vars: {x: real}, f: x^2/2 if |x| <= 1; |x| - 1/2 otherwise, wrt: x}
- {id: cases-c3, vars: {x: real}, f: 1 if x>=0; 0 otherwise, asked: value}
- {id: cases-c4, vars: {x: real}, f: log(x) if x>1; 0 otherwise, wrt: x}
- {id: cases-c5, vars: {x: real, y: real}, f: x y if 0 < x < 1; y^2 otherwise, wrt: x}
- {id: cases-c6, vars: {x: real, y: real}, f: '|x-y|', wrt: x}
- {id: cases-c7, vars: {x: real, i: real, f: real}, f: x i f, wrt: x}
- {id: cases-c8, vars: {x: real}, f: x^2, wrt: x}
- {id: cases-c9, vars: {x: positive}, f: x^2, wrt: x}
- {id: cases-c10, vars: {t: {domain: [0, 2pi]}}, f: '|sin t|', wrt: t}
- {id: cases-c11, vars: {x: real, y: real}, f: '|x| y', wrt: [x, y]}
- {id: cases-b1, vars: {x: real}, f: x^2 if x >= 1/3; 1 otherwise, asked: value}
- {id: cases-b2, vars: {x: real}, f: sign(3x-1), asked: value}
- {id: cases-b3, vars: {x: real, y: real}, f: x if 3x >= 1; y otherwise, asked: value}
- {id: cases-b4, vars: {x: real, a: real}, f: x^2, asked: value}
- {id: cases-b5, vars: {x: real}, f: x|x|, wrt: x}
- {id: cases-b6, vars: {x: real}, f: x^(4/3), wrt: x}
- {id: cases-b7, vars: {x: real}, f: "max(0,x)^2", wrt: x}
- {id: cases-b8, vars: {x: real}, f: "1", asked: value}
- {id: cases-b9, vars: {x: real}, f: sign(x)^2, asked: value}
- {id: cases-b10, vars: {x: real, y: real, z: real, w: real}, f: x|x| + y|y| + z|z| + w|w|, wrt: [x, y, z, w]}
- {id: cases-c12, vars: {x: [N], s: real}, f: '|s| x^T x', wrt: x}
"""

ANSWERS: list[tuple[str, str, str]] = [
    ("cases-n3", "x if 0.5>0; -x otherwise", "correct"),
    ("cases-n3", "x if 1>0; -x otherwise", "correct"),
    ("cases-n3", "x if 0.5<0; -x otherwise", "incorrect"),
    ("cases-n4", "x if x^2>2; x otherwise", "correct"),
    ("cases-n4", "x if x\u22603; 7 otherwise", "incorrect"),
    ("cases-n4", "x if x\u22600; 0 otherwise", "correct"),
    ("cases-n4", "x if x^2\u22602; 7 otherwise", "incorrect|undecided"),
    ("cases-n4", "x if sin(x)\u22600; 7 otherwise", "incorrect|undecided"),
    ("cases-n4", "x if x<sqrt(2) or x>sqrt(2); 7 otherwise", "incorrect|undecided"),
    ("cases-n4", "x if x<sqrt(2) or x>sqrt(2); sqrt(2) otherwise", "correct"),
    ("cases-n5", "2x if x\u22603; 7 otherwise", "incorrect"),
    ("cases-n6", "x if x<0.99999999999999999999; 5 otherwise", "incorrect"),
    ("cases-n7", "x if x^2+y^2>10^(-30); 5 otherwise", "incorrect|undecided"),
    ("cases-n7", "x if x^2+y^2>0; 5 otherwise", "incorrect|undecided"),
    ("cases-n7", "x if x^2+y^2>0; 0 otherwise", "correct"),
    ("cases-n7", "x if x\u22600 or y\u22600; 5 otherwise", "incorrect|undecided"),
    ("cases-n7", "x if x\u22600 or y\u22600; 0 otherwise", "correct"),
    ("cases-n7", "5 if x=0 and y=0; x otherwise", "incorrect|undecided"),
    ("cases-n8", "x if x<10^50; 5 otherwise", "incorrect"),
    ("cases-n9", "x if sin(x)<1-10^(-9); 5 otherwise", "incorrect"),
    ("cases-n10", "n if n\u2260123457; 5 otherwise", "incorrect|undecided"),
    ("cases-q1", "2x if x^2>2; -2x if x^2<2", "correct"),
    ("cases-q1", "2x if |x|>sqrt(2); -2x otherwise", "correct"),
    ("cases-q1b", "x^2-2 if x^2>2; 2-x^2 otherwise", "correct"),
    ("cases-q1b", "x^2-2 if x>sqrt(2) or x<-sqrt(2); 2-x^2 otherwise", "correct"),
    ("cases-q2", "sin t if t < pi; -sin t if t >= pi", "correct"),
    ("cases-q2", "sin t if t < 3; -sin t if t >= 3", "incorrect"),
    ("cases-q3", "x^3+x-3 if x^3+x>3; 3-x-x^3 otherwise", "correct"),
    ("cases-q3", "x^3+x-3 if x^3+x>3; 3-x-x^3 if x^3+x<3; 7 otherwise", "incorrect|undecided"),
    ("cases-q3d", "3x^2+1 if x^3+x>3; -3x^2-1 otherwise", "correct"),
    ("cases-q4", "0 if x^2 < 2; 1 otherwise", "correct"),
    ("cases-q4", "0 if x^2 <= 2; 1 otherwise", "incorrect|undecided"),
    ("cases-c1", "1 if x>0; -1 if x<0", "correct"),
    ("cases-c1", "cases(1 if x>0; -1)", "correct"),
    ("cases-c1", "\\begin{cases} 1 & x>0 \\\\ -1 & x<0 \\end{cases}", "correct"),
    ("cases-c1", "\\begin{cases} 1 & \\text{if } x>0 \\\\ -1 & \\text{otherwise} \\end{cases}", "correct"),
    ("cases-c1", "{1, x>0; -1, x<0}", "correct"),
    ("cases-c1", "1, x>0; -1, x<0", "correct"),
    ("cases-c1", "1 if x>0, -1 if x<0", "correct"),
    ("cases-c1", "1 for x>0, -1 for x<0", "correct"),
    ("cases-c1", "1 if x>0 else -1", "correct"),
    ("cases-c1", "f'(x) = 1 if x>0; -1 if x<0", "correct"),
    ("cases-c1", "1 if x>0\n-1 if x<0", "correct"),
    ("cases-c1", "x/|x|", "correct"),
    ("cases-c1", "sign(x)", "correct"),
    ("cases-c1", "[x>0] - [x<0]", "correct"),
    ("cases-c1", "1 if x>0", "unreadable"),
    ("cases-c1", "1 if x<0; -1 if x>0", "incorrect"),
    ("cases-c1", "1 if x>1; -1 if x<1", "incorrect"),
    # Borders that no binary fraction is.
    ("cases-n5", "0 if x=1/3; 2x otherwise", "incorrect"),
    ("cases-n5", "2/3 if x=1/3; 2x otherwise", "correct"),
    ("cases-n5", "2x if x\u22601/7; 0 otherwise", "incorrect"),
    ("cases-n5", "2x if x\u22600.1; 0.2 otherwise", "correct"),
    ("cases-b1", "x^2 if x>1/3; 1 otherwise", "incorrect"),
    ("cases-b1", "1 if x<1/3; x^2 otherwise", "correct"),
    ("cases-b2", "1 if x>1/3; -1 otherwise", "incorrect"),
    ("cases-b2", "1 if x>1/3; 0 if x=1/3; -1 otherwise", "correct"),
    ("cases-b3", "x if 3x > 1; y otherwise", "incorrect"),
    ("cases-b3", "y if x < 1/3; x otherwise", "correct"),
    ("cases-b4", "x^2 if a\u22601/3; 0 otherwise", "incorrect"),
    ("cases-b4", "x^2 + 1 - sign(a)^2", "incorrect"),
    # A derivative that has one limit at a border has a value there.
    ("cases-c2", "x if |x|<1; 5 if |x|=1; sign(x) otherwise", "incorrect|undecided"),
    ("cases-c2", "x if |x|<1; x if |x|=1; sign(x) otherwise", "correct"),
    ("cases-b5", "2|x| if x\u22600; 3 if x=0", "incorrect|undecided"),
    ("cases-b5", "2|x| if x\u22600; 0 if x=0", "correct"),
    ("cases-b5", "2x sign(x)", "correct"),
    ("cases-b6", "4/3 x^(1/3) if x\u22600; 1 otherwise", "incorrect|undecided"),
    ("cases-b6", "4/3 x^(1/3) if x\u22600; 0 otherwise", "correct"),
    ("cases-b7", "2x if x>0; 0 if x<0; 1 if x=0", "incorrect|undecided"),
    ("cases-b7", "2x if x>0; 0 otherwise", "correct"),
    ("cases-b10", "[cases(2|x| if x\u22600; 0), cases(2|y| if y\u22600; 0), cases(2|z| if z\u22600; 0), cases(2|w| if w\u22600; 0)]", "correct"),
    ("cases-b10", "[2|x|, 2|y|, 2|z|, cases(2|w| if w\u22600; 1)]", "incorrect|undecided"),
    # A sign is zero at zero.
    ("cases-b8", "|sign(x)|", "incorrect"),
    ("cases-b8", "sign(x)^2", "incorrect"),
    ("cases-n5", "2x + 1 - |sign(x)|", "incorrect"),
    ("cases-b9", "1", "incorrect"),
    ("cases-b9", "|sign(x)|", "correct"),
    ("cases-c1", "sign(x)", "correct"),
    ("cases-c1", "1 if x>10^(-50); -1 otherwise", "incorrect"),
    ("cases-c2", "x if |x| <= 1; sign(x) otherwise", "correct"),
    ("cases-c2", "x if |x|<1; 1 if x>1; -1 if x<-1", "correct"),
    ("cases-c2", "(|x+1| - |x-1|)/2", "correct"),
    ("cases-c2", "\\begin{cases} x & |x|\\le 1\\\\ \\operatorname{sgn} x & \\text{otherwise}\\end{cases}", "correct"),
    ("cases-c2", "x", "incorrect"),
    ("cases-c2", "sign(x)", "incorrect"),
    ("cases-c2", "x if x <= 1; 1 otherwise", "incorrect"),
    ("cases-c2", "2x if |x|<=1; sign(x) otherwise", "incorrect"),
    ("cases-c2", "x if |x|<=1; 1 otherwise", "incorrect"),
    ("cases-c3", "1 if x>0; 0 otherwise", "incorrect"),
    ("cases-c3", "0 if x<0; 1 otherwise", "correct"),
    ("cases-c3", "1 if 0<=x; 0 if x<0", "correct"),
    ("cases-c4", "1/x if x>1; 0 if x<1", "correct"),
    ("cases-c4", "1/x if x>1; 0 otherwise", "correct"),
    ("cases-c4", "1/x", "incorrect"),
    ("cases-c5", "y if 0<x<1; 0 otherwise", "correct"),
    ("cases-c5", "y if x > 0 and x < 1; 0 otherwise", "correct"),
    ("cases-c5", "0 if x<0 or x>1; y otherwise", "correct"),
    ("cases-c5", "y if 0<x<2; 0 otherwise", "incorrect"),
    ("cases-c6", "-1 if x>y; 1 if x<y", "incorrect"),
    ("cases-c7", "if", "correct"),
    ("cases-c8", "\\begin{cases} 2x \\\\ 3x \\end{cases}", "unreadable"),
    ("cases-c8", "2x otherwise", "unreadable"),
    ("cases-c9", "2x if x > 0", "unreadable"),
    ("cases-c10", "cos t if t < pi; -cos t if t > pi", "correct"),
    ("cases-c10", "cos t if t < 3.14159265358979; -cos t otherwise", "incorrect"),
    ("cases-c11", "[cases(y if x>0; -y), |x|]", "correct"),
    ("cases-c12", "2s x^T if s>0; -2s x^T otherwise", "correct"),
]


@pytest.fixture(scope="module")
def problems() -> dict[str, Problem]:
    """The problems above, by name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bank.yaml")
        path.write_text(BANK, encoding="utf-8")
        bank, faults = load_bank(path)
    assert not faults
    return {problem.id: problem for problem in bank.problems}


@pytest.mark.parametrize(("name", "answer", "outcome"), ANSWERS)
def test_cases_are_judged_on_every_piece_and_at_their_borders(name: str, answer: str, outcome: str, problems: dict[str, Problem]) -> None:
    assert {mark(problems[name], answer, salt).verdict.outcome.value for salt in ("salt", "other")} <= set(outcome.split("|"))
