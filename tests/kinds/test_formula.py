"""The kind ``formula``: shapes, layouts by name, entries, rounding, second readings, and what is said."""

from __future__ import annotations

from fractions import Fraction

import pytest
from made import made, varied

from grader.expr import Call, Symbol
from grader.marking import mark
from grader.model import Agreement, Counterexample, Outcome, Problem, Variable, Verdict
from grader.syntax import Reading, Scope, read

NAMES = ("x", "y")


def problem(f: str, wrt: tuple[str, ...] = (), **more: object) -> Problem:
    reading = read(f, Scope(NAMES))
    assert isinstance(reading, Reading)
    given = {"wrt_is_list": len(wrt) > 1, "asked": "derivative" if wrt else "value", **more}
    return made(f"{f} {wrt}", variables=tuple(map(Variable, NAMES)), f=reading.tree, wrt=wrt, **given)


def verdict(asked: Problem, answer: str) -> Verdict:
    return mark(asked, answer, "salt").verdict


GRADIENT = problem("x^2 y + sin(y)", ("x", "y"))                # [2xy, x²+cos y]
CURVE = problem("[x^2; x^3; sin(x)]", ("x",))                   # a column by one variable
JACOBIAN = problem("[x y; x + y^2]", ("x", "y"))                # [y, x; 1, 2y]
TALL = problem("[x y; x + y^2; x^2]", ("x", "y"))               # 3 × 2
ZERO_ROW = problem("3", ("x", "y"))
HESSIAN = varied(problem("x^3 y", ("x", "y")), id="hessian", asked="hessian")
VALUE = problem("[x, y; 1, x y]")


@pytest.mark.parametrize(("asked", "answer", "outcome", "layout", "codes"), [
    # Shapes as the lecture has them.
    (GRADIENT, "[2x y, x^2 + cos(y)]", "correct", None, []),
    (GRADIENT, "(2x y, x^2 + cos(y))", "correct", None, []),
    (GRADIENT, "[[2x y, x^2 + cos(y)]]", "correct", None, []),
    (GRADIENT, "[2x y; x^2 + cos(y)]^T", "correct", None, []),
    (GRADIENT, "[x, x^2] + [2x y - x, cos(y)]", "correct", None, []),
    (GRADIENT, "[x^2 + cos(y), 2x y]", "incorrect", None, []),
    (CURVE, "[2x; 3x^2; cos x]", "correct", None, []),
    (CURVE, "[2x, 3x^2, cos x]^T", "correct", None, []),
    (JACOBIAN, "[y, x; 1, 2y]", "correct", None, []),
    (TALL, "[y, x; 1, 2y; 2x, 0]", "correct", None, []),
    # The transpose of a derivative is a layout with a name.
    (GRADIENT, "[2x y; x^2 + cos(y)]", "correct", "denominator", ["layout/other"]),
    (GRADIENT, r"\begin{pmatrix} 2xy \\ x^2+\cos y \end{pmatrix}", "correct", "denominator", ["layout/other"]),
    (CURVE, "[2x, 3x^2, cos x]", "correct", "denominator", ["layout/other"]),
    (TALL, "[y, 1, 2x; x, 2y, 0]", "correct", "denominator", ["layout/other"]),
    (JACOBIAN, "[y, 1; x, 2y]", "correct", "denominator", ["layout/other"]),
    (GRADIENT, "[2x y; x^2 - cos(y)]", "incorrect", None, ["shape/transposed"]),
    (JACOBIAN, "[x, y; 1, 2y]", "incorrect", None, []),
    # A transposed value of a matrix is another value; a vector's value may be written as a row or as a column.
    (VALUE, "[x, y; 1, x y]", "correct", None, []),
    (VALUE, "[x, 1; y, x y]", "incorrect", None, []),
    (problem("[x; y]"), "[x, y]", "correct", "row", ["layout/other"]),
    (problem("[x; y]"), "[y, x]", "incorrect", None, ["shape/transposed"]),
    (problem("[x, y]"), "[x; y]", "correct", "column", ["layout/other"]),
    (problem("[x; y]"), "[x, y; x, y]", "incorrect", None, ["shape/mismatch"]),
    # Wrong shapes name both.
    (GRADIENT, "2x y", "incorrect", None, ["shape/mismatch"]),
    (GRADIENT, "[2x y, x^2 + cos(y), 0]", "incorrect", None, ["shape/mismatch"]),
    (problem("x^2", ("x",)), "[2x, 0]", "incorrect", None, ["shape/mismatch"]),
    (GRADIENT, "[2x y, 1] + [1, 2, 3]", "incorrect", None, ["shape/sum"]),
    (GRADIENT, "[2x y, 1][1, 2]", "incorrect", None, ["shape/product"]),
    (GRADIENT, "sin([x, y])", "incorrect", None, []), (GRADIENT, "2^[x, y]", "incorrect", None, ["shape/scalar-needed"]),
    # One element in brackets is the element; 0 is a zero of any shape, 1 is not a one.
    (problem("x^2", ("x",)), "[2x]", "correct", None, []),
    (problem("x^2", ("x",)), "[[2x]]", "correct", None, []),
    (problem("x^2", ("x",)), "[x, 1][1; x]", "correct", None, []),
    (problem("x^2", ("x",), wrt_is_list=True), "2x", "correct", None, []),
    (ZERO_ROW, "0", "correct", None, []),
    (ZERO_ROW, "[0, 0]", "correct", None, []),
    (ZERO_ROW, "0[1, 1]", "correct", None, []),
    (GRADIENT, "0", "incorrect", None, []),
    (problem("x + y", ("x", "y")), "1", "incorrect", None, ["shape/mismatch"]),
])
def test_shapes_and_layouts(asked: Problem, answer: str, outcome: str, layout: str | None, codes: list[str]) -> None:
    found = verdict(asked, answer)
    assert (found.outcome, found.layout, [message.code for message in found.messages]) == (outcome, layout, codes)


