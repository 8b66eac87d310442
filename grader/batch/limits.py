"""What a worker process may take: memory, CPU time for each task, no core files, and no life after its parent's."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import time

from grader.batch.interruption import SIGNALS

MEMORY = 1 << 30
"""Bytes of address space that a worker may take beyond what it has when it starts."""

CPU_SECONDS = 30
"""For one answer.  The slowest that the budgets of the engine let through takes less than one."""

_PR_SET_PDEATHSIG = 1


def calm() -> None:
    """Fewer collections of cyclic garbage, each a short one: trees have no cycles, and there are many of them."""
    gc.set_threshold(20_000, 250, 100)


def confine(parent: int) -> None:
    """Put this process, a child of ``parent``, under its limits; systems other than Linux have only the first two."""
    # What ends a run is the parent's business.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    # More threads would fight over the processors, and each takes address space.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    calm()
    die_with(parent)
    if sys.platform == "linux":
        import resource

        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_AS, _address_space() + MEMORY)


def die_with(parent: int) -> None:
    """Let this process, a child of ``parent``, not live longer than that (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            # The parent was gone before the line above.
            os._exit(1)


def allow_seconds(seconds: int) -> None:
    """From now on this process may use that much CPU time, then the system ends it (Linux)."""
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(time.process_time()) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def _lower(limit: int, most: int) -> None:
    """Lower a limit; one that whoever started us has set lower already stays."""
    if sys.platform == "linux":
        import resource

        soft, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if soft == resource.RLIM_INFINITY else min(most, soft), hard))


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as status:
            return int(status.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
