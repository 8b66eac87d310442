"""The grader's command with a fault at one step of what it does to the disk: ``python injected.py FAULT grader-arguments…``.

FAULT is ``count:FILE``, or ``kill:N``, ``ENOSPC:N``, ``EIO:N`` (from step N on), ``full:PAGES`` (of the store), ``deadly:FILE`` (a JSON
object from answers to what happens over them).  A step is a file opened for writing, renamed or removed, a folder made, or a statement of
SQLite that begins, ends or changes something.  Python's audit hooks and SQLite's trace tell of them: nothing in the grader knows of this.
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
STEPS: list[str] = []
PARENT = os.getpid()
OURS = re.compile(r"(^|/)run(/|$)")
TRACED = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP)\b", re.IGNORECASE)


def begin(fault: str, what: str) -> None:
    act = {"count": counted, "kill": killed, "ENOSPC": failing, "EIO": failing, "full": idle, "deadly": idle}[fault](fault, what)

    def heard(event: str, args: tuple[object, ...]) -> None:
        if os.getpid() != PARENT:
            return
        if event == "open" and isinstance(args[2], int) and args[2] & WRITES and OURS.search(str(args[0])):
            act(f"open {Path(str(args[0])).suffix}")
        elif event in ("os.rename", "os.remove", "os.mkdir") and OURS.search(str(args[0])):
            act(f"{event} {Path(str(args[0])).suffix}")

    real = sqlite3.connect

    def connect(*given: Any, **more: Any) -> sqlite3.Connection:
        connection = real(*given, **more)
        connection.set_trace_callback(lambda text: act(f"sql {found[1].upper()}") if (found := TRACED.match(text)) else None)
        if fault == "full":
            connection.execute(f"PRAGMA max_page_count = {what}")
        return connection

    sqlite3.connect = connect     # type: ignore[assignment]
    if fault == "deadly":
        deadly(json.loads(Path(what).read_text()))
    else:
        sys.addaudithook(heard)


def counted(fault: str, what: str) -> Callable[[str], None]:
    file = os.open(what, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def act(step: str) -> None:
        os.write(file, f"{step}\n".encode())
    return act


def killed(fault: str, what: str) -> Callable[[str], None]:
    def act(step: str) -> None:
        STEPS.append(step)
        if len(STEPS) > int(what):
            os.kill(PARENT, signal.SIGKILL)
    return act


def failing(fault: str, what: str) -> Callable[[str], None]:
    number = getattr(errno, fault)

    def act(step: str) -> None:
        STEPS.append(step)
        if len(STEPS) > int(what) and not step.startswith(("sql", "os.remove")):
            raise OSError(number, os.strerror(number))
    return act


def idle(fault: str, what: str) -> Callable[[str], None]:
    return lambda step: None


def deadly(answers: dict[str, str]) -> None:
    """What happens over an answer, in the process that decides it."""
    import faulthandler

    from grader.batch.crew import serving
    from grader.marking import work

    real = work.mark
    fates: dict[str, Callable[[], object]] = {
        "exit": lambda: os._exit(7), "abort": lambda: (faulthandler.disable(), os.abort()),
        "segv": lambda: (faulthandler.disable(), os.kill(os.getpid(), signal.SIGSEGV)), "loop": lambda: any(iter(int, 1)),
        "memory": lambda: bytearray(2 << 30), "error": lambda: [].pop(), "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    }

    def mark(problem: object, text: str, *args: object, **given: object) -> object:
        fates.get(answers.get(text, ""), lambda: None)()
        return real(problem, text, *args, **given)     # type: ignore[arg-type]

    work.mark = mark                                   # type: ignore[assignment]
    serving.CPU_SECONDS = 1                            # type: ignore[misc]


if __name__ == "__main__":
    kind, _, what = sys.argv[1].partition(":")
    begin(kind, what)
    sys.argv = ["grader", *sys.argv[2:]]
    from grader.cli import main

    sys.exit(main())
