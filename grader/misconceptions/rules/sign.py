"""The whole answer has the opposite sign."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="sign",
    title="sign",
    message=(
        "The sign of the whole answer is wrong."
    ),
    explanation=(
        "The answer is minus the right one."
    ),
    section="5.1.2",
    examples=(Example("cos(x) - x", "x", "sin(x) + 1"),),
)
