"""A quotient is upside down."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="quotient-upside-down",
    title="quotient upside down",
    message="A quotient in your answer is upside down.",
    explanation="Numerator and denominator are exchanged.",
    section="5.1.2",
    examples=(Example("log(x^2+1)", "x", "(x^2+1)/(2x)"),),
)
