"""The whole run: many submissions, several processes, one folder; the same bytes for any number of processes."""

from grader.batch.audit import JUDGED, Drawn, draw
from grader.batch.basis import Basis
from grader.batch.confidence import Rate, interval, together
from grader.batch.entries import (
    Overruling,
    Reviewing,
    Word,
    answered,
    is_again,
    is_in_force,
    on_answers,
    on_files,
    on_student,
    parts_of,
    sheets_of,
    take_back,
    write,
)
from grader.batch.folder import write as write_file
from grader.batch.forgetting import forget
from grader.batch.gathering import Item
from grader.batch.grading import grade
from grader.batch.interruption import held, number_of
from grader.batch.judgements import AGREES, DIFFERS, UNSURE, WITHDRAWN, Judgement, judged, note, rates
from grader.batch.limits import calm
from grader.batch.merging import Merged, merge
from grader.batch.opened import open_run
from grader.batch.reconcile import Came, Settings, Summary, processors, run
from grader.batch.regrading import Regraded, regrade
from grader.batch.sent import exported
from grader.batch.sources import Sources, sources_of
from grader.batch.status import Status, status_of
from grader.batch.waiting import Waiting, after, identity, open_waiting, rewrite
from grader.batch.workers import address_of

__all__ = [
    "AGREES", "DIFFERS", "JUDGED", "UNSURE", "WITHDRAWN", "Basis", "Came", "Drawn", "Item", "Judgement", "Merged", "Overruling", "Rate",
    "Regraded", "Reviewing", "Settings", "Sources", "Status", "Summary", "Waiting", "Word", "address_of", "after", "answered", "calm",
    "draw", "exported", "forget", "grade", "held", "identity", "interval", "is_again", "is_in_force", "judged", "merge", "note",
    "number_of", "on_answers", "on_files", "on_student", "open_run", "open_waiting", "parts_of", "processors", "rates", "regrade",
    "rewrite", "run", "sheets_of", "sources_of", "status_of", "take_back", "together", "write", "write_file",
]
