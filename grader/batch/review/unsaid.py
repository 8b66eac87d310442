"""One student taken out of what people said: decisions on that student, and answers that nobody else gave, judged ones too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.batch.review.judgements import NAME as AUDIT
from grader.batch.review.judgements import forget_answers
from grader.batch.rulings import entries_of
from grader.decisions import NAME, editing, index
from grader.model import same_text
from grader.record import replace
from grader.store import Person, Store


def forget_decisions(store: Store, out: Path, person: Person, people: Iterable[Person]) -> None:
    """Take out of ``decisions.yaml`` what is about one of the ``people``, of whom the store still has all.

    Comments that somebody wrote by hand stay.  Raises :class:`UsageError`, and changes nothing, where the file has errors.
    """
    entries = entries_of(out)
    if not entries:
        return
    everybody = {each.person: (each.who, *each.aliases, *each.who.members) for each in people}
    own = index(entries, everybody).own(person.person)
    alone = _texts(store, person.person) & {(entry.problem, text) for entry in entries for text in entry.answers}
    for other in everybody if alone else ():
        if other != person.person:
            alone -= _texts(store, other)
    with editing(out / NAME) as file:
        file.remove(*own)
        for entry in file.entries:
            left = tuple(text for text in entry.answers if (entry.problem, text) not in alone)
            if not left and entry.answers:
                file.remove(entry)
            elif left != entry.answers:
                file.exchange(entry, replace(entry, answers=left))


def forget_judgements(store: Store, out: Path, person: Person, people: Iterable[Person]) -> None:
    """Take the answers that nobody else gave out of ``audit.csv``; as :func:`forget_decisions`."""
    alone = _texts(store, person.person) if (out / AUDIT).exists() else set()
    for other in people if alone else ():
        if other.person != person.person:
            alone -= _texts(store, other.person)
    if alone:
        forget_answers(out, alone)


def _texts(store: Store, person: str) -> set[tuple[str, str]]:
    """What somebody wrote in any attempt, as problem and text."""
    return {(each.response.problem, same_text(each.response.text)) for attempt in store.attempts(person)
            for each in store.answers(person, attempt.attempt)}
