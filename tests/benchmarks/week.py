"""An instructor's week with a class of 1,200 (or as many as asked): grade, grade again, later attempts, another problem, export.

Run: ``python tests/benchmarks/week.py [students]``.  Prints seconds, CPU seconds, the largest process and the size of the run's folder after
each step, and which share of the answers was decided again: none where nothing changed, and only what changed else.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from grader.bank import load_bank  # noqa: E402

PROBLEMS = 30
LATER = 20
"""Every 20th student hands in again."""

METER = ("import os, resource, sys, time; start = time.perf_counter(); pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]); "
         "_, status, used = os.wait4(pid, 0); "
         "print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status), file=sys.stderr)")


def write_class(folder: Path, students: int, again: bool = False) -> None:
    """Write what Moodle's download would unpack to; ``again``: every 20th student has changed one answer."""
    bank, _ = load_bank(ROOT / "problem_bank")
    asked = [problem for problem in bank.problems if problem.scheme.truth and not problem.scheme.group][:PROBLEMS]
    for number in range(students):
        draw = random.Random(number)
        lines = []
        for problem in asked:
            right = [problem.scheme.truth, *problem.scheme.accept, *problem.scheme.other_layout]
            wrong = [each.answer for each in problem.scheme.wrong] or right
            answer = draw.choice(right if draw.random() < 0.7 else wrong)
            if draw.random() < 0.1 and not re.search(r"[\[\\]", answer):
                answer += f" + {number} - {number + draw.choice((0, 1))}"
            lines.append(f"{problem.id}: {answer}")
        if again and number % LATER == 0:
            lines[0] += f" + {number} - {number}"
        place = folder / f"Student {number:05d}_{48000 + number}_assignsubmission_file"
        place.mkdir(parents=True, exist_ok=True)
        (place / "answers.txt").write_text("\n".join(lines) + "\n", "utf-8")


def step(name: str, folder: Path, *words: str) -> None:
    """Run a command and print what it took."""
    before = verdicts(folder / "run")
    done = subprocess.run([sys.executable, "-c", METER, sys.executable, "-m", "grader", *words], cwd=folder,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    wall, cpu, peak, code = done.stderr.split()[-4:]
    size = sum(path.stat().st_size for path in (folder / "run").rglob("*") if path.is_file())
    after = verdicts(folder / "run")
    print(f"{name:<34} {float(wall):7.1f} s  {float(cpu):7.1f} s CPU  {int(peak) / 1024:5.0f} MB  folder {size / 1e6:6.1f} MB  "
          f"{after - before:6,} verdicts more of {after:,}{'' if code == '0' else f'  EXIT {code}'}", flush=True)


def verdicts(run: Path) -> int:
    """How many verdicts the store has."""
    if not (run / "store.sqlite").exists():
        return 0
    with closing(sqlite3.connect(run / "store.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM verdict").fetchone()[0])


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 1200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_class(folder / "monday", students)
        write_class(folder / "friday", students, again=True)
        shutil.copytree(ROOT / "problem_bank", folder / "bank")
        ids = [problem.id for problem in load_bank(ROOT / "problem_bank")[0].problems
               if problem.scheme.truth and not problem.scheme.group][:PROBLEMS]
        (folder / "assignment.yaml").write_text("title: Homework\nbank: bank\nproblems:\n" + "".join(f"  - {each}\n" for each in ids))
        (folder / "worksheet.csv").write_text("Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n" + "".join(
            f"Participant {48000 + number},Student {number:05d},,Submitted,,{len(ids)},Yes,-\n" for number in range(students)))
        step("grade", folder, "grade", "monday", "--out", "run", "--quiet")
        step("the same again", folder, "grade", "monday", "--out", "run", "--quiet")
        step("5 % later attempts", folder, "grade", "friday", "--out", "run", "--quiet")
        points = (folder / "assignment.yaml").read_text().replace(f"- {ids[1]}\n", f"- {ids[1]}: {{points: 7}}\n")
        (folder / "assignment.yaml").write_text(points)
        step("other points for one problem", folder, "grade", "friday", "--out", "run", "--quiet")
        change_a_problem(folder / "bank", ids[0])
        step("one problem changed", folder, "grade", "friday", "--out", "run", "--quiet")
        step("export moodle", folder, "export", "run", "moodle", "--template", "worksheet.csv", "--scale")
        step("export json", folder, "export", "run", "json")


def change_a_problem(bank: Path, problem: str) -> None:
    """Allow rounding in a problem, so that it asks another question."""
    [path] = bank.rglob(f"{problem}.yaml")
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\ndecimals: rounded\n", "utf-8")


if __name__ == "__main__":
    main()
