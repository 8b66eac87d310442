"""The answer is right for diagonal matrices only."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="commuting-only",
    title="right only if matrices commute",
    message=(
        "Your answer is right if all square matrices are diagonal, and that was not assumed: matrix products do not commute "
        "(section 5.5)."
    ),
    explanation=(
        "Matrices were moved past each other, or treated as numbers."
    ),
    section="5.5",
    examples=(Example("tr(A X B X)", "X", "2A^T B^T X^T", "A: [N, N], B: [N, N], X: [N, N]"),),
)
