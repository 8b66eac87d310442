"""The answer is right under an assumption that nobody made, or in some entries (see ``explain.assumptions`` and ``explain.entries``)."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULES = (
    Rule(
        name="symmetric-only", looks_like="A + A^T = 2A",
        title="right only for symmetric matrices",
        message="Your answer is right if square matrices are symmetric, and that was not assumed (section 5.5).",
        explanation="A and Aᵀ were treated as the same, as in 2xᵀA for xᵀ(A + Aᵀ).",
        section="5.5 (5.107)",
        examples=(Example("x^T A x", "x", "2x^T A", "x: [N], A: [N, N]"),),
    ),
    Rule(
        name="commuting-only", looks_like="A X B = A B X",
        title="right only if matrices commute",
        message=(
            "Your answer is right if all square matrices are diagonal, and that was not assumed: matrix products do not commute (section "
            "5.5)."),
        explanation="Matrices were moved past each other, or treated as numbers.",
        section="5.5",
        examples=(Example("tr(A X B X)", "X", "2A^T B^T X^T", "A: [N, N], B: [N, N], X: [N, N]"),),
    ),
    Rule(
        name="numbers-only", looks_like="tr(A) I = A",
        title="right only for numbers",
        message=(
            "Your answer is right if all sizes are one, as if vectors and matrices were numbers, and not for all sizes (sections 5.4 and "
            "5.5)."),
        explanation="A rule of one-dimensional calculus was carried over.",
        section="5.4, 5.5",
        examples=(Example("tr(A X)", "X", "tr(A) I", "X: [N, N], A: [N, N]"),),
    ),
    Rule(
        name="entries-wrong", looks_like="[a, b] = [a, c]",
        title="some entries wrong",
        message="Some entries are right, others are not (section 5.3).",
        explanation="Only some entries of the row, column or matrix differ.",
        section="5.3",
        examples=(Example("[x y; x^3]", "x, y", "[y, x; 5x^7 y, 0]", "x: real, y: real"),),
    ),
)
