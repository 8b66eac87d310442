"""What may fill a slot: an open shelf.  A kind reads a response and decides it; ``KINDS`` is the whole list."""

from grader.kinds import dimension, formula
from grader.kinds.formula import decide, key_of
from grader.kinds.kind import Judgement, Kind
from grader.kinds.scope import scope, scope_of
from grader.kinds.sizes import read_dimension

KINDS: tuple[Kind, ...] = (formula.KIND, dimension.KIND)
"""In the order of the manual; ``Problem.kind`` names one of them."""

BY_NAME = {kind.name: kind for kind in KINDS}

__all__ = ["BY_NAME", "KINDS", "Judgement", "Kind", "decide", "key_of", "read_dimension", "scope", "scope_of"]
