"""Worked examples give no key away: neither the problem's own nor another's of the bank, in whatever names."""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from bank_cases import SALT, bank, bank_of
from click.testing import CliRunner

from grader.cli.check import check
from grader.engine import Posed
from grader.expr import plain, span_at
from grader.kinds import decide, decider_of, kind_of, scope_of
from grader.marking import hints, mark
from grader.misconceptions import RULES, coincide, similar
from grader.misconceptions.coincide import is_among, is_right_renamed, is_same_function
from grader.misconceptions.locate import difference
from grader.misconceptions.predict.question import Question
from grader.misconceptions.worked import GENERAL, _candidates, task_of
from grader.model import Outcome, Problem, Task
from grader.syntax import Reading, read

Shown = tuple[Task, str, tuple[str, ...]]
"""The problem of an example, its function and the members of its chain."""


def shown_examples(problems: tuple[Problem, ...]) -> dict[str, Shown]:
    """All worked examples that students may see, for every problem and every rule that may be asked, by their questions.

    What is passed over because it is the problem's own is among them, where it is not the answer to another problem.
    """
    candidates = [candidate for problem in problems if problem.task.asked != "value" for candidate in _candidates(decider_of(problem, SALT).posed, None)]
    candidates += [task_of(example) for examples in (GENERAL, *(rule.examples for rule in RULES)) for example in examples
                   if example.asked != "value"]
    found: dict[str, Shown] = {}
    deciders = [decider_of(problem, SALT) for problem in problems]
    for candidate in {(plain(task.f), task.wrt, task.asked): task for task in candidates if task.f is not None}.values():
        posed = Posed(candidate, SALT)
        tree = posed.display()
        if tree is not None and not is_among((tree, posed.f), candidate, deciders):
            found[f"{candidate.asked} of {plain(posed.f)} by {candidate.wrt}"] = candidate, plain(posed.f), (plain(tree),)
    return found


def classes(task: Task) -> dict[str, str]:
    return {**{variable.name: f"v{len(variable.shape)}" for variable in task.variables},
            **{name: f"f{count}" for name, count in task.functions}, **{name: "i" for name, _ in task.indices},
            **{str(size): "s" for variable in task.variables for size in variable.shape if isinstance(size, str)}}


def renamed(text: str, own: Task, other: Task) -> Iterator[str]:
    """A text with the names of another problem in place of its own, in every way."""
    mine, theirs = classes(own), classes(other)
    used = [name for name in mine if re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z0-9])", text)]
    choices = [[name for name, kind in theirs.items() if kind == mine[each]] for each in used]
    for chosen in itertools.product(*choices):
        if len(set(chosen)) == len(chosen):
            names = dict(zip(used, chosen, strict=True))
            yield re.sub(r"(?<![A-Za-z])(d?)([A-Za-z][A-Za-z0-9]*)(?![A-Za-z0-9])",
                         lambda found, names=names: found[1] + names[found[2]] if found[2] in names else found[0], text)  # type: ignore[misc]


@cache
def is_right(problem: Problem, text: str) -> bool:
    reading = read(text, scope_of(problem.task))
    return isinstance(reading, Reading) and decide(decider_of(problem, SALT), reading.tree).outcome is Outcome.CORRECT


