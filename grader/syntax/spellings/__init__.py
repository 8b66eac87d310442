"""How names, functions and signs are spelled: tables only, one module per notation."""

from grader.syntax.spellings.latex import DROPPED, ENVIRONMENTS, FONTS, FRACTIONS, OPERATORS
from grader.syntax.spellings.plain import (
    AND,
    ARRAY_WORDS,
    AT,
    COMPUTING,
    CONDITIONAL,
    FOR,
    FUNCTIONS,
    GREEK,
    INDEX_WORDS,
    INVERSE,
    MATRIX_FUNCTIONS,
    REMEDIES,
    TWO_ARGUMENTS,
    TWO_MATRICES,
    WHERE,
)
from grader.syntax.spellings.unicode import FRACTION, INVISIBLE, SIGNS, SUBSCRIPT, SUPERSCRIPT

__all__ = [
    "AND", "ARRAY_WORDS", "AT", "COMPUTING", "CONDITIONAL", "DROPPED", "ENVIRONMENTS", "FONTS", "FOR", "FRACTION", "FRACTIONS", "FUNCTIONS", "GREEK", "INDEX_WORDS", "INVERSE",
    "INVISIBLE", "MATRIX_FUNCTIONS", "OPERATORS", "REMEDIES", "SIGNS", "SUBSCRIPT", "SUPERSCRIPT", "TWO_ARGUMENTS", "TWO_MATRICES", "WHERE",
]
