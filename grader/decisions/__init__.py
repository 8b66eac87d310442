"""What people decide, in a file that people may edit: read with every fault at its line, changed by whole entries and nothing else.

The way through this room: ``reading`` (the file's nodes to records, ``values`` for single ones) → ``targets``
(what an entry is about, and which contradict) → ``lookup`` (which entry holds for a student's answer).  Back: ``written`` (a record as a
block of text), ``blocks`` (where the entries stand in the text), ``changing`` (the file under a lock).  ``joining`` compares two markers.
"""

from grader.decisions.changing import editing
from grader.decisions.joining import joined
from grader.decisions.lookup import Meant, index
from grader.decisions.reading import NAME_OF_FILE as NAME
from grader.decisions.reading import Decisions, read_decisions

__all__ = ["NAME", "Decisions", "Meant", "editing", "index", "joined", "read_decisions"]
