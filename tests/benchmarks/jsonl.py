"""How many distinct short answers ``check --jsonl`` marks in a second, one process, by stages.

Run: ``python tests/benchmarks/jsonl.py [--quick] [--profile]``.  Answers have at most 30 characters: the bank's own, right and wrong, and more
that are rewritten or broken at random, which few students write; first those to scalar problems, then all.  All is CPU time.  Truths and
tables of wrong answers are warm, as in a class, and no verdict is remembered; the last line of each is a whole command from its start, with
all that it loads.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), *(str(ROOT / "tests" / name) for name in ("model", "engine", "expr", "misconceptions", "benchmarks"))]

from answer_slips import wrong_answers  # noqa: E402
from answers import collected, listed  # noqa: E402
from matrix_problems import is_beyond_scalars  # noqa: E402

from grader.bank import load_bank  # noqa: E402
from grader.batch.limits import calm  # noqa: E402
from grader.cli.jsonl import stream  # noqa: E402
from grader.kinds import decider_of, kind_of, scope_of  # noqa: E402
from grader.marking import mark  # noqa: E402
from grader.misconceptions.diagnosis import predictions_of  # noqa: E402
from grader.model import NO_TABLES, Bank, Outcome, Problem  # noqa: E402
from grader.syntax import read  # noqa: E402

SHORT = 30
AT_LEAST, AIM = 3_000, 6_000

Pair = tuple[Problem, str]


def short_answers(bank: Bank, extra: int) -> list[Pair]:
    """Distinct short answers, the listed ones first; without ``extra`` only these."""
    texts = [(problem, text) for problem in bank.problems for text in listed(problem)]
    if not extra:
        return _short(texts)
    own = {problem.id: problem for problem in bank.problems}
    formulas = tuple(problem for problem in bank.problems if kind_of(problem.task).trees)
    texts += [(answer.problem, answer.text) for answer in collected(formulas, extra)]
    texts += [(own[wrong.problem.id], wrong.text) for wrong in wrong_answers(extra, 1)]
    return _short(texts)


def _short(texts: list[Pair]) -> list[Pair]:
    return [*dict.fromkeys((problem, text) for problem, text in texts if len(text) <= SHORT and "\n" not in text and text != first_wrong(problem))]


def first_wrong(problem: Problem) -> str:
    """A wrong answer that is marked before any is measured: of a formula none that the author lists."""
    if kind_of(problem.task).trees:
        return f"7919 ({problem.scheme.truth})"
    return next((wrong.answer for wrong in problem.scheme.wrong), "")


def lines_of(pairs: list[Pair]) -> bytes:
    return b"".join(json.dumps({"problem": problem.id, "answer": text}).encode() + b"\n" for problem, text in pairs)


def warm(bank: Bank, salt: str) -> None:
    """What the first right and the first wrong answer to each problem build."""
    for problem in bank.problems:
        tables = bank.tables.get(problem.id, NO_TABLES)
        for text in (problem.scheme.truth, first_wrong(problem)):
            mark(problem, text, salt, tables=tables)
        if kind_of(problem.task).trees:
            predictions_of(decider_of(problem, salt), tables).of(problem.task.asked)


def streamed(bank: Bank, data: bytes, salt: str) -> bytes:
    """What ``check --jsonl`` writes for some lines."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        before, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        try:
            stream(Path(file.name), bank, salt)
            sys.stdout.flush()
            return sys.stdout.buffer.getvalue()
        finally:
            sys.stdout = before


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def stages(title: str, bank: Bank, pairs: list[Pair]) -> None:
    """Each stage holds the stage before; each has a salt of its own, so that no verdict is remembered."""
    data = lines_of(pairs)
    steps: list[tuple[str, Callable[[str], object]]] = [
        ("read", lambda salt: [read(text, scope_of(problem.task)) for problem, text in pairs if kind_of(problem.task).trees]),
        ("… and judged", lambda salt: [kind_of(problem.task).judge(problem, text, salt) for problem, text in pairs]),
        ("… diagnosed and scored", lambda salt: [mark(problem, text, salt, tables=bank.tables.get(problem.id, NO_TABLES)) for problem, text in pairs]),
        ("… and written: check --jsonl", lambda salt: streamed(bank, data, salt)),
    ]
    before = 0.0
    for number, (step, work) in enumerate(steps):
        salt = f"{title} {number}"
        warm(bank, salt)
        took = seconds(lambda work=work, salt=salt: work(salt))
        print(f"  {step:30} {1e6 * took / len(pairs):6.0f} µs an answer, {1e6 * (took - before) / len(pairs):+6.0f}   {len(pairs) / took:6.0f} /s")
        before = took


def whole(pairs: list[Pair]) -> None:
    """The command from its start, with loading, truths and tables."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(lines_of(pairs))
        file.flush()
        meter = ("import resource, subprocess, sys; subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL); "
                 "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime)")
        command = [sys.executable, "-m", "grader", "check", "--jsonl", "--salt", "s", file.name]
        done = subprocess.run([sys.executable, "-c", meter, *command], cwd=ROOT, capture_output=True, text=True, check=True)
    took = float(done.stdout)
    print(f"the whole command: {took:.2f} s, {len(pairs) / took:.0f} /s")


def profiled(bank: Bank, pairs: list[Pair]) -> None:
    warm(bank, "profile")
    profile = cProfile.Profile()
    data = lines_of(pairs)
    profile.runcall(streamed, bank, data, "profile")
    pstats.Stats(profile).sort_stats("tottime").print_stats(60)


def measured(title: str, bank: Bank, pairs: list[Pair]) -> None:
    outcomes = [mark(problem, text, "count").verdict.outcome for problem, text in pairs]
    counts = ", ".join(f"{outcomes.count(outcome)} {outcome.value}" for outcome in Outcome if outcome in outcomes)
    print(f"{title}: {len(pairs)} distinct answers of at most {SHORT} characters ({counts}); at least {AT_LEAST} /s, aim {AIM} /s")
    stages(title, bank, pairs)
    whole(pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer answers")
    parser.add_argument("--profile", action="store_true", help="functions by their own time")
    options = parser.parse_args()
    calm()
    bank, _ = load_bank(ROOT / "problem_bank")
    pairs = short_answers(bank, 500 if options.quick else 3_000)
    scalar = [pair for pair in pairs if not is_beyond_scalars(pair[0])]
    if options.profile:
        profiled(bank, scalar)
        return
    measured("listed", bank, short_answers(bank, 0))
    measured("scalars, with random ones", bank, scalar)
    measured("all, with random ones", bank, pairs)


if __name__ == "__main__":
    main()
