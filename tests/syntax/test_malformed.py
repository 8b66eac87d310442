"""Malformed texts: every one is refused with a code, a place and a way out; caps are sharp."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from test_array_forms import MALFORMED as OF_ARRAYS

import grader.syntax
from grader.model import Diagnostic, Severity
from grader.syntax import Reading, Scope, read

SCOPE = Scope(("x", "y"))

MALFORMED: list[tuple[str, str, tuple[int, int]]] = [
    (r"x-\hat{x}", "accent", (2, 9)),
    ("atan2(y,x)", "arguments", (4, 5)),
    ("arctan2(y, x)", "arguments", (6, 7)),
    ("2sin2(x,y)", "arguments", (4, 5)),
    (r"90^\circ", "unexpected", (3, 8)),
    (r"\sin(90^{\circ})", "unexpected", (9, 14)),
    (r"\bar{x+y}", "accent", (0, 4)),
    ("(x", "unclosed-bracket", (0, 1)),
    (r"1/2x\pi y^", "missing-operand", (9, 10)),
    (r"x^2y\,^", "missing-operand", (6, 7)),
    ("2*(x+2y^3", "unclosed-bracket", (2, 3)),
    ("[x, y", "unclosed-bracket", (0, 1)),
    ("{x", "unclosed-bracket", (0, 1)),
    ("x)", "stray-bracket", (1, 2)),
    ("2x]", "stray-bracket", (2, 3)),
    (r"\frac{1}{x", "unclosed-bracket", (8, 9)),
    ("sin(x", "unclosed-bracket", (3, 4)),
    ("|x", "unclosed-bracket", (0, 1)),
    ("|x+1", "unclosed-bracket", (0, 1)),
    (r"\begin{bmatrix} x & y", "unclosed-bracket", (0, 15)),
    ("(x]", "mismatched-bracket", (2, 3)),
    ("[x, y)", "mismatched-bracket", (5, 6)),
    ("((x+1)", "unclosed-bracket", (0, 1)),
    ("x+1)(x", "stray-bracket", (3, 4)),
    (r"\left(x+1\right]", "mismatched-bracket", (15, 16)),
    ("", "empty", (0, 0)),
    ("   ", "empty", (0, 3)),
    (".", "empty", (0, 1)),
    ("...", "unexpected", (0, 3)),
    ("2x...", "unexpected", (2, 5)),
    ("2x..", "unexpected", (2, 4)),
    ("2x. .", "unexpected", (2, 3)),
    ("1+x+...+x^5/120", "unexpected", (4, 7)),
    ("$$", "empty", (0, 2)),
    (r"\,", "empty", (0, 2)),
    ("f'/2 = x", "left-side", (0, 8)),
    ("2x +", "missing-operand", (3, 4)),
    ("x*", "missing-operand", (1, 2)),
    ("x/", "missing-operand", (1, 2)),
    ("x^", "missing-operand", (1, 2)),
    ("2x -", "missing-operand", (3, 4)),
    ("-", "missing-operand", (0, 1)),
    ("*x", "unexpected", (0, 1)),
    ("/x", "unexpected", (0, 1)),
    ("^2", "unexpected", (0, 1)),
    ("x + * 2", "missing-operand", (2, 3)),
    ("x */ 2", "missing-operand", (2, 3)),
    ("x ^ * 2", "missing-operand", (2, 3)),
    ("()", "missing-operand", (0, 1)),
    ("x()", "missing-operand", (1, 2)),
    ("[]", "missing-operand", (0, 1)),
    ("{}", "missing-operand", (0, 1)),
    ("e^{}", "missing-operand", (2, 3)),
    ("[x, ]", "missing-operand", (2, 3)),
    ("(x,)", "missing-operand", (2, 3)),
    ("[, x]", "missing-operand", (1, 2)),
    ("[x,,y]", "missing-operand", (3, 4)),
    ("x = ", "missing-operand", (4, 4)),
    ("= ", "missing-operand", (2, 2)),
    ("f'(x) =", "missing-operand", (7, 7)),
    (r"\frac{1}{}", "missing-operand", (8, 9)),
    (r"\frac{1}", "missing-operand", (8, 8)),
    (r"\frac", "missing-operand", (5, 5)),
    ("sin", "missing-argument", (0, 3)),
    ("sin()", "missing-argument", (0, 3)),
    ("sin + 1", "missing-argument", (0, 3)),
    ("x sin", "missing-argument", (2, 5)),
    ("sin*x", "missing-argument", (0, 3)),
    ("sin^2", "missing-argument", (0, 3)),
    ("cos^2 + 1", "missing-argument", (0, 3)),
    ("ln", "missing-argument", (0, 2)),
    ("(sin)(x)", "missing-argument", (1, 4)),
    ("√", "missing-argument", (0, 1)),
    (r"\sqrt{}", "missing-argument", (0, 5)),
    ("z", "unknown-name", (0, 1)),
    ("x2", "unknown-name", (0, 2)),
    ("2x3", "unknown-name", (1, 3)),
    ("X", "unknown-name", (0, 1)),
    ("xz", "unknown-name", (0, 2)),
    ("thetta", "unknown-name", (0, 6)),
    ("f(x)", "unknown-name", (0, 1)),
    ("foo(x)", "unknown-name", (0, 3)),
    ("x_3", "unknown-name", (0, 3)),
    ("x_{", "unclosed-bracket", (2, 3)),
    ("x_", "missing-operand", (1, 2)),
    ("x_{}", "missing-operand", (1, 2)),
    ("lg x", "unknown-name", (0, 2)),
    ("2x + C", "unknown-name", (5, 6)),
    ("i x", "unknown-name", (0, 1)),
    ("cosine x", "unknown-name", (0, 6)),
    ("frac(1)", "arguments", (0, 4)),
    ("undefined", "unknown-name", (0, 9)),
    ("x^n", "unknown-name", (2, 3)),
    ("SINX", "unknown-name", (0, 4)),
    ("x 2", "missing-operator", (2, 3)),
    ("2 3", "missing-operator", (2, 3)),
    ("x.2", "missing-operator", (1, 3)),
    ("2 ½", "missing-operator", (2, 3)),
    ("(x) y 2 3", "missing-operator", (6, 7)),
    ("f'(x)", "write-the-result", (0, 1)),
    ("y'", "write-the-result", (1, 2)),
    ("x'", "write-the-result", (1, 2)),
    ("2y'", "write-the-result", (2, 3)),
    ("df/dx", "write-the-result", (0, 2)),
    ("d/dx x^2", "write-the-result", (0, 1)),
    (r"\frac{d}{dx} x^2", "write-the-result", (6, 7)),
    ("∂f/∂x", "write-the-result", (0, 1)),
    (r"\nabla f", "write-the-result", (0, 6)),
    ("diff(x^2, x)", "write-the-result", (0, 4)),
    ("grad(x^2)", "operator", (0, 4)), ("gradient(x)", "operator", (0, 8)), ("2 lap(x^2, [x, y])", "operator", (2, 5)),
    ("div [x; y]", "operator", (0, 3)), ("curl F", "operator", (0, 4)), (r"\operatorname{rot} F", "operator", (14, 17)),
    ("at(x^2, x = 1)", "operator", (0, 2)), ("D(x^2, x)", "operator", (0, 1)), ("taylor(x^2, x, 0, 1)", "operator", (0, 6)),
    ("hess(x^2)", "operator", (0, 4)), ("jac([x; y], [x, y])", "operator", (0, 3)), ("dir(x, y, 1)", "operator", (0, 3)),
    ("∇·F", "write-the-result", (0, 1)), (r"\nabla \times F", "write-the-result", (0, 6)), ("∇²x", "write-the-result", (0, 1)),
    ("D(x) + diff(x)", "unknown-name", (0, 1)),
    ("integrate(x)", "write-the-result", (0, 9)),
    ("∫ x dx", "write-the-result", (0, 1)),
    (r"\int x", "write-the-result", (0, 4)),
    (r"\lim_{x \to 0} x", "write-the-result", (0, 4)),
    (r"\sum x", "write-the-result", (0, 4)),
    ("∑ x", "write-the-result", (0, 1)),
    ("limit(x)", "write-the-result", (0, 5)),
    ("solve(x)", "write-the-result", (0, 5)),
    ("2x dx", "write-the-result", (3, 5)),
    ("±2x", "one-answer", (0, 1)),
    ("2x ± 1", "one-answer", (3, 4)),
    ("2x or -2x", "one-answer", (3, 5)),
    ("2x oder 3x", "one-answer", (3, 7)),
    ("x, y", "one-answer", (1, 2)),
    ("x; y", "one-answer", (1, 2)),
    ("x & y", "one-answer", (2, 3)),
    ("∂f/∂x = 2x, ∂f/∂y = 2y", "one-answer", (10, 11)),
    ("[x], [y]", "one-answer", (3, 4)),
    ("x : 2", "unexpected", (2, 3)),
    ("x > 0", "unexpected", (2, 3)),
    ("x ≤ 2", "unexpected", (2, 3)),
    ("x ≈ 2y", "unexpected", (2, 3)), ("1/3 ≈ x", "unexpected", (4, 5)),
    ("x → 0", "unexpected", (2, 3)),
    ("1 + x + …", "unexpected", (8, 9)),
    (r"1 + \dots", "unexpected", (4, 9)),
    ("∞", "unexpected", (0, 1)),
    (r"\infty", "unexpected", (0, 6)),
    ("2_x", "unexpected", (1, 2)),
    ("x''", "write-the-result", (1, 2)),
    ("[x | y]", "unexpected", (3, 4)),
    ("]x[", "stray-bracket", (0, 1)),
    (")(", "stray-bracket", (0, 1)),
    ("2x?", "character", (2, 3)),
    ("#x", "character", (0, 1)),
    ("50%", "character", (2, 3)),
    ("x; ; y", "one-answer", (1, 2)),
    ("2x and y", "one-answer", (3, 6)),
    ("foo bar baz 2x", "words", (0, 11)),
    ("2x as we saw in class", "words", (3, 21)),
    ("2x for some reason", "words", (3, 18)),
    ("2x at x = 0", "at-a-point", (6, 11)),
    ("2x, evaluated at x = 1", "at-a-point", (17, 22)),
    ("2x for x = 0", "at-a-point", (7, 12)),
    ("u x, u = 2, u = 3", "redefined", (12, 17)),
    ("у²", "character", (0, 1)),
    ("ｆoo", "unknown-name", (0, 3)),
    ("x×у", "character", (2, 3)),
    ("🙂", "empty", (0, 1)),
    ("①", "character", (0, 1)),
    ("⌊x⌋", "character", (0, 1)),
    ("x∈y", "unexpected", (1, 2)),
    ("√у", "character", (1, 2)),
    ('2\u202ex', "invisible", (1, 2)),
    ('x\x00', "invisible", (1, 2)),
    ('\ud800x', "invisible", (0, 1)),
    ('x\u200dy', "invisible", (1, 2)),
    ('\x07', "invisible", (0, 1)),
    (r"\foo x", "unknown-command", (0, 4)),
    (r"\dv{f}{x}", "unknown-command", (0, 3)),
    (r"\input{a}", "unknown-command", (0, 6)),
    (r"\write18", "unknown-command", (0, 6)),
    (r"\begin{cases} x \\ y \end{cases}", "cases", (19, 20)), ("2x if x > 0", "cases", (0, 1)), ("1 if x>0; -1; 2", "cases", (14, 15)),
    (r"\begin{foo}", "environment", (0, 11)),
    (r"\begin x", "environment", (0, 6)),
    (r"\begin{vmatrix} x \end{vmatrix}", "environment", (0, 15)),
    (r"\x", "unknown-command", (0, 2)),
    (r"\9", "unknown-command", (0, 2)),
    (r"2\imaginaryI", "unknown-command", (1, 12)),
    (r"x^{\placeholder{}}", "empty-box", (3, 15)),
    ('\\', "character", (0, 1)),
    ("x!", "factorial", (1, 2)),
    ("5!!", "factorial", (2, 3)),
    ("(2+1)!", "factorial", (5, 6)),
    ("301!", "factorial", (3, 4)),
    ("2.5!", "factorial", (3, 4)),
    ("[[x, y], [1]]", "ragged-matrix", (0, 13)),
    ("[x, y; 1]", "ragged-matrix", (0, 9)),
    (r"\begin{bmatrix} x & y \\ 1 \end{bmatrix}", "ragged-matrix", (0, 40)),
    ("[x; y, 1]", "ragged-matrix", (0, 9)),
    ("[[x; y], 2]", "nested-matrix", (1, 7)),
    ("[[x, y], 1]", "nested-matrix", (1, 7)),
    ("[x, [y, 1]]", "nested-matrix", (4, 10)),
    ("sin(x, y)", "arguments", (3, 9)),
    ("sqrt(x, 2)", "arguments", (4, 10)),
    ("log(x, 2, 3)", "arguments", (3, 12)),
    ("log_2(x, 3)", "arguments", (0, 3)),
    ("root(x, 2, 3)", "arguments", (4, 13)),
    ("exp(x; y)", "arguments", (3, 9)),
    ("x^10001", "exponent-too-large", (2, 7)),
    ("x^(100*101)", "exponent-too-large", (3, 10)),
    ("x^-10001", "exponent-too-large", (2, 8)),
    ("2^(2^20)", "exponent-too-large", (3, 7)),
    ("x^(9^9^9)", "exponent-too-large", (5, 8)),
    ("x^(10^5)", "exponent-too-large", (3, 7)),
    ("x^{99999999999}", "exponent-too-large", (3, 14)),
    ("9^9^9", "exponent-too-large", (2, 5)),
    ("x¹⁰⁰⁰¹", "exponent-too-large", (1, 6)),
    ("e^(10^5)", "exponent-too-large", (3, 7)),
    ("1" * 1001, "number-too-long", (0, 1001)),
    ("1e1000", "number-too-long", (0, 6)),
    ("q" * 41, "name-too-long", (0, 41)),
    ("x" * 2001, "too-long", (2000, 2001)),
    ("x" + "+x" * 300, "too-many-symbols", (600, 601)),
    ("(" * 101 + "x" + ")" * 101, "too-deep", (101, 102)),
]
"""Text, code without the room, span."""


def refused(text: str) -> Diagnostic:
    found = read(text, SCOPE)
    assert isinstance(found, Diagnostic), found
    return found


@pytest.mark.parametrize(("text", "code", "span"), MALFORMED)
def test_a_malformed_text_is_refused_at_its_place(text: str, code: str, span: tuple[int, int]) -> None:
    found = refused(text)
    assert (found.code, found.span) == (f"syntax/{code}", span)
    assert found.severity is Severity.ERROR
    assert found.message
    assert found.remedy


@pytest.mark.parametrize(("text", "remedy"), [
    ("x2", "did you mean x^2? Write ^ for a power and * for a product"),
    ("X", "did you mean x?"),
    ("(x", "add ')'"),
    (r"\begin{bmatrix} x", r"add \end{bmatrix}"),
    ("sqr(x)", "did you mean sqrt?"),
    ("arctn(x)", "did you mean arctan?"),
    ("lg x", "write log(x, 10)"),
    ("x : 2", "write / for a quotient"),
    ("sin*x", "write sin(…)"),
    ("ln + 1", "write ln(…)"),
    ("x, y", "put rows in brackets: [a, b]; a column is [a; b]"),
    ("sqrt(x, 3)", "write root(x, 3)"),
    ("diff(x^2)", "write the result"),
])
def test_the_way_out_is_named(text: str, remedy: str) -> None:
    assert refused(text).remedy == remedy


def test_an_unknown_name_is_shown_with_the_declared_ones() -> None:
    found = read("z", Scope(("x", "y", "a")))
    assert isinstance(found, Diagnostic)
    assert found.message == "unknown name 'z': declared are x, y and a"


def test_every_code_of_the_room_is_in_the_table() -> None:
    codes = {f"syntax/{code}" for _, code, _ in MALFORMED} | {f"syntax/{case[2]}" for case in OF_ARRAYS} | {
        "syntax/missing-partial", "syntax/index-order"}
    assert codes == written_codes()


def written_codes() -> set[str]:
    """All codes ``syntax/…`` that stand in the source of the room."""
    room = Path(grader.syntax.__file__).parent
    return {code for path in room.rglob("*.py") for code in re.findall(r'"(syntax/[a-z-]+)"', path.read_text("utf-8"))}


CAPS: list[tuple[str, str, str]] = [
    ("x" + " " * 1999, "x" + " " * 2000, "too-long"),
    ("x" + "+x" * 299 + "+", "x" + "+x" * 300, "too-many-symbols"),
    ("sin(x)" + "+x" * 298, "sin(x)" + "+x" * 299, "too-many-symbols"),
    ("1" * 1000, "1" * 1001, "number-too-long"),
    ("0." + "1" * 999, "0." + "1" * 1000, "number-too-long"),
    ("1" * 500 + "," + "1" * 500, "1" * 500 + "," + "1" * 501, "number-too-long"),
    ("1e999", "1e1000", "number-too-long"),
    ("1e-999", "1e-1000", "number-too-long"),
    ("x^10000", "x^10001", "exponent-too-large"),
    ("x^-10000", "x^-10001", "exponent-too-large"),
    ("x^(100*100)", "x^(100*100 + 1)", "exponent-too-large"),
    ("x^(2^13)", "x^(2^14)", "exponent-too-large"),
    ("x¹⁰⁰⁰⁰", "x¹⁰⁰⁰¹", "exponent-too-large"),
    ("300!", "301!", "factorial"),
    ("x" * 40, "x" * 41, "name-too-long"),
]
"""Just read (or refused for another reason), just refused, code."""


@pytest.mark.parametrize(("below", "above", "code"), CAPS)
def test_a_cap_is_sharp(below: str, above: str, code: str) -> None:
    found = read(below, SCOPE)
    assert isinstance(found, Reading) or found.code != f"syntax/{code}"
    assert refused(above).code == f"syntax/{code}"


NESTED: dict[str, Callable[[int], str]] = {
    "round": lambda n: "(" * n + "x" + ")" * n,
    "square": lambda n: "[" * n + "x" + "]" * n,
    "braces": lambda n: "{" * n + "x" + "}" * n,
    "latex": lambda n: r"\left(" * n + "x" + r"\right)" * n,
    "signs": lambda n: "-" * n + "x",
    "signed brackets": lambda n: "-(" * n + "x" + ")" * n,
    "signs of a factor": lambda n: "x*" + "-" * n + "x",
    "sums": lambda n: "1+(" * n + "x" + ")" * n,
    "quotients": lambda n: "1/(" * n + "x" + ")" * n,
    "functions": lambda n: "sin(" * n + "x" + ")" * n,
    "bare functions": lambda n: "sin " * n + "x",
    "powers": lambda n: "x^(" * n + "x" + ")" * n,
    "roots": lambda n: "√" * n + "x",
    "cube roots": lambda n: "∛" * n + "x",
    "bars": lambda n: "|1+" * n + "x" + "|" * n,
    "superscripts": lambda n: "x" + "⁽" * n + "ˣ" + "⁾" * n,
    "function powers": lambda n: "sin^" * n + "2" + " x" * n,
    "logarithms": lambda n: "log_" * n + "2" + " x" * n,
    "fractions": lambda n: r"\frac" * n + " x" + " y" * n,
}
"""Ways of nesting n levels deep."""


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_nesting_is_capped_at_100(nested: Callable[[int], str]) -> None:
    assert isinstance(read(nested(100), SCOPE), Reading)
    assert refused(nested(101)).code == "syntax/too-deep"


def test_towers_are_capped() -> None:
    assert isinstance(read("x^" * 101 + "x", SCOPE), Reading)
    assert refused("x^" * 102 + "x").code == "syntax/too-deep"


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_the_recursion_limit_does_not_matter(nested: Callable[[int], str]) -> None:
    frame, depth = sys._getframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 200)
    try:
        found = [read(nested(levels), SCOPE) for levels in (*range(1, 13), 40, 100, 101)]
        assert sys.getrecursionlimit() == depth + 200
    finally:
        sys.setrecursionlimit(limit)
    assert [isinstance(reading, Reading) for reading in found] == [True] * 14 + [False]


def test_a_small_stack_is_enough() -> None:
    found: list[bool] = []

    def work() -> None:
        found.extend(isinstance(read(nested(100), SCOPE), Reading) for nested in NESTED.values())

    size = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
    assert found == [True] * len(NESTED)


def test_threads_that_need_room_do_not_disturb_each_other() -> None:
    limit = sys.getrecursionlimit()
    found: list[bool] = []

    def descend(levels: int) -> None:
        if levels:
            descend(levels - 1)
        else:
            found.extend(isinstance(read("sin(" * 100 + "x" + ")" * 100, SCOPE), Reading) for _ in range(20))

    threads = [threading.Thread(target=descend, args=(limit - 300,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 80
    assert sys.getrecursionlimit() == limit
