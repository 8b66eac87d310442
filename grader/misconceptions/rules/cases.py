"""Functions with cases, largest values and absolute values: a case is kept, exchanged, forgotten, or differentiated by a wrong rule."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine.calculus import Calculus
from grader.expr import Call, Cases, Condition, Expr, Filled, Mul, Neg, Number, Transpose, build, fold, postorder
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule

_ZERO, _OTHERWISE = Number(0), Condition("otherwise")


def _as_cases(calculus: Calculus, node: Expr) -> Expr | None:
    """A number with cases, or max, min or relu as such; ``None`` for anything else."""
    if type(node) is Cases:
        return node
    if type(node) is not Call or node.data not in ("max", "min", "relu") or calculus.shape(node) is not None:
        return None
    u = node.args[0]
    if node.data in ("max", "min"):
        if len(node.args) != 2:
            return None
        return Cases((u, Condition(">" if node.data == "max" else "<", node.args), node.args[1], _OTHERWISE))
    return None if calculus.shape(u) is not None else Cases((u, Condition(">", (u, _ZERO)), _ZERO, _OTHERWISE))


def _slopes(calculus: Calculus, cases: Expr) -> list[Expr]:
    """Return the derivatives of the values, and the conditions between them."""
    return [arg if at % 2 else calculus.differential(arg) for at, arg in enumerate(cases.args)]


def _one_kept(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    """Yield the cases with one of the values, or all of them, not differentiated."""
    cases = _as_cases(calculus, node)
    if cases is None:
        return
    slopes = _slopes(calculus, cases)
    for place in range(0, len(slopes), 2):
        if slopes[place] != cases.args[place]:
            yield cases.with_args([*slopes[:place], cases.args[place], *slopes[place + 1:]])
    yield cases


def _exchanged(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    cases = _as_cases(calculus, node)
    if cases is None:
        return
    slopes = _slopes(calculus, cases)
    for place in range(0, len(slopes) - 2, 2):
        yield cases.with_args([*slopes[:place], slopes[place + 2], slopes[place + 1], slopes[place], *slopes[place + 3:]])


def _one_alone(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    """Yield the derivative of each value alone, and the cases without one of them; of an absolute value, that of the negative side."""
    cases = _as_cases(calculus, node)
    if _is_absolute(node) and calculus.shape(node.args[0]) is None:
        yield Neg(calculus.differential(node.args[0]))
    if cases is None:
        return
    slopes = _slopes(calculus, cases)
    yield from slopes[::2]
    for place in range(0, len(slopes), 2) if len(slopes) > 4 else ():
        kept = [*slopes[:place], *slopes[place + 2:]]
        yield cases.with_args([*kept[:-1], _OTHERWISE])


def _without_bars(node: Expr, args: tuple[Expr, ...]) -> Expr:
    return args[0] if _is_absolute(node) else node.with_args(args)


def _is_absolute(node: Expr) -> bool:
    return type(node) is Call and bool(node.data == "abs")


def _borders_moved(question: Question) -> Iterator[Expr]:
    """Yield the derivatives of f with one side of a border alone, or with a border at another number."""
    f = question.f
    conditions = [node for node in postorder(f) if type(node) is Condition and len(node.args) == 2]
    if not conditions or not question.variables:
        return
    changed = [fold(f, lambda node, args: fold(node, _without_bars) if type(node) is Condition else node.with_args(args)),
               fold(f, _without_bars)]
    for condition in conditions:
        for at, side in enumerate(condition.args):
            if type(side) is Number and side.data[0] and not any(_is_absolute(other) for other in condition.args):
                for other in (_ZERO, Neg(side), build.mul([Number(2), side])):
                    moved = condition.with_args([*condition.args[:at], other, *condition.args[at + 1:]])
                    changed.append(fold(f, lambda node, args, one=condition, new=moved:  # type: ignore[misc]
                                        new if node is one else node.with_args(args)))
    for tree in changed:
        found = question.derivative(tree, question.variables) if tree != f else None
        if found is not None:
            yield found


def _bars_ignored(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is not Call or node.data not in ("abs", "norm1"):
        return
    change = calculus.differential(node.args[0])
    if calculus.shape(node.args[0]) is None:
        yield change
    elif node.data == "norm1":
        yield Mul((Transpose(Filled("ones")), change))


def _sign_for_step(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    inner = _of_positive_part(node)
    if inner is not None:
        outer, change = Call("sign", (inner,)), calculus.differential(inner)
        yield Mul((outer, change)) if calculus.shape(inner) is None else Call("hadamard", (outer, change))


def _of_positive_part(node: Expr) -> Expr | None:
    """The u of max(0, u) and relu(u)."""
    if type(node) is not Call:
        return None
    if node.data == "relu":
        return node.args[0]
    others = [arg for arg in node.args if not build.is_number(arg, 0)]
    return others[0] if node.data == "max" and len(node.args) == 2 and len(others) == 1 else None


def _largest_derivative(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data in ("max", "min") and len(node.args) > 1:
        yield Call(node.data, [calculus.differential(arg) for arg in node.args])
    elif type(node) is Call and node.data == "relu":
        yield Call("relu", (calculus.differential(node.args[0]),))


_HUBER = "x^2/2 if |x| <= 1; |x| - 1/2 otherwise"

RULES = (
    Rule(
        name="branch-not-differentiated", looks_like="(u if c; v otherwise)' = u' if c; v otherwise",
        title="a case not differentiated",
        message="One of the cases is not differentiated: each case has a derivative of its own, where its condition holds (section 5.1).",
        explanation="The value of a case stands in the derivative as it stands in f.",
        section="5.1",
        mal_rule=_one_kept,
        of_multiples=False,
        examples=(Example(_HUBER, "x", "x if |x| <= 1; |x| - 1/2 otherwise"), Example("max(x, x^2)", "x", "x if x > x^2; 2x otherwise")),
    ),
    Rule(
        name="branches-exchanged", looks_like="(u if c; v otherwise)' = v' if c; u' otherwise",
        title="cases exchanged",
        message="The cases are exchanged: look at which value holds on which side of the border (section 5.1).",
        explanation="Each derivative is right, but stands with the condition of another case.",
        section="5.1",
        mal_rule=_exchanged,
        of_multiples=False,
        examples=(Example("max(0, x)", "x", "1 if x < 0; 0 otherwise"), Example(_HUBER, "x", "sign(x) if |x| <= 1; x otherwise")),
    ),
    Rule(
        name="branch-missing", looks_like="(u if c; v otherwise)' = u'",
        title="a case missing",
        message="A case is missing: the function is another one on a part of the domain, and so is its derivative (section 5.1).",
        explanation="The derivative of one case stands for the whole, or one of several cases is left out.",
        section="5.1",
        mal_rule=_one_alone,
        of_multiples=False,
        examples=(Example(_HUBER, "x", "x"), Example("x^2 if x < 1; 2x - 1 otherwise", "x", "2x")),
    ),
    Rule(
        name="absolute-value-ignored", looks_like="|u|' = u'",
        title="absolute value ignored",
        message="The absolute value is ignored: it is its argument only where that is not negative (section 5.1).",
        explanation="|u| was differentiated as u; its derivative is sign(u) u'.",
        section="5.1",
        mal_rule=_bars_ignored,
        of_multiples=False,
        examples=(Example("|x| + x^2", "x", "1 + 2x"), Example(_HUBER, "x", "x if |x| <= 1; 1 otherwise")),
    ),
    Rule(
        name="sign-for-relu", looks_like="max(0, u)' = sign(u) u'",
        title="sign in place of the step",
        message="The sign is not the derivative of the positive part, which is constant where its argument is negative (section 5.1).",
        explanation="sign(u) was written for the step from 0 to 1.",
        section="5.1",
        mal_rule=_sign_for_step,
        of_multiples=False,
        examples=(Example("max(0, x)", "x", "sign(x)"),),
    ),
    Rule(
        name="max-of-derivatives", looks_like="max(u, v)' = max(u', v')",
        title="the largest derivative",
        message="The derivative of the larger function is asked, not the larger one of the derivatives (section 5.1).",
        explanation="max was taken of the derivatives; which derivative counts is decided by the functions.",
        section="5.1",
        mal_rule=_largest_derivative,
        of_multiples=False,
        examples=(Example("max(x, x^2)", "x", "max(1, 2x)"),),
    ),
    Rule(
        name="border-moved", looks_like="(u if |x| < 1; v otherwise)' = u' if x < 1; v' otherwise",
        title="border moved",
        message="A border between the cases is missing, or stands at another place.",
        explanation="The derivatives of the cases are right, but one holds beyond its border, or not up to it.",
        section="5.1",
        predicts=_borders_moved,
        of_multiples=False,
        examples=(Example(_HUBER, "x", "x if x <= 1; 1 otherwise"),
                  Example("x^2 if x < 1; 2x - 1 otherwise", "x", "2x if x < 0; 2 otherwise")),
    ),
)
