"""Sums, constants and variables go wrong: something is not differentiated, not dropped, not kept, or not held constant."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import declared_of
from grader.engine.calculus import Calculus, NoRuleError, displayed
from grader.engine.recognise import rational
from grader.expr import (
    Add,
    Apply,
    Call,
    Div,
    Expr,
    Filled,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Sum,
    Symbol,
    build,
    names,
    postorder,
    without,
)
from grader.misconceptions.predict.elementary import NOT_ELEMENTARY
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule
from grader.record import replace


def _inner_sign(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Neg:
        yield calculus.differential(node.args[0])


def _function_copied(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) in (Apply, Call, Pow) and type(node.args[0]) is Symbol and calculus.depends(node.args[0]):
        if node.data not in NOT_ELEMENTARY and node.data != "exp" and not any(map(calculus.depends, node.args[1:])):
            yield node


def _not_normalised(node: Expr) -> Iterator[Expr]:
    if type(node) is Div and _normalises(node.args[1]):
        yield node.args[0]
    elif type(node) is Mul:
        for place, arg in enumerate(node.args):
            is_factor = type(arg) is Div and arg.args[0] == Number(1) and _normalises(arg.args[1])
            if is_factor or (type(arg) is Pow and type(arg.args[1]) is Neg and _normalises(arg.args[0])):
                yield without(node, place)


def _normalises(node: Expr) -> bool:
    """Whether a denominator is a norm, a size or a total."""
    if type(node) is Pow:
        return _normalises(node.args[0])
    if type(node) is Call:
        return bool(node.data == "norm")
    return type(node) in (Size, Sum) or (not node.is_array and any(
        type(part) is Filled and part.data[0] == "ones" for part in postorder(node)))


def _constant_not_dropped(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    constants = [term for term in node.args if not calculus.depends(term)] if type(node) is Add else []
    if constants:
        changes = [calculus.differential(term) for term in node.args if calculus.depends(term)]
        yield from _with_a_trace(changes, constants)
        if calculus.shape(node) is None:
            yield from _with_a_trace(changes, [Neg(Number(1)) if type(term) is Neg else Number(1) for term in constants])
            powers = [term.args for term in constants if type(term) is Pow]
            if powers:
                yield Add((*changes, *[Mul((n, Pow(base, Add((n, Neg(Number(1))))))) for base, n in powers]))


def _with_a_trace(changes: list[Expr], kept: list[Expr]) -> Iterator[Expr]:
    """Yield derivatives with what was kept, unless that leaves only a sign or nothing of them, as other mistakes do."""
    slope, rest = rational(build.add(changes)), rational(build.add(kept))
    if slope is None or rest is None or slope + rest not in (0, -slope):
        yield Add((*changes, *kept))


def _coefficient_lost(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    constants = [place for place, arg in enumerate(node.args) if not calculus.depends(arg)] if type(node) is Mul else []
    if constants:
        yield calculus.differential(without(node, *constants))
    for place in constants if len(constants) > 1 else ():
        # The others stay, so that the mal-rule is not asked about what is left: it would lose them one by one, in every order.
        yield calculus.by_rules(without(node, place))
    if type(node) is Div and not calculus.depends(node.args[1]):
        yield calculus.differential(node.args[0])


def _variable_not_differentiated(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Symbol:
        yield node


def _term_not_differentiated(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    terms = [term for term in node.args if calculus.depends(term)] if type(node) is Add else []
    if len(terms) > 1 and calculus.name not in calculus.declared.arrays:
        for kept in range(len(terms)):
            yield Add([term if at == kept else calculus.differential(term) for at, term in enumerate(terms)])


def _sum_as_product(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Add and len(node.args) == 2 and all(map(calculus.depends, node.args)) and calculus.shape(node) is None:
        first, second = map(calculus.differential, node.args)
        yield Mul((first, second))
        yield Add((Mul((first, node.args[1])), Mul((node.args[0], second))))


def _treated_as_constant(question: Question) -> Iterator[Expr]:
    if question.variables:
        yield Number(0)


def _others_vary_inside(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    """Yield the differential of a part that varies, with the other names in it varying too."""
    if calculus.name in calculus.declared.arrays or type(node) not in (Pow, Mul, Add, Call) or calculus.shape(node) is not None:
        return
    others = sorted(names(node) - {calculus.name} - set(calculus.declared.arrays))
    for other in others:
        try:
            yield Add((calculus.by_rules(node), calculus.by(other).differential(node)))
        except NoRuleError:
            continue
    if others and type(node) is Mul:
        yield Mul([_by_every_name(calculus, factor) for factor in node.args])


def _by_every_name(calculus: Calculus, factor: Expr) -> Expr:
    """Return a factor differentiated by every name in it."""
    slopes = [calculus.by(name).differential(factor) for name in sorted(names(factor) - set(calculus.declared.arrays))]
    return Add(slopes) if len(slopes) > 1 else slopes[0] if slopes else factor


def _others_vary(question: Question) -> Iterator[Expr]:
    scalars = [name for name in question.others if name not in question.posed.declared.arrays]
    if len(question.variables) != 1 or not scalars or question.task.wrt_is_list:
        return
    own = question.derivative(question.f, question.variables)
    others = [question.derivative(question.f, (name,)) for name in scalars]
    yield from (Add((own, other)) for other in others if own is not None and other is not None)


def _wrong_variable(question: Question) -> Iterator[Expr]:
    if not question.variables or question.task.wrt_is_list:
        return
    for variable in question.task.variables:
        if variable.name not in question.task.wrt:
            other = replace(question.task, wrt=(variable.name,), truth_tree=None)
            tree = displayed(question.f, other, declared_of(other))
            if tree is not None:
                yield tree


RULES = (
    Rule(
        name="inner-sign", looks_like="(-f)' = f'",
        title="sign of the inner derivative",
        message="A minus sign of the function was lost: in the derivative it stays as a factor of minus one (section 5.1.2).",
        explanation="The derivative of f(-x), or of y - Φθ by θ, has the factor -1; it was left out.",
        section="5.1.2 (5.32), 5.3 (Example 5.11)",
        mal_rule=_inner_sign,
        examples=(Example("exp(-x)", "x", "exp(-x)"), Example("(1-x)^3", "x", "3(1-x)^2")),
    ),
    Rule(
        name="function-copied", looks_like="sin(x)' = sin(x)",
        title="function not differentiated",
        message="A function is undifferentiated where its derivative belongs (section 5.1.2).",
        explanation="sin(x)' was written as sin(x), or x^n as x^n, while the rest was differentiated.",
        section="5.1.2",
        mal_rule=_function_copied,
        examples=(Example("2sin(x) + x^3", "x", "2sin(x) + 3x^2"), Example("x sin(x)", "x", "sin(x) + x sin(x)")),
    ),
    Rule(
        name="not-normalised", looks_like="||x||' = x^T",
        title="not normalised",
        message="The division by the norm, by the number of entries or by their total is missing (section 5.3).",
        explanation="The derivative of ||x|| was written as xᵀ, a mean was treated like a sum, or a softmax was not divided by its total.",
        section="5.3",
        misreads=_not_normalised,
        edits=_not_normalised,
        of_multiples=False,
        examples=(Example("||x||", "x", "x^T", "x: [N]"),),
    ),
    Rule(
        name="constant-not-dropped", looks_like="(f + c)' = f' + c",
        title="constant not dropped",
        message=(
            "A term that does not depend on the variable has the derivative zero; here it left something behind (sum rule, section "
            "5.1.2)."),
        explanation="The derivative of c was written as 1, that of e^2 as 2e, or c was kept.",
        section="5.1.2 (5.31)",
        mal_rule=_constant_not_dropped,
        examples=(Example("2x+1", "x", "3"), Example("x^2+5", "x", "2x+5")),
    ),
    Rule(
        name="coefficient-lost", looks_like="(c f)' = f'",
        title="coefficient lost",
        message="A constant factor stays when a function is differentiated; here it is gone (section 5.1.2).",
        explanation="(c f)' was written as f'.",
        section="5.1.2",
        mal_rule=_coefficient_lost,
        examples=(Example("3x^2", "x", "2x"), Example("sin(2x)", "x", "cos(2x)")),
    ),
    Rule(
        name="variable-not-differentiated", looks_like="(c x)' = c x",
        title="variable left standing",
        message="The derivative of the variable by itself is one; here the variable is still there (section 5.1).",
        explanation="(c x)' was written as c x.",
        section="5.1",
        mal_rule=_variable_not_differentiated,
        examples=(Example("2x+1", "x", "2x"), Example("5x + sin(x)", "x", "5x + cos(x)")),
    ),
    Rule(
        name="term-not-differentiated", looks_like="(f + g)' = f' + g",
        title="a term not differentiated",
        message="One term of the sum was copied without being differentiated (sum rule, section 5.1.2).",
        explanation="(f + g)' was written as f' + g.",
        section="5.1.2 (5.31)",
        mal_rule=_term_not_differentiated,
        examples=(Example("x^2 + sin(x)", "x", "2x + sin(x)"),),
    ),
    Rule(
        name="sum-as-product", looks_like="(f + g)' = f' g'",
        title="a sum treated like a product",
        message=(
            "The derivative of a sum is the sum of the derivatives; here the terms were treated like factors (sum rule, section 5.1.2)."),
        explanation="(f + g)' was written as f' g', or as f' g + f g'.",
        section="5.1.2 (5.31)",
        mal_rule=_sum_as_product,
        of_sign=False,
        examples=(Example("x^2 + sin(x)", "x", "2x cos(x)"),),
    ),
    Rule(
        name="treated-as-constant", looks_like="f' = 0",
        title="treated as a constant",
        message="The derivative is zero only if the function does not depend on the variable at all; here it does (section 5.1).",
        explanation="The answer is 0.",
        section="5.1",
        predicts=_treated_as_constant,
        of_whole=True,
        examples=(Example("2x+1", "x", "0"),),
    ),
    Rule(
        name="other-variables-differentiated", looks_like="∂f/∂x = ∂f/∂x + ∂f/∂y",
        title="other variables not held constant",
        message="In a partial derivative all other variables are held constant; here another one was differentiated as well (section 5.2).",
        explanation="y was treated as if it depended on x, with derivative one.",
        section="5.2 (5.39)",
        mal_rule=_others_vary_inside,
        predicts=_others_vary,
        of_sign=False,
        examples=(Example("(x+2y^3)^2", "x", "2(x+2y^3)(1+6y^2)", "x: real, y: real"),),
    ),
    Rule(
        name="wrong-variable", looks_like="∂f/∂x = ∂f/∂y",
        title="differentiated by another variable",
        message="This is the derivative by another variable than the one that is asked for (partial derivatives, section 5.2).",
        explanation="∂f/∂y was given for ∂f/∂x, or the derivative by A for the derivative by x.",
        section="5.2 (5.39)",
        predicts=_wrong_variable,
        of_sign=False,
        of_whole=True,
        examples=(Example("x^2 y + y^3", "x", "x^2 + 3y^2", "x: real, y: real"),),
    ),
)
