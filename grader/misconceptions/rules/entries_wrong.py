"""Some entries are right."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="entries-wrong",
    title="some entries wrong",
    message=(
        "Some entries are right, others are not (section 5.3)."
    ),
    explanation=(
        "Only some entries of the row, column or matrix differ."
    ),
    section="5.3",
    examples=(Example("[x y; x^3]", "x, y", "[y, x; 5x^7 y, 0]", "x: real, y: real"),),
)
