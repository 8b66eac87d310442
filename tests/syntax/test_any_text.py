"""Whatever is typed is read or refused: pieces of answers in any order end in a reading or a message, never in an error of the reader."""

import random

import pytest

from grader.expr import Symbol
from grader.model import Diagnostic
from grader.syntax import Axes, Function, Reading, Scope, read

NUMBERS = Scope(("x", "y", "omega", "t"))
MATRICES = Scope(names=("t",), arrays=(("A", 2), ("x", 1), ("X", 2)), differentials=(("dx", 1), ("dX", 2)), indices=("i", "j", "k"), sizes=("N",),
                 ranges=tuple((index, ("N",)) for index in "ijk"), axes=Axes(("i",), ("j",)),
                 shapes=(("A", (("N",), ("N",))), ("x", (("N",),)), ("X", (("N",), ("N",)))))
FUNCTIONS = Scope(("x", "y"), functions=(Function("f", 1, (Symbol("x"),), ("x",)), Function("g", 1, (Symbol("x"),), ("x",)),
                                         Function("h", 2, (Symbol("x"), Symbol("y")), ("x", "y"))))

SIGNS = ["+", "-", "*", "/", "^", "(", ")", "[", "]", "{", "}", "|", ",", ";", "=", "!=", "<", "'", "²", "_", " ", "\n", "$", "- $", "\\,", "1", "0,5", "1/3"]
OF_NUMBERS = [*SIGNS, "x", "y", "t", "\\omega ", "\\omega", "\\pi ", "sin ", "\\sin", "ln", "log2 ", "√", "e^", "\\frac", "abs(", "max(", " if ", " otherwise", " für ",
              "f'(x)", "dy/dx", "∂f/∂x"]
OF_MATRICES = [*SIGNS, "A", "x", "X", "i", "j", "k", "ᵢ", "ⱼ", "∂", "\\partial ", "\\frac", "d", "f", "J", "dX", "vec(", "dot(", "tr(", "sum_k ", "δ_{ij}", "^T", "^{-1}",
               "@", "⊗", "11^T", "ones()", "I", "if ", "_{ij}", " = A_{ij}"]

OF_FUNCTIONS = [*SIGNS, "x", "y", "f", "g", "h", "f(x)", "∘", "∂", "∂f/∂", "d", "df/dx", "\\frac", "∇", "\\dot", "\\ddot ", "ḟ", "''", '"', "^{(", "^{'", "h_", "h{1", "δ_", "\\left", "\\right"]

TEXTS = 30_000


@pytest.mark.parametrize(("pieces", "scope"), [(OF_NUMBERS, NUMBERS), (OF_MATRICES, MATRICES), (OF_FUNCTIONS, FUNCTIONS)],
                         ids=["numbers", "matrices", "functions"])
def test_any_text_is_read_or_refused(pieces: list[str], scope: Scope) -> None:
    rng = random.Random(1)
    for _ in range(TEXTS):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 10)))
        assert isinstance(read(text, scope), Reading | Diagnostic), text
