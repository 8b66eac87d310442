"""Another index stands in the answer."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="index-wrong",
    title="a wrong index",
    message="One index in your answer is another than it should be (section 5.4).",
    explanation="With another index at this place the answer is right.",
    section="5.4",
    examples=(
        Example("x[i] y[j]", "", "x[i] y[i]", "x: [N], y: [N]", "", "i: N, j: N", "i, j", "value"),
    ),
)
