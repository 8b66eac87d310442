"""``check`` where the system lacks what only Unix has: no fcntl, no resource, no fork, no SIGHUP; as on Windows and in a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BARE = """
import os, signal, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "_posixshmem", "_posixsubprocess", "_multiprocessing"):
    sys.modules[name] = None
for owner, names in ((os, ("fork", "forkpty", "register_at_fork", "getuid", "geteuid", "sysconf", "fchmod", "O_NOFOLLOW", "O_NONBLOCK", "getpgid")),
                     (signal, ("SIGHUP", "SIGALRM", "SIGKILL", "SIGQUIT", "setitimer", "alarm", "pthread_sigmask"))):
    for name in names:
        if hasattr(owner, name):
            delattr(owner, name)
sys.argv[0] = "grader"
from grader.cli.command import run
code = run()
print(sorted({"multiprocessing", "concurrent.futures", "subprocess"} & set(sys.modules)), file=sys.stderr)
sys.exit(code)
"""


def bare(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1"}
    return subprocess.run([sys.executable, "-c", BARE, *args], cwd=cwd, capture_output=True, text=True, env=env, timeout=120,
                          stdin=subprocess.DEVNULL, check=False)


ANSWERS = ("student: Ada\nchain-2x-plus-1: 8(2x+1)^3\ngradient-ex57: [2x1x2 + x2^3; x1^2 + 3x1x2^2]\npower-rule: n x^n\n"
           "partial-x-plus-2y3-y: 2(x+2y^3\nleast-squares-gradient: -2(y - Phi theta)^T Phi\n")


@pytest.mark.parametrize("options", [(), ("--html", "out.html"), ("--hint", "3")])
def test_a_file_is_checked_all_the_same(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "answers.txt").write_text(ANSWERS, "utf-8")
    done = bare("check", "answers.txt", *options, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "[]\n")
    assert "3 correct · 1 to improve · 1 unreadable" in done.stdout


def test_what_takes_too_long_is_given_up_by_counting_not_by_the_system(tmp_path: Path) -> None:
    """The budget of an answer is known before anything is computed, so that nothing of the system has to stop it."""
    hostile = ["x^(10^9)", "((((x^100)^100)^100)^100)^100", "(x+1)^9999 (x-1)^9999 (x+2)^9999", "+".join(f"sin({n}x)^{n}" for n in range(2, 99)),
               "exp(exp(exp(exp(x))))^999"]
    asked = "\n".join(json.dumps({"problem": "power-rule", "answer": answer}) for answer in hostile)
    (tmp_path / "asked.jsonl").write_text(asked, "utf-8")
    done = bare("check", "asked.jsonl", "--jsonl", cwd=tmp_path)
    outcomes = [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
    assert len(outcomes) == len(hostile)
    assert "correct" not in outcomes


def test_handout_and_list_work_there_too(tmp_path: Path) -> None:
    assert bare("handout", str(ROOT / "submissions_example" / "assignment.yaml"), "--out", "hw3", cwd=tmp_path).returncode == 0
    assert bare("bank", "list", cwd=tmp_path).returncode == 0
