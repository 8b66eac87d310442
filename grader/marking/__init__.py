"""From a response to a mark, and the proof of the bank: a problem marks its own lists."""

from grader.marking.groups import wrong_groups
from grader.marking.guard import failed, guarded, mark_or_fail
from grader.marking.hints import hints, next_step
from grader.marking.mark import earlier_of, mark
from grader.marking.prove import Proved, prove
from grader.marking.score import score

__all__ = [
    "Proved", "earlier_of", "failed", "guarded", "hints", "mark", "mark_or_fail", "next_step", "prove", "score", "wrong_groups",
]
