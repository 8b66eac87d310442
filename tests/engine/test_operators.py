"""Operators three ways: over slots of a program, by duals over balls, and by SymPy; the identities of vector calculus; what has no value."""

from __future__ import annotations

import json
from fractions import Fraction
from random import Random
from typing import Any
from xml.etree import ElementTree

import mpmath
import pytest
import sympy
from flint import arb, fmpq
from problems import variables

from grader.engine import OPERATORS, Posed, unfolded, witness
from grader.engine.ladder.witness import heard
from grader.engine.operators import Partials
from grader.engine.problem.asked import truth_values
from grader.engine.problem.at_sizes import BALLS
from grader.engine.program.builder import Builder
from grader.engine.program.lower import lower
from grader.engine.program.program import Program, evaluate
from grader.engine.values.precision import precision
from grader.expr import (
    Add,
    Call,
    Declared,
    Div,
    Expr,
    Matrix,
    Mul,
    Neg,
    Number,
    Operator,
    Pow,
    Shapes,
    Symbol,
    mathml,
    plain,
    tree_from_list,
    tree_to_list,
)
from grader.kinds import Decider, author_scope, decide, scope_of
from grader.model import Outcome, Task, Variable
from grader.syntax import Reading, read

BITS = 200
NAMES = ("x", "y", "z")
EVERY = ("D", "grad", "jac", "hess", "div", "curl", "lap", "dir", "taylor", "at")
VARIABLES = variables("x y z")
FUNCTIONS_TRIED = 200
POINTS = 6


def function(rng: Random, names: tuple[str, ...], depth: int = 3) -> Expr:
    """A rational or elementary function that is smooth everywhere."""
    if depth == 0 or rng.random() < 0.1:
        return Symbol(rng.choice(names)) if rng.random() < 0.8 else Number(rng.randint(1, 5))
    def inner() -> Expr:
        return function(rng, names, depth - 1)

    match rng.randrange(9):
        case 0 | 1:
            return Add([inner(), Neg(inner()) if rng.random() < 0.5 else inner()])
        case 2 | 3:
            return Mul([inner(), inner()])
        case 4:
            return Pow(inner(), Number(rng.randint(2, 3)))
        case 5:
            return Div(inner(), Add([Number(rng.randint(1, 3)), Pow(inner(), Number(2))]))
        case 6:
            return Call(rng.choice(("sin", "cos", "atan", "tanh")), (inner(),))
        case 7:
            return Call(rng.choice(("sqrt", "log")), (Add([Number(rng.randint(1, 3)), Pow(inner(), Number(2))]),))
        case _:
            return Call("exp", (Call("sin", (inner(),)),))


def node(rng: Random, name: str) -> Operator:
    """An operator of random functions."""
    count = {"curl": 3, "hess": 2}.get(name, rng.choice((1, 2, 2, 3)) if name not in ("D", "div", "jac") else rng.choice((1, 2)))
    names = NAMES[:1 if name == "D" else count]
    functions = len(names) if name in ("div", "curl") else 2 if name == "jac" else 1
    depth = 2 if name in ("hess", "taylor", "curl") else 3
    entries = [function(rng, NAMES[:max(2, len(names))], depth) for _ in range(functions)]
    f = entries[0] if functions == 1 else Matrix(functions, 1, entries)
    if name == "dir":
        return Operator(name, names, (f, _row([Number(rng.randint(1, 4)) for _ in names])))
    if name in ("at", "taylor"):
        values = [Number(Fraction(rng.randint(0, 3), rng.choice((1, 2)))) for _ in names]
        values = [value if type(value.data[0]) is int else Div(Number(value.value.numerator), Number(2)) for value in values]
        return Operator(name, names, (f, *values), rng.randint(0, 2) if name == "taylor" else 0)
    return Operator(name, names, (f,))


def _row(entries: list[Expr]) -> Expr:
    return entries[0] if len(entries) == 1 else Matrix(1, len(entries), entries)


def program_of(f: Expr) -> Program:
    builder = Builder()
    block = lower(f, builder, Shapes(f, Declared()), {}, {})
    return builder.program(block.slots, f.leaves)


