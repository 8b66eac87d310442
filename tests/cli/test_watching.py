"""``check --watch``: what is shown after a save, after a file is gone, and after Ctrl-C; in processes of its own."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.cli import watching
from grader.cli.banks import open_bank
from grader.cli.checking import Checker

ROOT = Path(__file__).resolve().parents[2]


class Watch:
    """A ``check --watch`` under way; ``round`` waits for what it shows next."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._follow, daemon=True)
        self._reader.start()

    def _follow(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def round(self) -> list[str]:
        """The lines up to the one that says that the file is watched."""
        found = [self._lines.get(timeout=60)]
        while not found[-1].startswith("watching "):
            found.append(self._lines.get(timeout=60))
        return found

    def end(self) -> list[str]:
        """Press Ctrl-C, and give what is said then."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self._reader.join(60)
        return [line for line in self._lines.queue if line]


def hears_ctrl_c() -> None:
    """Where a shell starts the tests in the background, programs pass over Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def watch(folder: Path, *options: str) -> Iterator[Watch]:
    command = [sys.executable, "-m", "grader", "check", "answers.txt", "--watch", *options]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1"}
    with subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          encoding="utf-8", bufsize=1, preexec_fn=hears_ctrl_c) as process:
        try:
            yield Watch(process)
        finally:
            process.kill()


def test_each_save_is_checked_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "answers.txt"
    file.write_text("power-rule: n x^n\nchain-2x-plus-1: 8(2x+1)^3\n", "utf-8")
    with watch(tmp_path, "--html", "sheet.html") as seen:
        first = seen.round()
        assert [line[2:14] for line in first if line[2:3] in "✓✗"] == ["✓ chain-2x-p", "✗ power-rule"]
        assert "Exponent not reduced" in (tmp_path / "sheet.html").read_text("utf-8")
        file.write_text("power-rule: n x^(n-1)\nchain-2x-plus-1: 8(2x+1)^3\n", "utf-8")
        second = seen.round()
        assert "2 correct" in second
        assert "Exponent not reduced" not in (tmp_path / "sheet.html").read_text("utf-8")
        # As editors do: a new file takes the place of the old one.
        draft = tmp_path / "draft"
        draft.write_text("power-rule: n x^(n-1\n", "utf-8")
        os.replace(draft, file)
        third = seen.round()
        assert "0 correct · 1 unreadable" in third
        assert third[-1].endswith("save it to check again, Ctrl-C ends")
        assert seen.end() == ["stopped watching. next: grader check answers.txt, or hand it in"]
        assert seen.process.returncode == 130


def test_a_file_that_goes_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "answers.txt"
    file.write_text("power-rule: n x^(n-1)\n", "utf-8")
    with watch(tmp_path) as seen:
        assert "1 correct" in seen.round()
        file.unlink()
        gone = seen.round()
        assert gone[0].startswith("  ! answers.txt: this file cannot be read")
        (tmp_path / "answers.txt").mkdir()
        assert "answers.txt: this" in seen.round()[0]
        (tmp_path / "answers.txt").rmdir()
        file.write_text("power-rule: n x^(n-1)\n", "utf-8")
        while (again := seen.round())[0].startswith("  ! "):
            pass
        assert "1 correct" in again


@pytest.mark.parametrize("options", [("-", "--watch"), ("--watch", "--problem", "power-rule", "--answer", "x"), ("answers.txt", "--watch", "--jsonl"),
                                     ("none.txt", "--watch")])
def test_what_cannot_be_watched(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "answers.txt").write_text("power-rule: x\n", "utf-8")
    done = subprocess.run([sys.executable, "-m", "grader", "check", *options], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("grader: ")


def test_the_screen_of_a_terminal_is_cleared_for_each_round_and_nothing_else(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    (tmp_path / "answers.txt").write_text("power-rule: n x^(n-1)\n", "utf-8")
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    with subprocess.Popen([sys.executable, "-m", "grader", "check", "answers.txt", "--watch"], cwd=tmp_path, env=env, stdin=theirs, stdout=theirs,
                          stderr=theirs, start_new_session=True, preexec_fn=hears_ctrl_c) as process:
        os.close(theirs)
        shown = b""
        try:
            while b"Ctrl-C ends" not in shown:
                shown += os.read(ours, 4096)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130
        finally:
            process.kill()
    os.close(ours)
    assert shown.startswith(b"\x1b[2J\x1b[1;1H")
    assert shown.count(b"\x1b") == 2


def test_only_bytes_that_stay_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor empties a file before it writes it: what is there for one look only is not shown."""
    looks = iter([b"a", b"a", b"", b"ab", b"ab", "gone", b"ab", b"ab", *["gone"] * 20])
    monkeypatch.setattr(watching, "_read", lambda file, most: next(looks))
    monkeypatch.setattr(watching, "PAUSE", 0)
    found = watching._changes(tmp_path, 9)
    assert [next(found), next(found), next(found)] == [b"a", b"ab", "gone"]


def test_an_answer_that_did_not_change_keeps_its_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    import grader.marking as marking

    asked: list[str] = []
    decide = marking.decide_unit
    monkeypatch.setattr(marking, "decide_unit", lambda bank, work: asked.append(work.problem) or decide(bank, work))
    bank = open_bank(None)
    checker = Checker(bank, "salt", 1, lambda: bank.problems, is_asked=False)
    first = checker.file(b"power-rule: n x^n\nchain-2x-plus-1: 8(2x+1)^3\n", "a.txt")
    second = checker.file(b"# more\n\npower-rule: n x^n\nchain-2x-plus-1: 4(2x+1)^3\n", "a.txt")
    assert asked == ["chain-2x-plus-1", "power-rule", "chain-2x-plus-1"]
    assert [mark.where.line for mark in (*first.marks, *second.marks) if mark.where] == [2, 1, 4, 3]
