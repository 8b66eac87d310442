"""The big property test: random pairs labelled by construction, confirmed by mpmath, and judged by the grader.

``python tests/engine/pairs.py --count 20000 --seed 1`` prints the summary.  A pair is a truth (a value or a derivative) and an answer
that is honest (rewritten by identities) or slipped (changed, by as little as a relative 1e-200).  The answer goes through the front
door, as text.  A slip may be refused or undecided, never accepted; an honest answer may be undecided, never refused.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

import mpmath
from expressions import VARIABLES, expression, random_point
from made import made
from oracle import Point, UndefinedError, UnknownError, differ, evaluate, gap, slope
from rewrites import rewritten
from slips import slipped

from grader.engine.calculus import derivative
from grader.expr import Div, Expr, Number, names, plain, postorder
from grader.marking import mark
from grader.model import Outcome, Problem

ANSWERS_PER_TRUTH = 5
LARGEST = 1e30
MOST_LEAVES = 60


@dataclass(frozen=True, slots=True)
class Truth:
    """A problem, its truth as a tree, and points where mpmath finds a value."""

    problem: Problem
    tree: Expr
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """An answer to a truth, and whether it is right by construction; ``rules`` made it."""

    truth: Truth
    answer: Expr
    honest: bool
    rules: tuple[str, ...]


@dataclass(slots=True)
class Summary:
    """What came out: verdicts by label, the wrong ones, the undecided ones, and what the generator threw away."""

    verdicts: Counter[tuple[bool, Outcome]] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    thrown: Counter[str] = field(default_factory=Counter)
    wrong: list[Pair] = field(default_factory=list)
    undecided: list[Pair] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def count(self) -> int:
        return sum(self.verdicts.values())

    @property
    def honest(self) -> int:
        return sum(number for (honest, _), number in self.verdicts.items() if honest)


def truths(rng: Random, thrown: Counter[str]) -> Iterator[Truth]:
    """Endless truths with a value at three random points of the domain: two thirds values, one third derivatives."""
    number = 0
    while True:
        f = expression(rng)
        if f.leaves < 2 or f.leaves > 25:
            continue
        used = tuple(variable for variable in VARIABLES if variable.name in names(f))
        smooth = [variable.name for variable in used if variable.name != "n"]
        wrt = (rng.choice(smooth),) if smooth and rng.random() < 0.34 else ()
        tree = derivative(f, wrt[0]) if wrt else f
        points = _points(tree, rng)
        if points is None or tree.leaves > MOST_LEAVES:
            thrown["truth too large or undefined"] += 1
            continue
        number += 1
        # All variables are declared, so that an answer may hold others than the truth.
        problem = made(f"pair-{number}", variables=VARIABLES, f=f, wrt=wrt, asked="derivative" if wrt else "value")
        if wrt:
            _confirm_derivative(f, wrt[0], tree, points[0])
        yield Truth(problem, tree, points)


def _points(tree: Expr, rng: Random) -> tuple[Point, ...] | None:
    found: list[Point] = []
    for _ in range(6):
        point = random_point(rng)
        try:
            if evaluate(tree, point, 30).largest > LARGEST:
                return None
        except UndefinedError:
            continue
        found.append(point)
        if len(found) == 3:
            return tuple(found)
    return None


def _confirm_derivative(f: Expr, name: str, tree: Expr, point: Point) -> None:
    """The derived tree must be the derivative by mpmath's central difference too."""
    with mpmath.workdps(60):
        try:
            quotient = slope(f, name, point, 90)
        except UndefinedError:
            return
        value = evaluate(tree, point, 60)
        assert abs(quotient - value.number) < mpmath.mpf(10) ** -20 * (1 + value.largest) ** 3, (plain(f), name, plain(tree), point)


def pairs(seed: int, thrown: Counter[str]) -> Iterator[Pair]:
    """Endless labelled pairs; a pair whose label mpmath contradicts stops the test, except for a slip that changed nothing."""
    rng = Random(seed)
    for truth in truths(rng, thrown):
        for _ in range(ANSWERS_PER_TRUTH):
            while True:
                pair = _pair(truth, rng)
                reason = _unfit(pair)
                if reason is None:
                    break
                thrown[reason] += 1
            yield pair


def _pair(truth: Truth, rng: Random) -> Pair:
    tree, rules = rewritten(truth.tree, rng, rng.choice((0, 1, 2, 3) if rng.random() < 0.5 else (1, 2, 3, 4)))
    if rules and rng.random() < 0.55:
        return Pair(truth, tree, True, rules)
    tree, slip = slipped(tree if rng.random() < 0.5 else truth.tree, rng)
    return Pair(truth, tree, False, (slip,))