def test_a_square_matrix_in_the_other_layout_says_that_a_forgotten_transpose_looks_the_same() -> None:
    [square] = verdict(JACOBIAN, "[y, 1; x, 2y]").messages
    [tall] = verdict(TALL, "[y, 1, 2x; x, 2y, 0]").messages
    assert "transpose looks the same" in square.message
    assert "transpose looks the same" not in tall.message


def test_a_shape_message_names_both_shapes_and_a_remedy() -> None:
    [message] = verdict(GRADIENT, "[2x y, x^2 + cos(y), 0]").messages
    assert "1 × 3 row" in message.message
    assert "1 × 2 row" in message.message
    [message] = verdict(GRADIENT, "[2x y, 1][1, 2]").messages
    assert message.span is not None
    assert "1 × 2 row" in message.message
    assert "the second factor transposed" in message.remedy


def test_the_entry_of_a_counterexample() -> None:
    evidence = verdict(TALL, "[y, x; 1, 3y; 2x, 0]").evidence
    assert isinstance(evidence, Counterexample)
    assert evidence.entry == (2, 2)
    scalar = verdict(problem("x^2", ("x",)), "x").evidence
    assert isinstance(scalar, Counterexample)
    assert scalar.entry is None


@pytest.mark.parametrize(("answer", "outcome", "entries", "score"), [
    ("[y, x; 1, 2y]", "correct", [], Fraction(4)),
    ("[y, x; 1, y]", "incorrect", ["correct", "correct", "correct", "incorrect"], Fraction(3)),
    ("[0, x; 1/(x-x), y]", "incorrect", ["incorrect", "correct", "incorrect", "incorrect"], Fraction(1)),
    ("[0, 0; 0, 0]", "incorrect", ["incorrect"] * 4, Fraction(0)),
    ("[y, x; 1, 2y(atan(1/2)+atan(1/3)-pi/4)/(atan(1/2)+atan(1/3)-pi/4)]", "undecided", ["correct", "correct", "correct", "undecided"], None),
    ("[y, x]", "incorrect", [], Fraction(0)),
    ("[y, x; 1,", "unreadable", [], None),
])
def test_points_for_entries(answer: str, outcome: str, entries: list[str], score: Fraction | None) -> None:
    found = mark(varied(JACOBIAN, partial="entries", points=Fraction(4)), answer, "salt")
    assert (found.verdict.outcome, list(found.verdict.entries), found.score) == (outcome, entries, score)


