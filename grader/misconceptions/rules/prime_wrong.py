"""A derivative stands where another one belongs."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULE = Rule(
    name="prime-wrong",
    title="another derivative",
    message="A function stands where its derivative belongs, or the other way round (chain and product rule, section 5.1.2).",
    explanation="f was written for f', or a derivative of another order.",
    section="5.1.2",
    examples=(
        Example("f(x)^2", "x", "2f(x) f''(x)", "x: real", "f: 1"),
    ),
)
