"""Trees as polynomials with rational coefficients, and back: sums of monomials, the highest first."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grader.engine.field.rational import Field, NoProofError, ZeroDenominatorError
from grader.engine.program.builder import Builder, compile_trees
from grader.engine.program.lower import lower
from grader.engine.program.program import BudgetError, Program
from grader.engine.systems.terms import Terms, over_rationals
from grader.expr import Declared, Expr, Number, Pow, Shapes, Symbol, build, shapes

MOST_TERMS = 12


def polynomial(tree: Expr, names: Sequence[str]) -> Terms | None:
    """Return a scalar tree as the terms of a polynomial in these variables; ``None`` for another one, or one of too many terms."""
    field = Field(tuple(names))
    try:
        program = _program(tree)
        field.must_know(program)
        slots = field.run(program, field.variables)
    except (NoProofError, ZeroDenominatorError, BudgetError, KeyError, shapes.ShapeError):
        return None
    value = slots[program.outputs[0]]
    quotient, rest = divmod(value.over, value.under)
    generators = [str(generator) for generator in field.context.gens()]
    places = [generators.index(str(field.variables[name].over)) for name in names]
    return over_rationals(quotient, places) if rest == 0 and len(quotient) <= MOST_TERMS else None


def _program(tree: Expr) -> Program:
    if tree.is_plain:
        return compile_trees((tree,))
    builder, sizes = Builder(), Shapes(tree, Declared())
    if sizes.of(tree) is not None:
        raise NoProofError
    return builder.program(lower(tree, builder, sizes, {}, {}).slots, tree.leaves)


def written(terms: Terms, names: Sequence[str]) -> Expr:
    """Return a polynomial as a tree, the monomials of the highest degree first."""
    ordered = sorted(terms.items(), key=lambda item: (-sum(item[0]), tuple([-power for power in item[0]])))
    return build.add([_monomial(value, exponents, names) for exponents, value in ordered])


def _monomial(value: Fraction, exponents: Sequence[int], names: Sequence[str]) -> Expr:
    factors: list[Expr] = [Symbol(name) if power == 1 else Pow(Symbol(name), Number(power))
                           for name, power in zip(names, exponents, strict=True) if power]
    if value.denominator == 1 or not factors:
        return build.mul([build.number(value), *factors])
    product = build.div(build.mul([Number(abs(value.numerator)), *factors]), Number(value.denominator))
    return build.neg(product) if value < 0 else product
