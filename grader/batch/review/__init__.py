"""What people do with a run: see what waits and what has changed, decide, judge a sample, have a student forgotten.

The way through this room: ``waiting`` and ``gathering`` (what waits, by groups) → ``entries`` (what is decided, to the file of decisions);
``audit`` → ``judgements`` → ``confidence`` (a sample, what a person said of it, and what follows).  ``unsaid`` takes a student out of
both.
"""

from grader.batch.review.audit import JUDGED, Drawn, draw
from grader.batch.review.confidence import Rate, interval, together
from grader.batch.review.entries import (
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
from grader.batch.review.forgetting import forget
from grader.batch.review.gathering import Item
from grader.batch.review.judgements import AGREES, DIFFERS, UNSURE, WITHDRAWN, Judgement, judged, note, rates
from grader.batch.review.status import Status, status_of
from grader.batch.review.waiting import Waiting, after, identity, open_waiting, rewrite

__all__ = [
    "AGREES", "DIFFERS", "JUDGED", "UNSURE", "WITHDRAWN", "Drawn", "Item", "Judgement", "Overruling", "Rate", "Reviewing", "Status",
    "Waiting", "Word", "after", "answered", "draw", "forget", "identity", "interval", "is_again", "is_in_force", "judged", "note",
    "on_answers", "on_files", "on_student", "open_waiting", "parts_of", "rates", "rewrite", "sheets_of", "status_of", "take_back",
    "together", "write",
]
