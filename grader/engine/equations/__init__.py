"""Equations and systems: whether two of them have the same solutions in the domain, and a point where they part.

A door of its own for the kind of question that asks for equations: no other answer needs it.
"""

from grader.engine.equations.deciding import FACTOR, Sameness, Signature, decided, is_satisfiable, signature, trivial
from grader.engine.equations.growing import scaled, terms_of
from grader.engine.equations.points import factor_between
from grader.engine.equations.polynomials import polynomial, written
from grader.engine.equations.showing import evidence
from grader.engine.equations.sides import PosedEquations, System, difference

__all__ = [
    "FACTOR", "PosedEquations", "Sameness", "Signature", "System", "decided", "difference", "evidence", "factor_between", "is_satisfiable",
    "polynomial", "scaled", "signature", "terms_of", "trivial", "written",
]
