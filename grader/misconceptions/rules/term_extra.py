"""A term does not belong to the answer."""

from __future__ import annotations

from grader.misconceptions.rule import Rule

RULE = Rule(
    name="term-extra",
    title="a term too many",
    message=(
        "One term does not belong there; without it the answer is right."
    ),
    explanation=(
        "The rest of the student's terms is the right answer."
    ),
    section="5.1.2",
)
