"""One thing in the student's own answer is wrong: with another one it is right (see ``explain.terms`` and ``explain.repair``)."""

from __future__ import annotations

from grader.misconceptions.rule import Example, Rule

RULES = (
    Rule(
        name="coefficient-wrong", looks_like="3a + b = 2a + b",
        title="a wrong coefficient",
        message="The number before a term is wrong; with other numbers your terms give the right answer.",
        explanation="The right answer is a combination of the student's own terms with other coefficients.",
        section="5.1.2",
        examples=(Example("x^3 + x^2", "x", "3x^2 + 5x"),),
    ),
    Rule(
        name="term-extra", looks_like="a = a + b",
        title="a term too many",
        message="A term in your answer does not belong there.",
        explanation="The rest of the student's terms is the right answer.",
        section="5.1.2",
        examples=(Example("x^3 + x", "x", "3x^2 + 1 + x^5"),),
    ),
    Rule(
        name="factor-extra", looks_like="a = a b",
        title="a factor too many",
        message="There is a factor too many in your answer.",
        explanation="Without one of the student's factors the answer is right.",
        section="5.1.2",
        examples=(Example("x^3 y", "x", "3x^2 y sin(y)", "x: real, y: real"),),
    ),
    Rule(
        name="denominator-extra", looks_like="a = a/b",
        title="a denominator too many",
        message="Your answer is divided by something that does not belong there.",
        explanation="Without one of the student's denominators the answer is right.",
        section="5.1.2",
        examples=(Example("x^3 + x", "x", "3x^2 + 1/(x^2+7)"),),
    ),
    Rule(
        name="quotient-upside-down", looks_like="a/b = b/a",
        title="quotient upside down",
        message="A quotient in your answer is upside down.",
        explanation="Numerator and denominator are exchanged.",
        section="5.1.2",
        examples=(Example("log(x^2+1)", "x", "(x^2+1)/(2x)"),),
    ),
    Rule(
        name="prime-wrong", looks_like="f'(x) = f(x)",
        title="another derivative",
        message="A function is where its derivative belongs, or the other way round (chain and product rule, section 5.1.2).",
        explanation="f was written for f', or a derivative of another order.",
        section="5.1.2",
        examples=(Example("f(x)^2", "x", "2f(x) f''(x)", funcs="f: 1"),),
    ),
    Rule(
        name="function-extra", looks_like="a = sin(a)",
        title="a function too many",
        message="A function in your answer does not belong there; its argument alone does.",
        explanation="With the argument in the place of the function the answer is right.",
        section="5.1.2",
        examples=(Example("x^2 y", "x", "2x exp(y)", "x: real, y: real"),),
    ),
    Rule(
        name="number-wrong", looks_like="sin(3x) = sin(2x)",
        title="a wrong number",
        message="One number in your answer is wrong.",
        explanation="With another number at this place the answer is right.",
        section="5.1",
        examples=(Example("sin(3x) + x^2", "x", "3cos(2x) + 2x"),),
    ),
    Rule(
        name="name-wrong", looks_like="x = y",
        title="a wrong variable",
        message="One name in your answer is another than it should be.",
        explanation="With another variable, vector or matrix at this place the answer is right.",
        section="5.2",
        examples=(Example("x^2 sin(y)", "x", "2x sin(x)", "x: real, y: real"),),
    ),
    Rule(
        name="index-wrong", looks_like="x_i = x_j",
        title="a wrong index",
        message="One index in your answer is another than it should be (section 5.4).",
        explanation="With another index at this place the answer is right.",
        section="5.4",
        examples=(Example("x[i] y[j]", "", "x[i] y[i]", "x: [N], y: [N]", indices="i: N, j: N", axes="i, j", asked="value"),),
    ),
)
