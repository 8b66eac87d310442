"""Terms have wrong numbers in front."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="coefficient-wrong",
    title="a wrong coefficient",
    message=(
        "The number in front of a term is wrong; with other numbers your terms give the right answer."
    ),
    explanation=(
        "The right answer is a combination of the student's own terms with other coefficients."
    ),
    section="5.1.2",
    examples=(Example("x^3 + x^2", "x", "3x^2 + 5x"),),
)