class OfBalls(Partials):
    """The functions of a program at one point, by duals over balls: each derivative is that of f itself."""

    def __init__(self, operator: Operator, point: dict[str, Any]) -> None:
        self.program, self.point, self.names = program_of(operator.args[0]), point, operator.names
        self.outputs, self.inputs, self.order = len(self.program.outputs), len(operator.names), operator.order
        self.others = [value for arg in operator.args[1:] for value in self.value(program_of(arg), point)]

    def value(self, program: Program, point: dict[str, Any]) -> list[Any]:
        return evaluate(program, BALLS.table, BALLS.leaf, point)

    def d(self, function: int, *by: int) -> Any:
        return self.slope(self.point, function, *by)

    def slope(self, point: dict[str, Any], function: int, *by: int) -> Any:
        count = self.inputs
        if not by:
            return self.value(self.program, point)[function]
        if len(by) == 1:
            return truth_values(self.program, BALLS, point, "derivative", self.names)[function * count + by[0]]
        return truth_values(self.program, BALLS, point, "hessian", self.names)[(function * count + by[0]) * count + by[1]]

    @property
    def moved(self) -> dict[str, Any]:
        return {**self.point, **dict(zip(self.names, self.others, strict=True))}

    def at(self, function: int) -> Any:
        return self.slope(self.moved, function)

    def term(self, function: int, degree: int) -> Any:
        steps = [self.point[name] - centre for name, centre in zip(self.names, self.others, strict=True)]
        every = range(self.inputs)
        if degree == 0:
            return self.slope(self.moved, function)
        if degree == 1:
            return sum((self.slope(self.moved, function, j) * steps[j] for j in every), arb(0))
        return sum((self.slope(self.moved, function, j, k) * steps[j] * steps[k] for j in every for k in every), arb(0)) / 2

    def sum(self, terms: Any) -> Any:
        return sum(terms, arb(0))

    def product(self, left: Any, right: Any) -> Any:
        return left * right

    def minus(self, value: Any) -> Any:
        return -value


def points(rng: Random) -> list[dict[str, Fraction]]:
    return [{name: Fraction(rng.randint(-150, 150), 97) for name in NAMES} for _ in range(POINTS)]


def by_sympy(posed: Posed, drawn: list[dict[str, Fraction]]) -> list[list[mpmath.mpf]]:
    """The values of what SymPy says f is, by mpmath."""
    symbols = [sympy.Symbol(name, real=True) for name in NAMES]
    value = sympy.lambdify(symbols, heard(posed, posed.instances()[0]), "mpmath")
    with mpmath.workprec(BITS):
        return [value(*[mpmath.mpf(point[name].numerator) / point[name].denominator for name in NAMES]) for point in drawn]


@pytest.mark.parametrize("part", range(10))
def test_slots_duals_and_sympy_agree(part: int) -> None:
    rng, tried = Random(f"operators {part}"), 0
    while tried < FUNCTIONS_TRIED // 10:
        name = EVERY[tried % len(EVERY)]
        operator = node(rng, name)
        posed = Posed(Task(f"random {part} {tried}", VARIABLES, f=operator, asked="value"), "salt")
        drawn, program = points(rng), program_of(operator)
        heard = by_sympy(posed, drawn)
        for point, third in zip(drawn, heard, strict=True):
            with precision(BITS), mpmath.workprec(BITS):
                balls = {key: arb(fmpq(value.numerator, value.denominator)) for key, value in point.items()}
                first = evaluate(program, BALLS.table, BALLS.leaf, balls)
                second = OPERATORS[name].formula(OfBalls(operator, balls))
                assert len(first) == len(second) == len(third)
                for mine, theirs, witnessed in zip(first, second, third, strict=True):
                    assert mine.is_finite(), plain(operator)
                    assert mine.overlaps(theirs), plain(operator)
                    gap = abs(mpmath.mpf(mine.mid().str(50, radius=False)) - witnessed)
                    assert gap <= mpmath.mpf(10) ** -25 * (1 + abs(witnessed)), plain(operator)
        tried += 1


