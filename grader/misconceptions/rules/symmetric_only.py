"""The answer is right for symmetric matrices only."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="symmetric-only",
    title="right only for symmetric matrices",
    message=(
        "Your answer is right if square matrices are symmetric, and that was not assumed (section 5.5)."
    ),
    explanation=(
        "A and Aᵀ were treated as the same, as in 2xᵀA for xᵀ(A + Aᵀ)."
    ),
    section="5.5 (5.107)",
    examples=(Example("x^T A x", "x", "2x^T A", "x: [N], A: [N, N]"),),
)
