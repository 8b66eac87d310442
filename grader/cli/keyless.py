"""``check`` with the bank of a graded assignment, which holds no key: it says how answers are read, and judges none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.cli.banks import close_to
from grader.cli.checking import NO_ANSWERS, Checked, empty, remarks
from grader.model import UsageError, caret, printable
from grader.record import replace

if TYPE_CHECKING:
    from grader.desk import Desk

_LATER = "read; it is judged after you hand it in"

_MEND = "next: write or mend what is missing or has a !, save, and check again"


class Reader:
    """Reads answers at the desk of a graded assignment."""

    def __init__(self, desk: Desk) -> None:
        self.bank = desk.bank
        self._desk = desk

    def one(self, problem: str, answer: str) -> Checked:
        """Read one answer; raise :class:`UsageError` where there is no such problem."""
        if problem not in self._desk.problems:
            near = close_to(problem, replace(self.bank, others=self._desk.problems))
            raise UsageError(f"there is no problem {printable(problem)!r}{near}")
        return self._read(((problem, answer),), ())

    def file(self, data: bytes, name: str) -> Checked:
        """Read all answers of a file with these bytes."""
        from grader.intake import read_answers

        found = read_answers(data, name, self._desk.problems)
        given = {response.problem: response.text for submission in found.submissions for response in submission.responses}
        answers = tuple((id_, given[id_]) for id_ in self._desk.problems if id_ in given)
        checked = self._read(answers, remarks(found.attention))
        left = empty(data, {*self._desk.problems} - {*given})
        missing = len(self._desk.problems) - len(given) - left
        unused = sum(item.code != NO_ANSWERS for item in found.attention)
        said = [(unused, "not used"), (left, "left empty"), (missing, "not answered")]
        step = f"next: hand in {printable(name)}; answers are judged after that" if checked.is_right and not unused else _MEND
        counts = " · ".join([checked.counts, *(f"{count} {words}" for count, words in said if count)])
        return replace(checked, counts=counts, next_step=step)

    def _read(self, answers: tuple[tuple[str, str], ...], said: tuple[str, ...]) -> Checked:
        readings = [self._desk.answer({"v": 1, "id": 0, "do": "read", "problem": id_, "answer": answer}) for id_, answer in answers]
        lines = [line for (id_, answer), reply in zip(answers, readings, strict=True) for line in _lines(id_, answer, reply)]
        states = [reply["reading"]["state"] if "reading" in reply else "fault" for reply in readings]
        counts = [(states.count("read"), "read"), (states.count("unreadable"), "unreadable"), (states.count("blank"), "blank"),
                  (states.count("fault"), "for your instructor")]
        told = " · ".join(f"{count} {words}" for count, words in counts if count or words == "read")
        is_right = bool(states) and set(states) == {"read"}
        return Checked((*said, *lines), told, "", is_right)


def _lines(problem: str, answer: str, reply: dict[str, Any]) -> list[str]:
    """One line for an answer, then what is said about it."""
    if "reading" not in reply:
        return [f"  ? {problem:<28} not read: your instructor will look", f"      {printable(reply['fault']['text'])}"]
    reading = reply["reading"]
    sign, word = {"read": ("·", _LATER), "blank": ("–", "blank")}.get(reading["state"], ("!", "cannot be read"))
    shape = f"   ({reading['shape']})" if reading["shape"] else ""
    lines = [f"  {sign} {problem:<28} {word}"]
    lines += [f"      read as  {printable(reading['plain'])}{shape}"] if reading["plain"] else []
    for said in reading["said"]:
        lines.append(f"      {said['text']}{' ' + said['remedy'] if said['remedy'] else ''}")
        if said["span"] is not None and answer:
            lines += [f"        {line}" for line in caret(answer, tuple(said["span"])).split("\n")]
    return lines