def _unfit(pair: Pair) -> str | None:
    """Why a pair cannot be used; raises AssertionError where an honest rewrite is not honest."""
    if pair.answer.leaves > 2 * MOST_LEAVES or len(plain(pair.answer)) > 1_900:
        return "answer too long"
    if pair.honest:
        return _unfit_honest(pair)
    for digits in (60, 300, 700):
        if any(_differ(pair, point, digits) and _stays_apart(pair, point, digits) for point in pair.truth.points):
            return None
    # An answer without a value at any of the points is as wrong as a differing one.
    undefined = [_is_undefined(pair.answer, point) for point in pair.truth.points]
    if not any(undefined):
        return "slip without effect"
    return None if all(undefined) and not any(_is_unknown(pair.answer, point) for point in pair.truth.points) else "slip undefined at a point"


def _differ(pair: Pair, point: Point, digits: int) -> bool:
    try:
        return differ(pair.truth.tree, pair.answer, point, digits)
    except UndefinedError:
        return False


def _stays_apart(pair: Pair, point: Point, digits: int) -> bool:
    """Whether a gap is one: a root of what is 0 but for rounding shrinks with more digits."""
    try:
        return bool(gap(pair.truth.tree, pair.answer, point, 2 * digits) > gap(pair.truth.tree, pair.answer, point, digits) / 2)
    except UndefinedError:
        return True


def _is_undefined(tree: Expr, point: Point, digits: int = 300) -> bool:
    try:
        evaluate(tree, point, digits)
    except UndefinedError:
        return True
    return False


def _is_unknown(tree: Expr, point: Point, digits: int = 300) -> bool:
    try:
        evaluate(tree, point, digits)
    except UnknownError:
        return True
    except UndefinedError:
        return False
    return False


def _is_undefined_at_a_whole_number(pair: Pair) -> bool:
    """Whether a denominator is zero at one of the first whole numbers: (n - 4)/(n - 4) is not one where n is 4, whatever else is."""
    under = [node.args[1] for node in postorder(pair.answer) if type(node) is Div and "n" in names(node.args[1])]
    point = pair.truth.points[0]
    places = [{**point, "n": Fraction(number)} for number in range(1, 33)] if under else []
    return any(_is_undefined(Div(Number(1), tree), place, 30) and not _is_undefined(pair.truth.tree, place, 30)
               for tree in under for place in places)


def _unfit_honest(pair: Pair) -> str | None:
    if any(_is_undefined(pair.answer, point) for point in pair.truth.points) or _is_undefined_at_a_whole_number(pair):
        return "rewrite undefined at a point"
    for point in pair.truth.points:
        dishonest = _differ(pair, point, 60) and _differ(pair, point, 400)
        # A root of what is 0 but for rounding shrinks with more digits; a difference stays.
        if dishonest and gap(pair.truth.tree, pair.answer, point, 700) < gap(pair.truth.tree, pair.answer, point, 400) / 2:
            return "rewrite that mpmath cannot confirm"
        assert not dishonest, (pair.rules, plain(pair.truth.tree), plain(pair.answer), point)
    return None


def run(count: int, seed: int) -> Summary:
    """Judge so many pairs."""
    summary = Summary()
    stream = pairs(seed, summary.thrown)
    for _ in range(count):
        pair = next(stream)
        start = time.perf_counter()
        verdict = mark(pair.truth.problem, plain(pair.answer), f"salt {seed}").verdict
        summary.seconds += time.perf_counter() - start
        summary.verdicts[pair.honest, verdict.outcome] += 1
        summary.rules.update(pair.rules)
        summary.evidence[f"{verdict.outcome}: {type(verdict.evidence).__name__}"] += 1
        if verdict.outcome is Outcome.UNDECIDED:
            summary.undecided.append(pair)
        elif (verdict.outcome is Outcome.CORRECT) is not pair.honest or verdict.outcome is Outcome.UNREADABLE:
            summary.wrong.append(pair)
    return summary


def shown(pair: Pair) -> str:
    """A pair on one line."""
    asked = f"d/d{pair.truth.problem.task.wrt[0]} " if pair.truth.problem.task.wrt else ""
    f = pair.truth.problem.task.f
    assert f is not None
    return f"{'honest' if pair.honest else 'slip'} {', '.join(pair.rules)}: {asked}{plain(f)}   |   {plain(pair.answer)}"


def main() -> int:
    """Print the summary; exit 1 if a verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--undecided", action="store_true", help="list the undecided pairs")
    options = parser.parse_args()
    summary = run(options.count, options.seed)
    undecided = summary.verdicts[True, Outcome.UNDECIDED]
    print(f"{summary.count} pairs, {summary.honest} honest, {len(summary.wrong)} wrong verdicts")
    print(f"honest undecided: {undecided} ({undecided / summary.honest:.2%})")
    print(f"slips undecided: {summary.verdicts[False, Outcome.UNDECIDED]}")
    print(f"marking took {summary.seconds:.1f} s, {summary.seconds / summary.count * 1e3:.2f} ms a pair")
    for title, counter in (("evidence", summary.evidence), ("rules", summary.rules), ("thrown away", summary.thrown)):
        print(f"{title}: " + ", ".join(f"{name} {number}" for name, number in counter.most_common()))
    for pair in summary.wrong + (summary.undecided if options.undecided else []):
        print(shown(pair))
    return 1 if summary.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
