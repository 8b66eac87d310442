"""Moodle's "Download all submissions": ``NAME_ID_assignsubmission_PLUGIN`` as a folder or before a file's name.

By ``mod/assign/classes/downloader.php``: ID is the participant's in this assignment, in a team assignment the group's; who is in no group
hands in as the default team, which has no number.  Under blind marking every NAME is the same word.  Versions 3.1 to 4.0 put ``_`` after
the folder's name.  The plugin ``onlinetext`` gives a page under a translated name, beside the files embedded in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

from grader.intake.layouts.layout import Layout, Listing, Place, Placed, Top, nobody
from grader.intake.member import Fault, Member
from grader.intake.student import clean_name
from grader.model import Identity
from grader.record import record

_OWN = re.compile(r"(?P<name>.+?)_(?P<id>[0-9]+)_assignsubmission_(?P<plugin>[a-z][a-z0-9]*)(?:_(?P<file>.*))?", re.S)
_DEFAULT_TEAM = re.compile(r"(?P<name>[^_]+)_assignsubmission_(?P<plugin>[a-z][a-z0-9]*)(?:_(?P<file>.*))?", re.S)

_NO_ID = Fault("intake/no-id", "the default team has no id in Moodle's download; name the group's members in groups.csv")


@record
class Name:
    """What the first part of a path says; ``id`` is empty for the default team, ``file`` but in a flat download."""

    name: str
    id: str
    plugin: str
    file: str = ""


def parsed(name: str, is_folder: bool) -> Name | None:
    """The parts of an entry's name, ``None`` if it is none of Moodle's.

    >>> parsed("Ada Lovelace_48001_assignsubmission_file_a.txt", False)
    Name(name='Ada Lovelace', id='48001', plugin='file', file='a.txt')
    """
    found = _OWN.fullmatch(name) or _DEFAULT_TEAM.fullmatch(name)
    if found is None or (not is_folder and not found["file"]):
        return None
    return Name(clean_name(found["name"]), found.groupdict().get("id") or "", found["plugin"], "" if is_folder else found["file"])


def _fits(top: Top) -> bool:
    return parsed(top.name, top.is_folder) is not None


def place(listing: Listing) -> Placed:
    """Whose each file is: participants, or teams where a default team or the roster's groups tell that they are."""
    names = {member: _name_of(listing, member) for member in listing.members}
    known = [name for name in names.values() if name is not None]
    groups = {_letters(group) for group in listing.groups}
    has_default = any(not name.id for name in known)
    return _placed(listing, names, has_default or (bool(known) and all(_letters(name.name) in groups for name in known)))


def place_teams(listing: Listing) -> Placed:
    """Whose each file is, all of them being teams'."""
    return _placed(listing, {member: _name_of(listing, member) for member in listing.members}, True)


def _placed(listing: Listing, names: dict[Member, Name | None], is_team: bool) -> Placed:
    ids: dict[str, set[str]] = defaultdict(set)
    for name in names.values():
        if name is not None:
            ids[name.name].add(name.id)
    is_blind = not is_team and len(ids) == 1 and len(next(iter(ids.values()))) > 1
    for member, name in names.items():
        if name is None:
            yield member, nobody("Moodle")
            continue
        inside = listing.inside(member)
        rest = (name.file,) if name.file else inside[1:]
        is_page = name.plugin == "onlinetext" and len(rest) == 1 and rest[0].casefold().endswith((".html", ".htm"))
        yield member, Place(_who(name, is_team, is_blind), rest, reads="page" if is_page else "")
        if not name.id:
            yield member, _NO_ID


def _letters(name: str) -> str:
    """The letters and digits of a name: Moodle takes other signs out of names of files."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", name))).casefold()


def _name_of(listing: Listing, member: Member) -> Name | None:
    inside = listing.inside(member)
    return parsed(inside[0], len(inside) > 1 or member.is_folder)


def _who(name: Name, is_team: bool, is_blind: bool) -> Identity:
    if not name.id:
        return Identity("moodle", "name", name.name, group=name.name)
    if is_team:
        return Identity("moodle", "team", name.id, group=name.name)
    return Identity("moodle", "participant", name.id, name="" if is_blind else name.name)


LAYOUT = Layout("moodle", "moodle", "Moodle", _fits, place)
TEAMS = Layout("moodle-team", "moodle", "Moodle", _fits, place_teams)
