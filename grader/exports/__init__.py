"""The last room before the command line: a run leaves for a grade book.

An export is a frozen record with a name and a function from a :class:`Run` to bytes; it writes no file.  Where an LMS
can export its own grade book, that file is the template: it is scanned for the spans of its cells, one column is
filled, and every other byte stays.  People are matched by ids of the same kind; whoever fits nowhere, or twice, is
listed and left alone.  Totals with answers that wait for a person are written only on request.  Beside each writer
stands a re-reader with the LMS's own rules of acceptance, and every export passes through it before it is handed back.

A new format is one module with an ``EXPORT`` and one line in :data:`EXPORTS`.
"""

from grader.exports import blackboard, brightspace, canvas, gradescope, ilias, json_lines, moodle, neutral, xlsx
from grader.exports.attention import attention_table
from grader.exports.canvas_feedback import NAME as FEEDBACK
from grader.exports.export import Export, Options
from grader.exports.gradescope import Told, results_json
from grader.exports.gradescope_package import AUTOGRADER_SCRIPTS, Contents, package
from grader.exports.neutral import guard, opened_by_people, table
from grader.exports.placing import BESIDE, NOBODY, SHOWN, unmatched_csv
from grader.exports.run import Run
from grader.exports.statistics import statistics_table

EXPORTS: tuple[Export, ...] = (neutral.EXPORT, xlsx.EXPORT, json_lines.EXPORT, canvas.EXPORT, moodle.EXPORT, brightspace.EXPORT,
                              blackboard.EXPORT, ilias.EXPORT, gradescope.EXPORT)
"""All formats, in the order in which the command line names them."""

__all__ = [
    "AUTOGRADER_SCRIPTS", "BESIDE", "EXPORTS", "FEEDBACK", "NOBODY", "SHOWN", "Contents", "Export", "Options", "Run", "Told",
    "attention_table", "guard", "opened_by_people", "package", "results_json", "statistics_table", "table", "unmatched_csv",
]
