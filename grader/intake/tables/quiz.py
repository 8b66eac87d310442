"""Moodle's report "Responses" of a quiz: a row for each attempt, and families of numbered columns in any language.

Source: ``attemptsreport.php`` and ``responses/last_responses_table.php`` of moodle/moodle.  First come last and first name, ids,
the state, when the attempt was begun and completed, how long it took, and the grade; then, for each question, its text, the response
and the right answer, of which any may be left out.  ``-`` means that there is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from grader.csvtext import Row
from grader.intake.entries import Entry, not_asked_for
from grader.intake.member import Fault, Refused, shown
from grader.intake.tables.layout import (
    Asked,
    Found,
    Plan,
    TableLayout,
    damage,
    identified,
    nobody,
    refused_row,
    student_columns,
    time_column,
    times_in,
    too_big_answer,
    too_long,
)
from grader.intake.tables.named import given_columns, named_problem
from grader.intake.tables.sheet import Sheet, cell, folded
from grader.model import Identity, Response, Where
from grader.people import columns
from grader.record import record

_NUMBERED = re.compile(r"(\D*\D) (\d{1,3})")
_GRADE = re.compile(r"[^\d/]+/\s?\d+(?:[.,]\d+)?")
_RESPONSES = {"response", "antwort", "respuesta", "réponse", "risposta", "resposta", "erantzuna", "antwoord"}
"""``Response`` in some languages, needed only where two of the three families are there."""

_STACK = re.compile(r"Seed: -?\d+; (?P<inputs>.*)", re.DOTALL)
_INPUT = re.compile(r"(?:^|; )(?P<name>[A-Za-z]\w*): (?P<text>.*?) \[(?P<state>score|valid|invalid)\](?=; |$)", re.DOTALL)
_LONGEST_STACK = 8_000
"""Characters in which inputs are looked for; an answer of more is too long for everything anyway."""
_EMPTY = {"", "-"}


@record
class _Shape:
    """The places of the families' columns by the number of the question, and of the columns before them."""

    responses: dict[int, int]
    questions: dict[int, int]
    state: int
    completed: int


def _shape(header: Sequence[str]) -> _Shape | None:
    """The shape of such a report, or nothing."""
    families: dict[str, dict[int, int]] = {}
    first = len(header)
    for place, name in enumerate(header):
        if found := _NUMBERED.fullmatch(name):
            families.setdefault(folded(found[1]), {})[int(found[2])] = place
            first = min(first, place)
    grade = next((place for place in range(first) if _GRADE.fullmatch(header[place])), None)
    if grade is None or grade < 6 or not families:
        return None
    numbers = set(next(iter(families.values())))
    if len(families) > 3 or any(set(places) != numbers for places in families.values()):
        return None
    named = _families(families)
    return _Shape(*named, grade - 4, grade - 2) if named else None


def _families(families: dict[str, dict[int, int]]) -> tuple[dict[int, int], dict[int, int]] | None:
    """The responses and the questions: the second of three families and the only one are told by their order, one of two by its word."""
    words = list(families)
    if len(words) == 2:
        known = [word for word in words if word in _RESPONSES]
        if len(known) != 1:
            return None
        at = words.index(known[0])
    else:
        at = len(words) // 2
    return families[words[at]], families[words[at - 1]] if at else {}


def _plan(sheet: Sheet, asked: Asked) -> Plan:
    shape = _shape(sheet.header)
    if shape is None:
        raise Refused("intake/csv-row", "there are no numbered columns of responses after a grade, as in Moodle's report of a quiz")
    front, said = sheet.header[:shape.state], student_columns(sheet, asked)
    kinds = {kind: place for kind, place in reversed(columns(front).ids) if kind in ("number", "login", "email")}
    if "email" not in kinds and (place := _addresses(sheet, shape.state)) is not None:
        kinds["email"] = place
    asks = _Questions(sheet, shape, asked)

    def who(cells: Sequence[str], line: int) -> Identity | None:
        if cell(cells, shape.completed) in _EMPTY:
            if cell(cells, shape.state) in _EMPTY:
                return None
            state = shown(cell(cells, shape.state))
            raise refused_row(line, f"the state of this attempt is '{state}': it was not handed in, and was not read")
        name = " ".join(filter(None, (cell(cells, 1), cell(cells, 0))))
        return identified("moodle", cells, {**said, **kinds}, name) or nobody("moodle", str(line))

    when = time_column(sheet, asked, shape.completed)
    return Plan(who, _reading(sheet, asks, asked), times_in(when), faults=asks.faults())


