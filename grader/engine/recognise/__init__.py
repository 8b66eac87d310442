"""Which of many values an answer has, and what values have to do with each other: the door for misconceptions."""

from grader.engine.branches.branching import branching_slots, has_branches, may_branch
from grader.engine.ladder.agree import exact_bits
from grader.engine.problem.at_sizes import Sample
from grader.engine.problem.laid import Written
from grader.engine.program.builder import rational
from grader.engine.program.program import Program
from grader.engine.program.stored import program_of, program_parts
from grader.engine.recognise.many import (
    Batch,
    Member,
    Probe,
    Signature,
    batches,
    differential_entries,
    entries_of,
    of_written,
    tensor_values,
    valued,
)
from grader.engine.recognise.relations import buckets, combination, directions, number, offset, ratio, unit
from grader.engine.values.balls import Ball, exact_ball
from grader.engine.values.precision import AGREE_BITS

__all__ = [
    "AGREE_BITS", "Ball", "Batch", "Member", "Probe", "Program", "Sample", "Signature", "Written", "batches", "branching_slots", "buckets",
    "combination", "differential_entries", "directions", "entries_of", "exact_ball", "exact_bits", "has_branches", "may_branch", "number",
    "of_written", "offset", "program_of", "program_parts", "ratio", "rational", "tensor_values", "unit", "valued",
]
