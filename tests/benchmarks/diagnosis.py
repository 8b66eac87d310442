"""Speed and reach of the diagnoses: tables of the whole bank, time per distinct wrong answer, share that is diagnosed.

Run: ``python tests/benchmarks/diagnosis.py [--quick]``.  All is measured in CPU time in one run.  Diagnosis is timed alone, after the
verdict, with warm tables, and once for each distinct answer; the aims are those of the fourth issue.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engine"), str(ROOT / "tests" / "expr"), str(ROOT / "tests" / "model"),
                str(ROOT / "tests" / "misconceptions")]

from answer_slips import wrong_answers as slips  # noqa: E402
from bank_cases import SALT, formulas, outcome_of, tree_of, wrong_answers  # noqa: E402

from grader.batch.limits import calm  # noqa: E402
from grader.expr import Expr  # noqa: E402
from grader.kinds import Attempt, Decider, verdict_of  # noqa: E402
from grader.misconceptions import diagnose, prepared  # noqa: E402
from grader.misconceptions.diagnosis import predictions_of  # noqa: E402
from grader.model import Outcome, Problem  # noqa: E402

TABLES, MEDIAN, P99, SHARE = 3.0, 0.3e-3, 15e-3, 0.75
SLOWEST = 8

Wrong = tuple[Problem, str, Expr]


def quantile(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def verdict(title: str, value: float, aim: float, unit: str, factor: float = 1.0) -> str:
    return f"{title} {value * factor:.2f}{unit} ({'meets' if value <= aim else 'MISSES'} the aim of {aim * factor:g}{unit})"


def with_points(problems: Sequence[Problem], wanted: Sequence[tuple[str, str]], salt: str) -> dict[str, Decider]:
    """Fresh deciders; f and its points are there before tables are timed."""
    deciders = {problem.id: Decider(problem.task, salt, problem.scheme) for problem in problems}
    for name, what in wanted:
        deciders[name].posed.display()
        for instance in deciders[name].posed.instances(what):
            instance.samples(3)
    return deciders


def tables(problems: Sequence[Problem]) -> dict[str, Decider]:
    """Fresh deciders with their tables, built and timed, a derivative by an array with a second one for differentials; then as kept ones."""
    kept = {problem.id: prepared(Decider(problem.task, SALT, problem.scheme)) for problem in problems}
    wanted = [(name, what) for name, texts in kept.items() for what in texts]
    deciders = with_points(problems, wanted, SALT)
    took, count = dict[str, float](), 0
    for name, what in wanted:
        start = time.process_time()
        table = predictions_of(deciders[name]).of(what)
        took[f"{name} ({what})"] = time.process_time() - start
        count += len(table.predictions)
    print(f"{len(wanted)} tables with {count} wrong answers: {verdict('together', sum(took.values()), TABLES, ' s')}")
    print("  slowest: " + ", ".join(f"{name} {took[name] * 1e3:.0f} ms" for name in sorted(took, key=took.__getitem__, reverse=True)[:4]))
    others = with_points(problems, wanted, "another salt")
    start = time.process_time()
    found = [predictions_of(others[name], kept[name]).of(what) for name, what in wanted]
    print(f"  under another salt from {sum(len(text) for texts in kept.values() for text in texts.values()) / 1e6:.1f} MB that were kept: "
          f"{time.process_time() - start:.2f} s, {sum(table.is_kept for table in found)} of {len(found)} tables used")
    return deciders


def timed(title: str, answers: Sequence[Wrong], deciders: dict[str, Decider], listed: bool) -> None:
    """How long each diagnosis takes after its verdict, and together with it: what one computes, the other need not; how many say something."""
    found: list[tuple[float, str, str]] = []
    whole: list[float] = []
    said = 0
    for problem, text, tree in answers:
        attempt = Attempt(deciders[problem.id], tree)
        begun = time.process_time()
        verdict_of(attempt)
        start = time.process_time()
        explained = diagnose(attempt, listed)
        found.append((time.process_time() - start, problem.id, text))
        whole.append(time.process_time() - begun)
        said += bool(explained)
    ordered = sorted(seconds for seconds, _, _ in found)
    print(f"{title}: {len(found)} distinct, {verdict('p50', quantile(ordered, 0.5), MEDIAN, ' ms', 1e3)}, p90 {quantile(ordered, 0.9) * 1e3:.2f} ms, "
          f"{verdict('p99', quantile(ordered, 0.99), P99, ' ms', 1e3)}, max {ordered[-1] * 1e3:.1f} ms; "
          f"diagnosed {said / len(found):.1%} (aim {SHARE:.0%})")
    whole.sort()
    print(f"  with the verdict: p50 {quantile(whole, 0.5) * 1e3:.2f} ms, p99 {quantile(whole, 0.99) * 1e3:.2f} ms, together {sum(whole):.2f} s")
    for seconds, name, text in sorted(found, reverse=True)[:SLOWEST]:
        print(f"  {seconds * 1e3:6.1f} ms  {name}: {text[:90]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer slips")
    calm()
    count = 300 if parser.parse_args().quick else 2_060
    problems = formulas()
    listed = [(problem, wrong.answer, tree) for problem, wrong in wrong_answers()
              if (tree := tree_of(problem, wrong.answer)) is not None and outcome_of(problem, tree) is Outcome.INCORRECT]
    made = [(wrong.problem, wrong.text, wrong.tree) for wrong in slips(count, 1)]
    posed_by_id = tables(problems)
    timed("listed, as in a class", listed, posed_by_id, True)
    timed("listed, by the rules alone", listed, posed_by_id, False)
    timed("single slips", made, posed_by_id, True)


if __name__ == "__main__":
    main()
