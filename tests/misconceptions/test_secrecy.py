"""Nothing that is said about a wrong answer holds the key, and a worked example is right and another problem."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from bank_cases import SALT, bank, bank_of, formulas, said_about
from click.testing import CliRunner
from diagnosis_judge import Answer, UnclearError, judge_of
from key_search import is_key, is_public, keys_in, spelled, spellings_in

from grader.cli.check import check
from grader.expr import plain
from grader.kinds import decide, decider_of, scope_of
from grader.marking import hints, mark
from grader.misconceptions import RULES
from grader.misconceptions.worked import GENERAL, task_of
from grader.model import Mark, Outcome, Problem, Provenance, Sheet
from grader.record import replace
from grader.report import render
from grader.syntax import Reading, read

PROBLEMS = [pytest.param(problem, id=problem.id) for problem in bank().problems]
FORMULAS = [pytest.param(problem, id=problem.id) for problem in formulas()]


@cache
def marked(problem: Problem, answer: str) -> Mark:
    """One wrong answer of the bank, marked."""
    return mark(problem, answer, SALT)


@cache
def hinted(problem: Problem, answer: str) -> tuple[str, ...]:
    """All lines of the third hint, which holds the others."""
    return tuple(hints(problem, marked(problem, answer), 3, SALT))


def wrong_ones(problem: Problem) -> Iterator[str]:
    """The listed wrong answers, and some that no one lists: nothing recognised, no value, no formula, several lines."""
    yield from (wrong.answer for wrong in problem.scheme.wrong)
    yield from ("0", "17", "1/0", "(", "1 = 2 = 3")


def said(problem: Problem) -> Iterator[tuple[str, str]]:
    """Each line that a student may see before the key is shown, with the answer that it is about."""
    for answer in wrong_ones(problem):
        found = marked(problem, answer)
        if found.verdict.outcome is not Outcome.CORRECT:
            # Did you mean …? is the student's own text with a bracket or a sign.
            for message in [each for each in found.verdict.messages if each.code != "read/did-you-mean"]:
                yield from ((answer, message.message), (answer, message.remedy))
            yield from ((answer, each.message) for each in found.diagnoses)
            # What is underlined is a line of the student's own.
            yield from ((answer, line) for line in hinted(problem, answer) if line.strip() not in answer)
    yield from (("", hint) for hint in problem.shown.hints)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_no_message_and_no_hint_holds_the_key(problem: Problem) -> None:
    """Neither spelled as in the bank, nor as any formula that is right; what the student has written is no news."""
    shown: dict[str, str] = {}
    for answer, line in said(problem):
        shown.setdefault(line, answer)
    found = [(answer, line, piece) for line, answer in shown.items() for piece in (*spellings_in(problem, line), *keys_in(problem, line))
             if piece not in answer]
    assert found == []


@pytest.mark.parametrize("problem", FORMULAS)
def test_the_search_finds_a_key_that_is_planted(problem: Problem) -> None:
    """In every spelling that is no part of the question, in the middle of a sentence."""
    texts = [text for text in (problem.scheme.truth, *problem.scheme.accept) if text and not re.search(r"[=≠;:,?!\n]", text) and len(text.split()) <= 8]
    missed = [text for text in texts if is_key(problem, text) and not is_public(problem, text)
              and not (spellings_in(problem, f"You need: {text}.") and keys_in(problem, f"You need: {text}."))]
    assert missed == []
    assert not spelled(problem) or any(spellings_in(problem, f"The answer should be: {text}") for text in spelled(problem))


def test_most_keys_are_secret() -> None:
    """So that the search is about something."""
    assert sum(bool(spelled(problem)) for problem in bank().problems) >= 0.9 * len(bank().problems)


# -- details --------------------------------------------------------------------------------------------------------------


def detailed() -> list[tuple[Problem, Mark, str]]:
    """The listed wrong answers of which the rules tell a detail, marked without the author's list."""
    found = []
    for problem in formulas():
        for wrong in problem.scheme.wrong:
            said = said_about(problem, wrong.answer) or ()
            mark = marked(problem, wrong.answer)
            found += [(problem, replace(mark, decided=replace(mark.decided, diagnoses=said)), each.detail) for each in said[:2] if each.detail]
    return found


VALUES = bank_of("""
- {id: square, vars: {x: real}, f: "x^2", wrt: x, truth: "2x"}
- {id: sum, vars: {x: real}, f: "x^2 + x^3 + sin(x)", wrt: x, truth: "2x + 3x^2 + cos(x)"}
- {id: slope, vars: {x: real}, f: "7x + 1", wrt: x, truth: "7"}
- {id: row, vars: {x: real, y: real}, f: "5x + y^2", wrt: [x, y], truth: "[5, 2y]"}
""")

DETAILS = [("square", "5x", "5/2"), ("square", "2x + 9", "9"), ("square", "14x^3", "7"), ("sum", "2x + 5x^2 + cos(x)", "3/5")]
"""Answers with what is told of them only once the key is shown."""


def _sheet(problem: Problem, answer: str) -> Sheet:
    return Sheet("student", (mark(problem, answer, SALT),), Provenance("0", "0" * 64))


def _problem(name: str) -> Problem:
    found = VALUES.get(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "answer", "value"), DETAILS)
