"""One extreme answer in a process of its own, as ``check`` or as ``grade`` decides it: the mark, CPU time and the peak of memory."""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from extreme_texts import PROBLEMS, Extreme

from grader.bank import load_bank
from grader.batch.limits import allow_seconds, confine
from grader.marking import Work, decide_unit, hints
from grader.model import Bank, Mark

ROOT = Path(__file__).resolve().parents[2]
SALT = "extremes"
ALLOWED_SECONDS, ALLOWED_BYTES = 60, 4 << 30
"""What ends a run of ``check``, which has no limits of its own."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one answer; ``mark`` is missing where the process died.  ``peak`` are bytes of resident memory."""

    mark: Mark | None
    seconds: float
    peak: int

    @property
    def outcome(self) -> str:
        return self.mark.verdict.outcome.value if self.mark is not None else "died"

    @property
    def said(self) -> str:
        """The outcome with the codes of its messages."""
        codes = [] if self.mark is None else [item.code for item in self.mark.verdict.messages]
        return " ".join([self.outcome, *codes])


Found = tuple[dict[Extreme, tuple[Run, Run]], list[tuple[list[Mark], int]]]
"""By extreme what became of it in ``check`` and in ``grade``; and the marks of each sequence with the peak of memory."""


@lru_cache(maxsize=1)
def bank() -> Bank:
    """The problems of the extremes."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "extremes.yaml")
        path.write_text(PROBLEMS, "utf-8")
        found, faults = load_bank(path)
    assert not faults, faults
    return found


def by_check(extreme: Extreme) -> Mark:
    """Mark as ``check`` does, with all hints."""
    resource.setrlimit(resource.RLIMIT_CPU, (ALLOWED_SECONDS, ALLOWED_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ALLOWED_BYTES, ALLOWED_BYTES))
    problem = bank().get(extreme.problem)
    assert problem is not None, extreme.problem
    [mark] = decide_unit(bank(), Work(bank().digest, SALT, extreme.problem, (extreme.text,)))
    list(hints(problem, mark, 3, SALT, lambda: bank().problems))
    return mark


def by_grade(extreme: Extreme) -> Mark:
    """Mark as a worker of ``grade`` does, under its limits."""
    confine(os.getppid())
    allow_seconds(ALLOWED_SECONDS)
    [mark] = decide_unit(bank(), Work(bank().digest, SALT, extreme.problem, (extreme.text,)))
    return mark


def in_a_small_process(singles: Sequence[Extreme], sequences: Sequence[Sequence[Extreme]]) -> Found:
    """Run the single ones by both commands, and the sequences in turn, as forks of a new process: this one may be large already."""
    program = f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'tests' / 'hostile')]!r}; import extreme_runs; extreme_runs.serve()"
    done = subprocess.run([sys.executable, "-c", program], input=pickle.dumps((singles, sequences)), stdout=subprocess.PIPE, check=True)
    found: Found = pickle.loads(done.stdout)
    return found


def serve() -> None:
    """Read what to run from the standard input, and write what became of it to the standard output."""
    singles, sequences = pickle.load(sys.stdin.buffer)
    runs = {each: (run(each, "check"), run(each, "grade")) for each in singles}
    sys.stdout.buffer.write(pickle.dumps((runs, [run_in_turn(each) for each in sequences])))


def run(extreme: Extreme, command: str) -> Run:
    """Run ``check`` or ``grade`` over one answer in a fork of this process."""
    marks, seconds, peak = _forked(lambda: [(by_check if command == "check" else by_grade)(extreme)])
    return Run(marks[0] if marks else None, seconds, peak)


def run_in_turn(extremes: Sequence[Extreme]) -> tuple[list[Mark], int]:
    """Mark one answer after another in one fork of this process, and return the marks and the peak of memory."""
    marks, _, peak = _forked(lambda: [by_grade(each) for each in extremes])
    return marks, peak


def _forked(work: Callable[[], list[Mark]]) -> tuple[list[Mark], float, int]:
    bank()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            made = pickle.dumps(work())
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(made)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        made = pipe.read()
    _, _, used = os.wait4(child, 0)
    return pickle.loads(made) if made else [], used.ru_utime + used.ru_stime, used.ru_maxrss << 10
