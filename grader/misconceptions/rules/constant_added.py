"""The answer differs from the right one by a constant."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="constant-added",
    title="a constant added",
    message=(
        "Your answer differs from the right one by a constant only."
    ),
    explanation=(
        "A number was added to the right answer, or left out of it."
    ),
    section="5.1.2",
    examples=(Example("x^3", "x", "3x^2 + 7"),),
)
