"""The answer is divided by something that does not belong there."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="denominator-extra",
    title="a denominator too many",
    message="Your answer is divided by something that does not belong there.",
    explanation="Without one of the student's denominators the answer is right.",
    section="5.1.2",
    examples=(Example("x^3 + x", "x", "3x^2 + 1/(x^2+7)"),),
)
