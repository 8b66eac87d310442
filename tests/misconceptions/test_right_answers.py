"""A right answer never gets a diagnosis; nor does any answer that is not incorrect."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from answer_slips import rewritten
from bank_cases import SALT, SALTS, SCALE, SEED, bank, formulas, right_trees, tree_of
from diagnosis_judge import Answer, D, UnclearError, judge_of
from matrix_spellings import spelled

from grader.expr import Expr, plain
from grader.kinds import scope_of
from grader.marking import mark
from grader.model import Mark, Outcome, Problem
from grader.syntax import Reading, read

REWRITTEN = round(10 * SCALE)
"""So many rewritten right answers a problem."""


@pytest.mark.parametrize("problem", [pytest.param(problem, id=problem.id) for problem in bank().problems if not problem.variants])
def test_no_right_answer_of_the_bank_is_diagnosed(problem: Problem) -> None:
    for text in (*filter(None, (problem.scheme.truth,)), *problem.scheme.accept, *problem.scheme.other_layout):
        for salt in SALTS:
            found = mark(problem, text, salt)
            assert (found.verdict.outcome, found.diagnoses) == (Outcome.CORRECT, ()), text


@pytest.mark.parametrize("problem", [pytest.param(problem, id=problem.id) for problem in bank().problems])
def test_no_line_of_a_right_answer_is_called_wrong(problem: Problem) -> None:
    """Conditions such as ``x_l if i=k`` have equal signs too."""
    called = [text for text in (*filter(None, (problem.scheme.truth,)), *problem.scheme.accept, *problem.scheme.other_layout)
              if any(message.code == "line/first-wrong" for message in mark(problem, text, SALT).verdict.messages)]
    assert called == []


def _is_right(problem: Problem, tree: Expr) -> bool:
    answer = Answer(judge_of(problem), tree)
    return any(value.layout in ("", D) for value in answer.values) and answer.is_right(tree)


def honest(problem: Problem, count: int) -> list[tuple[str, Mark]]:
    """Right answers in new forms, right by the oracle, with their marks."""
    rng, found = Random(f"right {SEED} {problem.id}"), []
    for _ in range(4 * count):
        tree = rewritten(problem, rng.choice(right_trees(problem)), rng)
        text = plain(tree)
        other = spelled(text, tree, rng) if rng.random() < 0.3 else None
        text = text if other is None else other[0]
        reading = read(text, scope_of(problem.task))
        try:
            if isinstance(reading, Reading) and len(text) < 1_500 and _is_right(problem, reading.tree):
                found.append((text, mark(problem, text, SALT)))
        except UnclearError:
            continue
        if len(found) == count:
            break
    return found


@pytest.fixture(scope="module")
def rewritten_answers() -> dict[str, list[tuple[str, Mark]]]:
    return {problem.id: honest(problem, REWRITTEN) for problem in formulas()}


def test_no_rewritten_right_answer_is_wrong_or_diagnosed(rewritten_answers: dict[str, list[tuple[str, Mark]]]) -> None:
    bad = [(name, text, found.verdict.outcome.value, [item.rule for item in found.diagnoses])
           for name, marks in rewritten_answers.items() for text, found in marks
           if found.diagnoses or found.verdict.outcome not in (Outcome.CORRECT, Outcome.UNDECIDED)]
    assert bad == []


def test_rewriting_gives_enough_answers(rewritten_answers: dict[str, list[tuple[str, Mark]]]) -> None:
    counts = {name: len({text for text, _ in marks}) for name, marks in rewritten_answers.items()}
    assert sum(counts.values()) >= 0.5 * REWRITTEN * len(counts)
    assert [name for name, count in counts.items() if count == 0] == []


OTHERS = ("", "  \n", "2(", "diff(x, x)", "unknownname", "\\frac{1}", "((((", "a = b = c", "1/(x-x)", "9^9^9", "2 §")


def test_only_incorrect_answers_are_diagnosed() -> None:
    """Over all problems, with texts of every outcome."""
    seen: Counter[Outcome] = Counter()
    rng = Random(SEED)
    for place, problem in enumerate(bank().problems):
        hard = "(atan(1/2)+atan(1/3)-pi/4)/(atan(1/2)+atan(1/3)-pi/4)"
        texts = [*rng.sample(OTHERS, 3), *problem.scheme.accept[:1], *(wrong.answer for wrong in problem.scheme.wrong[:1])]
        if place % 10 == 0:
            texts += [f"({text}) {hard}" for text in problem.scheme.accept[:1]]
        for text in texts:
            found = mark(problem, text, SALT)
            seen[found.verdict.outcome] += 1
            if found.verdict.outcome is not Outcome.INCORRECT:
                assert found.diagnoses == (), (problem.id, text)
    assert set(seen) == set(Outcome)


def test_the_trees_of_the_bank_are_read() -> None:
    assert [(problem.id, text) for problem in formulas() for text in problem.scheme.accept if tree_of(problem, text) is None and "=" not in text] == []
