"""What comes out where a function, or one term of it, is integrated by a wrong rule."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Call, Expr, Mul, Operator, Symbol, build, names
from grader.kinds.antiderivative.integrating import (
    RIGHT,
    Rules,
    divided_by_the_old,
    factors_of,
    inner_divided,
    inner_forgotten,
    inner_multiplied,
    integrated,
    lowered,
    multiplied,
    not_divided,
    not_raised,
)

Mistake = tuple[str, Expr]
"""The slug of a misconception, and what it makes of a function."""

_OF_POWERS = (
    ("power-not-raised", Rules(not_raised)), ("power-not-divided", Rules(not_divided)), ("power-not-divided", Rules(divided_by_the_old)),
    ("power-not-divided", Rules(multiplied)), ("power-not-raised", Rules(lowered)),
)
_OF_CHAINS = (
    ("inner-derivative-not-divided", Rules(chain=inner_forgotten)), ("inner-derivative-multiplied", Rules(chain=inner_multiplied)),
)
_OF_BENDS = (
    ("inner-function-as-variable", Rules(chain=inner_forgotten, bends=True)),
    ("divided-by-inner-derivative", Rules(chain=inner_divided, bends=True)),
)


def of_all(f: Expr, x: Symbol) -> Iterator[Mistake]:
    """Yield what a wrong rule makes of all terms of f."""
    right = integrated(f, x)
    for slug, rules in (*_OF_POWERS, *_OF_CHAINS):
        tree = integrated(f, x, rules)
        if tree is not None and tree != right:
            yield slug, tree


def of_a_term(term: Expr, x: Symbol) -> Iterator[Mistake]:
    """Yield what mistakes make of one term."""
    if x.name not in names(term):
        return
    yield from of_all(term, x)
    constants, factors = factors_of(term, x)
    if len(factors) > 1:
        yield from ((slug, build.mul([*constants, tree])) for slug, tree in _of_a_product(factors, x))
    elif integrated(term, x) is None:
        made = ((slug, integrated(term, x, rules)) for slug, rules in _OF_BENDS)
        yield from ((slug, tree) for slug, tree in made if tree is not None)
        if type(factors[0]) is Call:
            yield "parts-not-finished", Mul((x, term))
    yield "term-not-integrated", term
    yield "term-not-integrated", Operator("D", (x.name,), (term,))


def _of_a_product(factors: list[Expr], x: Symbol) -> Iterator[Mistake]:
    """Each factor integrated by itself, whatever stands inside it; u V for the integral of u v, where V is that of v."""
    apart = [integrated(factor, x) or integrated(factor, x, Rules(chain=inner_forgotten, bends=True)) for factor in factors]
    forgotten = [integrated(factor, x, Rules(chain=inner_forgotten, bends=True)) for factor in factors]
    for parts in (apart, forgotten):
        found = [part for part in parts if part is not None]
        if len(found) == len(factors):
            yield "product-integrated", Mul(found)
    for place, factor in enumerate(factors):
        part = integrated(factor, x, RIGHT)
        if part is not None:
            yield "parts-not-finished", build.mul([*factors[:place], part, *factors[place + 1:]])
