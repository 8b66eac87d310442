"""Problems from books and courses, not from the bank: six right and six wrong answers of each, and truths beside finite differences.

The files beside this one have the form that tests/kinds/test_all_cases.py tells, without its codes.  The oracle of this test runs the
function's own program over floats and knows no rule of calculus; an operator is made of its difference quotients.
"""

from __future__ import annotations

import io
import statistics
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy
import pytest
import yaml

from grader import load_bank
from grader.engine import OPERATORS, Instance, Posed
from grader.engine.operators import Partials
from grader.engine.program.builder import Builder
from grader.engine.program.lower import lower
from grader.engine.program.program import Program, bind, load, run
from grader.engine.values.floats import floats
from grader.engine.values.numbers import Numbers
from grader.expr import Expr, Matrix, Neg, Number, Operator, Shapes, fold
from grader.kinds import decider_of, kind_of
from grader.marking import mark, prove
from grader.model import Outcome, Problem, Severity

FOLDER = Path(__file__).parent
TABLES = [table for path in sorted(FOLDER.glob("*.yaml")) for table in yaml.safe_load(path.read_text("utf-8"))]
NAMES = [table.get("key", table["problem"]["id"]) for table in TABLES]
LEAST, MOST_LINES = 60, 6
STEP = 2e-4
CLOSE = 2e-4


@lru_cache
def problems(folder: Path) -> dict[str, Problem]:
    """All of them, read from one bank file."""
    written = io.StringIO()
    yaml.safe_dump([table["problem"] for table in TABLES], written, sort_keys=False, allow_unicode=True)
    (folder / "bank.yaml").write_text(written.getvalue(), "utf-8")
    bank, said = load_bank(folder / "bank.yaml")
    assert [item for item in said if item.severity is Severity.ERROR] == []
    return {problem.key: problem for whole in bank.problems for problem in (whole.variants or (whole,))}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Problem]:
    return problems(tmp_path_factory.mktemp("sixty"))


def test_the_list_is_long_enough_and_its_problems_are_short(bank: dict[str, Problem]) -> None:
    assert len({problem.id for problem in bank.values()}) == len(TABLES) == len(set(NAMES))
    assert len(TABLES) >= LEAST
    assert all(len(table["right"]) >= 6 and len(table["wrong"]) >= 6 for table in TABLES)
    assert statistics.median(len(table["problem"]) for table in TABLES) <= MOST_LINES


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_a_problem_proves_itself(table: dict[str, Any], bank: dict[str, Problem]) -> None:
    faults = prove(bank[table.get("key", table["problem"]["id"])], "salt").faults
    assert [fault for fault in faults if fault.severity is Severity.ERROR] == []


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_right_and_wrong_answers_are_told_apart(table: dict[str, Any], bank: dict[str, Problem]) -> None:
    problem, misjudged = bank[table.get("key", table["problem"]["id"])], []
    for wanted, outcome in (("right", Outcome.CORRECT), ("wrong", Outcome.INCORRECT)):
        for answer in table[wanted]:
            found = mark(problem, str(answer), "salt", explained=False).verdict
            if found.outcome is not outcome or found.evidence is found.messages is None:
                misjudged.append((wanted, answer, found.outcome, [message.message for message in found.messages]))
    assert misjudged == []


# -- finite differences -------------------------------------------------------------------------------------------------


def leaf(node: Expr) -> float:
    if isinstance(node, Number):
        return float(node.value)
    return numpy.pi if node.data == "pi" else numpy.e


NUMBERS = Numbers(floats().table, leaf, float)
Point = Mapping[str, float]