@pytest.mark.parametrize("format", ["txt", "html"])
def test_a_value_is_told_with_the_key_only(name: str, answer: str, value: str, format: str) -> None:
    problem = _problem(name)
    [*_, detail] = [each.detail for each in mark(problem, answer, SALT).diagnoses if each.detail]
    assert re.search(rf"(?<![\d/]){re.escape(value)}(?![\d/])", detail)
    for reveal, is_shown in (("none", False), ("hint", False), ("answer", True), ("solution", True)):
        page = render(_sheet(problem, answer), VALUES, format, reveal)
        assert (detail in page) is is_shown, reveal


def test_the_details_of_the_bank_are_hidden() -> None:
    listed = detailed()
    for reveal, is_shown in (("none", False), ("hint", False), ("answer", True)):
        other = [(problem.id, each.answer) for problem, each, detail in listed
                 if (detail in render(Sheet("student", (each,), Provenance("0", "0" * 64)), bank(), "txt", reveal)) is not is_shown]
        assert other == [], reveal
    assert len(listed) >= 15


def _checked(folder: Path, problem: str, answer: str) -> dict[str, object]:
    request = json.dumps({"problem": problem, "answer": answer})
    (folder / "bank.yaml").write_text("""
- {id: slope, vars: {x: real}, f: "7x + 1", wrt: x, truth: "7"}
- {id: sum, vars: {x: real}, f: "x^2 + x^3 + sin(x)", wrt: x, truth: "2x + 3x^2 + cos(x)"}
- {id: row, vars: {x: real, y: real}, f: "5x + y^2", wrt: [x, y], truth: "[5, 2y]"}
""", "utf-8")
    (folder / "in.jsonl").write_text(request + "\n", "utf-8")
    done = CliRunner().invoke(check, [str(folder / "in.jsonl"), "--jsonl", "--bank", str(folder / "bank.yaml")], standalone_mode=False)
    assert done.exception is None, done.output
    found: dict[str, object] = json.loads(done.output)
    return found


@pytest.mark.parametrize(("problem", "answer"), [
    ("slope", "3"), ("slope", "f'(x) = 3 + 1\n= 4"), ("slope", r"3 + 1 \\ &= 4"), ("slope", "x = x = x + 0"), ("row", "[3, 2y]"), ("row", "[3, 2y]\n= [4, 2y]")])
def test_the_value_of_a_constant_key_is_in_no_json(tmp_path: Path, problem: str, answer: str) -> None:
    """Neither as evidence for the answer nor as that for a line."""
    found = _checked(tmp_path, problem, answer)
    assert found["outcome"] == "incorrect"
    assert not re.search(r'"key": "[57]"', json.dumps(found))


def test_details_are_in_no_json(tmp_path: Path) -> None:
    found = _checked(tmp_path, "sum", "2x + 5x^2 + cos(x)")
    assert '"detail": ""' in json.dumps(found)
    assert '"detail": "t' not in json.dumps(found)


# -- worked examples --------------------------------------------------------------------------------------------------------

EXAMPLES = [Problem(task_of(example)) for example in (*GENERAL, *(example for rule in RULES for example in rule.examples))]


def worked(problem: Problem) -> set[tuple[str, tuple[str, ...]]]:
    """The worked examples of the third hints: what is asked, and the members of the chain."""
    found = set()
    for answer in wrong_ones(problem):
        lines = list(hinted(problem, answer))
        at = next((number for number, line in enumerate(lines) if line.startswith("a worked example: ")), None)
        if at is not None:
            found.add((lines[at].removeprefix("a worked example: "), tuple(line.removeprefix("  = ") for line in lines[at + 1:])))
    return found


def asked_in(problem: Problem, question: str) -> Problem:
    """The problem of a worked example: one of the rules' or of the general ones, or the problem itself with other numbers."""
    found = re.fullmatch(r"(?P<hessian>the Hessian of )?f = (?P<f>.*?)(?:, by (?P<by>.*))?", question)
    assert found is not None, question
    asked = "hessian" if found["hessian"] else "derivative" if found["by"] else "value"
    for example in EXAMPLES:
        task = example.task
        if task.f is not None and (plain(task.f), ", ".join(task.wrt), task.asked) == (found["f"], found["by"] or "", asked):
            return example
    reading = read(found["f"], scope_of(problem.task))
    assert isinstance(reading, Reading), question
    assert ((found["by"] or "").split(", "), asked) == (list(problem.task.wrt) or [""], problem.task.asked)
    return Problem(replace(problem.task, id=f"{problem.id}: {found['f']}", f=reading.tree, definitions=(), truth_tree=None))


@pytest.mark.parametrize("problem", FORMULAS)
def test_a_worked_example_is_right_and_another_problem(problem: Problem) -> None:
    """By NumPy's oracle through f itself; and its answer is not that of the problem."""
    for question, chain in worked(problem):
        other = asked_in(problem, question)
        assert chain
        assert other.task.f != decider_of(problem, SALT).posed.f
        for member in chain:
            reading = read(member, scope_of(other.task))
            assert isinstance(reading, Reading), (question, member)
            try:
                assert Answer(judge_of(other), reading.tree).is_right(reading.tree), (question, member)
            except UnclearError:
                assert decide(decider_of(other, "another salt"), reading.tree).outcome is Outcome.CORRECT, (question, member)
            own = read(member, scope_of(problem.task))
            assert not isinstance(own, Reading) or decide(decider_of(problem, SALT), own.tree).outcome is not Outcome.CORRECT or not own.tree.args


def test_most_problems_have_a_worked_example() -> None:
    without = [problem.id for problem in formulas() if not worked(problem)]
    assert len(without) <= 0.15 * len(formulas()), without
