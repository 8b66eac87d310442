"""GitHub Classroom's clones: a folder ``ASSIGNMENT-LOGIN`` for each repository, with ``.git`` inside.

Both parts may have hyphens, so the id is the whole name of the repository, which the grades' CSV has too.
"""

from __future__ import annotations

from grader.intake.layouts.layout import Layout, Listing, Place, Placed, Top, nobody
from grader.intake.student import clean_name
from grader.model import Identity

_GIT = ".git"


def place(listing: Listing) -> Placed:
    """Whose each repository is."""
    for member in listing.members:
        inside = listing.inside(member)
        if len(inside) < 2 and not member.is_folder:
            yield member, nobody("GitHub Classroom")
        else:
            yield member, Place(Identity("github", "github", clean_name(inside[0])), inside[1:])


def _fits(top: Top) -> bool:
    return "-" in top.name and any(path[0] == _GIT for path in top.inside)


LAYOUT = Layout("github", "github", "GitHub Classroom", _fits, place, hidden=_GIT)