def truth(f: str, declared: str = "x y z") -> Decider:
    task = Task(f"operators {f}", variables(declared), asked="value")
    reading = read(f, author_scope(task, ()))
    assert isinstance(reading, Reading), reading
    return Decider(Task(task.id, task.variables, f=reading.tree, asked="value"), "salt")


def written(decider: Decider, text: str) -> Expr:
    reading = read(text, scope_of(decider.posed.task))
    assert isinstance(reading, Reading), reading
    return reading.tree


@pytest.mark.parametrize("row", OPERATORS.values(), ids=lambda row: row.name)
def test_the_examples_of_an_operator(row: Any) -> None:
    assert row.examples
    for f, value in row.examples:
        decider = truth(f)
        assert decide(decider, written(decider, value)).outcome is Outcome.CORRECT
        display, heard = decider.posed.display(), witness(decider.posed)
        assert display is not None
        assert decide(decider, display).outcome is Outcome.CORRECT
        assert heard is not None
        assert heard.outcome is Outcome.CORRECT


FIELDS = ("[x y^2; sin(x z); y exp(z)]", "[x^2/(1+y^2); log(1+z^2) x; atan(x y z)]", "[exp(x y); cos(y z); sqrt(1+x^2) z]")
SCALARS = ("x^2 sin(y z)", "exp(x y)/(1+z^2)", "log(1+x^2+y^2+z^2)", "x^3 y^2 z - y/(2+x^2)")
V = "[x, y, z]"


@pytest.mark.parametrize(("left", "right"), [
    *[(f"div(curl({field}, {V}), {V})", "0") for field in FIELDS],
    *[(f"curl(grad({f}, {V}), {V})", "[0; 0; 0]") for f in SCALARS],
    *[(f"lap({f}, {V}) - div(grad({f}, {V}), {V})", "0") for f in SCALARS],
    *[(f"tr(hess({f}, {V})) - lap({f}, {V})", "0") for f in SCALARS[:2]],
    *[(f"taylor({f}, {V}, [1, -2, 1/2], {order})", f) for f, order in (("x^2 y + z", 3), ("(x + y z)^3", 6), ("3", 0), ("x y z - x", 12))],
    *[(f"at({f} + x y, x = 1, y = 2) - at({f}, x = 1, y = 2)", "2") for f in SCALARS],
    *[(f"at(({f}) z, x = 1) - at({f}, x = 1) z", "0") for f in SCALARS],
    *[(f"dir({f}, {V}, [1, 2, 2]) - grad({f}, {V}) [1; 2; 2]", "0") for f in SCALARS],
    ("D(D(x^3 y^2, x), y)", "6 x^2 y"), ("at(D(x^2, x), x = y^2)", "2y^2"), ("D(at(x^2 y, y = x), x)", "3x^2"),
    ("det(jac([x cos(y); x sin(y)], [x, y]))", "x"), ("D(taylor(exp(x), x, 0, 3), x)", "1 + x + x^2/2"),
    ("taylor(sin(x), x, 0, 7)", "x - x^3/6 + x^5/120 - x^7/5040"), ("taylor(1/(1-x), x, 0, 12)", "(1-x^13)/(1-x)"),
    ("taylor(sqrt(1+x), x, 0, 3)", "1 + x/2 - x^2/8 + x^3/16"), ("taylor(exp(x y), [x, y], [0, 0], 4)", "1 + x y + x^2 y^2/2"),
    ("taylor(log(x), x, 1, 3)", "(x-1) - (x-1)^2/2 + (x-1)^3/3"), ("taylor(tan(x), x, 0, 5)", "x + x^3/3 + 2x^5/15"),
    ("taylor(x^x, x, 1, 2)", "1 + (x-1) + (x-1)^2"), ("taylor(atan(x), x, 0, 5)", "x - x^3/3 + x^5/5"),
    ("taylor(cbrt(1+x), x, 0, 2)", "1 + x/3 - x^2/9"), ("taylor(|x - 2|, x, 0, 3)", "2 - x"), ("taylor(asin(x), x, 0, 3)", "x + x^3/6"),
])
def test_identities(left: str, right: str) -> None:
    decider = truth(left)
    assert decide(decider, written(decider, right)).outcome is Outcome.CORRECT


