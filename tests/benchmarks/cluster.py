"""When does a cluster pay: the units of a class are timed, decided here and by workers, and a model says what more workers would give.

Run: ``python tests/benchmarks/cluster.py [students [workers]]``; with workers (they need ``pip install -e '.[cluster]'``) the same units go
through a scheduler on this machine too.
"""

from __future__ import annotations

import heapq
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import week  # noqa: E402

from grader.bank import load_bank  # noqa: E402
from grader.batch.crew.serving import pack  # noqa: E402
from grader.batch.workers import cut, decide  # noqa: E402
from grader.marking import Work, decide_unit  # noqa: E402
from grader.model import Bank, encode  # noqa: E402

SECONDS_TO_START = 1.5
"""Until a worker's helper has imported the grader and has the bank; measured below as the first unit's delay on one worker."""

SHIP = 0.01
"""Seconds of this process and of the scheduler for a unit: encode, send, receive, decode, store; nothing else here is serial."""


def answers_of(folder: Path, students: int) -> list[tuple[str, str, tuple[()]]]:
    """Every distinct answer of the class of ``week.py``, in the order of students."""
    week.write_class(folder, students)
    found = dict[tuple[str, str, tuple[()]], None]()
    for path in sorted(folder.rglob("answers.txt")):
        for line in path.read_text("utf-8").splitlines():
            problem, _, text = line.partition(": ")
            found[problem, text, ()] = None
    return list(found)


def timed_units(bank: Bank, units: list[Work]) -> list[float]:
    """CPU seconds of each unit in this process, tables warm as in a helper that goes on."""
    times = []
    for unit in units:
        start = time.process_time()
        encode(tuple([mark.decided for mark in decide_unit(bank, unit)]))
        times.append(time.process_time() - start)
    return times


def modelled(times: list[float], workers: int) -> float:
    """Seconds until the last of so many workers is done, each unit going to whoever is free, one after the other through this process."""
    free = [SECONDS_TO_START] * workers
    heapq.heapify(free)
    for number, seconds in enumerate(times):
        at = max(heapq.heappop(free), number * SHIP)
        heapq.heappush(free, at + seconds)
    return max(max(free), len(times) * SHIP)


def measured(bank: Bank, answers: list[tuple[str, str, tuple[()]]], processes: int, address: str = "") -> str:
    """Seconds and CPU seconds of this process and all that it started, for all answers."""
    def used() -> float:
        return sum(each.ru_utime + each.ru_stime for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))

    start, before = time.perf_counter(), used()
    count = sum(len(marks) for marks in decide(bank, answers, "salt", processes, cluster=address))
    assert count == len(answers)
    return f"{time.perf_counter() - start:7.1f} s  {used() - before:7.1f} s CPU"


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 1200
    there = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    bank, _ = load_bank(ROOT / "problem_bank")
    with tempfile.TemporaryDirectory() as name:
        answers = answers_of(Path(name), students)
    units = cut(bank, "salt", answers)
    print(f"{students:,} students of {week.PROBLEMS} answers: {len(answers):,} distinct answers, {len(units):,} units; "
          f"the bank is {len(pack(bank)) / 1e3:.0f} kB", flush=True)
    print(f"{'here, 2 processes':<28} {measured(bank, answers, 2)}", flush=True)
    if there:
        from distributed import LocalCluster

        with LocalCluster(n_workers=there, threads_per_worker=1, dashboard_address=None) as cluster:
            for turn in ("first run", "again"):
                name = f"Dask, {there} workers, {turn}"
                print(f"{name:<28} {measured(bank, answers, 2, cluster.scheduler_address)}", flush=True)
    times = timed_units(bank, units)
    total = sum(times)
    print(f"{total:.1f} s CPU for all units: {total / len(answers) * 1e3:.2f} ms an answer; the longest unit {max(times):.2f} s")
    for workers in (2, 8, 64):
        seconds = modelled(times, workers)
        print(f"model of {workers:>2} workers: {seconds:7.1f} s, {total / seconds:5.1f} times as fast as one process")


if __name__ == "__main__":
    main()
