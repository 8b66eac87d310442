"""How a helper process begins, and what its starter holds of it: two pipes, and the way in which its end is waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO

from grader.batch.crew.child import LAST_WORDS, SYSTEM, uninterrupted
from grader.batch.crew.serving import serve
from grader.batch.limits import die_with
from grader.model import Bank


class Refused(Exception):
    """There can be no helper, for a reason that is no answer's."""


class Helper:
    """One helper process, used by one thread at a time."""

    def __init__(self, source: IO[bytes], sink: IO[bytes], ended: Callable[[float | None], int | None], kill: Callable[[], None]) -> None:
        self._source = source
        self._sink = sink
        self._ended = ended
        self._kill = kill
        self.ours = source.fileno(), sink.fileno()

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        return self._ended(0) is not None

    def ask(self, line: bytes) -> bytes | None:
        """Return the answer to a line, or ``None`` if there is nobody who answers."""
        # Whoever is dead cannot be written to; that is seen where the answer is read.
        with suppress(OSError, ValueError):
            self._sink.write(line + b"\n")
            self._sink.flush()
        answer = self._source.readline()
        return answer[:-1] if answer.endswith(b"\n") else None

    def hang_up(self) -> None:
        """Tell the helper, whoever waits for an answer, that nothing more comes: it ends itself and its child."""
        with suppress(OSError):
            self._sink.close()

    def end(self) -> int:
        """Wait until the helper is gone, and return its exit code."""
        self.hang_up()
        code = self._ended(LAST_WORDS)
        if code is None:
            self._kill()
            code = self._ended(None)
        self._source.close()
        return code or 0


def forked(bank: Bank, others: Sequence[Helper]) -> Helper:
    """Return a helper that shares with this process what is in memory; the main thread alone may ask for it.

    The threads of this process wait for helpers ``others`` meanwhile: none holds what the copy could need.
    """
    pipes: list[int] = []
    try:
        for _ in range(2):
            pipes += os.pipe()
        theirs, sink, source, back = pipes
        # What a helper held of another's pipe would keep that one alive.
        not_theirs = [sink, source, *(number for helper in others for number in helper.ours)]
        process = SYSTEM.Process(target=_be_helper, args=(bank, theirs, back, not_theirs, os.getpid()))
        with uninterrupted():
            process.start()
    except OSError as error:
        for number in pipes:
            os.close(number)
        raise _no_process(error) from None
    os.close(theirs)
    os.close(back)

    def ended(seconds: float | None) -> int | None:
        process.join(seconds)
        code: int | None = process.exitcode
        return code

    return Helper(os.fdopen(source, "rb"), os.fdopen(sink, "wb"), ended, process.kill)


def fresh() -> Helper:
    """Return a helper that has no bank yet; it imports what this process does, and nothing that only lies in the current folder."""
    path = os.pathsep.join(os.path.abspath(each) for each in sys.path)
    try:
        with uninterrupted():
            command = [sys.executable, "-P", "-m", "grader.batch.crew.helper"]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})
    except OSError as error:
        raise _no_process(error) from None
    source, sink = process.stdout, process.stdin
    assert source is not None, "it is a pipe"
    assert sink is not None, "it is a pipe"

    def ended(seconds: float | None) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        return process.returncode

    return Helper(source, sink, ended, process.kill)


def _be_helper(bank: Bank, source: int, sink: int, not_ours: Sequence[int], parent: int) -> None:
    die_with(parent)
    for number in not_ours:
        # A thread may have closed it in the moment of the fork.
        with suppress(OSError):
            os.close(number)
    with os.fdopen(source, "rb") as lines, os.fdopen(sink, "wb") as answers:
        serve(bank, lines, answers)


def _no_process(error: OSError) -> Refused:
    return Refused(f"starts no process for us: {error.strerror}; try fewer with --jobs")
