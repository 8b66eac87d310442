"""Honest rewrites: identities of the reals, each applied to one node, that keep the value wherever the node has one."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from expressions import is_positive

from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, names, postorder

Rewrite = Callable[[Expr, Random], Expr | None]
"""A node to an equal tree; ``None`` where the rule does not apply."""

ONE, TWO = Number(1), Number(2)


def call(name: str, arg: Expr) -> Expr:
    return Call(name, [arg])


def square(tree: Expr) -> Expr:
    return Pow(tree, TWO)


def minus(left: Expr, right: Expr) -> Expr:
    return Add([left, Neg(right)])


def half(tree: Expr) -> Expr:
    return Div(tree, TWO)


def double(tree: Expr) -> Expr:
    return Mul([TWO, tree])


# -- anything -------------------------------------------------------------------------------------------------


def _simple(rng: Random) -> Expr:
    x: Expr = Symbol(rng.choice(("x", "y", "p", "a")))
    return rng.choice((x, Mul([Number(rng.randint(2, 5)), x]), call("sin", x), square(x), Add([x, ONE]), call("exp", x)))


def _add_and_subtract(node: Expr, rng: Random) -> Expr:
    h = _simple(rng)
    return Add([node, h, Neg(h)])


def _expand_fraction(node: Expr, rng: Random) -> Expr:
    h = rng.choice((Symbol("p"), call("exp", Symbol("x")), Add([square(Symbol("y")), ONE]), Number(rng.randint(2, 9))))
    return Div(Mul([node, h]), h)


def _pythagoras(node: Expr, rng: Random) -> Expr:
    h = _simple(rng)
    return Mul([node, Add([square(call("sin", h)), square(call("cos", h))])])


def _hyperbolic_pythagoras(node: Expr, rng: Random) -> Expr:
    h = rng.choice((Symbol("x"), Symbol("y"), double(Symbol("a"))))
    return Mul([node, minus(square(call("cosh", h)), square(call("sinh", h)))])


def _two_minuses(node: Expr, rng: Random) -> Expr:
    return rng.choice((Neg(Neg(node)), Mul([Neg(ONE), Neg(node)]), Div(Neg(node), Neg(ONE))))


def _halves(node: Expr, rng: Random) -> Expr:
    return Add([half(node), half(node)])


def _complete_square(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and node.args[1] == TWO):
        return None
    g, k = node.args[0], Number(rng.randint(1, 5))
    return Add([square(Add([g, k])), Neg(Mul([TWO, k, g])), Neg(square(k))])


def _log_of_exp(node: Expr, rng: Random) -> Expr | None:
    return call("log", call("exp", node)) if node.leaves < 3 else None


def _exp_of_log(node: Expr, rng: Random) -> Expr | None:
    return call("exp", call("log", node)) if is_positive(node) and not isinstance(node, Number) else None


# -- sums and products ----------------------------------------------------------------------------------------


def _commute(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Add | Mul):
        return None
    args = list(node.args)
    rng.shuffle(args)
    return type(node)(args)


def _associate(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Add | Mul) or len(node.args) < 3:
        return None
    kind = type(node)
    return kind([node.args[0], kind(node.args[1:])])


def _distribute(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Mul):
        return None
    sums = [index for index, arg in enumerate(node.args) if isinstance(arg, Add)]
    if not sums:
        return None
    at = rng.choice(sums)
    return Add([Mul([*node.args[:at], term, *node.args[at + 1:]]) for term in node.args[at].args])


def _factor(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Add):
        return None
    k = Number(rng.randint(2, 7))
    return Mul([k, Add([Div(term, k) for term in node.args])])


def _polarize(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Mul) or len(node.args) != 2:
        return None
    a, b = node.args
    return Div(minus(square(Add([a, b])), square(minus(a, b))), Number(4))


def _quotient_as_product(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Div):
        return None
    a, b = node.args
    return rng.choice((Mul([a, Pow(b, Neg(ONE))]), Mul([Div(ONE, b), a]), Neg(Div(a, Neg(b)))))


def _split_fraction(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Div) or not isinstance(node.args[0], Add):
        return None
    return Add([Div(term, node.args[1]) for term in node.args[0].args])


def _conjugate(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Div) or not isinstance(node.args[1], Add) or len(node.args[1].args) != 2:
        return None
    top, (a, b) = node.args[0], node.args[1].args
    if names(a) == names(b):
        return None
    return Div(Mul([top, minus(a, b)]), minus(square(a), square(b)))


# -- powers, roots, exponentials, logarithms ------------------------------------------------------------------


def _whole(tree: Expr) -> int | None:
    return int(tree.value) if isinstance(tree, Number) and tree.value.denominator == 1 else None


def _peel_power(node: Expr, rng: Random) -> Expr | None:
    k = _whole(node.args[1]) if isinstance(node, Pow) else None
    return Mul([Pow(node.args[0], Number(k - 1)), node.args[0]]) if k is not None and k > 2 else None


def _square_as_product(node: Expr, rng: Random) -> Expr | None:
    return Mul([node.args[0], node.args[0]]) if isinstance(node, Pow) and node.args[1] == TWO else None


def _expand_square(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and node.args[1] == TWO and isinstance(node.args[0], Add) and len(node.args[0].args) == 2):
        return None
    a, b = node.args[0].args
    return Add([square(a), Mul([TWO, a, b]), square(b)])


def _negative_power(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and isinstance(node.args[1], Neg)):
        return None
    return Div(ONE, Pow(node.args[0], node.args[1].args[0]))


def _power_of_product(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and isinstance(node.args[0], Mul) and _whole(node.args[1]) is not None):
        return None
    return Mul([Pow(factor, node.args[1]) for factor in node.args[0].args])


def _power_by_exp(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and is_positive(node.args[0])):
        return None
    return call("exp", Mul([node.args[1], call("log", node.args[0])]))


def _sum_in_exponent(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and isinstance(node.args[1], Add) and is_positive(node.args[0])):
        return None
    return Mul([Pow(node.args[0], term) for term in node.args[1].args])


def _root_as_power(node: Expr, rng: Random) -> Expr | None:
    if not isinstance(node, Call) or node.name not in ("sqrt", "root"):
        return None
    return Pow(node.args[0], Div(ONE, TWO if node.name == "sqrt" else node.args[1]))


def _power_as_root(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and isinstance(node.args[1], Div)):
        return None
    over, under = map(_whole, node.args[1].args)
    if over is None or under is None:
        return None
    if under == 2:
        return Pow(call("sqrt", node.args[0]), Number(over))
    # The power inside an even root would widen the domain; that is allowed, so both forms are tried.
    inner = Call("root", [Pow(node.args[0], Number(over)), Number(under)])
    return rng.choice((inner, Pow(Call("root", [node.args[0], Number(under)]), Number(over))))


def _root_of_product(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Call) and node.name == "sqrt" and isinstance(node.args[0], Mul) and is_positive(node.args[0])):
        return None
    return Mul([call("sqrt", factor) for factor in node.args[0].args])


def _rationalize(node: Expr, rng: Random) -> Expr | None:
    return Div(node.args[0], node) if isinstance(node, Call) and node.name == "sqrt" and is_positive(node.args[0]) else None


def _exp_sum(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Call) and node.name == "exp" and isinstance(node.args[0], Add)):
        return None
    return Mul([Div(ONE, call("exp", term.args[0])) if isinstance(term, Neg) else call("exp", term) for term in node.args[0].args])


def _exp_forms(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Call) and node.name == "exp"):
        return None
    g = node.args[0]
    return rng.choice((Pow(Constant("e"), g), Div(ONE, call("exp", Neg(g))), square(call("exp", half(g))),
                       Add([call("cosh", g), call("sinh", g)])))


def _log_rules(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Call) and node.name == "log" and len(node.args) == 1):
        return None
    g = node.args[0]
    if isinstance(g, Mul) and is_positive(g):
        return Add([call("log", factor) for factor in g.args])
    if isinstance(g, Div) and is_positive(g):
        return minus(call("log", g.args[0]), call("log", g.args[1]))
    if isinstance(g, Pow) and is_positive(g.args[0]):
        return Mul([g.args[1], call("log", g.args[0])])
    if isinstance(g, Pow) and g.args[1] == TWO:
        return double(call("log", call("abs", g.args[0])))
    return rng.choice((half(call("log", square(g))), Neg(call("log", Div(ONE, g)))))


def _change_of_base(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Call) and node.name == "log" and len(node.args) == 2):
        return None
    return Div(call("log", node.args[0]), call("log", node.args[1]))


def _abs_forms(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Call) and node.name == "abs"):
        return None
    g = node.args[0]
    if isinstance(g, Mul) and rng.random() < 0.5:
        return Mul([call("abs", factor) for factor in g.args])
    return rng.choice((call("sqrt", square(g)), call("abs", Neg(g)), Mul([g, call("sign", g)])))


# -- circular and hyperbolic functions ------------------------------------------------------------------------


def _table(forms: dict[str, tuple[Callable[[Expr], Expr], ...]]) -> Rewrite:
    def rewrite(node: Expr, rng: Random) -> Expr | None:
        if not isinstance(node, Call) or len(node.args) != 1 or node.name not in forms:
            return None
        return rng.choice(forms[node.name])(node.args[0])

    return rewrite


def _tan_half(g: Expr) -> Expr:
    return Div(double(call("tan", half(g))), minus(ONE, square(call("tan", half(g)))))


def _pi_half_minus(name: str) -> Callable[[Expr], Expr]:
    return lambda g: minus(half(Constant("pi")), call(name, g))


def _angle_sum(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Call) and node.name in ("sin", "cos", "sinh", "cosh") and isinstance(node.args[0], Add)):
        return None
    a = node.args[0].args[0]
    rest = node.args[0].args[1:]
    b = rest[0] if len(rest) == 1 else Add(rest)
    s, c = ("sin", "cos") if node.name in ("sin", "cos") else ("sinh", "cosh")
    if node.name == s:
        return Add([Mul([call(s, a), call(c, b)]), Mul([call(c, a), call(s, b)])])
    second = Mul([call(s, a), call(s, b)])
    return Add([Mul([call(c, a), call(c, b)]), second if node.name == "cosh" else Neg(second)])


def _power_reduction(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Pow) and node.args[1] == TWO and isinstance(node.args[0], Call)):
        return None
    name, g = node.args[0].name, node.args[0].args[0]
    forms: dict[str, list[Expr]] = {
        "sin": [half(minus(ONE, call("cos", double(g)))), minus(ONE, square(call("cos", g)))],
        "cos": [half(Add([ONE, call("cos", double(g))])), minus(ONE, square(call("sin", g)))],
        "tan": [minus(square(call("sec", g)), ONE)],
        "sec": [Add([ONE, square(call("tan", g))])],
        "csc": [Add([ONE, square(call("cot", g))])],
        "sinh": [half(minus(call("cosh", double(g)), ONE))],
        "cosh": [half(Add([call("cosh", double(g)), ONE]))],
        "tanh": [minus(ONE, square(call("sech", g)))],
        "abs": [square(g)],
    }
    return rng.choice(forms[name]) if name in forms else None


def _reciprocal_of(name: str) -> Callable[[Expr], Expr]:
    return lambda g: Div(ONE, call(name, g))


def _by_exp(sign: int) -> Callable[[Expr], Expr]:
    return lambda g: half(Add([call("exp", g), call("exp", Neg(g)) if sign > 0 else Neg(call("exp", Neg(g)))]))


_circular = _table({
    "sin": (lambda g: double(Mul([call("sin", half(g)), call("cos", half(g))])),
            lambda g: call("cos", minus(half(Constant("pi")), g)), lambda g: Neg(call("sin", Neg(g))), _reciprocal_of("csc"),
            lambda g: Mul([call("tan", g), call("cos", g)])),
    "cos": (lambda g: minus(ONE, double(square(call("sin", half(g))))), lambda g: minus(double(square(call("cos", half(g)))), ONE),
            lambda g: call("sin", Add([g, half(Constant("pi"))])), _reciprocal_of("sec"), lambda g: call("cos", Neg(g))),
    "tan": (lambda g: Div(call("sin", g), call("cos", g)), _reciprocal_of("cot"), _tan_half),
    "cot": (lambda g: Div(call("cos", g), call("sin", g)), _reciprocal_of("tan")),
    "sec": (_reciprocal_of("cos"), lambda g: Div(call("tan", g), call("sin", g))),
    "csc": (_reciprocal_of("sin"), lambda g: Div(call("cot", g), call("cos", g))),
})

_hyperbolic = _table({
    "sinh": (_by_exp(-1), lambda g: double(Mul([call("sinh", half(g)), call("cosh", half(g))])), lambda g: Neg(call("sinh", Neg(g)))),
    "cosh": (_by_exp(1), lambda g: Add([ONE, double(square(call("sinh", half(g))))])),
    "tanh": (lambda g: Div(call("sinh", g), call("cosh", g)),
             lambda g: Div(minus(call("exp", double(g)), ONE), Add([call("exp", double(g)), ONE]))),
    "coth": (lambda g: Div(call("cosh", g), call("sinh", g)), _reciprocal_of("tanh")),
    "sech": (_reciprocal_of("cosh"), lambda g: Div(TWO, Add([call("exp", g), call("exp", Neg(g))]))),
    "csch": (_reciprocal_of("sinh"), lambda g: Div(TWO, minus(call("exp", g), call("exp", Neg(g))))),
})

_inverse = _table({
    "asin": (_pi_half_minus("acos"), lambda g: call("atan", Div(g, call("sqrt", minus(ONE, square(g)))))),
    "acos": (_pi_half_minus("asin"),),
    "atan": (lambda g: call("asin", Div(g, call("sqrt", Add([ONE, square(g)])))), _pi_half_minus("acot"),
             lambda g: Neg(call("atan", Neg(g)))),
    "acot": (_pi_half_minus("atan"),),
    "asec": (lambda g: call("acos", Div(ONE, g)), _pi_half_minus("acsc")),
    "acsc": (lambda g: call("asin", Div(ONE, g)),),
    "asinh": (lambda g: call("log", Add([g, call("sqrt", Add([square(g), ONE]))])),),
    "acosh": (lambda g: call("log", Add([g, call("sqrt", minus(square(g), ONE))])),),
    "atanh": (lambda g: half(call("log", Div(Add([ONE, g]), minus(ONE, g)))),),
    "acoth": (lambda g: half(call("log", Div(Add([g, ONE]), minus(g, ONE)))), lambda g: call("atanh", Div(ONE, g))),
    "asech": (lambda g: call("acosh", Div(ONE, g)),),
    "acsch": (lambda g: call("asinh", Div(ONE, g)),),
    "sign": (lambda g: Div(g, call("abs", g)),),
})


def _decimal(node: Expr, rng: Random) -> Expr | None:
    """An exact decimal for a fraction whose denominator divides a power of ten."""
    if not (isinstance(node, Div) and all(isinstance(arg, Number) for arg in node.args)):
        return None
    value = node.args[0].value / node.args[1].value
    return next((Number(value, places) for places in range(1, 7) if (value * 10**places).denominator == 1), None)


def _fraction_of_decimal(node: Expr, rng: Random) -> Expr | None:
    if not (isinstance(node, Number) and node.places):
        return None
    value = Fraction(node.value)
    return Div(Number(value.numerator), Number(value.denominator))


ANYWHERE: dict[str, Rewrite] = {
    "add and subtract": _add_and_subtract, "expand a fraction": _expand_fraction, "sin² + cos²": _pythagoras,
    "cosh² - sinh²": _hyperbolic_pythagoras, "two minuses": _two_minuses, "halves": _halves, "log of exp": _log_of_exp,
    "exp of log": _exp_of_log,
}
"""Rules for any node; they are drawn less often."""

LOCAL: dict[str, Rewrite] = {
    "commute": _commute, "associate": _associate, "distribute": _distribute, "factor": _factor, "polarize": _polarize,
    "complete the square": _complete_square, "quotient as product": _quotient_as_product, "split a fraction": _split_fraction,
    "conjugate": _conjugate, "peel a power": _peel_power, "square as product": _square_as_product, "expand a square": _expand_square,
    "negative power": _negative_power, "power of a product": _power_of_product, "power by exp": _power_by_exp,
    "sum in an exponent": _sum_in_exponent, "root as power": _root_as_power, "power as root": _power_as_root,
    "root of a product": _root_of_product, "rationalize": _rationalize, "exp of a sum": _exp_sum, "forms of exp": _exp_forms,
    "log rules": _log_rules, "change of base": _change_of_base, "forms of abs": _abs_forms, "angle sum": _angle_sum,
    "power reduction": _power_reduction, "circular": _circular, "hyperbolic": _hyperbolic, "inverse": _inverse,
    "decimal": _decimal, "fraction of a decimal": _fraction_of_decimal,
}


def replaced(root: Expr, at: int, new: Expr) -> Expr:
    """The tree with the node at a postorder position replaced."""
    done: list[Expr] = []
    for index, node in enumerate(postorder(root)):
        count = len(node.args)
        args = tuple(done[len(done) - count:]) if count else ()
        del done[len(done) - count:]
        done.append(new if index == at else node.with_args(args) if args else node)
    return done[0]


def rewritten(root: Expr, rng: Random, steps: int) -> tuple[Expr, tuple[str, ...]]:
    """The tree after some honest rewrites at random nodes, and the names of the rules."""
    used: list[str] = []
    for _ in range(40):
        if len(used) == steps:
            break
        nodes = list(postorder(root))
        at = rng.randrange(len(nodes))
        rules = ANYWHERE if rng.random() < 0.12 else LOCAL
        name = rng.choice([*rules])
        if is_literal_part(nodes, at):
            continue
        new = rules[name](nodes[at], rng)
        if new is not None and new != nodes[at]:
            root = replaced(root, at, new)
            used.append(name)
    return root, tuple(used)


def is_literal_part(nodes: list[Expr], at: int) -> bool:
    """Whether the node lies in an exponent or an index that must stay a literal: x^(1/3) is real, x^(0.333…) is not."""
    node = nodes[at]
    for parent in nodes[at + 1:]:
        second = parent.args[1:] if isinstance(parent, Pow) or (isinstance(parent, Call) and len(parent.args) == 2) else ()
        for exponent in second:
            if any(inner is node for inner in postorder(exponent)) and not _has_symbol(exponent):
                return True
    return False


def _has_symbol(tree: Expr) -> bool:
    return any(isinstance(node, Symbol) for node in postorder(tree))
