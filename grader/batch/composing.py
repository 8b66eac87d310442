"""From what the store knows of somebody to the sheet: the attempt that counts, its marks, and what changes when one of them does."""

from __future__ import annotations

from hashlib import blake2b

from grader.batch.found import Found, Given
from grader.model import Attempt, Bank, Lateness, Provenance, Result, Sheet, encode
from grader.record import record
from grader.store import Person, Store, StoredAttempt
from grader.version import VERSION


@record
class Composed:
    """A sheet and where its marks come from."""

    sheet: Sheet
    given: tuple[Given, ...]


def may_count(attempts: tuple[StoredAttempt, ...], rule: str) -> tuple[StoredAttempt, ...]:
    """Return the attempts of one student of which one counts, by the rule ``last``, ``first`` or ``best``."""
    return attempts if rule == "best" else attempts[:1] if rule == "first" else attempts[-1:]


def compose(store: Store, bank: Bank, found: Found, person: Person, rule: str) -> Composed | None:
    """Return somebody's sheet; ``None`` where an answer that may count was not decided yet.

    Of several attempts that may count the best does; one that waits for a person may still become that and so comes first.
    """
    attempts = store.attempts(person.person)
    made: list[Composed] = []
    for attempt in may_count(attempts, rule):
        files = store.files(person.person, attempt.attempt)
        given = found.marks(bank.problems, store.answers(person.person, attempt.attempt), files)
        if given is None:
            return None
        listed = tuple(Attempt(number, each.submitted, each is attempt) for number, each in enumerate(attempts, 1))
        sheet = Sheet(person.who.student, tuple([each.mark for each in given]), Provenance(VERSION, bank.digest), person.person, person.who,
                      listed, Lateness(attempt.submitted), tuple(file.path for file in files if file.code))
        made.append(Composed(sheet, tuple(given)))
    return max(reversed(made), key=lambda each: (each.sheet.pending > 0, each.sheet.score))


def inputs_of(composed: Composed, shown: bytes) -> bytes:
    """Return the name of all that a sheet shows; ``shown`` stands for what is the same for the whole class."""
    sheet = composed.sheet
    marks = tuple([(each.mark.problem, each.answer, each.name, each.mark.score, each.mark.earlier) for each in composed.given])
    said = (sheet.student, sheet.person, sheet.attempts, sheet.lateness, sheet.unread, marks)
    return blake2b(shown + encode(said), digest_size=16).digest()


def result_of(composed: Composed, person: Person, file: str) -> Result:
    """Return the line of the class for a sheet."""
    sheet = composed.sheet
    return Result(person.person, sheet.student, person.who, person.aliases, sheet.raw, sheet.lateness.penalty, sheet.score, sheet.out_of,
                  sheet.pending, tuple([mark.score for mark in sheet.marks]), file, sheet.attempts, sheet.lateness,
                  any(mark.answer for mark in sheet.marks))
