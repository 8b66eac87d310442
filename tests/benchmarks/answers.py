"""Speed of the grader on distinct answers, beside SymPy on the same pairs, and of its commands from a cold start.

Run: ``python tests/benchmarks/answers.py [--quick]``.  All is measured in one run on one machine, in CPU time where a process does the
work and in wall time for commands.  Answers are all strings of the bank and as many that are rewritten or broken at random; truths are
warm, as they are in a class, and no verdict is remembered.  What a diagnosis adds is measured by ``diagnosis.py``.
"""

from __future__ import annotations

import argparse
import importlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), *(str(ROOT / "tests" / name) for name in ("model", "engine", "expr"))]

from matrix_hostile import HOSTILE, judged  # noqa: E402
from matrix_pairs import Generator  # noqa: E402
from matrix_problems import is_beyond_scalars  # noqa: E402
from rewrites import rewritten  # noqa: E402
from slips import slipped  # noqa: E402

from grader.bank import load_bank  # noqa: E402
from grader.batch.limits import calm  # noqa: E402
from grader.engine.calculus.by_sympy import sympy_numbers, sympy_symbol  # noqa: E402
from grader.engine.program.builder import compile_trees  # noqa: E402
from grader.engine.program.program import evaluate  # noqa: E402
from grader.expr import Expr, plain, substitute  # noqa: E402
from grader.kinds import decider_of, kind_of, scope_of  # noqa: E402
from grader.model import Problem, Task  # noqa: E402
from grader.syntax import Reading, read  # noqa: E402

SALT = "benchmark"
SYMPY_SECONDS = 10
SHORT = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """A text for a problem, whether it is scalar, and where it comes from."""

    problem: Problem
    text: str
    is_scalar: bool
    is_listed: bool


# -- answers ------------------------------------------------------------------------------------------------------


def listed(problem: Problem) -> Iterator[str]:
    """Every string of a problem."""
    yield from ((problem.scheme.truth,) if problem.scheme.truth else ()) + problem.scheme.accept + problem.scheme.other_layout
    yield from (wrong.answer for wrong in problem.scheme.wrong)


def _tree(problem: Problem, text: str) -> Expr | None:
    reading = read(text, scope_of(problem.task))
    return reading.tree if isinstance(reading, Reading) else None


def _scalar_variants(problem: Problem, texts: list[str], rng: random.Random) -> Iterator[str]:
    """The accepted trees with identities of the reals applied, and broken, over the problem's own variables."""
    names = {variable.name for variable in problem.task.variables}
    for text in texts:
        tree = _tree(problem, text)
        if tree is None or tree.is_array:
            continue
        for _ in range(2):
            honest, _ = rewritten(tree, rng, rng.choice((1, 2)))
            for new in (honest, slipped(honest, rng)[0]):
                # The rules know variables x, y, p, a; another problem has others.
                known = substitute(new, {name: _stand_in(problem, rng) for name in ("x", "y", "p", "a") if name not in names})
                if known.leaves <= 60:
                    yield plain(known)


def _stand_in(problem: Problem, rng: random.Random) -> Expr:
    found = _tree(problem, rng.choice([variable.name for variable in problem.task.variables]))
    assert found is not None
    return found


def collected(problems: tuple[Problem, ...], extra: int) -> list[Answer]:
    """Distinct answers: listed ones, rewritten scalars, and random answers with arrays."""
    rng, seen, found = random.Random(1), set[tuple[str, str]](), list[Answer]()

    def put(problem: Problem, text: str, is_listed: bool) -> None:
        if (problem.id, text) not in seen:
            seen.add((problem.id, text))
            found.append(Answer(problem, text, not is_beyond_scalars(problem), is_listed))

    for problem in problems:
        for text in listed(problem):
            put(problem, text, True)
        if not is_beyond_scalars(problem):
            for text in _scalar_variants(problem, [problem.scheme.truth, *problem.scheme.accept], rng):
                put(problem, text, False)
    stream, known = Generator(1).pairs(), {problem.id: problem for problem in problems}
    for _ in range(extra):
        pair = next(stream)
        if pair.problem.id in known:
            put(known[pair.problem.id], pair.text, False)
    return found


# -- the grader -----------------------------------------------------------------------------------------------------


