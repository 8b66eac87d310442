"""The whole answer is the right one but for its sign, a factor, a constant or a power (see ``explain.multiples``)."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULES = (
    Rule(
        name="sign", looks_like="f' = -f'",
        title="sign",
        message="The sign of the whole answer is wrong.",
        explanation="The answer is minus the right one.",
        section="5.1.2",
        examples=(Example("cos(x) - x", "x", "sin(x) + 1"),),
    ),
    Rule(
        name="constant-factor", looks_like="f' = c f'",
        title="a constant factor missing or too many",
        message="A constant factor is missing or too many; all else is right.",
        explanation="The answer is a number times the right one.",
        section="5.1.2",
        examples=(Example("x^3", "x", "5x^2"),),
    ),
    Rule(
        name="constant-added", looks_like="f' = f' + c",
        title="a constant added",
        message="Your answer differs from the right one by a constant only.",
        explanation="A number was added to the right answer, or left out of it.",
        section="5.1.2",
        examples=(Example("x^3", "x", "3x^2 + 7"),),
    ),
    Rule(
        name="variable-factor", looks_like="f' = x f'",
        title="a power of a variable missing or too many",
        message="The power of a variable is wrong: a factor is missing, or there is one too many.",
        explanation="The answer is the right one times a power of one variable, perhaps with a number.",
        section="5.1 (Example 5.2)",
        examples=(Example("sin(x)", "x", "x^2 cos(x)"),),
    ),
)
