"""The answer is right for numbers only."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="numbers-only",
    title="right only for numbers",
    message=(
        "Your answer is right if all sizes are one, as if vectors and matrices were numbers, and not for all sizes "
        "(sections 5.4 and 5.5)."
    ),
    explanation=(
        "A rule of one-dimensional calculus was carried over."
    ),
    section="5.4, 5.5",
    examples=(Example("tr(A X)", "X", "tr(A) I", "X: [N, N], A: [N, N]"),),
)
