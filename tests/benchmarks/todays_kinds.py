"""What an answer of the kinds that the grader has had from the start costs, beside another checkout: nothing new may slow them down.

Run: ``python tests/benchmarks/todays_kinds.py OTHER [--rounds 7]``; OTHER is another checkout of this repository, or this one again to see
the noise.  The corpus is frozen in ``todays_kinds/``: 1,000 distinct answers (all of ``submissions_example`` and listed ones drawn once) to
the problems of the lecture's bank.  Processes of both checkouts take turns; each marks all answers once to warm the truths and the tables
of wrong answers, then once more with no verdict remembered, in CPU time.  The median of each answer over the rounds counts.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve()
CORPUS = HERE.with_suffix("")
ROOT = HERE.parents[2]
SALT = "benchmark"


def measured() -> list[float]:
    """Seconds of CPU for each answer of the corpus, in the checkout that is first on the path."""
    grader, marking, kinds = (importlib.import_module(name) for name in ("grader", "grader.marking", "grader.kinds"))
    with tempfile.TemporaryDirectory() as folder:
        bank, _ = grader.load_bank(Path(shutil.copy(CORPUS / "bank.yaml", folder)))
    answers = [json.loads(line) for line in (CORPUS / "answers.jsonl").read_text("utf-8").splitlines()]
    for name, text in answers:
        marking.mark(bank.get(name), text, SALT)
    # A full collection takes as long as 100 answers, and always falls on the same one.
    gc.collect()
    gc.disable()
    found = []
    for name, text in answers:
        problem = bank.get(name)
        if problem.task.f is not None:
            kinds.decider_of(problem, SALT).verdicts.clear()
        start = time.process_time()
        marking.mark(problem, text, SALT)
        found.append(time.process_time() - start)
    return found


def in_checkout(root: Path) -> list[float]:
    """What a process of its own measures in a checkout."""
    done = subprocess.run([sys.executable, str(HERE), "--child"], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True,
                          text=True, check=True)
    times: list[float] = json.loads(done.stdout)
    return times


def main() -> None:
    """Measure both checkouts in turn and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--child", action="store_true")
    said = parser.parse_args()
    if said.child:
        print(json.dumps(measured()))
        return
    roots = {"here": ROOT, "other": said.other.resolve()}
    rounds: dict[str, list[list[float]]] = {name: [] for name in roots}
    for number in range(said.rounds):
        # Whoever begins changes from round to round.
        for name in sorted(roots, reverse=bool(number % 2)):
            rounds[name].append(in_checkout(roots[name]))
    whole = {name: sum(median(times) for times in zip(*found, strict=True)) for name, found in rounds.items()}
    for name, root in roots.items():
        totals = sorted(sum(times) for times in rounds[name])
        print(f"{name:6} {1e3 * whole[name]:8.1f} ms for 1,000 answers   rounds {1e3 * totals[0]:.0f} to {1e3 * totals[-1]:.0f} ms   {root}")
    print(f"here / other: {whole['here'] / whole['other']:.4f}")


if __name__ == "__main__":
    main()
