"""A term does not belong to the answer."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="term-extra",
    title="a term too many",
    message=(
        "A term in your answer does not belong there."
    ),
    explanation=(
        "The rest of the student's terms is the right answer."
    ),
    section="5.1.2",
    examples=(Example("x^3 + x", "x", "3x^2 + 1 + x^5"),),
)
