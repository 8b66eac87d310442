"""A cold check of one answer, compiled and installed, beside ``import sympy``: CPU time, the least of several runs of each.

Run: ``python tests/benchmarks/cold.py [--runs 10] [--imports]``.  The checkout is installed into a fresh virtual environment, which
borrows the packages of this interpreter; its modules are compiled, its bank is locked and checked, as on a student's machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ANSWERS = {
    "right, scalar": ("power-rule", "n x^(n-1)"),
    "right, gradient": ("gradient-ex57", "[2x1x2 + x2^3, x1^2 + 3x1x2^2]"),
    "right, matrix": ("norm-squared-gradient", "2 x^T"),
    "wrong, scalar": ("power-rule", "n x^n"),
    "wrong, gradient": ("gradient-ex57", "[2x1x2 + x2^3, x1^2 + 3x1x2]"),
}


def installed(folder: Path) -> Path:
    """The interpreter of a new environment that has the checkout installed, and the packages of this one beside it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    site = next((folder / "lib").glob("python*/site-packages"))
    # The editable install of this interpreter is a hook in a .pth file; those of a borrowed folder are not read.
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--ignore-installed", str(ROOT)],
                   check=True, stderr=subprocess.DEVNULL)
    subprocess.run([python, "-m", "grader", "bank", "check"], check=True, cwd=folder, stdout=subprocess.DEVNULL, env=environment())
    return python


def environment() -> dict[str, str]:
    """As a student's: modules are compiled when they are first imported."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def seconds(command: list[str | Path], folder: Path) -> float:
    """CPU seconds of one run, user and system."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--imports", action="store_true", help="where the time of a right check goes, by python -X importtime")
    parser.add_argument("--keep", type=Path, help="install here and use what is installed here already")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        python = folder / "bin" / "python" if (folder / "bin").exists() else installed(folder)
        commands: dict[str, list[str | Path]] = {"python": [python, "-c", "pass"], "import sympy": [python, "-c", "import sympy"]}
        commands["--help"] = [folder / "bin" / "grader", "--help"]
        for title, (problem, answer) in ANSWERS.items():
            commands[title] = [folder / "bin" / "grader", "check", "--problem", problem, "--answer", answer]
        best = dict.fromkeys(commands, float("inf"))
        for _ in range(args.runs + 1):
            for title, command in commands.items():
                best[title] = min(best[title], seconds(command, folder))
        for title, least in best.items():
            print(f"{title:16} {1e3 * least:7.1f} ms CPU   {least / best['import sympy']:5.2f} × import sympy")
        if args.imports:
            subprocess.run([python, "-X", "importtime", *commands["right, scalar"]], cwd=folder, env=environment(), check=False)


if __name__ == "__main__":
    main()
