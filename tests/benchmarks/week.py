"""An instructor's week with a class of 1,200 (or as many as asked): grade, grade again, later attempts, decisions, another problem, export.

Run: ``python tests/benchmarks/week.py [students] [--check]``.  Prints seconds, CPU seconds, the largest process and the bytes of the files in
the run's folder after each step, and how many answers were decided: none where nothing changed, and only what changed else.

``--check``, for a class of 1,200, ends with 1 where a step decides other answers than those that changed, or takes more than 1.3 times of
what it took before (:data:`TOOK`).  CPU is counted in units of a fixed piece of work (:data:`WORK`) that is done before and after each step,
so that a slower machine, or one with more to do, has the same numbers.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from grader.bank import load_bank  # noqa: E402

PROBLEMS = 30
LATER = 20
"""Every 20th student hands in again."""

MOST = 1.3
"""So many times of what a step took before is too much."""

TOOK = {
    "grade": (10.8, 117), "the same again": (1.75, 86), "5 % later attempts": (3.6, 115), "other points for one problem": (5.4, 118),
    "50 answers decided by people": (6.0, 116), "one problem changed, dry run": (2.3, 95), "the same in earnest": (4.6, 147),
    "export moodle": (2.1, 80), "export json": (2.3, 75),
}
"""CPU in pieces of :data:`WORK`, and MB of the largest process, measured with 1,200 students on 2026-11-29."""

FOLDER = 38_600
"""Bytes of the run's folder for each student after a first grading, measured then."""

METER = ("import os, resource, sys, time; start = time.perf_counter(); pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]); "
         "_, status, used = os.wait4(pid, 0); "
         "print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status), file=sys.stderr)")

WORK = """
import json, re, sqlite3
from fractions import Fraction
rows = [[number, str(number) * 3, {"a": [number / 7, None]}] for number in range(3000)]
for _ in range(70):
    assert json.loads(json.dumps(rows)) == rows
sum(Fraction(1, number) for number in range(1, 1200))
text = " ".join(f"x_{number}^2 + {number}" for number in range(3000))
for _ in range(40):
    re.sub(r"[a-z]_(\\d+)", lambda found: found[1], text)
store = sqlite3.connect(":memory:")
store.execute("CREATE TABLE t (a TEXT, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID")
store.executemany("INSERT INTO t VALUES (?, ?)", ((str(number % 977), number) for number in range(400000)))
store.execute("SELECT a, count(*) FROM t GROUP BY a").fetchall()
def depth(node):
    return 1 + max(map(depth, node), default=0)
tree = ()
for _ in range(17):
    tree = (tree, tree)
depth(tree)
"""
"""About a second of what graders do: texts, fractions, trees, a database."""


def asked() -> list[str]:
    """The ids of the problems."""
    bank, _ = load_bank(ROOT / "problem_bank")
    return [problem.id for problem in bank.problems if problem.scheme.truth and not problem.scheme.group][:PROBLEMS]


def write_class(folder: Path, students: int, again: bool = False) -> list[list[str]]:
    """Write what Moodle's download would unpack to, and give each student's lines; ``again``: every 20th student has changed one answer."""
    bank, _ = load_bank(ROOT / "problem_bank")
    problems = [problem for problem in bank.problems if problem.id in set(asked())]
    written = []
    for number in range(students):
        draw = random.Random(number)
        lines = []
        for problem in problems:
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
        written.append(lines)
    return written


def metered(folder: Path, *words: str) -> tuple[float, float, float, int]:
    """Seconds, CPU seconds, MB of the largest process and exit code of a Python process."""
    done = subprocess.run([sys.executable, "-c", METER, sys.executable, *words], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True, check=False)
    wall, cpu, peak, code = done.stderr.split()[-4:]
    return float(wall), float(cpu), int(peak) / 1024, int(code)


def verdicts(run: Path) -> int:
    """How many verdicts the store has."""
    if not (run / "store.sqlite").exists():
        return 0
    with closing(sqlite3.connect(run / "store.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM verdict").fetchone()[0])