class _Questions:
    """Which problem a response answers: by the assignment, by its header, or by its question, which may be another one in each row."""

    def __init__(self, sheet: Sheet, shape: _Shape, asked: Asked) -> None:
        self._sheet, self._asked = sheet, asked
        self._given = given_columns(sheet.header, asked)
        self._questions = {place: shape.questions.get(number) for number, place in shape.responses.items()}
        self._named: dict[str, str] = {}
        self.places = tuple(dict.fromkeys([*self._given, *shape.responses.values()]))
        self.found = {self.problem(place, row.cells) for place in self.places for row in sheet.rows} - {""}
        self.is_all = set(asked.problems) <= self.found

    def problem(self, place: int, cells: Sequence[str]) -> str:
        """The problem that the response at this place of a row answers, empty if nothing says it."""
        header = self._sheet.header[place]
        return self._given.get(place) or self._name(header) or self._name(cell(cells, self._questions.get(place)))

    def _name(self, text: str) -> str:
        if text not in self._named:
            self._named[text] = named_problem(text, self._asked.problems)
        return self._named[text]

    def is_lost(self, place: int, cells: Sequence[str]) -> bool:
        """Whether nobody knows which problem this response answers."""
        return cell(cells, place) not in _EMPTY and not self.problem(place, cells) and not self._other(place, cells)

    def _other(self, place: int, cells: Sequence[str]) -> str:
        """The problem that is meant and not asked."""
        others = self._asked.others
        return named_problem(self._sheet.header[place], others) or named_problem(cell(cells, self._questions.get(place)), others)

    def faults(self) -> tuple[Fault, ...]:
        """What is said of columns that answer no problem; raises :class:`Refused` if none of them does."""
        faults, others, rows = list[Fault](), list[Entry](), self._sheet.rows
        for place in self.places:
            unknown = [row for row in rows if cell(row.cells, place) not in _EMPTY and not self.problem(place, row.cells)]
            named = [(row, self._other(place, row.cells)) for row in unknown]
            others += [Entry(name, "", row.line) for row, name in named if name]
            lost = [row.line for row, name in named if not name]
            if lost:
                faults.append(Fault("intake/not-an-answer", f"column {place + 1}: '{shown(self._sheet.header[place])}' names no problem in "
                                    f"{len(lost)} rows, and neither does its question, so nothing was read there", lost[0]))
        if faults and not self.found:
            raise Refused("intake/csv-row", f"{faults[0].message}; give 'columns:' in assignment.yaml, or download the report with the "
                          "texts of questions, if these name problems")
        return (*faults, *([not_asked_for(others)] if others else []))


def _addresses(sheet: Sheet, before: int) -> int | None:
    """The first column in which there are addresses and nothing else: its header is translated."""
    for place in range(2, before):
        texts = [text for row in sheet.rows if (text := cell(row.cells, place)) not in _EMPTY]
        if texts and all("@" in text and " " not in text for text in texts):
            return place
    return None


def _reading(sheet: Sheet, asks: _Questions, asked: Asked) -> Callable[[Row], Found]:
    def found(row: Row) -> Found:
        if fault := damage(row, len(sheet.header)):
            return Found(lost=fault)
        read, faults, doubts = dict[tuple[str, str], Response](), list[Fault](), dict(row.doubts)
        for place in asks.places:
            text, problem = cell(row.cells, place), asks.problem(place, row.cells)
            if text in _EMPTY or not problem:
                continue
            if place in doubts:
                faults.append(Fault("intake/csv-row", doubts[place], row.line, problem))
                continue
            answer, what = _answer(text), f"'{shown(sheet.header[place])}'"
            if too_long(text):
                faults.append(too_big_answer(what, row.line, problem))
            elif answer is None:
                message = f"{what} has not one whole input of STACK, and was not read"
                faults.append(Fault("intake/not-an-answer", message, row.line, problem))
            else:
                # Two questions may be about one problem: a person says which of two answers counts.
                read.setdefault((problem, answer.strip()), Response(problem, answer, Where(shown(sheet.file), row.line)))
        is_lost = not asks.is_all and any(asks.is_lost(place, row.cells) for place in asks.places)
        code = "intake/unknown-problem" if is_lost else ""
        return Found(tuple(read.values()), tuple(faults[1:]), faults[0] if faults else None, code)

    return found


def _answer(text: str) -> str | None:
    """The text of an answer, that of the one input for a question of STACK; ``None`` if there is not one of them."""
    stack = _STACK.fullmatch(text)
    if stack is None:
        return text
    inputs = [found["text"] for found in _INPUT.finditer(stack["inputs"])] if len(text) <= _LONGEST_STACK else []
    return inputs[0] if len(inputs) == 1 else None


MOODLE_QUIZ = TableLayout("moodle-quiz", "moodle", "Moodle's report of a quiz", lambda sheet: _shape(sheet.header) is not None, _plan)
