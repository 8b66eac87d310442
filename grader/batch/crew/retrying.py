"""A unit of work whose process dies is done all the same: each answer alone, and again where that says nothing about the answer.

An answer over which a process dies twice by itself becomes ``undecided``.  A process that is ended from outside says nothing about the
answer: it is tried again, with pauses, and after some tries given up until the next run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from grader.batch.crew.child import Death
from grader.marking import Work, undecided
from grader.model import Decided, Diagnostic, Outcome, Verdict, decode, encode
from grader.record import replace

Ask = Callable[[bytes], bytes | Death]
"""Gives the decisions about a unit, both encoded, or the death of who worked on it."""

TRIES = 5
"""So many times a process that works on one answer alone may be ended from outside."""

OWN_DEATHS = 2
"""So many processes may die by themselves over one answer that is with them alone."""

PAUSES = (0, 0.1, 0.5, 2, 5)
"""Seconds before an answer is tried again, by the number of times that its process was ended from outside."""

KILLED = Decided(Verdict(Outcome.UNDECIDED, messages=(Diagnostic(
    "batch/killed", f"something outside ended the process that worked on this answer, {TRIES} times",
    "the same command tries again; a person looks at it otherwise"),)))
"""What is said of an answer over which no verdict could be reached; it is not stored."""

DIED = "the process that worked on this answer died twice"


def insist(ask: Ask, unit: bytes, rest: Callable[[float], object]) -> bytes:
    """Return the decisions about every text of an encoded :class:`~grader.marking.Work`; ``rest`` waits for so many seconds."""
    found = ask(unit)
    if not isinstance(found, Death):
        return found
    return b"[%b]" % b",".join([answer[1:-1] for answer in _alone(ask, decode(Work, unit), rest)])


def decided(answer: bytes) -> tuple[Decided, ...]:
    """Return the decisions that were encoded, one for each text of the unit."""
    found: tuple[Decided, ...] = decode(tuple[Decided, ...], answer)
    return found


def _alone(ask: Ask, work: Work, rest: Callable[[float], object]) -> list[bytes]:
    """The decisions about the texts of a unit, each asked for alone, in rounds."""
    units = [encode(replace(work, texts=(text,))) for text in work.texts]
    found = dict[int, bytes]()
    own, outside = Counter[int](), Counter[int]()
    left = list(range(len(units)))
    while left:
        rest(PAUSES[max(outside[at] for at in left)])
        for at in left:
            answer = ask(units[at])
            if not isinstance(answer, Death):
                found[at] = answer
                continue
            (outside if answer.is_from_outside else own)[at] += 1
            if own[at] == OWN_DEATHS:
                found[at] = encode((undecided(DIED),))
            elif outside[at] == TRIES:
                found[at] = encode((KILLED,))
        left = [at for at in left if at not in found]
    return [found[at] for at in range(len(units))]