def test_without_partial_points_there_are_no_entries() -> None:
    found = mark(varied(JACOBIAN, points=Fraction(4)), "[y, x; 1, y]", "salt")
    assert (found.verdict.entries, found.score) == ((), 0)


THIRD = problem("x/3", ("x",))
ROUND = varied(THIRD, decimals="rounded")


@pytest.mark.parametrize(("asked", "answer", "outcome", "codes"), [
    (THIRD, "0.3333", "incorrect", ["value/rounded"]), (THIRD, "0.33", "incorrect", ["value/rounded"]),
    (THIRD, "0." + "3" * 40, "incorrect", ["value/rounded"]), (THIRD, "0.334", "incorrect", []), (THIRD, "0.3", "incorrect", []),
    (THIRD, "1/3", "correct", []), (ROUND, "0.333", "correct", []), (ROUND, "0.3333", "correct", []), (ROUND, "1/3", "correct", []),
    (ROUND, "0.33", "incorrect", ["number/digits"]), (ROUND, "0.334", "incorrect", []), (ROUND, "0.332", "incorrect", []),
    (problem("x^2/4", ("x",)), "0.5x", "correct", []), (problem("x^2/4", ("x",)), "0,5x", "correct", []),
    (problem("x^2/4", ("x",)), "0.50x", "correct", []), (problem("x^2/4", ("x",)), "0.51x", "incorrect", []),
    (problem("x^2/6", ("x",)), "0.333x", "incorrect", ["value/rounded"]),
    (varied(problem("x^2/6", ("x",)), decimals="rounded"), "0.333x", "correct", []),
    (varied(problem("x^2/6", ("x",)), decimals="rounded"), "0.333x + 0.5 - 0.5", "correct", []),
    (varied(problem("pi x", ("x",)), decimals="rounded"), "3.14", "correct", []),
    (varied(problem("pi x", ("x",)), decimals="rounded"), "3.141", "incorrect", []),
    (varied(problem("pi x", ("x",)), decimals="rounded"), "22/7", "incorrect", []),
    (problem("pi x", ("x",)), "3.14159", "incorrect", ["value/rounded"]),
    (problem("[x/3; y/7]", ("x", "y")), "[0.3333, 0; 0, 0.142857]", "incorrect", ["value/rounded"]),
])
def test_rounded_decimals(asked: Problem, answer: str, outcome: str, codes: list[str]) -> None:
    found = verdict(asked, answer)
    assert (found.outcome, [message.code for message in found.messages]) == (outcome, codes)


def test_a_rounded_answer_that_is_allowed_says_how_many_digits_agree() -> None:
    assert verdict(ROUND, "0.3333").evidence == Agreement(4, 6)


@pytest.mark.parametrize(("answer", "outcome", "codes"), [
    ("1/(x-x)", "incorrect", ["domain/undefined"]), ("log(-x^2)", "incorrect", ["domain/undefined"]),
    ("2sqrt(x)^2", "incorrect", ["domain/undefined"]), ("x", "incorrect", []), ("2x(", "unreadable", ["syntax/unclosed-bracket"]),
])
def test_what_is_said_about_a_scalar(answer: str, outcome: str, codes: list[str]) -> None:
    found = verdict(problem("x^2", ("x",)), answer)
    assert (found.outcome, [message.code for message in found.messages]) == (outcome, codes)


def test_the_second_reading_is_tried_only_if_the_first_is_wrong_and_is_named() -> None:
    first = verdict(problem("x^2/4", ("x",)), "1/2x")
    assert (first.outcome, first.messages) == (Outcome.CORRECT, ())
    second = verdict(problem("log(x)/2", ("x",)), "1/2x")
    assert (second.outcome, [message.code for message in second.messages]) == (Outcome.CORRECT, ["read/second-reading"])
    neither = verdict(problem("x^3", ("x",)), "1/2x")
    assert (neither.outcome, neither.messages) == (Outcome.INCORRECT, ())


def test_definitions_may_be_used() -> None:
    base = problem("x^2 + y", ("x",))
    asked = varied(base, definitions=(("r", Call("sqrt", [Symbol("x")])), ("s", Call("exp", [Symbol("r")]))), f=Call("log", [Symbol("s")]))
    for answer in ("1/(2r)", "1/(2sqrt(x))", "s/(2r s)", "r/(2x)"):
        assert verdict(asked, answer).outcome is Outcome.CORRECT, answer
    assert verdict(asked, "1/r").outcome is Outcome.INCORRECT


