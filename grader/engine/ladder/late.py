"""Rungs that few answers reach.  The modules that find zeros and borders are loaded by the first answer that needs them."""

from __future__ import annotations

from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import Finding
from grader.model import Outcome


def on_polynomial_pieces(comparison: Comparison) -> Finding | None:
    """Compare both sides between the zeros of polynomials; for the entries of matrices there are too many pieces."""
    if comparison.is_covered or comparison.instance.sizes:
        return None
    from grader.engine.ladder.on_pieces import between_zeros_of_polynomials

    return between_zeros_of_polynomials(comparison)


def on_every_branch(comparison: Comparison) -> Finding | None:
    """Return the agreement of two sides that agree on every branch too."""
    if comparison.agreement is None:
        return None
    from grader.engine.ladder.continuation import branches_agree

    return comparison.agreement if branches_agree(comparison) else None


def on_analytic_pieces(comparison: Comparison) -> Finding | None:
    """Compare two sides that agree at random points between the zeros of analytic functions: then the agreement is the last word."""
    if comparison.agreement is None:
        return None
    from grader.engine.ladder.on_pieces import between_zeros_of_functions

    found = between_zeros_of_functions(comparison)
    return found if isinstance(found, Finding) else comparison.agreement if found else None


def in_corners(comparison: Comparison) -> Finding | None:
    """Return a refutation from a corner of the domain, if there is one; a claim about an answer needs none."""
    if comparison.answer.is_for_a_claim:
        return None
    from grader.engine.ladder.corners import refuted_in_corners

    return refuted_in_corners(comparison)


def at_borders(comparison: Comparison, finding: Finding) -> Finding:
    """Return the finding of an answer that is right at the borders between cases too; else a refutation from one of them.

    At a border that is no rational number a difference is not shown, and a person looks.
    """
    if finding.outcome is not Outcome.CORRECT or not comparison.may_jump:
        return finding
    from grader.engine.ladder.borders import finding_at_borders

    return finding_at_borders(comparison, finding)
