"""What an author waits for: ``bank show`` of one problem, ``bank preview`` of 100, ``bank try`` of one answer, the typesetting of a text.

Run: ``python tests/benchmarks/authors.py [--runs 5]``.  CPU time, the least of several runs, in a copy of the lecture's bank that is locked
and checked; promised are 0.4 s for ``show`` and 5 s for a preview of 100 problems.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "bank show, one problem": ("show", "problem_bank", "chain-2x-plus-1"),
    "bank show, a matrix": ("show", "problem_bank", "dKdR-tensor"),
    "bank try, one answer": ("try", "problem_bank", "chain-2x-plus-1"),
    "bank preview, 100 problems": ("preview", "problem_bank", "--out", "page"),
}
TEXT = "Let $f(x) = \\frac{\\partial f}{\\partial x_1}$ for $x \\in \\mathbb{R}$.\n\n- Find x_1^2 *now*.\n- Write `x`."


def seconds(arguments: tuple[str, ...], folder: Path) -> float:
    """CPU seconds of one run, user and system."""
    with subprocess.Popen([sys.executable, "-m", "grader", "bank", *arguments], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        assert process.stdin is not None
        process.stdin.write(b"2(2x+1)\n" if "try" in arguments else b"")
        process.stdin.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copytree(ROOT / "problem_bank", folder / "problem_bank")
        seconds(("check", "problem_bank"), folder)
        for name, arguments in COMMANDS.items():
            print(f"{name:<28} {min(seconds(arguments, folder) for _ in range(runs)):.2f} s")
    from grader.model import Task
    from grader.texts import blocks

    task = Task("p")
    blocks("$x$ *y*", task)
    start = time.process_time()
    for number in range(200):
        blocks(f"{TEXT} {number}", task)
    print(f"{'one text':<28} {(time.process_time() - start) / 200 * 1000:.2f} ms")


if __name__ == "__main__":
    main()
