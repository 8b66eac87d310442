"""The product rule goes wrong: a term is missing, derivatives are multiplied or added, or another rule is used."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine.calculus import Calculus
from grader.expr import Add, Apply, Call, Div, Expr, Mul, Neg, Transpose
from grader.misconceptions.rule import Example, Rule
from grader.misconceptions.rules.chain import partial


def _varying(calculus: Calculus, node: Expr) -> list[int]:
    """Return the places of the factors that vary; none of anything but a product."""
    return [place for place, arg in enumerate(node.args) if calculus.depends(arg)] if type(node) is Mul else []


def _one_differentiated(calculus: Calculus, node: Expr, place: int) -> Expr:
    """Return a term of the product rule: one factor differentiated, the others kept."""
    return Mul((*node.args[:place], calculus.differential(node.args[place]), *node.args[place + 1:]))


def _product_multiplied(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    places = _varying(calculus, node)
    if len(places) > 1:
        yield Mul([calculus.differential(arg) if at in places else arg for at, arg in enumerate(node.args)])


def _product_one_term(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    places = _varying(calculus, node)
    for place in places if len(places) > 1 else ():
        yield _one_differentiated(calculus, node, place)


def _product_minus(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    places = _varying(calculus, node)
    if len(places) != 2 or _is_a_square(calculus, node, *places):
        return
    first, second = [_one_differentiated(calculus, node, place) for place in places]
    # Taking a term away that has a minus itself shows a plus: whoever wrote that lost the minus, and subtracted nothing.
    yield from (Add((kept, Neg(taken))) for kept, taken in ((first, second), (second, first)) if not _is_negative(taken))


def _is_a_square(calculus: Calculus, node: Expr, one: int, other: int) -> bool:
    """Whether the factors that vary are the same but for a transpose, and all else are numbers: both terms are equal then."""
    others = [arg for place, arg in enumerate(node.args) if place not in (one, other)]
    if any(calculus.shape(tree) is not None for tree in (node, *others)):
        return False
    factors = [arg.args[0] if type(arg) is Transpose else arg for arg in (node.args[one], node.args[other])]
    return factors[0] == factors[1]


def _is_negative(node: Expr) -> bool:
    """Whether a term is written with an odd number of minus signs in front of it and of its factors."""
    if type(node) is Neg:
        return not _is_negative(node.args[0])
    return type(node) in (Mul, Div) and sum(map(_is_negative, node.args)) % 2 == 1


def _product_as_sum(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    factors = [node.args[place] for place in _varying(calculus, node)]
    if len(factors) == 2:
        yield Add([calculus.differential(factor) for factor in factors])
        # f' f of |u| is u u': it is a multiple of u because a sign is lost, and says nothing of a product.
        if not any(type(factor) is Call and factor.data == "abs" for factor in factors):
            yield Add([Mul((calculus.differential(factor), factor)) for factor in factors])


def _chain_and_product_exchanged(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if _is_of_one_argument(node) and _is_of_one_argument(node.args[0]):
        inner = node.args[0]
        outer = node.with_args(inner.args)
        yield Add((Mul((calculus.by_rules(outer), inner)), Mul((outer, calculus.by_rules(inner)))))
        yield calculus.by_rules(inner.with_args((outer,)))
        yield Mul((partial(outer, 0, node.args), partial(outer, 0, inner.args)))
    if type(node) in (Mul, Add) and len(node.args) == 2 and all(map(_is_of_one_argument, node.args)):
        first, second = node.args
        yield calculus.by_rules(first.with_args((second,)))
        yield calculus.by_rules(second.with_args((first,)))
        yield partial(first, 0, (second,))


def _is_of_one_argument(node: Expr) -> bool:
    """Whether a node is an abstract function of one argument."""
    return type(node) is Apply and len(node.args) == 1


RULES = (
    Rule(
        name="product-multiplied", looks_like="(f g)' = f' g'",
        title="derivatives of the factors multiplied",
        message="The derivatives of the factors were multiplied; the product rule has a sum of two terms (section 5.1.2).",
        explanation="(f g)' was written as f' g'.",
        section="5.1.2 (5.29)",
        mal_rule=_product_multiplied,
        examples=(Example("x sin(x)", "x", "cos(x)"), Example("x^2 exp(x)", "x", "2x exp(x)")),
    ),
    Rule(
        name="product-one-term", looks_like="(f g)' = f' g",
        title="only one factor differentiated",
        message="Only one of the factors was differentiated; the product rule has one term for each factor (sections 5.1.2 and 5.2.1).",
        explanation=(
            "(f g)' was written as f' g or as f g'. For matrix products such as RᵀR both occurrences of the variable have to be "
            "differentiated."),
        section="5.1.2 (5.29), 5.4",
        mal_rule=_product_one_term,
        examples=(Example("x sin(x)", "x", "sin(x)"), Example("x sin(x)", "x", "x cos(x)")),
    ),
    Rule(
        name="product-minus", looks_like="(f g)' = f' g - f g'",
        title="minus in the product rule",
        message="The terms of the product rule are added; here one is subtracted (section 5.1.2).",
        explanation="(f g)' was written as f' g - f g', as in the numerator of the quotient rule.",
        section="5.1.2 (5.29)",
        mal_rule=_product_minus,
        of_sign=False,
        examples=(Example("x sin(x)", "x", "sin(x) - x cos(x)"),),
    ),
    Rule(
        name="product-as-sum", looks_like="(f g)' = f' + g'",
        title="a product treated like a sum",
        message=(
            "The derivatives of the factors were added, as if it were a sum; the product rule keeps the other factor in each term "
            "(section 5.1.2)."),
        explanation="(f g)' was written as f' + g', or with the wrong factor kept in each term.",
        section="5.1.2 (5.29)",
        mal_rule=_product_as_sum,
        of_sign=False,
        examples=(Example("x sin(x)", "x", "1 + cos(x)"),),
    ),
    Rule(
        name="chain-and-product-exchanged", looks_like="(g(f(x)))' = g'(x) f(x) + g(x) f'(x)",
        title="chain rule and product rule exchanged",
        message="The chain rule is for compositions and the product rule for products; here the other one was used (section 5.1.2).",
        explanation="(g(f(x)))' was written as g' f + g f', the composition was reversed, or (f g)' was written as f'(g) g'.",
        section="5.1.2 (5.29, 5.32)",
        mal_rule=_chain_and_product_exchanged,
        examples=(Example("g(f(x))", "x", "g'(x) f(x) + g(x) f'(x)", funcs="f: 1, g: 1"),),
    ),
)
