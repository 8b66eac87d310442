"""Operators and points go wrong: another operator, a sign or a term of it, a direction, a point that is not put in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from grader.engine.calculus import OverTrees
from grader.expr import Add, Call, Div, Expr, Matrix, Neg, Number, Operator, Path, build, paths, replaced
from grader.misconceptions.predict.operated import Operated, Place
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule
from grader.misconceptions.rules.taylor import of_taylor_without_point


def _operator_other(question: Question) -> Iterator[Expr]:
    known = question.operated
    yield from known.each(("div", "curl"), _of_a_field)
    yield from known.each(("curl",), lambda of: iter([of.sum(of.d(i, i) for i in range(of.inputs))]))
    yield from known.each(("lap",), _of_a_function)
    yield from known.each(("dir",), lambda of: iter([_row(of, 0)] if of.outputs == 1 else []))
    yield from _of_a_determinant(known)


def _of_a_field(of: OverTrees) -> Iterator[Expr]:
    """The Jacobian, and the derivatives of each function by its own variable, side by side."""
    yield Matrix(of.outputs, of.inputs, [of.d(i, j) for i in range(of.outputs) for j in range(of.inputs)])
    own = [of.d(i, i) for i in range(of.inputs)]
    yield Matrix(1, of.inputs, own)
    yield Matrix(of.inputs, 1, own)


def _of_a_function(of: OverTrees) -> Iterator[Expr]:
    if of.outputs > 1 or of.inputs < 2:
        return
    every = range(of.inputs)
    yield _row(of, 0)
    yield of.sum(of.d(0, j) for j in every)
    yield Matrix(of.inputs, of.inputs, [of.d(0, j, k) for j in every for k in every])
    yield Matrix(1, of.inputs, [of.d(0, j, j) for j in every])


def _row(of: OverTrees, function: int) -> Expr:
    row = [of.d(function, j) for j in range(of.inputs)]
    return Matrix(1, of.inputs, row) if of.inputs > 1 else row[0]


def _determinants(known: Operated) -> Iterator[tuple[Path, Place, OverTrees]]:
    """The determinants of Jacobians, with what they are of."""
    by_path = {place.path: place for place in known.of("jac", "D")}
    for path, node in paths(known.f):
        place = by_path.get((*path, 0))
        of = known.over(place) if type(node) is Call and node.data == "det" and place is not None else None
        if of is not None and place is not None and of.outputs == of.inputs > 1:
            yield path, place, of


def _of_a_determinant(known: Operated) -> Iterator[Expr]:
    """The trace of the Jacobian, the Jacobian itself, the product of its diagonal, for its determinant."""
    for path, place, of in _determinants(known):
        own = [of.d(i, i) for i in range(of.inputs)]
        jacobian = Matrix(of.outputs, of.inputs, [of.d(i, j) for i in range(of.outputs) for j in range(of.inputs)])
        for value in (of.sum(own), jacobian, build.mul(own)):
            tree = known.with_value(Place(path, place.node), value)
            if tree is not None:
                yield tree


def _determinant_sign(question: Question) -> Iterator[Expr]:
    known = question.operated
    for path, place, _ in _determinants(known):
        tree = known.with_value(Place(path, place.node), Neg(Call("det", (place.node,))))
        if tree is not None:
            yield tree


def _curl_sign(question: Question) -> Iterator[Expr]:
    yield from question.operated.each(("curl",), lambda of: iter([_entries([of.minus(entry) for entry in _turns(of)])]))


def _curl_entry(question: Question) -> Iterator[Expr]:
    """One entry with the other sign, or every difference as a sum."""
    def values(of: OverTrees) -> Iterator[Expr]:
        right = _turns(of)
        for at in range(len(right)) if len(right) > 1 else ():
            yield _entries([of.minus(entry) if place == at else entry for place, entry in enumerate(right)])
        yield _entries([of.sum((of.d(k, j), of.d(j, k))) for j, k in _pairs(of)])

    yield from question.operated.each(("curl",), values)


def _pairs(of: OverTrees) -> list[tuple[int, int]]:
    return [(0, 1)] if of.inputs == 2 else [(1, 2), (2, 0), (0, 1)]


def _turns(of: OverTrees) -> list[Expr]:
    return [of.sum((of.d(k, j), of.minus(of.d(j, k)))) for j, k in _pairs(of)]


def _entries(found: list[Expr]) -> Expr:
    return Matrix(len(found), 1, found) if len(found) > 1 else found[0]


def _one_term_only(question: Question) -> Iterator[Expr]:
    """One of the terms that are added, or all but one."""
    def values(of: OverTrees, terms: list[Expr]) -> Iterator[Expr]:
        if len(terms) > 1:
            yield from terms
            yield from (of.sum(terms[:at] + terms[at + 1:]) for at in range(len(terms)) if len(terms) > 2)

    every = question.operated.each
    yield from every(("div",), lambda of: values(of, [of.d(i, i) for i in range(of.inputs)]))
    yield from every(("lap",), lambda of: values(of, [of.d(0, j, j) for j in range(of.inputs)]) if of.outputs == 1 else iter(()))
    yield from every(("dir",), lambda of: values(of, [of.product(of.d(0, j), of.others[j]) for j in range(of.inputs)])
                     if of.outputs == 1 else iter(()))


def _differentiated_once_in_part(question: Question) -> Iterator[Expr]:
    """The Laplacian in which a term of f, or one variable, was differentiated once only."""
    known = question.operated
    for place in known.of("lap"):
        terms = place.function.args if type(place.function) is Add else ()
        for at, term in enumerate(terms):
            rest = build.add([*terms[:at], *terms[at + 1:]])
            once = build.add([known.derive(term, name) for name in place.node.names])
            tree = known.with_value(place, build.add([Operator("lap", place.node.names, (rest,)), once]))
            if tree is not None:
                yield tree

    def mixed(of: OverTrees) -> Iterator[Expr]:
        for once in range(of.inputs) if of.outputs == 1 and of.inputs > 1 else ():
            yield of.sum(of.d(0, j) if j == once else of.d(0, j, j) for j in range(of.inputs))

    yield from known.each(("lap",), mixed)


def _direction_not_normalised(question: Question) -> Iterator[Expr]:
    def values(of: OverTrees) -> Iterator[Expr]:
        under = {entry.args[1] for entry in of.others if type(entry) is Div}
        if of.outputs == 1 and len(under) == 1 and all(type(entry) is Div or entry == Number(0) for entry in of.others):
            over = [entry.args[0] if type(entry) is Div else entry for entry in of.others]
            yield of.sum(of.product(of.d(0, j), over[j]) for j in range(of.inputs))

    yield from question.operated.each(("dir",), values)


def _direction_normalised(question: Question) -> Iterator[Expr]:
    def values(of: OverTrees) -> Iterator[Expr]:
        if of.outputs == 1 and of.inputs > 1:
            length = Call("sqrt", (Add([build.power(entry, Number(2)) for entry in of.others]),))
            yield Div(of.sum(of.product(of.d(0, j), of.others[j]) for j in range(of.inputs)), length)

    yield from question.operated.each(("dir",), values)


def _point_not_put_in(question: Question) -> Iterator[Expr]:
    """The function itself, or with some of the variables left."""
    known = question.operated
    yield from of_taylor_without_point(question)
    for place in known.places:
        if place.node.name == "at":
            tree = known.with_value(place, place.function)
            if tree is not None:
                yield tree
            names, values = place.node.names, place.node.args[1:]
            for at in range(len(names)) if len(names) > 1 else ():
                some = Operator("at", names[:at] + names[at + 1:], (place.function, *values[:at], *values[at + 1:]))
                tree = known.with_value(place, some)
                if tree is not None:
                    yield tree


def _point_put_in_first(question: Question) -> Iterator[Expr]:
    """A derivative of the number that f is at the point."""
    known = question.operated
    for place in known.places:
        inner = [path for path, node in paths(known.f) if isinstance(node, Operator) and path[:len(place.path)] == place.path
                 and path != place.path and node.name != "at"]
        if place.node.name != "at" or not inner:
            continue
        if type(place.function) is Matrix:
            yield replaced(known.f, place.path, place.function.with_args([Number(0)] * len(place.function.args)))
        elif not place.function.is_array:
            yield replaced(known.f, place.path, Number(0))


def _coordinates_exchanged(question: Question) -> Iterator[Expr]:
    known = question.operated
    for place in known.of("at"):
        values = place.node.args[1:]
        for i, j in combinations(range(len(values)), 2):
            if values[i] != values[j]:
                turned = [values[j] if at == i else values[i] if at == j else value for at, value in enumerate(values)]
                tree = known.with_value(place, place.node.with_args((place.function, *turned)))
                if tree is not None:
                    yield tree


_XY, _XYZ = "x: real, y: real", "x: real, y: real, z: real"

RULES = (
    Rule(
        name="point-not-put-in", looks_like="f'(a) = f'(x)",
        title="the point is not put in",
        message="A function stands where its value at the point belongs: put the point in (section 5.1).",
        explanation=(
            "The derivative (or the function) was given for all values of the variables, or only some of them were put in; or the "
            "coefficients of a Taylor polynomial are derivatives without the centre put in."),
        section="5.1",
        predicts=_point_not_put_in,
        of_whole=True,
        of_entries=False,
        examples=(Example("at(D(x^2 y + x y^3, [x, y]), x = 1, y = 2)", "", "[2x y + y^3, x^2 + 3x y^2]", _XY, asked="value"),
                  Example("at(lap(x^3 y^2, [x, y]), x = 2, y = 3)", "", "6x y^2 + 2x^3", _XY, asked="value")),
    ),
    Rule(
        name="point-put-in-first", looks_like="f'(a) = (f(a))'",
        title="the point was put in before differentiating",
        message="The point was put in before differentiating: then only a number is left, whose derivative is zero (section 5.1).",
        explanation="The value of f at the point was differentiated.",
        section="5.1",
        predicts=_point_put_in_first,
        of_whole=True,
        of_entries=False,
        examples=(Example("at(D(x^2 y + x y^3, [x, y]), x = 1, y = 2)", "", "[0, 0]", _XY, asked="value"),),
    ),
    Rule(
        name="coordinates-exchanged", looks_like="f(a, b) = f(b, a)",
        title="coordinates of the point exchanged",
        message="Two coordinates of the point are exchanged: the values were put in for the wrong variables (section 5.2).",
        explanation="The first coordinate was put in for the second variable and the other way round.",
        section="5.2",
        predicts=_coordinates_exchanged,
        of_whole=True,
        examples=(Example("at(D(x^2 y + x y^3, [x, y]), x = 3, y = 2)", "", "[39, 58]", _XY, asked="value"),),
    ),
    Rule(
        name="curl-sign", looks_like="∂g/∂x - ∂f/∂y = ∂f/∂y - ∂g/∂x",
        title="sign of the curl",
        message="The curl has the other sign: in each difference the derivatives are exchanged (section 5.3).",
        explanation="The whole curl is minus the right one.",
        section="5.3",
        predicts=_curl_sign,
        of_whole=True,
        examples=(Example("curl([y z^2; x^2; y exp(x)], [x, y, z])", "", "[-exp(x); y exp(x) - 2y z; z^2 - 2x]", _XYZ, asked="value"),),
    ),
    Rule(
        name="operator-other", looks_like="div F = grad F",
        title="another operator",
        message=(
            "This is the value of another operator of vector calculus: look at the definition of the one that is asked (sections 5.2, 5.3, "
            "5.7)."),
        explanation=(
            "The gradient, the Hessian or the sum of the first derivatives was given for the Laplacian, the Jacobian or the curl for the "
            "divergence or the other way round, the gradient for a directional derivative, the trace of a Jacobian for its determinant."),
        section="5.2, 5.3, 5.7",
        predicts=_operator_other,
        of_whole=True,
        of_entries=False,
        examples=(Example("lap(x^2 y + y^3, [x, y])", "", "[2x y, x^2 + 3y^2]", _XY, asked="value"),
                  Example("lap(x^2 y + y^3, [x, y])", "", "2x y + x^2 + 3y^2", _XY, asked="value"),
                  Example("lap(x^2 y + y^3, [x, y])", "", "[2y, 2x; 2x, 6y]", _XY, asked="value"),
                  Example("det(jac([x^2 y; y^3 x], [x, y]))", "", "2x y + 3y^2 x", _XY, asked="value")),
    ),
    Rule(
        name="one-term-only", looks_like="∂f/∂x + ∂g/∂y = ∂f/∂x",
        title="a derivative of the sum is missing",
        message="One of the derivatives that are added is missing (sections 5.2, 5.7).",
        explanation="Of the derivatives that a divergence, Laplacian or directional derivative adds, not all are in the answer.",
        section="5.2, 5.7",
        predicts=_one_term_only,
        of_whole=True,
        examples=(Example("lap(x^2 y + y^3, [x, y])", "", "2y", _XY, asked="value"),
                  Example("div([x^2 y; x y^2], [x, y])", "", "2x y", _XY, asked="value")),
    ),
    Rule(
        name="differentiated-once-in-part", looks_like="∂²f/∂x² = ∂f/∂x",
        title="differentiated once in a part",
        message="In the Laplacian every term is differentiated twice by each variable; a part was differentiated once only (section 5.7).",
        explanation="One term of f, or one variable, has the first derivative where the second one belongs.",
        section="5.7",
        predicts=_differentiated_once_in_part,
        of_whole=True,
        examples=(Example("lap(x^2 y + y^3, [x, y])", "", "2y + 3y^2", _XY, asked="value"),),
    ),
    Rule(
        name="curl-entry", looks_like="∂f/∂z - ∂h/∂x = ∂h/∂x - ∂f/∂z",
        title="an entry of the curl",
        message="An entry of the curl has the wrong sign, often the middle one, or the derivatives were added (section 5.3).",
        explanation="One entry of the curl is minus the right one, or sums stand in the place of differences.",
        section="5.3",
        predicts=_curl_entry,
        examples=(Example("curl([y z^2; x^2; y exp(x)], [x, y, z])", "", "[exp(x); y exp(x) - 2y z; 2x - z^2]", _XYZ, asked="value"),),
    ),
    Rule(
        name="direction-not-normalised", looks_like="d/||d|| = d",
        title="direction not normalised",
        message="The direction is no unit vector: divide it by its length first (section 5.2).",
        explanation="The directional derivative along a vector was computed with the vector itself.",
        section="5.2",
        predicts=_direction_not_normalised,
        of_whole=True,
        of_multiples=False,
        examples=(Example("dir(x^2 y, [x, y], [3/5, 4/5])", "", "6x y + 4x^2", _XY, asked="value"),),
    ),
    Rule(
        name="direction-normalised", looks_like="d = d/||d||",
        title="direction normalised",
        message="The direction was divided by its length, but the derivative in the direction as it is given is asked (section 5.2).",
        explanation="The given vector was normalised, which is not asked.",
        section="5.2",
        predicts=_direction_normalised,
        of_whole=True,
        of_multiples=False,
        examples=(Example("dir(x^2 y, [x, y], [3, 4])", "", "(6x y + 4x^2)/5", _XY, asked="value"),),
    ),
    Rule(
        name="determinant-sign", looks_like="det J = -det J",
        title="sign of the determinant",
        message="The determinant has the wrong sign: two rows or columns are exchanged (section 5.3).",
        explanation="The determinant of the Jacobian is minus the right one.",
        section="5.3",
        predicts=_determinant_sign,
        of_whole=True,
        of_multiples=False,
        examples=(Example("det(jac([r cos(t); r sin(t)], [r, t]))", "", "-r", "r: positive, t: real", asked="value"),),
    ),
)
