"""Integrals go wrong: differentiated, the inner derivative, the exponent, factor by factor; seen in the derivative of the answer."""

from __future__ import annotations

from grader.kinds import REASONS
from grader.misconceptions.rule import Rule


def _rule(name: str, looks_like: str, title: str, explanation: str) -> Rule:
    """A rule that ``kinds`` recognises: it predicts nothing about formulas."""
    return Rule(name=name, looks_like=looks_like, title=title, message=REASONS[name], explanation=explanation, section="5.1")


RULES = (
    _rule("differentiated", "∫ f = f'", "differentiated instead of integrated", "The answer is the derivative of f."),
    _rule("inner-derivative-multiplied", "∫ cos(a x) = a sin(a x)", "multiplied by the inner derivative",
          "The derivative of the answer is f times the square of an inner derivative that is a number."),
    _rule("inner-derivative-not-divided", "∫ cos(a x) = sin(a x)", "not divided by the inner derivative",
          "The derivative of the answer is f times an inner derivative that is a number."),
    _rule("power-not-raised", "∫ x^n = x^n/(n + 1)", "exponent not raised",
          "Each power was divided by its new exponent, but kept the old one."),
    _rule("power-not-divided", "∫ x^n = x^(n + 1)", "not divided by the new exponent",
          "Each exponent grew by one, and nothing was divided."),
    _rule("product-integrated", "∫ u v = (∫ u)(∫ v)", "a product integrated factor by factor",
          "Each factor was integrated by itself, the outer function alone where there is an inner one."),
    _rule("power-of-function", "sin(x^2) = sin(x)^2", "the power of the function for that of its argument",
          "Powers inside of functions were written as powers of the functions."),
)
