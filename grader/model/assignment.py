"""What is graded: problems, points, dates, rules for lateness and attempts, and who there is."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from grader.model.diagnostic import Where
from grader.model.problem import Values
from grader.model.roster import Row
from grader.record import record

VARIANTS_BY = ("login", "number", "email")
"""The kinds of ids by which variants are given out."""

STUDENT_KINDS = ("number", "login", "email", "name")
"""The kinds of ids under which a person, not an LMS, names a student."""

PAGE_MODES = ("practice", "graded")
"""What students are handed: what they need to check their answers, so with the functions, or only what they need to write them."""


@record
class Chosen:
    """A problem of the assignment; ``points`` are ``None`` where the bank's hold."""

    problem: str
    points: Fraction | None = None


@record
class Late:
    """What lateness costs.

    Up to ``grace`` nothing happens.  Then each started period ``per`` (``hour``, ``day``, ``week``, or ``once`` for any time) costs
    ``each``: a share of the base if ``is_share``, else points.  The base is the ``maximum`` of the assignment or the ``score``, as ``of``
    says; more than the share ``most`` of it is never taken.  After ``until`` nothing counts.
    """

    grace: timedelta = timedelta(0)
    each: Fraction = Fraction(0)
    is_share: bool = True
    per: str = "day"
    most: Fraction | None = None
    of: str = "maximum"
    until: datetime | None = None


@record
class Named:
    """Somebody whom a person names: the text, its place, and the number of the roster's row that it means, if there is a roster."""

    text: str
    where: Where
    row: int | None = None


@record
class Extension:
    """A student's own dates; ``until`` is ``None`` where the assignment's holds."""

    who: Named
    due: datetime
    until: datetime | None = None


@record
class Membership:
    """A student in a group."""

    group: str
    who: Named


@record
class Pin:
    """A student's variant of a problem (of the whole, if it has parts), written down once for all."""

    who: Named
    problem: str
    values: Values


@record
class HandedIn:
    """When a student handed in, where the download does not say it."""

    who: Named
    submitted: datetime


@record
class Columns:
    """Which columns of a table hold what, by a header's text or a column's number from 1.

    ``student`` has pairs of a kind of :data:`STUDENT_KINDS` and a column, ``problems`` pairs of a problem's id and a column.
    """

    student: tuple[tuple[str, str], ...] = ()
    time: str = ""
    problems: tuple[tuple[str, str], ...] = ()


@record
class Assignment:
    """One assignment, as its file says it: all dates have their zone, all numbers are exact.

    ``file`` is the path that was read; ``digest`` is that of the file and of all tables that it names.  ``bank`` is a path, empty for the
    lecture's.  ``problems`` are all that is asked, in the order of the sheet.  ``students`` says what kind of id bare names are.
    ``attempts`` is ``last``, ``first`` or ``best``, ``missing`` is ``leave`` or ``zero``.  ``layouts`` and ``credit`` stand in place of
    those of the problems where they are given.  ``anonymous`` shows pseudonyms in place of names.  ``page`` is one of :data:`PAGE_MODES`.
    ``seed`` is a public text from which it follows who has which variant of a problem, by the id of the kind ``variants_by``; ``pins`` are
    those that the table ``variants`` has.
    """

    problems: tuple[Chosen, ...]
    file: str = ""
    digest: str = ""
    title: str = ""
    bank: str = ""
    timezone: str = ""
    due: datetime | None = None
    late: Late = Late()
    extensions: tuple[Extension, ...] = ()
    attempts: str = "last"
    missing: str = "leave"
    roster: tuple[Row, ...] = ()
    students: str = ""
    groups: tuple[Membership, ...] = ()
    times: tuple[HandedIn, ...] = ()
    reveal: str = "none"
    page: str = "practice"
    layouts: Fraction | None = None
    credit: tuple[tuple[str, Fraction], ...] = ()
    columns: Columns = Columns()
    anonymous: bool = False
    seed: str = ""
    variants: str = "variants.csv"
    variants_by: str = ""
    pins: tuple[Pin, ...] = ()
