"""A small class of which something waits in every way, graded once; and a review whose keys a test types one by one."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import yaml

from grader.cli.command import run

ROOT = Path(__file__).resolve().parents[2]
BANK = ROOT / "problem_bank" / "5.1-univariate"

ANSWERS = {
    "ada": "power-rule: n*x^(n-1\n", "bob": "power-rule: n*x^(n-1\n", "cyd": "power-rule: n \\cdot x^(n-1\n",
    "dan": "power-rule: n x^(n-1)\nrule-product: f'(x) g(x\n", "eve": "power-rule: n x^n\nrule-product: f'(x) g(x\n",
}

ASSIGNMENT = """
title: Homework 3
bank: bank
problems: [{power-rule: {points: 3}}, {rule-product: {points: 2}}]
"""


def process(*args: str, cwd: Path, keys: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command to its end with these keys, in a process of its own."""
    return subprocess.run(line(*args), cwd=cwd, input=keys, env=environment(), capture_output=True, text=True, timeout=120, check=False)


def command(*args: str, cwd: Path, keys: str | bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run the command to its end with these keys, in this process: Python need not start each time."""
    stdin = io.TextIOWrapper(io.BytesIO(keys.encode() if isinstance(keys, str) else keys), "utf-8")
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as error, chdir(cwd), ExitStack() as stack:
        for name, value in (("argv", ["grader", *args]), ("stdin", stdin)):
            stack.callback(setattr, sys, name, getattr(sys, name))
            setattr(sys, name, value)
        code = run()
    return subprocess.CompletedProcess(args, code, out.getvalue(), error.getvalue())


def line(*args: str) -> list[str]:
    return [sys.executable, "-m", "grader", *args]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1", "TZ": "UTC"}


def make(folder: Path) -> Path:
    """Grade the class into ``folder/hw3``: a group of two spellings, one of one, a PDF, and two answers of one student."""
    (folder / "class").mkdir()
    (folder / "bank").mkdir()
    for name in ("power-rule.yaml", "rule-product.yaml"):
        shutil.copy(BANK / name, folder / "bank" / name)
    (folder / "assignment.yaml").write_text(ASSIGNMENT)
    for name, text in ANSWERS.items():
        (folder / "class" / f"{name}.txt").write_text(text)
    for name in ("fay", "gus"):
        (folder / "class" / name).mkdir()
    (folder / "class" / "fay" / "scan.pdf").write_bytes(b"%PDF-1.4")
    (folder / "class" / "gus" / "a.txt").write_text("power-rule: n x^(n-1)\n")
    (folder / "class" / "gus" / "b.txt").write_text("power-rule: n x^n\n")
    done = process("grade", "class", "--out", "hw3", "--salt", "s", "--quiet", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def entries(run: Path) -> list[dict[str, object]]:
    """What stands in a run's decisions, as any program reads it."""
    path = run / "decisions.yaml"
    return yaml.safe_load(path.read_text("utf-8")) or [] if path.exists() else []


def scores(run: Path) -> dict[str, tuple[str, ...]]:
    """Total and points of each student."""
    rows = [row.split(",") for row in (run / "grades.csv").read_text("utf-8").splitlines()]
    at = [rows[0].index(name) for name in ("score", "power-rule", "rule-product")]
    return {row[0].strip('"'): tuple(row[place] for place in at) for row in rows[1:]}


def without_times(text: str) -> str:
    """A transcript without what is another one each time."""
    return re.sub(r"\d{4}-\d\d-\d\d", "DATE", text)


def hears() -> None:
    """Hear what ends a review: a shell that starts a program in the background makes it, and all that this starts, deaf to some."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Typed:
    """A review under way; ``type`` gives a line and waits until the next one is asked."""

    PROMPTS = re.compile(rb"(points\? |blank\? |right\? |comment \(empty for none\): )\Z")

    def __init__(self, *args: str, cwd: Path) -> None:
        self.process = subprocess.Popen(line(*args), cwd=cwd, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, preexec_fn=hears)
        self.said = b""
        self._wait()

    def type(self, key: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{key}\n".encode())
        self.process.stdin.flush()
        self._wait()

    def _wait(self) -> None:
        assert self.process.stdout is not None
        start = len(self.said)
        while not (len(self.said) > start and self.PROMPTS.search(self.said)):
            more = os.read(self.process.stdout.fileno(), 65_536)
            if not more:
                return
            self.said += more

    def kill(self) -> None:
        """End it as a power failure does."""
        self.process.kill()
        self.process.communicate()

    def end(self) -> tuple[int, bytes, bytes]:
        """Wait for its end: code, all that it said, and its errors."""
        out, error = self.process.communicate(timeout=60)
        return self.process.returncode, self.said + out, error
