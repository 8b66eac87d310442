"""What trees mean: rigorous values, the truth of a problem, and the ladder that decides an answer.

The only room that knows NumPy, SymPy and python-flint.  The way through its rooms: ``program`` (tree → straight-line steps at given
sizes), ``values`` (the numbers that the steps run over), ``problem`` (the derivative of f by definition, at points, and an answer beside
it), ``ladder`` (the rungs that decide: refute, prove, search, agree; and the evidence).  They use ``field`` (normal forms, for proofs),
``branches`` (where a formula changes its mind) and ``sizes`` (which sizes suffice).  ``calculus`` differentiates as people do, and
``recognise`` compares many values, for misconceptions.  Theory and sources: ``docs/engine.md``.
"""

from grader.engine.branches.branching import has_branches, may_branch
from grader.engine.calculus.arrays import Calculus, NoRuleError, Notes
from grader.engine.calculus.by_sympy import from_sympy, sympy_truth, to_sympy, witness
from grader.engine.calculus.gradients import jacobian
from grader.engine.calculus.scalars import derivative
from grader.engine.calculus.shown import displayed
from grader.engine.ladder.agree import AGREE_BITS, exact_bits
from grader.engine.ladder.ladder import compare, refuted_at_once, slots_that_branch
from grader.engine.ladder.larger_sizes import Demand, demand_of, further, instance_at, look_at
from grader.engine.ladder.refute import REFUTE_BITS, Finding
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.laid import Laid, Written, laid_out, laid_out_mixed
from grader.engine.problem.layouts import is_turned
from grader.engine.problem.points import interval
from grader.engine.problem.posed import Posed, declared_of, expanded, spare_indices
from grader.engine.program.program import BeyondError, BudgetError, OpenSizeError, Program, pruned, rational
from grader.engine.program.stored import program_of, program_parts
from grader.engine.recognise.fingerprints import fingerprint
from grader.engine.recognise.many import (
    Batch,
    Member,
    Probe,
    Signature,
    Valued,
    batches,
    differential_entries,
    entries_of,
    of_written,
    scalars,
    tensor_values,
    valued,
)
from grader.engine.recognise.relations import are_narrow, buckets, combination, directions, exact_ball, number, offset, ratio, same, unit
from grader.engine.values.balls import Ball, precision

__all__ = [
    "AGREE_BITS", "Ball", "Batch", "BeyondError", "BudgetError", "Calculus", "Compiled", "Demand", "Finding", "Instance", "Laid", "Member",
    "NoRuleError", "Notes", "OpenSizeError", "Posed", "Probe", "Program", "REFUTE_BITS", "Sample", "Signature", "Valued", "Written",
    "are_narrow", "batches", "buckets", "combination", "compare", "declared_of", "demand_of", "derivative", "differential_entries",
    "directions", "displayed", "entries_of", "exact_ball", "exact_bits", "expanded", "fingerprint", "from_sympy", "further", "has_branches",
    "instance_at", "interval", "is_turned", "jacobian", "laid_out", "laid_out_mixed", "look_at", "may_branch", "number", "of_written",
    "offset", "precision", "program_of", "program_parts", "pruned", "ratio", "rational", "refuted_at_once", "same", "scalars",
    "slots_that_branch", "spare_indices", "sympy_truth", "tensor_values", "to_sympy", "unit", "valued", "witness",
]
