"""ILIAS's download of an exercise: folders ``LAST_FIRST_LOGIN_USER`` in ``TITLE/Submissions``, for teams in ``Team NUMBER``.

By ``copySubmissionFilesToDir`` in ``SubmissionManager.php`` of ILIAS-eLearning/ILIAS: USER is the number of the account, the names are
in ASCII (``Mueller``; each byte of a letter such as ``ł`` is ``_``), and the words ``Submissions`` and ``Team`` are translated.  A login
or a name may have underscores; then only USER is certain.  A file that came late has a translated word before its name, and no time.
"""

from __future__ import annotations

import re
from collections import defaultdict

from grader.intake.layouts.layout import Layout, Listing, Place, Placed, Top, nobody
from grader.intake.member import Fault, Member
from grader.intake.student import clean_name
from grader.model import Identity
from grader.record import record

_OWN = re.compile(r"(?P<said>[^_]+_[^_]+_[^_]+(?:_[^_]+)*|(?=(?:[^_]*_){5}).*__.*[^_])_(?P<id>[1-9][0-9]*)")
"""Two ``_`` for one letter, two between the parts, and one before the number."""
_TEAM = re.compile(r"(?P<name>[^\W\d_]+) (?P<id>[1-9][0-9]*)")

_SHARED = Fault("intake/no-student", "other folders end in the same number and another name, so this is no download of ILIAS; "
                "--layout plain takes the folders' names for the students'")


@record
class Name:
    """What the name of somebody's folder says; ``login`` is empty where it cannot be told from the name."""

    name: str
    login: str
    id: str


def parsed(folder: str) -> Name | None:
    """The parts of a folder's name, ``None`` if it is none of ILIAS's.

    >>> parsed("Mueller_Joerg_jm12_301"), parsed("Heide_Anna_anna_h_303")
    (Name(name='Joerg Mueller', login='jm12', id='301'), Name(name='Heide Anna anna h', login='', id='303'))
    """
    found = _OWN.fullmatch(folder) if folder.isascii() else None
    if found is None:
        return None
    parts = list(map(clean_name, filter(None, found["said"].split("_"))))
    if len(parts) == 3 and "__" not in found["said"] and " " not in parts[2]:
        return Name(f"{parts[1]} {parts[0]}", parts[2], found["id"])
    return Name(" ".join(parts), "", found["id"])


def _fits(top: Top) -> bool:
    if not top.is_folder:
        return False
    is_team = _TEAM.fullmatch(top.name) and top.inside and all(len(path) > 1 and parsed(path[0]) for path in top.inside)
    return bool(is_team) or parsed(top.name) is not None


def _fit_together(tops: list[Top]) -> bool:
    """Whether no two folders end in the same number: an account has one, and ``Lovelace_Ada_HW_3`` is the name of an exercise."""
    numbers = [name.id for top in tops if (name := parsed(top.name)) is not None]
    return len(set(numbers)) == len(numbers)


def place(listing: Listing) -> Placed:
    """Whose each file is: the account's, or the team's in whose folder the account's lies."""
    owners = {member: _owner(listing.inside(member), member) for member in listing.members}
    called: dict[str, set[str]] = defaultdict(set)
    for folder, name in filter(None, owners.values()):
        called[name.id].add(folder)
    for member, owner in owners.items():
        inside = listing.inside(member)
        if owner is None:
            yield member, nobody("ILIAS")
        elif len(called[owner[1].id]) > 1:
            yield member, _SHARED
        elif team := _TEAM.fullmatch(inside[0]):
            yield member, Place(Identity("ilias", "team", team["id"], group=team[0]), inside[2:] or inside)
        else:
            name = owner[1]
            yield member, Place(Identity("ilias", "ilias-user", name.id, name=name.name, login=name.login), inside[1:] or inside)


def _owner(inside: tuple[str, ...], member: Member) -> tuple[str, Name] | None:
    """The folder of an account, and what its name says."""
    at = 1 if _TEAM.fullmatch(inside[0]) else 0
    if len(inside) <= at or (len(inside) == at + 1 and not member.is_folder):
        return None
    name = parsed(inside[at])
    return None if name is None else (inside[at], name)


LAYOUT = Layout("ilias", "ilias", "ILIAS", _fits, place, fit_together=_fit_together)
