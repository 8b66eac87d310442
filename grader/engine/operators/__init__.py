"""Operators of vector calculus: a row an operator, its definition in partial derivatives, written once for whatever computes these."""

from grader.engine.operators.definitions import OPERATORS
from grader.engine.operators.partials import Partials

__all__ = ["OPERATORS", "Partials"]
