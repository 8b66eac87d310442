"""The chain rule goes wrong: an inner or outer derivative is missing, is taken elsewhere, or a path is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.engine.calculus import Calculus
from grader.expr import Add, Apply, Call, Constant, Div, Expr, Matrix, Mul, Neg, Number, Pow, Symbol, Transpose, names
from grader.misconceptions.predict.elementary import NOT_ELEMENTARY
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule


def partial(node: Expr, place: int, args: Sequence[Expr] | None = None) -> Expr:
    """Return the partial derivative of an abstract function by one argument, at its own arguments or at others.

    >>> from grader.expr import plain
    >>> plain(partial(Apply("h", [0, 0], [Symbol("u"), Symbol("v")]), 1))
    'h{2}(u, v)'
    """
    name, orders = node.data
    return Apply(name, [order + (at == place) for at, order in enumerate(orders)], node.args if args is None else args)


def _inner_places(calculus: Calculus, node: Expr) -> list[int]:
    """Return the places of an abstract function's arguments that vary and are more than a name."""
    return [place for place, arg in enumerate(node.args) if calculus.depends(arg) and type(arg) is not Symbol]


def _is_composed(calculus: Calculus, node: Expr) -> bool:
    """Whether a power or call is an outer function of its first argument, which is more than a name, and of no other that varies."""
    return (type(node) in (Call, Pow) and type(node.args[0]) is not Symbol and node.data not in NOT_ELEMENTARY
            and not any(map(calculus.depends, node.args[1:])))


