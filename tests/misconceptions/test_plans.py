"""Kept tables: the same diagnoses as from fresh ones under any salt, and nothing false or broken from a text that is stale or damaged."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from bank_cases import SALTS, bank_of, formulas, tree_of
from made import varied

from grader.engine import precision
from grader.kinds import Attempt, Decider, verdict_of
from grader.misconceptions import RULES, diagnose, prepared
from grader.misconceptions.diagnosis import predictions_of
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Table
from grader.model import NO_TABLES, Diagnosis, Problem, Tables

FORMULAS = [pytest.param(problem, id=problem.id) for problem in formulas()]
BANK = """
- id: cubed
  vars: {x: real}
  f: "(x^2 + 1)^3"
  wrt: x
- id: cubic
  vars: {x: real}
  f: "(x^2 + 3)^3"
  wrt: x
- id: quadratic
  vars: {x: [N], B: [N, N]}
  f: "x^T B x"
  wrt: x
- id: product
  vars: {s: real, t: real}
  funcs: {f: 2, g: 1}
  f: "f(s, t) g(t)"
  wrt: [s, t]
"""
WRONG = {
    "quadratic": ("2 x^T B", "x^T B", "dx^T B x", "2 x^T B dx", "x^T (B + B^T) B", "x^T"),
    "product": ("[f_s g(t), f_t g'(t)]", "[f_s, f_t]", "[f_s g(t), f_t g(t)]", "f(s,t) g'(t)"),
    "cubed": ("3(x^2+1)^2", "6x(x^2+1)^3", "2x(x^2+1)^2", "7 cos x"), "cubic": ("3(x^2+3)^2", "6x(x^2+3)^3", "2x(x^2+3)^2", "7 cos x")}


def fresh(problem: Problem, salt: str) -> Decider:
    return Decider(problem.task, salt, problem.scheme)


def said(problem: Problem, texts: tuple[str, ...], salt: str, tables: Tables = NO_TABLES) -> list[tuple[Diagnosis, ...]]:
    """What is said of each of these wrong answers, by a decider of its own."""
    decider, found = fresh(problem, salt), []
    for text in texts:
        tree = tree_of(problem, text)
        if tree is not None:
            attempt = Attempt(decider, tree)
            verdict_of(attempt)
            found.append(diagnose(attempt, tables=tables))
    return found


def may_be_said(problem: Problem) -> dict[str, set[str]]:
    """Of each wrong answer the rules that a whole table finds, and those that are found where a table is empty."""
    texts = {what: json.loads(text) for what, text in prepared(fresh(problem, SALTS[0])).items()}
    empty = {what: json.dumps([made_from, owners, []]) for what, (made_from, owners, _) in texts.items()}
    return {text: {item.rule for items in found for item in items} for text, *found in zip(
        WRONG[problem.id], said(problem, WRONG[problem.id], SALTS[0]), said(problem, WRONG[problem.id], SALTS[0], empty), strict=True)}


@pytest.mark.parametrize("problem", FORMULAS)
def test_a_kept_table_says_the_same_under_another_salt(problem: Problem) -> None:
    texts = prepared(fresh(problem, SALTS[0]))
    predictions = predictions_of(fresh(problem, SALTS[1]), texts)
    assert texts.keys() >= {problem.task.asked}
    assert all(predictions.of(what).is_kept for what in texts)
    assert all(text.isascii() and "\n" not in text and SALTS[0] not in text for text in texts.values())
    wrong = tuple(item.answer for item in problem.scheme.wrong)
    assert said(problem, wrong, SALTS[1], texts) == said(problem, wrong, SALTS[1])


def test_a_table_of_another_function_is_not_used() -> None:
    cubed, cubic, *_ = bank_of(BANK).problems
    texts = prepared(fresh(cubed, SALTS[0]))
    for other in (cubic, varied(cubed, truth="6x(x^2+1)^2"), varied(cubed, accept=("6x(x^2+1)^2",))):
        with precision(128):
            assert not Table(Question(fresh(other, SALTS[0])), RULES, "", texts["derivative"]).is_kept
    assert said(cubic, WRONG["cubic"], SALTS[0], texts) == said(cubic, WRONG["cubic"], SALTS[0])


@pytest.mark.parametrize("at", range(4))
def test_a_table_whose_rules_predicted_something_else_says_nothing_false(at: int) -> None:
    """As after a change of a rule in an unreleased version: each tree is said to be another one of its rule, or of another rule."""
    problem = bank_of(BANK).problems[at]
    true, texts = may_be_said(problem), prepared(fresh(problem, SALTS[0]))
    made_from, owners, lots = json.loads(texts["derivative"])
    for turn in range(1, len(owners), 1 + len(owners) // 15):
        stale = {**texts, "derivative": json.dumps([made_from, owners[turn:] + owners[:turn], lots])}
        for text, found in zip(WRONG[problem.id], said(problem, WRONG[problem.id], SALTS[0], stale), strict=True):
            assert {item.rule for item in found} <= true[text], (turn, text)


def _damaged(data: Any, draw: random.Random) -> Any:
    """The data with one thing in it replaced, dropped or doubled."""
    if isinstance(data, list) and data and draw.random() < 0.9:
        at = draw.randrange(len(data))
        match draw.random():
            case chance if chance < 0.05:
                return data[:at] + data[at + 1:]
            case chance if chance < 0.1:
                return data[:at] + data[at:at + 1] + data[at:]
        return [*data[:at], _damaged(data[at], draw), *data[at + 1:]]
    return draw.choice([None, -1, 0, 1, 7, 10 ** 9, 1 << 70, 1.5, True, "", "x", "exp", "ipow", "y", [], [0], {}, data])


def damages(text: str, count: int) -> Iterator[str]:
    draw = random.Random(3)
    for _ in range(count):
        yield json.dumps(_damaged(json.loads(text), draw))
    for _ in range(count // 4):
        at = draw.randrange(len(text))
        yield text[:at] + draw.choice("0[]{},\"x-") + text[at + draw.choice((0, 1)):]
    yield from ("", "[]", "null", "{", "[" * 5_000, text[:-1], "1", '["a", [], []]')


@pytest.mark.parametrize("at", range(4))
def test_damaged_texts_cost_nothing_but_time(at: int) -> None:
    problem = bank_of(BANK).problems[at]
    true, texts, used = may_be_said(problem), prepared(fresh(problem, SALTS[0])), 0
    for what, text in texts.items():
        for damaged in damages(text, 60):
            tables = {**texts, what: damaged}
            used += predictions_of(fresh(problem, SALTS[0]), tables).of(what).is_kept
            for answer, found in zip(WRONG[problem.id], said(problem, WRONG[problem.id], SALTS[0], tables), strict=True):
                assert {item.rule for item in found} <= true[answer], damaged
    # Some of the damage is in a number that fits: then a table is used that finds less.
    assert 0 < used < 60 * len(texts)
