"""What may fill a slot: an open shelf.  A kind reads a response and decides it; ``KINDS`` is the whole list."""

from grader.kinds import dimension, response
from grader.kinds.equal import equal, pose_value
from grader.kinds.formula import FirstLook, decide, laid_out_of, pose
from grader.kinds.kind import Judgement, Kind
from grader.kinds.scope import scope, scope_of
from grader.kinds.sizes import read_dimension

KINDS: tuple[Kind, ...] = (response.KIND, dimension.KIND)
"""In the order of the manual; ``Problem.kind`` names one of them."""

BY_NAME = {kind.name: kind for kind in KINDS}

__all__ = ["BY_NAME", "FirstLook", "KINDS", "Judgement", "Kind", "decide", "equal", "laid_out_of", "pose", "pose_value",
           "read_dimension", "scope", "scope_of"]
