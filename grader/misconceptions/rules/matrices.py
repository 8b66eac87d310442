"""Matrices go wrong: inverses, determinants, traces, transposes, and the order of factors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from grader.engine.calculus import Calculus
from grader.expr import ArraySymbol, Call, Differential, Div, Expr, Filled, Mul, Neg, Number, Pow, Transpose, fold, paths, replaced
from grader.misconceptions.predict.derivatives import MalRule
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule

Results = Callable[[Expr, Expr, Expr], Iterable[Expr]]


def _of_inverse(results: Results) -> MalRule:
    """Return the mal-rule that makes ``results`` of an inverse, of what is inverted, and of its differential."""
    def mal_rule(calculus: Calculus, node: Expr) -> Iterable[Expr]:
        if type(node) is not Pow or calculus.shape(node) is None or node.args[1] != Neg(Number(1)):
            return ()
        return results(node, node.args[0], calculus.differential(node.args[0]))

    return mal_rule


def _of_determinant(results: Results) -> MalRule:
    """Return the mal-rule that makes ``results`` of a determinant, of its matrix, and of the matrix's differential."""
    def mal_rule(calculus: Calculus, node: Expr) -> Iterable[Expr]:
        if type(node) is not Call or node.data != "det":
            return ()
        return results(node, node.args[0], calculus.differential(node.args[0]))

    return mal_rule


def _trace(*factors: Expr) -> Expr:
    return Call("tr", (factors[0] if len(factors) == 1 else Mul(factors),))


def _inverse(matrix: Expr) -> Expr:
    return Pow(matrix, Neg(Number(1)))


def _like_a_number(inverse: Expr, matrix: Expr, change: Expr) -> Iterator[Expr]:
    square = Pow(matrix, Neg(Number(2)))
    yield Neg(Mul((square, change)))
    yield Neg(Mul((change, square)))
    yield Mul((square, change))
    yield Neg(Call("hadamard", (Call("hadamard", (inverse, inverse)), change)))
    yield Neg(Mul((inverse, inverse)))


def _one_missing(inverse: Expr, matrix: Expr, change: Expr) -> Iterator[Expr]:
    yield Neg(Mul((inverse, change)))
    yield Neg(Mul((change, inverse)))
    yield Neg(Mul((matrix, change, matrix)))
    yield _inverse(change)
    yield Neg(change)


def _inverse_transposed(inverse: Expr, matrix: Expr, change: Expr) -> Iterator[Expr]:
    turned = Transpose(inverse)
    yield Neg(Mul((turned, change, turned)))
    yield Neg(Mul((inverse, Transpose(change), inverse)))
    yield Neg(Mul((turned, Transpose(change), turned)))


