"""Text to tree: one grammar for plain text, LaTeX and Unicode, mixed in one answer.

``read`` is the front door.  It returns a :class:`Reading` or a :class:`grader.model.Diagnostic` that says where the
text stops making sense and what to do about it; it never raises for a text, and no text is ever evaluated by
Python.  The notation with all documented readings stands in ``docs/notation.md``.
"""

from grader.syntax.meant import neighbours
from grader.syntax.read import Reading, read, readings
from grader.syntax.scope import Called, Function, Scope, spelling
from grader.syntax.steps import Statement, statements

__all__ = ["Called", "Function", "Reading", "Scope", "Statement", "neighbours", "read", "readings", "spelling", "statements"]
