"""The whole run: many submissions, several processes, one folder; the same bytes for any number of processes."""

from grader.batch.folder import write as write_file
from grader.batch.forgetting import forget
from grader.batch.gathering import Item, Spelling
from grader.batch.grading import grade
from grader.batch.limits import calm
from grader.batch.opened import open_run
from grader.batch.reconcile import Came, Settings, Summary, processors, run
from grader.batch.sent import exported
from grader.batch.waiting import Waiting, after, identity, open_waiting

__all__ = ["Came", "Item", "Settings", "Spelling", "Summary", "Waiting", "after", "calm", "exported", "forget", "grade", "identity",
           "open_run", "open_waiting", "processors", "run", "write_file"]
