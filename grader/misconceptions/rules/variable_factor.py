"""The answer is the right one times a power of a variable."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="variable-factor",
    title="a power of a variable missing or too many",
    message=(
        "A variable is missing as a factor, or there is one too many."
    ),
    explanation=(
        "The answer is the right one times a power of one variable, perhaps with a number."
    ),
    section="5.1 (Example 5.2)",
    examples=(Example("sin(x)", "x", "x^2 cos(x)"),),
)
