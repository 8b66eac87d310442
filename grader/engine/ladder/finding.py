"""The record that a rung returns: an outcome with its evidence."""

from __future__ import annotations

from grader.engine.problem.at_sizes import Sample
from grader.engine.problem.compiled import Compiled
from grader.model import Diagnostic, Evidence, Outcome
from grader.record import record


@record
class EntryAt:
    """An entry of the truth by number, row by row, and its position among the answer's entries."""

    number: int
    position: int


@record
class Refutation:
    """An entry of an answer that differs at a sample, seen with so many bits; what is shown of it is looked for when somebody asks."""

    answer: Compiled
    place: EntryAt
    sample: Sample
    bits: int


@record
class Finding:
    """What the ladder found: outcome, evidence, and what refutes an entry.

    ``rounded_to`` is set where the answer is the truth up to the rounding of its decimals: to so many significant digits; ``is_multiplied``
    tells that sums with rounded decimals are multiplied, so that a person has to say whether these are coefficients.  ``said`` tells
    why nothing is decided, or what is proved without a point to show.
    """

    outcome: Outcome
    evidence: Evidence | None = None
    refutation: Refutation | None = None
    rounded_to: int | None = None
    is_multiplied: bool = False
    said: Diagnostic | None = None


POINTS = 6
"""Random points at which both sides must agree."""

UNDECIDED = Finding(Outcome.UNDECIDED)
