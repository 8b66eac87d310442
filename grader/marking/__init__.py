"""From a response to a mark, and the proof of the bank: a problem marks its own lists."""

from grader.marking.groups import wrong_groups
from grader.marking.guard import guarded
from grader.marking.hints import hints, next_step
from grader.marking.mark import earlier_of, mark
from grader.marking.prove import Proved, prove
from grader.marking.score import score
from grader.marking.work import MOST_TEXTS, Parts, Work, decide_unit, failed, restored

__all__ = [
    "MOST_TEXTS", "Parts", "Proved", "Work", "decide_unit", "earlier_of", "failed", "guarded", "hints", "mark", "next_step", "prove",
    "restored", "score", "wrong_groups",
]
