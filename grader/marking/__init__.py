"""From a response to a mark, and the proof of the bank: a problem marks its own lists."""

from grader.marking.mark import mark
from grader.marking.score import score

__all__ = ["mark", "score"]
