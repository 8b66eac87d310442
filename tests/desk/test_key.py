"""The graded form of a bank holds nothing that tells what is right, nor does any reply of its desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from desks import desk_of, lecture

from grader.desk import page_bank, rehearsal
from grader.desk.banks import read_page
from grader.expr import Expr, tree_from_list, tree_to_list
from grader.kinds import decider_of
from grader.misconceptions import prepared
from grader.model import Bank, Problem, StoreError
from grader.record import replace


def bare(tree: Expr) -> str:
    """A tree as text without the places where it was written."""
    return json.dumps([row if isinstance(row, int) else row[:3] for row in tree_to_list(tree)], default=str)


def trees_in(value: Any) -> Iterator[str]:
    """All trees that a value of JSON holds."""
    if isinstance(value, list):
        try:
            yield bare(tree_from_list(value))
        except (ValueError, StoreError):
            for each in value:
                yield from trees_in(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from trees_in(each)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else []:
        yield from texts_in(each)


def open_trees(problem: Problem) -> set[str]:
    """What the problem itself lets everybody see: definitions that are no earlier part's, and arguments of abstract functions."""
    return {bare(tree) for name, tree in problem.task.definitions if name not in problem.scheme.earlier}


def secret_trees(problem: Problem) -> set[str]:
    task = problem.task
    earlier = [tree for name, tree in task.definitions if name in problem.scheme.earlier]
    return {bare(tree) for tree in (task.f, task.truth_tree, *earlier) if tree is not None and tree.args} - open_trees(problem)


def secret_texts(problem: Problem) -> set[str]:
    scheme, shown = problem.scheme, problem.shown
    wrong = (text for each in scheme.wrong for text in (each.answer, each.misconception, each.reason, each.rule))
    return {text for text in (scheme.truth, *scheme.accept, *scheme.other_layout, *wrong, *shown.hints, shown.solution, shown.f_text) if text}


@pytest.fixture(scope="module")
def graded() -> Any:
    return json.loads(page_bank(lecture(), "graded"))


def test_the_search_finds_what_a_practice_page_holds() -> None:
    practice = json.loads(page_bank(lecture(), "practice"))
    found, texts = set(trees_in(practice)), set(texts_in(practice))
    kept = {text for problem in lecture().problems for text in (*(each.answer for each in problem.scheme.wrong), problem.scheme.truth)}
    for problem in lecture().problems:
        assert problem.task.f is None or bare(problem.task.f) in found
        assert set(problem.shown.hints) <= texts
        assert not texts & {text for text in (*problem.scheme.accept, *problem.scheme.other_layout, problem.shown.solution)
                            if len(text) > 3 and text not in kept}


def test_a_practice_page_holds_no_right_form_of_the_author() -> None:
    for problem in read_page(page_bank(lecture(), "practice")).problems:
        scheme, shown = problem.scheme, problem.shown
        assert (problem.task.truth_tree, scheme.accept, scheme.other_layout, shown.solution, shown.where) == (None, (), (), "", None)
        assert bool(scheme.truth) == (problem.task.asked == "dimension")
        assert not [each for each in scheme.wrong if each.where is not None]


@pytest.mark.parametrize("form", ["truth", "accept"])
def test_prepared_tables_bring_no_right_form_of_the_author(form: str) -> None:
    listed = lecture().get("gradient-ex57")
    assert listed is not None
    bare_scheme, said = replace(listed.scheme, truth="", accept=()), "[x2 (2 x1 + x2^2), x1 (x1 + 3 x2^2)]"
    for problem in (replace(listed, scheme=bare_scheme), replace(listed, scheme=replace(bare_scheme, **{form: (said,) if form == "accept" else said}))):
        data = page_bank(Bank((problem,), "", tables={problem.id: prepared(decider_of(problem, ""))}), "practice")
        assert said not in data.decode("ascii")
        assert len(read_page(data).tables) == (problem.scheme == bare_scheme)


def test_no_formula_of_a_problem_is_in_the_graded_form(graded: Any) -> None:
    found = set(trees_in(graded))
    assert found, "definitions are there"
    for problem, question in zip(lecture().problems, graded[5], strict=True):
        assert question[0] == problem.id
        assert not secret_trees(problem) & set(trees_in(question)), problem.id
    shown = set[str]().union(*map(open_trees, lecture().problems))
    assert not found & set[str]().union(*map(secret_trees, lecture().problems)) - shown


def test_no_text_of_an_author_is_in_the_graded_form(graded: Any) -> None:
    for problem, question in zip(lecture().problems, graded[5], strict=True):
        # A declared name by itself may be a right answer, or a wrong one.
        assert not {text for text in secret_texts(problem) & set(texts_in(question)) if not text.isidentifier()}, problem.id
    whole = json.dumps(graded)
    assert not [text for problem in lecture().problems for text in secret_texts(problem) if not text.isidentifier() and len(text) > 8 and json.dumps(text)[1:-1] in whole]


def test_no_reply_of_a_graded_desk_says_more_than_how_it_was_asked() -> None:
    desk = desk_of("graded")
    for request in rehearsal(lecture(), "graded"):
        reply = json.loads(desk(request))
        [what] = set(reply) - {"v", "id"}
        assert what in ("boot", "reading", "file")
        if what == "reading":
            assert (reply["reading"]["fits"], reply["reading"]["asked"]) == (None, "")
    for do in ("check", "hint"):
        request = {"v": 1, "id": 1, "do": do, "problem": "power-rule", "answer": "x", **({"level": 1} if do == "hint" else {})}
        assert desk.answer(request)["fault"]["code"] == "desk/no-key"


def test_the_value_of_a_constant_truth_is_in_no_reply() -> None:
    """It is the key: who is wrong must not be told it."""
    reply = desk_of().answer({"v": 1, "id": 1, "do": "check", "problem": "chain-2x-plus-1-inner", "answer": "12345"})
    assert reply["mark"]["evidence"]["kind"] == "counterexample"
    assert (reply["mark"]["evidence"]["key"], reply["mark"]["evidence"]["key_varies"]) == (None, False)
    assert reply["shown"]["evidence"].endswith("which is not the right value.")