def test_the_row_of_functions_counts_as_their_column() -> None:
    assert verdict(problem("[x y, x]", ("x", "y")), "[y, x; 1, 0]").outcome is Outcome.CORRECT


def test_read_as_reads_back() -> None:
    for answer in ("2x e^(x^2)", "½x", r"\frac{x}{3}", "[2x, 3y]", "-x^2", "2·x"):
        found = mark(problem("x"), answer, "salt")
        again = read(found.read_as, Scope(NAMES))
        assert isinstance(again, Reading)
        assert again.tree == read(answer, Scope(NAMES)).tree  # type: ignore[union-attr]


UNNAMED = made("no axes", variables=(Variable("A", shape=("m", "n")), Variable("x", shape=("n",)), Variable("B", shape=("n", "n"))),
                  indices=(("i", "m"), ("j", "n"), ("k", "n")), wrt=("x",), asked="derivative")
MATRIX = Scope(arrays=(("A", 2), ("x", 1), ("B", 2)), indices=("i", "j", "k"), sizes=("m", "n"))


@pytest.mark.parametrize(("f", "wrt", "answer", "outcome", "codes"), [
    ("x^T x", "x", "2x_j", "correct", []), ("x^T x", "x", "2x_k", "correct", []), ("x^T x", "x", "3x_k", "incorrect", []),
    ("x^T x", "x", "2x_j x_k", "incorrect", ["shape/free-index"]), ("x^T x", "x", "A_ij", "incorrect", ["shape/free-index"]),
    ("A x", "x", "A_ij", "correct", []), ("A x", "x", "A_ik", "correct", []), ("A x", "x", "A e_k", "correct", []), ("A x", "x", "A e_i", "incorrect", ["shape/product"]),
    ("x^T A^T A x", "A", "2 (A x)_i x_j", "correct", []), ("x^T B x", "B", "x_j x_k", "correct", []),
    # Of axes of one size the first has the index that is declared first; what is right in another order only waits.
    ("tr(B B)", "B", "2B_kj", "correct", []), ("tr(B B)", "B", "2B_jk", "undecided", ["engine/open-order"]),
    ("tr(B B)", "B", "3B_kj", "incorrect", []), ("tr(B B)", "B", "2B_jj", "incorrect", []), ("B x", "x", "x_j", "incorrect", []),
    # A left side counts the axes by its own letters.
    ("x^T x", "x", "∂f/∂x_k = 2x_k", "correct", ["read/indices"]), ("x^T x", "x", "∂f/∂x_p = 2x_p", "correct", ["read/indices"]),
    ("x^T x", "x", "∂f/∂x_j = 2x_k", "unreadable", ["syntax/index-order"]), ("x^T x", "x", "∂f/∂x_k = 3x_k", "incorrect", ["read/indices"]),
    ("A x", "x", "∂f_i/∂x_k = A_ik", "correct", ["read/indices"]), ("A x", "x", "J_ik = A_ik", "correct", ["read/indices"]), ("A x", "x", "J_f = A_ij", "correct", []),
    ("B x", "x", "∂f_k/∂x_j = B_kj", "correct", ["read/indices"]), ("tr(B B)", "B", "∂f/∂B_jk = 2B_kj", "correct", []),
    ("tr(B B)", "B", "∂f/∂B_kj = 2B_kj", "undecided", ["read/indices", "engine/open-order"]),
])
def test_without_named_axes_an_index_names_the_axis_of_its_size(f: str, wrt: str, answer: str, outcome: str, codes: list[str]) -> None:
    reading = read(f, MATRIX)
    assert isinstance(reading, Reading)
    found = verdict(varied(UNNAMED, id=f"{f} {wrt}", f=reading.tree, wrt=(wrt,)), answer)
    assert (found.outcome, [message.code for message in found.messages]) == (outcome, codes)


