"""A factor does not belong to the answer."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="factor-extra",
    title="a factor too many",
    message="There is a factor too many in your answer.",
    explanation="Without one of the student's factors the answer is right.",
    section="5.1.2",
    examples=(Example("x^3 y", "x", "3x^2 y sin(y)", "x: real, y: real"),),
)
