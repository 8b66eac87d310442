"""A function stands in the answer where only its argument belongs."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="function-extra",
    title="a function too many",
    message="A function in your answer does not belong there; its argument alone does.",
    explanation="With the argument in the place of the function the answer is right.",
    section="5.1.2",
    examples=(Example("x^2 y", "x", "2x exp(y)", "x: real, y: real"),),
)
