"""Every misconception as an entry: its file, its words, and its examples, which are diagnosed with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from bank_cases import SALT, bank_of, diagnosed, outcome_of, tree_of
from diagnosis_judge import CLAIMS, UnclearError, judged

from grader.engine.calculus import Calculus
from grader.expr import Expr
from grader.kinds import decider_of
from grader.misconceptions import BY_NAME, RULES, Example, Rule, rules
from grader.misconceptions.predict.question import Question
from grader.misconceptions.worked import task_of
from grader.model import Outcome, Problem
from grader.record import replace

EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]
SECTIONS = {"5", "5.1", "5.1.1", "5.1.2", "5.2", "5.2.1", "5.2.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8"}
LEAST_WITH_EXAMPLES = 30

TITLES = [rule.name for rule in RULES]


def problem_of(example: Example) -> Problem:
    """The problem of an example, through a bank file."""
    lines = ["id: example", f'f: "{example.f}"', f"asked: {example.asked}"]
    lines += [f"{name}: {{{form}}}" for name, form in (("vars", example.vars), ("funcs", example.funcs), ("indices", example.indices)) if form]
    if example.symmetric:
        lines.append(f"symmetric: {example.symmetric}")
    if example.wrt:
        lines.append(f"wrt: [{example.wrt}]" if "," in example.wrt else f"wrt: {example.wrt}")
    if example.axes:
        lines.append(f"axes: {{out: [{example.axes}]}}")
    [problem] = bank_of("\n".join(lines)).problems
    return problem


@pytest.mark.parametrize("example", [example for _, example in EXAMPLES], ids=lambda example: f"{example.f}: {example.answer}")
def test_an_example_is_the_problem_of_a_bank_file(example: Example) -> None:
    """So that a worked example is what an author would write."""
    made, known = task_of(example), problem_of(example).task
    assert made == replace(known, id=made.id)


# -- entries ------------------------------------------------------------------------------------------------------------


def test_every_rule_of_a_topic_is_listed_once() -> None:
    rows = [rule for topic in rules.TOPICS for rule in topic.RULES]
    assert len(RULES) == len(rows)
    assert set(RULES) == set(rows)
    assert len(BY_NAME) == len(RULES)


def test_topics_stand_in_order_but_for_those_that_are_named() -> None:
    moved = rules.BEFORE
    assert [rule.name for rule in RULES if rule.name not in moved] == [
        rule.name for topic in rules.TOPICS for rule in topic.RULES if rule.name not in moved]
    for name, place in moved.items():
        between = RULES[RULES.index(BY_NAME[name]):RULES.index(BY_NAME[place])]
        assert between
        assert {rule.name for rule in between} <= moved.keys()


@pytest.mark.parametrize("rule", RULES, ids=TITLES)
def test_an_entry_has_words_for_student_and_teacher(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.title.strip()
    assert re.fullmatch(r"[^=]+ = [^=]+", rule.looks_like)
    assert rule.message.strip().endswith((".", "?"))
    assert rule.explanation.strip().endswith(".")
    assert rule.message != rule.explanation
    assert rule.section.split(" ")[0].rstrip(",") in SECTIONS


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.mal_rule is not None], ids=lambda rule: rule.name)
def test_a_broken_rule_of_the_lecture_names_its_section(rule: Rule) -> None:
    named = set(re.findall(r"(?<![(\d.])5(?:\.\d){1,2}(?![\d])", rule.message))
    assert named, rule.message
    assert named <= SECTIONS
    assert any(re.search(rf"(?<![\d.]){re.escape(section)}(?![\d.]\d)", rule.section) for section in named), (rule.section, rule.message)


@pytest.mark.parametrize("rule", RULES, ids=TITLES)
def test_a_sentence_for_students_holds_no_formula(rule: Rule) -> None:
    """Numbers of sections and equations apart, a sentence that holds for every problem has neither digits nor operators."""
    rest = re.sub(r"\(5\.\d+\)|sections?(?: 5(?:\.\d){0,2}(?:,| and)?)+|5(?:\.\d){1,2}|1/x", "", rule.message)
    assert not re.search(r"[=^*/\\\d{}\[\]|]", rest), rest


def test_titles_and_sentences_are_distinct() -> None:
    assert len({rule.title for rule in RULES}) == len(RULES)
    assert len({rule.message for rule in RULES}) == len(RULES)
    assert len({rule.looks_like for rule in RULES}) == len(RULES)


def test_the_judge_of_these_tests_knows_every_slug() -> None:
    assert CLAIMS.keys() == BY_NAME.keys()


# -- examples -------------------------------------------------------------------------------------------------------------


def test_enough_rules_have_examples() -> None:
    without = [rule.name for rule in RULES if not rule.examples]
    assert len(RULES) - len(without) >= LEAST_WITH_EXAMPLES, without


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.name}: {example.answer}" for rule, example in EXAMPLES])
def test_an_example_is_diagnosed_with_its_rule(rule: Rule, example: Example) -> None:
    problem = problem_of(example)
    tree = tree_of(problem, example.answer)
    assert tree is not None
    for salt in ("one", "two", "three"):
        assert outcome_of(problem, tree, salt) is Outcome.INCORRECT
        found = diagnosed(problem, tree, salt)
        assert rule.name in [item.rule for item in found]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.name}: {example.answer}" for rule, example in EXAMPLES])
def test_what_is_said_about_an_example_is_true(rule: Rule, example: Example) -> None:
    problem = problem_of(example)
    tree = tree_of(problem, example.answer)
    assert tree is not None
    for item in diagnosed(problem, tree):
        try:
            assert judged(problem, tree, item) == "", item
        except UnclearError:
            continue


@pytest.mark.parametrize("count", [1, 2, 8])
def test_a_lost_coefficient_is_looked_for_once_for_each_factor(count: int) -> None:
    """All constant factors lost, or one of them: with eight factors, every order of losing them would be 40,320 ways."""
    [problem] = bank_of('{id: long, vars: {x: [N], A: [N, N]}, f: "' + "A " * count + 'x", wrt: x}').problems
    asked: list[int] = []
    question = Question(decider_of(problem, SALT))
    mal_rule = BY_NAME["coefficient-lost"].mal_rule
    assert mal_rule is not None

    def counted(of: Calculus, node: Expr) -> Iterator[Expr]:
        asked.append(1)
        yield from mal_rule(of, node)

    found = list(question.derivatives.by_mal_rule(counted, 60))
    assert found
    assert len(asked) <= 20 * (count + 1)
