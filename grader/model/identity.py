"""Who handed something in, as the layout of a download itself says it; ids of different kinds never meet."""

from __future__ import annotations

import hashlib

from grader.record import record

PSEUDONYM = "pseudonym"
"""The kind of the name that somebody has in a run without names."""

KINDS = (PSEUDONYM, "participant", "canvas-user", "canvas-anon", "d2l", "ilias-user", "team", "submission", "attachment", "github", "row",
         "number", "login", "email", "name")
"""What an id may be, those of one LMS first.  A ``participant`` is Moodle's number for one assignment, a ``row`` the place in a table and
never anybody's id, a ``name`` the weakest of all."""

FAMILY_OF_NOBODY = "plain"
"""The layout of folders and tables that no LMS made."""


@record
class Identity:
    """A student or a group: ``key`` is an id of the ``kind`` in :data:`KINDS`, the other fields are what else the layout says.

    ``layout`` is the family, such as ``moodle``.  ``members`` are the students of a group, where the layout names them.
    """

    layout: str
    kind: str
    key: str
    name: str = ""
    login: str = ""
    email: str = ""
    number: str = ""
    group: str = ""
    members: tuple[Identity, ...] = ()

    @property
    def student(self) -> str:
        """What a person is called on a page: the name, else the group's, else the best id."""
        return self.name or self.group or self.login or self.email or self.number or self.key


def plain_identity(name: str) -> Identity:
    """Return whoever a plain folder or table names in this way, without knowing what kind of name it is."""
    return Identity(FAMILY_OF_NOBODY, "name", name, name=name)


def person_of(who: Identity) -> str:
    """Return the 16 hexadecimal digits under which a store knows whoever it met first under this identity.

    >>> person_of(Identity("moodle", "participant", "48001"))
    '0368ccac07fd82de'
    """
    return hashlib.sha256("\0".join((who.layout, who.kind, who.key)).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def keys_of(who: Identity) -> tuple[tuple[str, str], ...]:
    """Return all that is known of somebody as pairs of kind and value, an LMS's own id first and the name last.

    >>> keys_of(Identity("canvas", "canvas-user", "1001", name="Ada Lovelace", login="ada"))
    (('canvas-user', '1001'), ('login', 'ada'), ('name', 'Ada Lovelace'))
    """
    said = {who.kind: who.key}
    for kind, value in (("number", who.number), ("login", who.login), ("email", who.email), ("name", who.name)):
        if value:
            said.setdefault(kind, value)
    return tuple((kind, said[kind]) for kind in KINDS if kind in said)
