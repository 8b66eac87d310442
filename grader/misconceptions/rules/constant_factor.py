"""The answer is a multiple of the right one."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="constant-factor",
    title="a constant factor missing or too many",
    message=(
        "A constant factor is missing or too many; all else is right."
    ),
    explanation=(
        "The answer is a number times the right one."
    ),
    section="5.1.2",
    examples=(Example("x^3", "x", "5x^2"),),
)