def coinciding(found: dict[str, Shown], problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    """Problems whose truth is a member of an example, with the example's question and the text."""
    return [(problem.id, question, text) for question, (own, f, chain) in found.items() for problem in problems
            for member in (f, *chain) for text in renamed(member, own, problem.task) if is_right(problem, text)]


FORMULAS = tuple(problem for problem in bank().problems if kind_of(problem.task).trees)


def test_no_example_for_any_rule_is_a_truth_of_the_bank_in_any_names() -> None:
    found = shown_examples(FORMULAS)
    assert len(found) >= 100
    assert coinciding(found, FORMULAS) == []


def test_the_search_finds_what_is_planted() -> None:
    """Each example is a key as soon as the bank asks for it, in its own names or in others; then another one is shown."""
    foreign = bank_of("""
- {id: asked, vars: {x: positive}, f: "log(x)", wrt: x}
- {id: power, vars: {t: real}, f: "(3t+2)^5", wrt: t}
- {id: product, vars: {q: real}, f: "q^2 sin(3q)", wrt: q}
- {id: value, vars: {r: real}, f: "15(3r+2)^4", asked: value}
""")
    [asked, *others] = foreign.problems
    before, after = similar(decider_of(asked, SALT), None, ()), similar(decider_of(asked, SALT), None, others)
    assert before is not None
    assert after is not None
    assert before.question == "f = (3x + 2)^5, by x"
    assert after.question not in (before.question, "f = x^2*sin(3x), by x")
    assert is_right(others[0], "15(3t + 2)^4")
    all_of_them = shown_examples(())
    assert {id_ for id_, *_ in coinciding(all_of_them, foreign.problems)} >= {"power", "product", "value"}
    assert coinciding(shown_examples(foreign.problems), foreign.problems) == []


@pytest.mark.parametrize(("f", "wrt", "variables", "text", "own", "expected"), [
    ("u^2 v", "u", "{u: real, v: real}", "2x y", "{x: real, y: real}", True), ("u^2 v", "u", "{u: real, v: real}", "2y x", "{x: real, y: real}", True),
    ("u^2 v", "u", "{u: real, v: real}", "3y x", "{x: real, y: real}", False), ("u^2 v", "u", "{u: real, v: real}", "2x", "{x: real}", False),
    ("b^T B z", "z", "{b: [N], B: [N, M], z: [M]}", "a^T A", "{a: [K], A: [K, L]}", True),
    ("b^T B z", "z", "{b: [N], B: [N, M], z: [M]}", "A^T a", "{a: [K], A: [K, L]}", True),
    ("b^T B z", "z", "{b: [N], B: [N, M], z: [M]}", "A a", "{a: [K], A: [L, K]}", False),
    ("tr(W)", "W", "{W: [N, N]}", "I_K", "{Z: [K, K]}", True), ("W^2", "W", "{W: [N, N]}", "dZ Z + Z dZ", "{Z: [K, K]}", True),
])
def test_a_tree_in_other_names(f: str, wrt: str, variables: str, text: str, own: str, expected: bool) -> None:
    [asked] = bank_of(f'{{id: asked, vars: {variables}, f: "{f}", wrt: {wrt}}}').problems
    [other] = bank_of(f'{{id: other, vars: {own}, f: "{next(iter(own[1:]))}", wrt: {next(iter(own[1:]))}}}').problems
    reading = read(text, scope_of(other.task))
    assert isinstance(reading, Reading)
    assert is_right_renamed(reading.tree, other.task, decider_of(asked, SALT)) is expected


@pytest.mark.parametrize(("f", "variables", "expected"), [
    ("y^3 + 2x", "{x: real, y: real}", True), ("x^3 + 2y", "{x: real, y: real}", True), ("x^3 + 2x", "{x: real, y: real}", False),
    ("x^3 + 4y", "{x: real, y: real}", False), ("q^3 + 2p", "{p: real, q: real}", True),
])
def test_a_function_in_other_names_is_the_same_whatever_it_is_differentiated_by(f: str, variables: str, expected: bool) -> None:
    [asked] = bank_of('{id: asked, vars: {x: real, y: real}, f: "x^3 + 2y", wrt: [x, y]}').problems
    [other] = bank_of(f'{{id: other, vars: {variables}, f: "{f}", wrt: {variables[1]}}}').problems
    assert is_same_function(decider_of(other, SALT).posed.f, other.task, decider_of(asked, SALT).posed) is expected


def test_a_row_in_another_order_is_a_key() -> None:
    """x and y exchanged in f exchange the entries of the gradient."""
    other = bank_of('{id: other, vars: {x: real, y: real}, f: "y^3 x + x^2", wrt: [x, y]}').problems
    shown = bank_of('{id: shown, vars: {x: real, y: real}, f: "x^3 y + y^2", wrt: [x, y]}').problems[0]
    tree = decider_of(shown, SALT).posed.display()
    assert tree is not None
    assert not is_right_renamed(tree, shown.task, decider_of(other[0], SALT))
    assert is_among((tree,), shown.task, [decider_of(other[0], SALT)])


def test_what_a_comparison_with_many_problems_may_take_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six names can be given in 720 ways, and each way is decided like an answer."""
    names = ["a", "b", "c", "p", "q", "x"]
    problems = bank_of("".join(
        f'- {{id: p{number}, vars: {{{", ".join(f"{name}: real" for name in names)}}}, f: "a^2 b + c p q x^{number + 3}", wrt: x}}\n' for number in range(12))).problems
    decided = []
    monkeypatch.setattr(coincide, "decide", lambda decider, tree: decided.append(tree) or decide(decider, tree))
    tree = decider_of(problems[0], SALT).posed.display()
    assert tree is not None
    assert is_among((tree,), problems[0].task, [decider_of(problem, SALT) for problem in problems[1:]])
    assert not decided


VALUES = """
- {id: asked, vars: {x: real}, f: "(x+3)^2", asked: value, wrong: ["x^2 + 9"], hints: ["Multiply out.", "Three terms."]}
- {id: slope, vars: {x: real}, f: "sin(x)^2", wrt: x, wrong: [{answer: "2sin(x)", misconception: "the inner one"}]}
- {id: bare, vars: {x: real}, f: "x^3", wrt: x}
"""


def test_the_value_of_a_function_has_no_example() -> None:
    assert all(similar(decider_of(problem, SALT), rule, ()) is None for problem in FORMULAS if problem.task.asked == "value" for rule in (None, *RULES))


def said(problem: str, answer: str, level: int, tmp_path: Path, text: str = VALUES) -> list[str]:
    (tmp_path / "bank.yaml").write_text(text)
    done = CliRunner().invoke(check, ["--bank", str(tmp_path / "bank.yaml"), "--problem", problem, "--answer", answer, "--hint", str(level)],
                              standalone_mode=False)
    assert done.exception is None, done.output
    return [line.strip() for line in done.output.splitlines()]


@pytest.mark.parametrize(("problem", "answer", "levels"), [
    ("asked", "x^2 + 9", (2, None, None)), ("slope", "2sin(x)", (3, 3, None)), ("bare", "17", (3, 3, None)),
    ("bare", "sin(x) + 40x^7", (3, 3, None)),
    ("bare", "x^3/3", (3, 3, None)), ("bare", "3x^2", (None, None, None)), ("bare", "3x^", (None, None, None)),
])
def test_a_next_step_is_offered_wherever_it_says_more_and_nowhere_else(problem: str, answer: str, levels: tuple[int | None, ...],
                                                                       tmp_path: Path) -> None:
    texts = [said(problem, answer, level, tmp_path) for level in range(1, 4)]
    offered = [next((int(found[1]) for line in lines if (found := re.search(r"--hint (\d) says more", line))), None) for lines in texts]
    assert tuple(offered) == levels
    for level, step in enumerate(offered):
        more = [line for line in texts[step - 1] if line not in texts[level] and "says more" not in line] if step is not None else []
        assert bool(more) is (step is not None)
        last = texts[-1] if step is None else texts[step - 2]
        assert [line for line in last if line not in texts[level] and "says more" not in line] == []


@pytest.mark.parametrize(("level", "built"), [(0, 0), (1, 1)])
def test_without_hints_no_table_is_built_and_nothing_is_looked_for(level: int, built: int, tmp_path: Path,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    counts = dict.fromkeys(("tables", "near", "examples"), 0)

    def counted(module: str, name: str, what: str) -> None:
        room = importlib.import_module(module)
        found = getattr(room, name)

        def of(*args: object, **named: object) -> object:
            counts[what] += 1
            return found(*args, **named)

        monkeypatch.setattr(room, name, of)

    counted("grader.misconceptions.predict.table", "Table", "tables")
    counted("grader.marking.marker", "meant", "near")
    counted("grader.marking.hinting", "worked_example", "examples")
    lines = said("bare", "sin(x) + 40x^7", level, tmp_path)
    assert counts == {"tables": built, "near": built, "examples": built}
    assert ("next: the same command with --hint 1 looks for the reason" in lines) is (level == 0)
    assert "--hint" not in " ".join(said("bare", "3x^2", level, tmp_path))


def test_the_authors_hints_are_shown_beside_what_is_recognised(tmp_path: Path) -> None:
    text = VALUES.replace('misconception: "the inner one"}]', 'misconception: "the inner one"}], hints: [one, two, three, four]')
    levels = [said("slope", "2sin(x)", level, tmp_path, text) for level in range(4)]
    assert [[word for word in ("one", "two", "three", "four") if word in lines] for lines in levels] == [
        [], ["one"], ["one", "two"], ["one", "two", "three", "four"]]
    assert any("The inner one" in line for line in levels[1])
    assert not any("as a whole" in line for lines in levels for line in lines)


@pytest.mark.parametrize(("answer", "place"), [
    ("x^2 + 9", "2"), ("g = x + 3\ng^3", "3"), ("x^2 + 6x + 10", "10"), ("  x^2 + 6x\n  + 10", "10"), (r"x^2 + 6x + \frac{20}{2}", None)])
def test_a_place_is_that_of_the_part_that_differs(answer: str, place: str | None) -> None:
    [asked, *_] = bank_of(VALUES).problems
    lines = list(hints(asked, mark(asked, answer, SALT), 2, SALT))
    at = next((number for number, line in enumerate(lines) if line.startswith("your answer differs")), None)
    if place is None:
        assert at is None or "^" in lines[at + 2]
        return
    if at is not None:
        start = lines[at + 2].index("^")
        assert lines[at + 1][start:start + lines[at + 2].count("^")] == place


def test_the_whole_bank_is_looked_at_though_one_problem_is_asked(tmp_path: Path) -> None:
    other = VALUES + '- {id: key, vars: {t: real}, f: "t^4", wrt: t}\n'
    alone, beside = said("bare", "17", 3, tmp_path), said("bare", "17", 3, tmp_path, other)
    assert any("f = x^4, by x" in line for line in alone)
    assert not any("f = x^4, by x" in line for line in beside)
    assert any("f = x^5, by x" in line for line in beside)


def test_nearly_every_problem_has_an_example_still() -> None:
    asked = [problem for problem in FORMULAS if problem.task.asked != "value"]
    without = [problem.id for problem in asked if similar(decider_of(problem, SALT), None, FORMULAS) is None]
    assert len(without) <= 0.05 * len(asked), without


@pytest.mark.parametrize(("problem", "answer", "place"), [
    # The order of the factors of a matrix product counts: what is left over in it is no place.
    ("extra-bXTXc", "2X", None), ("least-squares-gradient", "-2 Phi e", "2 Phi e"),
    ("identity-weighted-ls", "-2(x-A s)^T A", "2(x-A s)^T A"), ("identity-inverse", "-F^{-1} dF F", "F"),
    ("norm-squared-gradient", "2x x^T", "x"), ("chain-2x-plus-1", "8x(2x+1)^3", "x"), ("extra-trAXB", "A^T X B^T", "X"),
])
def test_a_place_in_a_product_of_matrices(problem: str, answer: str, place: str | None) -> None:
    asked = bank().get(problem)
    assert asked is not None
    reading = read(answer, scope_of(asked.task))
    assert isinstance(reading, Reading)
    path, _ = difference(reading.tree, Question(decider_of(asked, SALT)).keyed_forms)
    span = span_at(reading.tree, path) if path else None
    assert (answer[slice(*span)].lstrip("-").strip() if span is not None else None) == place
