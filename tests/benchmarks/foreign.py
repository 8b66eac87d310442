"""What an answer to a problem that nobody prepared costs, and how that grows with the problem.

Run: ``python tests/benchmarks/foreign.py [--quick] [--right]``.  CPU time in one process.  Each problem of ``foreign.txt`` is met cold: its truth
is derived and its table of wrong answers is built by the first wrong answer, which is marked and hinted at (step 1).  Right answers are
marked cold, each the first to its problem, and warm: other right forms of the same problem, after a first one, as in a class.  The growth
families double a size five times; the exponent is the slope of log time over log size, fitted to the larger half.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engine"), str(ROOT / "tests" / "misconceptions")]

from families import FAMILIES, WRONG, Family, exponent, sizes  # noqa: E402
from rewrites import rewritten  # noqa: E402

from grader.batch.limits import calm  # noqa: E402
from grader.expr import Expr, Matrix, plain, substitute  # noqa: E402
from grader.kinds import scope_of  # noqa: E402
from grader.marking import hints, mark  # noqa: E402
from grader.misconceptions import Example  # noqa: E402
from grader.misconceptions.worked import task_of  # noqa: E402
from grader.model import Outcome, Problem  # noqa: E402
from grader.syntax import Reading, read  # noqa: E402

WORST, AIM = 0.25, 0.1
WARM = 0.006
"""What 99 of 100 right answers to a problem that is known should take at most, in seconds."""
FORMS = 3
"""Right forms of each problem that are marked after the first."""
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
    assert found.verdict.outcome is outcome, (problem.task.f_text, text, found.verdict.outcome)
    return took


def other_forms(problem: Problem, text: str, rng: random.Random) -> Iterator[str]:
    """Rewrite a right answer by identities of the reals over the problem's own variables."""
    tree = _tree(problem, text)
    for _ in range(FORMS):
        new = Matrix(*tree.data, [rewritten(entry, rng, 1)[0] for entry in tree.args]) if type(tree) is Matrix else rewritten(tree, rng, 2)[0]
        # The rules know variables x, y, p, a; another problem has others.
        yield plain(substitute(new, {name: _tree(problem, rng.choice(problem.task.variables).name) for name in ("x", "y", "p", "a")
                                     if all(variable.name != name for variable in problem.task.variables)}))


def _tree(problem: Problem, text: str) -> Expr:
    reading = read(text, scope_of(problem.task))
    assert isinstance(reading, Reading), text
    return reading.tree


def warm(cases: Sequence[Foreign]) -> Iterator[tuple[float, str]]:
    """The time of right forms of every problem after the first; what is not decided has taken its time too."""
    rng = random.Random(1)
    for case in cases:
        problem = Problem(task_of(case.example))
        seconds(problem, case.right, "warm right", Outcome.CORRECT)
        for text in other_forms(problem, case.right, rng):
            start = time.process_time()
            found = mark(problem, text, "warm right")
            took = time.process_time() - start
            # Some identities hold for positive numbers, which the stand-in need not be.
            if found.verdict.outcome is not Outcome.INCORRECT:
                yield took, f"{text}  to {case.example.f}  by {case.example.wrt}"


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
        points.append((size, seconds(Problem(task_of(family(size))), WRONG[title], f"growth {size}", Outcome.INCORRECT)))
        if points[-1][1] > GIVEN_UP:
            break
    curve = ", ".join(f"{size}: {took * 1e3:.0f} ms" for size, took in points)
    print(f"{title}: exponent {exponent(*zip(*points, strict=True)):.2f}  ({curve})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every fifth problem")
    parser.add_argument("--right", action="store_true", help="right answers alone")
    asked = parser.parse_args()
    chosen = list(foreign())[::5 if asked.quick else 1]
    # As in a worker that has worked for a while.
    calm()
    importlib.import_module("numpy")
    for case in chosen[:3]:
        seconds(Problem(task_of(case.example)), case.wrong, "warm", Outcome.INCORRECT)
    answers = (("first wrong answer", "wrong", Outcome.INCORRECT), ("first right answer", "right", Outcome.CORRECT))
    for title, answer, outcome in answers[asked.right:]:
        found = [(seconds(Problem(task_of(case.example)), getattr(case, answer), title, outcome), f"{case.example.f}  by {case.example.wrt}")
                 for case in chosen]
        shown(title, found)
        if answer == "wrong":
            worst = max(found)[0]
            print(f"  the worst is {'below' if worst <= WORST else 'ABOVE'} {WORST} s and {'below' if worst <= AIM else 'above'} {AIM} s")
    found = list(warm(chosen))
    shown("other right answers", found)
    print(f"  the p99 is {'below' if quantile(sorted(took for took, _ in found), 0.99) <= WARM else 'ABOVE'} {WARM * 1e3:.0f} ms")
    for title, (first, family) in () if asked.right else FAMILIES.items():
        growth(title, first, family)


if __name__ == "__main__":
    main()
