"""People and the rows of files: rosters are read, and one function says which person is which row.

Whatever joins a submission to a row (a roster, an export, an extension, a group, a time) asks :func:`match`.
"""

from grader.headers import columns, compared
from grader.people.matching import Matching, Unmatched, is_called_otherwise, match
from grader.people.names import full_name
from grader.people.roster import canvas_rows, read_roster, roster_of
from grader.people.rows import Groups, in_ascii, is_mangled, letters, may_be_one
from grader.people.worksheet import Cells, Shape, grade_columns, shape, worksheet_rows

__all__ = ["Cells", "Groups", "Matching", "Shape", "Unmatched", "canvas_rows", "columns", "compared", "full_name", "grade_columns",
           "in_ascii", "is_called_otherwise", "is_mangled", "letters", "match", "may_be_one", "read_roster", "roster_of", "shape",
           "worksheet_rows"]
