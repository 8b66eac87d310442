"""Sets of points through marking: planted zeros, shares, hints, texts that read back, texts that nobody would write."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import yaml
from planted_zeros import Poly, planted

from grader.expr import Add, Expr, Matrix, Mul, Number, Points, Pow, Symbol, build, plain, tree_from_list, tree_to_list
from grader.kinds.points.cleaning import cleaned
from grader.kinds.points.reading import read_set
from grader.kinds.points.written import SetReading
from grader.marking import hint_steps, mark
from grader.model import Counterexample, Credit, Outcome, Problem, Proof, Scheme, Task, Variable, decode, encode
from grader.syntax import Scope, narrowed
from grader.syntax.spellings.signs import ARROWS

REAL = (Variable("x"), Variable("y"))
CASES = yaml.safe_load(Path(__file__).with_name("cases").joinpath("points.yaml").read_text("utf-8"))

QUARTIC = Problem(Task("quartic", REAL, f=Matrix(1, 1, [Add([
    Pow(Symbol("x"), Number(4)), Pow(Symbol("y"), Number(4)), build.neg(Mul([Number(4), Symbol("x"), Symbol("y")]))])]).args[0],
    wrt=("x", "y"), wrt_is_list=True, asked="critical-points"), Scheme(partial="entries"))


def tree_of(terms: Poly) -> Expr:
    return build.add([build.mul([build.number(number), *[build.power(Symbol(name), Number(power)) for name, power in zip("xy", powers, strict=True)
                                                         if power]]) for powers, number in terms.items()])


def text_of(points: list[tuple[Fraction, ...]], rng: Random) -> str:
    """Points as somebody may write them."""
    style = rng.randrange(4)
    if style == 3:
        return "; ".join(f"x = {x}, y = {y}" for x, y in points)
    opening, closing, between = (("(", ")", ","), ("[", "]", "; "), ("{", "}", ", "))[style]
    found = [f"{opening}{x}{between}{y}{closing}" for x, y in points]
    return rng.choice((", ", "\n", " and ", ";")).join(found)


@pytest.mark.parametrize("seed", range(6))
def test_planted_sets_are_judged_rightly(seed: int) -> None:
    """All zeros in any writing and order are right; with one left out, or moved, or one more, the set is wrong."""
    rng = Random(f"sets {seed}")
    for number in range(50):
        system, zeros = planted(rng)
        rows = [tree_of(terms) for terms in system]
        problem = Problem(Task(f"planted-{seed}-{number}", REAL, f=Matrix(2, 1, rows), wrt=("x", "y"), wrt_is_list=True, asked="zeros"))
        points = list(zeros)
        rng.shuffle(points)
        right = mark(problem, text_of(points, rng), "salt")
        assert right.verdict.outcome is Outcome.CORRECT, (right.answer, right.verdict)
        assert isinstance(right.verdict.evidence, Proof)
        moved = (points[0][0] + rng.choice((1, Fraction(1, 1000))), points[0][1])
        wrong = [[moved if point == points[0] else point for point in points]] if moved not in zeros else []
        wrong += [[*points, moved]] if moved not in zeros else []
        wrong += [points[1:]] if points[1:] else []
        for others in wrong:
            found = mark(problem, text_of(others, rng), "salt", explained=False)
            assert found.verdict.outcome is Outcome.INCORRECT, (found.answer, found.verdict)
            assert found.verdict.evidence is not None or found.verdict.messages
        assert mark(problem, "none", "salt", explained=False).verdict.outcome is Outcome.INCORRECT


@pytest.mark.parametrize(("text", "done"), [
    ("(0,0), (1,1)", 2), ("(0,0)", 1), ("(0,0), (1,1), (2,2)", 1), ("(0,0), (2,2), (3,3)", 0), ("(5,5)", 0), ("none", 0),
    ("(0,0), (0,0), (1,1)", 2), ("(0,0), (2,2), (2,2)", 0), ("(0,0),(1,1),(-1,-1),(1,-1)", 2),
])
def test_each_right_point_earns_its_share_and_each_wrong_one_costs_one(text: str, done: int) -> None:
    found = mark(QUARTIC, text, "salt")
    assert found.score == Fraction(done, 3)
    assert found.credit == Credit("entries", Fraction(done, 3), done, 3)


@pytest.mark.parametrize(("text", "said"), [
    ("(0,0)", "2 points are missing."), ("(0,0), (1,1)", "1 point is missing."), ("(0,0), (1,1), (5,5)", "1 point is missing."), ("none", "3 points are missing."),
])
def test_how_many_are_missing_is_said_in_the_second_step_alone(text: str, said: str) -> None:
    found = mark(QUARTIC, text, "salt")
    steps = {step.level: step.said for step in hint_steps(QUARTIC, found, 3, "salt")}
    assert said in steps[2]
    assert all("missing." not in sentence or sentence.startswith("All points that are missing") for sentence in steps.get(1, ()))
    told = [*steps.get(1, ()), *steps[2], *steps.get(3, ()), *[message.message for message in found.verdict.messages]]
    assert not any("-1" in sentence for sentence in told)


@pytest.mark.parametrize(("text", "missing"), [("±1.4142", 0), ("1.4142", 1), ("sqrt(2), -1.4142", 0), ("sqrt(2), 1.4142", 1), ("sqrt(2)", 1)])
def test_a_point_that_is_only_rounded_is_not_missing(text: str, missing: int) -> None:
    f = Add([Pow(Symbol("x"), Number(2)), build.neg(Number(2))])
    roots = Problem(Task("roots", (Variable("x"),), f=f, wrt=("x",), asked="zeros"), Scheme())
    found = mark(roots, text, "salt")
    assert found.verdict.outcome is Outcome.INCORRECT
    assert "1.4142" not in text or not found.diagnoses
    said = [sentence for step in hint_steps(roots, found, 3, "salt") for sentence in step.said if sentence.endswith("missing.")]
    assert said == ["1 point is missing."] * missing


@pytest.mark.parametrize(("text", "is_right"), [
    ("(0,0), ±(1,1)", True), ("(0,0)", False), ("none", False), ("(0,0), (1,-1)", False), ("(0,0,0)", False), ("(1/0, 1)", False),
    ("(10^-400, 0), ±(1,1)", False), ("(sqrt(2)*sqrt(2)/2 - 1, sin(0)), ±(1,1)", True), ("(0.0, 0), ±(1.00, 1)", True),
])
def test_no_verdict_is_without_its_reason(text: str, is_right: bool) -> None:
    found = mark(QUARTIC, text, "salt").verdict
    assert found.outcome is (Outcome.CORRECT if is_right else Outcome.INCORRECT)
    if is_right:
        assert isinstance(found.evidence, Proof)
    else:
        codes = [message.code.split("/")[0] for message in found.messages]
        assert isinstance(found.evidence, Counterexample) or {"set", "shape"} & set(codes)


# -- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", CASES, ids=lambda table: str(table["problem"]["id"]))
def test_what_is_read_reads_back(table: dict[str, object]) -> None:
    problem = table["problem"]
    assert isinstance(problem, dict)
    names = [problem["wrt"]] if isinstance(problem["wrt"], str) else problem["wrt"]
    scope = Scope(tuple(name for name in problem["vars"] if name not in names))
    right, wrong = table.get("right", ()), table.get("wrong", ())
    assert isinstance(right, list | tuple)
    assert isinstance(wrong, list | tuple)
    for text in (*right, *(case if isinstance(case, str) else case[0] for case in wrong)):
        found = read_set(narrowed(text), names, scope)
        assert isinstance(found, SetReading), (text, found)
        if all(len(point.coordinates) == len(names) for point in found.points):
            tree = Points(len(names), [each for point in found.points for each in point.coordinates])
            again = read_set(plain(tree), names, scope)
            assert isinstance(again, SetReading)
            assert [point.coordinates for point in again.points] == [point.coordinates for point in found.points]
            assert tree_from_list(tree_to_list(tree)) == tree
            assert decode(Expr, encode(tree)) == tree


PIECES = ("(", ")", "[", "]", "{", "}", "\\{", "\\}", ",", ";", "\n", "0", "1", "-1", "1/2", "x", "y", "=", "±", "\\pm", "and", "or", " ", "P_1", "∈",
          "\\left", "\\right", "$", "^T", "sqrt(2)", "\\frac{1}{2}", "none", "∅", ":", "&", "\\\\", "\\begin{pmatrix}", "\\end{pmatrix}", "<", "e", ".",
          "\\text{and}", "+", "*", "^2", "1.", "- ", "\ue000", "\ue001", "\ud800", "\x00", "é", "²")


@pytest.mark.parametrize("seed", range(4))
def test_texts_that_nobody_would_write_are_read_or_refused_with_a_place(seed: int) -> None:
    rng = Random(f"texts {seed}")
    readable = 0
    for _ in range(700):
        text = "".join(rng.choices(PIECES, k=rng.randint(1, 14)))
        assert len(cleaned(text)) == len(text)
        found = read_set(text, rng.choice((("x", "y"), ("x",))), Scope())
        if isinstance(found, SetReading):
            readable += 1
            continue
        assert found.span is not None
        assert 0 <= found.span[0] <= found.span[1] <= len(text)
        assert found.remedy or found.code.startswith("syntax/")
    assert readable > 5


def test_marking_texts_that_nobody_would_write_never_fails() -> None:
    rng = Random("marked")
    for _ in range(150):
        mark(QUARTIC, "".join(rng.choices(PIECES, k=rng.randint(1, 10))) or "0", "salt")


@pytest.mark.parametrize("arrow", [each for sign, written in ARROWS.items() for each in (sign, *written)])
@pytest.mark.parametrize("text", ["x^2 = 1 {} x = ±1", "x^2 = 1\n{} x = ±1", "{} x = ±1"])
def test_the_points_stand_behind_the_last_arrow(text: str, arrow: str) -> None:
    found = read_set(text.format(arrow), ("x",), Scope(()))
    assert isinstance(found, SetReading)
    assert [plain(point.coordinates[0]) for point in found.points] == ["1", "-1"]


def test_a_limit_is_no_point() -> None:
    assert not isinstance(read_set("x → 1", ("x",), Scope(())), SetReading)
