"""No false verdict on random answers that an oracle without any room of the grader has labelled.

``GRADER_AUDIT`` scales the counts (1 is 2,020 wrong answers with symbolic sizes, 1,000 right ones in other forms, 2,000 scalar pairs on
domains), ``GRADER_AUDIT_SEED`` makes others.  ``python tests/audit/audit_run.py --help`` runs parts of it and lists what is pending.
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from audit_cases import CASES
from audit_mutants import KINDS
from audit_oracle import RIGHT, SIZES, STEP, Case, judged, truth
from audit_run import REWRITES, SCALARS, SHARE, Figures, audit, mutants, shown, table
from audit_scalars import pairs
from audit_terms import World, term, value

SCALE = float(os.environ.get("GRADER_AUDIT", "1"))
SEED = int(os.environ.get("GRADER_AUDIT_SEED", "1"))
SCALAR = ("scalar right", "scalar wrong", "scalar narrow")
MOST_UNDECIDED = ((tuple(KINDS), 0.02), (("rewrite",), 0.01), (("scalar wrong",), 0.02), (("scalar right",), 0.01))
MAY_BE_UNREADABLE = ("3 bound", "6 sliver")
"""Kinds whose texts need not be readable: another bound of a sum, a norm that the notation does not know."""


@pytest.fixture(scope="module")
def figures() -> Figures:
    found = audit(SCALE, SEED)
    print(table(found))
    return found


def test_no_false_verdict(figures: Figures) -> None:
    assert [shown(one, outcome) for one, outcome in figures.false] == []


def test_no_right_form_is_unreadable(figures: Figures) -> None:
    assert [shown(one, outcome) for one, outcome in figures.pending if one.label == RIGHT and outcome.startswith("unreadable")] == []


def test_few_are_undecided(figures: Figures) -> None:
    for kinds, most in MOST_UNDECIDED:
        undecided = [shown(one, outcome) for one, outcome in figures.pending if one.kind in kinds and outcome.startswith("undecided")]
        assert len(undecided) <= max(1, most * figures.count(kinds)), "\n".join(undecided)


def test_few_wrong_answers_are_unreadable(figures: Figures) -> None:
    kinds = [kind for kind in KINDS if kind not in MAY_BE_UNREADABLE]
    unreadable = [shown(one, outcome) for one, outcome in figures.pending if one.kind in kinds and outcome.startswith("unreadable")]
    assert len(unreadable) <= max(1, 0.01 * figures.count(kinds)), "\n".join(unreadable)


def test_as_many_as_promised_of_every_kind(figures: Figures) -> None:
    assert figures.count(KINDS) >= 2_000 * SCALE
    assert all(figures.count([kind]) >= 150 * SCALE for kind in KINDS)
    assert figures.count(["rewrite"]) == round(REWRITES * SCALE)
    assert figures.count(SCALAR) == round(SCALARS * SCALE)
    assert len([case for case in CASES if case.id in figures.problems]) >= (60 if SCALE >= 0.5 else 30)
    if SCALE >= 1:
        assert all(figures.made[kind, rule.__name__.strip("_")] > 4 for kind, rules in KINDS.items() for rule in rules)


def test_the_generator_throws_few_right_forms_away(figures: Figures) -> None:
    """A rule of rewriting that is wrong would be seen here; what the oracle cannot tell would too."""
    unfit = sum(number for made, number in figures.unclear.items() if made.startswith("rewrite") or (made.endswith("unclear") and "scalar" in made))
    assert unfit <= 0.01 * (REWRITES + SCALARS) * SCALE, figures.unclear


@pytest.mark.parametrize("name", ["audit_terms", "audit_texts", "audit_oracle", "audit_cases", "audit_mutants", "audit_rewrites", "audit_scalars"])
def test_the_oracle_imports_no_room_of_the_grader(name: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert modules
    assert not [module for module in modules if module.split(".")[0] == "grader"]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_every_listed_form_is_right(case: Case) -> None:
    assert {text: judged(case, term(text)).label for text in case.right} == dict.fromkeys(case.right, RIGHT)


@pytest.mark.parametrize("case", [case for case in CASES if case.wrt], ids=[case.id for case in CASES if case.wrt])
def test_complex_steps_agree_with_central_differences(case: Case) -> None:
    sizes = next(iter(sizes for sizes in case.choices(9) if min(sizes.values(), default=0) >= 9))
    known = truth(case, tuple(sizes.values()))
    at, rough = known.world.values[case.wrt], []
    assert STEP < 1e-20
    for row, column in np.ndindex(*at.shape[-2:]):
        moved = []
        for side in (1e-5, -1e-5):
            values = dict(known.world.values)
            values[case.wrt] = at.copy()
            values[case.wrt][:, row, column] += side
            moved.append(value(case.formula, World(known.world.sizes, known.world.indices, values)).real)
        rough.append((moved[0] - moved[1]) / 2e-5)
    turned = np.moveaxis(np.stack(rough), 0, -1).reshape(known.array.shape)
    assert np.abs(turned - known.array).max() <= 1e-5 * (1 + np.abs(known.array).max())


def test_seven_choices_of_sizes_with_equal_ones_and_eights() -> None:
    assert len(SIZES) == 7
    assert any(m == n for m, n, _ in SIZES)
    assert {8} < {size for row in SIZES for size in row}


def test_same_seed_same_answers() -> None:
    for kind in KINDS:
        count = min(6, SHARE[kind])
        one, other = (list(mutants(kind, count, 5, Counter())) for _ in range(2))
        assert one == other
    assert list(islice(pairs(5), 20)) == list(islice(pairs(5), 20))