class Rough:
    """Values of trees at a point in floats, each operator by difference quotients."""

    def __init__(self, posed: Posed, instance: Instance) -> None:
        self.posed, self.instance = posed, instance
        self.names = {variable.name: names for variable, _, names in instance.arrays}

    def values(self, tree: Expr, point: Point) -> list[float]:
        flat = fold(tree, lambda node, args: self._number(node, point) if isinstance(node, Operator) else node.with_args(args) if args else node)
        builder = Builder()
        block = lower(flat, builder, Shapes(flat, self.posed.declared), self.instance.sizes, self.posed.indices_at(self.instance.sizes))
        return run_at(builder.program(block.slots, 1), point)

    def _number(self, node: Operator, point: Point) -> Expr:
        found = OPERATORS[node.name].formula(Quotients(self, node, point))
        entries = [_literal(value) for value in found]
        shape = Shapes(node, self.posed.declared).of(node)
        if shape is None:
            return entries[0]
        rows = int(numpy.prod([size if isinstance(size, int) else self.instance.sizes[size] for size in shape[0]]))
        return Matrix(rows, len(entries) // rows, entries)


def run_at(program: Program, point: Point) -> list[float]:
    slots = run(bind(program, NUMBERS.table), load(program, leaf, point))
    return [float(slots[output]) for output in program.outputs]


def _literal(value: float) -> Expr:
    number = Number(Fraction(abs(value)).limit_denominator(10**12))
    return Neg(number) if value < 0 else number


class Quotients(Partials):
    """The functions of an operator at a point."""

    def __init__(self, rough: Rough, node: Operator, point: Point) -> None:
        self.rough, self.node, self.point = rough, node, point
        self.names = [entry for name in node.names for entry in rough.names[name]]
        self.others = [value for arg in node.args[1:] for value in rough.values(arg, point)]
        self.outputs, self.inputs, self.order = len(self.f(point)), len(self.names), node.order
        self.centre = {**point, **dict(zip(self.names, self.others, strict=False))}

    def f(self, point: Point) -> list[float]:
        return self.rough.values(self.node.args[0], point)

    def d(self, function: int, *by: int) -> float:
        return self.slope(self.point, function, *by)

    def slope(self, point: Point, function: int, *by: int, step: float = STEP) -> float:
        if not by:
            return self.f(point)[function]
        step = {1: STEP, 2: 1e-3}.get(len(by), 3e-3) if step == STEP else step
        *rest, last = by
        above, below = ({**point, self.names[last]: point[self.names[last]] + sign * step} for sign in (1, -1))
        return (self.slope(above, function, *rest, step=step) - self.slope(below, function, *rest, step=step)) / (2 * step)

    def at(self, function: int) -> float:
        return self.f(self.centre)[function]

    def term(self, function: int, degree: int) -> float:
        if degree == 0:
            return self.at(function)
        total, orders = 0.0, [()]
        for _ in range(degree):
            orders = [(*order, j) for order in orders for j in range(self.inputs)]
        for order in orders:
            part = self.slope(self.centre, function, *order)
            for j in order:
                part *= self.point[self.names[j]] - self.others[j]
            total += part
        return total / float(numpy.prod(range(1, degree + 1)))

    def sum(self, terms: Any) -> float:
        return float(sum(terms))

    def product(self, left: float, right: float) -> float:
        return left * right

    def minus(self, value: float) -> float:
        return -value


def derivative(rough: Rough, problem: Problem, point: Point) -> list[float]:
    """What is asked of f, by the difference quotients of f."""
    posed = rough.posed
    if problem.task.asked == "value":
        return rough.values(posed.f, point)
    name = "hess" if problem.task.asked == "hessian" else "D"
    return OPERATORS[name].formula(Quotients(rough, Operator(name, problem.task.wrt, (posed.f,)), point))


WITH_A_FORMULA = ("derivative", "value", "hessian", "divergence", "curl", "laplacian", "directional", "jacobian-determinant", "taylor")
FORMULAS = [table.get("key", table["problem"]["id"]) for table in TABLES if table["problem"].get("asked", "derivative") in WITH_A_FORMULA
            and "int(" not in table["problem"]["f"]]


@pytest.mark.parametrize("name", FORMULAS)
def test_a_truth_agrees_with_finite_differences(name: str, bank: dict[str, Problem]) -> None:
    problem = bank[name]
    assert kind_of(problem.task).trees
    posed = decider_of(problem, "salt").posed
    instance = posed.instances()[0]
    rough, tried = Rough(posed, instance), 0
    for sample in instance.samples(12):
        point = instance.entries_over(NUMBERS, {entry: float(value) for entry, value in sample.point.items()})
        with numpy.errstate(all="ignore"):
            truth = instance.truth_over(NUMBERS, point)
            guess = derivative(rough, problem, point)
        if not all(numpy.isfinite(truth)) or max(map(abs, truth)) > 1e3 or not all(numpy.isfinite(guess)):
            continue
        scale = 1 + max(map(abs, truth))
        # A border between two cases may lie within a step.
        if all(abs(a - b) < CLOSE * scale for a, b in zip(truth, guess, strict=True)):
            tried += 1
    assert tried >= 3
