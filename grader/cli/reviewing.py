"""The talk of ``grader review``: an item is shown, a key is asked, an entry is written, and so on to the end."""

from __future__ import annotations

import click

from grader.batch.review import Item, Reviewing, Waiting, Word, is_again, on_answers, on_files, on_student, parts_of, sheets_of
from grader.cli.screen import Keys, counted_lines, counted_points, points, say, text_lines
from grader.cli.words import counted
from grader.model import Decision, UsageError, printable

MOST_FILES = 20
"""Files, or sheets, that are listed at once."""


class _Stop(Exception):
    """Somebody has said enough."""


class Talk:
    """One review by one person; ``by`` signs the entries."""

    def __init__(self, waiting: Waiting, keys: Keys, by: str) -> None:
        self._waiting = waiting
        self._reviewing = Reviewing(waiting)
        self._keys = keys
        self._by = by

    @property
    def written(self) -> int:
        """How many changes were written, those taken back counted too."""
        return self._reviewing.written

    @property
    def left(self) -> int:
        """How many items are left."""
        return len(self._reviewing.places())

    def run(self) -> None:
        """Go through all that waits."""
        place = self._next(0)
        try:
            while place is not None:
                item = self._reviewing.left(place)
                if item is not None:
                    say_item(item, f"{place + 1}/{len(self._reviewing)}")
                    place = self._asked(place, item)
                else:
                    place = self._next(place)
        except _Stop:
            return

    def _next(self, start: int) -> int | None:
        """The first place from here on where something is left."""
        return next((place for place in self._reviewing.places() if place >= start), None)

    def _ask(self, prompt: str) -> str:
        typed = self._keys.ask(prompt)
        if typed is None:
            raise _Stop
        return typed

    def _asked(self, place: int, item: Item) -> int | None:
        """Ask until there is another item to show, and return its place; ``None`` behind the last."""
        comment: str | None = None
        say([_keys_of(item)])
        while True:
            match self._ask("points? " if item.problem else "blank? "):
                case "q":
                    raise _Stop
                case "n":
                    return self._next(place + 1)
                case "b":
                    return max((other for other in self._reviewing.places() if other < place), default=place)
                case "u":
                    if (undone := self._undone()) is not None:
                        return undone
                case "s":
                    say(files_of(self._waiting, item))
                case "c":
                    comment = self._asked_comment()
                case "x" if len(parts := parts_of(self._waiting, item)) > 1:
                    self._reviewing.split(place, parts)
                    return place
                case typed:
                    if self._is_decided(place, item, typed, comment):
                        return self._next(place)

    def _asked_comment(self) -> str:
        typed = self._ask("comment (empty for none): ")
        if typed == "q":
            # Nobody comments so; what was begun is not decided.
            raise _Stop
        return typed

    def _undone(self) -> int | None:
        try:
            place = self._reviewing.undo()
        except UsageError as error:
            say([str(error)])
            return None
        say(["taken back" if place is not None else "nothing of this review is left to undo"])
        return place

    def _is_decided(self, place: int, item: Item, typed: str, comment: str | None) -> bool:
        """Whether what was typed settles the item, or somebody else has done that."""
        try:
            decision = self._entry(item, typed, comment)
            is_ours = self._reviewing.settle(place, item, decision)
        except UsageError as error:
            say(str(error).split("\n"))
            return False
        said = f"{concerned(item)}: {given(decision)}" if is_ours else "somebody else has decided something of this meanwhile"
        say([f"{said}. {counted(self.left, 'group')} left."])
        return True

    def _entry(self, item: Item, typed: str, comment: str | None) -> Decision | None:
        """The entry that is meant, ``None`` where the one that is there is dropped."""
        before = item.decision if is_again(item) else None
        if typed == "d" and before is not None:
            return None
        if not item.problem:
            if typed != "e":
                raise UsageError("e says that the files hold nothing more; x gives points for one problem after the other")
            return on_files(item, Word(None, comment or "", self._by))
        if typed == "k" and before is not None:
            return entry_of(item, Word(before.share * item.out_of, before.comment if comment is None else comment, self._by, before.reason))
        score = points(typed, item.out_of)
        return entry_of(item, Word(score, self._asked_comment() if comment is None else comment, self._by))


def entry_of(item: Item, word: Word) -> Decision:
    """Return the entry on an item: on one student where it is about one, else on all who wrote these texts."""
    is_own = item.kind == "mark" or (is_again(item) and item.decision is not None and item.decision.student is not None)
    return on_student(item, word) if is_own else on_answers(item, word)


def say_head(run: str, waiting: Waiting) -> None:
    """Print how much waits."""
    again = [item for item in waiting.items if is_again(item)]
    first = [item for item in waiting.items if not is_again(item)]
    students = len({person.person for item in first for person in item.persons})
    more = f" ({len(again)} more {'is' if len(again) == 1 else 'are'} stale)" if again else ""
    said = f"{printable(run)}: {counted(len(first), 'group waits', 'groups wait')}, {counted(students, 'student')}{more}"
    click.echo(f"{said:<80} saved as you go; q stops at any time")


def say_item(item: Item, number: str) -> None:
    """Print an item: what it is about, the texts with their numbers, and what was asked."""
    what = f"{item.problem} ({counted_points(item.out_of)})" if item.problem else counted(len(item.problems), "unanswered problem")
    click.echo(f"{number}  {what} · {concerned(item)} · {item.reason}")
    texts = {spelling.text: len(spelling.persons) for spelling in item.spellings}
    if item.decision is not None and is_again(item):
        texts |= {text: 0 for text in item.decision.answers if text not in texts}
    for text, count in texts.items():
        say(text_lines(text) if len(item.persons) == 1 and len(texts) == 1 else counted_lines(text, count))
    if item.question:
        say(text_lines(f"asked: {item.question}"))
    if item.decision is not None and is_again(item):
        say([f"decided: {given(item.decision)}", *text_lines(item.decision.comment)[:2]])
        say([f"the machine: {item.machine} of {item.out_of}"] if item.machine is not None else [])


def concerned(item: Item) -> str:
    """Return whom an item is about: a name, or a number of students."""
    return printable(item.persons[0].who.student) if len(item.persons) == 1 else counted(len(item.persons), "student")


def given(decision: Decision | None) -> str:
    """Return what a decision says: ``1 of 3``."""
    if decision is None:
        return "the decision is dropped"
    if decision.unanswered:
        return "what is unanswered is blank"
    return f"{decision.score} of {decision.out_of}"


def files_of(waiting: Waiting, item: Item) -> list[str]:
    """Return the lines that show the whole texts, and where the files and the sheets are."""
    lines = [line for spelling in item.spellings for line in text_lines(spelling.text, whole=True)]
    lines += [f"file   {printable(file)}" for file in item.files[:MOST_FILES]]
    lines += [f"sheet  {waiting.folder / sheet}" for sheet in sheets_of(waiting, item.persons[:MOST_FILES])]
    more = len(item.persons) - MOST_FILES
    return [*lines, f"and those of {counted(more, 'more student')}: attention.csv lists all"] if more > 0 else lines


def _keys_of(item: Item) -> str:
    split = "x split  " if len(item.spellings) > 1 and item.kind == "group" else ""
    again = ", k keep, d drop" if is_again(item) else ""
    what = f"[number, 1/3, f full, 0{again}]  c comment" if item.problem else f"[e nothing more in them{again}]  c comment"
    return f"{what}  s show files  {split if item.problem else 'x one by one  '}n next  b back  u undo  q quit"
