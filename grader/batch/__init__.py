"""The whole run: many submissions, several processes, one folder; the same bytes for any number of processes."""

from grader.batch.basis import Basis
from grader.batch.folder import write as write_file
from grader.batch.forgetting import forget
from grader.batch.grading import grade
from grader.batch.limits import calm
from grader.batch.merging import Merged, merge
from grader.batch.opened import open_run
from grader.batch.reconcile import Came, Settings, Summary, processors, run
from grader.batch.regrading import Regraded, regrade
from grader.batch.sent import exported
from grader.batch.sources import Sources, sources_of
from grader.batch.status import Status, status_of
from grader.batch.waiting import after, identity, open_waiting, rewrite

__all__ = [
    "Basis", "Came", "Merged", "Regraded", "Settings", "Sources", "Status", "Summary", "after", "calm", "exported", "forget", "grade",
    "identity", "merge", "open_run", "open_waiting", "processors", "regrade", "rewrite", "run", "sources_of", "status_of", "write_file",
]
