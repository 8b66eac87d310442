"""One file of answers, checked as often as it changes: the bank is read once, and an answer that did not change keeps its mark."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Protocol

from grader.cli.banks import close_to
from grader.cli.marked import lines_of_mark
from grader.model import Attention, Bank, Mark, Outcome, Problem, Response, UsageError, printable, values_of, variant_of
from grader.record import record, replace
from grader.words import headline


@record
class Checked:
    """What is said of a file or of one answer, line by line, then as counts, then as a next step; and whether nothing is to be mended.

    ``marks``, ``unread`` (places in the file that could not be used) and ``student`` are what a sheet needs; there are no marks where
    answers are only read.  It ``asks`` where nobody has said which variant of a problem is answered.
    """

    lines: tuple[str, ...]
    counts: str
    next_step: str
    is_right: bool
    marks: tuple[Mark, ...] = ()
    unread: tuple[str, ...] = ()
    student: str = ""
    asks: bool = False

    @property
    def text(self) -> str:
        """All that is said, but for the next step."""
        return "\n".join([*self.lines, *([self.counts] if self.counts else [])])


class Judge(Protocol):
    """Checks answers again and again; both functions raise :class:`UsageError` only for an unknown problem."""

    bank: Bank

    def one(self, problem: str, answer: str) -> Checked:
        """Check one answer."""
        ...

    def file(self, data: bytes, name: str) -> Checked:
        """Check all answers of a file with these bytes."""
        ...


NO_ANSWERS = "intake/no-answers"
"""Is said of a file of which nothing could be used, beside the reasons."""

_EMPTY = "nothing is answered yet: write each answer after its name and colon"

_Key = tuple[str, str, tuple[tuple[str, str], ...]]
"""Problem (the variant of one), answer, and the earlier answers that were considered."""


def _key(mark: Mark) -> _Key:
    return mark.key, mark.answer, mark.earlier


class Checker:
    """Marks answers against a bank.

    ``whole`` gives all its problems, for worked examples, where ``bank`` has only those that were asked for.  What nobody answers of a
    bank that ``is_asked`` as a whole is counted as missing.
    """

    def __init__(self, bank: Bank, salt: str, hint: int, whole: Callable[[], tuple[Problem, ...]], is_asked: bool) -> None:
        self.bank = bank
        self._salt = salt
        self._hint = hint
        self._whole = whole
        self._is_asked = is_asked
        self._kept: dict[_Key, Mark] = {}
        self._hints: dict[_Key, list[str]] = {}

    def asked_in(self, bank: Bank) -> Checker:
        """Return a checker like this one for the variants that are the problems of this bank."""
        return Checker(bank, self._salt, self._hint, self._whole, self._is_asked)

    def one(self, problem: str, answer: str) -> Checked:
        """Check one answer; raise :class:`UsageError` where there is no such problem, or nobody says which variant of it is meant."""
        asked = self.bank.get(problem)
        if asked is None:
            raise UsageError(f"there is no problem {printable(problem)!r}{close_to(problem, self.bank)}")
        if asked.variants:
            from grader.cli.variants import which

            raise UsageError(which(asked))
        return self._checked((self._mark(asked, answer, {}),))

    def file(self, data: bytes, name: str) -> Checked:
        """Check all answers of a file with these bytes."""
        from grader.intake import read_answers

        ids = [item.id for item in self.bank.problems]
        found = read_answers(data, name, [*ids, *self.bank.others])
        marks: dict[str, Mark] = {}
        order = {id_: number for number, id_ in enumerate(ids)}
        responses = [response for submission in found.submissions for response in submission.responses if response.problem in order]
        said = list(remarks(found.attention))
        for response in sorted(responses, key=lambda item: order[item.problem]):
            asked, about = self._asked_by(response)
            said += [f"  ! {printable(f'{response.where.file}:{response.where.line}')}: {about}"] if about else []
            if asked is not None:
                marks[asked.id] = replace(self._mark(asked, response.text, marks), where=response.where)
        # What is no longer in the file is not kept.
        self._kept = {_key(mark): mark for mark in marks.values()}
        self._hints = {key: lines for key, lines in self._hints.items() if key in self._kept}
        checked = self._checked(tuple(marks.values()), tuple(said))
        students = [submission.who.student for submission in found.submissions]
        unknown = sum(asked.problem not in marks for asked in responses)
        left, unused = empty(data, {*ids, *self.bank.others} - {item.problem for item in responses}), unknown + sum(
            item.code != NO_ANSWERS for item in found.attention)
        return replace(checked, counts=self._counts(checked.marks, left, unused),
                       next_step=checked.next_step or _after(checked.marks, name, left, unused),
                       unread=tuple(dict.fromkeys(item.file for item in found.attention)), student=students[0] if students else "",
                       is_right=checked.is_right and not unknown, asks=unknown > 0)

    def _asked_by(self, response: Response) -> tuple[Problem | None, str]:
        """The problem that a response answers, and what is to be said of its variant; no problem where that is not known."""
        asked = self.bank.get(response.problem)
        if asked is None or not (asked.variants or (asked.variant and response.variant)):
            return asked, ""
        from grader.cli.variants import which

        named = variant_of(asked, values_of(response.variant) or ())
        if asked.variants:
            return named, "" if named is not None else which(asked)
        return asked, "" if named is asked else f"this names [{printable(response.variant)}], and is checked as {printable(asked.key)}"

    def _mark(self, problem: Problem, text: str, marks: Mapping[str, Mark]) -> Mark:
        """Return the mark of one response, beside the marks of earlier parts; an error of the program costs this mark alone."""
        from grader.marking import Work, decide_unit, earlier_of

        earlier = tuple((part.key, answer) for part, answer in earlier_of(problem, self.bank, marks))
        key = (problem.key, text, earlier)
        if key not in self._kept:
            work = Work(self.bank.digest, self._salt, problem.key, (text,), earlier, self._hint > 0, at_home=True)
            [self._kept[key]] = decide_unit(self.bank, work)
        return self._kept[key]

    def _checked(self, marks: tuple[Mark, ...], said: tuple[str, ...] = ()) -> Checked:
        lines = [line for mark in marks for line in lines_of_mark(mark, self._hints_of(mark))]
        is_right = bool(marks) and all(mark.verdict.outcome is Outcome.CORRECT for mark in marks)
        return Checked((*said, *lines), "", self._next_step(marks), is_right, marks)

    def _hints_of(self, mark: Mark) -> list[str]:
        """The hints up to the level that is asked; where the program fails over them, that is said, and the mark stands."""
        from grader.marking import guarded, hints

        asked, key = self.bank.get(mark.key), _key(mark)
        if asked is None:
            return []
        if key not in self._hints:
            self._hints[key] = guarded(lambda: list(hints(asked, mark, self._hint, self._salt, self._whole)), lambda reason: [reason])
        return self._hints[key]

    def _next_step(self, marks: tuple[Mark, ...]) -> str:
        """The command that says more about one of the marks, empty where there is none."""
        from grader.marking import guarded, next_step

        step = guarded(lambda: next_step(self._asked(marks), self._hint, self._salt, self._whole), lambda reason: None)
        if step is None:
            return ""
        return f"next: the same command with --hint {step} {'says more' if self._hint else 'looks for the reason'}"

    def _asked(self, marks: tuple[Mark, ...]) -> Iterator[tuple[Problem, Mark]]:
        for mark in marks:
            problem = self.bank.get(mark.key)
            if problem is not None:
                yield problem, mark

    def _counts(self, marks: tuple[Mark, ...], left: int, unused: int) -> str:
        """The line of counts; what nobody asks for in the lecture's own bank is not counted as missing."""
        states = Counter(headline(mark).state for mark in marks)
        missing = len(self.bank.problems) + len(self.bank.others) - len({mark.problem for mark in marks}) - left
        said = [(states["follows"], "right with your own earlier answer"), (states["incorrect"], "to improve"),
                (states["unreadable"], "unreadable"), (states["undecided"], "for your instructor"),
                (states["kept"], "kept until you hand in"), (states["blank"], "blank"),
                (unused, "not used"), (left, "left empty"), (missing if self._is_asked else 0, "not answered")]
        return " · ".join([f"{states['correct']} correct", *(f"{count} {words}" for count, words in said if count)])


