"""A class from the files of a download: what is nobody's is listed, the rest is read a person at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from zoneinfo import ZoneInfo

from grader.intake.attempt import Class, Files, read_attempt, time_of
from grader.intake.classmates import Classmates, Enrolled
from grader.intake.junk import IGNORED, is_junk
from grader.intake.layouts import PLAIN
from grader.intake.layouts.layout import Listing, Place
from grader.intake.layouts.recognise import recognised
from grader.intake.member import CROWDED, OWN_LIMIT, STUDENT_LIMIT, Member, Source, attention
from grader.model import Attention, Intake, Submission, UsageError
from grader.record import record


@record
class Options:
    """What is known of a class besides its files; see :func:`grader.intake.read_submissions`."""

    layout: str = ""
    timezone: ZoneInfo | None = None
    students: str = ""
    groups: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    enrolled: Enrolled = Enrolled()


class Submissions(Collection[Submission]):
    """The submissions of a folder or an archive, by person and attempt.

    They may be gone through any number of times.  Each time the source is opened anew, and the files of one attempt are in memory at
    a time; whoever stops early closes the source.  A file that changed in between is read as it is then.  Their number is known before.
    """

    def __init__(self, source: Source, files: tuple[Files, ...], known: Class) -> None:
        self._source, self._files, self._known = source, files, known

    def __iter__(self) -> Iterator[Submission]:
        with self._source.opened() as reader:
            for files in self._files:
                yield read_attempt(files, reader, self._known)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


def read_class(source: Source, problems: Collection[str], options: Options) -> Intake:
    """The submissions of a folder or an archive.

    Raises :class:`UsageError` if it has more students than are read, and :class:`Refused` if a file of the LMS's own that says who the
    students are cannot be read.
    """
    found = recognised(source.members, options.layout)
    is_plain = found.layout is PLAIN
    rows = [] if found.doubt is None else [attention("", found.doubt)]
    people: dict[tuple[str, str], list[tuple[Member, Place]]] = defaultdict(list)
    files, ignored = sorted_out(source.members, found.layout.hidden)
    with source.opened() as reader:
        listing = Listing(files, found.around, reader, options.timezone, options.students, options.groups, source.form == "folder",
                          options.enrolled)
        for member, place in found.layout.place(listing):
            if isinstance(place, Place):
                people[place.who.kind, place.who.key].append((member, place))
            else:
                rows.append(attention(member.file, place, "/".join(member.path[found.around:-1])))
    if len(people) > STUDENT_LIMIT:
        raise UsageError(f"there are more than {STUDENT_LIMIT} students, the most that are read")
    attempts = tuple(_attempts(people.values()))
    known = Class(problems, options.others, found.layout.title, is_plain,
                  Classmates(each.who for each in attempts if each.attempt == 1), options.enrolled)
    return Intake(source.form if is_plain else found.layout.name, Submissions(source, attempts, known), in_order({*rows, *ignored}))


def in_order(rows: Iterable[Attention]) -> tuple[Attention, ...]:
    """Rows by file, line and code, so that the list is the same on every run."""
    return tuple(sorted(rows, key=lambda row: (row.file, row.line, row.code, row.problem, row.message)))


def sorted_out(members: Iterable[Member], hidden: str) -> tuple[tuple[Member, ...], set[Attention]]:
    """The members that may be somebody's, without the folder of the name ``hidden``, and a row for each thing that systems leave behind."""
    kept, ignored = [], set()
    for member in members:
        junk = next((depth for depth, part in enumerate(member.path, 1) if is_junk(part)), 0)
        if junk and member.fault is None and member.path[junk - 1] == hidden:
            continue
        if junk and member.fault is None:
            ignored.add(attention("/".join(member.path[:junk]), IGNORED))
        else:
            kept.append(member)
    return tuple(kept), ignored


def _attempts(people: Iterable[list[tuple[Member, Place]]]) -> Iterator[Files]:
    """The attempts of everybody, by name and id; those of one person by their times, or by their names if one has no time."""
    for places in sorted(people, key=lambda each: (each[0][1].who.student, each[0][1].who.kind, each[0][1].who.key)):
        is_crowded = len(places) > OWN_LIMIT or any(member.fault == CROWDED for member, _ in places)
        named: dict[str, list[tuple[Member, Place]]] = defaultdict(list)
        for member, place in places:
            named[place.attempt].append((member, place))
        times = {attempt: time_of(own) for attempt, own in named.items()}
        known = [time for time in times.values() if time is not None]
        order = sorted(named, key=lambda attempt: (times[attempt], attempt)) if len(known) == len(times) else sorted(named)
        for number, attempt in enumerate(order, 1):
            yield Files(places[0][1].who, number, tuple(sorted(named[attempt], key=lambda each: each[0].path)), is_crowded)
