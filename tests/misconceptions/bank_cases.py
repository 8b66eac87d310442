"""The bank as the tests of diagnoses use it: its formula problems, their right answers as trees, and answers read and judged."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

from grader import load_bank
from grader.expr import Expr
from grader.kinds import Attempt, decide, decider_of, kind_of, scope_of
from grader.misconceptions import diagnose
from grader.model import Bank, Diagnosis, Outcome, Problem, WrongAnswer
from grader.places import place
from grader.syntax import Reading, read

SALT = "salt of the tests"
SALTS = (SALT, "another salt", "a third salt")
SCALE = float(os.environ.get("GRADER_DIAGNOSES", "1"))
"""More random answers: ``GRADER_DIAGNOSES=10`` takes ten times as many."""
SEED = int(os.environ.get("GRADER_DIAGNOSES_SEED", "1"))


@cache
def bank() -> Bank:
    """The lecture's bank."""
    found, faults = load_bank(place("problem_bank"))
    assert [fault for fault in faults if fault.severity == "error"] == []
    return found


@cache
def formulas() -> tuple[Problem, ...]:
    """The problems whose answers are formulas, without tables that were kept of them."""
    return tuple(problem for problem in bank().problems if kind_of(problem.task).trees and not problem.variants)


def bank_of(text: str, **files: str) -> Bank:
    """A bank from the text of a file, and of others beside it by name; raises for a fault."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bank.yaml").write_text(text, encoding="utf-8")
        for name, other in files.items():
            (Path(folder) / f"{name}.yaml").write_text(other, encoding="utf-8")
        found, faults = load_bank(Path(folder))
    assert [fault for fault in faults if fault.severity == "error"] == []
    return found


def tree_of(problem: Problem, text: str) -> Expr | None:
    """An answer as read; ``None`` if it cannot be read."""
    reading = read(text, scope_of(problem.task))
    return reading.tree if isinstance(reading, Reading) else None


def outcome_of(problem: Problem, tree: Expr, salt: str = SALT) -> Outcome:
    """What the ladder says about a tree."""
    return decide(decider_of(problem, salt), tree).outcome


def diagnosed(problem: Problem, tree: Expr, salt: str = SALT) -> tuple[Diagnosis, ...]:
    """What the rules say about a tree, without the author's list."""
    return diagnose(Attempt(decider_of(problem, salt), tree), listed=False)


@cache
def said_about(problem: Problem, text: str, salt: str = SALT) -> tuple[Diagnosis, ...] | None:
    """The same for a text; ``None`` for one that cannot be read or is not incorrect."""
    tree = tree_of(problem, text)
    if tree is None or outcome_of(problem, tree, salt) is not Outcome.INCORRECT:
        return None
    return diagnosed(problem, tree, salt)


@cache
def right_trees(problem: Problem) -> tuple[Expr, ...]:
    """The truth and the accepted forms, as read."""
    texts = ((problem.scheme.truth,) if problem.scheme.truth else ()) + problem.scheme.accept
    return tuple(tree for text in texts if (tree := tree_of(problem, text)) is not None)


def wrong_answers() -> list[tuple[Problem, WrongAnswer]]:
    """Every wrong answer of the bank's formula problems."""
    return [(problem, wrong) for problem in formulas() for wrong in problem.scheme.wrong]
