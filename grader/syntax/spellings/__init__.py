"""How names, functions and signs are spelled: tables only, one module per notation."""

from grader.syntax.spellings.latex import (
    ACCENTS,
    AROUND_LINES,
    DROPPED,
    ENVIRONMENTS,
    FONTS,
    FRACTIONS,
    LETTERS,
    OPERATORS,
    REFUSED,
    SIZES,
)
from grader.syntax.spellings.plain import (
    ALONE,
    ARRAY_WORDS,
    BY_CASES,
    CASE_WORDS,
    CHOOSING,
    COMPUTING,
    DIFFERENTIATING,
    FOREIGN,
    FUNCTIONS,
    GREEK,
    INDEX_WORDS,
    LINEAR_ALGEBRA,
    MATRIX_FUNCTIONS,
    REMEDIES,
    TWO_ARGUMENTS,
    TWO_MATRICES,
)
from grader.syntax.spellings.unicode import COMBINING, FRACTION, INVISIBLE, SIGNS, SUBSCRIPT, SUPERSCRIPT
from grader.syntax.spellings.wide import narrowed

__all__ = [
    "ACCENTS", "ALONE", "AROUND_LINES", "ARRAY_WORDS", "BY_CASES", "CASE_WORDS", "CHOOSING", "COMBINING", "COMPUTING", "DIFFERENTIATING",
    "DROPPED", "ENVIRONMENTS", "FONTS", "FOREIGN", "FRACTION", "FRACTIONS", "FUNCTIONS", "GREEK", "INDEX_WORDS", "INVISIBLE", "LETTERS",
    "LINEAR_ALGEBRA", "MATRIX_FUNCTIONS", "OPERATORS", "REFUSED", "REMEDIES", "SIGNS", "SIZES", "SUBSCRIPT", "SUPERSCRIPT",
    "TWO_ARGUMENTS", "TWO_MATRICES", "narrowed",
]
