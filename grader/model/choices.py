"""What a problem offers to choose from."""

from __future__ import annotations

from typing import Literal

from grader.record import record

Pick = Literal["one", "several", "match"]

Named = tuple[tuple[str, str], ...]
"""Labels with their texts, in the author's order; a label without a text of its own is its text."""


@record
class Choices:
    """The choices of a problem, none where nothing is chosen; nothing here tells which are right.

    ``pick`` says whether one of the ``options`` is right, several are, or each of the ``items`` has one.  ``reason`` says that a text
    beside the choice is asked, which a person reads.
    """

    options: Named = ()
    pick: Pick = "one"
    items: Named = ()
    reason: bool = False
