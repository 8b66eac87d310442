"""What trees mean: rigorous values, the truth of a problem, and the ladder that decides an answer.

The only room that knows NumPy, SymPy and python-flint.  Its sub-rooms, from the bottom up: ``program`` (a tree as straight-line steps)
runs over the numbers in ``values`` (balls, duals, floats, rationals) and ``field`` (normal forms); ``problem`` poses a task under a salt
and lays an answer out beside its truth; ``sizes`` and ``branches`` find where a formula may change its mind; ``ladder`` decides.
``recognise`` (which of many values an answer has) and ``calculus`` (derivatives by rules) have doors of their own for misconceptions.
Theory and sources: ``docs/engine.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# Before any module that imports flint.
from grader.engine import lean_flint  # noqa: F401
from grader.lazily import door

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
    from grader.engine.problem.letters import axis_names, spare_indices
    from grader.engine.problem.posed import Posed, declared_of, expanded
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
    "Sketch", "UnresolvedError", "approximated", "axis_names", "compare", "counterexample", "declared_of", "eigenvalues", "expanded",
    "finding_over_sizes", "fingerprint", "idle_conditions", "interval", "is_outside", "is_turned", "jump", "laid_out",
    "laid_out_mixed", "may_be", "precision", "pruned", "rational", "refuted_at_once", "rounded", "rounded_eigenvalue", "same",
    "spare_indices", "unfolded", "without_value", "witness",
]

_HOMES = {name: f"grader.engine.{home}" for home, names in {
    "branches.analytic": ("UnresolvedError",), "branches.idle": ("idle_conditions",), "calculus.operated": ("unfolded",),
    "ladder.evidence": ("counterexample",), "ladder.finding": ("Finding",), "ladder.jumps": ("jump",), "ladder.ladder": ("compare",),
    "ladder.over_sizes": ("finding_over_sizes",), "ladder.refute": ("refuted_at_once", "without_value"), "ladder.witness": ("witness",),
    "operators": ("OPERATORS",), "problem.at_sizes": ("Instance",), "problem.compiled": ("Compiled",),
    "problem.domain": ("approximated", "interval", "is_outside"), "problem.laid": ("Laid", "laid_out", "laid_out_mixed"),
    "problem.layouts": ("is_turned",), "problem.letters": ("axis_names", "spare_indices"),
    "problem.posed": ("Posed", "declared_of", "expanded"),
    "program.budget": ("Budget",), "program.builder": ("rational",),
    "program.program": ("BeyondError", "BudgetError", "OpenSizeError", "pruned"), "recognise.relations": ("fingerprint", "same"),
    "recognise.sketch": ("Sketch", "may_be"), "values.eigenvalues": ("eigenvalues", "rounded_eigenvalue"),
    "values.precision": ("REFUTE_BITS", "precision"), "values.written": ("rounded",),
}.items() for name in names}
"""Most answers need neither all rungs nor what explains a wrong answer: each module is loaded when one of its names is asked for."""

__getattr__ = door(__name__, _HOMES)
