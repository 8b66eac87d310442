"""One file of answers, checked as often as it changes: the bank is read once, and an answer that did not change keeps its mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from grader.cli.banks import close_to, open_bank
from grader.cli.words import lines_of_mark
from grader.model import Bank, Mark, Outcome, Problem, UsageError, printable
from grader.record import record, replace


@record
class Checked:
    """The marks of a file in the order of the bank, what of it could not be used, whose it is, and how many lines of it are empty."""

    marks: tuple[Mark, ...]
    remarks: tuple[str, ...] = ()
    student: str = ""
    empty: int = 0

    @property
    def is_right(self) -> bool:
        """Whether something was answered, and all of it correctly."""
        return bool(self.marks) and all(mark.verdict.outcome is Outcome.CORRECT for mark in self.marks)


_Key = tuple[str, str, tuple[tuple[str, str], ...]]
"""Problem, answer, and the earlier answers that were considered."""


def _key(mark: Mark) -> _Key:
    return mark.problem, mark.answer, mark.earlier


class Checker:
    """Marks answers against one bank; ``path`` is where it was opened, ``None`` for the lecture's."""

    def __init__(self, bank: Bank, path: Path | None, salt: str, hint: int) -> None:
        self.bank = bank
        self.hint = hint
        self._path = path
        self._salt = salt
        self._whole: tuple[Problem, ...] = ()
        self._kept: dict[_Key, Mark] = {}
        self._hints: dict[_Key, list[str]] = {}

    def one(self, problem: str, answer: str) -> Checked:
        """Check one answer; raise :class:`UsageError` where there is no such problem."""
        asked = self.bank.get(problem)
        if asked is None:
            raise UsageError(f"there is no problem {printable(problem)!r}{close_to(problem, self.bank)}")
        return Checked((self._mark(asked, answer, {}),))

    def file(self, data: bytes, name: str) -> Checked:
        """Check all answers of a file with these bytes."""
        from grader.intake import read_answers

        ids = [item.id for item in self.bank.problems]
        found = read_answers(data, name, [*ids, *self.bank.others])
        remarks = tuple(f"{_place(item.file, item.line)}: {printable(item.message)}" for item in found.attention)
        marks: dict[str, Mark] = {}
        order = {id_: number for number, id_ in enumerate(ids)}
        responses = [response for submission in found.submissions for response in submission.responses if response.problem in order]
        for response in sorted(responses, key=lambda item: order[item.problem]):
            asked = self.bank.get(response.problem)
            if asked is not None:
                marks[asked.id] = replace(self._mark(asked, response.text, marks), where=response.where)
        # What is no longer in the file is not kept.
        self._kept = {_key(mark): mark for mark in marks.values()}
        self._hints = {key: lines for key, lines in self._hints.items() if key in self._kept}
        students = [submission.who.student for submission in found.submissions]
        return Checked(tuple(marks.values()), remarks, students[0] if students else "", _empty(data, {*ids, *self.bank.others} - {*marks}))

    def _mark(self, problem: Problem, text: str, marks: Mapping[str, Mark]) -> Mark:
        """Return the mark of one response, beside the marks of earlier parts; an error of the program costs this mark alone."""
        from grader.marking import Work, decide_unit, earlier_of

        earlier = tuple((part.id, answer) for part, answer in earlier_of(problem, self.bank, marks))
        key = (problem.id, text, earlier)
        if key not in self._kept:
            [self._kept[key]] = decide_unit(self.bank, Work(self.bank.digest, self._salt, problem.id, (text,), earlier, self.hint > 0))
        return self._kept[key]

    def lines(self, checked: Checked) -> Iterator[str]:
        """Yield what is said of the file, then of each answer."""
        for remark in checked.remarks:
            yield f"  ! {remark}"
        for mark in checked.marks:
            yield from lines_of_mark(mark, self._hints_of(mark))

    def _hints_of(self, mark: Mark) -> list[str]:
        """The hints up to the level that is asked; where the program fails over them, that is said, and the mark stands."""
        from grader.marking import guarded, hints

        asked, key = self.bank.get(mark.problem), _key(mark)
        if asked is None:
            return []
        if key not in self._hints:
            self._hints[key] = guarded(lambda: list(hints(asked, mark, self.hint, self._salt, self._problems)), lambda reason: [reason])
        return self._hints[key]

    def next_step(self, checked: Checked) -> str:
        """Return the command that says more about one of the marks, empty where there is none."""
        from grader.marking import guarded, next_step

        step = guarded(lambda: next_step(self._asked(checked), self.hint, self._salt, self._problems), lambda reason: None)
        if step is None:
            return ""
        return f"next: the same command with --hint {step} {'says more' if self.hint else 'looks for the reason'}"

    def _asked(self, checked: Checked) -> Iterator[tuple[Problem, Mark]]:
        for mark in checked.marks:
            problem = self.bank.get(mark.problem)
            if problem is not None:
                yield problem, mark

    def _problems(self) -> tuple[Problem, ...]:
        """The whole bank, which is read only if an example is looked for."""
        if not self._whole:
            self._whole = open_bank(self._path, strict=False).problems if self.bank.others else self.bank.problems
        return self._whole

    def counts(self, checked: Checked) -> str:
        """Return the line of counts; what nobody asks for in the lecture's own bank is not counted as missing."""
        counts = {outcome: sum(mark.verdict.outcome is outcome for mark in checked.marks) for outcome in Outcome}
        missing = len(self.bank.problems) + len(self.bank.others) - len({mark.problem for mark in checked.marks}) - checked.empty
        said = [(counts[Outcome.INCORRECT], "to improve"), (counts[Outcome.UNREADABLE], "unreadable"),
                (counts[Outcome.UNDECIDED], "for your instructor"), (counts[Outcome.BLANK], "blank"), (checked.empty, "left empty"),
                (missing if self._path is not None else 0, "not answered")]
        return " · ".join([f"{counts[Outcome.CORRECT]} correct", *(f"{count} {words}" for count, words in said if count)])


def asked_in(data: bytes) -> Callable[[str], bool]:
    """Whether a problem may be meant, told at a glance: the problems that nobody answered need not be read."""
    if b"\0" in data:
        return lambda id_: True
    text = data.decode("utf-8", "replace").casefold().replace("_", "-")
    return lambda id_: id_.casefold() in text


def _empty(data: bytes, ids: set[str]) -> int:
    """How many of these problems have a line in the file, as a file to fill in has one for each."""
    heads = re.findall(r"^[ \t]*([A-Za-z0-9][A-Za-z0-9._-]{0,79})[ \t]*:", data.decode("utf-8", "replace"), re.MULTILINE)
    return len(ids & set(heads))


def _place(file: str, line: int) -> str:
    return printable(f"{file}:{line}" if line else file)
