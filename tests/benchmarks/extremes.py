"""What the designed extremes cost in ``check`` and in ``grade``, each in a process of its own.

Run: ``python tests/benchmarks/extremes.py [--part K/N] [--problem ID]``.  Prints the ten that take the most CPU time, the ten that take
the most memory, those that break a promise, and those of which the two commands say different things.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS / "hostile")]

from extreme_runs import Run, run  # noqa: E402
from extreme_texts import Extreme, extremes  # noqa: E402

MOST_SECONDS, MOST_BYTES = 1.0, 512 << 20
SHOWN = 10

Runs = tuple[Extreme, Run, Run]


def line(row: Runs) -> str:
    extreme, check, grade = row
    figures = " · ".join(f"{name} {each.seconds:6.2f} s {each.peak >> 20:5} MB" for name, each in (("check", check), ("grade", grade)))
    return f"  {figures} · {check.said} · {extreme.problem}, {extreme.cap}: {extreme.text[:100]!r}"


def seconds(row: Runs) -> float:
    return max(row[1].seconds, row[2].seconds)


def peak(row: Runs) -> int:
    return max(row[1].peak, row[2].peak)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="1/1", help="the K-th of N parts")
    parser.add_argument("--problem", help="only those of one problem")
    options = parser.parse_args()
    part, parts = map(int, options.part.split("/"))
    chosen = [each for each in extremes() if options.problem in (None, each.problem)][part - 1::parts]
    rows = [(each, run(each, "check"), run(each, "grade")) for each in chosen]
    for title, key in (("CPU time", seconds), ("memory", peak)):
        print(f"the most {title}:", *map(line, sorted(rows, key=key, reverse=True)[:SHOWN]), sep="\n")
    over = [row for row in rows if seconds(row) > MOST_SECONDS or peak(row) > MOST_BYTES]
    apart = [row for row in rows if row[1].mark != row[2].mark or row[1].mark is None]
    print(f"{len(over)} above {MOST_SECONDS} s or {MOST_BYTES >> 20} MB:", *map(line, over), sep="\n")
    print(f"{len(apart)} of which check and grade say different things:", *map(line, apart), sep="\n")
    ordered = sorted(map(seconds, rows))
    print(f"{len(rows)} extremes, median {ordered[len(ordered) // 2]:.3f} s, worst {ordered[-1]:.2f} s, together {sum(ordered):.1f} s")
    print(*[f"  {count} {said}" for said, count in Counter(row[1].said for row in rows).most_common()], sep="\n")
    return 1 if over or apart else 0


if __name__ == "__main__":
    sys.exit(main())
