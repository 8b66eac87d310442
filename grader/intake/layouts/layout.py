"""What a layout is: a grammar of the names in a download, and from each path whose file it is and of which attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from grader.intake.classmates import Enrolled
from grader.intake.member import Fault, Member, Reader
from grader.model import Identity
from grader.record import record


@record
class Top:
    """An entry at the top of a download, and the paths below it if it is a folder."""

    name: str
    inside: tuple[tuple[str, ...], ...] = ()
    is_folder: bool = False


@record
class Place:
    """Whose a file is: ``rest`` is its path inside what is the person's own; files with the same ``attempt`` belong together.

    Attempts are ordered by ``submitted`` if all have a time, else by ``attempt``.  ``reads`` says how a file is read whose ending
    does not: ``page`` (HTML), ``canvas-page``, ``manifest``, or ``link`` for an address of the web.  ``is_claim`` where a line
    ``student:`` of the file itself was heard.  ``fault`` is what the layout knows to be missing beside it.
    """

    who: Identity
    rest: tuple[str, ...]
    attempt: str = ""
    submitted: datetime | None = None
    late: bool = False
    reads: str = ""
    is_claim: bool = False
    fault: Fault | None = None


@record
class Listing:
    """All files of a class that are no junk, the open source that they are in, and what is known of the class besides.

    ``around`` folders at the front of each path hold the whole class.  ``students`` is the kind of bare names, ``groups`` the names of a
    roster's groups, ``enrolled`` its people; ``is_trusted`` where a file at the top is the teacher's own.
    """

    members: tuple[Member, ...]
    around: int
    reader: Reader
    timezone: ZoneInfo | None = None
    students: str = ""
    groups: frozenset[str] = frozenset()
    is_trusted: bool = False
    enrolled: Enrolled = Enrolled()

    def inside(self, member: Member) -> tuple[str, ...]:
        """The path without the folders around the class."""
        return member.path[self.around:]


Placed = Iterator[tuple[Member, Place | Fault]]
"""Whose each file is, or why nobody's; a file of the LMS's own does not occur, and one may occur with a place and a fault."""


@record
class Layout:
    """An entry of the shelf; ``family`` is the layout of its identities, ``title`` what people call it.

    ``fits`` tells whether an entry at the top is of this layout, ``fit_together`` whether all of them may be; ``is_own`` whether one is
    the LMS's own.  ``hidden`` is a hidden folder that it has in every student's, so that there is nothing to say of it.
    """

    name: str
    family: str
    title: str
    fits: Callable[[Top], bool]
    place: Callable[[Listing], Placed]
    is_own: Callable[[str], bool] = lambda name: False
    fit_together: Callable[[list[Top]], bool] = lambda tops: True
    hidden: str = ""


def nobody(layout: str) -> Fault:
    """What is said of an entry that does not fit."""
    return Fault("intake/no-student", f"its name says no student in the way of {layout}, so it was not read")
