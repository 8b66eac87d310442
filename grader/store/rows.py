"""Records as rows of the store, and the digests by which two of them are the same."""

from __future__ import annotations

import zlib
from datetime import datetime
from hashlib import blake2b

from grader.model import Decided, Identity, Response, StoreError, Submission, Where, decode, encode
from grader.record import record
from grader.store.database import Database, raw

IDENTITY = "layout, kind, key, name, login, email, number, grp, members"
"""The columns of an identity, in the order of its fields."""

ALONE = b""
"""The digest of no earlier answers."""


@record
class Person:
    """Somebody whom the store knows: the id, the identity under which it met the student first, and further ones."""

    person: str
    who: Identity
    aliases: tuple[Identity, ...] = ()


@record
class StoredAttempt:
    """One attempt; ``attempt`` is its name in the store and no rank, ``problems`` are the ids to which answers were looked for in it."""

    attempt: int
    submitted: datetime | None
    late: bool
    problems: str


@record
class Answered:
    """A response with the number of its answer in the store, equal for equal answers to one problem."""

    answer: int
    response: Response


@record
class Verdicts:
    """What was found out about several answers to one question: ``asked`` says which it was, ``earlier`` after which earlier answers,
    ``variant`` for people by which values.
    """

    asked: bytes
    earlier: bytes
    decided: tuple[tuple[int, Decided], ...]
    variant: str = ""


def problems_of(database: Database) -> set[str]:
    """Return the ids of all problems to which a store has an answer; an answer stands under the problem as the student named it."""
    return {problem.partition("[")[0] for [problem] in database.rows("SELECT DISTINCT problem FROM answer")}


def response_of(problem: str, named: str, text: str, where: Where) -> Response:
    """Return a response with the variant that it names."""
    return Response(problem, text, where, named[len(problem) + 1:-1])


def answer_digest(problem: str, text: str) -> bytes:
    """Return the name of an answer for all who gave it; ``problem`` as they named it."""
    return blake2b(raw(f"{problem}\0{text}"), digest_size=16).digest()


def digest_of(submission: Submission) -> bytes:
    """Return the name of what was handed in, wherever it stands: the same content is the same attempt."""
    said = [(response.named, response.text) for response in submission.responses]
    unread = sorted((file.code, file.size) for file in submission.files if file.code)
    return blake2b(encode((tuple(said), tuple(unread))), digest_size=16).digest()


def seen_of(submission: Submission) -> bytes:
    """Return the name of all that a submission says, its places and remarks included."""
    return blake2b(encode(submission), digest_size=16).digest()


def identity_row(who: Identity) -> tuple[bytes, ...]:
    """Return the columns :data:`IDENTITY`."""
    fields = (who.layout, who.kind, who.key, who.name, who.login, who.email, who.number, who.group)
    return (*map(raw, fields), encode(who.members))


def identity_from(row: tuple[str, ...]) -> Identity:
    """Return what :func:`identity_row` made columns of."""
    layout, kind, key, name, login, email, number, group, members = row
    return Identity(layout, kind, key, name, login, email, number, group,
                    decode(tuple[Identity, ...], members.encode("ascii")) if members != "[]" else ())


def write_person(database: Database, person: str, who: Identity) -> None:
    """Write somebody who is in the download, or write over what was known of this person."""
    row = identity_row(who)
    places = ", ".join(["CAST(? AS TEXT)"] * len(row))
    database.run(f"INSERT OR REPLACE INTO person (person, {IDENTITY}, present) VALUES (?, {places}, 1)", (person, *row))


def people_of(database: Database) -> dict[str, Identity]:
    """Return everybody whom a store knows."""
    return {person: identity_from(row) for person, *row in database.rows(f"SELECT person, {IDENTITY} FROM person ORDER BY person")}


def decided_row(decided: Decided) -> tuple[bytes, int]:
    """Return what was found out as text, with its check sum."""
    data = encode(decided)
    return data, zlib.crc32(data)


def decided_from(data: bytes) -> Decided:
    """Return what :func:`decided_row` wrote."""
    found: Decided = decode(Decided, data)
    return found


def fits(data: bytes, crc: int) -> bool:
    """Whether a stored text is the one that was written."""
    return zlib.crc32(data) == crc


def time_of(text: str | None) -> datetime | None:
    """Return a time as it was stored; raise :class:`StoreError` for anything else."""
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError:
        raise StoreError(f"{text!a} in the store is no time") from None
