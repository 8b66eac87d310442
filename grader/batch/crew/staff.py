"""Who decides the units of a run: threads of this process with a helper each, or a cluster; and no unit is lost with either."""

from __future__ import annotations

import secrets
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from queue import Empty, SimpleQueue

from grader.batch.crew.child import FORKS
from grader.batch.crew.helping import Helpers, decide_unit, give, given_bank, take
from grader.batch.crew.serving import name_of, pack, refused
from grader.batch.crew.starting import Helper, Refused
from grader.batch.interruption import SIGNALS, Heard
from grader.marking import Work
from grader.model import Bank, StoreError, encode
from grader.record import record

LOSSES = 3
"""So many times a unit is given to a cluster that loses it; then it is decided here."""

PATIENCE = 5
"""Seconds without a decision after which a cluster is asked whether it is still there."""


Happened = SimpleQueue["Future[bytes] | Callable[[], None]"]
"""What the main thread waits for: units that are done, and what threads cannot do themselves."""


@record
class Staff:
    """An executor: how it is given an encoded unit, how many it has at once, where it tells of them, and what it is called.

    One that may lose what it was given can be asked whether it is lost as a whole.
    """

    submit: Callable[[bytes], Future[bytes]]
    most: int
    happened: Happened
    name: str = "this machine"
    is_lost: Callable[[], bool] | None = None


@contextmanager
def threads(bank: Bank, count: int, forks: bool = True) -> Iterator[Staff]:
    """So many threads of this process with a helper each, which are forked where that is allowed."""
    packed, happened = pack(bank), Happened()
    run, forks = new_name(packed), forks and FORKS
    helpers = Helpers(_forked_by_main(bank, happened) if forks else given_bank(packed))
    try:
        for _ in range(count if forks else 0):
            helpers.rest(helpers.fork(bank))
    except Refused as reason:
        helpers.end()
        raise StoreError(f"this machine {reason}") from None
    executor = ThreadPoolExecutor(count, "grader", initializer=_deafen)
    give(run, helpers)
    try:
        yield Staff(lambda unit: executor.submit(decide_unit, run, unit), 2 * count, happened)
    finally:
        # First the helpers hear of it, whatever they are doing: the threads wait for them.
        helpers.hang_up()
        executor.shutdown(cancel_futures=True)
        take(run)


def _forked_by_main(bank: Bank, happened: Happened) -> Callable[[Helpers], Helper]:
    """How a thread gets a helper in place of one that was killed: the main thread forks it, which holds nothing while it waits."""
    def introduced(helpers: Helpers) -> Helper:
        made = Future[Helper]()

        def fork() -> None:
            try:
                made.set_result(helpers.fork(bank))
            except Refused as reason:
                made.set_exception(reason)

        happened.put(fork)
        while True:
            with suppress(TimeoutError):
                return made.result(0.1)
            helpers.still()

    return introduced


def new_name(packed: bytes) -> str:
    """Return a name for a run by a packed bank: two runs by one bank do not touch each other."""
    return f"{name_of(packed)}-{secrets.token_hex(4)}"


def _deafen() -> None:
    """Let this thread hear no signal: the main thread does."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


class Giving:
    """Units under way: each is given out until it is decided, and one that is lost again and again is decided ``here``."""

    def __init__(self, units: Sequence[Work], staff: Staff, here: Callable[[], AbstractContextManager[Staff]]) -> None:
        self._waiting = deque((unit, 0) for unit in units)
        self._staff = staff
        self._here = here
        self._at_last: Staff | None = None
        self._out = dict[Future[bytes], tuple[Work, int]]()

    def decided(self, heard: Heard) -> Iterator[tuple[Work, bytes]]:
        """Yield each unit with its decisions, as they are done; what ends a run acts only where they are waited for.

        Raises :class:`StoreError` where somebody refuses to decide.
        """
        with ExitStack() as stack:
            while self._waiting or self._out:
                while self._waiting and len(self._out) < self._staff.most:
                    self._give(*self._waiting.popleft(), stack)
                with heard():
                    event = self._next()
                if event is None:
                    self._look_after()
                elif not isinstance(event, Future):
                    event()
                elif event in self._out:
                    unit, losses = self._out.pop(event)
                    if event.cancelled() or (self._staff.is_lost is not None and event.exception() is not None):
                        self._waiting.appendleft((unit, losses + 1))
                    else:
                        yield unit, _agreed(event.result(), self._staff)

    def _give(self, unit: Work, losses: int, stack: ExitStack) -> None:
        if losses >= LOSSES and self._at_last is None:
            self._at_last = stack.enter_context(self._here())
        staff = self._at_last if losses >= LOSSES and self._at_last is not None else self._staff
        try:
            future = staff.submit(encode(unit))
        except RuntimeError as error:
            # A system without threads to give; an executor that is closed.
            raise StoreError(f"{self._staff.name} takes no work from us: {error}; try fewer with --jobs") from None
        self._out[future] = unit, losses
        future.add_done_callback(self._staff.happened.put)

    def _next(self) -> Future[bytes] | Callable[[], None] | None:
        """What happens next; ``None`` after a while without anything."""
        try:
            return self._staff.happened.get(timeout=PATIENCE)
        except Empty:
            return None

    def _look_after(self) -> None:
        """Give up on those who are gone with all that they have."""
        if self._at_last is None and self._staff.is_lost is not None and self._staff.is_lost():
            self._waiting.extendleft((unit, LOSSES) for unit, _ in self._out.values())
            self._waiting = deque((unit, LOSSES) for unit, _ in self._waiting)
            self._out.clear()


def _agreed(answer: bytes, staff: Staff) -> bytes:
    words = refused(answer)
    if words:
        raise StoreError(f"{staff.name} {words}".lstrip())
    return answer