class Week:
    """The steps so far, and what was wrong with them."""

    def __init__(self, folder: Path, students: int) -> None:
        self.folder, self.students = folder, students
        self.faults: list[str] = []
        self._unit = self._work()

    def _work(self) -> float:
        return metered(self.folder, "-c", WORK)[1]

    def step(self, name: str, changed: int, *words: str) -> None:
        """Run a command, print what it took, and note what is wrong: ``changed`` answers are to be decided."""
        before = verdicts(self.folder / "run")
        wall, cpu, peak, code = metered(self.folder, "-m", "grader", *words)
        after, unit = verdicts(self.folder / "run"), self._work()
        pieces, self._unit = 2 * cpu / (self._unit + unit), unit
        size = sum(path.stat().st_size for path in (self.folder / "run").rglob("*") if path.is_file())
        print(f"{name:<30} {wall:7.1f} s  {cpu:7.1f} s CPU  {pieces:6.2f} pieces of work  {peak:5.0f} MB  files {size / 1e6:6.1f} MB  "
              f"{after - before:6,} decided of {after:,}", flush=True)
        most_pieces, most_mb = TOOK[name]
        if code:
            self.faults.append(f"{name}: exit code {code}")
        if after - before != changed:
            self.faults.append(f"{name}: {after - before:,} answers were decided, and {changed:,} have changed")
        if pieces > MOST * most_pieces:
            self.faults.append(f"{name}: {pieces:.2f} pieces of work, {most_pieces:g} before")
        if peak > MOST * most_mb:
            self.faults.append(f"{name}: {peak:.0f} MB, {most_mb:g} before")
        if name == "grade" and size > MOST * FOLDER * self.students:
            self.faults.append(f"{name}: {size / self.students:,.0f} bytes a student, {FOLDER:,} before")


def change_a_problem(bank: Path, problem: str) -> None:
    """Allow rounding in a problem, so that it asks another question."""
    [path] = bank.rglob(f"{problem}.yaml")
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\ndecimals: rounded\n", "utf-8")


def decide(file: Path, written: list[list[str]]) -> None:
    """Write what another marker says of the 50 most frequent answers."""
    points = {problem.id: problem.points for problem in load_bank(ROOT / "problem_bank")[0].problems}
    common = Counter(line for lines in written for line in lines).most_common(50)
    said = [(*line.split(": ", 1),) for line, _ in common]
    file.write_text("".join(f"- problem: {problem}\n  answers: [{json.dumps(text)}]\n  score: 1 of {points[problem]}\n  by: hopper\n"
                            for problem, text in said), "utf-8")


def the_week(folder: Path, students: int) -> list[str]:
    """Go through the week, and return what was wrong."""
    monday = {line for lines in write_class(folder / "monday", students) for line in lines}
    latest = write_class(folder / "friday", students, again=True)
    shutil.copytree(ROOT / "problem_bank", folder / "bank")
    ids = asked()
    assignment = folder / "assignment.yaml"
    assignment.write_text("title: Homework\nbank: bank\nproblems:\n" + "".join(f"  - {each}\n" for each in ids))
    (folder / "worksheet.csv").write_text("Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n" + "".join(
        f"Participant {48000 + number},Student {number:05d},,Submitted,,{len(ids)},Yes,-\n" for number in range(students)))
    week = Week(folder, students)
    week.step("grade", len(monday), "grade", "monday", "--out", "run", "--quiet")
    week.step("the same again", 0, "grade", "monday", "--out", "run", "--quiet")
    week.step("5 % later attempts", len({line for lines in latest for line in lines} - monday), "grade", "friday", "--out", "run", "--quiet")
    assignment.write_text(assignment.read_text().replace(f"- {ids[1]}\n", f"- {ids[1]}: {{points: 7}}\n"))
    week.step("other points for one problem", 0, "grade", "friday", "--out", "run", "--quiet")
    decide(folder / "marker.yaml", latest)
    week.step("50 answers decided by people", 0, "decide", "run", "--from", "marker.yaml")
    change_a_problem(folder / "bank", ids[0])
    week.step("one problem changed, dry run", len({lines[0] for lines in latest}), "regrade", "run", "--dry-run", "--quiet")
    week.step("the same in earnest", 0, "regrade", "run", "--quiet")
    week.step("export moodle", 0, "export", "run", "moodle", "--template", "worksheet.csv", "--scale")
    week.step("export json", 0, "export", "run", "json")
    return week.faults


def main() -> int:
    students = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1200)
    with tempfile.TemporaryDirectory() as name:
        faults = the_week(Path(name), students)
    if "--check" not in sys.argv:
        return 0
    print("\n".join(faults) if faults else f"no step takes more than {MOST} times of before, and each decides what changed and nothing else")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