def timed(answers: list[Answer]) -> list[float]:
    """Seconds of CPU for each answer, with warm truths and without remembered verdicts."""
    for answer in answers:
        if answer.is_listed:
            judge(answer)
    found = []
    for answer in answers:
        decider_of(answer.problem, SALT).verdicts.clear()
        start = time.process_time()
        judge(answer)
        found.append(time.process_time() - start)
    return found


def judge(answer: Answer) -> None:
    """Read and decided."""
    kind_of(answer.problem.task).judge(answer.problem, answer.text, SALT)


def shown(title: str, times: list[float]) -> None:
    ordered = sorted(times)
    print(f"{title:34} {len(ordered):6} answers  {len(ordered) / sum(ordered):8.0f} /s   "
          f"p50 {1e3 * quantile(ordered, 0.5):6.2f} ms   p90 {1e3 * quantile(ordered, 0.9):6.2f} ms   "
          f"p99 {1e3 * quantile(ordered, 0.99):6.2f} ms   max {1e3 * ordered[-1]:6.1f} ms")


def quantile(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


# -- SymPy ------------------------------------------------------------------------------------------------------------


class TooSlowError(Exception):
    """The cap of a pair is reached."""


def _stop(number: int, frame: object) -> None:
    raise TooSlowError


def to_sympy(tree: Expr, task: Task) -> object:
    """A plain scalar tree as a SymPy expression, by the grader's own table."""
    numbers = sympy_numbers()
    symbols = {variable.name: sympy_symbol(variable) for variable in task.variables}
    return evaluate(compile_trees([tree]), numbers.table, numbers.leaf, symbols)[0]


def sympy_pairs(answers: list[Answer]) -> Iterator[tuple[int, Any, Any]]:
    """For scalar answers, their number and the difference's two sides as SymPy expressions."""
    for number, answer in enumerate(answers):
        if not answer.is_scalar:
            continue
        key = decider_of(answer.problem, SALT).posed
        truth, tree = key.display(), _tree(answer.problem, answer.text)
        if truth is None or tree is None or key.axes or not truth.is_plain or not tree.is_plain:
            continue
        try:
            yield number, to_sympy(truth, answer.problem.task), to_sympy(substitute(tree, key.definitions), answer.problem.task)
        except Exception:
            continue


def beside_sympy(answers: list[Answer], times: list[float], most: int) -> None:
    """``simplify(T - S) == 0`` on the same pairs; SymPy gets its trees for nothing, the grader reads its texts."""
    from sympy import simplify

    signal.signal(signal.SIGALRM, _stop)
    pairs = list(sympy_pairs(answers))
    random.Random(1).shuffle(pairs)
    ours, theirs, capped, failed = [], [], 0, 0
    for number, truth, answer in pairs[:most]:
        start = time.process_time()
        signal.alarm(SYMPY_SECONDS)
        try:
            bool(simplify(truth - answer) == 0)
        except TooSlowError:
            capped += 1
        except Exception:
            failed += 1
        finally:
            signal.alarm(0)
        theirs.append(time.process_time() - start)
        ours.append(times[number])
    ratios = sorted(b / a for a, b in zip(ours, theirs, strict=True))
    print(f"SymPy simplify(T - S) == 0 on {len(theirs)} scalar pairs: {len(theirs) / sum(theirs):.1f} /s, p50 {1e3 * quantile(sorted(theirs), 0.5):.1f} ms, "
          f"p99 {1e3 * quantile(sorted(theirs), 0.99):.0f} ms, {capped} stopped after {SYMPY_SECONDS} s, {failed} raised")
    print(f"  grader on the same pairs: {len(ours) / sum(ours):.0f} /s;  median ratio {quantile(ratios, 0.5):.0f}x,  "
          f"throughput ratio {sum(theirs) / sum(ours):.0f}x")


# -- commands -----------------------------------------------------------------------------------------------------------


def fastest(command: list[str], runs: int) -> float:
    """The shortest of several runs of a command, in seconds of wall time."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        found.append(time.perf_counter() - start)
    return min(found)


def commands(problems: tuple[Problem, ...], runs: int) -> None:
    """Cold starts, the least of several runs."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.txt"
        chosen = problems[:: max(1, len(problems) // 10)][:10]
        file.write_text("\n".join(f"{problem.id}: {problem.scheme.truth}" for problem in chosen if "\n" not in problem.scheme.truth) + "\n", "utf-8")
        check = fastest([sys.executable, "-m", "grader", "check", str(file), "--salt", "s"], runs)
        sympy = fastest([sys.executable, "-c", "import sympy"], runs)
        usage = fastest([sys.executable, "-m", "grader", "--help"], runs)
        nothing = fastest([sys.executable, "-c", "pass"], runs)
    print(f"cold, least of {runs}: grader check of {len(chosen)} answers {check * 1e3:.0f} ms, import sympy {sympy * 1e3:.0f} ms "
          f"(ratio {check / sympy:.2f}), grader --help {usage * 1e3:.0f} ms, python {nothing * 1e3:.0f} ms")


LOAD = """
import sys, time
start = time.perf_counter()
from pathlib import Path
from grader.bank import load_bank
bank, _ = load_bank(Path(sys.argv[1]))
loaded = time.perf_counter()
from grader.kinds import decider_of, kind_of
for problem in bank.problems:
    if kind_of(problem.task).trees:
        key = decider_of(problem, "s").posed
        key.display()
        for instance in key.instances():
            instance.samples(3)
derived = time.perf_counter()
print(loaded - start, derived - loaded, len(bank.problems))
"""


def bank_times(runs: int) -> None:
    """Loading the bank and deriving every truth in a new process, with and without the lock file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "bank"
        shutil.copytree(ROOT / "problem_bank", copy)
        for title, before in (("without the lock file", lambda: _unlock(copy)), ("with the lock file", lambda: None)):
            print(f"bank {title}: {_bank_line(copy, runs, before)}")


def _bank_line(copy: Path, runs: int, before: Callable[[], None]) -> str:
    found = []
    for _ in range(runs):
        before()
        done = subprocess.run([sys.executable, "-c", LOAD, str(copy)], cwd=ROOT, capture_output=True, text=True, check=True)
        load, derive, count = done.stdout.split()
        found.append((float(load) + float(derive), float(load), float(derive), int(count)))
    both, load_time, derive_time, number = min(found)
    return f"{number} problems loaded in {load_time:.2f} s, truths derived at points in {derive_time:.2f} s, together {both:.2f} s"


def _unlock(folder: Path) -> None:
    for path in folder.rglob("*lock.json"):
        path.unlink()


def hostile() -> None:
    """The dearest of the hostile texts."""
    found = judged()
    reading = max(zip(found, HOSTILE, strict=True), key=lambda item: item[0].reading)
    judging = max(zip(found, HOSTILE, strict=True), key=lambda item: item[0].judging)
    slow = [text[:40] for item, (_, text) in zip(found, HOSTILE, strict=True) if item.judging > 20]
    print(f"{len(found)} hostile texts: read in at most {reading[0].reading:.1f} ms ({reading[1][1][:40]!r}), judged in at most "
          f"{judging[0].judging:.0f} ms ({judging[1][1][:40]!r}); over 20 ms: {slow}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer answers, fewer runs")
    quick = parser.parse_args().quick
    # As in a worker that has worked for a while.
    calm()
    importlib.import_module("numpy")
    bank, _ = load_bank(ROOT / "problem_bank")
    problems = tuple(problem for problem in bank.problems if kind_of(problem.task).trees)
    answers = collected(problems, 600 if quick else 4_000)
    times = timed(answers)
    for title, chosen in (("scalar, listed", (True, True)), ("scalar, rewritten or broken", (True, False)), ("arrays, listed", (False, True)),
                          ("arrays, rewritten or broken", (False, False))):
        shown(title, [seconds for seconds, answer in zip(times, answers, strict=True) if (answer.is_scalar, answer.is_listed) == chosen])
    shown(f"scalar, up to {SHORT} characters", [seconds for seconds, answer in zip(times, answers, strict=True)
                                                if answer.is_scalar and len(answer.text) <= SHORT])
    shown("all scalar", [seconds for seconds, answer in zip(times, answers, strict=True) if answer.is_scalar])
    shown("all with arrays", [seconds for seconds, answer in zip(times, answers, strict=True) if not answer.is_scalar])
    shown("all mixed", times)
    beside_sympy(answers, times, 60 if quick else 400)
    commands(bank.problems, 2 if quick else 5)
    bank_times(1 if quick else 3)
    hostile()


if __name__ == "__main__":
    main()
