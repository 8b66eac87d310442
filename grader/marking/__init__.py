"""From a response to a mark, and the proof of the bank: a problem marks its own lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazily import door
from grader.marking.guard import guarded
from grader.marking.hinting import hint_steps, hints, next_step
from grader.marking.kept import is_kept
from grader.marking.marker import BLANK, earlier_of, mark
from grader.marking.scoring import scored
from grader.marking.work import MOST_TEXTS, Parts, Work, decide_unit, undecided

if TYPE_CHECKING:
    from grader.marking.proof import Proved, prove
    from grader.marking.tally import Tally
    from grader.marking.variants import prove_variants

__all__ = [
    "BLANK", "MOST_TEXTS", "Parts", "Proved", "Tally", "Work", "decide_unit", "earlier_of", "guarded", "hint_steps", "hints", "is_kept",
    "mark", "next_step", "prove", "prove_variants", "scored", "undecided",
]

_HOMES = {"Proved": "grader.marking.proof", "Tally": "grader.marking.tally", "prove": "grader.marking.proof",
          "prove_variants": "grader.marking.variants"}

__getattr__ = door(__name__, _HOMES)
"""One answer does not wait for the proof of a bank."""
