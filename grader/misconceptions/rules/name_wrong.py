"""Another name stands where a variable belongs."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="name-wrong",
    title="a wrong variable",
    message=(
        "One name in your answer is another than it should be."
    ),
    explanation=(
        "With another variable, vector or matrix at this place the answer is right."
    ),
    section="5.2",
    examples=(Example("x^2 sin(y)", "x", "2x sin(x)", "x: real, y: real"),),
)
