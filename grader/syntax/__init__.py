"""Text to tree: one grammar for plain text, LaTeX and Unicode, mixed in one answer.

``read`` is the front door.  It returns a :class:`Reading` or a :class:`grader.model.Diagnostic` that says where the
text stops making sense and what to do about it; it never raises for a text, and no text is ever evaluated by
Python.  The notation with all documented readings stands in ``docs/notation.md``.
"""

from grader.syntax.alike import canonical, squeezed
from grader.syntax.assemble import as_named, is_too_large, one_answer, with_name
from grader.syntax.formula import Reading, flips, kinds_of, read_formula
from grader.syntax.grammar.refusals import USE_THE_NAMES
from grader.syntax.layout.enumerations import without_bullets, without_dashes
from grader.syntax.layout.index_order import is_of_diagonal
from grader.syntax.layout.labels import Label
from grader.syntax.layout.layout import MOST_MEMBERS, Layout, Statement
from grader.syntax.layout.members import declared_name
from grader.syntax.layout.restrictions import Restriction
from grader.syntax.lexicon import function_named, is_function, spelling
from grader.syntax.messages.meant import neighbours
from grader.syntax.reading import BULLETS, only_one, read, readings, understand, without_words
from grader.syntax.scope import Axes, Called, Function, Partials, Scope
from grader.syntax.spellings import narrowed
from grader.syntax.spellings.around import FOREIGN_AND, OR
from grader.syntax.spellings.signs import ANGLES, ARROW, COMPARISON, THIN_ARROW
from grader.syntax.units import unit_vectors

__all__ = [
    "ANGLES", "ARROW", "Axes", "BULLETS", "COMPARISON", "Called", "FOREIGN_AND", "Function", "Label", "Layout", "MOST_MEMBERS", "OR",
    "Partials", "Reading", "Restriction", "Scope", "Statement", "THIN_ARROW", "USE_THE_NAMES", "as_named", "canonical", "declared_name",
    "flips", "function_named", "is_function", "is_of_diagonal", "is_too_large", "kinds_of", "narrowed", "neighbours", "one_answer",
    "only_one", "read", "read_formula", "readings", "spelling", "squeezed", "understand", "unit_vectors", "with_name", "without_bullets",
    "without_dashes", "without_words",
]
