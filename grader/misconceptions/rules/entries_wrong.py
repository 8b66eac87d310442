"""Some entries are right."""

from __future__ import annotations

from grader.misconceptions.rule import Rule

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
)
