"""YAML that a teacher wrote, as a tree of nodes with lines and columns; a bank, an assignment and decisions are read from it.

The way through this room: ``encodings`` (bytes to text) → ``nodes`` (events of YAML to a tree; nothing is loaded), with ``mistakes`` for
what YAML refuses, ``entries`` for what is sound beside it, and ``faults`` for what the reader of a tree finds.  Every fault is a
``Diagnostic`` whose code begins with the name of the room that asked.
"""

from grader.yamlnodes.encodings import decode
from grader.yamlnodes.entries import parse_entries
from grader.yamlnodes.faults import Faults, Placed, nearest
from grader.yamlnodes.nodes import MAX_DEPTH, NO_KEY, Mapping, Node, Refused, Scalar, Sequence, is_sound, parse

__all__ = [
    "MAX_DEPTH", "NO_KEY", "Faults", "Mapping", "Node", "Placed", "Refused", "Scalar", "Sequence", "decode", "is_sound", "nearest", "parse",
    "parse_entries",
]
