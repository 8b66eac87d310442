"""Canvas's "Download submissions": flat files ``[NAME_][LATE_]USER_ATTACHMENT_FILE``, pages ``…_text.html`` and ``…_link.html``.

By ``lib/content_zipper.rb``: NAME is the sortable name in lower case without blanks and signs; of a group it is the group's, and
USER one of its members.  In an anonymous assignment there is no name, and USER is ``anon_ID``.  Canvas itself finds USER and
ATTACHMENT as the first two numbers between underscores.  A name that ends in ``_7`` would pass for another user's then: such a
reading is kept only where nothing speaks against it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from grader.intake.layouts.layout import Layout, Listing, Place, Placed, Top, nobody
from grader.intake.member import Fault
from grader.intake.student import clean_name
from grader.model import Identity
from grader.record import record

_FILE = r"(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<page>text|link)\.html)"
_ANONYMOUS = re.compile(rf"(?:(?P<late>LATE)_)?anon_(?P<id>[A-Za-z0-9]+)_{_FILE}", re.S)
_NAMED = re.compile(rf"(?:(?P<name>(?!LATE_|anon_)[^_].*?)_)?(?:(?P<late>LATE)_)?(?P<id>[0-9]+)_{_FILE}", re.S)
_OTHER_READING = re.compile(r"[0-9]+_.|(?:text|link)\.html$", re.S)

_UNSURE = Fault("intake/no-student", "its name can be read in two ways, and other files of the download speak against the usual one")


@record
class Name:
    """What a file's name says; ``page`` is ``text`` or ``link`` for what Canvas wrote itself."""

    name: str
    id: str
    attachment: str
    file: str
    page: str
    is_late: bool
    is_anonymous: bool

    @property
    def has_other_reading(self) -> bool:
        """Whether the two numbers may be one place further on."""
        return not self.is_anonymous and not self.page and _OTHER_READING.match(self.file) is not None


def parsed(name: str) -> Name | None:
    """The parts of a file's name, ``None`` if it is none of Canvas's.

    >>> found = parsed("lovelaceada_LATE_1001_555_hw_3.txt")
    >>> found.name, found.is_late, found.id, found.file
    ('lovelaceada', True, '1001', 'hw_3.txt')
    """
    found = _ANONYMOUS.fullmatch(name) or _NAMED.fullmatch(name)
    if found is None:
        return None
    parts = found.groupdict()
    who = parts.get("name") or ""
    if who != who.lower():
        return None
    page = parts["page"] or ""
    file = parts["file"] or f"{page}.html"
    return Name(clean_name(who), parts["id"], parts["attachment"] or "", file, page, parts["late"] is not None, "name" not in parts)


def place(listing: Listing) -> Placed:
    """Whose each file is; a file whose usual reading other files contradict is nobody's."""
    names = {member: None if len(listing.inside(member)) > 1 else parsed(member.path[-1]) for member in listing.members}
    unsure = _contradicted([name for name in names.values() if name is not None])
    for member, name in names.items():
        if name is None:
            yield member, nobody("Canvas")
        elif name in unsure:
            yield member, _UNSURE
        else:
            kind = "canvas-anon" if name.is_anonymous else "canvas-user"
            reads = {"text": "canvas-page", "link": "link"}.get(name.page, "")
            yield member, Place(Identity("canvas", kind, name.id, name=name.name), (name.file,), late=name.is_late, reads=reads)


def _contradicted(names: list[Name]) -> set[Name]:
    """The names that give one user two names, or one attachment to two files, and that could be read otherwise."""
    called: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if not name.is_anonymous:
            called[name.id].add(name.name)
    attachments = Counter(name.attachment for name in names if name.attachment)
    return {name for name in names if name.has_other_reading and (len(called[name.id]) > 1 or attachments[name.attachment] > 1)}


def _fits(top: Top) -> bool:
    return not top.is_folder and parsed(top.name) is not None


LAYOUT = Layout("canvas", "canvas", "Canvas", _fits, place)
