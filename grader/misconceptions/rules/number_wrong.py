"""A number inside of the answer is wrong."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="number-wrong",
    title="a wrong number",
    message=(
        "One number in your answer is wrong."
    ),
    explanation=(
        "With another number at this place the answer is right."
    ),
    section="5.1",
    examples=(Example("sin(3x) + x^2", "x", "3cos(2x) + 2x"),),
)
