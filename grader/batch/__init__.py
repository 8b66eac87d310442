"""The whole run: many submissions, several processes, one folder; the same bytes for any number of processes."""

from grader.batch.folder import write as write_file
from grader.batch.forgetting import forget
from grader.batch.grading import grade
from grader.batch.limits import calm
from grader.batch.opened import open_run
from grader.batch.reconcile import Came, Settings, Summary, processors, run
from grader.batch.sent import exported
from grader.batch.workers import address_of

__all__ = ["Came", "Settings", "Summary", "address_of", "calm", "exported", "forget", "grade", "open_run", "processors",
           "run", "write_file"]
