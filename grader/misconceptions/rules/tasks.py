"""Another task is solved: f is differentiated too often, not at all, integrated, or read as another function."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import factorial, prod

from grader.engine.calculus import Calculus, NoRuleError, displayed, jacobian
from grader.engine.recognise import rational
from grader.expr import Add, Call, Div, Expr, Matrix, Mul, Neg, Number, Pow, Transpose, changed_at_one_place, fold
from grader.misconceptions.predict.budget import MOST_LOOKED_AT, second_derivative_fits
from grader.misconceptions.predict.elementary import antiderivative
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule
from grader.misconceptions.rules.taylor import EveryOrderByItself, OrdersForFactorials, WithoutFactorials, of_taylor
from grader.record import replace

LEAST_TERMS, HIGHEST = 3, 12
"""Powers of one base that are a Taylor polynomial if factorials are their denominators, whatever the problem is called; the highest."""

Term = tuple[Fraction, Expr | None, int]
"""A number, the base of a power, and its exponent."""


def _not_differentiated(question: Question) -> Iterator[Expr]:
    if question.variables:
        yield question.f
        if question.posed.f_shapes.of(question.f) is not None:
            yield Transpose(question.f)
    yield from (place.function for place in question.operated.of("taylor") if not place.path)


def _differentiated_twice(question: Question) -> Iterator[Expr]:
    if question.task.asked != "derivative" or not question.variables:
        return
    if question.task.wrt_is_list:
        yield from _second_by_a_list(question) if not question.posed.outputs else ()
        return
    first = question.derivative(question.f, question.variables)
    name = question.variables[0]
    if first is not None and name not in question.posed.declared.arrays:
        second = question.derivative(first, question.variables) if second_derivative_fits(question.f.leaves, first.leaves) else None
        if second is not None:
            yield second
        return
    gradient = question.posed.display()
    if gradient is not None and len(question.posed.axes) == 1:
        calculus = Calculus(question.posed.declared, name)
        try:
            yield calculus.tidied(jacobian(calculus, calculus.tidied(Transpose(gradient))))
        except NoRuleError:
            return


def _second_by_a_list(question: Question) -> Iterator[Expr]:
    """Yield the Hessian, and the row of second derivatives by each variable alone."""
    hessian = displayed(question.f, replace(question.task, asked="hessian"), question.posed.declared)
    if type(hessian) is Matrix and hessian.data == (len(question.variables),) * 2:
        yield hessian
        yield Matrix(1, len(question.variables), hessian.args[::len(question.variables) + 1])


def _differentiated_once(question: Question) -> Iterator[Expr]:
    if question.task.asked == "hessian":
        first = displayed(question.f, replace(question.task, asked="derivative"), question.posed.declared)
        if first is not None:
            yield first


def _without_mixed(question: Question) -> Iterator[Expr]:
    """Yield the Hessian with zeros beside its diagonal, and its diagonal as a row."""
    hessian = displayed(question.f, question.task, question.posed.declared) if question.task.asked == "hessian" else None
    if type(hessian) is Matrix and hessian.data[0] > 1:
        count = hessian.data[0]
        yield Matrix(count, count, [entry if at % (count + 1) == 0 else Number(0) for at, entry in enumerate(hessian.args)])
        yield Matrix(1, count, hessian.args[::count + 1])


def _integrated(question: Question) -> Iterator[Expr]:
    if len(question.variables) == 1 and question.variables[0] not in question.posed.declared.arrays:
        integrals = (antiderivative(question.f, question.variables[0], chain) for chain in (True, False))
        # Without the inner derivative e^u is its own integral; whoever writes it has done nothing.
        yield from (tree for tree in integrals if tree not in (None, question.f))


def _freshmans_dream(node: Expr) -> Iterator[Expr]:
    if type(node) in (Pow, Call) and node.args and type(node.args[0]) is Add:
        yield Add([node.with_args((term, *node.args[1:])) for term in node.args[0].args])
    if type(node) is Add and all(type(term) is Pow for term in node.args):
        total = Add([term.args[0] for term in node.args])
        yield total
        yield Pow(total, node.args[0].args[1])


def _powers_of_terms(question: Question) -> Iterator[Expr]:
    """Yield right answers in which a power of a sum is the sum of the powers."""
    for form in question.forms:
        yield from changed_at_one_place(form, _power_of_terms, MOST_LOOKED_AT)


def _power_of_terms(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and not node.is_array and type(node.args[0]) is Add:
        yield Add([Pow(term, node.args[1]) for term in node.args[0].args])


# -- Taylor polynomials ---------------------------------------------------------------------------------------------


def _factorials_lost(question: Question) -> Iterator[Expr]:
    if question.task.asked != "value":
        return
    for kind in (WithoutFactorials, OrdersForFactorials, EveryOrderByItself):
        yield from of_taylor(question, kind)
    is_called_so = bool({"taylor", "maclaurin"} & {*question.scheme.topics})
    for form in question.forms:
        terms = _powers(form)
        if is_called_so or _shows_factorials(terms):
            if 1 < max((power for _, _, power in terms), default=0) <= HIGHEST:
                yield Add([_term(c * factorial(power), base, power) for c, base, power in terms])
        if is_called_so and type(form) is Add:
            yield fold(form, _undivided)


def _undivided(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """Return a node without the numbers by which it is divided: the factorials, if there are several variables."""
    if type(node) is Div and type(args[1]) is Number:
        return args[0]
    return node.with_args(args)


def _shows_factorials(terms: list[Term]) -> bool:
    powers = [power for _, _, power in terms]
    return len(set(powers)) >= LEAST_TERMS and 1 < max(powers) <= HIGHEST and all(
        factorial(power) == c.denominator for c, _, power in terms)


def _powers(form: Expr) -> list[Term]:
    """Return the terms of a polynomial in one base; nothing for any other expression."""
    if type(form) is not Add:
        return []
    terms = [term for term in map(_power, form.args) if term is not None]
    bases = {base for _, base, _ in terms if base is not None}
    return terms if len(terms) == len(form.args) and len(bases) == 1 else []


def _power(term: Expr) -> Term | None:
    """Return a term as a number times a power; ``None`` where it is none.

    >>> from grader.expr import Symbol
    >>> _power(Neg(Div(Pow(Symbol("x"), Number(3)), Number(6))))
    (Fraction(-1, 6), Symbol('x'), 3)
    """
    c = rational(term)
    if c is not None:
        return c, None, 0
    if type(term) is Neg:
        inner = _power(term.args[0])
        return None if inner is None else (-inner[0], *inner[1:])
    if type(term) is Mul:
        factors = [rational(arg) for arg in term.args]
        rest = [arg for arg, factor in zip(term.args, factors, strict=True) if factor is None]
        inner = _power(rest[0]) if len(rest) == 1 else None
        return None if inner is None else (prod([factor for factor in factors if factor is not None], start=inner[0]), *inner[1:])
    if type(term) is Div:
        under, inner = rational(term.args[1]), _power(term.args[0])
        return None if inner is None or not under else (inner[0] / under, *inner[1:])
    if type(term) is Pow and type(term.args[1]) is Number and term.args[1].value.denominator == 1:
        return Fraction(1), term.args[0], int(term.args[1].value)
    return Fraction(1), term, 1


def _term(c: Fraction, base: Expr | None, power: int) -> Expr:
    factor = Div(Number(Fraction(abs(c).numerator)), Number(Fraction(c.denominator))) if c.denominator > 1 else Number(abs(c))
    made = factor if base is None else Mul((factor, Pow(base, Number(power))))
    return Neg(made) if c < 0 else made


# -- norms ------------------------------------------------------------------------------------------------------------


def _other_norm(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and type(node.args[0]) is Call and node.args[0].data == "norm":
        yield node.args[0]
    elif type(node) is Call and node.data == "norm":
        yield Pow(node, Number(2))
    elif type(node) is Add and all(type(term) is Pow and term.args[1] == Number(2) for term in node.args):
        yield Call("sqrt", (node,))


def _norm_squared(node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "norm":
        yield Pow(node, Number(2))


RULES = (
    Rule(
        name="not-differentiated", looks_like="f' = f",
        title="not differentiated",
        message="Nothing was differentiated: this is the function itself (section 5.1).",
        explanation="The answer is f instead of its derivative, or the gradient has entries of f.",
        section="5.1",
        predicts=_not_differentiated,
        of_whole=True,
        of_multiples=False,
        examples=(Example("x^2 sin(x)", "x", "x^2 sin(x)"),),
    ),
    Rule(
        name="differentiated-twice", looks_like="f' = f''",
        title="differentiated twice",
        message="This is the derivative of the derivative: the function was differentiated once too often (section 5.1).",
        explanation="The answer is f'' (or the Hessian) instead of f' (or the gradient).",
        section="5.1, 5.7",
        predicts=_differentiated_twice,
        of_whole=True,
        examples=(Example("x^4", "x", "12x^2"),),
    ),
    Rule(
        name="differentiated-once", looks_like="f'' = f'",
        title="gradient instead of the Hessian",
        message="This is the gradient; the Hessian collects its derivatives (section 5.7).",
        explanation="The answer is the first derivative, where second derivatives are asked.",
        section="5.7",
        predicts=_differentiated_once,
        of_whole=True,
        examples=(Example("x^2 y", "x, y", "[2x y, x^2]", "x: real, y: real", asked="hessian"),),
    ),
    Rule(
        name="mixed-derivatives-missing", looks_like="[f_xx, f_xy; f_yx, f_yy] = [f_xx, 0; 0, f_yy]",
        title="mixed derivatives missing",
        message="The Hessian has the derivatives by two different variables beside its diagonal, and they are missing here (section 5.7).",
        explanation="Only the second derivatives by one variable each were given, in a matrix or in a row.",
        section="5.7",
        predicts=_without_mixed,
        of_whole=True,
        of_entries=False,
        examples=(Example("x^2 y + y^3", "x, y", "[2y, 0; 0, 6y]", "x: real, y: real", asked="hessian"),),
    ),
    Rule(
        name="integrated", looks_like="f' = ∫f",
        title="integrated",
        message="The rules of integration were used, and the derivative is asked for (section 5.1).",
        explanation="The exponent was raised and divided by, sin became -cos, 1/x became log: the rules of integration.",
        section="5.1",
        predicts=_integrated,
        of_whole=True,
        examples=(Example("x^4", "x", "x^5/5"), Example("2x+1", "x", "x^2+x"), Example("cos(x)", "x", "sin(x)")),
    ),
    Rule(
        name="freshmans-dream", looks_like="(a + b)^n = a^n + b^n",
        title="taken term by term",
        message=(
            "A power or function of a sum is not the sum of the powers or functions of its terms (linearity holds only for sums and "
            "constant factors)."),
        explanation="(a + b)^n was written as a^n + b^n, sqrt(a + b) as sqrt(a) + sqrt(b), or a norm as a sum.",
        section="5.1",
        misreads=_freshmans_dream,
        predicts=_powers_of_terms,
        of_multiples=False,
        examples=(Example("(x+2y^3)^2", "x", "2x", "x: real, y: real"),),
    ),
    Rule(
        name="factorials-lost", looks_like="x^n/n! = x^n",
        title="factorials forgotten",
        message=(
            "The coefficients of a Taylor polynomial are the derivatives divided by factorials; here these are missing, or others (section "
            "5.1.1)."),
        explanation="f^(k)(x_0) was used as the coefficient of (x - x_0)^k without dividing by k!, or was divided by k.",
        section="5.1.1",
        predicts=_factorials_lost,
        of_whole=True,
        examples=(Example("1 + x + x^2/2 + x^3/6", "", "1 + x + x^2 + x^3", asked="value"),),
    ),
    Rule(
        name="norm-and-square", looks_like="||x|| = ||x||^2",
        title="norm and squared norm confused",
        message="The norm and its square are confused here (section 5.3).",
        explanation=(
            "The derivative of ||x|| was given for ||x||² or the other way round, or one of them is in the answer in place of the other."),
        section="5.3 (Example 5.11)",
        misreads=_other_norm,
        edits=_norm_squared,
        examples=(Example("||x||", "x", "2x^T", "x: [N]"), Example("||x||^2", "x", "x^T/||x||", "x: [N]")),
    ),
)
