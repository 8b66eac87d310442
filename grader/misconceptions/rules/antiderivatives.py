"""Integrals go wrong: differentiated, the inner derivative, the exponent, factor by factor; seen in the derivative of the answer."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Call, Edit, Expr, Number, Pow
from grader.kinds import REASONS
from grader.misconceptions.rule import Example, Rule


def _rule(name: str, looks_like: str, title: str, explanation: str, moves: Edit | None = None, examples: tuple[Example, ...] = ()) -> Rule:
    """A rule that ``kinds`` recognises; of derivatives it predicts what comes out where f, or the right answer, is read with ``moves``."""
    return Rule(name=name, looks_like=looks_like, title=title, message=REASONS[name], explanation=explanation, section="5.1",
                misreads=moves, edits=moves, examples=examples)


def _power_moved(node: Expr) -> Iterator[Expr]:
    """Yield the power of a function for the function of a power, and the other way round; of exp and log they are known rules."""
    if type(node) is Pow and type(node.args[0]) is Call and node.args[0].data in _TAKEN_OF_POWERS and type(node.args[1]) is Number:
        function, exponent = node.args
        yield function.with_args((Pow(function.args[0], exponent),))
    elif type(node) is Call and node.data in _TAKEN_OF_POWERS and type(node.args[0]) is Pow:
        base, exponent = node.args[0].args
        yield Pow(node.with_args((base,)), exponent)


_TAKEN_OF_POWERS = ("sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "log")


RULES = (
    _rule("differentiated", "∫ f = f'", "differentiated instead of integrated", "The answer is the derivative of f."),
    _rule("not-integrated", "∫ f = f", "not integrated", "The answer is f itself."),
    _rule("inner-derivative-multiplied", "∫ cos(a x) = a sin(a x)", "multiplied by the inner derivative",
          "The derivative of the answer is f times the square of an inner derivative that is a number."),
    _rule("inner-derivative-not-divided", "∫ cos(a x) = sin(a x)", "not divided by the inner derivative",
          "The derivative of the answer is f times an inner derivative that is a number."),
    _rule("power-not-raised", "∫ x^n = x^n/(n + 1)", "exponent not raised",
          "The powers were divided by their new exponents, but kept the old one; or their exponents were lowered by one."),
    _rule("power-not-divided", "∫ x^n = x^(n + 1)", "not divided by the new exponent",
          "The exponents grew by one, and nothing was divided; or it was divided by the old exponent, or multiplied by the new one."),
    _rule("product-integrated", "∫ u v = (∫ u)(∫ v)", "a product integrated factor by factor",
          "Each factor was integrated by itself, the outer function alone where there is an inner one."),
    _rule("parts-not-finished", "∫ u v' = u v", "integration by parts not finished",
          "One factor was integrated and the others kept: ∫ u' v is missing."),
    _rule("inner-function-as-variable", "∫ 1/g = log(g)", "an inner function treated like the variable",
          "A power or function of something that is not linear was integrated as that of x: exp(x²) to exp(x²), 1/g to log(g)."),
    _rule("divided-by-inner-derivative", "∫ exp(x^2) = exp(x^2)/(2x)", "divided by an inner derivative that varies",
          "The outer function was integrated, and divided by the derivative of an inner function that is not linear."),
    _rule("term-not-integrated", "∫ (f + g) = ∫ f + g", "one term not integrated",
          "One term of f stands in the answer, or its derivative; the others are integrated."),
    _rule("power-of-function", "sin(x^2) = sin(x)^2", "the power of the function for that of its argument",
          "Powers inside of functions were written as powers of the functions, or the other way round.", _power_moved,
          (Example("cos(x)^3", "x", "-3x^2 sin(x^3)"), Example("sin(x^2)", "x", "2x cos(x)^2"))),
)
