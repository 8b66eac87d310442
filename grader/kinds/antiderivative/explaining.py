"""Why an antiderivative is wrong, seen in its derivative: each reason is confirmed by the ladder."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any

from grader.engine import REFUTE_BITS, BudgetError, expanded, precision
from grader.expr import Add, Call, Div, Expr, Mul, Neg, Number, Operator, Pow, Symbol, build, fold, names, postorder, shapes, substitute
from grader.kinds.antiderivative.constant import read_with_constant, without_constant
from grader.kinds.antiderivative.judging import decider_for, stated_value
from grader.kinds.antiderivative.mistakes import of_a_term, of_all
from grader.kinds.antiderivative.reasons import REASONS
from grader.kinds.decider import Attempt, Decider, value_of
from grader.kinds.formula import equal
from grader.kinds.scopes import scope_of
from grader.model import Diagnosis, Diagnostic, Problem

LISTED = "listed"
NOT_INTEGRATED = "term-not-integrated"
"""What is said of one term of a sum; of f as a whole there are other words."""
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


class _Case:
    """An answer, its derivative, f, and the author's antiderivative if there is one; all as trees without definitions, over the variables
    of ``decider``, whose truth is f."""

    def __init__(self, decider: Decider, answer: Expr, slope: Expr, f: Expr, x: Symbol, stated: Expr | None) -> None:
        self.decider = decider
        self.answer = answer
        self.slope = slope
        self.f = f
        self.x = x
        self.stated = stated

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
        """Return whether the derivative of the answer is this; most trees are refused by their value at a first point."""
        with precision(REFUTE_BITS):
            mine, other = self._slope_at_a_point, self.at_a_point(tree)
            if mine is not None and other is not None and mine.is_finite() and other.is_finite() and not mine.overlaps(other):
                return False
        return equal(value_of(self.decider.posed.task, tree, self.decider.posed.salt), self.slope)

    @cached_property
    def _slope_at_a_point(self) -> Any | None:
        return self.at_a_point(self.slope)

    def at_a_point(self, tree: Expr) -> Any | None:
        """Return the value of a tree at a first point; ``None`` where there is none."""
        posed, laid = self.decider.posed, Attempt(self.decider, tree).laid_out
        instances = posed.instances()
        if isinstance(laid, Diagnostic) or not laid or not instances:
            return None
        return next((laid[0].at(posed, instances[0]).values(sample, REFUTE_BITS)[0] for sample in instances[0].samples(1)), None)

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
    elif found.is_it(found.f):
        slug = _of_a_term(found) or "not-integrated"
    else:
        slug = _predicted(found) or _of_a_term_of_f(found) or _of_a_term(found)
    if slug:
        detail = f"its derivative is {factor} times the function" if factor is not None and slug in _OF_FACTORS else ""
        yield Diagnosis(slug, REASONS[slug], detail=detail)


def _of_a_term_of_f(found: _Case) -> str:
    """Whether one term of f is missing in the derivative of the answer, has the other sign there, or was integrated by a wrong rule."""
    terms = found.f.args if type(found.f) is Add else ()
    for term, rest in _each_with_the_rest(terms if len(terms) <= MOST_TERMS else ()):
        if found.has_slope(Add((*rest, Neg(term)))):
            return "sign-of-a-term"
        if found.has_slope(Add(rest)):
            is_copied = type(found.answer) is Add and term in found.answer.args
            return NOT_INTEGRATED if is_copied else "term-lost"
    for term, rest in _each_with_the_rest(terms if len(terms) <= MOST_TERMS else ()):
        for slug, tree in of_a_term(term, found.x):
            if found.has_slope(Add((*rest, _slope(found, tree)))):
                return slug
    return ""


def _each_with_the_rest(terms: tuple[Expr, ...]) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    for place, term in enumerate(terms):
        yield term, (*terms[:place], *terms[place + 1:])


def _factor(found: _Case) -> Fraction | None:
    """The number that f is multiplied by in the derivative of the answer, confirmed by the ladder; ``None`` if there is none."""
    near = _short_value(found, Div(found.slope, found.f))
    return near if near is not None and found.has_slope(build.mul([build.number(near), found.f])) else None


def _short_value(found: _Case, tree: Expr) -> Fraction | None:
    """The short rational number, neither 0 nor 1, that a quotient is at a first point; ``None`` for any other value."""
    with precision(REFUTE_BITS):
        ratio = found.at_a_point(tree)
        is_near = ratio is not None and ratio.is_finite() and abs(ratio) < LARGEST + 1
        near = Fraction(float(ratio.mid())).limit_denominator(LARGEST) if ratio is not None and is_near else Fraction(0)
        if ratio is not None and near not in (0, 1) and abs(near) <= LARGEST and (ratio * near.denominator - near.numerator).contains(0):
            return near
    return None


def _of_factor(found: _Case, factor: Fraction) -> str:
    """What a wrong factor comes from."""
    if factor == -1:
        return "sign"
    # Where one term of several has an inner function, its derivative is no factor of all.
    slopes = set(_inner_slopes(found)) if type(found.f) is not Add else set()
    if factor in slopes:
        return "inner-derivative-not-divided"
    if factor in {slope**2 for slope in slopes}:
        return "inner-derivative-multiplied"
    return next((slug for slug, tree in of_all(found.f, found.x) if found.has_slope(_slope(found, tree))), "constant-factor")


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
    of_one = () if type(found.f) is Add else of_a_term(found.f, found.x)
    for slug, tree in chain(of_all(found.f, found.x), of_one):
        if slug != NOT_INTEGRATED and found.has_slope(_slope(found, tree)):
            return slug
    stated = found.stated
    if stated is not None and stated != (moved := _powers_outside(stated)) and found.has_slope(_slope(found, moved)):
        return "power-of-function"
    return ""


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
        whole = node.with_args(args)
        if type(whole) is Call and len(whole.args) == 1 and type(whole.args[0]) is Pow:
            base, exponent = whole.args[0].args
            return Pow(Call(whole.data, (base,)), exponent)
        return whole

    return fold(tree, step)


def _slope(found: _Case, tree: Expr) -> Expr:
    return Operator("D", (found.x.name,), (tree,))
