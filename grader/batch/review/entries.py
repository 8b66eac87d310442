"""What a person says, as entries of ``decisions.yaml``: made from what was shown, written one by one, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from grader.batch.anonymous import names_of_sheets
from grader.batch.review.audit import Drawn
from grader.batch.review.gathering import Item, Spelling, item_of
from grader.batch.review.waiting import Waiting, after, composing, identity, open_waiting
from grader.batch.rulings import entries_of, first_line
from grader.decisions import NAME, editing, joined
from grader.model import Decision, Identity, UsageError, printable, same_text, text_digest
from grader.record import record, replace
from grader.store import Person

_MOST_SHOWN = 60
"""Characters of an answer in a message."""


@record
class Word:
    """What a person says: points with a comment, and who says it; ``reason`` is a word of the person's own."""

    score: Fraction | None = None
    comment: str = ""
    by: str = ""
    reason: str = ""


def answered(waiting: Waiting, problem: str, text: str) -> Item:
    """Return the answer of all who gave this one to a problem, whatever was found out about it.

    Raises :class:`UsageError` where nobody did: a decision would be about what nobody has seen.
    """
    with composing(waiting.folder) as (composer, basis):
        asked, found, beside = basis.bank.get(problem), list[Item](), list[Item]()
        for person in composer.people if asked is not None else ():
            composed = composer.compose(person)
            given = next((each for each in composed.given if each.mark.key == problem), None) if composed is not None else None
            if given is not None and asked is not None and given.mark.answer and same_text(text) in map(same_text, given.texts):
                (found if given.answered is not None else beside).append(item_of(person, given, asked))
    if asked is not None and asked.variants and not found:
        example = printable(asked.variants[0].key)
        raise UsageError(f"{printable(problem)} has variants, and a text may be right in one and wrong in another: name the one that is "
                         f"meant, such as --problem '{example}'")
    if asked is None:
        raise UsageError(f"this run has no problem {printable(problem)!r}; statistics.csv lists all")
    # Who wrote it and something else too is decided by a word on the student.
    found = found or beside
    if not found or not same_text(text):
        raise UsageError(f"nobody in this run answered {printable(problem)!r} like this; the sheets show the answers as they were written")
    persons = tuple(item.persons[0] for item in found)
    return replace(found[0], persons=persons, spellings=(Spelling(same_text(text), tuple(person.person for person in persons)),))


def on_answers(item: Item, word: Word) -> Decision:
    """Return the entry that decides all spellings of a group; those of an entry that it takes the place of stay decided."""
    earlier = item.decision.answers if item.decision is not None and is_in_force(item) else ()
    answers = dict.fromkeys((*(spelling.text for spelling in item.spellings), *earlier))
    return _signed(Decision(item.problem, tuple(answers), None, word.score, item.out_of, asked=item.asked), word)


def on_student(item: Item, word: Word) -> Decision:
    """Return the entry that decides the answer of one student."""
    [person] = item.persons
    made = Decision(item.problem, (), identity(person), word.score, item.out_of, asked=item.asked, answer=text_digest(item.seen))
    return _signed(made, word)


def on_files(item: Item, word: Word) -> Decision:
    """Return the entry that says that a student's files hold no further answer."""
    [person] = item.persons
    return _signed(Decision(student=identity(person), unanswered="blank", answer=text_digest(item.seen)), word)


def _signed(decision: Decision, word: Word) -> Decision:
    at = datetime.now().astimezone().replace(second=0, microsecond=0)
    return replace(decision, comment=word.comment, reason=word.reason, by=word.by, at=at)


def is_again(item: Item) -> bool:
    """Whether an item has been decided and is to be looked at again."""
    return item.kind in ("stale", "differs", "check")


def is_in_force(item: Item) -> bool:
    """Whether the entry that an item is about holds, so that another one can only take its place."""
    return item.kind in ("differs", "check", "decided")


def sheets_of(waiting: Waiting, persons: Sequence[Person]) -> list[str]:
    """Return the paths of the sheets of some people below the run's folder."""
    names = names_of_sheets(waiting.students)
    return [f"feedback/{names[person.person]}.html" for person in persons]


def parts_of(waiting: Waiting, item: Item) -> list[Item]:
    """Return an item in parts that are decided one by one: the spellings of a group, the problems for which one student's files wait."""
    if item.kind == "unread":
        return [replace(waiting.seen(item.persons[0].person, problem), files=item.files) for problem in item.problems]
    if item.kind != "group":
        return [item]
    return [replace(item, spellings=(each,), persons=tuple(person for person in item.persons if person.person in each.persons))
            for each in item.spellings]


@record
class _Change:
    """What one step of a review changed in the file, and the place of its item."""

    added: Decision | None
    gone: Decision | None
    place: int