def _inverse_to_matrix(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and node.is_array and node.args[1] == Neg(Number(1)):
        yield node.args[0]


def _one_inverse_lost(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and node.is_array and type(node.args[1]) is Neg:
        yield node.args[0]
        yield Filled("I")
        yield Transpose(node.args[0])


def _all_inverses_lost(question: Question) -> Iterator[Expr]:
    yield from (changed for form in question.forms if form.is_array and (changed := fold(form, _not_inverted)) != form)


def _not_inverted(node: Expr, args: tuple[Expr, ...]) -> Expr:
    if type(node) is Pow and node.is_array and type(node.args[1]) is Neg:
        return args[0]
    return node.with_args(args)


def _determinant_like_a_number(determinant: Expr, matrix: Expr, change: Expr) -> Iterator[Expr]:
    yield Call("det", (change,))
    yield Mul((determinant, _trace(change)))
    yield _trace(change)
    yield Mul((determinant, _trace(Transpose(matrix), change)))
    yield Mul((determinant, _trace(matrix, change)))
    yield Div(_trace(_inverse(matrix), change), determinant)


def _one_trace_lost(node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "tr":
        yield node.args[0]


def _trace_taken(question: Question) -> Iterator[Expr]:
    for form in question.forms if question.posed.symbolic else ():
        # Of a row of open size, as 2 ones()^T, the trace would be that at the size 1.
        yield from [_trace(form)] if len(question.posed.axes) > 1 else ()
        for _, inner in paths(form):
            if type(inner) is Pow and inner.is_array:
                yield from (replaced(form, path, _trace(node)) for path, node in paths(form) if node is inner)


def _variable_kept(question: Question) -> Iterator[Expr]:
    if len(question.variables) == 1 and question.variables[0] in question.posed.declared.arrays:
        variable = ArraySymbol(question.variables[0])
        for form in question.forms:
            yield Mul((form, variable))
            yield Mul((Transpose(variable), form))
            yield Mul((variable, form))


def _one_transposed(node: Expr) -> Iterator[Expr]:
    if type(node) is Transpose:
        yield node.args[0]
    elif type(node) in (ArraySymbol, Differential) or (type(node) is Pow and node.is_array):
        yield Transpose(node)


def _no_transposes(question: Question) -> Iterator[Expr]:
    """Yield a right form without its transposes, and transposed as a whole."""
    for form in question.forms:
        if form.is_array:
            changed = fold(form, _not_transposed)
            if changed != form:
                yield changed
            yield Transpose(form)


def _not_transposed(node: Expr, args: tuple[Expr, ...]) -> Expr:
    if type(node) is Transpose:
        return args[0]
    return node.with_args(args)


def _order_of_factors(node: Expr) -> Iterator[Expr]:
    if type(node) is Mul and node.is_array:
        for place in range(len(node.args) - 1):
            yield Mul((*node.args[:place], node.args[place + 1], node.args[place], *node.args[place + 2:]))
        if len(node.args) > 2:
            yield Mul(node.args[::-1])


RULES = (
    Rule(
        name="inverse-sign", looks_like="d(X^-1) = X^-1 dX X^-1",
        title="sign of the derivative of an inverse",
        message="The derivative of an inverse has a minus sign (section 5.5, (5.102)).",
        explanation="d(X^{-1}) was written as X^{-1} dX X^{-1}.",
        section="5.5 (5.102)",
        mal_rule=_of_inverse(lambda inverse, matrix, change: [Mul((inverse, change, inverse))]),
        examples=(Example("a^T X^{-1} b", "X", "X^{-T} a b^T X^{-T}", "X: {shape: [N, N], kind: inv}, a: [N], b: [N]"),),
    ),
    Rule(
        name="inverse-like-a-number", looks_like="d(X^-1) = -X^-2 dX",
        title="inverse differentiated like 1/x",
        message=(
            "The inverse of a matrix was differentiated like 1/x; matrices do not commute, so the inverses are on both sides (section "
            "5.5, (5.102))."),
        explanation="d(X^{-1}) was written as -X^{-2} dX or -dX X^{-2}, or entry by entry.",
        section="5.5 (5.102)",
        mal_rule=_of_inverse(_like_a_number),
        examples=(Example("tr(A X^{-1})", "X", "-(X^{-2} A)^T", "A: [N, N], X: {shape: [N, N], kind: inv}"),),
    ),
    Rule(
        name="inverse-one-missing", looks_like="d(X^-1) = -X^-1 dX",
        title="one of two inverses missing",
        message="The derivative of an inverse has the inverse on both sides; one or both are missing (section 5.5, (5.102)).",
        explanation="d(X^{-1}) was written as -X^{-1} dX or -dX X^{-1}, or as -X dX X.",
        section="5.5 (5.102)",
        mal_rule=_of_inverse(_one_missing),
        examples=(Example("a^T X^{-1} b", "X", "-X^{-T} a b^T", "X: {shape: [N, N], kind: inv}, a: [N], b: [N]"),),
    ),
    Rule(
        name="inverse-transposed", looks_like="d(X^-1) = -X^-T dX X^-T",
        title="transposes in the derivative of an inverse",
        message="The inverses in the derivative of an inverse are transposed wrongly (section 5.5, (5.102) and (5.103)).",
        explanation="d(X^{-1}) was written with X^{-T}, or with dXᵀ; in (5.103) the transposes of X^{-1} were forgotten.",
        section="5.5 (5.102, 5.103)",
        mal_rule=_of_inverse(_inverse_transposed),
        examples=(Example("a^T X^{-1} b", "X", "-X^{-1} a b^T X^{-1}", "X: {shape: [N, N], kind: inv}, a: [N], b: [N]"),),
    ),
    Rule(
        name="inverse-lost", looks_like="X^-1 = X",
        title="an inverse missing",
        message="An inverse was left out (section 5.5).",
        explanation="X was written for X^{-1}, or the factor with the inverse was left out.",
        section="5.5 (5.101, 5.102)",
        misreads=_inverse_to_matrix,
        edits=_one_inverse_lost,
        predicts=_all_inverses_lost,
        examples=(Example("det(X)", "X", "det(X) X^T", "X: {shape: [N, N], kind: inv}"),),
    ),
    Rule(
        name="determinant-factor-missing", looks_like="d det(X) = tr(X^-1 dX)",
        title="factor det missing",
        message="The derivative of a determinant has the determinant itself as a factor (section 5.5, (5.101)).",
        explanation="d det(X) was written as tr(X^{-1} dX), which is d log det(X).",
        section="5.5 (5.101)",
        mal_rule=_of_determinant(lambda determinant, matrix, change: [_trace(_inverse(matrix), change)]),
        examples=(Example("det(X)", "X", "X^{-T}", "X: {shape: [N, N], kind: inv}"),),
    ),
    Rule(
        name="determinant-of-derivative", looks_like="d det(X) = det(dX)",
        title="derivative of a determinant",
        message=(
            "The derivative of a determinant is another one: it has the determinant as a factor and the inverse inside of a trace "
            "(section 5.5, (5.101))."),
        explanation="d det(X) was written as det(dX), as det(X) tr(dX), det(X) tr(X dX) or tr(dX), or divided by det(X).",
        section="5.5 (5.101)",
        mal_rule=_of_determinant(_determinant_like_a_number),
        examples=(
            Example("det(X)", "X", "det(X) I", "X: {shape: [N, N], kind: inv}"),
            Example("det(X)", "X", "det(X) X", "X: {shape: [N, N], kind: inv}")),
    ),
    Rule(
        name="trace-lost", looks_like="tr(A) = A",
        title="a trace missing or too many",
        message="A trace is missing, or a trace was taken where the whole matrix is asked for (section 5.5).",
        explanation="tr(…) was left out of a differential, or the gradient was collapsed to its trace.",
        section="5.5 (5.100, 5.101)",
        edits=_one_trace_lost,
        predicts=_trace_taken,
        examples=(Example("tr(A X)", "X", "tr(A^T)", "A: [N, N], X: [N, N]"),),
    ),
    Rule(
        name="variable-kept", looks_like="d(a^T x)/dx = a^T x",
        title="variable kept as a factor",
        message="The variable is still there as a factor: it has been differentiated away (section 5.3).",
        explanation="The value of a linear or quadratic form was written instead of its derivative.",
        section="5.3",
        predicts=_variable_kept,
        examples=(Example("x^T x", "x", "2x^T x", "x: [N]"),),
    ),
    Rule(
        name="transpose", looks_like="A^T = A",
        title="a transpose missing or too many",
        message="A transpose is missing, or one too many (mind the shapes, section 5.5).",
        explanation="A was written for Aᵀ or the other way round, perhaps at every matrix.",
        section="5.5",
        edits=_one_transposed,
        predicts=_no_transposes,
        examples=(Example("tr(A X B)", "X", "A B", "A: [N, N], X: [N, N], B: [N, N]"),),
    ),
    Rule(
        name="order-of-factors", looks_like="A B = B A",
        title="order of the factors",
        message="Matrix products do not commute: here two factors are in the wrong order (section 5.5).",
        explanation="A B was written as B A.",
        section="5.5",
        edits=_order_of_factors,
        examples=(Example("tr(A X B)", "X", "B^T A^T", "A: [N, N], X: [N, N], B: [N, N]"),),
    ),
)
