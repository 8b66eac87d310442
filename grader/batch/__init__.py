"""The whole run: many submissions, several processes, one folder; the same bytes for any number of processes."""

from grader.batch.basis import Basis
from grader.batch.folder import write as write_file
from grader.batch.grading import grade
from grader.batch.interruption import held, number_of
from grader.batch.merging import Merged, merge
from grader.batch.opened import open_run
from grader.batch.proving import proofs
from grader.batch.reconcile import Came, Settings, Summary, processors, run
from grader.batch.regrading import Regraded, regrade
from grader.batch.sent import Pieces, exported
from grader.batch.sources import Sources, sources_of
from grader.batch.workers import address_of

__all__ = [
    "Basis", "Came", "Merged", "Pieces", "Regraded", "Settings", "Sources", "Summary", "address_of", "exported", "grade", "held",
    "merge", "number_of", "open_run", "processors", "proofs", "regrade", "run", "sources_of", "write_file",
]
