"""What may fill a slot: an open shelf.  A kind reads a response and decides it; ``KINDS`` is the whole list."""

from grader.kinds import dimension, response
from grader.kinds.decider import Attempt, Decider, decider_of, value_of
from grader.kinds.formula import FirstLook, decide, equal, verdict_of
from grader.kinds.kind import Fields, Judgement, Kind
from grader.kinds.scopes import scope, scope_of
from grader.kinds.sizes import read_dimension
from grader.model import Task

KINDS: tuple[Kind, ...] = (response.KIND, dimension.KIND)
"""In the order of the manual."""

_BY_ASKED = {asked: kind for kind in KINDS for asked in kind.fields}

ASKED = tuple(_BY_ASKED)
"""What a problem may ask for; the first is meant where it does not say."""


def kind_of(task: Task) -> Kind:
    """Return the kind that reads and decides the answers to a task."""
    return _BY_ASKED[task.asked]


def fields_asked(asked: str) -> Fields:
    """Return which fields of a problem something asked needs."""
    return _BY_ASKED[asked].fields[asked]


__all__ = [
    "ASKED", "Attempt", "Decider", "FirstLook", "Judgement", "KINDS", "decide", "decider_of", "equal", "fields_asked", "kind_of",
    "read_dimension", "scope", "scope_of", "value_of", "verdict_of",
]
