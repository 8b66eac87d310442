"""The lock file: the checked problems, a line each, so that of a bank that has not changed no text is read again.

The first line says for which files the lock holds, the second what was found in them and which problem each further line holds.  Only the
problems that are asked for are made again.  The lock is a memo and never believed: it counts only if its format, the grader's version and
the digest of the bank's files agree, if every line has its hash, and if every value has its type.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from grader.bank.files import Source, write_memo
from grader.files import read_regular
from grader.kinds import ASKED
from grader.model import Diagnostic, Problem, StoreError, Where, decode, dumps, encode, loads
from grader.record import record
from grader.version import build

FORMAT = 8
MAX_BYTES = 1 << 26


@record
class Kept:
    """A problem, the place of its id, and what is said about its formulas; files are named as within the bank, so that it may be moved.

    ``advice`` is what the author may not have meant, ``None`` if nobody has asked for it.
    """

    problem: Problem
    at: Where
    remarks: tuple[Diagnostic, ...] = ()
    advice: tuple[Diagnostic, ...] | None = None


@record
class Checked:
    """The sound problems of some files, and what was found; ``others`` are the ids of those that were not asked for."""

    problems: tuple[Kept, ...]
    found: tuple[Diagnostic, ...]
    others: tuple[str, ...] = ()


_INDEX = tuple[tuple[Diagnostic, ...], tuple[tuple[str, str, str], ...]]
"""What was found, and for each problem its id, the id of its group, and the hash of its line."""


def read_lock(source: Source, wanted: Callable[[str], bool] | None = None) -> Checked | None:
    """Return what was found when the files of this source were last checked; ``None`` if they or the lock have changed.

    ``wanted`` says by the id of a problem (of the group, for a part) whether it is needed; of the others only the ids are told.
    """
    read = read_regular(source.lock, MAX_BYTES)
    if isinstance(read, str):
        return None
    head, _, rest = read[0].partition(b"\n")
    index, _, body = rest.partition(b"\n")
    try:
        if loads(head.decode("ascii")) != [FORMAT, build(), source.digest, _hash(index)]:
            return None
        found, known = decode(_INDEX, index)
        lines = body.splitlines()
        chosen = [wanted is None or wanted(group or name) for name, group, _ in known]
        problems = tuple(_problem(line, digest) for line, (_, _, digest), is_chosen in zip(lines, known, chosen, strict=True) if is_chosen)
    except (StoreError, ValueError):
        return None
    return Checked(problems, found, tuple(name for (name, _, _), is_chosen in zip(known, chosen, strict=True) if not is_chosen))


def write_lock(source: Source, checked: Checked) -> bool:
    """Write the lock, and return whether that was possible.

    The lock holds the answers: only those may read it who may read all of the bank's files.
    """
    lines = [encode(each) for each in checked.problems]
    known = [(each.problem.id, each.problem.scheme.group, _hash(line)) for each, line in zip(checked.problems, lines, strict=True)]
    index = encode((checked.found, known))
    head = dumps([FORMAT, build(), source.digest, _hash(index)]).encode("ascii")
    return write_memo(source.lock, b"".join(line + b"\n" for line in (head, index, *lines)), source.mode)


def _problem(line: bytes, digest: str) -> Kept:
    if _hash(line) != digest:
        raise StoreError("this line has changed")
    kept = decode(Kept, line)
    if kept.problem.task.asked not in ASKED:
        raise StoreError("this line asks for something unknown")
    return kept


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
