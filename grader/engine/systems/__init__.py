"""Polynomial systems: all their real zeros in a domain, exactly; and whether a point that somebody names is one of them.

A front door of its own: no answer to a formula needs this room.  ``terms`` are polynomials as tables, ``roots`` real algebraic numbers,
``points`` exact signs there; ``eliminants`` and ``solving`` find all zeros, ``of_truth`` those of a posed truth, ``placing`` compares.
"""

from grader.engine.systems.coordinates import Coordinates
from grader.engine.systems.of_truth import zeros_of
from grader.engine.systems.placing import Place, Placed, Zeros
from grader.engine.systems.points import RealPoint
from grader.engine.systems.solving import BorderError, CrowdedError, EndlessError
from grader.engine.systems.terms import UnsolvedError

__all__ = [
    "BorderError", "Coordinates", "CrowdedError", "EndlessError", "Place", "Placed", "RealPoint", "UnsolvedError", "Zeros", "zeros_of",
]
