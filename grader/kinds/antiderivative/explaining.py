"""Why an antiderivative is wrong, seen in its derivative: each reason is confirmed by the ladder."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grader.engine import REFUTE_BITS, BudgetError, expanded, precision
from grader.expr import Add, Call, Div, Expr, Mul, Neg, Number, Operator, Pow, Symbol, build, fold, names, postorder, shapes, substitute
from grader.kinds.antiderivative.constant import read_with_constant, without_constant
from grader.kinds.antiderivative.integrating import integrated, not_divided, not_raised, raised
from grader.kinds.antiderivative.judging import decider_for, stated_value
from grader.kinds.antiderivative.reasons import REASONS
from grader.kinds.decider import Attempt, Decider, value_of
from grader.kinds.formula import equal
from grader.kinds.scopes import scope_of
from grader.model import Diagnosis, Diagnostic, Problem
from grader.record import record

LISTED = "listed"
_OF_FACTORS = ("sign", "inner-derivative-not-divided", "inner-derivative-multiplied", "power-not-divided", "constant-factor")
LARGEST = 100
"""Factors with a larger numerator or denominator are none that anybody would recognise."""
MOST_TERMS = 8
"""Terms of f, or of an answer, that are looked at one by one."""


def explain(problem: Problem, text: str, salt: str) -> tuple[Diagnosis, ...]:
    """Return what the author says of a wrong answer, then the first reason that explains it; nothing where nothing is recognised."""
    found = _Case.of(problem, text, salt)
    if found is None:
        return ()
    try:
        return (*_listed(problem, found), *_reason(found))
    except (BudgetError, shapes.ShapeError):
        # What cannot be computed is not explained; the verdict holds without it.
        return ()


@record
class _Case:
    """An answer, its derivative, f, and the author's antiderivative if there is one; all as trees without definitions, over the variables
    of ``decider``, whose truth is f."""

    decider: Decider
    answer: Expr
    slope: Expr
    f: Expr
    x: Symbol
    stated: Expr | None

    @staticmethod
    def of(problem: Problem, text: str, salt: str) -> _Case | None:
        """Return the answer as it is looked at; ``None`` for one that cannot be read."""
        task = problem.task
        read, known = read_with_constant(text, scope_of(task)), expanded(task.definitions)
        if isinstance(read, Diagnostic) or task.f is None:
            return None
        answer, stated = substitute(read.reading.tree, known), stated_value(problem, salt)
        decider = decider_for(problem, salt, read.constant, "real")
        return _Case(decider, without_constant(answer, read.constant), Operator("D", task.wrt, (answer,)), substitute(task.f, known),
                     Symbol(task.wrt[0]), stated.posed.f if stated is not None else None)

    def has_slope(self, tree: Expr) -> bool:
        """Return whether the derivative of the answer is this."""
        return equal(value_of(self.decider.posed.task, tree, self.decider.posed.salt), self.slope)

    def is_f(self, slope: Expr) -> bool:
        """Return whether f is this derivative."""
        return equal(self.decider, slope)

    def is_derivative_of(self, tree: Expr) -> bool:
        """Return whether the answer itself is the derivative of this."""
        return self.is_it(Operator("D", (self.x.name,), (tree,)))

    def is_it(self, tree: Expr) -> bool:
        """Return whether the answer itself is this."""
        return equal(value_of(self.decider.posed.task, tree, self.decider.posed.salt), self.answer)


def _listed(problem: Problem, found: _Case) -> Iterator[Diagnosis]:
    """What the author says of an answer with this derivative."""
    for wrong in problem.scheme.wrong:
        read = read_with_constant(wrong.answer, scope_of(problem.task))
        if wrong.misconception and not isinstance(read, Diagnostic):
            tree = without_constant(substitute(read.reading.tree, expanded(problem.task.definitions)), read.constant)
            if read.constant not in names(tree) and found.has_slope(Operator("D", (found.x.name,), (tree,))):
                yield Diagnosis(LISTED, wrong.misconception)
                return


def _reason(found: _Case) -> Iterator[Diagnosis]:
    factor = _factor(found)
    if found.is_derivative_of(found.f):
        slug = "differentiated"
    elif factor is not None:
        slug = _of_factor(found, factor)
    else:
        slug = _predicted(found) or ("not-integrated" if found.is_it(found.f) else _of_a_term_of_f(found))
    if slug:
        detail = f"its derivative is {factor} times the function" if factor is not None and slug in _OF_FACTORS else ""
        yield Diagnosis(slug, REASONS[slug], detail=detail)


def _of_a_term_of_f(found: _Case) -> str:
    """Whether one term of f is missing in the derivative of the answer, or has the other sign there."""
    terms = found.f.args if type(found.f) is Add else ()
    for place, term in enumerate(terms if len(terms) <= MOST_TERMS else ()):
        rest = [*terms[:place], *terms[place + 1:]]
        if found.has_slope(Add((*rest, Neg(term)))):
            return "sign-of-a-term"
        if found.has_slope(Add(rest)):
            return "term-lost"
    return ""


def _factor(found: _Case) -> Fraction | None:
    """The number that f is multiplied by in the derivative of the answer, confirmed by the ladder; ``None`` if there is none."""
    near = _short_value(found, Div(found.slope, found.f))
    return near if near is not None and found.has_slope(build.mul([build.number(near), found.f])) else None


def _short_value(found: _Case, tree: Expr) -> Fraction | None:
    """The short rational number, neither 0 nor 1, that a quotient is at a first point; ``None`` for any other value."""
    posed, laid = found.decider.posed, Attempt(found.decider, tree).laid_out
    instances = posed.instances()
    if isinstance(laid, Diagnostic) or not laid or not instances:
        return None
    with precision(REFUTE_BITS):
        for sample in instances[0].samples(1):
            ratio = laid[0].at(posed, instances[0]).values(sample, REFUTE_BITS)[0]
            is_near = ratio.is_finite() and abs(ratio) < LARGEST + 1
            near = Fraction(float(ratio.mid())).limit_denominator(LARGEST) if is_near else Fraction(0)
            if near not in (0, 1) and abs(near) <= LARGEST and (ratio * near.denominator - near.numerator).contains(0):
                return near
    return None


def _of_factor(found: _Case, factor: Fraction) -> str:
    """What a wrong factor comes from."""
    slopes = set(_inner_slopes(found))
    if factor == -1:
        return "sign"
    if factor in slopes:
        return "inner-derivative-not-divided"
    if factor in {slope**2 for slope in slopes}:
        return "inner-derivative-multiplied"
    power = integrated(found.f, found.x, not_divided)
    return "power-not-divided" if power is not None and found.has_slope(_slope(found, power)) else "constant-factor"


def _inner_slopes(found: _Case) -> Iterator[Fraction]:
    """The factors of x inside of functions, powers and denominators: 3 of ``cos(3x + 1)``, -1/2 of ``1/(1 - x/2)``."""
    for node in postorder(found.f):
        if type(node) in (Call, Pow, Div):
            for arg in node.args[1:] if type(node) is Div else node.args:
                slopes = (_slope_of(term, found.x) for term in (arg.args if type(arg) is Add else (arg,)))
                yield from (slope for slope in slopes if slope not in (None, 1))


def _slope_of(term: Expr, x: Symbol) -> Fraction | None:
    """The number that x is multiplied by in a term; ``None`` where the term is something else."""
    if term == x:
        return Fraction(1)
    inner = _slope_of(term.args[0], x) if type(term) in (Neg, Div) else None
    if inner is not None:
        return -inner if type(term) is Neg else inner / term.args[1].value if type(term.args[1]) is Number and term.args[1].value else None
    if type(term) is Mul and len(term.args) == 2 and type(term.args[0]) is Number and term.args[1] == x:
        return Fraction(term.args[0].value)
    return None


def _predicted(found: _Case) -> str:
    """The slug of a broken rule that gives an answer with this derivative; empty if none does."""
    ways = (("power-not-raised", not_raised, False), ("power-not-divided", not_divided, False), ("product-integrated", raised, True))
    for slug, power, factors_alone in ways:
        tree = integrated(found.f, found.x, power, factors_alone)
        if tree is not None and found.has_slope(_slope(found, tree)):
            return slug
    stated = found.stated
    if stated is not None and stated != (moved := _powers_outside(stated)) and found.has_slope(_slope(found, moved)):
        return "power-of-function"
    return _of_a_term(found)


def _of_a_term(found: _Case) -> str:
    """The slug of what is wrong with one term of an answer whose other terms are right: its sign, or a constant factor."""
    terms = found.answer.args if type(found.answer) is Add else ()
    for place, term in enumerate(terms[:MOST_TERMS]):
        others = build.add([*terms[:place], *terms[place + 1:]])
        factor = _missing_factor(found, term, others)
        if factor is not None:
            mended = _slope(found, build.add([others, build.mul([build.number(factor), term])]))
            if found.is_f(mended):
                return "sign-of-a-term" if factor == -1 else "constant-factor"
    return ""


def _missing_factor(found: _Case, term: Expr, others: Expr) -> Fraction | None:
    """The number by which a term would have to be multiplied at a first point for the derivative of the whole to be f."""
    return _short_value(found, Div(Add((found.f, Neg(_slope(found, others)))), _slope(found, term)))


def _powers_outside(tree: Expr) -> Expr:
    """A tree with ``sin(x)^2`` in the place of ``sin(x^2)``."""
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        whole = node.with_args(args) if args else node
        if type(whole) is Call and len(whole.args) == 1 and type(whole.args[0]) is Pow:
            base, exponent = whole.args[0].args
            return Pow(Call(whole.data, (base,)), exponent)
        return whole

    return fold(tree, step)


def _slope(found: _Case, tree: Expr) -> Expr:
    return Operator("D", (found.x.name,), (tree,))
