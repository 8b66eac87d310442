"""Slips: small changes that make another function, as students make them, and as somebody who wants to fool the grader makes them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import mpmath
from rewrites import is_literal_part, replaced

from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, postorder

Slip = Callable[[Expr, Random], Expr | None]

_SWAPS = {
    "sin": ("cos", "sinh", "tan"), "cos": ("sin", "cosh", "sec"), "tan": ("cot", "tanh", "sin"), "cot": ("tan", "csc"),
    "sec": ("csc", "cos"), "csc": ("sec", "sin"), "exp": ("cosh", "sinh"), "log": ("exp", "sqrt"), "sqrt": ("abs", "asinh"),
    "abs": ("sign", "sqrt"), "sign": ("abs", "tanh"), "asin": ("acos", "atan"), "acos": ("asin", "atan"), "atan": ("tanh", "acot"),
    "acot": ("atan", "cot"), "asec": ("acsc", "acosh"), "acsc": ("asec", "acsch"), "sinh": ("cosh", "sin"), "cosh": ("sinh", "cos"),
    "tanh": ("coth", "tan"), "coth": ("tanh", "cot"), "sech": ("csch", "sec"), "csch": ("sech", "csc"), "asinh": ("atan", "sinh"),
    "acosh": ("asinh", "sqrt"), "atanh": ("asin", "tanh"), "acoth": ("acsch", "acot"), "asech": ("acsch", "acos"),
    "acsch": ("asinh", "csch"),
}


def _tiny(rng: Random) -> Expr:
    """A positive number of 10^-1 … 10^-200, written in one of the ways in which it can be written."""
    k = rng.choice((rng.randint(1, 12), rng.randint(12, 60), rng.randint(60, 200)))
    digit = rng.randint(1, 9)
    return rng.choice((Number(Fraction(digit, 10**k), k), Div(Number(digit), Pow(Number(10), Number(k))),
                       Pow(Number(10), Neg(Number(k))), Pow(Number(2), Neg(Number(3 * k))), Div(Number(1), Number(10**k))))


def _sign(node: Expr, rng: Random) -> Expr | None:
    if isinstance(node, Neg):
        return node.args[0]
    if isinstance(node, Add):
        at = rng.randrange(len(node.args))
        term = node.args[at]
        return Add([*node.args[:at], term.args[0] if isinstance(term, Neg) else Neg(term), *node.args[at + 1:]])
    return Neg(node) if not isinstance(node, Number) else None


def _coefficient(node: Expr, rng: Random) -> Expr | None:
    if isinstance(node, Number) and node.places is None:
        return Number(abs(node.value + rng.choice((1, 2, -1))) or 3)
    return Mul([rng.choice((Number(2), Number(3), Div(Number(1), Number(2)))), node])


def _exponent(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and isinstance(node.args[1], Number)):
        return None
    return Pow(node.args[0], Number(node.args[1].value + rng.choice((1, 2)) if rng.random() < 0.7 else 1))


def _dropped(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Add | Mul):
        return None
    kept = list(node.args)
    del kept[rng.randrange(len(kept))]
    return kept[0] if len(kept) == 1 else type(node)(kept)


def _dropped_function(node: Expr, rng: Random) -> Expr | None:
    return node.args[0] if isinstance(node, Call | Pow) else None


def _swapped_function(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Call) or node.name not in _SWAPS or len(node.args) > 1:
        return None
    return Call(rng.choice(_SWAPS[node.name]), node.args)


def _swapped_variable(node: Expr, rng: Random) -> Expr | None:
    return Symbol(rng.choice(("x", "y", "p", "a"))) if isinstance(node, Symbol) else None


def _upside_down(node: Expr, rng: Random) -> Expr | None:
    return Div(node.args[1], node.args[0]) if isinstance(node, Div) else None


def _tiny_term(node: Expr, rng: Random) -> Expr | None:
    """Something nearly zero is added, constant or not."""
    x = Symbol(rng.choice(("x", "y", "p")))
    tiny = _tiny(rng)
    offset = rng.choice((tiny, Mul([tiny, x]), Mul([tiny, Call("sin", [x])]), Mul([tiny, Pow(x, Number(3))])))
    return Add([node, rng.choice((offset, Neg(offset)))])


def _tiny_factor(node: Expr, rng: Random) -> Expr | None:
    tiny = _tiny(rng)
    return Mul([node, Add([Number(1), rng.choice((tiny, Neg(tiny)))])])


def _tiny_in_argument(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Call) or len(node.args) > 1:
        return None
    return Call(node.name, [Add([node.args[0], Mul([_tiny(rng), Symbol("x")])])])


def _hidden_tiny(node: Expr, rng: Random) -> Expr | None:
    """A factor or term near 1 or 0 that no literal gives away."""
    x = Symbol(rng.choice(("x", "p")))
    tiny = Mul([_tiny(rng), x])
    return rng.choice((
        Mul([node, Call("exp", [tiny])]), Mul([node, Call("cos", [tiny])]), Add([node, Call("sin", [tiny])]),
        Add([node, Add([Call("exp", [tiny]), Neg(Number(1))])]), Add([node, Call("atan", [tiny])]),
        Add([node, Call("exp", [Neg(Number(rng.randint(100, 460)))])]), Mul([node, Call("sqrt", [Add([Number(1), Pow(tiny, Number(2))])])]),
    ))


def _long_decimal(node: Expr, rng: Random) -> Expr | None:
    """A number cut after many digits."""
    places = rng.randint(3, 200)
    with mpmath.workdps(places + 20):
        match node:
            case Constant():
                value = mpmath.pi if node.name == "pi" else mpmath.e
            case Div() if all(isinstance(arg, Number) for arg in node.args):
                value = mpmath.mpf(node.args[0].data[0]) / node.args[1].data[0]
            case Call() if node.name in ("sqrt", "log", "exp") and isinstance(node.args[0], Number):
                value = getattr(mpmath, node.name)(node.args[0].data[0])
            case Number():
                return Number(node.value + Fraction(1, 10**places), places)
            case _:
                return None
        cut = Fraction(int(mpmath.floor(value * mpmath.mpf(10) ** places)), 10**places)
    return Number(cut, places)


COARSE: dict[str, Slip] = {
    "sign": _sign, "coefficient": _coefficient, "exponent": _exponent, "dropped part": _dropped, "dropped function": _dropped_function,
    "swapped function": _swapped_function, "swapped variable": _swapped_variable, "upside down": _upside_down,
}
FINE: dict[str, Slip] = {
    "tiny term": _tiny_term, "tiny factor": _tiny_factor, "tiny in an argument": _tiny_in_argument, "hidden tiny": _hidden_tiny,
    "long decimal": _long_decimal,
}


def slipped(root: Expr, rng: Random) -> tuple[Expr, str]:
    """The tree with one slip at a random node, and its name."""
    while True:
        nodes = list(postorder(root))
        at = rng.randrange(len(nodes))
        rules = rng.choice((COARSE, FINE))
        name = rng.choice([*rules])
        if is_literal_part(nodes, at):
            continue
        new = rules[name](nodes[at], rng)
        if new is not None and new != nodes[at]:
            return replaced(root, at, new), name
