"""The kind ``dimension``: the sizes of a derivative, in every way in which people write them."""

from __future__ import annotations

import pytest
from made import made

from grader.kinds import read_dimension
from grader.marking import mark
from grader.model import Diagnostic


@pytest.mark.parametrize(("text", "axes"), [
    ("1 x D", ("1", "D")), ("1xD", ("1", "D")), ("1 × D", ("1", "D")), (r"1 \times D", ("1", "D")), ("1*D", ("1", "D")), ("1 by D", ("1", "D")),
    ("1-by-D", ("1", "D")), ("(1, D)", ("1", "D")), ("[1, D]", ("1", "D")), ("R^{1 x D}", ("1", "D")), (r"\mathbb{R}^{1 \times D}", ("1", "D")),
    ("ℝ^(1×D)", ("1", "D")), ("$1 \\times D$", ("1", "D")), ("a 1 x D row", ("1", "D")), ("square matrix n x n", ("n", "n")), ("M x (M x N)", ("M", "M", "N")),
    ("(M × N) × (M × N)", ("M", "N", "M", "N")), ("MxN", ("M", "N")), ("3 x 4", ("3", "4")), ("E x 1", ("E", "1")), ("R^E", ("E", "1")),
    ("E", ("E",)), ("scalar", ()), ("a scalar", ()), ("1", ()), ("ℝ", ()), ("R", ()), ("1 x D.", ("1", "D")),
    # Sizes with an x between them, without blanks.
    ("MXN", ("M", "N")), ("EXD", ("E", "D")), ("mXn", ("m", "n")), ("NXD", ("N", "D")), ("1XD", ("1", "D")), ("EX1", ("E", "1")), ("MxMxN", ("M", "M", "N")),
    ("NxNxMxN", ("N", "N", "M", "N")), ("1xMxN", ("1", "M", "N")), ("(NxN)x(MxN)", ("N", "N", "M", "N")), ("Mx(MxN)", ("M", "M", "N")), ("MX(MXN)", ("M", "M", "N")),
    ("M xN", ("M", "N")), ("M X N", ("M", "N")), ("3x4", ("3", "4")), ("10X2x3", ("10", "2", "3")), ("1x(MxN)", ("1", "M", "N")), ("1 xD", ("1", "D")), ("1x D", ("1", "D")),
    # The space of the real numbers.
    (r"\R^{1\times D}", ("1", "D")), (r"\mathbf{R}^{1 \times D}", ("1", "D")), (r"\mathrm{R}^{E}", ("E", "1")), ("ℝ²", ("2", "1")), ("ℝ^2", ("2", "1")), ("ℝᴱ", ("E", "1")),
    ("ℝ¹ˣᴰ", ("1", "D")), ("ℝᴹˣ⁽ᴹˣᴺ⁾", ("M", "M", "N")), (r"\mathbb R^{E\times D}", ("E", "D")), ("R^2", ("2", "1")), ("R^{2}", ("2", "1")), ("R^{2 x 3}", ("2", "3")),
    # What stands in front.
    ("∈ R^{1×D}", ("1", "D")), ("dim = 1 x D", ("1", "D")), ("shape (1, D)", ("1", "D")), ("shape: (1, D)", ("1", "D")), ("df/dA ∈ R^{M×(M×N)}", ("M", "M", "N")),
    (r"\frac{df}{dx} \in \mathbb{R}^{1\times D}", ("1", "D")), ("dim(df/dx) = E x D", ("E", "D")), ("3-dimensional M x M x N", ("M", "M", "N")), ("the dimension is 1 x D", ("1", "D")),
    ("a 3-dimensional tensor M x M x N", ("M", "M", "N")), ("rank-3 tensor M x M x N", ("M", "M", "N")), ("f'(x): 1 x D", ("1", "D")), ("size = (E, D)", ("E", "D")),
    ("1 ✕ D", ("1", "D")), ("1⋅D", ("1", "D")), ("a number", ()), ("a real number", ()), ("number", ()), ("∈ ℝ", ()), ("dim = 1", ()),
    # In words, and as NumPy shows it.
    ("(E,)", ("E", "1")), ("( E , )", ("E", "1")), ("shape = (E,)", ("E", "1")), ("column vector of length E", ("E", "1")), ("a column vector with E entries", ("E", "1")),
    ("row vector of length D", ("1", "D")), ("a row vector with D elements", ("1", "D")), ("row vector in R^D", ("1", "D")), ("a vector of size E", ("E", "1")),
    ("vector of length E", ("E", "1")), ("D-dimensional row vector", ("1", "D")), ("an E-dimensional column vector", ("E", "1")), ("E-dimensional vector", ("E", "1")),
    ("1 row, n columns", ("1", "n")), ("1 row and n columns", ("1", "n")), ("E rows and D columns", ("E", "D")), ("a matrix with E rows and D columns", ("E", "D")),
    ("D columns, E rows", ("E", "D")), ("E rows x D columns", ("E", "D")), ("one row, D columns", ("1", "D")), ("it has 1 row and D columns.", ("1", "D")),
    ("Zeilenvektor der Länge D", ("1", "D")), ("Spaltenvektor der Länge E", ("E", "1")), ("1 Zeile, n Spalten", ("1", "n")), ("2 rows, 3 columns", ("2", "3")),
    ("Spaltenvektor mit zwei Komponenten", ("2", "1")), ("J hat m Zeilen und n Spalten", ("m", "n")), ("one by one", ("1", "1")), ("[E D]", ("E", "D")),
    ("1 mal n", ("1", "n")), ("eine E×D-Matrix", ("E", "D")), ("eine reelle Zahl", ()), ("1x1 (scalar)", ("1", "1")), ("scalar (1 x 1)", ("1", "1")),
    # A name, a sentence, a product or a reason in front.
    ("J ∈ R^{m×n}", ("m", "n")), ("J is m x n", ("m", "n")), ("A = M x N", ("M", "N")), ("like A: M x N", ("M", "N")), ("(1×N)·(N×D) = 1×D", ("1", "D")),
    ("1×N × N×M × M×D = 1×D", ("1", "D")), ("The gradient is a 1 x n row vector", ("1", "n")), ("Der Gradient ist ein 1×n Zeilenvektor", ("1", "n")),
    ("A ∈ R^{M×N}, so M x N", ("M", "N")), ("de/dtheta = -Phi, so N x D", ("N", "D")), ("df/dx = A ⇒ M × N", ("M", "N")),
    # Letters of mathematical alphabets.
    ("𝑀×𝑁", ("M", "N")), ("𝑀×𝑁×𝑁", ("M", "N", "N")), ("𝐑^{𝐸×𝐷}", ("E", "D")), ("ℝ^{1×𝐷}", ("1", "D")), ("𝟏×𝑛", ("1", "n")), ("1×ℎ", ("1", "h")), ("𝙼𝚡𝙽", ("M", "N")),
    # A size that is a product is one size.
    ("N^2 x MN", ("NN", "MN")), ("N² × MN", ("NN", "MN")), ("NN x MN", ("NN", "MN")), ("N^{2} x (MN)", ("NN", "MN")), ("2^2 x 3", ("4", "3")), ("NNxMN", ("NN", "MN")),
])
def test_reads(text: str, axes: tuple[str, ...]) -> None:
    assert read_dimension(text) == axes


