"""The real command in its own session, disturbed from outside, and what must be the same afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from lecture_class import problems

ROOT = Path(__file__).resolve().parents[2]
INJECTED = str(Path(__file__).with_name("injected.py"))
AT_NIGHT = os.environ.get("GRADER_FAULTS_NIGHT") == "1"
FIRST_SEED = int(os.environ.get("GRADER_FAULTS_SEED", "1"))
"""Every night has other moments: one of ten minutes cannot have them all."""

Tree = dict[str, bytes]
OURS = ("store", ".lock", "journal")
"""What begins so is the run's memory of itself, and no result."""


def big_class(cwd: Path, students: int = 200, asked: int = 30, seed: int = 1) -> None:
    """Answers of which a tenth is nobody else's, a few cannot be read; ``class/`` and ``bank.yaml``."""
    draw, chosen = random.Random(seed), problems(asked)
    (cwd / "bank.yaml").write_text("".join(f"- id: {each.id}\n  points: {each.points}\n{each.fields}" for each in chosen))
    (cwd / "class").mkdir()
    for number in range(students):
        lines = []
        for problem in chosen:
            text = draw.choice(problem.right if draw.random() < 0.7 else problem.wrong)
            luck = draw.random()
            if luck < 0.12 and not text.startswith(("[", "=")):
                text += f" + {number}x - {number}x"
            lines.append(f"{problem.id}: {text if luck > 0.01 else f'({number}'}\n" if luck < 0.97 else "")
        (cwd / f"class/s{number:03d}.txt").write_text("".join(lines))


def arguments(folder: Path, jobs: str = "2", name: str = "class") -> list[str]:
    return ["grade", str(folder / name), "--bank", str(folder / "bank.yaml"), "--out", "run", "--salt", "s", "--jobs", jobs]


def surroundings(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def begin(cwd: Path, args: list[str], fault: str = "", **more: str) -> subprocess.Popen[str]:
    program = [sys.executable, INJECTED, fault] if fault else [sys.executable, "-m", "grader"]
    return subprocess.Popen([*program, *args], cwd=cwd, env=surroundings(**more), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_hears)


def _hears() -> None:
    """Ctrl-C is ignored by what a shell starts in the background, and by all that this starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def finished(cwd: Path, args: list[str], fault: str = "", limits: Callable[[], None] | None = None,
             environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, INJECTED, fault] if fault else [sys.executable, "-m", "grader"]
    return subprocess.run([*program, *args], cwd=cwd, env=surroundings(**(environment or {})), capture_output=True, text=True, timeout=300,
                          check=False, preexec_fn=limits, stdin=subprocess.DEVNULL)


def tree(folder: Path) -> Tree:
    """All results of a run; whatever else is there counts too, but for the run's own memory."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(OURS)}


def differing(found: Tree, expected: Tree) -> list[str]:
    """Files that are missing, too many or other ones."""
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def in_session(session: int) -> list[int]:
    """Processes of a session that are not dead."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def left_over(session: int, seconds: float = 2) -> list[int]:
    """Who of a session is still alive after a while."""
    deadline = time.monotonic() + seconds
    while (alive := in_session(session)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return alive
