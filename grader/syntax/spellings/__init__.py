"""How names, functions and signs are spelled: tables only, one module per notation."""

from grader.syntax.spellings.latex import DROPPED, ENVIRONMENTS, FONTS, FRACTIONS, OPERATORS
from grader.syntax.spellings.plain import COMPUTING, FUNCTIONS, GREEK, INVERSE, REMEDIES, TWO_ARGUMENTS
from grader.syntax.spellings.unicode import FRACTION, INVISIBLE, SIGNS, SUBSCRIPT, SUPERSCRIPT

__all__ = [
    "COMPUTING", "DROPPED", "ENVIRONMENTS", "FONTS", "FRACTION", "FRACTIONS", "FUNCTIONS", "GREEK", "INVERSE",
    "INVISIBLE", "OPERATORS", "REMEDIES", "SIGNS", "SUBSCRIPT", "SUPERSCRIPT", "TWO_ARGUMENTS",
]
