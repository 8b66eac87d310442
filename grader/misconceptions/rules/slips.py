"""Slips in a right answer: something is lost, exchanged, added for multiplied, or has the wrong sign or exponent."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Call, Div, Expr, Mul, Neg, Number, Pow, Symbol, without
from grader.misconceptions.rule import Example, Rule, holds

NEITHER_ODD_NOR_EVEN = ("exp", "log", "sqrt", "sigmoid", "acos", "acosh")
"""Functions whose value changes in its own way with the sign of the argument; an odd function keeps the minus, an even one drops it."""

OTHERS = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "exp": "log", "log": "exp"}
"""Functions that are taken for each other."""


def negated(node: Expr) -> Expr:
    """Return minus a tree; a negative tree loses its minus."""
    return node.args[0] if type(node) is Neg else Neg(node)


def _multiplied_instead(node: Expr) -> Iterator[Expr]:
    if type(node) is Div:
        over, under = node.args
        yield under if over == Number(1) else Mul((over, under))


def _term_lost(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        count = len(node.args)
        yield from (without(node, place) for place in range(count))
        for kept in range(1, count - 1):
            yield without(node, *range(kept, count))
            yield without(node, *range(count - kept))


def _sign_of_a_term(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        for place, term in enumerate(node.args):
            yield Add((*node.args[:place], negated(term), *node.args[place + 1:]))


def _exponent_missing(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and type(node.args[1]) is not Neg:
        yield node.args[0]


def _factor_lost(node: Expr) -> Iterator[Expr]:
    if type(node) is Mul:
        yield from (without(node, place) for place in range(len(node.args)))
    if type(node) is Div:
        yield Div(Number(1), node.args[1])


def _denominator_lost(node: Expr) -> Iterator[Expr]:
    # 4/2 is a number: nobody who writes 4 for it leaves a denominator out.
    if type(node) is Div and not all(type(part) is Number for part in node.args):
        yield node.args[0]


def _factors_added(node: Expr) -> Iterator[Expr]:
    if type(node) is Mul:
        yield Add(node.args)


def _terms_multiplied(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        yield Mul(node.args)
    if type(node) is Call and node.data == "hadamard":
        yield Add(node.args)


def _exponent_off(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow:
        base, exponent = node.args
        yield Pow(base, Add((exponent, Number(1))))
        if exponent != Number(2):
            yield Pow(base, Add((exponent, Neg(Number(1)))))
        yield Pow(node, Number(2))
    elif type(node) is Symbol:
        yield Pow(node, Number(2))
        yield Pow(node, Number(3))


def _minus_sign(node: Expr) -> Iterator[Expr]:
    """Yield the argument of a function, or the exponent of a power, with the other sign."""
    if type(node) is Call and node.data in NEITHER_ODD_NOR_EVEN and not node.is_array:
        yield node.with_args((negated(node.args[0]),))
    elif type(node) is Pow and not node.is_array:
        yield Pow(node.args[0], negated(node.args[1]))


def _function_exchanged(node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data in OTHERS:
        yield Call(OTHERS[node.data], node.args)


RULES = (
    Rule(
        name="multiplied-instead", looks_like="a/b = a b",
        title="multiplied instead of divided",
        message="Your answer multiplies by something by which it has to divide.",
        explanation="u v was written for u/v.",
        section="5.1.2",
        edits=_multiplied_instead,
        examples=(Example("log(x^2+1)", "x", "2x(x^2+1)"),),
    ),
    Rule(
        name="term-lost", looks_like="a + b = a",
        title="a term lost",
        message="A term of a sum is missing in your answer (sum rule, section 5.1.2).",
        explanation="A summand of f was dropped before differentiating, or a summand of the answer was lost.",
        section="5.1.2 (5.31)",
        misreads=_term_lost,
        edits=_term_lost,
        # Of zero all terms are lost.
        needs=lambda answer: answer != Number(0),
        examples=(Example("x^2 y + x y^3", "x", "2x y", "x: real, y: real"), Example("(2x+1)^4", "x", "8(2x)^3")),
    ),
    Rule(
        name="sign-of-a-term", looks_like="a + b = a - b",
        title="sign of a term",
        message="The sign of a term is wrong.",
        explanation="All terms are there, one with the opposite sign.",
        section="5.1.2",
        misreads=_sign_of_a_term,
        edits=_sign_of_a_term,
        needs=holds(Add),
        examples=(Example("x^2 - x", "x", "2x + 1"),),
    ),
    Rule(
        name="exponent-missing", looks_like="a^n = a",
        title="exponent missing",
        message="An exponent is missing in your answer.",
        explanation="The base of a power is there without its exponent; the rest of the right answer is there.",
        section="5.1",
        edits=_exponent_missing,
        examples=(Example("x^2 y^2", "x", "2x y", "x: real, y: real"),),
    ),
    Rule(
        name="factor-lost", looks_like="a b = a",
        title="a factor lost",
        message="A factor is missing in your answer.",
        explanation="All other factors of the right answer are there.",
        section="5.1.2",
        edits=_factor_lost,
        examples=(Example("x^2 y", "x", "2x", "x: real, y: real"),),
    ),
    Rule(
        name="denominator-lost", looks_like="a/b = a",
        title="denominator lost",
        message="A denominator was left out.",
        explanation="A difference quotient was not divided by h, or the denominator of an outer derivative is missing.",
        section="5.1 (5.3)",
        misreads=_denominator_lost,
        edits=_denominator_lost,
        of_multiples=False,
        examples=(Example("log(x^2+1)", "x", "2x"),),
    ),
    Rule(
        name="factors-added", looks_like="a b = a + b",
        title="factors added",
        message="The factors of the answer are added; they have to be multiplied.",
        explanation="All factors are there, but a product was written as a sum.",
        section="5.1.2",
        edits=_factors_added,
        examples=(Example("sin(x^2)", "x", "2x + cos(x^2)"),),
    ),
    Rule(
        name="terms-multiplied", looks_like="a + b = a b",
        title="terms multiplied",
        message="The terms of the answer are multiplied; they have to be added.",
        explanation="All terms are there, but a sum was written as a product.",
        section="5.1.2",
        edits=_terms_multiplied,
        examples=(Example("x^2 + sin(x)", "x", "2x cos(x)"),),
    ),
    Rule(
        name="exponent-off", looks_like="a^n = a^(n+1)",
        title="exponent wrong",
        message="An exponent in your answer is wrong.",
        explanation="The rest of the right answer is there.",
        section="5.1",
        edits=_exponent_off,
        needs=holds(Pow),
        examples=(Example("x^3 y^3", "x", "3x^2 y^2", "x: real, y: real"),),
    ),
    Rule(
        name="minus-sign", looks_like="exp(-a) = exp(a)",
        title="a minus sign missing or too many",
        message="A minus sign is missing or too many in an exponent or in the argument of a function.",
        explanation="The argument of a function or an exponent has the opposite sign; the rest of the right answer is there.",
        section="5.1.2",
        edits=_minus_sign,
        examples=(Example("exp(-x^2) + x", "x", "-2x exp(x^2) + 1"), Example("x^(-1) + 1", "x", "-x^2")),
    ),
    Rule(
        name="function-exchanged", looks_like="sin(a) = cos(a)",
        title="functions exchanged",
        message="A function is where another one belongs (such as sine and cosine, section 5.1.2).",
        explanation="sin and cos, sinh and cosh, or exp and log were exchanged in the answer.",
        section="5.1.2",
        edits=_function_exchanged,
        examples=(Example("x^2 sin(x)", "x", "2x cos(x) + x^2 cos(x)"),),
    ),
)
