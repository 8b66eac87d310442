"""Every wrong answer of the bank is told why: by the rule that its author names, by some rule, or by its shape."""

from __future__ import annotations

import pytest
from bank_cases import SALTS, formulas, said_about, tree_of, wrong_answers
from diagnosis_judge import UnclearError, judged

from grader.engine import precision
from grader.kinds import decide, decider_of
from grader.marking import mark
from grader.misconceptions import BY_NAME, RULES
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Table
from grader.model import Form, Outcome, Problem

MOST_WITHOUT = 0.1
FORMULAS = [pytest.param(problem, id=problem.id) for problem in formulas()]


def test_at_most_a_tenth_is_explained_by_no_rule() -> None:
    listed = wrong_answers()
    none = [(problem.id, wrong.answer) for problem, wrong in listed if wrong.rule == "none"]
    assert len(none) <= MOST_WITHOUT * len(listed), none


def test_what_no_rule_explains_has_a_reason() -> None:
    assert [(problem.id, wrong.answer) for problem, wrong in wrong_answers() if wrong.rule == "none" and not wrong.reason] == []


def test_only_known_rules_are_named() -> None:
    assert {wrong.rule for _, wrong in wrong_answers()} <= {*BY_NAME, "", "none"}


@pytest.mark.parametrize("problem", FORMULAS)
def test_every_wrong_answer_is_told_why(problem: Problem) -> None:
    """A diagnosis without the author's list, a message about the shape, or a reason why there is none."""
    silent = []
    for wrong in problem.scheme.wrong:
        tree, said = tree_of(problem, wrong.answer), said_about(problem, wrong.answer, SALTS[0])
        if tree is None or said is None or wrong.rule == "none":
            continue
        messages = decide(decider_of(problem, SALTS[0]), tree).messages
        if not said and not any(message.code.startswith("shape/") for message in messages):
            silent.append((wrong.answer, wrong.misconception))
    assert silent == []


@pytest.mark.parametrize("problem", FORMULAS)
def test_the_named_rule_is_recognised_under_every_salt(problem: Problem) -> None:
    missed = []
    for wrong in problem.scheme.wrong:
        if not wrong.rule or wrong.rule == "none" or tree_of(problem, wrong.answer) is None:
            continue
        for salt in SALTS:
            found = [item.rule for item in said_about(problem, wrong.answer, salt) or ()]
            if wrong.rule not in found:
                missed.append((wrong.answer, wrong.rule, salt, found))
    assert missed == []


@pytest.mark.parametrize("problem", FORMULAS)
def test_salts_do_not_change_what_is_said(problem: Problem) -> None:
    """Which points are drawn is no matter of the answer."""
    changing = []
    for wrong in problem.scheme.wrong:
        found = {salt: said_about(problem, wrong.answer, salt) for salt in SALTS}
        if len({str(items) for items in found.values()}) > 1:
            changing.append((wrong.answer, {salt: [item.rule for item in items or ()] for salt, items in found.items()}))
    assert changing == []


@pytest.mark.parametrize("problem", FORMULAS)
def test_what_is_said_is_true(problem: Problem) -> None:
    false = []
    for wrong in problem.scheme.wrong:
        tree = tree_of(problem, wrong.answer)
        for item in (said_about(problem, wrong.answer, SALTS[0]) or ()) if tree is not None else ():
            try:
                reason = judged(problem, tree, item)
            except UnclearError:
                continue
            if reason:
                false.append((wrong.answer, item.rule, item.message, reason))
    assert false == []


@pytest.mark.parametrize("problem", FORMULAS)
def test_an_answer_that_no_rule_explains_gets_no_diagnosis(problem: Problem) -> None:
    """Else the reason is out of date."""
    explained = [(wrong.answer, [item.rule for item in found]) for wrong in problem.scheme.wrong if wrong.rule == "none"
                 and (found := said_about(problem, wrong.answer, SALTS[0]))]
    assert explained == []


@pytest.mark.parametrize("problem", FORMULAS)
def test_no_rule_fails_on_a_problem_of_the_bank(problem: Problem) -> None:
    question = Question(decider_of(problem, SALTS[0]))
    key = question.posed
    asked = [problem.task.asked]
    if problem.task.asked == "derivative" and key.wrt_array is not None:
        asked.append("differential")
    for what in asked:
        with precision(128):
            Table(question, RULES, what)
        assert question.failures == []


@pytest.mark.parametrize("problem", FORMULAS)
def test_the_authors_words_come_first(problem: Problem) -> None:
    """Those of this wrong answer, or of another one in the list that has the same value; of a right value in a wrong form its form is said."""
    own = tuple(wrong.misconception.rstrip(".").lower() for wrong in problem.scheme.wrong if wrong.misconception)
    others = []
    for wrong in problem.scheme.wrong:
        marked = mark(problem, wrong.answer, SALTS[0])
        if wrong.misconception and marked.verdict.outcome is Outcome.INCORRECT and not isinstance(marked.verdict.evidence, Form):
            said = [item.message for item in marked.diagnoses]
            if not said or not said[0].lower().startswith(own):
                others.append((wrong.answer, wrong.misconception, said))
    assert others == []
