"""The whole run: many submissions, several processes, one folder; the same bytes for any number of processes."""

from grader.batch.folder import write as write_file
from grader.batch.grading import grade
from grader.batch.limits import calm
from grader.batch.reconcile import Settings, processors, run

__all__ = ["Settings", "calm", "grade", "processors", "run", "write_file"]