def _inner_derivative(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Apply:
        yield from (partial(node, place) for place in _inner_places(calculus, node))
    elif _is_square_of_a_norm(node):
        inner = node.args[0].args[0]
        yield from (Mul((Number(2), part)) for part in (Transpose(inner), inner, node.args[0]))
    elif _is_composed(calculus, node):
        if calculus.shape(node) is None or type(node) is Call:
            slope = calculus.outer(node)
            yield slope
            if calculus.shape(node) is not None:
                yield Call("diag", (slope,))
    elif type(node) is Pow and type(node.args[1]) is not Symbol and not calculus.depends(node.args[0]):
        yield Mul((node, Call("log", (node.args[0],)))) if node.args[0] != Constant("e") else node


def _inner_forgotten_at_every_order(question: Question) -> Iterator[Expr]:
    """Yield Taylor polynomials, Laplacians and Hessians whose higher derivatives lack the inner derivative, too."""
    known, wrt = question.operated, question.variables
    yield from known.broken_at_every_order(_inner_derivative)
    if question.task.asked == "hessian" and question.task.wrt_is_list and not question.f.is_array:
        first = [known.derived_by(_inner_derivative, question.f, name) for name in wrt]
        yield Matrix(len(wrt), len(wrt), [known.derived_by(_inner_derivative, slope, name) for slope in first for name in wrt])


def _is_square_of_a_norm(node: Expr) -> bool:
    """Whether a node is ||u||^2, whose outer derivative is 2u^T."""
    return type(node) is Pow and node.args[1] == Number(2) and type(node.args[0]) is Call and bool(node.args[0].data == "norm")


def _outer_not_differentiated(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Apply:
        yield from (Mul((node, calculus.differential(node.args[place]))) for place in _inner_places(calculus, node))
    elif node.data != "exp" and _is_composed(calculus, node) and (type(node) is Call or calculus.shape(node) is None):
        change = calculus.differential(node.args[0])
        yield Mul((node, change)) if calculus.shape(node.args[0]) is None else Call("hadamard", (node, change))


def _activation_derivative(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data in ("tanh", "sigmoid"):
        change = calculus.differential(node.args[0])
        yield change
        if calculus.shape(node.args[0]) is None:
            yield Mul((Add((Number(1), Neg(node))), change))


def _power_factor_lost(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and type(node.args[0]) is not Symbol and calculus.depends(node.args[0]) and not calculus.depends(node.args[1]):
        if calculus.shape(node) is None:
            yield Mul((node.args[1], calculus.differential(node.args[0])))


def _outer_at_inner_derivative(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Apply:
        for place in _inner_places(calculus, node):
            outer = partial(node, place, [calculus.differential(arg) if at == place else arg for at, arg in enumerate(node.args)])
            yield outer
            yield Mul((outer, calculus.differential(node.args[place])))
        if len(node.args) > 1 and all(map(calculus.depends, node.args)):
            changes = tuple(map(calculus.differential, node.args))
            yield Add([Mul((partial(node, place, changes), change)) for place, change in enumerate(changes)])
    elif _is_composed(calculus, node) and calculus.shape(node.args[0]) is None:
        change = calculus.differential(node.args[0])
        outer = calculus.outer(node.with_args((change, *node.args[1:])))
        yield outer
        # Of a logarithm the product is one, whatever is inside.
        if node.data != "log":
            yield Mul((outer, change))


def _function_of_derivative(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Apply and _inner_places(calculus, node) and all(map(calculus.depends, node.args)):
        yield node.with_args(tuple(map(calculus.differential, node.args)))
    elif node.data not in ("exp", "log") and _is_composed(calculus, node) and calculus.shape(node.args[0]) is None:
        change = calculus.differential(node.args[0])
        # A power of one is one, which shows nothing of what was done.
        if change != Number(1):
            yield node.with_args((change, *node.args[1:]))


def _outer_at_variable(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if calculus.name in calculus.declared.arrays:
        return
    variable = Symbol(calculus.name)
    if type(node) is Apply and len(node.args) == 1 and type(node.args[0]) is not Symbol:
        yield Mul((partial(node, 0, [variable]), calculus.differential(node.args[0])))
    elif _is_composed(calculus, node):
        outer = calculus.outer(node.with_args((variable, *node.args[1:])))
        yield Mul((outer, calculus.differential(node.args[0])))
        yield outer


def _exp_of_derivative(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "exp" and calculus.shape(node.args[0]) is None:
        yield Call("exp", (calculus.differential(node.args[0]),))
    elif type(node) is Pow and calculus.depends(node.args[1]) and not calculus.depends(node.args[0]):
        yield Pow(node.args[0], calculus.differential(node.args[1]))


def _log_of_derivative(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "log" and len(node.args) == 1 and calculus.shape(node.args[0]) is None:
        change = calculus.differential(node.args[0])
        if change != Number(1):
            yield Call("log", (change,))
        yield Div(Number(1), change)
        yield Div(change, node)
        yield Neg(Div(change, Pow(node.args[0], Number(2))))
        yield change


def _outer_derivative_lost(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if _is_composed(calculus, node) and calculus.shape(node.args[0]) is None:
        yield calculus.differential(node.args[0])


def _path_forgotten(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    places = [place for place, arg in enumerate(node.args) if calculus.depends(arg)] if type(node) is Apply else []
    for place in places if len(places) > 1 else ():
        yield Mul((partial(node, place), calculus.differential(node.args[place])))


def _paths_crossed(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is not Apply or len(node.args) != 2 or not all(map(calculus.depends, node.args)):
        return
    outer = [partial(node, place) for place in range(2)]
    inner = [calculus.differential(arg) for arg in node.args]
    yield Add((Mul((outer[0], inner[1])), Mul((outer[1], inner[0]))))
    yield Mul((outer[0], inner[0], outer[1], inner[1]))
    yield Add(outer)
    yield from (Mul((part, Add(inner))) for part in (Add(outer), *outer))
    yield Matrix(1, len(inner), [Mul(pair) for pair in zip(outer, inner, strict=True)])
    # One inner function differentiated by another of its variables.
    for name in sorted({name for arg in node.args for name in names(arg)} - {calculus.name}):
        another = calculus.by(name)
        for place in range(2):
            slopes = [(another if at == place else calculus).differential(arg) for at, arg in enumerate(node.args)]
            yield Add([Mul(pair) for pair in zip(outer, slopes, strict=True)])


RULES = (
    Rule(
        name="inner-derivative", looks_like="(g(f(x)))' = g'(f(x))",
        title="inner derivative forgotten",
        message="The outer function is differentiated, but the factor from the inner function is missing (chain rule, section 5.1.2).",
        explanation=(
            "(g(f(x)))' was written as g'(f(x)). The factor f'(x) is the part that students leave out most often, above all where the "
            "inner function is a sum or a power."),
        section="5.1.2 (5.32)",
        mal_rule=_inner_derivative,
        predicts=_inner_forgotten_at_every_order,
        examples=(Example("sin(x^2)", "x", "cos(x^2)"), Example("(2x+1)^4", "x", "4(2x+1)^3"), Example("exp(-x^2/2)", "x", "exp(-x^2/2)")),
    ),
    Rule(
        name="outer-not-differentiated", looks_like="(g(f(x)))' = g(f(x)) f'(x)",
        title="outer function not differentiated",
        message=(
            "The outer function is still there undifferentiated; only the inner function was differentiated (chain rule, section 5.1.2)."),
        explanation="(g(f(x)))' was written as g(f(x)) f'(x). For exp this is right, which may be where the habit comes from.",
        section="5.1.2 (5.32)",
        mal_rule=_outer_not_differentiated,
        of_multiples=False,
        examples=(Example("sin(x^2)", "x", "2x sin(x^2)"), Example("log(3x)", "x", "3log(3x)")),
    ),
    Rule(
        name="activation-derivative", looks_like="tanh(u)' = u'",
        title="derivative of the activation function",
        message=(
            "The derivative of the activation function is missing or incomplete: that of tanh is one minus its square, that of the "
            "sigmoid is the sigmoid times one minus itself (chain rule, section 5.1.2)."),
        explanation="tanh(u)' was written as u' or (1 - h) u' for (1 - h²) u', or the derivative of a sigmoid as u' or (1 - s) u'.",
        section="5.1.2 (5.32)",
        mal_rule=_activation_derivative,
        examples=(Example("tanh(w x + b)", "w", "x", "w: real, x: real, b: real"), Example("sigmoid(2x)", "x", "2(1 - sigmoid(2x))")),
    ),
    Rule(
        name="power-factor-lost", looks_like="(u^n)' = n u'",
        title="factor of the outer power left out",
        message=(
            "Of the outer power only the exponent is there as a factor; the power itself, reduced by one, is missing (power rule and "
            "chain rule, section 5.1.2)."),
        explanation="(u^n)' was written as n u' for n u^(n-1) u'.",
        section="5.1.2 (5.32)",
        mal_rule=_power_factor_lost,
        of_multiples=False,
        examples=(Example("sin(x)^3", "x", "3cos(x)"),),
    ),
    Rule(
        name="outer-at-inner-derivative", looks_like="(g(f(x)))' = g'(f'(x))",
        title="outer derivative at the inner derivative",
        message=(
            "The outer derivative is evaluated at the derivative of the inner function instead of at the inner function itself (chain "
            "rule, section 5.1.2)."),
        explanation=(
            "(g(f(x)))' was written as g'(f'(x)): both derivatives are there, but one was put into the other instead of multiplied with "
            "it."),
        section="5.1.2 (5.32)",
        mal_rule=_outer_at_inner_derivative,
        of_multiples=False,
        examples=(Example("(2x+1)^4", "x", "4*2^3"), Example("sin(x^2)", "x", "cos(2x)")),
    ),
    Rule(
        name="outer-at-variable", looks_like="(g(f(x)))' = g'(x) f'(x)",
        title="inner function not put back",
        message=(
            "The outer derivative is evaluated at the variable: the inner function has not been put back into it (chain rule, section "
            "5.1.2)."),
        explanation="(g(f(x)))' was written as g'(x) f'(x), or as g'(x): the substitution u = f(x) was made, but u became x at the end.",
        section="5.1.2 (5.32)",
        mal_rule=_outer_at_variable,
        # The variable alone, of which a multiple is 2x, shows nothing of what was done.
        needs=lambda answer: type(answer) is not Symbol,
        examples=(Example("sin(x^2)", "x", "2x cos(x)"),),
    ),
    Rule(
        name="function-of-derivative", looks_like="(g(f(x)))' = g(f'(x))",
        title="differentiated inside of the outer function",
        message=(
            "The inner function was differentiated inside of the outer one; the outer function must be differentiated, too, and the inner "
            "derivative stands beside it as a factor (chain rule, section 5.1.2)."),
        explanation="(g(f(x)))' was written as g(f'(x)), such as cos(x)^2 for the derivative of sin(x)^2.",
        section="5.1.2 (5.32)",
        mal_rule=_function_of_derivative,
        of_multiples=False,
        examples=(Example("sin(x^2)", "x", "sin(2x)"), Example("log(x)^2", "x", "1/x^2", "x: positive")),
    ),
    Rule(
        name="exp-of-derivative", looks_like="exp(u)' = exp(u')",
        title="exponent differentiated inside exp",
        message=(
            "The exponent was differentiated inside the exponential function; exp stays as it is and gets the derivative of the exponent "
            "as a factor (section 5.1.2)."),
        explanation="exp(u)' was written as exp(u').",
        section="5.1.2",
        mal_rule=_exp_of_derivative,
        examples=(Example("exp(x^2)", "x", "exp(2x)"),),
    ),
    Rule(
        name="log-of-derivative", looks_like="log(u)' = log(u')",
        title="derivative of the logarithm",
        message="The derivative of the logarithm is one over its argument, times the derivative of the argument (section 5.1.2).",
        explanation="log(u)' was written as log(u'), as 1/u', or as 1/log(u).",
        section="5.1.2",
        mal_rule=_log_of_derivative,
        examples=(Example("log(x^2+1)", "x", "log(2x)", "x: positive"), Example("log(x^2+1)", "x", "1/(2x)")),
    ),
    Rule(
        name="outer-derivative-lost", looks_like="(g(f(x)))' = f'(x)",
        title="derivative of the outer function left out",
        message=(
            "Only the inner function was differentiated: the derivative of the outer function is missing as a factor (chain rule, section "
            "5.1.2)."),
        explanation="(g(f(x)))' was written as f'(x).",
        section="5.1.2 (5.32)",
        mal_rule=_outer_derivative_lost,
        examples=(Example("sin(x^2)", "x", "2x"), Example("exp(3x)", "x", "3")),
    ),
    Rule(
        name="path-forgotten", looks_like="h(u, v)' = h{1}(u, v) u'",
        title="only one path of the chain rule",
        message=(
            "The function depends on the variable along several paths, and not all of them are in your answer (chain rule, section "
            "5.2.2)."),
        explanation="df/dt is the sum over all inner functions of ∂f/∂x_i dx_i/dt; one or more summands are missing.",
        section="5.2.2 (5.49)",
        mal_rule=_path_forgotten,
        examples=(Example("h(u(t), v(t))", "t", "h{1}(u(t), v(t)) u'(t)", "t: real", funcs="h: 2, u: 1, v: 1"),),
    ),
    Rule(
        name="paths-crossed", looks_like="h(u, v)' = h{1}(u, v) v' + h{2}(u, v) u'",
        title="paths of the chain rule crossed",
        message=(
            "Each partial derivative of the outer function is multiplied by the derivative of its own inner function, and the products "
            "are added; here they are put together in another way (section 5.2.2)."),
        explanation=(
            "∂f/∂x_1 was multiplied with dx_2/dt and the other way round, or with nothing, or with the derivative by the other variable."),
        section="5.2.2 (5.49)",
        mal_rule=_paths_crossed,
        examples=(Example("h(u(t), v(t))", "t", "h{1}(u(t), v(t)) v'(t) + h{2}(u(t), v(t)) u'(t)", "t: real", funcs="h: 2, u: 1, v: 1"),),
    ),
)