def asked_in(data: bytes) -> Callable[[str], bool]:
    """Whether a problem may be meant, told at a glance: the problems that nobody answered need not be read."""
    if b"\0" in data:
        return lambda id_: True
    # LaTeX writes "\\_" for "_".
    text = data.decode("utf-8", "replace").casefold().replace("\\", "").replace("_", "-")
    return lambda id_: id_.casefold().replace("_", "-") in text


def remarks(found: Collection[Attention]) -> tuple[str, ...]:
    """Return a line for each thing in a file that could not be used; that nothing is left is said only where nothing else is."""
    told = [item for item in found if item.code != NO_ANSWERS] or [replace(item, message=_EMPTY) for item in found]
    return tuple(f"  ! {printable(f'{item.file}:{item.line}' if item.line else item.file)}: {printable(item.message)}" for item in told)


def empty(data: bytes, ids: set[str]) -> int:
    """Return how many of these problems have a line in a file, as one that is to be filled in has for each."""
    is_wide = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    text = data.decode("utf-16" if is_wide else "utf-8-sig", "replace")
    return len(ids & set(re.findall(r"^[ \t]*([A-Za-z0-9][A-Za-z0-9._-]{0,79})[ \t]*(?:\[[^\n:]*\][ \t]*)?:", text, re.MULTILINE)))


def _after(marks: tuple[Mark, ...], name: str, left: int, unused: int) -> str:
    """What comes next where no hint says more: to mend, to fill in, or to hand in."""
    outcomes = {mark.verdict.outcome for mark in marks}
    if unused or outcomes & {Outcome.INCORRECT, Outcome.UNREADABLE, Outcome.BLANK}:
        return "next: mend what has an ✗ or a !, save, and check again"
    if left or not marks:
        return "next: fill in what is empty" + (f", or hand in {printable(name)}" if marks else "")
    return f"next: hand in {printable(name)}"
