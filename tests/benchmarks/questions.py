"""Speed of what can be asked beside derivatives: every answer of the tables in ``tests/kinds/cases``, with its explanation and without.

Run: ``python tests/benchmarks/questions.py [points …]`` (names of tables; default: all).  CPU time of one process; a problem is warm, as it
is in a class: its truth is known, and no verdict is remembered.
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
                    start = time.process_time()
                    made = mark(problem, text, SALT, explained=explained)
                    times.append((time.process_time() - start) * 1e3)
                found.append(min(times))
                undecided += made.verdict.outcome is Outcome.UNDECIDED
    return found, undecided


def main() -> None:
    """Print a line for each table."""
    for name in sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("*.yaml")):
        for explained in (False, True):
            found, undecided = measured(name, explained)
            if found:
                p99 = sorted(found)[min(len(found) - 1, int(0.99 * len(found)))]
                print(f"{name:16} {'explained' if explained else 'verdict':10} {len(found):4} answers   median {statistics.median(found):6.2f} ms"
                      f"   p99 {p99:6.2f} ms   undecided {undecided}")


if __name__ == "__main__":
    main()
