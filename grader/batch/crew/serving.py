"""What a helper process does: units of work come in as lines of JSON and go out decided, whatever becomes of the child that decides them.

A helper that is forked has its bank.  To any other it comes as the first line; the first that goes out then says which bank and which
grader are there.
"""

from __future__ import annotations

import hashlib
import signal
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO

from grader.batch.crew.child import Abandoned, Child
from grader.batch.crew.edition import Edition, edition
from grader.batch.crew.retrying import insist
from grader.batch.interruption import SIGNALS
from grader.batch.limits import CPU_SECONDS, allow_seconds
from grader.marking import Work, decide_unit
from grader.model import Bank, Mark, Problem, Tables, decode, encode
from grader.record import record, replace


@record
class _Packed:
    """What of a bank the decisions depend on."""

    problems: tuple[Problem, ...]
    digest: str
    tables: Mapping[str, Tables]


@record
class Greeting:
    """What is here: the digest of the packed bank, and the grader."""

    bank: str
    edition: Edition


def pack(bank: Bank) -> bytes:
    """Return a bank as a line, without the line's end."""
    return encode(_Packed(bank.problems, bank.digest, bank.tables))


def name_of(packed: bytes) -> str:
    """Return the digest of a packed bank.

    That of its files does not do: an assignment may ask other things of the same files.
    """
    return hashlib.sha256(packed).hexdigest()[:32]


def serve_packed(source: IO[bytes], sink: IO[bytes]) -> None:
    """Be the helper of the bank that comes first, until ``source`` ends."""
    line = source.readline()
    if line.endswith(b"\n"):
        packed = decode(_Packed, line)
        _send(sink, encode(Greeting(name_of(line[:-1]), edition())))
        serve(Bank(packed.problems, packed.digest, tables=packed.tables), source, sink)


def serve(bank: Bank, source: IO[bytes], sink: IO[bytes]) -> None:
    """Be the helper of a bank until ``source`` ends, or nobody reads ``sink`` any more: then no process is left behind."""
    for number in SIGNALS:
        # What ends a run is the business of whoever started it.
        signal.signal(number, signal.SIG_IGN)
    child = Child(_decide, bank, source.fileno())
    try:
        # Whoever has gone wants to hear nothing of it.
        with suppress(Abandoned, BrokenPipeError):
            for line in source:
                _send(sink, _answer(child, line))
    finally:
        child.end()


def refusal(words: str) -> bytes:
    """Return the line that stands in place of decisions where no answer is to blame."""
    return encode(words)


def refused(answer: bytes) -> str:
    """Return what a line says that stands in place of decisions; empty for decisions."""
    return decode(str, answer) if answer.startswith(b'"') else ""


def _answer(child: Child[Bank], unit: bytes) -> bytes:
    try:
        return insist(child.ask, unit, child.rest)
    except OSError as error:
        return refusal(f"starts no process for us: {error.strerror}")


def _decide(bank: Bank, unit: bytes) -> bytes:
    """Return what is found out about the answers of a unit, with an allowance of CPU time for each."""
    marks = list[Mark]()
    for single in _one_by_one(decode(Work, unit)):
        allow_seconds(CPU_SECONDS)
        marks += decide_unit(bank, single)
    return encode(tuple([mark.decided for mark in marks]))


def _one_by_one(work: Work) -> Iterator[Work]:
    return (replace(work, texts=(text,)) for text in work.texts)


def _send(sink: IO[bytes], line: bytes) -> None:
    sink.write(line + b"\n")
    sink.flush()
