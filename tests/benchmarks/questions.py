"""Speed of what can be asked beside derivatives: every answer of the tables in ``tests/kinds/cases``, with its explanation and without.

Run: ``python tests/benchmarks/questions.py [points …]`` (names of tables; default: all).  CPU time of one process; a problem is warm, as it
is in a class: its truth is known, and no verdict is remembered.  Of problems with operators the building of the truth, a first answer and a
next one are measured too, and of a Taylor polynomial of order 6 in two variables, beside what they may take (questions.md §18).
"""

from __future__ import annotations

import copy
import io
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from grader.bank import load_bank  # noqa: E402
from grader.kinds import decider_of, kind_of  # noqa: E402
from grader.marking import mark  # noqa: E402
from grader.model import Outcome, Problem  # noqa: E402

FOLDER = ROOT / "tests" / "kinds" / "cases"
SALT = "benchmark"
ROUNDS = 5


def problem_of(table: dict[str, Any], folder: Path) -> Problem | None:
    """The problem of a table, through a bank file."""
    problems = copy.deepcopy(table["problem"])
    problems = problems if isinstance(problems, list) else [problems]
    written = io.StringIO()
    yaml.safe_dump(problems, written, sort_keys=False, allow_unicode=True)
    path = folder / "bank.yaml"
    path.write_text(written.getvalue(), "utf-8")
    bank, _ = load_bank(path)
    name = next((problem["id"] for problem in problems if problem["id"] == table.get("id")), problems[-1]["id"])
    return bank.get(f"{name}.{table['part']}" if "part" in table else name)


def answers(table: dict[str, Any]) -> list[str]:
    """All answers of a table that can be read."""
    return [str(case[0] if isinstance(case, list) else case) for which in ("right", "wrong", "undecided") for case in table.get(which, ())]


def measured(name: str, explained: bool) -> tuple[list[float], int]:
    """The CPU milliseconds of each answer, the least of some rounds, and how many are undecided."""
    found, undecided = list[float](), 0
    with tempfile.TemporaryDirectory() as folder:
        for table in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")):
            problem = problem_of(table, Path(folder))
            if problem is None:
                continue
            for text in answers(table):
                times = []
                for _ in range(ROUNDS):
                    if kind_of(problem.task).trees:
                        decider_of(problem, SALT).verdicts.clear()
                    start = time.process_time()
                    made = mark(problem, text, SALT, explained=explained)
                    times.append((time.process_time() - start) * 1e3)
                found.append(min(times))
                undecided += made.verdict.outcome is Outcome.UNDECIDED
    return found, undecided


OPERATORS = {"build": 10.0, "first answer": 20.0, "next answer": 3.0}
"""Milliseconds that the median problem with operators may take."""

TAYLOR = {
    "problem": {"id": "taylor", "vars": {"x": "real", "y": "real"}, "f": "exp(x y) sin(x + y)", "wrt": ["x", "y"], "asked": "taylor",
                "at": {"x": 0, "y": 0}, "order": 6},
    "right": ["(x+y) - (x+y)^3/6 + (x+y)^5/120 + x y (x+y) - x y (x+y)^3/6 + x^2 y^2 (x+y)/2",
              "(x+y) (1 + x y + x^2 y^2/2) - (1 + x y) (x+y)^3/6 + (x+y)^5/120"],
}
MOST_OF_TAYLOR, MOST_OF_WRONG_TAYLOR = 50.0, 250.0


def stages(table: dict[str, Any], folder: Path) -> tuple[float, ...] | None:
    """The CPU milliseconds of building, of a first answer and of a next one, the least of some rounds; each round has its own salt."""
    problem, texts = problem_of(table, folder), answers(table)
    if problem is None or len(texts) < 2 or not kind_of(problem.task).trees:
        return None
    rounds = [_stages(problem, texts, f"operators {number}") for number in range(ROUNDS)]
    return tuple(map(min, zip(*rounds, strict=True)))


def _stages(problem: Problem, texts: list[str], salt: str) -> list[float]:
    start, ends = time.process_time(), list[float]()
    decider_of(problem, salt).posed.instances()
    ends.append(time.process_time())
    for text in texts[:2]:
        assert mark(problem, text, salt).verdict.outcome is Outcome.CORRECT, text
        ends.append(time.process_time())
    return [(end - begin) * 1e3 for begin, end in zip([start, *ends], ends, strict=False)]


def first_wrong(table: dict[str, Any], folder: Path) -> float:
    """The CPU milliseconds of a first wrong answer, for which the table of wrong answers is built: the least of some rounds."""
    problem = problem_of(table, folder)
    assert problem is not None
    found = []
    for number in range(ROUNDS):
        start = time.process_time()
        assert mark(problem, "x + y", f"wrong {number}").verdict.outcome is Outcome.INCORRECT
        found.append((time.process_time() - start) * 1e3)
    return min(found)


def operators() -> None:
    """Print what problems with operators take, beside what they may."""
    with tempfile.TemporaryDirectory() as folder:
        tables = yaml.safe_load((FOLDER / "operators.yaml").read_text("utf-8"))
        found = [each for table in tables if (each := stages(table, Path(folder))) is not None]
        for (name, most), times in zip(OPERATORS.items(), zip(*found, strict=True), strict=True):
            print(f"operators, {len(found)} problems: {name:12}   median {statistics.median(times):6.2f} ms   at most {most:g} ms")
        taylor = stages(TAYLOR, Path(folder))
        assert taylor is not None
        print(f"Taylor polynomial of order 6 in 2 variables: build and first answer {taylor[0] + taylor[1]:.2f} ms   at most {MOST_OF_TAYLOR:g} ms")
        print(f"its first wrong answer: {first_wrong(TAYLOR, Path(folder)):.0f} ms   at most {MOST_OF_WRONG_TAYLOR:g} ms")


def main() -> None:
    """Print a line for each table."""
    if "operators" in (sys.argv[1:] or ("operators",)):
        operators()
    for name in sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("*.yaml")):
        for explained in (False, True):
            found, undecided = measured(name, explained)
            if found:
                p99 = sorted(found)[min(len(found) - 1, int(0.99 * len(found)))]
                print(f"{name:16} {'explained' if explained else 'verdict':10} {len(found):4} answers   median {statistics.median(found):6.2f} ms"
                      f"   p99 {p99:6.2f} ms   undecided {undecided}")


if __name__ == "__main__":
    main()
