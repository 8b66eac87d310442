"""Helper processes from the outside: whoever calls, in whatever thread of whatever executor, is answered, and never dies of an answer.

A helper holds the bank and decides units in a child of its own (``serving``).  Here on Linux helpers are forked; on a cluster and on other
systems each is a fresh interpreter.  Both do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock

from grader.batch.crew.child import Death
from grader.batch.crew.edition import difference, edition
from grader.batch.crew.retrying import insist
from grader.batch.crew.serving import Greeting, name_of, refusal
from grader.batch.crew.starting import Helper, Refused, forked, fresh
from grader.model import Bank, decode


class Helpers:
    """The helpers of one bank in this process, as many as there are threads that ask at once.

    ``introduced`` gives one that knows the bank, or how it ended before it did.
    """

    def __init__(self, introduced: Callable[[Helpers], Helper | Death]) -> None:
        self._introduced = introduced
        self._lock = Lock()
        self._idle: list[Helper] = []
        self._all: list[Helper] = []
        self._closed = Event()

    def decide(self, unit: bytes) -> bytes:
        """Return the decisions about a unit, or in their place the reason why there are none."""
        try:
            return insist(self._ask, unit, self._closed.wait)
        except Refused as reason:
            return refusal(str(reason))

    def fork(self, bank: Bank) -> Helper:
        """Start a helper that shares what this process has in memory; the main thread alone may do that."""
        return self._known(forked(bank, tuple(self._all)))

    def start(self) -> Helper:
        """Start a helper that knows nothing yet."""
        return self._known(fresh())

    def rest(self, helper: Helper) -> None:
        """Take note that nobody uses a helper now."""
        with self._lock:
            self._idle.append(helper)

    def bury(self, helper: Helper) -> Death:
        """Return how a helper ended that answers no more."""
        with self._lock:
            self._all.remove(helper)
        return Death(helper.end())

    def hang_up(self) -> None:
        """Let all helpers end, and whoever waits for one hear that."""
        with self._lock:
            self._closed.set()
            for helper in self._all:
                helper.hang_up()

    def end(self) -> None:
        """Wait for the helpers that nobody waits for."""
        self.hang_up()
        while self._idle:
            self._idle.pop().end()

    def still(self) -> None:
        """Raise :class:`Refused` if no helper is wanted any more."""
        if self._closed.is_set():
            raise Refused("has ended")

    def _ask(self, unit: bytes) -> bytes | Death:
        helper = self._waiting() or self._introduced(self)
        if isinstance(helper, Death):
            return helper
        answer = helper.ask(unit)
        if answer is None:
            return self.bury(helper)
        self.rest(helper)
        return answer

    def _waiting(self) -> Helper | None:
        """A helper that nobody uses, if there is one; those that died meanwhile say nothing about any answer."""
        while True:
            with self._lock:
                self.still()
                helper = self._idle.pop() if self._idle else None
            if helper is None or not helper.is_gone:
                return helper
            self.bury(helper)

    def _known(self, helper: Helper) -> Helper:
        with self._lock:
            if not self._closed.is_set():
                self._all.append(helper)
                return helper
        helper.end()
        raise Refused("has ended")


def given_bank(packed: bytes) -> Callable[[Helpers], Helper | Death]:
    """Return how a fresh helper is given a bank, in any thread: it must be of the same edition as this process."""
    def introduced(helpers: Helpers) -> Helper | Death:
        helper = helpers.start()
        greeting = helper.ask(packed)
        if greeting is None:
            death = helpers.bury(helper)
            if death.is_from_outside:
                return death
            helpers.still()
            raise Refused(f"starts no helper: it ended with {death.code}")
        there = decode(Greeting, greeting)
        words = difference(there.edition, edition())
        if words or there.bank != name_of(packed):
            helpers.rest(helper)
            raise Refused(words or "was given another bank")
        return helper

    return introduced


_GIVEN: dict[str, Helpers | str] = {}
"""The helpers that this process has for a run, or why it has none."""


def decide_unit(run: str, unit: bytes) -> bytes:
    """Return the decisions about an encoded unit of work, or why there are none; raises for nothing.

    ``run`` is the name under which this process was given helpers.
    """
    helpers = _GIVEN.get(run, "has not got the bank of this run")
    return refusal(helpers) if isinstance(helpers, str) else helpers.decide(unit)


def give(run: str, helpers: Helpers | str) -> None:
    """Let this process decide the units of a run by these helpers, or refuse to in these words."""
    _GIVEN[run] = helpers


def take(run: str) -> None:
    """Let this process decide no more units of a run; its helpers end."""
    helpers = _GIVEN.pop(run, "")
    if isinstance(helpers, Helpers):
        helpers.end()