@pytest.mark.parametrize(("asked", "answer", "outcome", "codes"), [
    # Below a name that the student gives, the next line stands alone; a line that begins with a sign goes on.
    (problem("atan(2x)", ("x",)), "u = 2x\n2/(1 + u^2)", "correct", []), (problem("atan(2x)", ("x",)), "u = 2x\n1/(1 + u^2)", "incorrect", []),
    (problem("atan(2x)", ("x",)), "v = 1/(1 + 4x^2)\n+ 1/(1 + 4x^2)", "correct", []),
    (problem("atan(2x)", ("x",)), "v = 1\n+ 2/(1 + 4x^2)", "incorrect", []),
    # Partial derivatives on the way to the gradient are compared with the entries.
    (GRADIENT, "∂f/∂x = 2x y\n∂f/∂y = x^2 + cos(y)\n∇f = [2x y, x^2 + cos(y)]", "correct", []),
    (GRADIENT, "∂f/∂x = 2x\n∂f/∂y = x^2 + cos(y)\n∇f = [2x, x^2 + cos(y)]", "incorrect", ["line/first-wrong"]),
    (JACOBIAN, "∂u/∂x = y\n∂u/∂y = x\n∂v/∂x = 1\n∂v/∂y = 2y\nJ = [y, x; 1, 2y]", "correct", []),
    (GRADIENT, "∂f/∂x = 2x y\n∂f/∂y = x^2 + cos(y)", "correct", []),
    # Those of a name that the student gives are compared with that.
    (GRADIENT, "u = x^2 y\nu_x = 2x y\nu_y = x^2\n∇f = [2x y, x^2 + cos(y)]", "correct", []),
    (GRADIENT, "u = x^2 y\nu_x = 2x\nu_y = x^2\n∇f = [2x y, x^2 + cos(y)]", "correct", ["line/first-wrong"]),
    # Other names in it may be held; of f it is not known how they stand in it.
    (GRADIENT, "u = sin(y), g = y u, ∂g/∂y = u, [2x y, x^2 + cos(y)]", "correct", []),
    (GRADIENT, "u = sin(y), g = y u, ∂g/∂y = y cos(y) + u, [2x y, x^2 + cos(y)]", "correct", []),
    (GRADIENT, "u = sin(y), g = y u, ∂g/∂y = y, [2x y, x^2 + cos(y)]", "correct", ["line/first-wrong"]),
    (GRADIENT, "u = x^2\n∂f/∂x = 0\n∂f/∂u = y\n∇f = [2x y, x^2 + cos(y)]", "correct", ["read/last-member"]),
    (GRADIENT, "u = x^2\n∂f/∂x = 0\n∇f = [2x y, x^2 + cos(y)]", "correct", ["line/first-wrong"]),
    (problem("atan(2x)", ("x",)), "u = 2x, g = x atan(u), ∂g/∂x = atan(u), 2/(1 + 4x^2)", "correct", []),
    (problem("atan(2x)", ("x",)), "u = 2x, g = x atan(u), dg/dx = atan(u), 2/(1 + 4x^2)", "correct", ["line/first-wrong"]),
    # First derivatives, with or without a name, and second ones above a Hessian.
    (HESSIAN, "f_x = 3x^2 y\nf_y = x^3\n[6x y, 3x^2; 3x^2, 0]", "correct", []),
    (HESSIAN, "f_x = 3x y\nf_y = x^3\n[6x y, 3x^2; 3x^2, 0]", "correct", ["line/first-wrong"]),
    (HESSIAN, "[3x^2 y, x^3]\n[6x y, 3x^2; 3x^2, 0]", "correct", []), (HESSIAN, "[3x^2, x^3]\n[6x y, 3x^2; 3x^2, 0]", "correct", ["line/first-wrong"]),
    (HESSIAN, "∇f = [3x^2, x^3]\n[6x y, 3x^2; 3x^2, 0]", "correct", ["line/first-wrong"]),
    (HESSIAN, "f_xy = 3x\nH = [6x y, 3x^2; 3x^2, 0]", "correct", ["line/first-wrong"]),
    (HESSIAN, "[3x^2 y, x^3]", "incorrect", ["shape/mismatch"]),
    (GRADIENT, "∂f/∂x = 2x y", "unreadable", ["syntax/missing-partial"]),
])
def test_steps_on_the_way_are_understood(asked: Problem, answer: str, outcome: str, codes: list[str]) -> None:
    found = verdict(asked, answer)
    assert (found.outcome, [message.code for message in found.messages]) == (outcome, codes)
