"""A process for work that may end it: its limits, its deaths, and nobody left behind."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.batch import limits
from grader.batch.crew import child as children
from grader.batch.crew.child import Abandoned, Child, Context, Death

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")


@contextmanager
def ended(child: Child[Context]) -> Iterator[Child[Context]]:
    """A child that is left in the block would be waited for at the end of the tests."""
    try:
        yield child
    finally:
        child.end()


def echo(context: str, task: bytes) -> bytes:
    if task == b"exit":
        os._exit(7)
    if task == b"kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return task + context.encode()


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("size", [1, 3_000_000])
def test_tasks_of_any_size_come_back_and_deaths_are_named(monkeypatch: pytest.MonkeyPatch, method: str, size: int) -> None:
    monkeypatch.setattr(children, "SYSTEM", multiprocessing.get_context(method))
    tasks = [b"x" * size, b"exit", b"y" * size, b"kill", b"exit", b"z" * size]
    with ended(Child(echo, "!")) as child:
        found = [child.ask(task) for task in tasks]
        assert len(multiprocessing.active_children()) == 1
    assert found == [b"x" * size + b"!", Death(7), b"y" * size + b"!", Death(-9), Death(7), b"z" * size + b"!"]
    assert [each.is_from_outside for each in found if isinstance(each, Death)] == [False, True, False]
    assert multiprocessing.active_children() == []


def sleepy(context: None, task: bytes) -> bytes:
    time.sleep(60)
    return task


def test_work_that_nobody_waits_for_is_left_at_once() -> None:
    ours, theirs = os.pipe()
    child = Child(sleepy, None, ours)
    threading.Timer(0.2, os.write, (theirs, b"x")).start()
    started = time.monotonic()
    with ended(child):
        with pytest.raises(Abandoned):
            child.ask(b"")
        with pytest.raises(Abandoned):
            child.rest(60)
    os.close(ours)
    os.close(theirs)
    assert multiprocessing.active_children() == []
    assert time.monotonic() - started < 30


def worker_limits(context: None, task: bytes) -> bytes:
    import resource

    limits.allow_seconds(7)
    return json.dumps([*(resource.getrlimit(limit)[0] for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)),
                       os.getppid()]).encode()


@pytest.mark.skipif(sys.platform != "linux", reason="limits are Linux's")
def test_a_child_has_limits_and_keeps_lower_ones() -> None:
    with ended(Child(worker_limits, None)) as child:
        found = child.ask(b"")
    assert not isinstance(found, Death)
    space, seconds, core, parent = json.loads(found)
    assert limits.MEMORY < space < limits.MEMORY + (8 << 30)
    assert (7 <= seconds <= 9, core, parent) == (True, 0, os.getpid())
    program = ("import resource; resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20)); "
               "resource.setrlimit(resource.RLIMIT_CPU, (5, 6)); from tests.batch import test_child as t; "
               "child = t.Child(t.worker_limits, None); print(t.json.loads(child.ask(b''))[:2]); child.end()")
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"[{900 << 20}, 6]\n"