@pytest.mark.parametrize(("text", "code"), [
    ("", "dimension/missing-size"), ("1 x", "dimension/missing-size"), ("x D", "dimension/missing-size"), ("1 x x D", "dimension/missing-size"),
    ("(1 x D", "dimension/bracket"), ("1 x D)", "dimension/bracket"), ("1 D", "dimension/missing-times"), ("1 + D", "dimension/unexpected"),
    ("1 x D" + " " * 300, "dimension/too-long"), ("¹ x D", "dimension/unexpected"),
    ("E rows", "dimension/missing-times"), ("row vector", "dimension/missing-size"),
    ("1 x D = D", "dimension/unexpected"), ("2D", "dimension/missing-times"), ("M x^2 N", "dimension/unexpected"), ("=", "dimension/missing-size"), ("dim =", "dimension/missing-size"),
    ("M x N ⇒ N x M", "dimension/unexpected"), ("D x 1, so 1 x D", "dimension/missing-times"), ("n = columns, 1 = rows", "dimension/unexpected"),
    ("1 x N x M x D = 1 x D", "dimension/unexpected"),
    ("1 x D ∈ R^D", "dimension/unexpected"), ("N^9999 x N", "dimension/unexpected"), ("Mxx N", "dimension/missing-times"), ("x", "dimension/missing-size"),
])
def test_refuses_with_a_code(text: str, code: str) -> None:
    found = read_dimension(text)
    assert isinstance(found, Diagnostic)
    assert found.code == code


@pytest.mark.parametrize(("truth", "answer", "outcome", "codes"), [
    ("1 x D", "(1, D)", "correct", []), ("1 x D", "D x 1", "incorrect", ["shape/transposed"]), ("1 x D", "D", "incorrect", ["shape/axis-of-one"]),
    ("E x D", "E x E", "incorrect", ["shape/mismatch"]), ("E x D", "D x E", "incorrect", ["shape/transposed"]),
    ("M x (M x N)", "M x M x N", "correct", []), ("M x (M x N)", "(M x N) x M", "incorrect", ["shape/mismatch"]),
    ("N x N x M x N", "N^2 x MN", "incorrect", ["shape/flattened"]), ("E x D", "ED", "incorrect", ["shape/flattened"]), ("M x (M x N)", "MXMXN", "correct", []),
    ("M x (M x N)", "M x MN", "incorrect", ["shape/flattened"]), ("1 x 1", "a number", "correct", []), ("2 x 1", "ℝ²", "correct", []), ("1 x D", "max", "incorrect", ["shape/mismatch"]),
    ("E x 1", "R^E", "correct", []), ("1 x 1", "scalar", "correct", []), ("scalar", "1 x 1", "correct", []), ("scalar", "D", "incorrect", ["shape/mismatch"]),
    ("1 x D", "1 x", "unreadable", ["dimension/missing-size"]), ("1 x D", "  ", "blank", []),
])
def test_decides(truth: str, answer: str, outcome: str, codes: list[str]) -> None:
    found = mark(made("d", asked="dimension", truth=truth), answer, "salt").verdict
    assert (found.outcome, [message.code for message in found.messages]) == (outcome, codes)
