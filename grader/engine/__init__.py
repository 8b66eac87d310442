"""What trees mean: rigorous values, the truth of a problem, and the ladder that decides an answer.

The only room that knows NumPy, SymPy and python-flint.  Its sub-rooms, from the bottom up: ``program`` (a tree as straight-line steps)
runs over the numbers in ``values`` (balls, duals, floats, rationals) and ``field`` (normal forms); ``problem`` poses a task under a salt
and lays an answer out beside its truth; ``sizes`` and ``branches`` find where a formula may change its mind; ``ladder`` decides.
``recognise`` (which of many values an answer has) and ``calculus`` (derivatives by rules) have doors of their own for misconceptions.
Theory and sources: ``docs/engine.md``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# Before any module that imports flint.
from grader.engine import sparing  # noqa: F401

if TYPE_CHECKING:
    from grader.engine.branches.analytic import UnresolvedError
    from grader.engine.branches.idle import idle_conditions
    from grader.engine.calculus.operated import unfolded
    from grader.engine.ladder.evidence import counterexample
    from grader.engine.ladder.finding import Finding
    from grader.engine.ladder.jumps import jump
    from grader.engine.ladder.ladder import compare
    from grader.engine.ladder.over_sizes import finding_over_sizes
    from grader.engine.ladder.refute import refuted_at_once, without_value
    from grader.engine.ladder.witness import witness
    from grader.engine.operators import OPERATORS
    from grader.engine.problem.at_sizes import Instance
    from grader.engine.problem.compiled import Compiled
    from grader.engine.problem.domain import approximated, interval, is_outside
    from grader.engine.problem.laid import Laid, laid_out, laid_out_mixed
    from grader.engine.problem.layouts import is_turned
    from grader.engine.problem.posed import Posed, declared_of, expanded, spare_indices
    from grader.engine.program.budget import Budget
    from grader.engine.program.builder import rational
    from grader.engine.program.program import BeyondError, BudgetError, OpenSizeError, pruned
    from grader.engine.recognise.relations import fingerprint, same
    from grader.engine.recognise.sketch import Sketch, may_be
    from grader.engine.values.eigenvalues import eigenvalues, rounded_eigenvalue
    from grader.engine.values.precision import REFUTE_BITS, precision
    from grader.engine.values.written import rounded

__all__ = [
    "BeyondError", "Budget", "BudgetError", "Compiled", "Finding", "Instance", "Laid", "OPERATORS", "OpenSizeError", "Posed", "REFUTE_BITS",
    "Sketch", "UnresolvedError", "approximated", "compare", "counterexample", "declared_of", "eigenvalues", "expanded",
    "finding_over_sizes", "fingerprint", "idle_conditions", "interval", "is_outside", "is_turned", "jump", "laid_out",
    "laid_out_mixed", "may_be", "precision", "pruned", "rational", "refuted_at_once", "rounded", "rounded_eigenvalue", "same",
    "spare_indices", "unfolded", "without_value", "witness",
]

_HOMES = {"UnresolvedError": "branches.analytic", "idle_conditions": "branches.idle", "unfolded": "calculus.operated",
          "counterexample": "ladder.evidence", "Finding": "ladder.finding", "jump": "ladder.jumps", "compare": "ladder.ladder",
          "finding_over_sizes": "ladder.over_sizes", "refuted_at_once": "ladder.refute", "without_value": "ladder.refute",
          "witness": "ladder.witness", "OPERATORS": "operators", "Instance": "problem.at_sizes", "Compiled": "problem.compiled",
          "approximated": "problem.domain", "interval": "problem.domain", "is_outside": "problem.domain", "Laid": "problem.laid",
          "laid_out": "problem.laid", "laid_out_mixed": "problem.laid", "is_turned": "problem.layouts", "Posed": "problem.posed",
          "declared_of": "problem.posed", "expanded": "problem.posed", "spare_indices": "problem.posed", "Budget": "program.budget",
          "rational": "program.builder", "BeyondError": "program.program", "BudgetError": "program.program",
          "OpenSizeError": "program.program", "pruned": "program.program", "fingerprint": "recognise.relations",
          "same": "recognise.relations", "Sketch": "recognise.sketch", "may_be": "recognise.sketch", "eigenvalues": "values.eigenvalues",
          "rounded_eigenvalue": "values.eigenvalues", "REFUTE_BITS": "values.precision", "precision": "values.precision",
          "rounded": "values.written"}


def __getattr__(name: str) -> Any:
    """Most answers need neither all rungs nor what explains a wrong answer: each module is loaded when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
