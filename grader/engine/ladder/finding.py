"""What a rung of the ladder says of an answer."""

from __future__ import annotations

from grader.model import Diagnostic, Evidence, Outcome
from grader.record import record


@record
class EntryAt:
    """An entry of the truth by number, row by row, and its position among the answer's entries."""

    number: int
    position: int


@record
class Finding:
    """What the ladder found: outcome, evidence, and the number of the entry that was refuted.

    ``rounded_to`` is set where the answer is the truth up to the rounding of its decimals: to so many significant digits; ``is_multiplied``
    tells that sums with rounded decimals are multiplied, so that a person has to say whether these are coefficients.  ``said`` tells
    why nothing is decided, or what is proved without a point to show.
    """

    outcome: Outcome
    evidence: Evidence | None = None
    entry: int | None = None
    rounded_to: int | None = None
    is_multiplied: bool = False
    said: Diagnostic | None = None


POINTS = 6
"""Random points at which both sides must agree."""

UNDECIDED = Finding(Outcome.UNDECIDED)
