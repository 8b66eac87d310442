"""People and the rows of files: rosters are read, and one function says which person is which row.

Whatever joins a submission to a row (a roster, an export, an extension, a group, a time) asks :func:`match`.
"""

from grader.people.matching import match
from grader.people.roster import read_roster
from grader.people.rows import Row, compared

__all__ = ["Row", "compared", "match", "read_roster"]
