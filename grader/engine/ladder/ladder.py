"""The ladder: an answer goes down the rungs until one of them decides; every verdict carries its evidence.

``docs/engine.md`` has the rules: disjoint balls refute; overlapping balls count only where they are narrow, at a precision that lets
nothing be absorbed.  NumPy proposes points; balls decide.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.engine.ladder.agree import agree
from grader.engine.ladder.all_functions import for_all_functions
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import UNDECIDED, Finding
from grader.engine.ladder.late import at_borders, in_corners, on_analytic_pieces, on_every_branch, on_polynomial_pieces
from grader.engine.ladder.prove import prove_rational, prove_unequal, prove_with_atoms
from grader.engine.ladder.refute import refute
from grader.engine.ladder.search import search, search_beside_branches
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.posed import Posed
from grader.engine.program.budget import Budget

Rung = Callable[[Comparison], Finding | None]

RUNGS: tuple[Rung, ...] = (
    refute,
    prove_rational,
    search,
    on_polynomial_pieces,
    search_beside_branches,
    prove_with_atoms,
    agree,
    on_every_branch,
    on_analytic_pieces,
    in_corners,
    prove_unequal,
)
"""Each returns its finding, or ``None`` to leave the answer to the next one; what is left at the end is undecided."""

SHORT = 40
"""Of an answer with so few steps the normal form is found as quickly as its values: it is tried first."""

RUNGS_OF_SHORT: tuple[Rung, ...] = (prove_rational, refute, *RUNGS[2:])


def compare(posed: Posed, answer: Compiled, truth: tuple[int, ...] | None = None, budget: Budget | None = None) -> Finding:
    """Compare an answer's outputs with the truth's entries at the answer's instance, in order; ``truth`` picks entries by number.

    Nothing is raised for what a student can write but SpentError, where the ``budget`` (a new one by default) is too small.
    """
    answer = answer.within(budget or Budget())
    comparison = Comparison(posed, answer, truth if truth is not None else tuple(range(len(answer.outputs))))
    if not comparison.samples:
        return UNDECIDED
    if answer.instance.is_on_relation:
        from grader.engine.ladder.on_relation import on_relation

        return on_relation(comparison)
    is_short = not answer.instance.sizes and len(answer.program.steps) <= SHORT
    findings = (rung(comparison) for rung in (RUNGS_OF_SHORT if is_short else RUNGS))
    finding = next((found for found in findings if found is not None), UNDECIDED)
    return for_all_functions(comparison, at_borders(comparison, finding))
