"""Hostile answers are marked without running anything, in bounded time, and leave no trace in the process."""

from __future__ import annotations

import decimal
import gc
import locale
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile_texts import TEXTS

from grader.bank import load_bank
from grader.marking import mark
from grader.model import Mark, Outcome, Problem

ROOT = Path(__file__).resolve().parents[2]
ASKED = ("partial-x-plus-2y3-y", "gradient-ex57", "jacobian-arrangement", "shape-RD-R", "power-rule")


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    bank, _ = load_bank(ROOT / "problem_bank")
    return [problem for id_ in ASKED if (problem := bank.get(id_)) is not None]


def jobs(problems: list[Problem]) -> list[tuple[Problem, str]]:
    texts = [(problem, text.replace("{T}", problem.scheme.truth)) for text in TEXTS for problem in problems]
    return [*texts, *((problem, text) for problem in problems for text in (*problem.scheme.accept, *(wrong.answer for wrong in problem.scheme.wrong)))]


def state() -> tuple[object, ...]:
    context = decimal.getcontext()
    return (sys.getrecursionlimit(), os.getcwd(), locale.setlocale(locale.LC_ALL), context.prec, context.rounding, random.getstate(),
            dict(os.environ), sys.path[:])


def test_no_hostile_text_is_right_or_slow_and_none_leaves_a_trace(problems: list[Problem]) -> None:
    work = jobs(problems)
    before, marks, slow = state(), list[Mark](), []
    # What all the tests before have left is no answer's to collect: a full collection may take a second.
    gc.freeze()
    for problem, text in work:
        started = time.process_time()
        marks.append(mark(problem, text, "salt"))
        if time.process_time() - started > 1:
            slow.append((problem.id, text[:60]))
    gc.unfreeze()
    assert slow == []
    assert state() == before
    hostile = len(TEXTS) * len(problems)
    assert [(each.problem, each.answer) for each in marks[:hostile] if each.verdict.outcome is Outcome.CORRECT] == []
    assert {each.score for each in marks if each.verdict.outcome in (Outcome.UNREADABLE, Outcome.UNDECIDED)} == {None}
    for seed in (1, 2):
        order = random.Random(seed).sample(range(len(work)), len(work))
        assert [mark(*work[at], "salt") for at in order] == [marks[at] for at in order]


OTHER_KINDS = """
- {id: points, vars: {x: real, y: real}, f: x^3 - 3x + y^2, wrt: [x, y], asked: critical-points}
- {id: zeros, vars: {x: real}, f: x^2 - 1, wrt: x, asked: zeros}
- {id: equation, vars: {x: real, y: real}, f: y = x^2, asked: equation}
- {id: antiderivative, vars: {x: real}, f: x, wrt: x, asked: antiderivative}
- {id: taylor, vars: {x: real}, f: sin(x), wrt: x, asked: taylor, at: {x: 0}, order: 3}
- {id: nature, vars: {x: real, y: real}, f: x^2 + y^2, wrt: [x, y], at: {x: 0, y: 0}, asked: nature}
"""
LONG = ("mat(" * 2_200, "vec(x," * 1_500, r"\pmatrix{" * 1_000, "Simplify[" * 1_000, "x" + "\n" * 1_900 + "x", "x" + " " * 4_000 + "x", "`" * 4_000, "x + C" + "\t" * 4_000 + "for x", "\u2003" * 1_900 + "(1, 2)",
          "2" + " ≈ 1.5" * 250 + "x", "≈ 1" + ",000" * 450, "2 ≈ (1," + " 1," * 600, "about " * 300, "2 (≈ " * 300, r"x\text{+1}" * 190,
        "x = 2x" + " " * 1_900 + "!", "| " * 5_000, "x" + " " * 9_900 + "!", "(" * 10_000, "," * 10_000)


def test_no_text_is_slow_for_other_kinds(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(OTHER_KINDS, encoding="utf-8")
    slow = []
    for problem in load_bank(tmp_path / "bank.yaml")[0].problems:
        for text in (*TEXTS, *LONG):
            started = time.process_time()
            mark(problem, text.replace("{T}", "x"), "salt")
            if time.process_time() - started > 1:
                slow.append((problem.id, text[:60]))
    assert slow == []


WATCHED = '''
import importlib, pkgutil, sys
sys.path[:0] = {path!r}
from hostile_texts import TEXTS
from grader import engine, kinds, marking, misconceptions
from grader.bank import load_bank
from grader.marking import mark
# Rooms load some of their modules, and flint some of its own, with the first answer that needs them.
for room in (engine, kinds, marking, misconceptions):
    for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        importlib.import_module(module.name)
import flint
flint.nmod
events, watching = [], False
def hook(name, arguments):
    # A node of a tree takes its class when its slots are filled.
    is_node_made = name == "object.__setattr__" and type(arguments[0]).__name__ == "_Open" and arguments[1] == "__class__"
    if watching and name not in {{"builtins.id"}} and not is_node_made:
        events.append((name, repr(arguments)[:200], text[:80]))
bank, _ = load_bank({bank!r})
problems = [bank.get(id_) for id_ in {asked!r}]
for problem in problems:
    for text in (*problem.scheme.accept, *(wrong.answer for wrong in problem.scheme.wrong), "sin(x)", "1/(x-x)", "exp(x^2)", "1 +", "sinn(x)"):
        mark(problem, text, "salt")
sys.addaudithook(hook)
for text in TEXTS:
    for problem in problems:
        watching = True
        mark(problem, text.replace("{{T}}", problem.scheme.truth), "salt")
        watching = False
print(sorted(set(events)))
watching = True
compile("1", "", "eval")
print(events[-1][0])
'''


def test_while_an_answer_is_marked_nothing_is_run_opened_or_imported(tmp_path: Path) -> None:
    program = WATCHED.format(path=[str(ROOT), str(Path(__file__).parent)], bank=str(ROOT / "problem_bank"), asked=ASKED)
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stderr, done.stdout) == ("", "[]\ncompile\n")
    assert list(tmp_path.iterdir()) == []