@pytest.mark.parametrize("f", ["at(log(x), x = 0)", "at(D(sqrt(x), x), x = 0)", "at(D(|x|, x), x = 0)", "taylor(log(x), x, 0, 2)",
                               "at(1/(x - y), x = y)", "taylor(sqrt(x), x, 0, 1)", "at(D(log(x)/log(x), x), x = -1)"])
def test_there_is_no_value_where_the_function_has_none(f: str) -> None:
    assert truth(f).posed.instances() == []


def test_a_derivative_has_a_value_only_where_the_function_has_one() -> None:
    decider = truth("D(log(x) - log(x) + x, x)", "x")
    [instance] = decider.posed.instances()
    assert all(sample.point["x"] > 0 for sample in instance.samples(20))


ARRAYS = (Variable("v", shape=("N",)), Variable("A", shape=("N", "N")))


def test_an_operator_of_an_array() -> None:
    task = Task("array", ARRAYS, asked="value")
    for f, value in (("grad(v^T A v, v)", "v^T (A + A^T)"), ("lap(||v||^2, v)", "2 tr(I_N)"), ("div(A v, v)", "tr(A)"),
                     ("D(tr(A^2), A)", "2 A^T"), ("at(A v, v = A v)", "A A v"), ("dir(||v||^2, v, A v)", "2 v^T A v"),
                     ("hess(v^T A v, v)", "A + A^T"), ("jac(A v, v)", "A"), ("taylor(v^T v, v, A v, 1)", "2 v^T A v - ||A v||^2")):
        reading = read(f, author_scope(task, ()))
        assert isinstance(reading, Reading), reading
        decider = Decider(Task(f, task.variables, f=reading.tree, asked="value"), "salt")
        assert decide(decider, written(decider, value)).outcome is Outcome.CORRECT, f


@pytest.mark.parametrize("f", ["at(D(x^2 y, [x, y]), x = 1, y = z)", "taylor(exp(x y), [x, y], [1/2, -1], 2)", "lap(x^2, [x, y]) + curl([x; y], [x, y])",
                               "dir(x y, [x, y], [3/5, 4/5])", "det(jac([x; y], [x, y]))", "hess(x y z, [x, y])"])
def test_an_operator_is_printed_so_that_it_reads_back_and_is_stored(f: str) -> None:
    known = truth(f).posed.f
    assert truth(plain(known)).posed.f == known
    assert tree_from_list(json.loads(json.dumps(tree_to_list(known)))) == known


@pytest.mark.parametrize(("f", "shown"), [
    ("D(x^2 y, x)", "∂∂x(x2\u2062y)"), ("grad(x, [x, y])", "∇(x)"), ("div([x; y], [x, y])", "∇⋅([xy])"), ("curl([x; y], [x, y])", "∇×([xy])"),
    ("lap(x, [x, y])", "Δ(x)"), ("taylor(x, x, 2, 3)", "T3,x=2(x)"), ("dir(x, [x, y], [3, 4])", "D[34](x)"), ("at(x y, x = 1, y = 2)", "(x\u2062y)|x=1,y=2"),
    ("jac([x; y], [x, y])", "J([xy])"), ("hess(x, [x, y])", "H(x)"), ("at(x + y, x = 1)^2", "((x+y)|x=1)2"),
])
def test_an_operator_is_typeset(f: str, shown: str) -> None:
    element = ElementTree.fromstring(mathml(truth(f).posed.f))
    assert "".join(element.itertext()) == shown


def test_what_has_no_rule_is_not_shown() -> None:
    task = Task("array", ARRAYS, asked="value")
    reading = read("lap(||v||, v)", author_scope(task, ()))
    assert isinstance(reading, Reading)
    assert unfolded(reading.tree, Posed(Task("a", task.variables, f=reading.tree, asked="value"), "s").declared) is None
