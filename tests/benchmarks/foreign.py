"""What an answer to a problem that nobody prepared costs, and how that grows with the problem.

Run: ``python tests/benchmarks/foreign.py [--quick]``.  CPU time in one process.  Each problem of ``foreign.txt`` is met cold: its truth
is derived and its table of wrong answers is built by the first wrong answer, which is marked and hinted at (step 1).  The growth
families double a size five times; the exponent is the slope of log time over log size, fitted to the larger half.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "misconceptions")]

from families import FAMILIES, WRONG, Family, exponent, sizes  # noqa: E402

from grader.batch.limits import calm  # noqa: E402
from grader.marking import hints, mark  # noqa: E402
from grader.misconceptions import Example, problem_of  # noqa: E402
from grader.model import Outcome, Problem  # noqa: E402

WORST, AIM = 0.25, 0.1
SLOWEST = 8
GIVEN_UP = 20.0
"""Seconds after which a family is not doubled again."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A problem with a wrong answer and a right one."""

    example: Example
    wrong: str
    right: str


def foreign() -> Iterator[Foreign]:
    """The problems of the file."""
    for line in (Path(__file__).parent / "foreign.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            f, wrt, variables, wrong, right = line.split(" | ")
            yield Foreign(Example(f, wrt, "", variables), wrong, right)


def seconds(problem: Problem, text: str, salt: str, outcome: Outcome) -> float:
    """CPU time to mark one answer and to give the first step of hints."""
    start = time.process_time()
    found = mark(problem, text, salt)
    list(hints(problem, found, 1, salt))
    took = time.process_time() - start
    assert found.verdict.outcome is outcome, (problem.f_text, text, found.verdict.outcome)
    return took


def quantile(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def shown(title: str, found: Sequence[tuple[float, str]]) -> None:
    """Quantiles and the slowest."""
    ordered = sorted(took for took, _ in found)
    print(f"{title}: {len(found)} answers, median {quantile(ordered, 0.5) * 1e3:.1f} ms, p90 {quantile(ordered, 0.9) * 1e3:.1f} ms, "
          f"p99 {quantile(ordered, 0.99) * 1e3:.1f} ms, worst {ordered[-1] * 1e3:.1f} ms, together {sum(ordered):.2f} s")
    for took, text in sorted(found, reverse=True)[:SLOWEST]:
        print(f"  {took * 1e3:8.1f} ms  {text}")


# -- growth ---------------------------------------------------------------------------------------------------------------

def growth(title: str, first: int, family: Family) -> None:
    """The time of the first wrong answer at sizes that are doubled, and the exponent of the larger half."""
    points = list[tuple[int, float]]()
    for size in sizes(first):
        points.append((size, seconds(problem_of(family(size)), WRONG[title], f"growth {size}", Outcome.INCORRECT)))
        if points[-1][1] > GIVEN_UP:
            break
    curve = ", ".join(f"{size}: {took * 1e3:.0f} ms" for size, took in points)
    print(f"{title}: exponent {exponent(*zip(*points, strict=True)):.2f}  ({curve})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every fifth problem")
    chosen = list(foreign())[::5 if parser.parse_args().quick else 1]
    # As in a worker that has worked for a while.
    calm()
    importlib.import_module("numpy")
    for case in chosen[:3]:
        seconds(problem_of(case.example), case.wrong, "warm", Outcome.INCORRECT)
    for title, answer, outcome in (("first wrong answer", "wrong", Outcome.INCORRECT), ("first right answer", "right", Outcome.CORRECT)):
        found = [(seconds(problem_of(case.example), getattr(case, answer), title, outcome), f"{case.example.f}  by {case.example.wrt}")
                 for case in chosen]
        shown(title, found)
        if answer == "wrong":
            worst = max(found)[0]
            print(f"  the worst is {'below' if worst <= WORST else 'ABOVE'} {WORST} s and {'below' if worst <= AIM else 'above'} {AIM} s")
    for title, (first, family) in FAMILIES.items():
        growth(title, first, family)


if __name__ == "__main__":
    main()
