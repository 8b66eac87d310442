"""A class of 1,200 students with 30 answers each, graded with all sheets written: seconds and peak memory.

Run: ``python tests/benchmarks/class_of_1200.py [students]``.  Answers are the bank's own listed strings, right and wrong, in the
proportion of a real class, a tenth of them changed by a constant that makes them unique.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from grader.bank import load_bank  # noqa: E402
from grader.kinds import kind_of  # noqa: E402


def write_class(folder: Path, students: int) -> int:
    """Write the answer files; returns the number of distinct answers."""
    bank, _ = load_bank(ROOT / "problem_bank")
    chooser = random.Random(1200)
    distinct = set()
    for number in range(students):
        lines = [f"student: Student {number:04d}"]
        for problem in chooser.sample(bank.problems, 30):
            right = [problem.scheme.truth, *problem.scheme.accept, *problem.scheme.other_layout]
            wrong = [item.answer for item in problem.scheme.wrong] or right
            answer = chooser.choice(right if chooser.random() < 0.7 else wrong)
            if chooser.random() < 0.1 and kind_of(problem.task).trees and "[" not in answer and "\\" not in answer:
                answer += f" + {number} - {number + chooser.choice((0, 1))}"
            lines.append(f"{problem.id}: {answer}")
            distinct.add((problem.id, answer))
        (folder / f"s{number:04d}.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return len(distinct)


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 1200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "class").mkdir()
        distinct = write_class(folder / "class", students)
        command = [sys.executable, "-m", "grader", "grade", str(folder / "class"), "--out", str(folder / "run"), "--salt", "s"]
        meter = ("import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
                 "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)")
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", meter, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - start
        print(done.stdout, done.stderr)
        peak = int(done.stdout.split()[-1]) / 1024
        sheets = len(list((folder / "run" / "feedback").glob("*.html")))
        print(f"{students} students x 30 answers, {distinct} distinct: {seconds:.1f} s, largest process {peak:.0f} MB, {sheets} sheets")


if __name__ == "__main__":
    main()