class Reviewing:
    """What waits, as one person goes through it while others may decide too.

    The items stand at places from 0.  Each change is on the disk when a call returns; the file is read again where somebody else has
    written it.
    """

    def __init__(self, waiting: Waiting) -> None:
        self._path = waiting.folder / NAME
        self._first_line = first_line(waiting.title)
        self._items = list(waiting.items)
        self._done: list[_Change] = []
        self._version: object = None
        self._left: list[Item | None] = []
        self.written = 0

    def __len__(self) -> int:
        return len(self._items)

    def left(self, place: int) -> Item | None:
        """Return what is left to decide at a place, ``None`` where that is nothing."""
        self._look()
        return self._left[place]

    def places(self) -> list[int]:
        """Return the places where something is left."""
        self._look()
        return [place for place, item in enumerate(self._left) if item is not None]

    def split(self, place: int, parts: Sequence[Item]) -> None:
        """Put the parts of an item in its place."""
        self._items[place:place + 1] = parts
        self._done = [replace(each, place=each.place + (len(parts) - 1) * (each.place > place)) for each in self._done]
        self._version = None

    def settle(self, place: int, item: Item, decision: Decision | None) -> bool:
        """Write the entry that decides an item as it was shown, or none where the entry that it is about is taken back.

        Return False, and write nothing, where somebody has decided something of it meanwhile.
        """
        gone = item.decision if is_in_force(item) or decision is None else None
        with editing(self._path, self._first_line) as file:
            if left_of(self._items[place], file.entries) != item:
                return False
            if gone is None and decision is not None:
                file.add(decision)
            elif gone is not None and decision is not None:
                file.exchange(gone, decision)
            elif gone is not None:
                file.remove(gone)
        self._done.append(_Change(decision, gone, place))
        self.written += 1
        return True

    def undo(self) -> int | None:
        """Take the last change of this review back, and return the place of its item; ``None`` where there is no change.

        Raises :class:`UsageError` where somebody has taken the entry out of the file meanwhile.
        """
        if not self._done:
            return None
        change = self._done.pop()
        with editing(self._path, self._first_line) as file:
            if change.added is None:
                file.add(*([change.gone] if change.gone is not None else []))
                is_undone = True
            elif change.gone is None:
                is_undone = file.remove(change.added) > 0
            else:
                is_undone = file.exchange(change.added, change.gone)
        if not is_undone:
            raise UsageError("somebody has taken this entry out of the file meanwhile: there is nothing to undo")
        return change.place

    def _look(self) -> None:
        """See what is left, if the file is another one than before."""
        try:
            status = self._path.stat()
            version: object = (status.st_ino, status.st_mtime_ns, status.st_size)
        except FileNotFoundError:
            version = ()
        if version != self._version:
            entries = entries_of(self._path.parent)
            self._version, self._left = version, [left_of(item, entries) for item in self._items]


def left_of(item: Item, entries: Sequence[Decision]) -> Item | None:
    """What is left of an item beside these entries."""
    is_there = item.decision is not None and _plain(item.decision) in map(_plain, entries)
    if item.kind in ("differs", "check"):
        return item if is_there else None
    return None if item.kind == "stale" and not is_there else after(item, entries)


def _plain(decision: Decision) -> Decision:
    """An entry without the line where it stands."""
    return replace(decision, where=None)


class Overruling:
    """Overrules verdicts of the machine one by one; the run is looked through once the first one is wrong."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._waiting: Waiting | None = None
        self.written = 0

    def overrule(self, drawn: Drawn, word: Word) -> tuple[Decision | None, int]:
        """Write what is right for all who gave an answer, and return the entry with the number of students.

        An answer that was judged beside the student's own earlier ones is decided for that student.  There is no entry where the file says
        the same already; raises :class:`UsageError` where it says something else.
        """
        waiting = self._waiting = self._waiting or open_waiting(self._out)
        own = bool(drawn.mark.earlier)
        item = waiting.seen(drawn.person, drawn.mark.key) if own else answered(waiting, drawn.mark.key, drawn.mark.answer)
        decision = on_student(item, word) if own else on_answers(item, word)
        is_new = write(waiting, decision) > 0
        self.written += is_new
        return decision if is_new else None, len(item.persons)

    def take_back(self, decision: Decision) -> None:
        """Take an entry out again."""
        with editing(self._out / NAME) as file:
            self.written += file.remove(decision)


def write(waiting: Waiting, *decisions: Decision) -> int:
    """Write entries, and return how many say something new.

    Raises :class:`UsageError`, and writes none of them, where some contradict what is there; all of these are listed.
    """
    with editing(waiting.folder / NAME, first_line(waiting.title)) as file:
        found = joined(file.entries, decisions, identities(waiting))
        if found.against:
            listed = "".join(f"\n  {_rivals(*pair)}" for pair in found.against)
            raise UsageError(f"{len(found.against)} of {len(decisions)} contradict what is decided; nothing was written{listed}\n"
                             "  Take back what is wrong with --undo, or mend one of the two files")
        file.add(*found.added)
    return len(found.added)


def _rivals(ours: Decision, theirs: Decision) -> str:
    """Two entries on one thing: ``lsq-gradient 'Ada Lovelace': 2 of 2 (hopper, decisions.yaml:4) / 1 of 2 (knuth)``."""
    what = f"'{theirs.student.student}'" if theirs.student is not None else ", ".join(f"'{_short(text)}'" for text in theirs.answers[:2])
    said = []
    for each in (ours, theirs):
        signed = ", ".join(part for part in (each.by, f"{each.where.file}:{each.where.line}" if each.where is not None else "") if part)
        said.append(f"{each.score} of {each.out_of}{f' ({signed})' if signed else ''}")
    return printable(f"{theirs.problem} {what}: {' / '.join(said)}")


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def take_back(waiting: Waiting, decisions: Sequence[Decision]) -> int:
    """Take entries out, and return how many of them were there."""
    with editing(waiting.folder / NAME, first_line(waiting.title)) as file:
        return file.remove(*decisions)


def identities(waiting: Waiting) -> dict[str, tuple[Identity, ...]]:
    """Return by which ids each person of a run is known."""
    return {person.person: (person.who, *person.aliases, *person.who.members) for person in waiting.students}
