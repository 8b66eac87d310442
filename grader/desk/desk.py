"""Requests to replies: what the page of a student asks, answered from its bank."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache

from grader.desk.banks import Mode, Page, read_page
from grader.desk.files import answers_in
from grader.desk.replies import Json, hinted, look_of, marked, reading, shown
from grader.desk.requests import LEVELS, MOST_ID, VERSION, Fault, Request, parsed, request_of
from grader.kinds import Look, Question, fit, look, question_of
from grader.marking import Work, decide_unit, earlier_of, guarded, hint_steps, next_step
from grader.model import Bank, Mark, Problem, StoreError, dumps, printable
from grader.version import VERSION as GRADER
from grader.words import Hint

FIRST_STEP = LEVELS[0]


def open_desk(bank_json: str | bytes, salt: str) -> Desk:
    """Return the desk over the bytes of :func:`page_bank`.

    The salt decides at which points answers are probed: fresh for every page that is loaded.  Raises :class:`StoreError` if the bank is
    damaged, or made by another version.
    """
    try:
        data = bank_json.encode("utf-8") if isinstance(bank_json, str) else bank_json
    except UnicodeEncodeError:
        raise StoreError("this is no bank of a page: it holds half a character") from None
    return Desk(read_page(data), salt)


class Desk:
    """Called with the text of a request it returns the text of the reply; it remembers nothing on which a reply depends."""

    def __init__(self, page: Page, salt: str) -> None:
        self.mode: Mode = page.mode
        self._salt = salt
        self._digest = page.digest
        self._texts = page.texts
        self._bank = Bank(page.problems, page.digest, tables=page.tables)
        asked = page.questions or tuple(question_of(problem) for problem in page.problems)
        # Who asks for the second step asks for the third, too: an example takes as long as a hundred answers.
        self._steps = lru_cache(maxsize=8)(self._all_steps)
        self._questions: dict[str, Question] = {question.id: question for question in asked}

    @property
    def bank(self) -> Bank:
        """What answers are judged against; it has no problems where they are only read."""
        return self._bank

    @property
    def problems(self) -> tuple[str, ...]:
        """The ids of the problems, in their order."""
        return tuple(self._questions)

    def __call__(self, text: str) -> str:
        """Return the reply to a request, both as JSON; one line of ASCII, whatever was asked."""
        return dumps(self._reply(parsed(text)))

    def answer(self, request: object) -> Json:
        """Return the reply to a request that is a value of JSON already."""
        return self._reply(request_of(request))

    def read(self, problem: str, text: str) -> Json:
        """Return how an answer to a problem of this desk is read; raises ``KeyError`` for another one."""
        question = self._questions[problem]
        if not text.strip():
            return reading(Look(), True)
        found, asked = look(question, text), self._bank.get(problem)
        return reading(found, False, fit(asked, found, self._salt) if asked is not None else None)

    def _reply(self, request: Request | Fault) -> Json:
        if isinstance(request, Fault):
            return {"v": VERSION, "id": request.id, "fault": {"code": request.code, "text": request.text}}
        body = guarded(lambda: self._body(request), lambda reason: _fault("desk/internal", reason))
        return {"v": VERSION, "id": request.id, **body}

    def _body(self, request: Request) -> Json:
        if request.do == "boot":
            return {"boot": {"mode": self.mode, "bank": self._digest, "grader": GRADER, "problems": list(self.problems)}}
        if request.do == "file":
            return {"file": answers_in(request.name, request.text, self.problems)}
        if request.problem not in self._questions:
            return _fault("input/unknown-problem", self._unknown(request.problem))
        if request.do == "read":
            return {"reading": self.read(request.problem, request.answer)}
        problem = self._bank.get(request.problem)
        if problem is None:
            return _fault("desk/no-key", "this page only reads answers; they are judged after they are handed in")
        mark = self._mark(problem, request.answer, request.earlier)
        if request.do == "hint":
            return {"hint": _step_of(self._steps(problem, mark), request.level, self._own(problem))}
        # Where the program fails over a hint, that is said, and the mark stands.
        hint = guarded(lambda: self._first(problem, mark), lambda reason: hinted(FIRST_STEP, Hint(FIRST_STEP, (reason,)), None))
        return {"mark": marked(mark), "reading": self._reading_of(problem, mark), "shown": shown(mark, hint)}

    def _reading_of(self, problem: Problem, mark: Mark) -> Json:
        found = look_of(mark, self._questions[problem.id])
        return reading(found, not mark.answer.strip(), fit(problem, found, self._salt))

    def _mark(self, problem: Problem, answer: str, earlier: Mapping[str, str]) -> Mark:
        """The mark of an answer; the student's answers to earlier parts are marked first, in the order of the bank."""
        marks: dict[str, Mark] = {}
        for part in self._bank.problems:
            if part.id == problem.id:
                break
            if problem.scheme.follow and part.scheme.group == problem.scheme.group and part.id in earlier:
                marks[part.id] = self._decided(part, earlier[part.id], marks, explained=False)
        return self._decided(problem, answer, marks, explained=True)

    def _decided(self, problem: Problem, answer: str, marks: Mapping[str, Mark], explained: bool) -> Mark:
        parts = tuple((part.id, text) for part, text in earlier_of(problem, self._bank, marks))
        [mark] = decide_unit(self._bank, Work(self._digest, self._salt, problem.id, (answer,), parts, explained, at_home=True))
        return mark

    def _first(self, problem: Problem, mark: Mark) -> Json | None:
        """The first step of the hints, which comes with the verdict; ``None`` where no step says anything."""
        step = next(hint_steps(problem, mark, FIRST_STEP, self._salt, self._others), None)
        # That a later step says something is known without working out its example, as a rule.
        after = next_step([(problem, mark)], FIRST_STEP, self._salt, self._others)
        return hinted(FIRST_STEP, step, after, self._own(problem)) if step is not None or after is not None else None

    def _all_steps(self, problem: Problem, mark: Mark) -> tuple[Hint, ...]:
        return tuple(hint_steps(problem, mark, LEVELS[-1], self._salt, self._others))

    def _own(self, problem: Problem) -> Mapping[str, str]:
        return self._texts.get(problem.id, {})

    def _others(self) -> tuple[Problem, ...]:
        return self._bank.problems

    def _unknown(self, problem: str) -> str:
        """What is said of an id that the bank does not have: the nearest one may be meant."""
        cut = problem[:MOST_ID]
        near = difflib.get_close_matches(cut, self.problems, 1)
        return f"there is no problem '{printable(cut)}'" + (f"; did you mean '{near[0]}'?" if near else "")


def _step_of(steps: tuple[Hint, ...], level: int, own: Mapping[str, str]) -> Json:
    """Return the step of a level, and the next one that says something."""
    step = next((each for each in steps if each.level == level), None)
    return hinted(level, step, next((each.level for each in steps if each.level > level), None), own)


def _fault(code: str, text: str) -> Json:
    return {"fault": {"code": code, "text": text}}
